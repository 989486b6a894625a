"""An article beside its page: each line is accounted for, and nothing of the page is executed or loaded."""

import datetime as dt
import json
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import archive
from archive.article import Article
from archive.exchange import Exchange
from archive.review import align, page_lines, review_page
from archive.review.rows import UNTOLD

PAGES = Path(__file__).parents[1] / "pages"
AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
TEXT = "Pemerintah kota membuka layanan baru bagi warga di tiga kecamatan, dan layanan itu tersedia setiap hari kerja. "
HOSTILE = (
    "<title>Layanan</title><script>alert(1)</script><h1>Layanan</h1><div class='isi'>"
    f"<p onclick='alert(2)'>{TEXT}&lt;script&gt;alert(3)&lt;/script&gt;</p><p>{TEXT}</p></div>"
    "<p>&lt;img src=x onerror=alert(4)&gt;</p><iframe src='https://lain.invalid/'></iframe>"
    "<img src='https://lain.invalid/p.gif'><a href='javascript:alert(5)'>&quot;&gt;&lt;b&gt; lanjut</a>"
    "<form action='https://lain.invalid/'><input name=q></form><p>&#x202e;terbalik &#0; \x1b[31m</p>"
)


def answer(body, url="https://kota.go.id/berita/1"):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return Exchange(url=url, fetched_at=AT, request=b"", response=head + body.encode("utf-8", "surrogatepass"))


def reviewed(exchange):
    found = archive.extract(exchange)
    lines = page_lines(exchange)
    rows = align(lines.lines, found if isinstance(found, Article) else None)
    return found, rows, review_page(found, rows, {"url": found.url}, lines.problem)


def test_nothing_of_a_hostile_page_is_executed_or_loaded():
    """The file has no script, form, frame, picture, link or handler: only tables of escaped text, under a policy."""
    found, _, html = reviewed(answer(HOSTILE))
    assert isinstance(found, Article)
    tree = lxml.html.document_fromstring(html)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert tags <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "table",
        "tbody",
        "tr",
        "th",
        "td",
    }
    names = {name for element in tree.iter() if isinstance(element.tag, str) for name in element.attrib}
    assert names <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "url(" not in html
    assert "@import" not in html
    assert "<script>alert(3)</script>" in tree.text_content()
    assert not {"\u202e", "\x1b", "\x00"} & set(html)


def test_text_and_rules_stand_beside_the_page():
    """What was kept stands beside its line, what was taken beside its rule; a cut credit shows both."""
    footer = "<p>Alamat</p><p>Jl. Merdeka No. 1, Kota Contoh</p><p>Telp (021) 88961767</p>"
    body = f"<title>Layanan</title><h1>Layanan</h1><div><p>Kota Contoh - {TEXT}</p><p>{TEXT.strip()} (gie)</p>{footer}</div>"
    found, rows, html = reviewed(answer(body))
    by_page = {row.page: row for row in rows}
    assert by_page["Layanan"].rule == "title"
    assert by_page[f"{TEXT.strip()} (gie)"].text == TEXT.strip()
    assert by_page[f"{TEXT.strip()} (gie)"].rule.startswith("credit:")
    assert by_page["Jl. Merdeka No. 1, Kota Contoh"].rule == "contact:address"
    assert "\n\n".join(row.text for row in rows if row.text) == found.text
    assert all(f">{rule}<" in html for rule in {row.rule for row in rows if row.rule})


@pytest.mark.parametrize("path", sorted(PAGES.glob("*/*/*/response.http"))[::4], ids=lambda p: p.parent.name)
def test_every_line_of_a_labelled_page_is_accounted_for(path):
    """Text, in order and whole, and removals together are the page: no line is left unexplained."""
    meta = json.loads((path.parent / "meta.json").read_text("utf-8"))
    found, rows, _ = reviewed(Exchange(url=meta["url"], fetched_at=AT, request=b"", response=path.read_bytes()))
    if isinstance(found, Article):
        assert [row.text for row in rows if row.text] == [line for b in found.blocks for line in b.text.split("\n")]
        assert [row.page for row in rows if row.rule == UNTOLD] == []


def test_a_rejected_page_is_shown_with_its_lines():
    """A page that is no article has its lines and no text; one that is no HTML says so."""
    found, rows, html = reviewed(
        answer("<title>404 Not Found</title><h1>404 Not Found</h1><p>Halaman tidak ditemukan.</p>")
    )
    assert not isinstance(found, Article)
    assert [row.text for row in rows] == ["", ""]
    assert "Halaman tidak ditemukan." in html
    found, rows, html = reviewed(Exchange(url="https://a.go.id/x", fetched_at=AT, request=b"", response=b"junk"))
    assert rows == []
    assert 'class="note"' in html


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_makes_a_file(body, title):
    """Whatever a page holds, the file can be written, and its cells hold no markup of the page."""
    html = reviewed(answer(f"<title>{title}</title><h1>{title}</h1><p>{TEXT * 3}</p><p>{body}</p>"))[2]
    html.encode()
    assert {e.tag for e in lxml.html.document_fromstring(html).iter("td", "th")} <= {"td", "th"}
