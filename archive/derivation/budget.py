"""A bound on the time of one page: the process's own CPU time, so that a busy machine judges no page."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 2.0
AGAIN = 0.5
"""Seconds after which it is said again, when something swallowed it."""


class TooSlow(BaseException):
    """The time is over; no error of the engine's, so that nothing but the caller catches it."""


@contextmanager
def budget(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` inside the block once it has used so much CPU time in user mode (setitimer(2)).

    Only the main thread of a process can be interrupted; in any other the block has no bound.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
    try:
        yield
    finally:
        disarm()
        signal.signal(signal.SIGVTALRM, before)


def disarm() -> None:
    """Stop the clock; to be called once more by who catches `TooSlow`, which may come between two lines."""
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _over(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow
