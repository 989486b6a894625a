"""What is to be run again and again: the command, where, and with which settings."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from archive.errors import ConfigError


class Job(Struct, frozen=True):
    """One scheduled command; all paths are absolute."""

    name: str
    """Of the units, without ending: `kliping-bekasikota`."""
    about: str
    """What is crawled, for the unit's description."""
    command: tuple[str, ...]
    folder: Path
    """Where it runs: `kliping.toml` is read there."""
    writes: tuple[Path, ...]
    """What it may write to."""
    environment: tuple[tuple[str, str], ...] = ()
    user: str = ""
    """Who runs it; empty for the user's own manager."""

    def check(self) -> Job:
        """Return the job itself.

        Raises:
            ConfigError: when a word could not stand in a unit file or a crontab: these are read line by line.
        """
        words = (*self.command, str(self.folder), *map(str, self.writes), *(v for _, v in self.environment))
        for word in words:
            if any(ord(c) < 32 or ord(c) == 127 for c in word):  # noqa: PLR2004 - the control characters
                raise ConfigError("a control character cannot stand in a unit file", where=repr(word))
        return self
