"""What a site's own pages teach, and what they must not take."""

import random

import msgspec
import pytest

from archive.extraction.engine import main_text, read_page
from archive.extraction.template import Template, decode, encode, learn

MOTTO = "Kota yang bersih adalah kota yang warganya mau menunduk dan memungut sampahnya sendiri setiap pagi."
NOTICE = "Layanan pengaduan warga dibuka setiap hari kerja dan setiap laporan dijawab dalam tiga hari oleh petugas."


def prose(number):
    rng = random.Random(number)
    words = [
        "warga",
        "pasar",
        "jembatan",
        "sekolah",
        "panen",
        "sungai",
        "lampu",
        "taman",
        "kelurahan",
        "petugas",
        "angkutan",
        "layanan",
        "gedung",
        "jalan",
    ]
    return " ".join(rng.choice(words) for _ in range(25)).capitalize() + "."


def page(number, *, body=None, extra=""):
    text = body if body is not None else "".join(f"<p>{prose(10 * number + n)}</p>" for n in range(3))
    html = (
        f"<html><head><title>Berita {number} | Kota</title></head><body><div class='atas'><a href='/'>Beranda</a></div>"
        f"<div class='kotak'><h1>Berita {number}</h1><div class='tulis-{number}'>{text}{extra}<p class='pesan'>{NOTICE}</p></div></div>"
        f"<div class='kaki'><p>{MOTTO}</p></div></body></html>"
    )
    return read_page(html, f"https://contoh.go.id/detail/berita-{number}")


def template(pages):
    return learn([p.outline for p in pages])


def test_a_line_at_one_place_of_different_pages_goes():
    """What stands at the same place of every page is the theme's, in the article's container too."""
    pages = [page(n) for n in range(4)]
    learned = template(pages)
    assert NOTICE in main_text(pages[0])
    text = main_text(page(1), learned)
    assert NOTICE not in text
    assert all(prose(10 + n) in text for n in range(3))


def test_two_pages_teach_nothing():
    """Below three different pages a template is empty, and extraction is what it is without one."""
    learned = template([page(1), page(2)])
    assert not learned.repeated
    assert main_text(page(1), learned) == main_text(page(1))


def test_a_body_that_quotes_the_footer_keeps_the_quotation():
    """The place counts: the motto of every footer stays where an article's paragraph quotes it."""
    learned = template([page(n) for n in range(5)])
    quoting = page(7, extra=f"<p>{MOTTO}</p>")
    assert MOTTO in main_text(quoting, learned)


@pytest.mark.parametrize("copies", [2, 3])
def test_a_release_published_again_stays(copies):
    """Copies of one release count as one page: its lines are not the theme's."""
    release = "".join(f"<p>{prose(500 + n)}</p>" for n in range(4))
    pages = [page(n) for n in range(12)] + [page(50 + n, body=release) for n in range(copies)]
    learned = template(pages)
    text = main_text(page(50, body=release), learned)
    assert all(prose(500 + n) in text for n in range(4))


def test_bodies_that_differ_in_digits_only_stay():
    """Digits are never folded: the same sentence with another number is another sentence."""
    line = "<p>Stok beras di gudang kota pada pekan ke-{0} tercatat {1} ton dan cukup untuk {2} hari ke depan.</p>"
    pages = [page(n, body=line.format(n, 300 + n, 20 + n) * 1) for n in range(6)]
    learned = template(pages)
    for number in range(6):
        again = page(number, body=line.format(number, 300 + number, 20 + number))
        assert f"tercatat {300 + number} ton" in main_text(again, learned)


def test_a_template_is_a_function_of_the_set_of_pages():
    """Whatever the order of the pages, the bytes are the same, and they read back."""
    pages = [page(n) for n in range(6)]
    first, second = template(pages), template(list(reversed(pages)))
    assert encode(first) == encode(second)
    assert decode(encode(first)) == first
    assert first.version


def test_bytes_that_are_no_template_are_refused():
    """Reading anything else is an error."""
    with pytest.raises(msgspec.MsgspecError):
        decode(b"[1]")
    assert Template("x").find(page(1).outline) is None


def test_paragraphs_that_are_divs_are_no_container():
    """Where each paragraph is a `div` of its own, the container is the element around them: no paragraph is lost."""

    def of(number):
        parts = [prose(100 * number + n) for n in range(3)]
        return parts, page(number, body="".join(f'<div align="justify">{part}</div><br>' for part in parts))

    pages = [of(number) for number in range(1, 6)]
    template = learn([found.outline for _, found in pages])
    for parts, found in pages:
        text = main_text(found, template)
        assert all(part in text for part in parts)
