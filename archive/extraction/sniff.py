"""What an answer called HTML really is, by its first bytes (WHATWG MIME Sniffing, section 6)."""

from __future__ import annotations

MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "a RIFF container"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
FEEDS = (b"<rss", b"<feed", b"<urlset", b"<sitemapindex", b"<rdf:rdf")
PROBE = 1024


def other_type(body: bytes) -> str:
    """Return what a body is when it is no HTML: a file by its magic, a feed, JSON; or an empty string."""
    start = body[:PROBE].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, name in MAGIC:
        if start.startswith(magic):
            return name
    lower = start.lower()
    if lower.startswith(b"<?xml"):
        lower = lower.partition(b"?>")[2].lstrip()
    if lower.startswith(FEEDS):
        return "a feed or a sitemap"
    return "application/json" if _is_json(start, body) else ""


def _is_json(start: bytes, body: bytes) -> bool:
    """Say whether a body is an object or a list of JSON: opened, closed and without a tag at its start."""
    ends = body[-PROBE:].rstrip()[-1:]
    return (start[:1], ends) in ((b"{", b"}"), (b"[", b"]")) and b'"' in start and not start.startswith((b"{{", b"[["))
