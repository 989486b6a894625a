"""After a crash: half-written WARCs become whole ones, and every WARC has its index."""

from __future__ import annotations

from pathlib import Path

from archive.cdxj import write_cdxj
from archive.collection import Collection
from archive.jobs.reindex import reindex
from archive.warc import salvage


def recover(collection: Collection) -> tuple[str, ...]:
    """Salvage what a killed run left, index what has no index; return one line for each file mended.

    The caller holds the collection's lock.
    """
    lines = [_salvaged(collection, path) for path in collection.unfinished()]
    bare = [warc for warc in collection.warcs() if not collection.index_of(warc).exists()]
    return (*lines, *(reindex(collection, warc) or f"{warc.name}: indexed" for warc in bare))


def _salvaged(collection: Collection, path: Path) -> str:
    report = salvage(path)
    dropped = f"; {report.dropped} bytes of a cut record put aside in {report.tail.name}" if report.tail else ""
    if report.published is None:
        return f"{path.name}: held no whole answer, removed{dropped}"
    write_cdxj(collection.index_of(report.published), report.lines)
    return f"{report.published.name}: salvaged {report.exchanges} answers of a run that was killed{dropped}"
