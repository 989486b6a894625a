"""Random pages: an outcome for each, the same twice, and never an exception."""

import datetime as dt
import os

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import archive
from archive.article import Article, Rejection
from archive.exchange import Exchange

AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
EXAMPLES = int(os.environ.get("KLIPING_FUZZ", "120"))
TAGS = ("p", "div", "article", "table", "tr", "td", "ul", "li", "a", "span", "h1", "h2", "br", "script", "style", "form", "input", "iframe", "noscript", "svg", "template", "title", "body", "html", "head", "base", "blockquote", "figure", "time", "footer", "nav")  # fmt: skip
PIECES = (
    "Senin (5/12/2017)", "Jl. Merdeka No. 1", "Telp (021) 88961767", "slot gacor", "Baca juga: ", "(gie)", "© 2019", "BEKASI - ", "Halaman tidak ditemukan",
    "&lt;p&gt;", "&amp;nbsp;", "&#xD800;", "\x00", "\u200b", "\u00a0", "]]>", "<!--", "-->", "<![CDATA[", "<?php", "31/02/2017", "2019-13-45T99:99", "NIP 19680312",
)  # fmt: skip
text = st.one_of(st.sampled_from(PIECES), st.text(max_size=40))
attribute = st.tuples(
    st.sampled_from(("class", "id", "href", "src", "style", "datetime", "itemprop", "content", "property", "type", "name")),
    st.one_of(st.sampled_from(("entry-content", "http://[::1", "//", "javascript:x", "password", "display:none", "2019-07-24", "application/ld+json")), st.text(max_size=20)),
)  # fmt: skip


def element(tag, pairs, inner):
    names = "".join(f' {name}="{value}"' for name, value in pairs)
    return f"<{tag}{names}>{''.join(inner)}</{tag}>"


tree = st.recursive(
    text,
    lambda inner: st.builds(
        element, st.sampled_from(TAGS), st.lists(attribute, max_size=3), st.lists(inner, max_size=5)
    ),
    max_leaves=25,
)
kinds = st.sampled_from(
    ("text/html", "text/html; charset=utf-8", "text/html; charset=iso-8859-1", "text/html; charset=utf-7", "")
)
addresses = st.one_of(st.just("https://kota.go.id/berita/1"), st.text(max_size=30).map("https://kota.go.id/{}".format))


def outcome(body, kind="text/html", url="https://kota.go.id/berita/1"):
    response = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    return archive.extract(Exchange(url=url, fetched_at=AT, request=b"", response=response))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(tree, max_size=6), kinds, addresses)
def test_random_markup_has_an_outcome(parts, kind, url):
    """Any markup is an article or a rejection, the same one each time, and can be written as JSON."""
    body = "".join(parts).encode("utf-8", "surrogatepass")
    found = outcome(body, kind, url)
    assert isinstance(found, Article | Rejection)
    assert msgspec.json.encode(found) == msgspec.json.encode(outcome(body, kind, url))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), kinds)
def test_random_bytes_have_an_outcome(body, kind):
    """Any bytes under any charset are an article or a rejection."""
    assert isinstance(outcome(body, kind), Article | Rejection)
