"""What happened to a page: changed, gone, moved, returned, and what is no event."""

import msgspec
import pytest

from archive import history
from archive.article import Reason
from archive.urls import article_id

URL = "https://contoh.go.id/a"


def kinds(folder):
    return [(event.kind.value, event.at[:10]) for event in history.events(folder)]


def test_a_life_of_a_page_is_told_in_order(made):
    """Changed, gone once however often it is asked again, returned with another text, moved."""
    folder = made.publish(
        made.article("/a", "Satu.", "2026-01-01T00:00:00Z"),
        made.article("/a", "Dua.", "2026-02-01T00:00:00Z"),
        made.rejection("/a", "2026-03-01T00:00:00Z"),
        made.rejection("/a", "2026-04-01T00:00:00Z", status=410, detail="410 Gone"),
        made.article("/a", "Tiga.", "2026-05-01T00:00:00Z"),
        made.rejection("/a", "2026-06-01T00:00:00Z", Reason.REDIRECT, 301, "301 ../berita/a?b=1"),
    )
    assert kinds(folder) == [
        ("changed", "2026-02-01"), ("gone", "2026-03-01"), ("returned", "2026-05-01"), ("moved", "2026-06-01"),
    ]  # fmt: skip
    moved = history.events(folder)[-1]
    assert moved.to == "https://contoh.go.id/berita/a?b=1"
    assert moved.to_id == article_id("contoh", moved.to)
    assert (moved.before[:10], moved.source.status, moved.title) == ("2026-05-01", 301, "Judul")


@pytest.mark.parametrize(
    ("reason", "status", "detail", "kind"),
    [
        (Reason.BAD_STATUS, 404, "404 Not Found", "gone"),
        (Reason.BAD_STATUS, 410, "410 Gone", "gone"),
        (Reason.SOFT_404, 200, "Halaman tidak ditemukan", "gone"),
        (Reason.REDIRECT, 302, "302 /", "gone"),
        (Reason.REDIRECT, 302, "302 https://contoh.go.id", "gone"),
        (Reason.REDIRECT, 301, "301 http://contoh.go.id/a", "moved"),
        (Reason.REDIRECT, 301, "301 https://lain.go.id/x", "moved"),
        (Reason.REDIRECT, 301, "301 https://contoh.go.id:443/a#top", None),
        (Reason.REDIRECT, 301, "301", None),
        (Reason.REDIRECT, 301, "301 http://[", None),
        (Reason.BAD_STATUS, 500, "500 Internal Server Error", None),
        (Reason.BAD_STATUS, 403, "403 Forbidden", None),
        (Reason.TRUNCATED, 200, "disconnect", None),
        (Reason.SUSPENDED, 200, "This Account has been suspended", None),
    ],
)
def test_only_what_says_so_is_gone_or_moved(made, reason, status, detail, kind):
    """404, 410, a soft 404 and a redirect to the home page are gone; a passing error is no event."""
    folder = made.publish(
        made.article("/a", "Satu.", "2026-01-01T00:00:00Z"),
        made.rejection("/a", "2026-02-01T00:00:00Z", reason, status, detail),
    )
    assert [event.kind.value for event in history.events(folder)] == ([kind] if kind else [])


def test_a_page_that_never_was_an_article_cannot_vanish(made):
    """A 404 before the first success, or without one, is no event."""
    folder = made.publish(
        made.rejection("/a", "2026-01-01T00:00:00Z"),
        made.article("/a", "Satu.", "2026-02-01T00:00:00Z"),
        made.rejection("/b", "2026-03-01T00:00:00Z"),
    )
    assert history.events(folder) == []


@pytest.mark.parametrize(("day", "back"), [("2026-04-01", True), ("2026-01-15", False)])
def test_a_return_with_a_known_text_is_a_return(made, day, back):
    """A page that shows its old text after its 404 is back, though that text is a repeat and no new record."""
    folder = made.publish(
        made.article("/a", "Satu.", "2026-01-01T00:00:00Z"),
        made.rejection("/a", "2026-02-01T00:00:00Z"),
        made.article("/a", "Satu.", f"{day}T00:00:00Z"),
    )
    assert kinds(folder) == [("gone", "2026-02-01"), *([("returned", day)] if back else [])]


def test_a_page_that_goes_a_second_time_with_the_same_answer_is_gone_again(made):
    """The second 404 is a repeat of the first one, and an event of its own."""
    folder = made.publish(
        made.article("/a", "Satu.", "2026-01-01T00:00:00Z"),
        made.rejection("/a", "2026-02-01T00:00:00Z"),
        made.article("/a", "Satu.", "2026-03-01T00:00:00Z"),
        msgspec.structs.replace(
            made.rejection("/a", "2026-02-01T00:00:00Z"),
            source=msgspec.structs.replace(
                made.rejection("/a", "2026-02-01T00:00:00Z").source, fetched_at="2026-04-01T00:00:00Z"
            ),
        ),
    )
    assert kinds(folder) == [("gone", "2026-02-01"), ("returned", "2026-03-01"), ("gone", "2026-04-01")]


def test_a_text_that_comes_back_is_the_latest_again(made):
    """A page that changes and changes back shows its first text: two versions, two changes, the first one last."""
    days = [("Satu.", "01-01"), ("Dua.", "02-01"), ("Satu.", "03-01"), ("Satu.", "04-01")]
    folder = made.publish(*(made.article("/a", text, f"2026-{day}T00:00:00Z") for text, day in days))
    assert kinds(folder) == [("changed", "2026-02-01"), ("changed", "2026-03-01")]
    assert [a.text for a in history.latest(folder)] == ["Satu."]
    assert [a.text for a in history.as_of(folder, "2026-02")] == ["Dua."]
    assert [a.text for a in history.as_of(folder, "2026-03")] == ["Satu."]
    assert [len(found) for found in history.versions(folder)] == [2]
