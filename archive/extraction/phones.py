"""Telephone and fax numbers of a contact block in E.164; a local number inherits the area code before it."""

from __future__ import annotations

import re

from msgspec import Struct

SHORT_AREAS = ("21", "22", "24", "31", "61")
"""Area codes of two digits: Jakarta, Bandung, Semarang, Surabaya, Medan; all others have three."""
MAX_NUMBERS = 30
"""Numbers read from one line."""

_DATE = re.compile(r"(?<!\d)(?:\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([-/.])\d\d\2\d\d)(?!\d)")
_EXTENSION = re.compile(r"\b(?:ext|pes(?:awat)?|psw|hunting)\b[\s.:]{0,3}\d{0,6}", re.IGNORECASE)
_SPLIT = re.compile(r"[/,;&]|\s[-\u2013]\s|\batau\b|\bdan\b", re.IGNORECASE)
_LOCALS = re.compile(r"(?:\(\d{2,4}\)\s?)?[1-9]\d{4,7}(?:-[1-9]\d{4,7})+")


class Numbers(Struct, frozen=True):
    """Numbers in E.164, in the page's order, and the area code (`21`) in force after them."""

    found: tuple[str, ...]
    area: str


def numbers(text: str, area: str = "") -> Numbers:
    """Return the numbers of a list by slash, comma or ` - `, without what has no area code.

    Args:
        text: the part after `Telp :`, or a line of bare numbers; dates in it are passed over.
        area: the area code in force, with or without its zero.
    """
    area = area.lstrip("0")
    found: dict[str, None] = {}
    for piece in _SPLIT.split(_EXTENSION.sub(" ", _DATE.sub(";", text)))[:MAX_NUMBERS]:
        for one in piece.split("-") if _LOCALS.fullmatch(piece.strip()) else [piece]:
            national = _national(one.strip(), area)
            area = _area(national) or area
            number = _e164(national)
            if number:
                found.setdefault(number)
    return Numbers(tuple(found), area)


def _national(piece: str, area: str) -> str:
    """Return the digits after the country code, or an empty string when they cannot be completed."""
    while sum(char.isdigit() for char in piece) > 14 and " " in piece:  # noqa: PLR2004 - E.164 has 15 with `62`
        piece = piece.rpartition(" ")[0]
    digits = "".join(char for char in piece if char in "0123456789")
    if "+" in piece or (digits.startswith("62") and len(digits) > 9):  # noqa: PLR2004
        return digits[2:].lstrip("0") if digits.startswith("62") else ""
    if digits.startswith("0"):
        return digits[1:]
    if digits.startswith("8") and 9 <= len(digits) <= 12:  # noqa: PLR2004 - a mobile without its zero
        return digits
    local = 5 <= len(digits) <= 8 and digits[0] in "23456789"  # noqa: PLR2004
    return area + digits if area and local else ""


def _area(national: str) -> str:
    if not 8 <= len(national) <= 11 or national[0] not in "2345679":  # noqa: PLR2004 - 8 is mobile, 1 is a service
        return ""
    return national[:2] if national.startswith(SHORT_AREAS) else national[:3]


def _e164(national: str) -> str | None:
    if not national:
        return None
    from lokal.phone import normalize_phone  # noqa: PLC0415 - a quarter of a second, for the first number only

    return normalize_phone("0" + national)
