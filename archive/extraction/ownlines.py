"""Lines with the words of furniture that are the text's own, by the lines beside them: items of a list, of a form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.article import BlockKind
from archive.extraction.linklines import ANNOUNCES
from archive.extraction.segments import Segment

GROUPED = (BlockKind.TABLE, BlockKind.LIST)
MAX_LIST = 200
"""Lines between an item and the sentence that announces it."""
ANNOUNCING = 20
"""Characters of a sentence that announces something; a footer's `Jam Kerja:` is shorter."""
DOUBTFUL = ("counter:", "schedule:", "poll:", "widget:", "meta:category")
"""Rules whose words a text has as well: figures of visitors, the weather, answers, kinds of a contest."""
LABELLED = re.compile(r"[^\W\d_][\w /]{2,25}\s?:\s.{2,}")
DATED = re.compile(
    r"(?:tanggal|tgl|oleh|penulis|posted|dibaca|diposting|dilihat|hits|views?|tags?|editor|sumber)\b", re.IGNORECASE
)
"""Labels of what a page says of an article, and not an article of its matter."""
PERSON = re.compile(r"(?:narahubung|cp|(?:contact|kontak) person|hubungi|pendaftaran)\b", re.IGNORECASE)
PLACE = re.compile(r"(?:sekretariat|tempat pendaftaran)\b", re.IGNORECASE)


def is_own(segments: Sequence[Segment], index: int, rule: str) -> bool:
    """Say whether a line that a named rule would take is an item of what the text tells.

    It is one of a list that a sentence announces, or stands between labelled lines without links (`Tema : ...`,
    `Hadiah : ...`).
    """
    if not rule.startswith(DOUBTFUL) or segments[index].zone:
        return rule == "caption:credit" and segments[index].kind is BlockKind.LIST
    if segments[index].kind is BlockKind.LIST:
        return announced(segments, index)
    around = (*segments[max(index - 1, 0) : index], *segments[index + 1 : index + 2])
    return rule == "meta:category" and len(around) > 1 and all(map(_is_of_form, (segments[index], *around)))


def _is_of_form(segment: Segment) -> bool:
    text = segment.text
    return not segment.rule and not segment.links and bool(LABELLED.fullmatch(text)) and not DATED.match(text)


def announced(segments: Sequence[Segment], start: int) -> bool:
    """Say whether a sentence of the text announces a timetable: `Jadwal layanan sebagai berikut:`."""
    index = start - 1
    first = (segments[start].kind, segments[start].group)
    while index >= max(0, start - MAX_LIST) and (
        segments[index].rule or (first[0] in GROUPED and (segments[index].kind, segments[index].group) == first)
    ):
        index -= 1
    return index >= 0 and segments[index].prose >= ANNOUNCING and ANNOUNCES.search(segments[index].text) is not None


def is_meeting_place(segments: Sequence[Segment], index: int) -> bool:
    """Say whether a line names where an event's committee sits: whom to call there stands on the next line."""
    below = segments[index + 1 : index + 2]
    return PLACE.match(segments[index].text) is not None and any(not s.rule and PERSON.match(s.text) for s in below)
