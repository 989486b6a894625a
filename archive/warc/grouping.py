"""Which records belong to one exchange: response, request and metadata linked by their ids."""

from __future__ import annotations

from collections.abc import Iterator

from archive.warc.record import Record

_WINDOW = 8
_MOST_METADATA = 16
_LINKS = ("WARC-Concurrent-To", "WARC-Refers-To")


class Group:
    """The records of one exchange, as far as they were read; a revisit stands in the response's place."""

    __slots__ = ("ids", "metadata", "request", "response", "size")

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.response: Record | None = None
        self.request: Record | None = None
        self.metadata: list[Record] = []
        self.size = 0

    def take(self, record: Record) -> bool:
        """Put a record in its place; False when that is taken."""
        if record.type == "metadata":
            if len(self.metadata) >= _MOST_METADATA:
                return False
            self.metadata.append(record)
        elif record.type == "request":
            if self.request is not None:
                return False
            self.request = record
        elif self.response is not None:
            return False
        else:
            self.response = record
        self.ids.update(links(record))
        self.size += len(record.block)
        return True


def links(record: Record) -> list[str]:
    """Return the ids by which a record and its companions know each other, its own first."""
    names = ("WARC-Record-ID", *(_LINKS if record.type == "metadata" else _LINKS[:1]))
    return [each.strip() for name in names for each in record.all(name)]


class Grouping:
    """Groups records that lie near each other, whichever of them comes first in the file.

    The companions of a record follow or precede it directly in every known writer; the window
    only has to be wider than that. `limit` bounds the bytes it holds, the newest group aside.
    """

    __slots__ = ("_limit", "_open")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._open: list[Group] = []

    def add(self, record: Record) -> Iterator[Group]:
        """Take in a response, request or metadata record; yield the groups that are now complete."""
        ids = links(record)
        linked = (group for group in self._open if not group.ids.isdisjoint(ids))
        if not any(group.take(record) for group in linked):
            group = Group()
            group.take(record)
            self._open.append(group)
        while len(self._open) > _WINDOW or (len(self._open) > 1 and self._held() > self._limit):
            yield self._open.pop(0)

    def rest(self) -> Iterator[Group]:
        """Yield the groups still open, at the end of the file or at its damage."""
        while self._open:
            yield self._open.pop(0)

    def _held(self) -> int:
        return sum(group.size for group in self._open)
