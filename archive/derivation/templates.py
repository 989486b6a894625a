"""The templates of a collection: one file for each site and period, a function of all captures of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import msgspec
from msgspec import Struct

from archive.derivation.memory import Memory, Taught
from archive.derivation.owners import Period
from archive.errors import DamagedWarc
from archive.exchange import Exchange
from archive.extraction.soft404 import ErrorPage, error_faces, learn
from archive.extraction.template import FORMAT, Template, learn_traits
from archive.files import whole_file
from archive.warc import read_records

ERRORS = 4
"""Error pages of one host, its most frequent ones."""
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
WITNESSES = 3
"""Answers that an error page is learned from."""


class Saved(Struct, frozen=True):
    """A template as its file has it."""

    format: int
    site: str
    period: str
    template: Template


class Templates:
    """The folder of templates; `version_of` and `of` answer for every period of the memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lent: dict[Period, Period] = {}
        self._versions: dict[Period, str] = {}
        self._load = lru_cache(maxsize=64)(self._read)

    def write(self, memory: Memory, warcs: Sequence[Path], seen: set[Period]) -> None:
        """Bring the files up to date with the memory: those of the periods that were seen, and what is missing."""
        places = {path.name: path for path in warcs}
        periods = memory.periods()
        own: dict[Period, str] = {}
        for period in periods:
            found = None if period in seen else self._read(period)
            if found is None:
                found = _learn(memory, period, places)
                self._save(period, found)
            own[period] = found.version
        self._remove({period.path for period in periods if own[period]})
        self._lent = dict(_lend(periods, own))
        self._versions = {period: own[self._lent[period]] for period in periods}
        self._load.cache_clear()

    @property
    def versions(self) -> dict[str, str]:
        """The version in use for each period of each site, under `site/period`; empty: none is used."""
        return {f"{p.site}/{p.name}": version for p, version in self._versions.items()}

    def of(self, period: Period) -> Template | None:
        """Return the template for the captures of a period; None when its site's pages teach nothing."""
        return self._load(self._lent[period]) if self._versions.get(period) else None

    def _read(self, period: Period) -> Template | None:
        saved = read_saved(self._folder / period.path)
        return (
            saved.template if saved is not None and (saved.site, saved.period) == (period.site, period.name) else None
        )

    def _save(self, period: Period, template: Template) -> None:
        if not template.version:
            return
        path = self._folder / period.path
        data = msgspec.json.encode(Saved(FORMAT, period.site, period.name, template), order="deterministic")
        data = msgspec.json.format(data, indent=1) + b"\n"
        if not (path.is_file() and path.read_bytes() == data):
            with whole_file(path) as file:
                file.write(data)

    def _remove(self, kept: set[str]) -> None:
        """Remove the files of periods that are no more."""
        for path in self._folder.glob("*/*.json"):
            if f"{path.parent.name}/{path.name}" not in kept:
                path.unlink()
                if not any(path.parent.iterdir()):
                    path.parent.rmdir()


def read_saved(path: Path) -> Saved | None:
    """Return the template of a file, None when there is none that this version reads."""
    try:
        saved = msgspec.json.decode(path.read_bytes(), type=Saved)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return saved if saved.format == FORMAT else None


def find_saved(folder: Path, site: str, version: str) -> Saved | None:
    """Return the template of a site with this version."""
    parent = (folder / Period(site, "any").path).parent
    found = (read_saved(path) for path in sorted(parent.glob("*.json")))
    return next((saved for saved in found if saved is not None and saved.template.version == version), None)


def _lend(periods: Sequence[Period], own: dict[Period, str]) -> Iterator[tuple[Period, Period]]:
    """Yield each period with the one whose template it uses.

    A period of too few pages uses the nearest earlier one of the same design, else the nearest later one: a
    recrawl of two pages in January must not read them otherwise than the crawl of December did.
    """
    for _, group in groupby(sorted(periods, key=lambda p: (p.site, p.design, p.name)), lambda p: (p.site, p.design)):
        line = list(group)
        taught = [i for i, period in enumerate(line) if own[period]]
        for i, period in enumerate(line):
            nearest = min(taught, key=lambda j: (j > i, abs(j - i)), default=i)
            yield period, period if own[period] else line[nearest]


def _learn(memory: Memory, period: Period, places: dict[str, Path]) -> Template:
    errors = [error for host in _hosts(memory, period) for error in _errors(memory, period, host, places)]
    pages = (each.lesson.traits for each in memory.lessons(period))
    return learn_traits((traits for traits in pages if traits is not None), errors)


def _hosts(memory: Memory, period: Period) -> list[str]:
    return sorted({each.host for each in memory.lessons(period)})


def _errors(memory: Memory, period: Period, host: str, places: dict[str, Path]) -> Iterator[ErrorPage]:
    """Yield the pages that a host shows for addresses that lead nowhere."""
    faces = [each.lesson.face for each in memory.lessons(period) if each.host == host]
    for shape in error_faces(faces)[:ERRORS]:
        witnesses: dict[bytes, Taught] = {}
        for each in memory.lessons(period):
            face = each.lesson.face
            if each.host == host and face.shape == shape and face.slug and not face.named:
                witnesses.setdefault(face.slug, each)
            if len(witnesses) == WITNESSES:
                break
        answers = [answer for each in witnesses.values() if (answer := _answer(places, each)) is not None]
        found = learn(answers)
        if found is not None and found.lines:
            yield found


def _answer(places: dict[str, Path], taught: Taught) -> Exchange | None:
    """Read an answer again."""
    try:
        record = next(read_records(places[taught.warc], offset=taught.offset), None)
    except (DamagedWarc, KeyError):
        return None
    if record is None:
        return None
    return Exchange(record.get("WARC-Target-URI") or "", NEVER, request=b"", response=record.block)
