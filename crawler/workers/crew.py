"""The parent of the workers: starts them, passes on what they tell, and gathers how they ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from archive.config import Config
from archive.errors import KlipingError
from crawler.run import Crawl, Watcher
from crawler.stopping import SIGNALS
from crawler.target import Target
from crawler.workers.messages import Closed, Disk, Done, Event, Failed, Job, Moved, Resumed

if TYPE_CHECKING:
    from types import FrameType


def crawl_apart(targets: Sequence[Target], config: Config, watcher: Watcher | None, places: Places) -> list[Crawl]:
    """Crawl targets in several processes; blocks until all have ended. The caller holds the collection's lock.

    A worker that dies (killed, out of memory) is an error of its crawl; what it fetched is salvaged by
    the next `recover`, and the same command goes on from there.
    """
    shares = [tuple(targets[number :: places.workers]) for number in range(min(places.workers, len(targets)))]
    events: SimpleQueue[tuple[int, Event | int]] = SimpleQueue()
    workers: list[subprocess.Popen[bytes]] = []
    with _forwarding(workers, watcher):
        with _held_back():
            workers += [_started(Job(share, config, os.getpid()), places.lock) for share in shares]
        for number, worker in enumerate(workers):
            threading.Thread(target=_listen, args=(number, worker, events), daemon=True).start()
        return _gathered(shares, events, watcher)


class Places(Struct, frozen=True):
    """Among how many processes, and the file descriptor of the lock that each of them keeps open."""

    workers: int
    lock: int


@contextmanager
def _held_back() -> Iterator[None]:
    """Let signals wait until all workers are there; theirs wait until they can answer: they inherit the mask."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _started(job: Job, lock: int) -> subprocess.Popen[bytes]:
    """Start a worker; the lock of the collection stays held while any of them lives."""
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "crawler.workers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=(lock,),
        start_new_session=True,  # Ctrl-C reaches the parent alone, which passes it on once
    )
    assert worker.stdin is not None
    with suppress(BrokenPipeError), worker.stdin as pipe:
        pipe.write(msgspec.json.encode(job))
    return worker


def _listen(number: int, worker: subprocess.Popen[bytes], events: SimpleQueue[tuple[int, Event | int]]) -> None:
    """Pass on what a worker tells; its exit status comes last."""
    decoder = msgspec.json.Decoder(Event)
    assert worker.stdout is not None
    for line in worker.stdout:
        with suppress(msgspec.DecodeError):  # cut in its middle by a kill: the exit status says it
            events.put((number, decoder.decode(line)))
    events.put((number, worker.wait()))


def _gathered(
    shares: Sequence[tuple[Target, ...]], events: SimpleQueue[tuple[int, Event | int]], watcher: Watcher | None
) -> list[Crawl]:
    crawls: dict[int, Crawl] = {}
    left = len(shares)
    while left:
        number, event = events.get()
        if isinstance(event, int):
            left -= 1
            crawls.setdefault(number, Crawl((), _died(shares[number], event)))
        elif isinstance(event, Done):
            crawls[number] = Crawl(event.reports, _error(event.error))
        elif watcher is not None:
            _tell(watcher, event)
    return [crawls[number] for number in sorted(crawls)]


def _tell(watcher: Watcher, event: Moved | Resumed | Disk | Closed) -> None:
    if isinstance(event, Resumed):
        watcher.resumed(event.site, event.pending)
    elif isinstance(event, Closed):
        watcher.closed(event.site, event.reason)
    elif isinstance(event, Disk):
        watcher.disk(event.site, low=event.low, free=event.free)
    else:
        for site in Counter(event.scheduled).elements():
            watcher.scheduled(site)
        for site in Counter(event.fetched).elements():
            watcher.fetched(site)


def _died(share: tuple[Target, ...], status: int) -> KlipingError:
    cause = f"by signal {-status}" if status < 0 else f"with status {status}"
    sites = f"{share[0].site.key} and {len(share) - 1} more" if len(share) > 1 else share[0].site.key
    return KlipingError(
        f"the process that crawled it ended {cause}", where=sites, hint="the same command goes on where it was"
    )


def _error(failed: Failed | None) -> KlipingError | None:
    if failed is None:
        return None
    kinds = {kind.__name__: kind for kind in _all_kinds(KlipingError)}
    return kinds.get(failed.kind, KlipingError)(failed.message, where=failed.where, hint=failed.hint)


def _all_kinds(kind: type[KlipingError]) -> Iterator[type[KlipingError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _all_kinds(child)


@contextmanager
def _forwarding(workers: list[subprocess.Popen[bytes]], watcher: Watcher | None) -> Iterator[None]:
    """Pass Ctrl-C and SIGTERM on to the workers, which stop as a single process does."""
    told = False

    def forward(_number: int, _frame: FrameType | None) -> None:
        nonlocal told
        for worker in workers:
            worker.terminate()
        if not told and watcher is not None:
            watcher.stopping()
        told = True

    before = {number: signal.getsignal(number) for number in SIGNALS}
    heard = [number for number, handler in before.items() if handler != signal.SIG_IGN]
    for number in heard:
        signal.signal(number, forward)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])
