"""The pace of one host: how long to pause between two requests, when to rest, when to give up."""

from __future__ import annotations

from msgspec import Struct

TOO_MANY, UNAVAILABLE, SERVER_ERROR = 429, 503, 500


class PaceOptions(Struct, frozen=True):
    """The limits of a pace, in seconds unless it says otherwise."""

    delay: float = 2.0
    """Between two requests, by the profile or the operator."""
    slow: float = 1.0
    """An answer that takes longer makes the pauses longer."""
    factor: float = 2.0
    """Pause for each second of a slow answer."""
    longest: float = 60.0
    """No `Crawl-delay` and no slow answer asks for a longer pause."""
    backoff: float = 1.0
    """First rest after 429 or 503, when the delay is shorter than half of it; each next one is twice as long."""
    longest_backoff: float = 300.0
    longest_retry_after: float = 900.0
    """A longer `Retry-After` is cut to this."""
    failures: int = 5
    """So many different addresses fail in a row, then the host rests."""
    rests: tuple[float, ...] = (60.0, 300.0, 900.0)
    """How long it rests each time; when they are used up, the host is given up."""


class Pace:
    """One host's pace; times are those of a clock that only runs forward."""

    def __init__(self, options: PaceOptions) -> None:
        self.options = options
        self.crawl_delay = 0.0
        self.given_up = False
        self._answer_time = 0.0
        self._backoff = 0.0
        self._rest_until = 0.0
        self._failed: dict[str, None] = {}
        self._rests = 0

    def ask(self, crawl_delay: float | None) -> None:
        """Take the `Crawl-delay` of robots.txt, bounded; it never shortens a pause."""
        wanted = crawl_delay or 0.0
        self.crawl_delay = min(wanted, self.options.longest) if wanted > 0 else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Shortest and longest pause now; a random one between them is taken."""
        options = self.options
        slow = min(self._answer_time * options.factor, options.longest) if self._answer_time > options.slow else 0.0
        pause = max(options.delay, slow, self._backoff)
        return max(pause * 0.5, self.crawl_delay), max(pause, self.crawl_delay) * 1.5

    def rest(self, now: float) -> float:
        """Return the seconds that the host is to be left alone."""
        return max(0.0, self._rest_until - now)

    def answered(self, status: int, took: float, now: float, retry_after: float | None = None) -> None:
        """Take note of an answer and of how long its head took; `retry_after` is in seconds."""
        self._answer_time = (self._answer_time + took) / 2
        if status in (TOO_MANY, UNAVAILABLE):
            self._back_off(now, retry_after)
        elif status < SERVER_ERROR:
            self._failed.clear()
            self._rests = 0
            self._backoff = self._backoff / 2 if self._backoff > self.options.backoff else 0.0

    def _back_off(self, now: float, retry_after: float | None) -> None:
        first = max(self.options.backoff, self.options.delay * 2)
        self._backoff = min(max(self._backoff * 2, first), self.options.longest_backoff)
        asked = min(retry_after or 0.0, self.options.longest_retry_after)
        self._rest_until = max(self._rest_until, now + max(self._backoff, asked))

    def failed(self, url: str, now: float) -> bool:
        """Take note of a request without a good answer; True when the host must rest for it, or is given up.

        The attempts for one address count once: one broken page is no broken host.
        """
        self._failed[url] = None
        if len(self._failed) < self.options.failures:
            return False
        self._failed.clear()
        if self._rests >= len(self.options.rests):
            self.given_up = True
            return True
        self._rest_until = max(self._rest_until, now + self.options.rests[self._rests])
        self._rests += 1
        return True

    def waited(self, took: float) -> None:
        """Take note of a request that was given up after so long: the slowest answer of all."""
        self._answer_time = (self._answer_time + took) / 2
