"""Which captures go into a package: of some days, without what was taken down."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from archive.cdxj import CdxjLine
from archive.redaction import Redaction
from archive.urls import article_id, canonical_url
from archive.warc.frames import Frame

_NOT_DIGITS = re.compile(r"\D")
REVISIT = "warc/revisit"


class Selection(Struct, frozen=True):
    """Says of each record whether it is wanted; without any wish everything is."""

    since: str | None = None
    """First day of capture, UTC: `20171205`."""
    until: str | None = None
    """Last one, included."""
    hidden: frozenset[str] = frozenset()
    """Ids of articles that were taken down ..."""
    sites: tuple[str, ...] = ()
    """... and the keys of their sites: an id is made of both."""

    @property
    def takes_all(self) -> bool:
        """Whether every record of every WARC is wanted."""
        return not (self.since or self.until or self.hidden)

    def in_time(self, timestamp: str) -> bool:
        """Say it of 14 digits, or of the date that begins so."""
        day = timestamp[:8]
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def is_hidden(self, url: str) -> bool:
        """Say whether an address is that of an article that was taken down."""
        if not self.hidden:
            return False
        canonical = canonical_url(url)
        return any(article_id(site, canonical) in self.hidden for site in self.sites)

    def admits(self, line: CdxjLine, originals: frozenset[str]) -> bool:
        """Say whether an indexed record is wanted; `originals` are digests that a wanted revisit points to."""
        if not _is_web(line.url):
            return True
        return (self.in_time(line.timestamp) or line.digest in originals) and not self.is_hidden(line.url)

    def keeps(self, frame: Frame, originals: frozenset[str]) -> bool:
        """Say the same of a record of any type; what describes the whole file stays."""
        url = frame.get("WARC-Target-URI") or ""
        if not _is_web(url):
            return True
        timestamp = _NOT_DIGITS.sub("", frame.get("WARC-Date") or "")
        is_original = frame.type == "response" and frame.get("WARC-Payload-Digest") in originals
        return (self.in_time(timestamp) or is_original) and not self.is_hidden(url)

    def originals(self, lines: Iterable[CdxjLine]) -> frozenset[str]:
        """Return the digests that the wanted revisits point to: without the first capture they show nothing."""
        if self.since is None and self.until is None:
            return frozenset()
        return frozenset(x.digest for x in lines if x.mime == REVISIT and self.in_time(x.timestamp))


def selection(since: str | None, until: str | None, redactions: Iterable[Redaction]) -> Selection:
    """Return a selection; days are ISO dates."""
    found = list(redactions)
    return Selection(
        since.replace("-", "") if since else None,
        until.replace("-", "") if until else None,
        frozenset(each.id for each in found),
        tuple(sorted({each.site for each in found})),
    )


def _is_web(url: str) -> bool:
    return url[:8].lower().startswith(("http://", "https://"))
