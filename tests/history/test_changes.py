"""Words compared: exact, ranked, bounded and escaped."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.article import Attachment, Credit, PageDate, Precision, Removal
from archive.history import Op, compare, diff_words
from archive.history.html import diff_page
from archive.history.weight import Weight, weigh
from archive.history.words import MOST_PAIRS

BODY = "Wali kota membuka taman baca 3 Mei 2017.\n\nBuku dipinjam 12 kali. Sebanyak 12 warga hadir pada Selasa (5/12/2017). Telp. (021) 88961767. Dibaca 12 kali."


def side(pieces, op):
    return [w for p in pieces if p.op in (Op.SAME, op) for w in p.text.split()]


@given(st.text("ab \n.", max_size=60), st.text("ab \n.", max_size=60))
def test_the_pieces_make_both_texts(before, after):
    """Same and removed words are the old text, same and added words the new one: nothing is lost or invented."""
    pieces, hunks = diff_words(before, after)
    assert side(pieces, Op.REMOVED) == before.split()
    assert side(pieces, Op.ADDED) == after.split()
    assert bool(hunks) == any(p.op is not Op.SAME for p in pieces)


def test_paragraphs_stay_apart():
    """An unchanged text comes back with its paragraphs."""
    pieces, hunks = diff_words(BODY, BODY)
    assert ([p.text for p in pieces], hunks) == ([BODY], ())


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("taman baca", "taman bermain", Weight.WORDS),
        ("Sebanyak 12 warga", "Sebanyak 120 warga", Weight.WORDS),
        ("dipinjam 12 kali", "dipinjam 90 kali", Weight.WORDS),
        ("3 Mei 2017", "30 Mei 2017", Weight.DATE),
        ("3 Mei 2017", "3 Mei 2018", Weight.DATE),
        ("3 Mei 2017", "3 Mei 2017 500", Weight.WORDS),
        ("warga hadir pada", "warga tidak hadir pada", Weight.WORDS),
        ("Wali kota", "Wali Kota", Weight.SPELLING),
        ("taman baca 3", "taman, baca 3", Weight.SPELLING),
        ("Selasa (5/12/2017)", "Rabu (6/12/2017)", Weight.DATE),
        ("(5/12/2017)", "12 Desember 2017", Weight.DATE),
        ("(021) 88961767", "(021) 88961768", Weight.CONTACT),
        ("88961767.", "88961767 Email: info@contoh.go.id.", Weight.CONTACT),
        ("Dibaca 12 kali", "Dibaca 1.341 kali", Weight.COUNTER),
    ],
)
def test_a_change_is_weighed_by_what_it_is(old, new, kind):
    """Dates, contacts and counters are low; a number of the news or a single `tidak` is words."""
    assert old in BODY
    _, hunks = diff_words(BODY, BODY.replace(old, new))
    assert {weigh(hunk) for hunk in hunks} == {kind}


def test_changes_are_ranked_and_none_is_dropped(made):
    """The sentence comes first, the counter last, and every changed field is there."""
    date = PageDate("2017-12-05", "5/12/2017", "visible", Precision.DAY)
    before = made.article(
        "/a", BODY, "2026-01-01T00:00:00Z", published=date, removals=(Removal("counter:read", "Dibaca 1"),)
    )
    text = (
        BODY.replace("Dibaca 12", "Dibaca 90")
        .replace("taman baca", "gedung parkir bertingkat")
        .replace("(5/12/2017)", "(6/12/2017)")
    )
    after = made.article(
        "/a", text, "2026-02-01T00:00:00Z", title="Judul Baru", credit=Credit("(gie)", "gie"), tags=("parkir",),
        attachments=(Attachment("https://contoh.go.id/x.pdf", "Edaran", "pdf"),), removals=(Removal("counter:read", "Dibaca 2"),),
    )  # fmt: skip
    diff = compare(before, after)
    assert [(c.field, c.kind) for c in diff.changes] == [
        ("title", "words"), ("text", "words"), ("attachments", "values"), ("published", "values"), ("credit", "values"),
        ("tags", "values"), ("text", "date"), ("text", "counter"), ("removals", "values"),
    ]  # fmt: skip
    assert all(c.score > 0 for c in diff.changes)
    assert diff.changes[-1].before == ("counter:read: Dibaca 1",)


def test_hostile_texts_are_compared_in_bounded_steps():
    """Long texts of few words, shuffled, end as whole removals and additions instead of never."""
    dice = random.Random(5)
    long = 3 * int(MOST_PAIRS**0.5)
    before, after = (" ".join(dice.choice("ab") for _ in range(long)) for _ in range(2))
    pieces, _ = diff_words(f"awal {before} akhir", f"awal {after} akhir")
    assert side(pieces, Op.ADDED) == ["awal", *after.split(), "akhir"]
    assert pieces[0].text.startswith("awal")
    paragraphs = [" ".join(dice.choice("abcdef") for _ in range(9)) for _ in range(900)]
    changed = [*paragraphs[:450], "sisipan satu kalimat", *paragraphs[450:]]
    changed[0], changed[-1] = "lain", "beda"
    pieces, hunks = diff_words("\n\n".join(paragraphs), "\n\n".join(changed))
    assert len(hunks) == 3
    assert side(pieces, Op.REMOVED) == " ".join(paragraphs).split()


def test_the_html_is_one_escaped_file(made):
    """Markup of a page is shown as text, both versions are there, and nothing is requested from elsewhere."""
    evil = '<script src="https://x.example/a.js"></script><img onerror=alert(1)>'
    before = made.article("/a", f"Satu {evil} dua.", "2026-01-01T00:00:00Z", title=f"Judul {evil}")
    after = made.article("/a", f"Satu {evil} tiga.\n\nEmpat & lima.", "2026-02-01T00:00:00Z", title=f"Judul {evil}")
    page = diff_page([before, after], [compare(before, after)])
    assert set(re.findall(r"<([a-z0-9]+)", page)) <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "br", "table", "tr", "th", "td", "div", "ins", "del", "strong",
    }  # fmt: skip
    assert not re.findall(
        r"(?:src|href|url|@import)\s*[=(]\s*[\"']?https?:",
        page.replace("&quot;", "").replace("&#x27;", "").replace("src=https", ""),
    )
    assert "<del>dua.</del>" in page
    assert "Empat &amp; lima." in page
