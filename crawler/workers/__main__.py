"""One worker: crawls its share of the sites and tells the parent."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter
from contextlib import suppress
from time import monotonic
from typing import IO, TYPE_CHECKING

import msgspec

from crawler.run import crawl_held
from crawler.stopping import SIGNALS
from crawler.workers.messages import Closed, Disk, Done, Event, Failed, Job, Moved, Resumed

if TYPE_CHECKING:
    from types import FrameType

TELL_SECONDS = 0.25


class Teller:
    """A worker's `Watcher`: tells the parent in lines of JSON, a few times a second."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._scheduled: Counter[str] = Counter()
        self._fetched: Counter[str] = Counter()
        self._told = monotonic()

    def scheduled(self, site: str) -> None:
        """Count a queued request."""
        self._scheduled[site] += 1
        self._maybe()

    def fetched(self, site: str) -> None:
        """Count an answer."""
        self._fetched[site] += 1
        self._maybe()

    def resumed(self, site: str, pending: int) -> None:
        """Tell it at once."""
        self.tell(Resumed(site, pending))

    def closed(self, site: str, reason: str) -> None:
        """Tell it at once."""
        self._moved()
        self.tell(Closed(site, reason))

    def disk(self, site: str, *, low: bool, free: int) -> None:
        """Tell it at once."""
        self.tell(Disk(site, low, free))

    def stopping(self) -> None:
        """Say nothing: the parent knows."""

    def tell(self, event: Event) -> None:
        """Write one line; a parent that is gone hears nothing."""
        with suppress(BrokenPipeError):
            self._out.write(msgspec.json.encode(event) + b"\n")
            self._out.flush()

    def _maybe(self) -> None:
        if monotonic() - self._told > TELL_SECONDS:
            self._moved()

    def _moved(self) -> None:
        if self._scheduled or self._fetched:
            self.tell(Moved(dict(self._scheduled), dict(self._fetched)))
        self._scheduled.clear()
        self._fetched.clear()
        self._told = monotonic()


def main() -> None:
    """Crawl one share, as told on the standard input."""
    for number in SIGNALS:  # of one that comes when the crawl is over and is being told
        signal.signal(number, _already_ending)
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    teller = Teller(sys.stdout.buffer)
    threading.Thread(target=_mind_the_parent, args=(job.parent,), daemon=True).start()
    done = crawl_held(job.targets, job.config, teller)
    error = done.error
    failed = Failed(type(error).__name__, error.message, error.where, error.hint) if error else None
    teller.tell(Done(done.reports, failed))


def _already_ending(_number: int, _frame: FrameType | None) -> None:
    """Do nothing."""


def _mind_the_parent(parent: int) -> None:
    """Stop gently when the parent is gone: nobody else would."""
    wait = threading.Event()
    while os.getppid() == parent:
        wait.wait(TELL_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
