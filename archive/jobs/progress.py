"""How a long job tells how far it is, without knowing who shows it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called now and then with what is done and what is to do, in the job's own unit (bytes, records)."""

    def __call__(self, done: int, total: int) -> None:
        """Tell the progress."""


def silent(done: int, total: int) -> None:
    """Show nothing."""
