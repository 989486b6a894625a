"""From bytes to an article or a reason: every answer has an outcome."""

import gzip

import msgspec
import pytest

import archive
from archive.article import Article, BlockKind, Reason, Rejection
from archive.exchange import Truncation
from archive.sites import Site, Urls


@pytest.mark.parametrize(
    ("reason", "options"),
    [
        (Reason.BAD_STATUS, {"status": "404 Not Found"}),
        (Reason.BAD_STATUS, {"status": "500 Oops"}),
        (Reason.REDIRECT, {"status": "301 Moved", "headers": "Location: /baru\r\n"}),
        (Reason.NOT_MODIFIED, {"status": "304 Not Modified"}),
        (Reason.NOT_HTML, {"headers": "Content-Type: application/pdf\r\n"}),
        (Reason.UNDECODABLE, {"headers": "Content-Type: text/html\r\nContent-Encoding: zstd\r\n"}),
        (Reason.TRUNCATED, {"headers": "Content-Type: text/html\r\nContent-Length: 999999\r\n"}),
    ],
)
def test_what_is_no_page_says_why(extract, page, prose, reason, options):
    """Errors, redirects, other formats and cut answers become rejections with their reason."""
    found = extract(page(f"<p>{prose}</p>" * 3), **options)
    assert isinstance(found, Rejection)
    assert found.reason is reason
    assert found.detail


def test_an_answer_marked_truncated_is_no_article(exchange, page, prose):
    """A body that the WARC marks as cut is rejected, however complete it looks."""
    whole = exchange(page(f"<p>{prose}</p>" * 3))
    assert isinstance(archive.extract(whole), Article)
    cut = msgspec.structs.replace(whole, truncated=Truncation.TIME)
    assert archive.extract(cut).reason is Reason.TRUNCATED


@pytest.mark.parametrize("body", [b"", b"   \n", b"<!-- -->"])
def test_an_empty_body_is_told(extract, body):
    """A page without text is EMPTY_BODY, not an article without words."""
    assert extract(body).reason is Reason.EMPTY_BODY


def test_bytes_that_are_no_http_are_told(exchange, page):
    """A record without a status line is UNDECODABLE."""
    broken = msgspec.structs.replace(exchange(page("x")), response=b"\x00\x01garbage")
    assert archive.extract(broken).reason is Reason.UNDECODABLE


def test_a_picture_served_as_html_is_no_page(extract):
    """JPEG bytes under `text/html` are NOT_HTML."""
    assert extract(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20).reason is Reason.NOT_HTML


def test_broken_gzip_is_told(extract, page, prose):
    """A gzip stream cut in the middle is UNDECODABLE, and a lying header is only a warning."""
    packed = gzip.compress(page(f"<p>{prose}</p>" * 9).encode())
    headers = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    assert extract(packed[: len(packed) // 2], headers=headers).reason is Reason.UNDECODABLE
    plain = extract(page(f"<p>{prose}</p>" * 3), headers=headers)
    assert isinstance(plain, Article)
    assert plain.warnings


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "windows-1252"),
        ("", "windows-1252"),
        ("x-none", "windows-1252"),
    ],
)
def test_the_bytes_win_over_a_wrong_charset(extract, page, prose, declared, encoding):
    """Quotes and accents come out right when the declared charset is wrong, missing or unknown."""
    text = f"{prose} “Résumé” kata warga."
    body = page(f"<p>{text}</p>" * 2).encode(encoding)
    headers = f"Content-Type: text/html; charset={declared}\r\n" if declared else "Content-Type: text/html\r\n"
    assert extract(body, headers=headers).blocks[0].text == text


def test_a_profile_says_which_addresses_are_articles(extract, page, prose):
    """With article patterns only those addresses can be articles; the others are listings."""
    site = Site("contoh", "Contoh", ("contoh.go.id",), ("https://contoh.go.id/",), urls=Urls(article=("^/detail/",)))
    body = page(f"<p>{prose}</p>" * 3)
    assert isinstance(extract(body, site=site), Article)
    assert extract(body, site=site, url="https://contoh.go.id/berita").reason is Reason.LISTING
    assert extract(body, site=site).site == "contoh"
    assert extract(body).site == "contoh.go.id"


def test_extraction_is_a_function_of_its_input(extract, page, prose):
    """The same exchange gives the same article, byte for byte."""
    body = page(f"<ul><li>{prose}</li></ul><p>{prose}</p>")
    assert msgspec.json.encode(extract(body)) == msgspec.json.encode(extract(body))


def test_a_very_deep_page_ends(extract, prose):
    """Nesting far past Python's stack gives an outcome, not an error."""
    found = extract("<div>" * 20_000 + f"<p>{prose}</p>" * 4 + "</div>" * 20_000)
    assert isinstance(found, Article | Rejection)


def test_kinds_of_blocks(extract, page, prose):
    """Headings, lists, tables, quotes, captions and line breaks become blocks of their kind."""
    body = (
        f"<p>{prose}<br>Baris kedua.</p><h2>Syarat</h2><ul><li>KTP</li><li>KK</li></ul>"
        f"<table><tr><th>Hari</th><th>Jam</th></tr><tr><td>Senin</td><td>08.00</td></tr></table>"
        f"<blockquote>{prose}</blockquote><figure><img src='/a.jpg'><figcaption>Loket.</figcaption></figure><p>{prose}</p>"
    )
    found = extract(page(body))
    assert [(b.kind, b.text) for b in found.blocks] == [
        (BlockKind.PARAGRAPH, f"{prose}\nBaris kedua."),
        (BlockKind.HEADING, "Syarat"),
        (BlockKind.LIST, "KTP\nKK"),
        (BlockKind.TABLE, "Hari\tJam\nSenin\t08.00"),
        (BlockKind.QUOTE, prose),
        (BlockKind.CAPTION, "Loket."),
        (BlockKind.PARAGRAPH, prose),
    ]
    assert "Loket." not in found.text
    assert [(i.url, i.caption) for i in found.images] == [("https://contoh.go.id/a.jpg", "Loket.")]


def test_a_word_in_two_elements_stays_one_word(extract, page, prose):
    """Inline markup inside a word makes no space, and a comma between links is kept."""
    found = extract(
        page(f"<p>K<span>ota</span> <a href='/a'>Bekasi</a>, <b>Depok</b>. {prose}</p>" + f"<p>{prose}</p>")
    )
    assert found.blocks[0].text.startswith("Kota Bekasi, Depok.")


def test_an_article_under_index_php_is_one_by_the_profile(extract, page, prose):
    """A profile's patterns are searched in the canonical address: `/index.php/detail/x` is `/detail/x`."""
    site = Site("contoh", "Contoh", ("contoh.go.id",), ("https://contoh.go.id/",), urls=Urls(article=("^/detail/",)))
    found = extract(page(f"<p>{prose}</p>" * 3), site=site, url="https://contoh.go.id/index.php/detail/x")
    assert found.canonical_url == "https://contoh.go.id/detail/x"


SCRIPTED = "<html><head><title>Layanan Baru</title></head><body><div id='app'></div>{}</body></html>"


def test_a_page_filled_by_scripts_is_read_as_without_them(extract, prose):
    """Where a page shows nothing by itself, the text it keeps for readers without scripts is its text."""
    found = extract(SCRIPTED.format(f"<noscript><h1>Layanan Baru</h1><p>{prose}</p><p>{prose}</p></noscript>"))
    assert found.text.startswith(prose.strip())


@pytest.mark.parametrize(
    "appeal", ["<p>Please enable JavaScript to continue using this application.</p>", "<img src='/x'>"]
)
def test_an_appeal_to_turn_scripts_on_is_no_text(extract, appeal):
    """What only asks for scripts leaves the page empty."""
    assert extract(SCRIPTED.format(f"<noscript>{appeal}</noscript>")).reason is Reason.EMPTY_BODY


def test_what_is_for_readers_without_scripts_is_no_text_beside_another(extract, page, prose):
    """A page with a text of its own says nothing more in `<noscript>`."""
    other = "Aktifkan skrip untuk melihat peta kantor kami di halaman ini, atau hubungi kantor kecamatan terdekat. " * 4
    assert "skrip" not in extract(page(f"<p>{prose}</p><p>{prose}</p><noscript><p>{other}</p></noscript>")).text


@pytest.mark.parametrize(("times", "kept"), [(12, True), (2, False)])
def test_a_long_text_under_a_wrong_name_is_the_text(extract, page, times, kept):
    """A box named for notes on an article holds the text when it is long and most of the page; a short one does not."""
    lines = "".join(
        f"<p>Bagian ke-{n} menjelaskan layanan bagi warga di kecamatan, yang buka setiap hari kerja sejak pagi, dan "
        "pengaduan dapat disampaikan kepada petugas di kantor.</p>"
        for n in range(times)
    )
    other = (
        "<p>Warga dapat datang ke kantor kecamatan pada hari kerja untuk mengurus surat pindah dan kartu keluarga.</p>"
    )
    found = extract(page(f"<article><div class='post-meta'>{lines}</div><div>{other * 3}</div></article>"))
    assert ("Bagian ke-1 " in found.text) is kept
