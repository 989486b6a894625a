"""Ctrl-C and SIGTERM: the first ends a crawl when what is under way has arrived, the second at once."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerProcess

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """A signal handler that stops a crawler process; `asked` tells whether it did."""

    def __init__(self, process: AsyncCrawlerProcess, tell: Callable[[], None]) -> None:
        """Args: tell: called once, in the reactor's thread, when the stopping begins."""
        self._process, self._tell = process, tell
        self.asked = False

    def __call__(self, _number: int, _frame: object) -> None:
        """Stop gently, or at once when it is the second time."""
        reactor = _reactor()
        if self.asked:
            reactor.callFromThread(_at_once, reactor)
            return
        self.asked = True
        reactor.callFromThread(self._gently, reactor)

    def _gently(self, reactor: Any) -> None:
        from scrapy.utils.defer import deferred_from_coro  # noqa: PLC0415

        self._tell()
        deferred_from_coro(self._process.stop()).addBoth(lambda _: _stop(reactor))


@contextmanager
def stopped_by_signals(stop: Stop) -> Iterator[None]:
    """Let `stop` answer the signals; afterwards they mean what they meant before. An ignored one stays ignored."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    heard = [number for number, handler in before.items() if handler != signal.SIG_IGN]
    for number in heard:
        signal.signal(number, stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)  # a worker is started with them held back
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])


def _at_once(reactor: Any) -> None:
    # Tasks cut in the middle are what was asked for: asyncio need not complain about each.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    _stop(reactor)


def _stop(reactor: Any) -> None:
    with suppress(RuntimeError):  # it stops already
        reactor.stop()


def _reactor() -> Any:
    from twisted.internet import reactor  # noqa: PLC0415 - there is none before the process is made

    return reactor
