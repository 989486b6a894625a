"""A profile's regular expressions of one kind."""

from __future__ import annotations

import re
from collections.abc import Iterable


class Patterns:
    """Searched one by one: joined to one, their flags, named groups and back-references would disturb each other."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._all = tuple(re.compile(pattern) for pattern in patterns)

    def __bool__(self) -> bool:
        return bool(self._all)

    def search(self, target: str) -> bool:
        """Say whether one of them is found in a path with its query; without any none is."""
        return any(pattern.search(target) for pattern in self._all)
