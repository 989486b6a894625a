"""Who wrote it and where it was datelined: initials, credit lines and places, decided by where they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files

from msgspec import Struct

from archive.article import Credit
from archive.extraction.region import is_region

TAIL = 6
"""Paragraphs at the end where a credit may stand."""
HEAD = 2
"""Paragraphs at the top where a credit line may stand."""
MAX_LINE = 200
"""Characters of a credit line."""
MAX_NAME_WORDS = 7

_WORDS: dict[str, list[str]] = tomllib.loads((files("archive.extraction") / "data" / "credits.toml").read_text("utf-8"))


def _any(*keys: str) -> str:
    return "(?:" + "|".join(pattern for key in keys for pattern in _WORDS[key]) + ")"


_ROLES = ("writer", "editor", "photographer", "source")
_ROLE = "|".join(rf"(?P<{role}>{_any(role)})" for role in _ROLES)
_LABEL = re.compile(
    rf"(?<!\w)(?P<label>{_any(*_ROLES)}(?:\s?[/&]\s?{_any(*_ROLES)}|\s(?:dan|and)\s{_any(*_ROLES)}){{0,2}})\s?:\s{{0,2}}",
    re.IGNORECASE,
)
_ROLE_WORDS = {role: re.compile(rf"(?<!\w){_any(role)}(?!\w)", re.IGNORECASE) for role in _ROLES}
_AGENCY = re.compile(
    rf"[(\[]?{_any('agency')}(?!\w)(?P<rest>[^.!?:;,\"\u201c\u201d]{{0,50}}?)[)\]]?[.]?", re.IGNORECASE
)
_INITIALS = re.compile(
    r"[\s*]{0,3}(?:[\[(]\s?(?P<name>[*/]{0,2}[^\W\d_][^()\[\]\d:;,!?\"]{0,38})[)\]]|(?<![\w)])/?\*/?(?P<star>red\w{0,6}))[\s.*#]{0,4}$"
)
_LOWER = re.compile(r"[a-z]{1,12}(?:\s?[/&-]\s?[a-z]{1,12}){0,2}")
_PLAIN = re.compile(r"[*/]{0,2}[^\W\d_]+\.?(?:(?:\s?[/&-]\s?\*?|\s)[^\W\d_]+\.?){0,3}")
_NO_INITIALS = re.compile(
    rf"(?:{_any('no_initials')}\b.*|.*\b(?:orang|unit|buah|persen|ribu|juta|puluh|belas))", re.IGNORECASE
)
_ENDED = re.compile(r"[.!?\u2026][\"'\u201d\u2019\xbb]{0,2}\s{0,3}$")
_OFFICE = re.compile(rf"(?:{_any('agency')}|adv|red)(?!\w).*", re.IGNORECASE)
_HASHTAGS = re.compile(r"(?:#\w+[\s,]*)+|[\s*=_#.\u2013\u2014-]*")
_GLUED_LABEL = re.compile(rf"(?<=[.!?\"\u201d)])\s{{0,3}}[(\[]?(?={_any('writer', 'editor')}\s?:)", re.IGNORECASE)
_NO_NAME = re.compile(r"\d|@|://")
_SHORT_NAME = re.compile(r"[A-Z][\w.'\u2019-]{0,30}(?:[\s/,][A-Z][\w.'\u2019-]{0,30}){0,2}")
_FULL_STOP = re.compile(r"(?<=\w\w)\.$")
"""The end of a sentence; the point of `Wahyu S.` is the name's."""
_TRIM = " \t\n,;|/()[]\u2013\u2014-"

_PLACE = r"[A-Z][\w'\u2019.]{1,30}(?:\s(?:[A-Z][\w'\u2019.]{0,30}|di|dan)){0,5}"
_DATELINE = re.compile(
    rf"(?P<whole>(?P<place>{_PLACE})(?:,\s?{_PLACE}(?:,\s?{_PLACE})?|(?<=[A-Z]{{3}}),\s?[a-z][\w.]{{3,24}})?(?:,?\s?\({_PLACE}\))?)"
    r"\s?(?:,?\s?[(,]\s?\d[\w/ -]{2,20}\)?)?\s?,?\s?"
    r"(?:[-\u2013\u2014]{1,3}|\||(?P<colon>(?<=[A-Z]{3})\s?:))\s{1,3}(?=[\"\u201c\u2018'(]?[A-Z0-9])"
)
_COMMA_PLACE = re.compile(r"(?P<place>[A-Z]{4,30}(?:\s[A-Z]{3,30}){0,2}),\s(?=[\"\u201c]?[A-Z][a-z])")
_NO_DASH = re.compile(rf"(?P<place>{_PLACE}),\s(?=[A-Z])(?=(?i:{_any('body')})\s)")
_GLUED_AGENCY = re.compile(
    r"(?P<place>Dinkominfo|Diskominfo\w{0,6}|Kominfo|Humas|Prokopim|InfoPublik)[-\u2013\u2014](?=[A-Z])"
)
_NAME = r"(?P<name>(?:[A-Z][\w.'’-]*,? ?){2,6})"
_SPOKEN = re.compile(rf"(?i:{_any('spoken')})\s+{_NAME}")
_SPOKEN_LINE = re.compile(
    rf"(?:^|[|•]\s*)(?i:{_any('spoken')}|penulis|author)\s*:?\s+{_NAME}"
    r"(?=$|\s*[|•]|\s+(?:pada|on|di)\b|\d{1,2}[-/. ])"
)
_ACCOUNT = re.compile(_any("account"), re.IGNORECASE)
_NO_PLACE = re.compile(rf"{_any('no_place')}(?!\w)", re.IGNORECASE)
_LABELS = re.compile(rf"{_any('capital_labels')}(?!\w)", re.IGNORECASE)
_LEVEL = re.compile(
    r"(?:kota|kab(?:upaten|\.)?|kec(?:amatan|\.)?|kel(?:urahan|\.)?|desa|provinsi|prov\.?)\s", re.IGNORECASE
)
_PARENTHETIC = re.compile(r"[^.!?]{1,60}\s[-\u2013\u2014]{1,3}\s[a-z]")
MIN_REPORT = 60
"""Characters of the report after a place in capitals and a colon; a form's `LOKASI : Pendopo` is shorter."""
MAX_PLACE_WORDS = 3
"""Words of a place that no `Kota` or `Kabupaten` opens."""


class Cut(Struct, frozen=True):
    """What a credit takes from `paragraphs[index]`: `removed` goes, `remaining` (often empty) stays."""

    index: int
    remaining: str
    removed: str
    rule: str
    """`credit:initials`, `credit:label` or `credit:agency`."""


class CreditFound(Struct, frozen=True):
    """The credit and the cuts that take it out of the text, by rising index."""

    credit: Credit
    cuts: tuple[Cut, ...]


def find_credit(paragraphs: Sequence[str]) -> CreditFound | None:
    """Return the credit at the end of an article, or on a line at its top.

    `(gie)` is one because the text ends with it; `(26/6)`, `(3 orang)` and an acronym inside a sentence
    are none. `Sumber:` alone gives the credit its name, beside a writer it is only cut.
    """
    cuts = _tail(paragraphs) or []
    seen = {cut.index for cut in cuts}
    for index, text in enumerate(paragraphs[:HEAD]):
        roles = _roles(text) if index not in seen and len(paragraphs) > 1 else {}
        if "writer" in roles or "editor" in roles:
            cuts.append(Cut(index, "", text, "credit:label"))
    if not cuts:
        return None
    cuts.sort(key=lambda cut: cut.index)
    return CreditFound(_credit(cuts), tuple(cuts))


def is_credit_line(text: str) -> bool:
    """Say whether a line below others would be cut as a credit, and nothing of it stay."""
    cut = _line(1, text) or _ending(1, text)
    return cut is not None and not cut.remaining


def is_account(name: str) -> bool:
    """Say whether a name is an account's or an office's: `Operator Desa`, `Admin`."""
    return len(name) <= MAX_LINE and _ACCOUNT.fullmatch(name.strip()) is not None


def find_byline(lines: Sequence[str]) -> Credit | None:
    """Return the writer that a line between title and text names; accounts and offices are nobody.

    `Written by Fitri Handayani` is one, `by admin` and `Oleh: Humas` are none.
    """
    for text in lines:
        match = _SPOKEN_LINE.search(text) if len(text) <= MAX_LINE else None
        name = match["name"].strip(" ,") if match else ""
        if match and not is_account(name):
            return Credit(raw=match[0].strip(" ,"), name=name)
    return None


def find_dateline(first_paragraph: str) -> str | None:
    """Return what stands before the dash of `Balai Kota - Wali Kota ...`, as written; the text is not cut.

    An agency after the place (`Jakarta, Kominfo`) tells who the text was copied from: it stays. Without a
    dash, only the name of a region with a public body after it is one: `Solok Selatan, Dinas Koperasi ...`.
    """
    glued = _GLUED_AGENCY.match(first_paragraph)
    if glued:
        return glued["place"]
    match = _DATELINE.match(first_paragraph)
    bare = _NO_DASH.match(first_paragraph) if match is None else None
    if bare and is_region(bare["place"]):
        return bare["place"]
    if match is None:
        return _before_comma(first_paragraph)
    if _NO_PLACE.match(match["place"]) or _PARENTHETIC.match(first_paragraph, match.end()):
        return None
    place = match["place"]
    if match["colon"] and (_LABELS.match(place) or len(first_paragraph) - match.end() < MIN_REPORT):
        return None
    if len(place.split()) > MAX_PLACE_WORDS and not _LEVEL.match(place):
        return None
    return match["whole"]


def _before_comma(text: str) -> str | None:
    """Return the place of `BANYUASRI, Dinas Koperasi Kabupaten Banyuasri ...`: a level or the text says it is one."""
    match = _COMMA_PLACE.match(text)
    if match is None or len(text) - match.end() < MIN_REPORT:
        return None
    place = match["place"]
    if _LEVEL.match(place):
        return place
    said = rf"\b(?:Kota|Kab(?:upaten|\.)|Kec(?:amatan|\.)|Desa|Kelurahan|Provinsi) {place.title()}\b"
    return place if re.search(said, text[match.end() : match.end() + MAX_LINE]) else None


def _tail(paragraphs: Sequence[str]) -> list[Cut]:
    """Walk up from the end over hashtags, credit lines and agencies to the initials that end the text."""
    cuts: list[Cut] = []
    for index in range(len(paragraphs) - 1, max(-1, len(paragraphs) - 1 - TAIL), -1):
        text = paragraphs[index]
        if len(text) <= MAX_LINE and _HASHTAGS.fullmatch(text):
            continue
        cut = _line(index, text) or _ending(index, text)
        if cut:
            cuts.append(cut)
        if cut is None or cut.remaining:
            break
    return cuts


def _line(index: int, text: str) -> Cut | None:
    """Return the cut of a paragraph that is nothing but a credit."""
    if len(text) > MAX_LINE:
        return None
    if _roles(text):
        return Cut(index, "", text, "credit:label")
    agency = _AGENCY.fullmatch(text.strip())
    rest = agency["rest"].split() if agency else []
    if agency and index and len(rest) < MAX_NAME_WORDS and not any(word[0].islower() for word in rest):
        return Cut(index, "", text, "credit:agency")
    return None


def _ending(index: int, text: str) -> Cut | None:
    """Return the cut of initials, or of a credit line glued to the last sentence, ending a paragraph."""
    start = max(0, len(text) - MAX_LINE)
    glued = _GLUED_LABEL.search(text, start)
    if glued and _roles(text[glued.end() :]):
        return Cut(index, text[: glued.start()].rstrip(), text[glued.start() :].strip(), "credit:label")
    match = _INITIALS.search(text, max(0, len(text) - 60))
    if match is None or not _is_initials((match["name"] or match["star"]).strip(), text[: match.start()]):
        return None
    return Cut(index, text[: match.start()].rstrip(), text[match.start() :].strip(), "credit:initials")


def _is_initials(name: str, before: str) -> bool:
    """Lower-case letters at the very end; anything else only after a finished sentence or on its own."""
    if _NO_INITIALS.fullmatch(name):
        return False
    if not before.strip() or _ENDED.search(before[-8:]):
        return _PLAIN.fullmatch(name) is not None
    return bool(_OFFICE.fullmatch(name) or (_LOWER.fullmatch(name) and 1 < len(name) <= 8))  # noqa: PLR2004


def _roles(text: str) -> dict[str, str]:
    """Return the names of a line that is nothing but labelled credits: `Penulis: A | Editor: B`."""
    if len(text) > MAX_LINE:
        return {}
    if ":" not in text:
        spoken = _SPOKEN.fullmatch(text.strip(_TRIM + "*"))
        return {"writer": spoken["name"]} if spoken and text.lstrip()[:1] in "(*" else {}
    line = text.strip(_TRIM)
    labels = list(_LABEL.finditer(line))
    if not labels or labels[0].start():
        return {}
    ends = [label.start() for label in labels[1:]] + [len(line)]
    found: dict[str, str] = {}
    for label, end in zip(labels, ends, strict=True):
        name = line[label.end() : end].strip(_TRIM)
        name = _FULL_STOP.sub("", name) if end < len(line) else name
        if not _is_name(name, label["label"]):
            return {}
        for role, pattern in _ROLE_WORDS.items():
            if pattern.search(label["label"]):
                found.setdefault(role, name)
    caption = found.keys() == {"photographer"} and not _SHORT_NAME.fullmatch(line[labels[0].end() :])
    return {} if caption else found


def _is_name(text: str, label: str) -> bool:
    """Say whether a label's value can be a person or a body: a few words, no number, no sentence."""
    words = text.split()
    if not words or len(words) > MAX_NAME_WORDS or (text.endswith((".", "!", "?")) and len(words) > 4):  # noqa: PLR2004
        return False
    loose = _ROLE_WORDS["source"].search(label) or _ROLE_WORDS["photographer"].fullmatch(label)
    return loose is not None or not _NO_NAME.search(text)


def _credit(cuts: Sequence[Cut]) -> Credit:
    roles: dict[str, str] = {}
    for cut in cuts:
        bare = cut.removed.strip(_TRIM + ".*#")
        found = _roles(cut.removed) if cut.rule == "credit:label" else {cut.rule.partition(":")[2]: bare}
        for role, name in found.items():
            roles.setdefault(role, name)
    order = ("writer", "initials", "editor", "source", "agency", "photographer")
    return Credit(
        raw="\n".join(cut.removed for cut in cuts),
        name=next(roles[role] for role in order if role in roles),
        editor=roles.get("editor"),
        photographer=roles.get("photographer"),
    )
