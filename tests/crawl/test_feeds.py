"""Addresses from sitemaps and feeds of strangers."""

import gzip
import socket
import threading

import pytest

from crawler.feeds import MAX_ENTRIES, MAX_XML, xml_urls

A, B = "https://kota.go.id/a", "https://kota.go.id/b?x=1&y=2"
B_XML = B.replace("&", "&amp;")
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@pytest.mark.parametrize(
    "document",
    [
        f"<urlset {NS}><url><loc>{A}</loc></url><url><loc> {B_XML}\n</loc></url><url><loc>{A}</loc></url></urlset>",
        f"<sitemapindex {NS}><sitemap><loc>{A}</loc></sitemap><sitemap><loc>{B_XML}</loc></sitemap></sitemapindex>",
        f"<rss><channel><link>{A}</link><item><link>{B_XML}</link></item></channel></rss>",
        f'<feed xmlns="http://www.w3.org/2005/Atom"><link href="{A}"/><entry><link rel="alternate" href="{B_XML}"/></entry></feed>',
        f"<?xml version='1.0'?><URLSET><URL><LOC><![CDATA[{A}]]></LOC></URL><url><loc>{B_XML}</loc></url></URLSET>",
    ],
    ids=["sitemap", "index", "rss", "atom", "capitals"],
)
def test_addresses_are_found_each_once(document):
    """Sitemaps, sitemap indexes, RSS and Atom give their addresses in order, packed or not."""
    assert xml_urls(document.encode()) == [A, B]
    assert xml_urls(gzip.compress(document.encode())) == [A, B]


def test_broken_xml_gives_what_could_be_read():
    """A sitemap cut in the middle, by the byte or in its packed form, gives the addresses before the cut."""
    entries = "".join(f"<url><loc>https://kota.go.id/{n}</loc></url>" for n in range(5000)).encode()
    assert len(xml_urls(b"<urlset>" + entries[: len(entries) // 2])) > 2000
    packed = gzip.compress(b"<urlset>" + entries)
    assert len(xml_urls(packed[: len(packed) // 2])) > 500
    assert xml_urls(f"<urlset><url><loc>{A}</loc></url><&&".encode()) == [A]


@pytest.mark.parametrize("body", [b"", b"   ", b"bukan XML", b"\x1f\x8brusak", b"\x00" * 100, b"<html><p>x</html>"])
def test_what_is_no_xml_gives_nothing(body):
    """Anything else is an empty list, not an error."""
    assert xml_urls(body) == []


def test_other_schemes_are_left_out():
    """Only http(s) addresses are taken."""
    document = "<urlset><url><loc>file:///etc/passwd</loc></url><url><loc>/relatif</loc></url></urlset>"
    assert xml_urls(document.encode()) == []


def test_an_entity_bomb_stays_small():
    """A billion laughs are not expanded, and what stands before them is found."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    bomb = (
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><urlset><url><loc>{A}</loc></url><url><loc>&l29;</loc></url></urlset>'
    )
    assert xml_urls(bomb.encode()) == [A]


def test_an_external_entity_is_not_fetched(tmp_path):
    """Neither a file nor a host named by an entity or a DTD is read."""
    secret = tmp_path / "rahasia"
    secret.write_text("https://kota.go.id/rahasia")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        calls = []

        def listen():
            try:
                calls.append(server.accept())
            except TimeoutError:
                return

        listener = threading.Thread(target=listen)
        listener.start()
        host = f"http://127.0.0.1:{server.getsockname()[1]}"
        document = (
            f'<!DOCTYPE x SYSTEM "{host}/x.dtd" [<!ENTITY f SYSTEM "file://{secret}"><!ENTITY h SYSTEM "{host}/h">]>'
            f"<urlset><url><loc>&f;</loc></url><url><loc>&h;</loc></url><url><loc>{A}</loc></url></urlset>"
        )
        assert xml_urls(document.encode()) == [A]
        listener.join()
    assert calls == []


def test_numbers_and_sizes_are_bounded():
    """More entries than the protocol allows are cut, and a packed bomb is read so far and no farther."""
    many = b"<urlset>" + b"".join(b"<loc>http://a.id/%d</loc>" % n for n in range(MAX_ENTRIES + 100))
    assert len(xml_urls(many)) == MAX_ENTRIES
    bomb = gzip.compress(b"<urlset><loc>" + A.encode() + b"</loc>" + b" " * (2 * MAX_XML), 1)
    assert len(bomb) < MAX_XML // 100
    assert xml_urls(bomb) == [A]
