"""Which fields of a site change from page to page, and where they stand."""

import datetime as dt

import pytest

from archive.article import Article
from archive.exchange import Exchange
from archive.extraction.engine import extract, study
from archive.extraction.template import Template, decode, encode, learn_traits

AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
WORDS = ("Jembatan", "Pasar", "Sekolah", "Taman", "Puskesmas", "Terminal")
PROSE = "{0} baru itu dibangun selama satu tahun, dan warga {1} desa di sekitarnya kini dapat memakainya setiap hari."


def exchange(number, *, title=None, day=True, headed=True):
    word = title or f"{WORDS[number]} Baru Dibuka untuk Warga"
    date = (
        f"<div class='rinci'><p>Rilis {number + 3} Maret 2024</p></div>" if day else "<div class='rinci'><p>-</p></div>"
    )
    head = f"<title>{word}</title>" if headed else "<title>Kabar</title>"
    text = "".join(f"<p>{PROSE.format(WORDS[number], 10 * number + n + 2)}</p>" for n in range(4))
    html = (
        f"<html><head>{head}</head><body><div class='merek'>Portal Kabupaten Contoh</div>"
        f"<div class='kepala'>{word}</div><div class='tulisan'>{text}</div>"
        f"<div class='kanan'>{''.join(f'<p>Kalimat tetap nomor {n} berdiri di sini untuk semua orang.</p>' for n in range(12))}</div>"
        f"{date}</body></html>"
    )
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    return Exchange(url=f"https://contoh.go.id/detail/x{number}", fetched_at=AT, request=b"", response=response)


@pytest.fixture(scope="module")
def template():
    lessons = [study(exchange(number)) for number in range(5)]
    return learn_traits([lesson.traits for lesson in lessons])


def test_headline_and_date_are_learned_as_what_changes(template):
    """The place of the headline and that of the release date are fields; what stands still on all pages is none."""
    assert {field.kind for field in template.fields} == {"title", "date"}
    assert len(template.fields) == 2
    assert decode(encode(template)) == template


def test_a_page_without_a_claim_takes_the_headline_at_its_place(template):
    """A page whose head names nothing gets the line where the site's other pages keep their headline."""
    odd = exchange(5, headed=False)
    assert extract(odd).title != "Terminal Baru Dibuka untuk Warga"
    found = extract(odd, None, template)
    assert isinstance(found, Article)
    assert found.title == "Terminal Baru Dibuka untuk Warga"
    assert found.title not in found.text


def test_a_date_far_from_the_text_is_found_at_its_place(template):
    """A date that stands past the sidebar counts once the site's other pages keep theirs there."""
    assert extract(exchange(5)).published is None
    assert extract(exchange(5), None, template).published.value == "2024-03-08"
    assert extract(exchange(5, day=False), None, template).published is None


def test_a_date_that_never_changes_is_no_field():
    """The same day on every page is the frame's, and no page's date of publication."""
    lessons = [study(exchange(0, title=f"{word} Selesai Dibangun Tahun Ini")) for word in WORDS[:5]]
    learned = learn_traits([lesson.traits for lesson in lessons])
    assert "date" not in {field.kind for field in learned.fields}


def test_fields_do_not_depend_on_the_order_of_pages(template):
    """The same pages in another order teach the same template, byte by byte."""
    lessons = [study(exchange(number)) for number in (3, 0, 4, 2, 1)]
    assert encode(learn_traits([lesson.traits for lesson in lessons])) == encode(template)


def test_a_template_of_before_has_no_fields():
    """A file that an older version wrote is read: it knows no fields."""
    assert decode(b'{"format":2,"version":"x","repeated":[],"container":[],"errors":[],"pages":3}').fields == ()
    assert Template("").fields == ()
