"""Personal data in one text: what lokal and our own rules find, and whose it is by the words around."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from archive.masking.owner import Candidate, is_private
from archive.masking.rules import rules
from archive.masking.windows import AGE_OF_A_CHILD, Sentence, sentences, windows

ATTRIBUTES = frozenset(
    {
        "NAME",
        "GENDER",
        "RELIGION",
        "MARITAL_STATUS",
        "NATIONALITY",
        "HEALTH",
        "FINANCIAL",
        "CRIMINAL_RECORD",
        "BIOMETRIC",
    }
)
"""What is personal only when it is told of a person: hidden beside an identifier or in a form, not in a report."""
SPECIFIC = frozenset({"HEALTH", "CRIMINAL_RECORD", "BIOMETRIC", "FINANCIAL"})
"""UU PDP, article 4(2): hidden as soon as a private name stands in the sentence, together with the name."""
CLOSE = 60
"""Characters between a name and what is told of it."""
_COUNT = re.compile(
    r"\d+ (?:kasus|orang|pasien|warga|penderita|persen|jiwa)|\d%|\b(?:jumlah|kasus|angka)\b", re.IGNORECASE
)
_BEHIND = re.compile(r"^,? ?(?:selaku |sebagai )?")
_NEIGHBOURHOOD = re.compile(
    r",? ?RT[ .]{0,2}\d{1,3}(?: ?/ ?(?:RW[ .]{0,2})?\d{1,3}|,? ?RW[ .]{0,2}\d{1,3})?", re.IGNORECASE
)
_NAME = re.compile(r"[A-Z][\w'.]*(?: (?:(?:bin(?:ti)?|al|van|de)\b|[A-Z][\w'.]*))*")
_STANDING = re.compile(
    r"^[^\w]*(?:(?i:(?:kepala (?:keluarga|rumah tangga)|ketua (?:panitia|rt|rw|kelompok|yayasan|karang taruna"
    r"|posyandu|arisan|takmir|dkm|paguyuban|komunitas|bank sampah))).*)?"
)
"""What is before a title in its part of a sentence; heads of families and committees hold no office."""
_INITIALS = re.compile(r"[A-Z]{1,3}")
_SUM = re.compile(r"Rp ?\d")
_TO_ANOTHER = re.compile(
    r"\b(?:kepada|untuk|bagi|terhadap|menjenguk|menemui|mengantar|mengunjungi|membantu|menolong|menangkap)\b",
    re.IGNORECASE,
)
"""What stands before these is said of somebody else: `Bupati menjenguk Sumarni`."""
_LABEL = re.compile(r"[\w.)]\s{0,3}[:=\t]\s{0,3}$")


class Span(Struct, frozen=True, order=True):
    """A part of a text that is hidden, and the type of data it is (lokal's names: `NIK`, `PHONE` ...)."""

    start: int
    end: int
    type: str


def spans_of(text: str, *, office: bool = False) -> tuple[Span, ...]:
    """Return what must be hidden in a text, in order, not overlapping.

    Args:
        text: any text; a text without digits, mail or telling words costs next to nothing.
        office: true for a contact block of the site itself, whose numbers are an office's.
    """
    found: list[Span] = []
    text = text.replace("\n\n", " \n")  # of the same length; a label may stand in the paragraph above
    for window in windows(text):
        part = text[window.start : window.end]
        found += (Span(s.start + window.start, s.end + window.start, s.type) for s in _private(part, office=office))
    return tuple(_apart(found))


def mask_text(text: str, *, office: bool = False) -> tuple[str, Counter[str]]:
    """Return a text with `[NIK]`, `[PHONE]` ... for what must be hidden, and how often each was hidden."""
    spans = spans_of(text, office=office)
    return replaced(text, spans), Counter(span.type for span in spans)


def replaced(text: str, spans: Iterable[Span]) -> str:
    """Return a text with each span replaced by its type in brackets."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], f"[{span.type}]"]
        at = span.end
    return "".join((*parts, text[at:]))


def _private(part: str, *, office: bool) -> list[Span]:
    """Return what is private in a window, whose sentences are judged one by one."""
    candidates = _candidates(part)
    if not candidates:
        return []
    bounds = list(sentences(part))
    names = [c for c in candidates if c.type == "NAME" and not _official(part, c, _around(bounds, c))]
    candidates = [_within(part, c, _around(bounds, c)) for c in candidates]
    numbers = [c for c in candidates if c.type not in ATTRIBUTES]
    kept = [c for c in numbers if is_private(part, c, _around(bounds, c), names, office=office)]
    attributes = [c for c in candidates if c.type in ATTRIBUTES and not _official(part, c, _around(bounds, c))]
    attributes = [c for c in attributes if c.type != "NAME" or not rules().person.fullmatch(part, c.start, c.end)]
    kept += (c for c in attributes if _told_of_a_person(part, c, (kept, attributes), bounds))
    return [Span(c.start, c.end, c.type) for c in kept]


def _candidates(part: str) -> list[Candidate]:
    """Return all that lokal and our rules find; where they overlap, an identifier or else the longer one."""
    from lokal import detect_pii  # noqa: PLC0415 - a tenth of a second, for those who mask

    found = [Candidate(m.start, m.end, m.type, m.confidence == "high") for m in detect_pii(part)]
    for rule, pattern in rules().named:
        found += (Candidate(*m.span("value"), rule.type, True) for m in pattern.finditer(part))  # noqa: FBT003 - sure
    found = [_fitted(part, c) for c in found if c.type != "NAME" or not _no_name(part, c)]
    found.sort(key=lambda c: (c.type in ATTRIBUTES, c.start - c.end, c.start))
    apart: list[Candidate] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in apart):
            apart.append(one)
    return sorted(apart, key=lambda c: c.start)


def _no_name(part: str, one: Candidate) -> bool:
    """Say whether what looks like a name is initials, or begins with a word that is none, an office's or a title's."""
    known = rules()
    return bool(_INITIALS.fullmatch(part, one.start, one.end) or _SUM.match(part, one.start)) or any(
        words.match(part, one.start, one.end) for words in (known.no_name, known.office, known.official)
    )


def _fitted(part: str, one: Candidate) -> Candidate:
    """Return an address with the RT and RW behind it, and a name without the words of the sentence behind it."""
    if one.type == "ADDRESS":
        more = _NEIGHBOURHOOD.match(part, one.end)
        return one._replace(end=more.end()) if more else one
    name = _NAME.match(part, one.start, one.end) if one.type == "NAME" else None
    return one._replace(end=_name_end(part, name)) if name else one


def _name_end(part: str, name: re.Match[str]) -> int:
    """Return where a name ends: before the title, the office or the word of address that follows it."""
    ends = (
        found.start()
        for words in (rules().official, rules().office, rules().no_name)
        if (found := words.search(part, name.start() + 1, name.end()))
    )
    end = min(ends, default=name.end())
    return name.start() + len(part[name.start() : end].rstrip(" .("))


def _within(part: str, one: Candidate, around: Sentence) -> Candidate:
    """Return a candidate cut where its sentence ends: a form's value is read to the end of the line."""
    if one.end <= around.end:
        return one
    return one._replace(end=one.start + len(part[one.start : around.end].rstrip(" \t\n.")))


def _told_of_a_person(
    part: str,
    one: Candidate,
    others: tuple[Sequence[Candidate], Sequence[Candidate]],
    bounds: Sequence[Sentence],
) -> bool:
    """Say whether an attribute stands in a form or beside an identifier, is a child's, or (specific) beside a name."""
    identifiers, attributes = others
    if _LABEL.search(part[max(0, one.start - 6) : one.start]):
        return one.type != "NAME" or not rules().office.match(part, one.start, one.end)
    around = _around(bounds, one)
    if one.type == "NAME" and AGE_OF_A_CHILD.match(part, one.end):
        return True
    if any(around.start <= c.start < around.end and c.type != "PLATE" for c in identifiers):
        return True
    near = [c for c in attributes if around.start <= c.start < around.end]
    told = [c for c in near if c.type in SPECIFIC]
    named = [c for c in near if c.type == "NAME"]
    if one.type == "NAME":
        return any(_of(part, one, c) for c in told)
    return one.type in SPECIFIC and any(_of(part, c, one) for c in named)


def _of(part: str, name: Candidate, told: Candidate) -> bool:
    """Say whether specific data belongs to a name: close to it, with no count of people between."""
    between = part[min(name.end, told.end) : max(name.start, told.start)]
    return len(between) <= CLOSE and not _COUNT.search(between)


def _official(part: str, one: Candidate, around: Sentence) -> bool:
    """Say whether a name is an official's: an office stands before it, or behind it after a comma."""
    if one.type != "NAME":
        return False
    before, comma, close = part[max(around.start, one.start - 45) : one.start].rpartition(",")
    if comma and not close.strip() and rules().official.match(_STANDING.sub("", before.rpartition(",")[2])):
        return True  # "Kepala SDN 2, Tri Handayani": the title stands before the comma
    before = _TO_ANOTHER.split(close)[-1]
    behind = _BEHIND.sub("", part[one.end : min(around.end, one.end + 30)])
    return bool(rules().official.search(before) or rules().official.match(behind))


def _around(bounds: Sequence[Sentence], one: Candidate) -> Sentence:
    """Return the sentence in which a candidate begins."""
    return next((b for b in bounds if b.start <= one.start < b.end), Sentence(one.start, one.end))


def _apart(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(set(spans)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
