"""What is known of one export when its documents are written."""

from __future__ import annotations

import re

from msgspec import Struct

from archive.dataset.filters import Filters
from archive.dataset.formats import Format
from archive.dataset.manifest import Manifest
from archive.dataset.tally import Part, Tally

_SHOWN = 5
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


class Release(Struct, frozen=True):
    """One export: its name and format, the dataset it is of, and what is in it."""

    name: str
    format: Format
    manifest: Manifest
    filters: Filters
    tally: Tally
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """The title: what the articles are, and of whom."""
        return f"Articles of {self.publishers}"

    @property
    def slug(self) -> str:
        """The name as machines take it: lower-case letters, digits, hyphens."""
        return _NOT_SLUG.sub("-", self.name.lower()).strip("-") or "articles"

    @property
    def names(self) -> list[str]:
        """The governments whose sites these are, the largest first; beyond five, only their number."""
        names = list(dict.fromkeys(self.tally.regions.get(site) or site for site, _ in self.ranked))
        return names if 0 < len(names) <= _SHOWN else [f"{len(names)} regional governments"]

    @property
    def publishers(self) -> str:
        """The same in one line."""
        return ", ".join(self.names)

    @property
    def ranked(self) -> list[tuple[str, int]]:
        """Sites with their articles, the largest first, then by name."""
        return sorted(self.tally.sites.items(), key=lambda pair: (-pair[1], pair[0]))

    @property
    def version(self) -> str:
        """The version: the identity of the dataset, shortened; the same dataset has the same, anywhere."""
        return self.manifest.identity[:12]

    @property
    def date(self) -> str:
        """The day of the newest capture, as `2026-11-24`: no clock is asked."""
        return self.tally.fetched[1][:10] if self.tally.fetched else "1970-01-01"

    @property
    def selection(self) -> dict[str, str]:
        """The filters in force, by name."""
        fields = {name: getattr(self.filters, name) for name in Filters.__struct_fields__}
        return {n: ", ".join(v) if isinstance(v, tuple) else v for n, v in fields.items() if v}

    @property
    def description(self) -> str:
        """What the dataset is, in a few sentences."""
        chosen = "; ".join(f"{name}: {value}" for name, value in self.selection.items())
        limited = f" Only articles with {chosen}." if chosen else ""
        local = ", ".join(site for site, _ in self.ranked if site in self.tally.local)
        warning = f" The articles of {local} come from the crawler's own machine: they are no news." if local else ""
        return (
            f"{self.tally.articles} articles from the web sites of {self.publishers} in Indonesia, captured by "
            f"kliping. Each has the WARC record it came from, the lines that were removed and the rule for each."
            f"{limited}{warning}"
        )
