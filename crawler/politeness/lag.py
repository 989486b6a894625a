"""How late this process itself is: what a request waited for us is no slowness of its server."""

from __future__ import annotations

import asyncio
from collections import deque
from weakref import WeakKeyDictionary

TICK = 0.1
"""Seconds between two looks."""
LOOKS = 3


class Lag:
    """Looks at the event loop a few times a second; with hundreds of sites it may take seconds for one turn."""

    def __init__(self) -> None:
        self._late: deque[float] = deque([0.0], maxlen=LOOKS)
        self._expect()

    @property
    def seconds(self) -> float:
        """How long an answer that has arrived may have waited to be seen."""
        return max(self._late)

    def _expect(self) -> None:
        loop = asyncio.get_running_loop()
        self._due = loop.time() + TICK
        loop.call_at(self._due, self._look)

    def _look(self) -> None:
        self._late.append(max(0.0, asyncio.get_running_loop().time() - self._due))
        self._expect()


_lags: WeakKeyDictionary[asyncio.AbstractEventLoop, Lag] = WeakKeyDictionary()


def lag_of_the_loop() -> Lag:
    """Return the lag of the running loop, which all sites of a process share."""
    loop = asyncio.get_running_loop()
    if loop not in _lags:
        _lags[loop] = Lag()
    return _lags[loop]
