"""The WARC is forced to the disk now and then, in a thread: a slow disk holds up no other site."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TYPE_CHECKING

from archive.errors import WriteError

if TYPE_CHECKING:
    from crawler.frontier.store import Frontier
    from crawler.recorder import Recorder

SYNC_ROWS = 200
SYNC_SECONDS = 5.0
"""A site's open WARC is forced to the disk after so many pages or seconds, whichever comes first."""

# One thread for all sites: the disk takes one after the other in any case, and when it is slow they come less often.
_disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kliping-disk")


class Durable:
    """The fetched rows of one site whose answers are not known to be on the disk."""

    def __init__(self, recorder: Recorder, frontier: Frontier) -> None:
        self._recorder, self._frontier = recorder, frontier
        self._waiting: list[int] = []
        self._under_way: list[int] = []
        self._finished = False
        self._at = monotonic()

    def add(self, rows: Iterable[int]) -> None:
        """Take rows that were fetched; when it is time, begin to force their answers to the disk.

        Raises:
            WriteError: that could not be begun.
        """
        self._waiting += rows
        is_time = len(self._waiting) >= SYNC_ROWS or monotonic() - self._at > SYNC_SECONDS
        if not self._waiting or self._under_way or self._finished or not is_time:
            return
        sync = self._recorder.syncing()
        self._under_way, self._waiting = self._waiting, []
        asyncio.get_running_loop().run_in_executor(_disk, sync).add_done_callback(self._ended)

    def stop(self) -> None:
        """Begin nothing any more: the last WARC is closed."""
        self._finished = True

    def finish(self) -> None:
        """Note that the last WARC has its name, which it gets when all of it is on the disk.

        Raises:
            WriteError: this could not be stored.
        """
        if self._recorder.error is None:
            self._frontier.durable([*self._under_way, *self._waiting])

    def _ended(self, done: asyncio.Future[None]) -> None:
        if self._finished:
            return
        rows, self._under_way, self._at = self._under_way, [], monotonic()
        try:
            done.result()
            self._frontier.durable(rows)
        except WriteError as error:
            self._recorder.halt(error)
