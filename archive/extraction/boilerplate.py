"""Named rules for lines that are not the article's own: every removal says which rule took it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate

from msgspec import Struct

from archive.article import BlockKind
from archive.extraction.boxes import goes_on
from archive.extraction.contacts import is_contact_block, is_contact_line
from archive.extraction.furniture import words_rule
from archive.extraction.ownlines import announced, is_meeting_place, is_own
from archive.extraction.segments import Segment, prose_of

TABLE = BlockKind.TABLE
PROSE = 160
"""A line this long that no contact rule knows is the article's own: no contact block goes on past it."""
MIN_CONTACT_KINDS = 2
MAX_RULED = 320
UNREAD = frozenset(
    {"nav", "header", "sidebar", "related", "share", "search", "popup", "form", "promo", "newsletter", "tags"}
)
"""Zones whose lines go anyway, whatever they say."""
TIERS = (40, 80, 120, 200, MAX_RULED)
AHEAD = 4
FAX = re.compile(r"(?:fax|faks|faksimil[ei]|f\.)", re.IGNORECASE)
PIECE = re.compile(r"[\ue000-\uf8ff\U0001f300-\U0001faff\u2300-\u27bf]+|\s[|•·]\s")
"""Icons of a font, emoji and bars: what parts the pieces of a line of an author, a counter and buttons."""
MAX_PIECES = 200
OFFICE = re.compile(
    r"(?:dinas|badan|kantor|sekretariat|pemerintah|kecamatan|kelurahan|rsud|rumah sakit|upt|upt?d|bagian|inspektorat|"
    r"satpol|balai|puskesmas|pemkot|pemkab|diskominfo\w*|bpbd|dprd|bappeda\w*|bkpsdm|bapenda|dpmptsp|"
    r"disdik\w*|disdukcapil|dishub|disnaker\w*|disperindag\w*|dinkes|dinsos|kesbangpol|setda|setwan)\b"
    r"(?:[^.!?:;]|(?<=\bkab)\.|(?<=\bprov)\.|(?<=\bkec)\.|(?<=\bkel)\.|(?<=\bsetda)\.){2,60}$",
    re.IGNORECASE,
)
LEAKED, KEY_LENGTH = 5, 80
"""Keys of JSON in a line that make it no text, and characters for each."""
TAIL = 0.35
"""The share of the prose that may stand below a heading that ends the article."""
TALK = 3
"""Times the text that the comments below it may be long."""
TALKING = re.compile(
    r"(?:diskusi|tanggapan|discussion|pendapat)(?: (?:anda|pembaca|pengunjung|warga))?\W{0,3}\d{0,4}\W?", re.IGNORECASE
)
SPEAKS = re.compile(r".{2,40} (?:menulis|berkata|says|wrote|said)\s?:?", re.IGNORECASE)
CUTTERS = frozenset({"related:heading", "related:label", "author:heading", "comments:heading", "comments:form"})
NO_WORD = re.compile(r"[\W_]+")
MAX_BYLINE = 100
BYLINE = re.compile(
    r"(?:by|por|par|von|oleh|penulis|words by|written by|posted by|reviewed by|updated by|author|publicado por|"
    r"contributions from|fact checked by|medically reviewed by|from)\b[.:\s].{2,90}(?<![.!?])|"
    r"\d{1,3} ?(?:min|mins|minute|minutes|menit)\.? ?(?:read|baca)?|reading time.{0,20}|"
    r"updated at|written by|published|(?:tim )?redaksi|tim (?:liputan|humas|kominfo|media)|"
    r"admin(?:istrator)?(?: (?:web|website|portal|opd|situs|kominfo|diskominfo|humas|(?:bidang|dinas|desa) \w{2,12}))?",
    re.IGNORECASE,
)
MOMENT = re.compile(
    r"\b(?:published|updated|posted|last modified|publicado|atualizado|first published|created|reviewed|"
    r"veröffentlicht)\b.{0,30}\d|"
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}.{0,20}\d:\d\d|\b(?:19|20)\d\d\b.{0,20}\b\d{1,2}[:.h]\d\d\b|"
    r"\b\d{1,2}[:.]\d\d\b ?(?:am|pm|est|edt|et|gmt|wib|ist)\b",
    re.IGNORECASE,
)
ATTACHMENT = re.compile(
    r"(?:(?:unduh|download|lihat)\s+)?(?:dokumen|file|berkas)?\s*(?:lampiran|attachments?|unduhan)\s*[:\-]?\s*",
    re.IGNORECASE,
)


class Rule(Struct, frozen=True):
    """One rule of `data/boilerplate.toml`."""

    name: str
    max: int
    pattern: re.Pattern[str]
    needs: tuple[str, ...] = ()
    """Words of which the line must hold one, for patterns that begin with anything."""


@cache
def rules() -> tuple[Rule, ...]:
    """Return the named rules, compiled once."""
    table = tomllib.loads((files("archive.extraction") / "data" / "boilerplate.toml").read_text("utf-8"))
    return tuple(
        Rule(
            r["name"],
            r["max"],
            re.compile("|".join(f"(?:{p})" for p in r["patterns"]), re.IGNORECASE),
            tuple(r.get("needs", ())),
        )
        for r in table["rule"]
    )


@lru_cache(maxsize=8192)
def rule_of(text: str) -> str:
    """Return the name of the first rule that matches the whole line, or an empty string."""
    if len(text) > MAX_RULED:
        return ""
    line = text.strip(" \t|»«›‹→←•·-–—")
    lower = line.lower()
    tier = next(size for size in TIERS if len(line) <= size)
    if _any_rule(tier).match(lower) is not None or any(word in lower for word in _needed()):
        found = next((r.name for r in rules() if len(line) <= r.max and _takes(r, line, lower)), "")
        if found:
            return found
    return words_rule(line)


def _takes(rule: Rule, line: str, lower: str) -> bool:
    return (not rule.needs or any(word in lower for word in rule.needs)) and rule.pattern.fullmatch(line) is not None


@cache
def _needed() -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for r in rules() for word in r.needs))


@cache
def _any_rule(size: int) -> re.Pattern[str]:
    """Return one pattern for all rules of lines longer than the tier below: nearly every line is none of them."""
    below = max((tier for tier in TIERS if tier < size), default=0)
    return re.compile("|".join(f"(?:{r.pattern.pattern})$" for r in rules() if not r.needs and r.max > below))


def mark_lines(segments: Sequence[Segment]) -> None:
    """Set `rule` on the lines that a named rule takes."""
    for index, segment in enumerate(segments):
        if not segment.rule and segment.zone not in UNREAD and segment.kind is not TABLE:
            rule = rule_of(segment.text) or _rule_of_pieces(segment.text) or _leak(segment)
            segment.rule = rule if rule and not is_own(segments, index, rule) else ""


def _leak(segment: Segment) -> str:
    """Return the rule of a line that is data of the page's scripts, or the rest of a tag that was cut in two."""
    text = segment.text
    if len(text) > MAX_RULED:
        keys = text.count('":') if segment.element.tag not in ("pre", "code") else 0
        if keys >= LEAKED and KEY_LENGTH * keys > len(text):
            return "leak:json"
        return "leak:office" if text.count("mso-") >= LEAKED else ""
    return "leak:tag" if text in ('">', '"/>', '" />', "'>", "-->", "]]>") else ""


def _rule_of_pieces(text: str) -> str:
    """Return the rule of a line whose pieces between icons or bars are each one that a rule takes."""
    if len(text) > MAX_PIECES or (text.isascii() and "|" not in text) or not PIECE.search(text):
        return ""
    pieces = [piece for piece in PIECE.split(text) if piece.strip()]
    found = [rule_of(piece) or ("meta:byline" if BYLINE.fullmatch(piece.strip()) else "") for piece in pieces]
    return found[0] if found and all(found) else ""


def mark_attachments(segments: Sequence[Segment]) -> None:
    """Set `rule` on lines that are only a label and links to documents, or links below it: they are kept as data."""
    below = False
    for segment in segments:
        below = segment.rule == "attachment:label" or (below and 10 * segment.links >= 9 * len(segment.text))
        if segment.rule or not segment.links:
            continue
        if below:
            segment.rule = "attachment:line"
            continue
        label = ATTACHMENT.match(segment.text)
        if label and len(segment.text) - segment.links <= len(label[0]) + 3 * segment.text.count(","):
            segment.rule = "attachment:line"


def mark_tail(segments: Sequence[Segment]) -> None:
    """Set `rule` on all that follows a heading of related articles, of comments or of the author at the end."""
    prose: list[int] = []
    for index, segment in enumerate(segments):
        if not segment.rule and segment.kind is BlockKind.HEADING:
            segment.rule = _rule_of_talk(segments, index)
        if segment.rule not in CUTTERS or 2 * segment.links > len(segment.text):
            continue
        if segment.rule.startswith("related:") and goes_on(segments, index):
            continue
        prose = prose or list(accumulate(prose_of(segments), initial=0))
        rest, told = prose[-1] - prose[index], _opens_talk(segment)
        if rest > (TALK * prose[index] if told else TAIL * prose[-1]):
            continue
        if _leads_away(segment, segments[index + 1 : index + 1 + AHEAD]):
            for late in segments[index + 1 :]:
                if not late.zone:
                    late.rule = late.rule or f"after:{segment.rule}"
            return


def _rule_of_talk(segments: Sequence[Segment], index: int) -> str:
    """Return the rule of a heading whose words may be a chapter's, when somebody `menulis:` right below it."""
    talk = TALKING.fullmatch(segments[index].text) and any(
        SPEAKS.fullmatch(s.text) for s in segments[index + 1 : index + 2]
    )
    return "comments:heading" if talk else ""


def _opens_talk(segment: Segment) -> bool:
    """Say whether a heading can only be that of the comments, which may be longer than a notice."""
    heading = segment.kind is BlockKind.HEADING
    return segment.rule == "comments:heading" or (segment.rule == "comments:form" and heading)


def _leads_away(heading: Segment, following: Sequence[Segment]) -> bool:
    """Say whether links come after a heading of related articles; other headings need no proof."""
    if not heading.rule.startswith("related:"):
        return True
    return 2 * sum(s.links for s in following) >= sum(len(s.text) for s in following)


def is_byline(segment: Segment) -> bool:
    """Say whether a line above the first sentence only names an author or a moment, or is the dash between."""
    text = segment.text
    if len(text) > MAX_BYLINE or segment.kind is BlockKind.HEADING:
        return False
    return bool(BYLINE.fullmatch(text) or NO_WORD.fullmatch(text)) or (
        bool(MOMENT.search(text)) and not text.endswith((".", "!", "?", ":"))
    )


def mark_contacts(segments: Sequence[Segment]) -> None:
    """Set `rule` on contact blocks: an address, a phone or an e-mail glued below an article.

    A block is a run of contact lines. It is a footer, and not the news, when a label such as `Alamat`
    opens it, or it holds two kinds of contact and no prose of the article comes after it.
    """
    kinds = [is_contact_line(s.text) if not s.rule else None for s in segments]
    _leave_hours(segments, kinds)
    for start, end in _runs(kinds, segments):
        found = {kind for kind in kinds[start:end] if kind}
        labelled = kinds[start] == "contact:label"
        last = not any(s.prose > PROSE for s in segments[end:])
        if start and OFFICE.match(segments[start - 1].text) and not segments[start - 1].rule:
            start -= 1  # noqa: PLW2901 - the office's name opens its own block
        in_zone = all(s.zone for s in segments[start:end]) and found != {"contact:label"}
        whole = sum(len(s.text) for s in segments[start:end]) <= PROSE * 4 and any(
            is_contact_block(s.text) for s in segments[start:end]
        )
        several = len(found) + any(FAX.match(s.text) for s in segments[start:end]) >= MIN_CONTACT_KINDS
        several = several or (found == {"contact:hours"} and end - start >= MIN_CONTACT_KINDS)
        if found == {"contact:hours"} and announced(segments, start):
            continue
        if end - start == 1 and is_meeting_place(segments, start):
            continue
        if in_zone or whole or (labelled and len(found) > 1) or (last and several):
            for segment, kind in zip(segments[start:end], kinds[start:end], strict=True):
                segment.rule = kind or "contact:block"


def _leave_hours(segments: Sequence[Segment], kinds: list[str | None]) -> None:
    """Take hours for the news' own where they are an item of a list in the text that has other items."""
    for index, kind in enumerate(kinds):
        segment = segments[index]
        if kind == "contact:hours" and segment.kind is BlockKind.LIST and not segment.zone:
            beside = [i for i in (index - 1, index + 1) if 0 <= i < len(segments)]
            own = [i for i in beside if segments[i].kind is BlockKind.LIST and segments[i].group == segment.group]
            if own and not any(kinds[i] or segments[i].rule for i in own):
                kinds[index] = None


def _runs(kinds: Sequence[str | None], segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Return the half-open ranges of consecutive contact lines; short lines between two belong to them."""
    runs: list[tuple[int, int]] = []
    start = None
    for index, kind in enumerate([*kinds, None]):
        if kind and start is None:
            start = index
        elif not kind and start is not None:
            runs.append((start, index))
            start = None
    return _joined(runs, segments)


def _joined(runs: list[tuple[int, int]], segments: Sequence[Segment]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        gap = segments[joined[-1][1] : start] if joined else []
        if joined and len(gap) == 1 and len(gap[0].text) < 60:  # noqa: PLR2004 - a locality line
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
