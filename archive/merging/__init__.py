"""Two collections become one: byte for byte, nothing overwritten, the same result however often it is tried."""

from __future__ import annotations

from archive.merging.intake import take_in
from archive.merging.plan import Plan, plan_of

__all__ = ["Plan", "plan_of", "take_in"]
