"""What happened to a page: changed, gone, moved, returned, and what is no event."""

import pytest

from archive import history
from archive.article import Reason
from archive.cdxj import CdxjLine, surt, write_cdxj
from archive.collection import Collection
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


@pytest.mark.parametrize(("stamp", "status", "back"), [("20260401000000", "200", True), ("20260401000000", "404", False), ("20260115000000", "200", False)])  # fmt: skip
def test_a_return_with_a_known_text_is_seen_in_the_index(made, stamp, status, back):
    """A page that answers 200 after its 404 is back, though its text is a repeat and no new record."""
    made.folder = made.folder.parent / "dataset"
    made.publish(
        made.article("/a", "Satu.", "2026-01-01T00:00:00Z"),
        made.rejection("/a", "2026-02-01T00:00:00Z"),
    )
    collection = Collection(made.folder.parent).create()
    line = CdxjLine(surt(URL), stamp, f"{URL}?utm_source=x", "text/html", status, "sha1:X", 9, 7, "b.warc.gz")
    write_cdxj(collection.index / "b.cdxj", [line])
    expected = [("gone", "2026-02-01"), *([("returned", "2026-04-01")] if back else [])]
    assert kinds(collection.root) == expected
