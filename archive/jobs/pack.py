"""A collection, or a part of it, as one WACZ: streamed from what the crawl and derive already wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from archive.cdxj import CdxjLine, parse_line, read_cdxj
from archive.collection import Collection
from archive.dataset import make_filters
from archive.dataset.facts import span
from archive.dataset.manifest import read_manifest
from archive.errors import CollectionError, ConfigError, DamagedDataset
from archive.files import whole_file
from archive.jobs.packpages import PageLists
from archive.jobs.progress import Progress, silent
from archive.redaction import redactions_of
from archive.wacz import ENDING, About, IndexSource, Package, write_index
from archive.wacz.cutting import cut, whole
from archive.wacz.held import Held
from archive.wacz.selection import Selection, selection
from archive.warc import index_warc

_PREFIX = re.compile(r"[^a-z0-9._-]+")


class PackOptions(Struct, frozen=True):
    """What goes into the package."""

    sites: tuple[str, ...] = ()
    """Keys; none means all."""
    since: str | None = None
    """First day of capture: `2017`, `2017-12` or `2017-12-05`."""
    until: str | None = None
    """Last one, included."""
    title: str | None = None
    redacted: bool = False
    """Whether captures that were taken down go along."""


class PackReport(Struct, frozen=True):
    """What was packed."""

    file: str
    bytes: int
    warcs: int
    cut: int
    """WARCs of which a part was taken."""
    captures: int
    """Lines of the index."""
    pages: int
    """Articles."""
    other_pages: int
    hidden: int
    """Captures left out because their article was taken down."""
    underived: int
    """WARCs that no dataset was made of yet: their pages have no title and no text."""
    first: str
    """When the earliest capture was made, RFC 3339."""
    last: str


def pack(collection: Collection, into: Path, options: PackOptions, progress: Progress = silent) -> PackReport:
    """Write a WACZ, whole or not at all; memory is that of one index at most. Nothing is locked or changed.

    Raises:
        ConfigError: a date that is none, or a file name that does not end in `.wacz`.
        CollectionError: there is nothing to pack.
        DamagedWarc, DamagedDataset: what is to be packed cannot be read; nothing is left of the package.
        WriteError: the package cannot be written; nothing is left of it either.
    """
    if into.suffix != ENDING:
        raise ConfigError(f"the name of a package must end in {ENDING}", where=str(into))
    redactions = {} if options.redacted else redactions_of(collection.dataset)
    wanted = selection(*_days(options), redactions.values())
    job = _Pack(collection, options, wanted, progress)
    with whole_file(into) as file, Package(file) as package:
        job.archive(package)
        job.index(package)
        about = job.pages(package)
        package.close(about)
    return job.report(into)


def _days(options: PackOptions) -> tuple[str | None, str | None]:
    make_filters(since=options.since, until=options.until)  # says it of a date that is none
    first, last = span(options.since or ""), span(options.until or "")
    return first[0] if first else None, last[1] if last else None


class _Pack:
    """One packing under way."""

    def __init__(self, collection: Collection, options: PackOptions, wanted: Selection, progress: Progress) -> None:
        self._collection, self._options, self._wanted, self._progress = collection, options, wanted, progress
        self._warcs = self._chosen()
        self._total = sum(path.stat().st_size for path in self._warcs)
        self._done = 0
        self._sources: list[IndexSource] = []
        self._held = Held()
        self._size = 0
        self.cut = self.captures = self.hidden = 0
        self._taken: list[str] = []
        self._first, self._last = "9" * 14, ""
        manifest = read_manifest(collection.dataset)
        self._derived = frozenset(manifest.warcs) if manifest else frozenset[str]()
        self._lists = PageLists(collection, options.sites, wanted)

    def _chosen(self) -> list[Path]:
        """Return the WARCs of the sites, by their names and by what the dataset says of them."""
        chosen = self._named()
        if arc := next((path for path in chosen if ".warc" not in path.name), None):
            hint = "'warcio recompress' makes a WARC of it, which derives the same; or name sites that lie in others"
            raise ConfigError("a WACZ holds WARCs, and this is an ARC", where=str(arc), hint=hint)
        return chosen

    def _named(self) -> list[Path]:
        warcs = self._collection.warcs()
        if not self._options.sites:
            return warcs
        named = PageLists(self._collection, self._options.sites, Selection()).warcs()
        prefixes = tuple(f"{_PREFIX.sub('_', site)[:80].lstrip('.') or 'site'}-" for site in self._options.sites)
        return [w for w in warcs if w.name in named or re.match(r"\d{14}-", _rest(w.name, prefixes))]

    def archive(self, package: Package) -> None:
        """Pack the WARCs, each whole or in part."""
        originals = self._wanted.originals(line for path in self._warcs for line in self._lines(path))
        for path in self._warcs:
            self._archive(package, path, originals)
            self._done += path.stat().st_size
        if not self._taken:
            empty = not self._collection.warcs()
            hint = "'kliping crawl' or 'kliping fetch' fills it" if empty else "name other sites or days, or none"
            told = "the collection is empty" if empty else "there is nothing to pack"
            raise CollectionError(told, where=str(self._collection.root), hint=hint)

    def _archive(self, package: Package, path: Path, originals: frozenset[str]) -> None:
        lines = list(self._lines(path)) if not self._wanted.takes_all else []
        kept = [line for line in lines if self._wanted.admits(line, originals)]
        self.hidden += sum(self._wanted.in_time(x.timestamp) and self._wanted.is_hidden(x.url) for x in lines)
        if len(kept) == len(lines):
            self._whole(package, path)
        elif any(line.status is not None for line in kept):
            self._part(package, path, kept, originals)

    def _whole(self, package: Package, path: Path) -> None:
        package.add(f"archive/{path.name}", self._counted(whole(path)))
        index = self._collection.index_of(path)
        if index.exists():
            self._size += index.stat().st_size
            self._sources.append(lambda: _raw_lines(index))
        else:
            self._hold(sorted(f"{line}\n".encode() for line in index_warc(path)))
        self._taken.append(path.name)

    def _part(self, package: Package, path: Path, kept: list[CdxjLine], originals: frozenset[str]) -> None:
        name = re.sub(r"(\.warc(\.gz)?)$", r"-part\1", path.name)
        moved: dict[int, int] = {}
        records = cut(path, lambda frame: self._wanted.keeps(frame, originals), moved)
        package.add(f"archive/{name}", self._counted(records))
        lines = (_moved(line, name, moved) for line in kept if line.offset in moved)
        self._hold(sorted(f"{line}\n".encode() for line in lines))
        self._taken.append(path.name)
        self.cut += 1

    def _hold(self, lines: list[bytes]) -> None:
        source, size = self._held.add(lines)
        self._size += size
        self._sources.append(source)

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        read = 0
        for data in chunks:
            read += len(data)
            self._progress(self._done + read, self._total)
            yield data

    def index(self, package: Package) -> None:
        """Merge the indexes."""
        write_index(package, [self._watched(source) for source in self._sources], self._size)

    def _watched(self, source: IndexSource) -> IndexSource:
        """Count the captures, and note the first and the last day."""

        def lines() -> Iterator[bytes]:
            for line in source():
                timestamp = line.split(b" ", 2)[1].decode("ascii", "replace")
                self._first, self._last = min(self._first, timestamp), max(self._last, timestamp)
                self.captures += 1
                yield line

        return lines

    def pages(self, package: Package) -> About:
        """Write the page lists, and tell what the package is."""
        taken = frozenset(self._taken)
        underived = [path for path in self._warcs if path.name in taken - self._derived]
        bare = (line for path in underived for line in self._lines(path) if self._wanted.admits(line, frozenset()))
        self._lists.write(package, taken, bare)
        sites = ", ".join(sorted(self._options.sites)) or self._lists.told_sites()
        counts = f"{self._lists.articles} articles and {self._lists.others} other pages, {self.captures} captures"
        days = f"{_rfc3339(self._first)[:10]} to {_rfc3339(self._last)[:10]}"
        return About(
            title=self._options.title or f"Web archive of {sites}",
            description=f"{counts} of {sites}, {days}.",
            created=_rfc3339(self._last),
            main_page_url=self._lists.main.url if self._lists.main else None,
            main_page_date=self._lists.main.ts if self._lists.main else None,
        )

    def _lines(self, path: Path) -> Iterator[CdxjLine]:
        index = self._collection.index_of(path)
        return read_cdxj(index) if index.exists() else index_warc(path)

    def report(self, into: Path) -> PackReport:
        """Return what was done."""
        return PackReport(
            file=str(into),
            bytes=into.stat().st_size,
            warcs=len(self._taken),
            cut=self.cut,
            captures=self.captures,
            pages=self._lists.articles,
            other_pages=self._lists.others,
            hidden=self.hidden,
            underived=len(set(self._taken) - self._derived),
            first=_rfc3339(self._first),
            last=_rfc3339(self._last),
        )


def _rest(name: str, prefixes: tuple[str, ...]) -> str:
    return next((name.removeprefix(prefix) for prefix in prefixes if name.startswith(prefix)), "")


def _moved(line: CdxjLine, name: str, moved: dict[int, int]) -> CdxjLine:
    return CdxjLine(
        line.key, line.timestamp, line.url, line.mime, line.status, line.digest, line.length, moved[line.offset], name
    )


def _raw_lines(index: Path) -> Iterator[bytes]:
    """Yield the lines of an index as they are.

    Raises:
        DamagedDataset: it cannot be read, or a line is no CDXJ.
    """
    hint = "delete this index; 'kliping derive' makes it again from its WARC"
    try:
        with index.open("rb") as file:
            for number, line in enumerate(file, 1):
                if parse_line(line) is None or not line.endswith(b"\n"):
                    raise DamagedDataset("no CDXJ line", where=f"{index}:{number}", hint=hint)
                yield line
    except OSError as error:
        raise DamagedDataset(f"cannot be read: {error.strerror}", where=str(index), hint=hint) from error


def _rfc3339(timestamp: str) -> str:
    t = timestamp
    return f"{t[:4]}-{t[4:6]}-{t[6:8]}T{t[8:10]}:{t[10:12]}:{t[12:14]}Z"
