"""Shapes of pages: streamed pieces, boxes of other articles, short texts, leaks of scripts and tags."""

import json

import pytest

from archive.article import Article, Rejection
from archive.extraction.boilerplate import rule_of

ONE = "Camat melepas peserta jalan sehat di lapangan kecamatan, Minggu (19/5/2024)."


@pytest.fixture
def text(extract, page):
    def run(body, **options):
        found = extract(page(body, **options))
        assert isinstance(found, Article), found
        return found.text

    return run


def test_a_streamed_piece_stands_where_its_script_would_put_it(text, prose):
    """React's hidden pieces at a page's end go to their places; what is shown until then goes."""
    shell = "<main><!--$?--><template id='B:0'></template><p>Memuat isi berita, mohon tunggu.</p><!--/$--></main>"
    outer = f"<div hidden id=\"S:0\"><article><p>{prose}</p><template id='P:1'></template></article></div>"
    inner = f'<div hidden id="S:1"><p>Kedua. {prose}</p></div>'
    assert text(shell + outer + inner) == f"{prose}\n\nKedua. {prose}"


def test_a_streamed_piece_without_a_place_stays_hidden(text, prose):
    """A hidden piece that no place waits for is hidden text like any other."""
    assert text(f'<main><p>{prose}</p></main><div hidden id="S:7"><p>Lain. {prose}</p></div>') == prose


def test_the_box_of_a_related_heading_is_not_the_article(text, prose):
    """Whole posts in a box that such a heading opens are others' posts, though they are longer than the text."""
    posts = "".join(f"<article class='post'><p>Pos {n}. {prose}</p></article>" for n in range(6))
    body = f"<article class='post'><p>{prose} {prose}</p></article>"
    assert text(f"<div>{body}<div><h3>Berita Terkait</h3>{posts}</div></div>") == f"{prose} {prose}"


def test_a_chapter_is_no_box(text, prose):
    """`More on ...` in the middle of a long text is a chapter's heading."""
    chapters = [
        f"<section><h2>{h}</h2><p>{h}: {prose} {prose}</p></section>" for h in ("Start", "More on fields", "End")
    ]
    assert text("".join(chapters)).count(prose) == 6


def test_an_author_is_introduced_below_the_text_only(text, prose):
    """The last lines go when they introduce the author; news about a writer, and what a heading announces, stay."""
    bio = "Arricca Tan is a writer and editor who covers gardens."
    assert text(f"<p>{prose}</p><p>{prose}</p><p>{bio}</p>") == f"{prose}\n\n{prose}"
    assert bio in text(f"<p>{bio}</p><p>{prose}</p><p>{prose}</p><p>{prose}</p><p>{prose}</p>")
    assert bio in text(f"<p>{prose}</p><p>{prose}</p><h2>Narasumber</h2><p>{bio}</p>")


def test_the_last_paragraph_below_related_links_stays(text, prose):
    """Links below `BERITA TERKAIT:` between two paragraphs go, the text after them does not."""
    links = "<p>BERITA TERKAIT:</p><ul><li><a href='/1'>Jembatan Baru Dibuka</a></li><li><a href='/2'>Pasar Dibuka</a></li></ul>"
    assert (
        text(f"<div><p>{prose}</p><p>{prose}</p>{links}<p>Penutup acara.</p></div>")
        == f"{prose}\n\n{prose}\n\nPenutup acara."
    )


@pytest.mark.parametrize(
    "frame",
    [
        "<form method='post'><h3>{title}</h3><p>19 Mei 2024</p><p>{body}</p><ul>{links}</ul></form>",
        "<div class='widget Blog'><h3>{title}</h3><p>19 Mei 2024</p><div class='post-body'>{body}</div><ul>{links}</ul></div>",
        "<h2><a href='/detail/x'>{title}</a></h2><p>19 Mei 2024</p><div class='isi'>{body}</div><div><h4>Berita Lain</h4><ul>{links}</ul></div>",
        "<h2>{title}</h2><p>19 Mei 2024</p><p>{body}</p><div>Artikel Lainnya</div><ul>{links}</ul>",
        "<h1>{title}</h1><div class='entry-content'>{body}</div><div class='related'><h2>Similar Posts</h2>{teasers}</div>",
    ],
)
def test_one_sentence_is_an_article(extract, frame):
    """A page of one sentence and a date is an article, whatever its theme wraps around it, and nothing else comes with it."""
    links = "".join(f"<li><a href='/{n}'>Judul berita lain yang cukup panjang {n}</a></li>" for n in range(4))
    teasers = "".join(
        f"<h3><a href='/{n}'>Judul berita {n}</a></h3><p>Ringkasan dari berita lain nomor {n} yang dibuka sekretaris daerah.</p>"
        for n in range(4)
    )
    body = frame.format(title="Camat Lepas Jalan Sehat", body=ONE, links=links, teasers=teasers)
    found = extract(
        f"<html><head><title>Camat Lepas Jalan Sehat | Kota Contoh</title></head><body>{body}</body></html>"
    )
    assert isinstance(found, Article), found
    assert found.text == ONE


def test_a_page_without_a_sentence_is_still_none(extract):
    """The same frames without a sentence are rejected."""
    links = "".join(f"<li><a href='/{n}'>Judul berita lain yang cukup panjang {n}</a></li>" for n in range(4))
    body = f"<form method='post'><h3>Camat Lepas Jalan Sehat</h3><ul>{links}</ul></form>"
    found = extract(f"<html><head><title>Camat Lepas Jalan Sehat</title></head><body>{body}</body></html>")
    assert isinstance(found, Rejection)


def test_data_of_scripts_is_no_text(text, prose):
    """JSON that a broken page shows as text goes; a sentence with a colon, and JSON in `<pre>`, stay."""
    data = json.dumps([{"id": n, "title": f"Produk {n}", "price": n} for n in range(20)])
    assert text(f"<p>{prose}</p><p>{data}</p><p>{prose}</p>") == f"{prose}\n\n{prose}"
    assert data in text(f"<p>{prose}</p><pre>{data}</pre><p>{prose}</p>")
    assert text(f"<p>{prose}</p>&quot;&gt;<p>{prose}</p>") == f"{prose}\n\n{prose}"


def test_links_below_an_attachment_label_are_kept_as_data(extract, page, prose):
    """Files listed below `Lampiran` leave the text and stand in `attachments`."""
    found = extract(page(f"<div><p>{prose}</p><p>Lampiran</p><p><a href='/se.pdf'>surat-edaran.pdf</a></p></div>"))
    assert found.text == prose
    assert [file.url[-7:] for file in found.attachments] == ["/se.pdf"]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Scroll untuk melanjutkan membaca", "share:follow"),
        ("Ikuti berita terbaru kami di Google News", "share:follow"),
        ("Follow dan like akun media sosial kami", "share:follow"),
        ("Ukuran Font: A- A A+", "nav:tools"),
        ("Beri nilai artikel ini: ★★★★★ (0 suara)", "poll:reaction"),
        ("See latest prices", "promo:shop"),
        ("Image 3 of 12", "nav:gallery"),
        ("[/vc_column][/vc_row]", "leak:shortcode"),
        ("✍0 Comments dibaca 89 kali", "counter:read"),
        ("Ikuti lomba menulis cerpen yang digelar perpustakaan daerah bulan depan.", ""),
        ("Beri penilaian yang jujur kepada petugas, pinta Bupati kepada warga.", ""),
        ("Lihat harga beras di pasar, Wali Kota minta pedagang tidak menimbun.", ""),
        ("[Foto] Wali Kota meninjau pasar", ""),
    ],
)
def test_lines_of_newer_themes_fall_to_their_rule(line, rule):
    """What newer themes print goes by its rule; news that begins alike stays."""
    assert rule_of(line) == rule


def test_a_category_that_says_credit_makes_no_caption(text, prose):
    """A class made from an article's category is no caption's: the text stays text."""
    assert text(f"<article class='post category-tax-credits'><p>{prose}</p><p>{prose}</p></article>").count(prose) == 2


def test_a_shelf_of_products_above_a_text_is_a_listing(extract, prose):
    """A long text below a dozen headings that lead to other pages introduces them, and is no article."""
    shelf = "".join(
        f"<div><h2><a href='/p/{n}'>Barang kerajinan nomor {n}</a></h2><p>Rp{n}00.000</p></div>" for n in range(14)
    )
    found = extract(
        f"<html><head><title>Kerajinan</title></head><body><h1>Kerajinan</h1><div>{shelf}</div><div class='seo'>{f'<p>{prose}</p>' * 5}</div></body></html>"
    )
    assert isinstance(found, Rejection)
    assert found.reason == "LISTING"
