"""What time it is: the wall's clock, or the one that a simulation sets (`KLIPING_CLOCK`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def clock_of(settings: BaseSettings) -> Clock:
    """Return the clock of a crawl: by it requests are dated, and pages are due."""
    clock: Clock | None = settings.get("KLIPING_CLOCK")
    return clock or utc_now
