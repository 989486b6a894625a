"""One article has one address."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.urls import article_id, canonical_url, host_of, port_of, request_url, target_of


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://bekasikota.go.id:443/detail/a-b", "https://bekasikota.go.id/detail/a-b"),
        ("http://bekasikota.go.id:80/", "http://bekasikota.go.id/"),
        ("http://127.0.0.1:8642/detail/x", "http://127.0.0.1:8642/detail/x"),
        ("HTTPS://BekasiKota.GO.ID/Detail", "https://bekasikota.go.id/Detail"),
        ("https://x.go.id/a#komentar", "https://x.go.id/a"),
        ("https://x.go.id/a?utm_source=fb&id=3&fbclid=z", "https://x.go.id/a?id=3"),
        ("https://x.go.id/index.php/berita/2896/Judul", "https://x.go.id/berita/2896/Judul"),
        ("https://x.go.id/index.php?page=2", "https://x.go.id/?page=2"),
        ("https://x.go.id/index.phpx", "https://x.go.id/index.phpx"),
        ("https://x.go.id/a?b=2&a=1", "https://x.go.id/a?a=1&b=2"),
        ("https://x.go.id/a;jsessionid=12AB?x=1", "https://x.go.id/a?x=1"),
        ("https://x.go.id/a?sid=0123456789abcdef0&x=1", "https://x.go.id/a?x=1"),
        ("https://x.go.id/modules.php?name=News&sid=61", "https://x.go.id/modules.php?name=News&sid=61"),
        ("https://x.go.id", "https://x.go.id/"),
        ("https://x.go.id./a b", "https://x.go.id/a%20b"),
        ("https://x.go.id/a?q=%FF", "https://x.go.id/a?q=%FF"),
        ("https://[::1]:8443/a", "https://[::1]:8443/a"),
    ],
)
def test_canonical_form(url, canonical):
    """Ports, fragments, tracking, sessions and `index.php` do not make another page."""
    assert canonical_url(url) == canonical


@given(st.text(max_size=60))
def test_canonical_form_is_stable(tail):
    """The canonical form of a canonical form is itself, for whatever follows the host."""
    once = canonical_url(f"https://x.go.id/{tail}")
    assert canonical_url(once) == once


def test_a_link_is_requested_as_it_was_written():
    """Only what changes no answer is dropped for the request: `index.php` and the query's order stay."""
    assert (
        request_url("https://x.go.id:443/index.php/a?b=2&a=1&utm_medium=x#f") == "https://x.go.id/index.php/a?b=2&a=1"
    )


def test_id_is_sixteen_hex_digits_of_site_and_address():
    """The id is the first 16 hex digits of SHA-256 over site, newline and canonical URL."""
    expected = hashlib.sha256(b"bekasikota\nhttps://bekasikota.go.id/detail/x").hexdigest()[:16]
    assert article_id("bekasikota", "https://bekasikota.go.id/detail/x") == expected


def test_parts_of_nonsense_are_empty():
    """An address that cannot be parsed has no host and no port, and is no error."""
    assert host_of("http://[::1") == ""
    assert port_of("http://x.go.id:99999/") is None
    assert target_of("https://x.go.id?a=1") == "/?a=1"
