"""Furniture told by its vocabulary: lines that hold no word but those of a button, a counter or a form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

from archive.article import BlockKind
from archive.extraction.segments import Segment

WORD = re.compile(r"[^\W\d_]+|\d+")
MAX_LINE = 160
MAX_TOKENS = 24
FOLLOWERS = 10
"""Lines below a label of other articles that may be their titles."""
TITLE = 120
"""Characters of such a title."""
LABELS = frozenset({"related:label", "related:heading", "nav:post"})
OTHERS = re.compile(
    r"terkait|lainnya|terbaru|terkini|populer|pilihan|sebelumnya|selanjutnya|berikutnya|baca juga|"
    r"anda suka|tertarik|serupa|sejenis|jangan lewatkan|"
    r"related|previous|next|popular|recent|latest|trending|other|more",
    re.IGNORECASE,
)
"""What a label of other articles says, and `Selengkapnya` does not."""
NEIGHBOUR = re.compile(r"sebelumnya|selanjutnya|berikutnya|previous|next", re.IGNORECASE)
READ_ON = re.compile(r"(?:(?:baca )?selengkapnya|read more|baca lanjut\w*|lanjutkan membaca)[\s»›>.…→]*", re.IGNORECASE)
NUMBERED = re.compile(r"\d{1,2}[.)]\s|[•»›-]\s")
ANNOUNCED = re.compile(r":$|\bberikut(?: ini)?[.:]?$", re.IGNORECASE)
ENDED = re.compile(r"[.!?:;][\"'”’»)]{0,2}$")
AGO = (
    r"(?:sekitar |about )?(?:\d{1,3}|se|satu|a|an) ?(?:detik|menit|jam|hari|minggu|pekan|bulan|tahun|"
    r"(?:second|minute|hour|day|week|month|year)s?) (?:yang )?(?:lalu|ago)"
)
DAY = (
    r"(?:[a-z'’]{4,7},? )?\d{1,2}[ /.-](?:\d{1,2}|[a-z]{3,9})[ /.-](?:19|20)\d\d"
    r"(?:[ ,|-]{1,3}\d{1,2}[:.]\d\d(?: ?(?:wib|wita|wit))?)?"
)
ASIDE = re.compile(rf"\(?(?:{AGO}|{DAY})\)?|.{{20,300}}(?:\.\.\.|…|\[(?:\.\.\.|…)\])", re.IGNORECASE)
"""What stands below a title in a list of titles: its date, its age, or the beginning of its text."""
MAX_ASIDE = 310
EVENT = re.compile(r"\d{1,2} [a-z]{3,9} (?:19|20)\d\d\b.{3,70}", re.IGNORECASE)
AGENDA = re.compile(
    r"(?:agenda|kalender)(?: (?:kegiatan|terbaru|terdekat|pimpinan|mendatang|daerah|hari ini)){0,2}:?", re.IGNORECASE
)
POLL = re.compile(
    r"(?:polling|poling|jajak pendapat|poll|survei|survey)\b.{0,60}|"
    r"(?:bagaimana|apa) (?:menurut|pendapat|penilaian) (?:anda|saudara)\b.{0,80}\?|"
    r"(?:bagaimanakah?|apakah)\b.{0,60}\b(?:website|situs|laman|web|portal)\b.{0,40}\?",
    re.IGNORECASE,
)
POLL_END = re.compile(
    r"(?:lihat )?hasil(?: (?:polling|poling|voting))?|vote|pilih|kirim|submit|view results?", re.IGNORECASE
)
OPTION = 30
OPTIONS = 8


class Vocabulary(Struct, frozen=True):
    """One set of `data/furniture.toml`."""

    name: str
    max: int
    heads: frozenset[str]
    words: frozenset[str]
    """All its words, heads too."""
    numbers: bool
    least: int


@cache
def vocabularies(kind: str) -> tuple[Vocabulary, ...]:
    """Return the sets of `words` (whole lines) or `run` (lines that stand together), compiled once."""
    table = tomllib.loads((files("archive.extraction") / "data" / "furniture.toml").read_text("utf-8"))
    return tuple(
        Vocabulary(
            entry["name"],
            entry["max"],
            frozenset(entry["heads"]),
            frozenset(entry["heads"]) | frozenset(entry["words"]),
            entry.get("numbers", False),
            entry.get("least", 1),
        )
        for entry in table[kind]
    )


@cache
def _heads(kind: str) -> frozenset[str]:
    return frozenset().union(*(vocabulary.heads for vocabulary in vocabularies(kind)))


def words_rule(line: str) -> str:
    """Return the name of the set that a whole line is made of, or an empty string."""
    return _set_of(line, "words")


@lru_cache(maxsize=4096)
def _set_of(line: str, kind: str) -> str:
    if len(line) > MAX_LINE:
        return ""
    tokens = set(WORD.findall(line.lower()))
    if len(tokens) > MAX_TOKENS or _heads(kind).isdisjoint(tokens):
        return ""
    words = {token for token in tokens if not token.isdigit()}
    for vocabulary in vocabularies(kind):
        if len(line) > vocabulary.max or vocabulary.heads.isdisjoint(words) or not words <= vocabulary.words:
            continue
        if len(words) == len(tokens) or vocabulary.numbers:
            return vocabulary.name
    return ""


def mark_runs(segments: Sequence[Segment]) -> None:
    """Set `rule` on lines of one kind that stand together: the fields of a form, a schedule, a menu."""
    kinds = [_run_kind(s) for s in segments]
    least = {vocabulary.name: vocabulary.least for vocabulary in vocabularies("run")}
    start = 0
    while start < len(kinds):
        end = start + 1
        while end < len(kinds) and kinds[end] == kinds[start]:
            end += 1
        if (
            kinds[start]
            and end - start >= least[kinds[start]]
            and not (start > 0 and ANNOUNCED.search(segments[start - 1].text))
        ):
            for segment in segments[start:end]:
                segment.rule = segment.rule or kinds[start]
        start = end


def _run_kind(segment: Segment) -> str:
    if segment.zone or segment.kind is BlockKind.TABLE or len(segment.text) > OPTION * 2:
        return ""
    return _set_of(segment.text, "run")


def mark_followers(segments: Sequence[Segment]) -> None:
    """Set `rule` on the titles below a label of other articles, links or not, and on a poll's answers."""
    for index, segment in enumerate(segments):
        if segment.zone:
            continue
        if segment.rule == "related:label" and segment.links and READ_ON.fullmatch(segment.text):
            _mark_teaser(segments, index - 1)
        elif segment.rule in LABELS and OTHERS.search(segment.text[:OPTION]):
            _mark_titles(segments, index + 1)
        elif segment.rule == "schedule:prayer":
            _mark_times(segments, index + 1)
        elif not segment.rule and segment.kind is BlockKind.HEADING and AGENDA.fullmatch(segment.text):
            _mark_events(segments, index)
        elif not segment.rule and len(segment.text) <= TITLE and POLL.fullmatch(segment.text):
            _mark_poll(segments, index)


def _mark_titles(segments: Sequence[Segment], start: int) -> None:
    """Mark what looks like a title as far as the first line that does not; above prose only what is a list."""
    most = 1 if NEIGHBOUR.search(segments[start - 1].text) else FOLLOWERS
    end = start
    linked = start < len(segments) and segments[start].links > 0
    while end < min(start + most, len(segments)) and (_is_title(segments[end]) or _is_below(segments, end)):
        if linked and not segments[end].links and not _is_below(segments, end):
            break
        most += not _is_title(segments[end])
        end += 1
    prose = any(s.prose >= TITLE // 2 for s in segments[end : end + 2] if not s.zone)
    for segment in segments[start:end]:
        listed = segment.kind is BlockKind.LIST or segment.links or NUMBERED.match(segment.text) or most == 1
        if (listed or not prose or is_aside(segment)) and not segment.rule:
            segment.rule = "related:title"


def _mark_teaser(segments: Sequence[Segment], index: int) -> None:
    """Mark the line above a link to read on, where the title it belongs to was taken for another article's."""
    above = segments[max(index - 2, 0) : max(index, 0)]
    told = any(s.rule in ("related:link", "related:title") and s.links for s in above)
    if told and not segments[index].rule and not segments[index].zone and len(segments[index].text) <= MAX_ASIDE:
        segments[index].rule = "related:title"


def is_aside(segment: Segment) -> bool:
    """Say whether a line is the date, the age or the beginning of an article whose title stands above it."""
    open_line = not segment.zone and segment.kind is not BlockKind.TABLE and len(segment.text) <= MAX_ASIDE
    return open_line and ASIDE.fullmatch(segment.text) is not None


def _is_below(segments: Sequence[Segment], index: int) -> bool:
    """Say whether a line is an aside of the linked title above it, or one that a rule takes already."""
    if segments[index].rule == "related:link":
        return True
    above = [s for s in segments[index - 2 : index] if s.links and 2 * s.links >= len(s.text)]
    return bool(above) and (
        is_aside(segments[index]) or segments[index].rule.startswith(("counter:", "related:", "meta:"))
    )


def _mark_times(segments: Sequence[Segment], start: int) -> None:
    """Mark a table of nothing but prayer times below the heading that says so."""
    for segment in segments[start : start + FOLLOWERS]:
        if segment.kind is not BlockKind.TABLE or _set_of(segment.text, "run") != "schedule:prayer":
            return
        segment.rule = segment.rule or "schedule:prayer"


def _mark_events(segments: Sequence[Segment], start: int) -> None:
    """Mark a heading of the office's agenda and the dated entries below it."""
    end = start + 1
    while end < len(segments) and not segments[end].zone and EVENT.fullmatch(segments[end].text):
        end += 1
    if end > start + 2:
        for segment in segments[start:end]:
            segment.rule = segment.rule or "widget:agenda"


def _is_title(segment: Segment) -> bool:
    open_line = not segment.rule and not segment.zone and segment.text[:1] not in "(#"
    return open_line and len(segment.text) <= TITLE and not ENDED.search(segment.text)


def _mark_poll(segments: Sequence[Segment], start: int) -> None:
    """Mark a question to the site's visitors with its answers, where the button for the result ends them."""
    for index in range(start + 1, min(start + 1 + OPTIONS, len(segments))):
        if POLL_END.fullmatch(segments[index].text):
            for segment in segments[start : index + 1]:
                segment.rule = segment.rule or "poll:answers"
            return
        if len(segments[index].text) > OPTION and not POLL.fullmatch(segments[index].text):
            return
