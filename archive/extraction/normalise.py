"""Text as the page meant it: plain spaces, NFC, undamaged letters and its own punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# WHATWG windows-1252: the five bytes Python leaves undefined are C1 controls there.
_CP1252 = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)}
_BYTES = {ord(char): byte for byte, char in _CP1252.items()}
_C1 = {byte: char for byte, char in _CP1252.items() if ord(char) != byte}
_TAIL = "[\\x80-\\xbf" + "".join(f"\\u{ord(char):04x}" for char in _C1.values()) + "]"

_INVISIBLE = re.compile(
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\xad\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e"
    "\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\U000e0000-\\U000e007f]",
)
_JOINER = re.compile("[\\u200c\\u200d]")
# A joiner means something inside emoji and in scripts that join; after or before Latin it is litter.
_STRAY_JOINER = re.compile(
    "(?<![^\\x00-\\u02ff\\u2000-\\u206f])[\\u200c\\u200d]|[\\u200c\\u200d](?![^\\x00-\\u02ff\\u2000-\\u206f])",
)
_SURROGATE = re.compile("[\\ud800-\\udfff]")

_C1_CONTROL = re.compile("[\\x80-\\x9f]")
_LEAD = re.compile("[\\xc2-\\xf4]")
_RUN = re.compile(
    f"(?:[\\xc2-\\xdf]{_TAIL}|[\\xe0-\\xef]{_TAIL}{{2}}|[\\xf0-\\xf4]{_TAIL}{{3}})+",
)
_CLOSING = "\u2018\u2019\u201c\u201d\u2026\u203a\u2013\u2014\xbb"

_TAGS = (
    "p|br|div|span|strong|b|i|em|u|a|ul|ol|li|table|thead|tbody|tr|td|th|h[1-6]|img|blockquote|font|center|hr|"
    "figure|figcaption|sub|sup|iframe|section|article"
)
_ESCAPED_TAG = re.compile(
    rf"&(?:amp;)*lt;(?P<inner>/?(?:{_TAGS})\b(?:[^<>&]|&(?!(?:amp;)*[lg]t;)){{0,400}})&(?:amp;)*gt;", re.IGNORECASE
)
_ESCAPED_END = re.compile(rf"&(?:amp;)*lt;(?:/(?:{_TAGS})\b|br\b)", re.IGNORECASE)
_ESCAPED_QUOTE = re.compile(r"&(?:amp;)*quot;")
_ESCAPED_NAME = re.compile(
    r"&(?:amp;)+(?=(?:nbsp|amp|quot|apos|lt|gt|[lr][ds]quo|[sb][bd]quo|[lr]aquo|[nm]dash|hellip|bull|middot|eacute|"
    r"deg|shy|#0?3[49]|#160|#x2[27]|#xa0|#8[2-3]\d\d|#x20[0-6][0-9a-f]);)",
    re.IGNORECASE,
)
_TWICE = re.compile(rf"&(?:{_ESCAPED_END.pattern[1:]}|{_ESCAPED_NAME.pattern[1:]})", re.IGNORECASE)
"""What no page holds on which there is nothing to undo: one look instead of five."""
_SCRIPT = re.compile(r"</?script", re.IGNORECASE | re.ASCII)
_TAG_WINDOW = 4000
"""Characters before an escaped tag in which the tag is looked for whose attribute it would stand in."""


def clean(text: str) -> str:
    """Make one block comparable: NFC, every kind of space a single one, nothing invisible, trimmed.

    Quotes, dashes and ellipses stay as the page wrote them.
    """
    text = text.strip()
    if "  " not in text and text.isprintable():  # as most lines are: splitting costs four times as much
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    text = " ".join(text.split())
    if text.isprintable():
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    if not text.isascii() or not text.isprintable():
        text = unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text)))
        # A letter composed by the last removal can bare one more joiner.
        while _JOINER.search(text) and (fewer := _without_joiners(text)) != text:
            text = fewer
    return " ".join(text.split())


def _without_joiners(text: str) -> str:
    return unicodedata.normalize("NFC", _STRAY_JOINER.sub("", text))


def unescape_twice(html: str) -> str:
    """Undo, in a page's source, the second escaping of text that went into its database already escaped.

    `&amp;nbsp;` becomes `&nbsp;`, and `&lt;p&gt;` a tag where the page shows such tags closed: one that
    merely mentions `&lt;p&gt;` keeps it. Scripts and the values of attributes keep their tags escaped.
    """
    if not _TWICE.search(html):
        return html
    if "lt;" in html and _ESCAPED_END.search(html) and "<code" not in html and "<pre" not in html:
        parts = _scripts_apart(html)
        html = "".join(p if script or "lt;" not in p else _ESCAPED_TAG.sub(_tag, p) for script, p in parts)
    return _ESCAPED_NAME.sub("&", html) if "&amp;" in html else html


def _tag(match: re.Match[str]) -> str:
    start = match.start()
    opened, closed = (match.string.rfind(sign, max(0, start - _TAG_WINDOW), start) for sign in "<>")
    return match[0] if opened > closed else "<" + _ESCAPED_QUOTE.sub('"', match["inner"]) + ">"


def _scripts_apart(html: str) -> Iterator[tuple[bool, str]]:
    """Yield the source in pieces, each with whether it is a script; one that never closes goes to the end."""
    at, start = 0, -1
    for match in _SCRIPT.finditer(html):
        found, closes = match.start(), match[0][1] == "/"
        if start < 0 and not closes:
            yield False, html[at:found]
            start = found
        elif start >= 0 and closes:
            at = match.end()
            yield True, html[start:at]
            start = -1
    yield start >= 0, html[at if start < 0 else start :]


def repair(text: str, encoded: bytes | None = None) -> str:
    """Undo UTF-8 that was read as windows-1252, NULs and lone surrogates; correct text is returned as it is.

    Only runs that encode to windows-1252 and decode as strict UTF-8 change, so the damage can be redone.
    Single sequences must give a character that such damage usually gives. Call it before `clean`, which
    turns the no-break space of a damaged sequence into a plain one.

    Args:
        text: the page's source or a text of it.
        encoded: the same in UTF-8, when it is at hand.
    """
    if encoded is None and not text.isascii() and not _encodes(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if "\0" in text:
        text, encoded = text.replace("\0", "\ufffd"), None
    if text.isascii():
        return text
    encoded = text.encode("utf-8") if encoded is None else encoded
    if not _holds(encoded, b"\xc3", _DAMAGED) and not _holds(encoded, b"\xc2", _CONTROLS):
        return text
    # Only lines that are not ASCII are looked at: most of a page is markup.
    lines = text.split("\n")
    better = [line if line.isascii() else _repair_line(line) for line in lines]
    return text if better == lines else "\n".join(better)


_CONTROLS = re.compile(b"\xc2[\x80-\x9f]")
"""A C1 control in UTF-8."""
_DAMAGED = re.compile(b"\xc3[\x82-\xb4][\xc2\xc5\xc6\xcb\xe2]")
"""A letter from \xc2 to \xf4 in UTF-8, and the first byte of what damage would put after it."""


def _holds(encoded: bytes, first: bytes, pattern: re.Pattern[bytes]) -> bool:
    """Say whether a pattern that begins with a byte is found; the byte alone is looked for much faster."""
    at = encoded.find(first)
    return at >= 0 and pattern.search(encoded, at) is not None


def _encodes(text: str) -> bool:
    """Say whether a text has no lone surrogate."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _repair_line(text: str) -> str:
    while (better := _repair_once(text)) != text:
        text = better
    return text


def _repair_once(text: str) -> str:
    if _LEAD.search(text):
        text = _RUN.sub(_decode_run, text)
    return text.translate(_C1) if _C1_CONTROL.search(text) else text


def _decode_run(match: re.Match[str]) -> str:
    run = match[0]
    try:
        decoded = bytes(_BYTES.get(ord(char), ord(char) & 0xFF) for char in run).decode("utf-8")
    except UnicodeDecodeError:
        return run
    before = match.string[match.start() - 1 : match.start()] if match.start() else ""
    return decoded if len(decoded) > 1 or _believable(run, decoded, before) else run


def _believable(run: str, decoded: str, before: str) -> bool:
    """Spare correct text whose accented capital happens to stand before a quote or a dash."""
    if run[0] in "\xc2\xc3":
        return not (before.isupper() and run[1] in _CLOSING)
    return run[0] in "\xe2\xf0" or decoded in "\ufeff\ufffd"
