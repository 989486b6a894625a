"""How work goes to another process and comes back: frames of MessagePack, each after its length."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Sequence
from typing import IO

import msgspec
from msgspec import Struct

from archive.derivation.work import Result, Task
from archive.exchange import Exchange, RecordRef, Truncation
from archive.extraction.template import Template
from archive.sites import Site, profile_digest

LENGTH = struct.Struct(">I")
KEPT = 64
"""Profiles and templates that a process keeps; past it both sides begin anew."""


class Order(Struct, frozen=True, array_like=True):
    """A task without what other tasks share; the request is nobody's business here."""

    url: str
    fetched_at: dt.datetime
    response: bytes
    truncated: Truncation | None
    ref: RecordRef | None
    site: str
    template: str
    study: bool


class Batch(Struct, frozen=True, array_like=True):
    """Several orders, with the profiles and templates that the process has not seen yet."""

    orders: tuple[Order, ...]
    sites: dict[str, Site]
    templates: dict[str, Template]
    anew: bool
    """Whether what was sent before is to be forgotten."""


_encoder = msgspec.msgpack.Encoder()
_batches = msgspec.msgpack.Decoder(Batch)
_results = msgspec.msgpack.Decoder(Result)


class Packer:
    """Packs tasks for one process; it remembers what that process knows."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def pack(self, tasks: Sequence[Task]) -> bytes:
        """Return the frame of these tasks."""
        anew = len(self._known) > KEPT
        if anew:
            self._known.clear()
        sites: dict[str, Site] = {}
        templates: dict[str, Template] = {}
        orders = tuple(self._order(task, sites, templates) for task in tasks)
        return framed(_encoder.encode(Batch(orders, sites, templates, anew)))

    def _order(self, task: Task, sites: dict[str, Site], templates: dict[str, Template]) -> Order:
        one, site, template = task.exchange, "", ""
        if task.site is not None:
            site = profile_digest(task.site)
            if site not in self._known:
                sites[site] = task.site
        if task.template is not None:
            template = task.template.version
            if template not in self._known:
                templates[template] = task.template
        self._known |= {site, template}
        return Order(one.url, one.fetched_at, bytes(one.response), one.truncated, one.ref, site, template, task.study)


class Unpacker:
    """Unpacks the tasks that one process gets."""

    def __init__(self) -> None:
        self._sites: dict[str, Site] = {}
        self._templates: dict[str, Template] = {}

    def unpack(self, frame: bytes) -> list[Task]:
        """Return the tasks of a frame."""
        batch = _batches.decode(frame)
        if batch.anew:
            self._sites.clear()
            self._templates.clear()
        self._sites |= batch.sites
        self._templates |= batch.templates
        return [self._task(order) for order in batch.orders]

    def _task(self, order: Order) -> Task:
        exchange = Exchange(
            url=order.url,
            fetched_at=order.fetched_at,
            request=b"",
            response=order.response,
            truncated=order.truncated,
            ref=order.ref,
        )
        return Task(exchange, self._sites.get(order.site), self._templates.get(order.template), order.study)


def framed(data: bytes) -> bytes:
    """Return data after its length."""
    return LENGTH.pack(len(data)) + data


def read_frame(file: IO[bytes]) -> bytes | None:
    """Return the next frame, or None at the end."""
    head = file.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (size,) = LENGTH.unpack(head)
    data = file.read(size)
    return data if len(data) == size else None


def pack_result(result: Result) -> bytes:
    """Return the frame of a result."""
    return framed(_encoder.encode(result))


def unpack_result(frame: bytes) -> Result:
    """Return the result of a frame."""
    return _results.decode(frame)
