"""Footer contact lines: which lines are one and what a block says; an address in the news is none."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from archive.article import Contact
from archive.extraction.phones import numbers
from archive.extraction.social import LABELS, TEXT, account_of, accounts_in

MAX_LINE = 400
"""Characters of the longest footer line; what is longer is prose."""
MAX_LINES = 60
"""Lines of a block that are read."""
MAX_WORDS = 30
"""Words of an address."""

_WORDS: dict[str, list[str]] = tomllib.loads(
    (files("archive.extraction") / "data" / "contacts.toml").read_text("utf-8")
)


def _any(*keys: str) -> str:
    return "(?:" + "|".join(pattern for key in keys for pattern in _WORDS[key]) + ")"


_SEP = r"\s{0,3}[:=.]?\s{0,3}"
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\[at\]|\(at\))\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}", re.IGNORECASE
)
_WEB = re.compile(r"(?:https?://|\bwww\.)[^\s,;|<>\"']{3,200}", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:go|desa|or|co)\.id(?:/\S{0,100})?",
    re.IGNORECASE,
)
_LABEL = re.compile(_any("label") + r"\s{0,3}[:.]{0,2}", re.IGNORECASE)
_NUMBERS = r"(?:[\s()+\d./,;&-]|\batau\b|\bdan\b|\bext\b\.?|\bpes(?:awat)?\b\.?|\bpsw\b\.?|\bhunting\b){1,160}"
_PHONE = re.compile(
    rf"(?<!\w)(?P<labels>{_any('phone_label', 'fax_label')}\b\.?"
    rf"(?:\s?[/&,]\s?{_any('phone_label', 'fax_label')}\b\.?){{0,3}}){_SEP}(?P<list>{_NUMBERS})",
    re.IGNORECASE,
)
_FAX_LABEL = re.compile(rf"(?<!\w){_any('fax_label')}\b", re.IGNORECASE)
_PHONE_LABEL = re.compile(rf"(?<!\w){_any('phone_label')}\b", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w/.-])(?:\+62|\(?\+?0?\d{2,3}\)|0\d{1,3})[\s\d()+.,/;&-]{5,160}")
_POSTCODE = re.compile(rf"(?<!\w){_any('postcode_label')}{_SEP}([1-9]\d{{4}})(?!\d)", re.IGNORECASE)
_BARE_POSTCODE = re.compile(r"(?<![\d./-])[1-9]\d{4}(?![\d/-])")
_HOURS = re.compile(rf"(?<!\w){_any('hours_label')}\b{_SEP}(?P<rest>.{{0,160}})", re.IGNORECASE)
_HOURS_WORD = re.compile(rf"(?<!\w){_any('hours_word')}(?!\w)\.?|[\d\s.:,;|()/\u2013-]", re.IGNORECASE)
_EMAIL_LABEL = re.compile(rf"(?<!\w){_any('email_label')}(?!\w){_SEP}", re.IGNORECASE)
_WEB_LABEL = re.compile(rf"(?<!\w){_any('web_label')}(?!\w)\s{{0,3}}:\s{{0,3}}", re.IGNORECASE)
_ADDRESS_LABEL = re.compile(rf"{_any('address_label')}\s{{0,3}}:\s{{0,3}}", re.IGNORECASE)
_STREET = re.compile(rf"(?<!\w){_any('street')}\b\.?\s?(?=\w)", re.IGNORECASE)
_OPENER = re.compile(rf"(?<!\w){_any('opener')}\b\.?\s(?=\w)", re.IGNORECASE)
_EVIDENCE = re.compile(
    r"\b(?:no|nomor|km|rt|rw|lt|lantai|blok)\b\.?\s?[\dIVX]|\bkode pos\b|(?<!\d)[1-9]\d{4}(?!\d)|\blt\.?\s",
    re.IGNORECASE,
)
_ADDRESS_WORD = re.compile(_any("address_word"))
_NEWS_WORD = re.compile(rf"(?<!\w){_any('news_word')}(?!\w)", re.IGNORECASE)
_VERB = re.compile(r"(?<!\w)(?:di|mem|men|meng|meny|ber|ter|pem|pen)[a-z]{4,}(?!\w)")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_REGION_WORD = re.compile(r"\b(?:kota|kab|kabupaten|prov|provinsi|kec|kecamatan|kel|kelurahan)\b", re.IGNORECASE)
_CUT = "\x00"
_PUNCTUATION = " \t\n\x00,;:|/.=*\u2022\u00b7\u2013\u2014-()[]"
_DAYS = re.compile(
    r"(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|hari kerja|setiap hari|mon|tue|wed|thu|fri|sat|sun)",
    re.IGNORECASE,
)
_PERSON_LABEL = re.compile(r"(?:cp|(?:contact|kontak) person|narahubung)\b", re.IGNORECASE)
_PERSON = re.compile(r"\(?\b(?:a\.?n\.?|atas nama)\s[\w .,]{2,40}\)?|\([^\W\d_][\w .,]{1,40}\)", re.IGNORECASE)
_HOST = re.compile(r"www\.[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:go|desa)\.id/?", re.IGNORECASE)
_ACCOUNT = rf"{_any('social_label')}\s?[:=]\s?@?[\w.@/-]{{2,40}}(?: [\w.@-]{{1,20}}){{0,3}}"
_ACCOUNTS = re.compile(rf"{_ACCOUNT}(?:\s{{0,3}}[|,/•·-]?\s{{0,3}}{_ACCOUNT}){{0,6}}", re.IGNORECASE)
_SHORT_CODE = re.compile(r"call ?cent(?:er|re) \d{3,4}", re.IGNORECASE)
"""The name of a service, and a headline as often as not; with a colon it is a line of a block."""
_OPENERS = _any(*(key for key in _WORDS if not key.endswith("_word")))
_ICONS = re.compile(
    r"[\u260e\u260f\u2706\u2709\U0001f4de\U0001f4f1\U0001f4e7\U0001f4e0\U0001f4cd\U0001f310\U0001f3e2\ufe0f\s]+"
)
_BAR = re.compile(r"\s[|\u2022\u00b7]\s")
_NAMED_ACCOUNT = re.compile(
    rf"(?:{_any('social_label')}|yt)\s{{0,2}}[:=]?\s{{0,2}}@?[\w.-]{{2,30}}(?: [A-Z][\w.-]{{0,20}}){{0,3}}",
    re.IGNORECASE,
)
MIN_PIECES = 2
MAX_NAME = 10
"""Words of an office's name."""
_FIRST = re.compile(
    rf"[\s*\u2022\u00b7|-]{{0,4}}(?:{_OPENERS}(?!\w)|{LABELS}(?!\w)|{_DAYS.pattern}|www\.|[(+\d]|\S{{1,64}}@|"
    r"\S{1,64}\s?[\[(]at[\])])",
    re.IGNORECASE,
)


def is_contact_line(text: str) -> str | None:
    """Return the rule that takes this line for a footer contact line, or None.

    A line counts only when it is nothing but contact: a sentence that holds an address or a phone is
    news. Rules: `contact:label`, `contact:address`, `contact:phone`, `contact:email`, `contact:web`,
    `contact:postcode`, `contact:hours`, `contact:social`.
    """
    return _rule(text) if len(text) <= MAX_LINE else None


def is_contact_block(text: str) -> bool:
    """Say whether one contact line is a block by itself: two kinds of contact, or what a label announces."""
    return is_contact_line(text) is not None and _reading(text)[1]


def _rule(text: str) -> str | None:
    return _reading(text)[0]


# A footer is the same on every page of a site, and its rules cost more than the rest of a page.
@lru_cache(maxsize=8192)
def _reading(text: str) -> tuple[str | None, bool]:
    """Return the rule that takes a line, and whether the line is a block by itself."""
    icons = _ICONS.match(text)
    text = text[icons.end() :] if icons else text
    pieces = _BAR.split(text)
    if len(pieces) > MIN_PIECES and _all_contacts(pieces):
        return ("contact:social" if _is_account(pieces[0]) else "contact:address"), True
    return _reading_of(text) if _FIRST.match(text) and not _SHORT_CODE.fullmatch(text) else (None, False)


def _reading_of(text: str) -> tuple[str | None, bool]:
    line = text.strip(" \t\n*\u2022\u00b7|")
    if _LABEL.fullmatch(line):
        return "contact:label", False
    hours = _HOURS.match(line)
    if hours and not _HOURS_WORD.sub("", hours["rest"]):
        return "contact:hours", any(c.isdigit() for c in line)
    told = "contact:hours" if _is_times(line) else "contact:web" if _HOST.fullmatch(line) else ""
    if told:
        return told, False
    if _ACCOUNTS.fullmatch(line):
        return "contact:social", ":" in line
    labelled = _ADDRESS_LABEL.match(line)
    rest, kinds = _without_numbers(line[labelled.end() :] if labelled else line)
    if _is_address(rest, labelled=labelled is not None, supported=bool(kinds)):
        return "contact:address", bool(kinds) or (labelled is not None and _EVIDENCE.search(rest) is not None)
    if not kinds or _PERSON.sub("", rest).strip(_PUNCTUATION):
        return None, False
    named = kinds[0] == "web" or _PERSON_LABEL.match(line) is not None
    return f"contact:{kinds[0]}", named or len({*kinds, *(["fax"] if _FAX_LABEL.search(line) else [])}) > 1


def _all_contacts(pieces: Sequence[str]) -> bool:
    """Say whether the pieces between bars are contacts, from the first on or behind an office with its address."""
    return all(_is_account(piece) or is_contact_line(piece) for piece in pieces[1:]) and (
        _is_account(pieces[0])
        or is_contact_line(pieces[0]) is not None
        or (_STREET.search(pieces[0]) is not None and not _NEWS_WORD.search(pieces[0]))
        or _is_name(pieces[0])
    )


def _is_name(piece: str) -> bool:
    """Say whether a piece is only a name, as that of the office whose address and phone follow it between bars."""
    words = [word for word in _WORD.findall(piece) if not _ADDRESS_WORD.fullmatch(word) and word != "dan"]
    return 0 < len(words) <= MAX_NAME and all(word[0].isupper() for word in words) and not _NEWS_WORD.search(piece)


def _is_account(piece: str) -> bool:
    return _NAMED_ACCOUNT.fullmatch(piece.strip()) is not None


def _is_times(line: str) -> bool:
    """Say whether a line is nothing but days and hours: `Senin - Kamis : 08.00 - 15.30`, `Minggu : Tutup`."""
    day = _DAYS.match(line)
    return day is not None and (any(c.isdigit() for c in line) or ":" in line) and not _HOURS_WORD.sub("", line)


def parse_contact(lines: Sequence[str], area_code: str = "") -> Contact:
    """Return what a block of contact lines says.

    Args:
        lines: the lines of one block, in order, or one run-on line.
        area_code: of the place, for numbers that no other number of the block lends one (`0561`).
    """
    return _parse(tuple(line[:MAX_LINE] for line in lines[:MAX_LINES]), area_code)


@lru_cache(maxsize=256)
def _parse(block: tuple[str, ...], area: str) -> Contact:
    phones: dict[str, None] = {}
    faxes: dict[str, None] = {}
    for line in block:
        for kinds, part in _number_parts(_EMAIL.sub(_CUT, _WEB.sub(_CUT, line))):
            read = numbers(part, area)
            area = read.area
            phones.update(dict.fromkeys(read.found) if "phone" in kinds else {})
            faxes.update(dict.fromkeys(read.found) if "fax" in kinds else {})
    whole = "\n".join(block)
    webs = {address: account_of(_absolute(address)) for address in _webs(whole)}
    accounts = [account for line in block for account in accounts_in(line)]
    address = _address(block)
    return Contact(
        address=address,
        postcode=_postcode(whole, address or ""),
        phones=tuple(phones),
        faxes=tuple(faxes),
        emails=tuple(dict.fromkeys(_email(match[0]) for match in _EMAIL.finditer(whole))),
        web=tuple(address for address, account in webs.items() if account is None),
        social=tuple(dict.fromkeys((*accounts, *filter(None, webs.values())))),
    )


def _absolute(address: str) -> str:
    return address if "//" in address else f"https://{address}"


def _without_numbers(line: str) -> tuple[str, list[str]]:
    """Return the line with every e-mail, address of a site, number and its label cut, and the kinds cut."""
    kinds: list[tuple[int, str]] = []

    def cut(kind: str, pattern: re.Pattern[str], text: str) -> str:
        def note(match: re.Match[str]) -> str:
            kinds.append((match.start(), kind))
            return _CUT * len(match[0])

        return pattern.sub(note, text)

    rest = cut("social", TEXT, cut("email", _EMAIL, line))
    web = _WEB_LABEL.search(rest)
    if web:
        rest = cut("web", _DOMAIN, cut("web", _WEB, rest))
    elif kinds or _PHONE.search(rest):
        rest = _WEB.sub(lambda match: _CUT * len(match[0]), rest)
    rest = cut("postcode", _POSTCODE, cut("phone", _PHONE, rest))
    rest = cut("email", _EMAIL_LABEL, cut("web", _WEB_LABEL, rest))
    if _BARE.fullmatch(line) and numbers(line).found:
        return "", ["phone"]
    return rest, [kind for _, kind in sorted(kinds, key=lambda pair: pair[0])]


def _is_address(rest: str, *, labelled: bool, supported: bool) -> bool:
    """Say whether what is left of a line is a postal address and no sentence.

    `supported` means that the line also held a phone, an e-mail or the like.
    """
    text = rest.replace(_CUT, " ").strip()
    words = _WORD.findall(text)
    street, opener = _STREET.match(text), _OPENER.match(text)
    if not words or len(words) > MAX_WORDS or not (street or opener or labelled):
        return False
    if _NEWS_WORD.search(text) or _VERB.search(text):
        return False
    evidence = _EVIDENCE.search(text) is not None
    lower = [word for word in words if word.islower() and len(word) > 1 and not _ADDRESS_WORD.fullmatch(word)]
    if lower and not (evidence and text.islower()):
        return False
    named = "," in text or _REGION_WORD.search(text) is not None
    return evidence or supported or (labelled and len(words) > 1) or (street is not None and named)


def _number_parts(line: str) -> list[tuple[str, str]]:
    """Return the lists of numbers of a line with what their label says they are, in order."""
    parts: list[tuple[int, str, str]] = []

    def note(match: re.Match[str]) -> str:
        fax, phone = _FAX_LABEL.search(match["labels"]), _PHONE_LABEL.search(match["labels"])
        parts.append((match.start(), ("fax " if fax else "") + ("phone" if phone else ""), match["list"]))
        return _CUT * len(match[0])

    rest = _PHONE.sub(note, line)
    parts.extend((match.start(), "phone", match[0]) for match in _BARE.finditer(rest))
    return [(kinds, part) for _, kinds, part in sorted(parts)]


def _address(lines: Sequence[str]) -> str | None:
    """Return the parts of the address, joined by commas: from its first word to the last place after it."""
    parts: list[str] = []
    expected = False
    for line in lines:
        if _LABEL.fullmatch(line.strip()) or _HOURS.match(line.strip()):
            expected = expected or line.strip().lower().startswith(("alamat", "address", "kantor"))
            continue
        rest = _without_numbers(_BARE.sub(_cut_numbers, line))[0]
        for piece in re.split(f"{_CUT}+", rest):
            part = _address_part(piece.strip(_PUNCTUATION.replace(".", "")), begun=bool(parts), expected=expected)
            if part:
                parts.append(part)
    return ", ".join(parts) or None


def _cut_numbers(match: re.Match[str]) -> str:
    return _CUT if numbers(match[0]).found else match[0]


def _address_part(piece: str, *, begun: bool, expected: bool) -> str:
    labelled = _ADDRESS_LABEL.match(piece)
    text = piece[labelled.end() :] if labelled else piece
    street = _STREET.search(text)
    if street:
        return text[street.start() :]
    words = _WORD.findall(text)
    if not words or "\u00a9" in text:
        return ""
    if labelled or _OPENER.match(text) or (expected and not begun):
        return text
    place = len(words) <= 8 and all(not word.islower() or _ADDRESS_WORD.fullmatch(word) for word in words)  # noqa: PLR2004
    return text if begun and place else ""


def _postcode(whole: str, address: str) -> str | None:
    labelled = _POSTCODE.search(whole)
    if labelled:
        return labelled[1]
    bare = _BARE_POSTCODE.findall(re.sub(r"(?i)\bno\b\.?\s?\d+", "", address))
    return str(bare[-1]) if bare else None


def _email(text: str) -> str:
    return re.sub(r"(?i)\s?(?:@|\[at\]|\(at\))\s?", "@", text).rstrip(".")


def _webs(whole: str) -> list[str]:
    found = [match[0].rstrip(".,)") for match in _WEB.finditer(whole)]
    rest = _EMAIL.sub(" ", _WEB.sub(" ", whole))
    if _WEB_LABEL.search(rest):
        found += [match[0].rstrip(".,)") for match in _DOMAIN.finditer(rest)]
    return found
