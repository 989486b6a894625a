"""The persistent queue: what is fetched stays fetched, whenever the process ends."""

from __future__ import annotations

from crawler.frontier.acknowledge import Acknowledge
from crawler.frontier.scheduler import FrontierScheduler

__all__ = ["Acknowledge", "FrontierScheduler"]
