"""Work on all cores: in order, in bounded memory, and without a process for little work."""

from __future__ import annotations

import math
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

from msgspec import Struct

from archive.derivation.hand import Hand
from archive.derivation.work import Result, Task, perform

Note = TypeVar("Note")
QUOTA = Path("/sys/fs/cgroup/cpu.max")
AT_HOME = 150
"""Pages done in this process before others are started, which would begin no sooner."""
BATCH = 16
BATCH_BYTES = 2 * 1024 * 1024
AHEAD = 3
"""Batches that wait or are at work, for each process."""
HELD_BYTES = 64 * 1024 * 1024
"""Bytes of all these after which nothing more is read ahead."""


class Item(Struct, Generic[Note]):
    """A task with a note of the caller's; without a task the note only keeps its place in the order."""

    note: Note
    task: Task | None = None


def cores() -> int:
    """Return the number of cores this process may use; a container's quota counts (cgroup v2, `cpu.max`)."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = QUOTA.read_text("ascii").split()
        return max(1, min(allowed, math.ceil(int(quota) / int(period))))
    except (OSError, ValueError):  # none is set ("max"), or this is another system
        return allowed


class Crew:
    """Performs tasks with so many processes; a context manager. `wary` never works in this process."""

    def __init__(self, workers: int, *, wary: bool = False) -> None:
        self._workers = workers
        self._wary = wary
        self._hands: list[Hand] = []
        self._own = threading.local()
        self._pool: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hand in self._hands:
            hand.stop()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        for hand in self._hands:
            hand.close()

    def map(self, items: Iterable[Item[Note]]) -> Iterator[tuple[Item[Note], Result | None]]:
        """Yield each item with its result (None: it had no task), in the order of the items.

        Raises:
            WorkerDied: when processes cannot be started, or die on page after page.
        """
        waiting: deque[tuple[list[Item[Note]], Future[list[Result]]]] = deque()
        for batch in _batches(self._at_home(items)):
            if isinstance(batch, tuple):
                yield batch
                continue
            waiting.append((batch, self._submit([item.task for item in batch if item.task is not None])))
            while len(waiting) >= AHEAD * self._workers or sum(_size(each) for each, _ in waiting) > HELD_BYTES:
                yield from _joined(*waiting.popleft())
        while waiting:
            yield from _joined(*waiting.popleft())

    def _at_home(self, items: Iterable[Item[Note]]) -> Iterator[Item[Note] | tuple[Item[Note], Result | None]]:
        """Do the first tasks here; the others pass."""
        left = 0 if self._wary or self._pool is not None else AT_HOME
        for item in items:
            if left <= 0:
                yield item
            elif item.task is None:
                yield item, None
            else:
                left -= 1
                yield item, perform(item.task)

    def _submit(self, tasks: Sequence[Task]) -> Future[list[Result]]:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._workers, "kliping-derive")
        return self._pool.submit(self._work, tasks)

    def _work(self, tasks: Sequence[Task]) -> list[Result]:
        hand: Hand | None = getattr(self._own, "hand", None)
        if hand is None:
            hand = self._own.hand = Hand()
            self._hands.append(hand)
        return hand.work(tasks) if tasks else []


def _batches(
    items: Iterable[Item[Note] | tuple[Item[Note], Result | None]],
) -> Iterator[list[Item[Note]] | tuple[Item[Note], Result | None]]:
    """Join tasks to batches; what is done passes."""
    batch: list[Item[Note]] = []
    for item in items:
        if isinstance(item, tuple):
            yield item
            continue
        batch.append(item)
        if len(batch) >= BATCH or _size(batch) >= BATCH_BYTES:
            yield batch
            batch = []
    if batch:
        yield batch


def _size(batch: Sequence[Item[Note]]) -> int:
    return sum(len(item.task.exchange.response) for item in batch if item.task is not None)


def _joined(batch: Sequence[Item[Note]], work: Future[list[Result]]) -> Iterator[tuple[Item[Note], Result | None]]:
    results = iter(work.result())
    for item in batch:
        yield item, next(results) if item.task is not None else None
