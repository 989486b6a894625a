"""One article, one address: the canonical form of a URL, by rules and never by what a page declares."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import safe_url_string

MAX_URL = 2048
DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|yclid|igshid|mc_[ce]id|_ga|_gl|ref_src|phpsessid|jsessionid)$",
    re.IGNORECASE,
)
INDEX_PHP = re.compile(r"/index\.php(?=/|$)", re.IGNORECASE)
# `sid` is a session in some systems and the article's number in PHP-Nuke: only its value tells.
SESSION_VALUE = re.compile(r"^[0-9a-f]{16,}$", re.IGNORECASE)
SESSION_NAMES = frozenset({"sid", "sessid", "session_id", "s_id"})
SESSION_PATH = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)


@lru_cache(maxsize=512)  # a page's links are asked for by rule, by twin, by the memory and by the queue
def canonical_url(url: str) -> str:
    """Return the form under which a page is known: identity only, the page is fetched as linked.

    Lower-case scheme and host, no default port, no fragment, no tracking or session parameters, no
    `index.php`, query sorted, escapes normalised (RFC 3986, section 6). Idempotent. A URL that
    cannot be parsed comes back as it is.
    """
    try:
        parts = urlsplit(safe_url_string(url.strip()))
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").rstrip(".")
    if not host:
        return url
    netloc = f"[{host}]" if ":" in host else host
    if port and port != DEFAULT_PORTS.get(parts.scheme):
        netloc = f"{netloc}:{port}"
    path = SESSION_PATH.sub("", INDEX_PHP.sub("", parts.path)) or "/"
    return urlunsplit((parts.scheme, netloc, path, _canonical_query(parts.query), ""))


def request_url(url: str) -> str:
    """Return the form in which a link is requested: no fragment, default port or tracking parameters.

    Path and order of the query stay as linked, since servers tell them apart.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    netloc = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != DEFAULT_PORTS.get(parts.scheme):
        netloc = f"{netloc}:{parts.port}"
    kept = [p for p in parts.query.split("&") if p and not _is_noise(*p.partition("=")[::2])]
    return urlunsplit((parts.scheme, netloc, parts.path or "/", "&".join(kept), ""))


def _canonical_query(query: str) -> str:
    if not query:
        return ""
    # Bytes that are no UTF-8 (`%FF`) stay apart: replaced, they would make one page of two.
    found = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    pairs = [(k, v) for k, v in found if not _is_noise(k, v)]
    return urlencode(sorted(pairs), errors="surrogateescape")


def _is_noise(name: str, value: str) -> bool:
    """Say whether a query parameter tells who came, or with which session, and not what is asked for."""
    session = name.lower() in SESSION_NAMES and SESSION_VALUE.match(value)
    return bool(session or TRACKING.match(name))


def article_id(site: str, canonical: str) -> str:
    """Return the stable id: the first 16 hex digits of SHA-256 over site, newline, canonical URL."""
    return hashlib.sha256(f"{site}\n{canonical}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=256)  # an article's fields ask for it one after the other
def host_of(url: str) -> str:
    """Return the lower-case host name of a URL, without a port; empty when there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def port_of(url: str) -> int | None:
    """Return the port of a URL, the scheme's own when none is written; None when it is nonsense."""
    try:
        parts = urlsplit(url)
        return parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None


def target_of(url: str) -> str:
    """Return path and query, what a profile's patterns are searched in: `/detail/x?y=1`."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
