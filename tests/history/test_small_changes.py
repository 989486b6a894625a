"""A small change makes a version, ranked low; what stands around an article makes none."""

import pytest

from archive import history
from archive.article import Attachment, Contact, Credit, Image, PageDate, Precision, Removal
from archive.collection import Collection
from archive.jobs.diff import diff_all

FIRST, SECOND = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
DAY = PageDate("2017-12-05", "5/12/2017", "visible", Precision.DAY)
SMALL = {
    "title": "Judul.",
    "dateline": "BEKASI",
    "published": DAY,
    "modified": DAY,
    "event_dates": (DAY,),
    "credit": Credit("(gie)", "gie"),
    "category": "Pemerintahan",
    "tags": ("banjir",),
    "images": (Image("https://contoh.go.id/a.jpg", "Wali Kota"),),
    "contacts": (Contact(phones=("+622188961767",)),),
    "copyright_notice": "© 2026",
}


@pytest.mark.parametrize("field", SMALL)
def test_a_change_of_one_field_is_a_version_of_low_rank(made, field):
    """The title, a date, a credit, a contact alone: both versions are there, below a change of one word."""
    folder = made.publish(
        made.article("/a", "Satu dua tiga.", FIRST),
        made.article("/a", "Satu dua tiga.", SECOND, **{field: SMALL[field]}),
        made.article("/b", "Satu dua tiga.", FIRST),
        made.article("/b", "Satu dua empat.", SECOND),
    )
    assert [len(found) for found in history.versions(folder)] == [2, 2]
    found = diff_all(Collection(folder.parent))
    assert [(c.url[-2:], c.largest.partition(":")[0]) for c in found.changed] == [("/b", "text"), ("/a", field)]
    assert {(e.kind.value, e.detail) for e in found.events} == {("changed", "text"), ("changed", field)}


def test_an_attachment_that_came_is_no_small_change(made):
    """A decree put beside the article is a version, and no low one."""
    decree = (Attachment("https://contoh.go.id/sk.pdf", "SK", "pdf"),)
    folder = made.publish(made.article("/a", "Satu.", FIRST), made.article("/a", "Satu.", SECOND, attachments=decree))
    assert diff_all(Collection(folder.parent)).changed[0].score >= 8


def test_what_stands_around_an_article_makes_no_version(made):
    """Counters, hidden tags, warnings and another spelling of the same date are repeats of the earliest capture."""
    folder = made.publish(
        made.article("/a", "Satu.", FIRST, published=DAY, removals=(Removal("counter:read", "Dibaca 1"),)),
        made.article(
            "/a", "Satu.", SECOND, published=PageDate("2017-12-05", "5 Desember 2017", "meta", Precision.DAY),
            removals=(Removal("counter:read", "Dibaca 2"),), declared={"generator": "x"}, warnings=("y",),
        ),
    )  # fmt: skip
    assert [[v.source.fetched_at for v in found] for found in history.versions(folder)] == [[FIRST]]


def test_a_date_that_cannot_be_read_is_told_apart_by_its_words(made):
    """Two dates without a value are as different as what the page wrote."""
    first, second = (PageDate(None, raw, "visible", Precision.DAY) for raw in ("kemarin", "lusa"))
    folder = made.publish(
        made.article("/a", "Satu.", FIRST, published=first), made.article("/a", "Satu.", SECOND, published=second)
    )
    assert [len(found) for found in history.versions(folder)] == [2]
