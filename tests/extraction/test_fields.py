"""Title, dates, taxonomy and media: what the page says, and none where it says nothing."""

import re

import pytest


def meta(**claims):
    return "".join(f'<meta property="{k.replace("__", ":")}" content="{v}">' for k, v in claims.items())


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Judul Berita - Kota Contoh</title>", "<h1>Kota Contoh</h1><h2>Judul Berita</h2>", "Judul Berita"),
        ("<title>Kota Contoh</title>", "<div class='entry-title'></div><h1>Judul Berita</h1>", "Judul Berita"),
        ("<title>Judul Berita | Portal Resmi</title>", "", "Judul Berita"),
        (f"<title>Portal</title>{meta(og__title='Judul Berita')}", "<h1>Portal</h1>", "Judul Berita"),
    ],
)
def test_the_title_is_the_articles_not_the_sites(extract, prose, head, body, title):
    """The heading that the page's own title begins with wins; the site's name is no title."""
    assert extract(f"<html><head>{head}</head><body>{body}<p>{prose}</p><p>{prose}</p></body></html>").title == title


@pytest.mark.parametrize(
    ("head", "near", "value", "source"),
    [
        (meta(article__published_time="2019-07-24T00:55:26+07:00"), "", "2019-07-24T00:55:26+07:00", "meta"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2018-02-19"}</script>',
            "",
            "2018-02-19",
            "json-ld",
        ),
        ("", '<p><time datetime="2022-07-20T18:43:00+07:00">Rabu</time></p>', "2022-07-20T18:43:00+07:00", "time"),
        ("", '<div class="tanggal">Rabu, 20 Juli 2022 | 18:43 WIB</div>', "2022-07-20T18:43:00+07:00", "visible"),
        ("", "<p>12 Nopember 2018</p>", "2018-11-12", "visible"),
    ],
)
def test_the_publication_date_says_where_it_stood(extract, page, prose, head, near, value, source):
    """A date comes from JSON-LD, meta, `<time>` or a date line, with its source and no more precision than said."""
    html = page(f"{near}<p>{prose}</p><p>{prose}</p>").replace("</head>", f"{head}</head>")
    found = extract(html)
    assert (found.published.value, found.published.source) == (value, source)
    assert "2018" not in found.text


@pytest.mark.parametrize(
    "body",
    [
        "<footer>© 2019 - 2024 Pemerintah Kota</footer>",
        "<aside><p>12 Januari 2016</p><a href='/x'>Berita lama</a></aside>",
        "<p>Hubungi 05-12-2017 10 untuk informasi tentang layanan ini dan layanan lain di kantor kecamatan.</p>",
        "<p>Peraturan Daerah No. 10 Tahun 2010 mengatur hal tersebut secara rinci bagi seluruh warga kota.</p>",
    ],
)
def test_no_publication_date_is_invented(extract, page, prose, body):
    """A footer's year, a sidebar's date and a number in the text are no publication date."""
    assert extract(page(f"<div><p>{prose}</p><p>{prose}</p></div>{body}")).published is None


def test_category_and_tags_are_the_linked_ones(extract, page, prose):
    """`rel` tells a category from a tag."""
    links = '<a rel="category tag" href="/c">Kesehatan</a> <a rel="tag" href="/t">vaksin</a> <a rel="tag" href="/u">puskesmas</a>'
    found = extract(page(f"<div><p>{prose}</p><p>{prose}</p></div><footer>{links}</footer>"))
    assert (found.category, found.tags) == ("Kesehatan", ("vaksin", "puskesmas"))


def test_what_a_page_declares_is_data_only(extract, page, prose):
    """A forged canonical is recorded and changes neither address nor id."""
    forged = '<link rel="canonical" href="https://jahat.example/">'
    plain = extract(page(f"<p>{prose}</p><p>{prose}</p>"))
    found = extract(page(f"<p>{prose}</p><p>{prose}</p>").replace("</head>", f"{forged}</head>"))
    assert found.declared == {"canonical": "https://jahat.example/"}
    assert (found.id, found.canonical_url) == (plain.id, plain.canonical_url)


def test_attachments_are_data_and_their_line_is_stripped(extract, page, prose):
    """A document is listed with its address and type; the line that only links it is no text."""
    found = extract(
        page(f"<div><p>{prose}</p><p>{prose}</p><p>Unduh Lampiran: <a href='/a/surat.pdf'>Surat</a></p></div>")
    )
    assert [(a.url, a.title, a.type) for a in found.attachments] == [
        ("https://contoh.go.id/a/surat.pdf", "Surat", "pdf")
    ]
    assert "Surat" not in found.text


def test_the_host_names_the_region(extract, page, prose):
    """Kota and kabupaten of one name are told apart by the host."""
    body = page(f"<p>{prose}</p><p>{prose}</p>")
    codes = {
        h: extract(body, url=f"https://{h}.go.id/a").region.kemendagri for h in ("bekasikota", "bekasikab", "jabarprov")
    }
    assert codes == {"bekasikota": "32.75", "bekasikab": "32.16", "jabarprov": "32"}


@pytest.mark.parametrize(
    ("markup", "value"),
    [
        ("<time datetime='2021-03-01T18:30:00+00:00'>2 Maret 2021</time>", "2021-03-02T01:30:00+07:00"),
        (
            "<span property='dc:date dc:created' content='2024-03-04T13:12:09+07:00'>Sen, 03/04/2024</span>",
            "2024-03-04T13:12:09+07:00",
        ),
        ("<p class='small'>12 Jun 2024 | humas | 15 kali dilihat</p>", "2024-06-12"),
    ],
)
def test_the_date_is_the_pages_day(extract, page, prose, markup, value):
    """A stamp in UTC is read by the clock of the region; a date in an attribute or beside a counter is found."""
    found = extract(page(f"<div>{markup}<p>{prose}</p><p>{prose}</p></div>"))
    assert found.published.value == value


def test_the_date_of_a_change_is_no_publication(extract, page, prose):
    """A `<time>` that says when the page was modified leaves the publication open."""
    changed = "<time itemprop='dateModified' datetime='2022-02-08T14:00:00+07:00'>Last Updated: 08 Februari 2022</time>"
    assert extract(page(f"<div><p>{prose}</p><p>{prose}</p><p>{changed}</p></div>")).published is None


@pytest.mark.parametrize(
    ("markup", "value"),
    [
        ("<p>Administrator14 Juli 2023 08:18:29 168 Kali dibuka</p>", "2023-07-14T08:18:29"),
        ("<p>adminRabu, 24 Juli 2019 326 x dilihat</p>", "2019-07-24"),
        ("<div><p>4 Februari 2021</p><p>14:20 WIB</p></div>", "2021-02-04T14:20:00+07:00"),
        ("<div><p>4 Februari 2021</p><p>pukul 14.20</p></div>", "2021-02-04T14:20:00"),
        ("<p>Tanggal Terbit: 18/4/24 14.30</p>", "2024-04-18T14:30:00"),
        ("<p>05/12/17</p>", "2017-12-05"),
    ],
)
def test_a_date_is_read_as_themes_print_it(extract, page, prose, markup, value):
    """Glued to a name, with its time on the next line, or with two digits for the year beside the title."""
    found = extract(page(f"<article>{markup}<div><p>{prose}</p><p>{prose}</p></div></article>"))
    assert found.published.value == value
    assert found.published.raw in " ".join(re.sub("<[^>]+>", " ", markup).split())


@pytest.mark.parametrize(
    "markup",
    [
        "<div><p>4 Februari 2021</p><p>Loket 08:00</p></div>",
        "<div><p>4 Februari 2021</p><p>08:00 - 14:00 WIB</p></div>",
        "<p>4 Februari 2021</p><div><p>14:20 WIB</p></div>",
    ],
)
def test_a_time_that_stands_elsewhere_is_not_the_dates(extract, page, prose, markup):
    """Hours of opening, and a time in a box of its own, leave the date a day."""
    found = extract(page(f"<article>{markup}<div><p>{prose}</p><p>{prose}</p></div></article>"))
    assert found.published.value == "2021-02-04"


@pytest.mark.parametrize(
    "markup", ["<p>Versi 05/12/17</p>", "<p>Ruang 12/17</p>", "<p>05/13/17</p>", "<p>SK14 2019</p>"]
)
def test_a_short_number_is_no_date_by_itself(extract, page, prose, markup):
    """Two digits for a year need a label or a line of their own, and a day and a month that exist."""
    assert extract(page(f"<article>{markup}<div><p>{prose}</p><p>{prose}</p></div></article>")).published is None


def test_the_order_of_a_short_date_is_known_at_home_only(extract, page, prose):
    """`05/12/17` of a host abroad may be May or December: no date; `25/12/17` is clear."""
    dated = [
        page(f"<article><p>{day}/12/17</p><div><p>{prose}</p><p>{prose}</p></div></article>") for day in ("05", "25")
    ]
    unclear, clear = (extract(html, url="https://news.example.com/a/budget-adopted").published for html in dated)
    assert unclear is None
    assert clear.value == "2017-12-25"


BLOCK_FOOTER = "<footer>{}<div><time datetime='{}T07:15:44+07:00'>6 Februari</time></div></footer>"


@pytest.mark.parametrize(
    ("url", "footer", "value"),
    [
        ("/2024/02/06/a", BLOCK_FOOTER.format("", "2024-02-06"), "2024-02-06T07:15:44+07:00"),
        ("/2024/02/06/a", BLOCK_FOOTER.format("", "2026-10-21"), "2024-02-06"),
        ("/2024/02/06/a", BLOCK_FOOTER.format("<h2>Kabar lainnya</h2>", "2024-02-06"), "2024-02-06"),
        ("/a", BLOCK_FOOTER.format("<p>Diterbitkan pada</p>", "2024-02-06"), "2024-02-06T07:15:44+07:00"),
        ("/a", BLOCK_FOOTER.format("<p>Terakhir diubah</p>", "2024-02-06"), None),
        ("/a", BLOCK_FOOTER.format("<p>Agenda berikut</p>", "2024-02-06"), None),
    ],
)
def test_a_time_below_the_text_needs_a_second_word(extract, page, prose, url, footer, value):
    """A `<time>` in a footer below the text counts with a day known elsewhere or a label, not below a heading."""
    found = extract(
        page(f"<main><div><p>{prose}</p><p>{prose}</p></div></main>{footer}"), url=f"https://contoh.go.id{url}"
    )
    assert (found.published.value if found.published else None) == value
