"""What can go wrong, as types: each message says what, where, and what to do next.

An expected outcome (a page that is no article) is a value, never one of these errors.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the `kliping` command returns to the shell; docs/exit-codes.md explains each."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    CONFIG = 3
    COLLECTION = 4
    WRITE = 5
    DAMAGED = 6
    UNREACHABLE = 7
    DISK_FULL = 8
    BUSY = 9
    ALARM = 10
    INTERRUPTED = 130


class KlipingError(Exception):
    """An operator's problem, told in one line.

    Args:
        message: what is wrong, without a final full stop.
        where: the place, as `file@offset`, a URL or a configuration key.
        hint: what to do next.
    """

    exit_code = ExitCode.INTERNAL

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        self.message, self.where, self.hint = message, where, hint
        super().__init__(message)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{advice}"


class ConfigError(KlipingError):
    """A setting or a flag has a value that makes no sense."""

    exit_code = ExitCode.CONFIG


class ProfileError(ConfigError):
    """A site profile is malformed; `where` names the file and the key."""


class UnknownSite(ConfigError):
    """No profile has this key."""


class CollectionError(KlipingError):
    """The collection folder is missing, or is no collection."""

    exit_code = ExitCode.COLLECTION


class CollectionBusy(CollectionError):
    """Another process is writing to the collection: a run that would overlap ends with a code of its own."""

    exit_code = ExitCode.BUSY


class WriteError(KlipingError):
    """The disk is full, read-only or not ours; what was written before stays."""

    exit_code = ExitCode.WRITE


class DiskFull(KlipingError):
    """Less is free on the disk than must stay free (`stop_free`); it was left before anything failed."""

    exit_code = ExitCode.DISK_FULL


class DamagedWarc(KlipingError):
    """A WARC cannot be read past `where` (`file@offset`); the records before it are good."""

    exit_code = ExitCode.DAMAGED


class DamagedDataset(KlipingError):
    """A shard or the manifest cannot be read; `kliping derive` rebuilds it from the WARCs."""

    exit_code = ExitCode.DAMAGED


class NewerDataset(DamagedDataset):
    """A later version of kliping made the dataset; it is whole, so only `--rebuild` makes it again."""


class DatasetReplaced(CollectionError):
    """A run has published a new state of the dataset while the old one was read."""


class WorkerDied(KlipingError):
    """Extraction processes cannot be started, or die on page after page: memory, limits, a broken installation."""


class MissingLibrary(ConfigError):
    """An optional library is not installed; the hint names the extra that brings it."""


class Alarmed(KlipingError):
    """An alarm was raised that `--fail-on` names."""

    exit_code = ExitCode.ALARM


class Unreachable(KlipingError):
    """Nothing could be fetched from the site at all."""

    exit_code = ExitCode.UNREACHABLE
