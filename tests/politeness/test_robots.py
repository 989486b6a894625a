"""robots.txt as servers really send it, read by RFC 9309."""

from __future__ import annotations

import codecs

import pytest

from crawler.politeness.robots import MAX_ROBOTS, Rules, parse_robots

SITE = "https://kota.go.id"
TEXT = "User-agent: *\nDisallow: /rahasia\nAllow: /rahasia/umum\nCrawl-delay: 7\nSitemap: https://kota.go.id/peta.xml\n"


def rules(body):
    return Rules(parse_robots(body))


@pytest.mark.parametrize(
    "body",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\n\n# komentar \xe9\n").encode("latin-1"),
        TEXT.replace(": ", " :\t").upper().replace("/RAHASIA", "/rahasia").replace("/UMUM", "/umum").replace("HTTPS://KOTA.GO.ID/PETA.XML", "https://kota.go.id/peta.xml").encode(),
        TEXT.replace("*", "bot-lain\nUser-agent: Kliping").encode(),
        b"\0" + TEXT.encode(),
    ],
    ids=["plain", "utf8-bom", "utf16-le", "utf16-be", "crlf", "cr", "comments", "capitals", "by-name", "nul"],
)  # fmt: skip
def test_the_rules_are_the_same_in_every_dress(body):
    """Byte order marks, line ends, case, comments and bytes that are no UTF-8 change nothing."""
    read = rules(body)
    assert not read.allows(f"{SITE}/rahasia/x")
    assert read.allows(f"{SITE}/rahasia/umum")
    assert read.allows(f"{SITE}/berita")
    assert read.crawl_delay == 7.0
    assert read.sitemaps == ("https://kota.go.id/peta.xml",)


@pytest.mark.parametrize(
    "body", [b"", b"<!DOCTYPE html><html><body><h1>Tidak ada</h1></body></html>", b"\xff\xfe", bytes(range(256)) * 99]
)
def test_what_is_no_robots_txt_forbids_nothing(body):
    """An empty file, a page of HTML and rubbish have no rules."""
    read = rules(body)
    assert read.allows(f"{SITE}/berita")
    assert read.crawl_delay is None


def test_five_hundred_kibibytes_are_read_and_no_half_line():
    """Rules before the limit hold, those after it do not, and a rule cut in two is none."""
    head = b"User-agent: *\nDisallow: /awal\n"
    filler = b"# " + b"x" * 97 + b"\n"
    body = head + filler * ((MAX_ROBOTS - len(head)) // len(filler))
    body += b"#" * (MAX_ROBOTS - len(body) - 13) + b"\nDisallow: /berita/rahasia\nDisallow: /akhir\n" + filler * 5000
    read = rules(body)
    assert len(body) > 1_000_000
    assert body[:MAX_ROBOTS].endswith(b"Disallow: /b")
    assert not read.allows(f"{SITE}/awal")
    assert read.allows(f"{SITE}/berita")
    assert read.allows(f"{SITE}/akhir")


@pytest.mark.parametrize("value", ["abc", "-1", "1e999", "nan", ""])
def test_a_crawl_delay_that_is_none_is_ignored(value):
    """Nonsense asks for no pause."""
    assert rules(f"User-agent: *\nCrawl-delay: {value}\n".encode()).crawl_delay is None


def test_the_longest_rule_wins_and_wildcards_are_cheap():
    """Allow and Disallow are weighed by length (section 2.2.2); a hostile pattern takes no exponential time."""
    read = rules(b"User-agent: *\nDisallow: /a\nAllow: /a/b$\nDisallow: /" + b"*a" * 60 + b"*z$\n")
    assert (read.allows(f"{SITE}/a/b"), read.allows(f"{SITE}/a/bc")) == (True, False)
    assert read.allows(f"{SITE}/" + "b" + "a" * 1900)
