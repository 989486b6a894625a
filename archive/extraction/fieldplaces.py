"""Where a site's pages keep what changes from page to page: the place of the headline and of the date line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from archive.extraction.dates import read_date
from archive.extraction.published import Published
from archive.extraction.segments import Outline, Segment
from archive.extraction.traits import Field, place_of, text_digest

TITLE, DATE = "title", "date"
MIN_PAGES = 3
SHARE = 0.75
"""The share of a site's pages that must keep a field at one place."""
CHANGING = 0.6
"""Different texts at a place, as a share of the pages that have one: what stands still is no field."""
MAX_DATE = 60
"""Characters of a line that is a date and little beside it."""
MOST = 10
"""Date lines of one page that are looked at; a list of links has more."""
YEAR = re.compile(r"(?:^|\D)(?:19|20)\d\d(?:\D|$)")


class FieldPlace(Struct, frozen=True):
    """A field and the place (hexadecimal digest of the innermost elements) where the site's pages keep it."""

    kind: str
    place: str


def fields_of(page: Outline) -> tuple[Field, ...]:
    """Return a judged page's headline and date lines that are alone at their place; without a word of their text."""
    found = [(TITLE, s) for s in page.segments if s.rule == TITLE][:1]
    found += [(DATE, s) for s in _dated(page.segments)]
    places = Counter(place_of(s) for s in page.segments) if found else Counter[bytes]()
    fields = (Field(kind, place_of(s), text_digest(s.text)) for kind, s in found)
    return tuple(field for field in fields if places[field.place] == 1)


def _dated(segments: Iterable[Segment]) -> list[Segment]:
    lines = [s for s in segments if len(s.text) <= MAX_DATE and YEAR.search(s.text) and 5 * s.full <= len(s.text)]
    dates = [s for s in lines[:MOST] if (found := read_date(s.text, "visible")) is not None and found.date.value]
    return dates if len(lines) <= MOST else []


def field_places(pages: Sequence[Sequence[Field]]) -> tuple[FieldPlace, ...]:
    """Return the fields that most pages keep at one place and that differ from page to page."""
    texts: dict[tuple[str, bytes], list[bytes]] = {}
    for fields in pages:
        for field in fields:
            texts.setdefault((field.kind, field.place), []).append(field.text)
    least = max(MIN_PAGES, SHARE * len(pages))
    kept = [key for key, found in texts.items() if len(found) >= least and len(set(found)) >= CHANGING * len(found)]
    return tuple(FieldPlace(kind, place.hex()) for kind, place in sorted(kept))


def kept_date(found: Published, lines: Outline, fields: Sequence[FieldPlace], zone: str | None) -> Published:
    """Return the date found, else that of the line where the site's articles keep theirs, however far from the text."""
    if found.date is not None:
        return found
    dates = (read_date(line.text, "visible", zone=zone) for line in lines_at(lines, fields, DATE))
    return next((Published(read.date) for read in dates if read is not None and read.date.value), found)


def lines_at(lines: Outline, fields: Sequence[FieldPlace], kind: str) -> Iterator[Segment]:
    """Yield the lines that are alone at a place of a field."""
    wanted = {bytes.fromhex(field.place) for field in fields if field.kind == kind}
    if not wanted:
        return
    found: dict[bytes, list[Segment]] = {}
    for segment in lines.segments:
        place = place_of(segment)
        if place in wanted:
            found.setdefault(place, []).append(segment)
    yield from (held[0] for held in found.values() if len(held) == 1)
