"""Write the index of a WARC anew, as far as the WARC can be read."""

from __future__ import annotations

from pathlib import Path

from archive.cdxj import CdxjLine, write_cdxj
from archive.collection import Collection
from archive.errors import DamagedWarc
from archive.warc import index_warc


def reindex(collection: Collection, warc: Path) -> str:
    """Index one WARC; return the damage that ended the reading, or an empty string."""
    lines: list[CdxjLine] = []
    damage = ""
    try:
        for line in index_warc(warc):
            lines.append(line)  # noqa: PERF402 - what was read before the damage counts
    except DamagedWarc as error:
        damage = str(error)
    write_cdxj(collection.index_of(warc), lines)
    return damage
