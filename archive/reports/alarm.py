"""An alarm: its name, and one line that says what was seen and what is usual."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from archive.errors import ConfigError

NAMES = (
    "yield-fell",
    "no-new-articles",
    "robots-replaced",
    "sitemap-replaced",
    "gambling",
    "certificate-ends",
    "host-down",
    "disk-low",
    "damaged-warc",
)
"""Every alarm there is; docs/alarms.md explains each."""
ANY = "any"


class Alarm(Struct, frozen=True):
    """One alarm. `site` is empty when it is about the whole collection."""

    name: str
    message: str
    site: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.site + ': ' if self.site else ''}{self.message}"


def check_names(text: str | None) -> frozenset[str]:
    """Return the alarms that `--fail-on` names: a list with commas, or `any` for all.

    Raises:
        ConfigError: when there is no such alarm.
    """
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    unknown = next((name for name in names if name not in (*NAMES, ANY)), None)
    if unknown is not None or (text is not None and not names):
        raise ConfigError(
            f"there is no alarm {unknown or text!r}", where="--fail-on", hint=f"any, or {', '.join(NAMES)}"
        )
    return frozenset(NAMES) if ANY in names else frozenset(names)


def raised(alarms: Iterable[Alarm], names: frozenset[str]) -> list[Alarm]:
    """Return those of the alarms that were asked for."""
    return [alarm for alarm in alarms if alarm.name in names]
