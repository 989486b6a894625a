"""The sort-friendly URL key (SURT) that CDXJ indexes are looked up by."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

_KEPT = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_PORTS = {"http": 80, "https": 443}
_WWW = re.compile(r"www\d*\.")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_SESSION = re.compile(r"(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}", re.IGNORECASE)
_MOST_ROUNDS = 16


def surt(url: str) -> str:
    """Return the key of a URL: host reversed, lower case, query sorted, `www.` and default port gone.

    `https://www.Example.go.id:443/A/?b=2&a=1#x` becomes `id,go,example)/a?a=1&b=2`. It is what
    pywb and cdxj-indexer compute, so that their lookups find our lines. The result never holds a
    blank; a URL that cannot be parsed is its own key.
    """
    plain = re.sub(r"[\r\n\t]", "", url.strip())
    if not _SCHEME.match(plain):
        plain = f"http://{plain}"
    try:
        parts = urlsplit(plain)
        port = parts.port
        scheme = parts.scheme.lower()
        host = _host(parts.hostname or "")
    except ValueError:
        return quote(plain, safe=_KEPT + "%")
    if not host:
        return f"{scheme}:{_escaped(parts.path)}".lower()
    suffix = f":{port}" if port and port != _PORTS.get(scheme) else ""
    query = _query(_escaped(parts.query))
    return f"{host}{suffix}){_path(parts.path)}" + (f"?{query}" if query else "")


def _host(host: str) -> str:
    """Reverse the labels; an internationalised name in its ASCII form."""
    name = unquote_to_bytes(host).decode("utf-8", "replace").lower()
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    name = _WWW.sub("", quote(name.replace("..", ".").strip("."), safe=_KEPT), count=1) if name else ""
    return ",".join(reversed(name.split(".")))


def _path(path: str) -> str:
    """Resolve dot segments and empty ones, drop the slash at the end."""
    kept: list[str] = []
    for segment in _unescaped(path).split(b"/"):
        text = segment.decode("latin-1")
        if text == ".." and kept:
            kept.pop()
        elif text not in ("", "."):
            kept.append(text)
    return "/" + quote("/".join(kept).encode("latin-1"), safe=_KEPT).lower()


def _query(query: str) -> str:
    """Drop session ids, then sort by name and value.

    The separator before a session id at the end stays: the tools that look our lines up keep it.
    """
    *others, last = query.split("&")
    arguments = [each for each in others if not _SESSION.fullmatch(each)]
    arguments.append("" if _SESSION.fullmatch(last) else last)
    return "&".join("=".join(pair) for pair in sorted(each.lower().split("=", 1) for each in arguments))


def _escaped(text: str) -> str:
    return quote(_unescaped(text), safe=_KEPT)


def _unescaped(text: str) -> bytes:
    """Undo percent-escapes until none is left, a bounded number of times."""
    data = text.encode("utf-8", "replace")
    for _ in range(_MOST_ROUNDS):
        once = unquote_to_bytes(data)
        if once == data:
            break
        data = once
    return data
