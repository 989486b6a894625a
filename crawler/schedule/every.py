"""How often: a period that both a calendar timer and cron can keep, at even distances."""

from __future__ import annotations

import re
import zlib

from msgspec import Struct

from archive.errors import ConfigError

PERIODS = {
    "m": (10, 12, 15, 20, 30),
    "h": (1, 2, 3, 4, 6, 8, 12),
    "d": (1, 7),
    "w": (1,),
}
"""What divides an hour, a day or a week; shorter than ten minutes would be a load, not a rhythm."""
_FORM = re.compile(r"\s*(\d{1,4})\s*([mhdw])\s*", re.IGNORECASE)
_MINUTES = {"m": 1, "h": 60, "d": 1440, "w": 10_080}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Every(Struct, frozen=True):
    """A period in minutes, and the minute in it at which the work begins: sites do not all begin at once."""

    minutes: int
    offset: int

    @property
    def calendar(self) -> str:
        """Return the times for systemd (`OnCalendar`, systemd.time(7)), local time."""
        minute, hour, day = self._parts
        if self.minutes < _MINUTES["h"]:
            return f"*-*-* *:{minute:02}/{self.minutes}:00"
        if self.minutes < _MINUTES["d"]:
            return f"*-*-* {hour:02}/{self.minutes // 60}:{minute:02}:00"
        name = "" if self.minutes == _MINUTES["d"] else f"{DAYS[day]} "
        return f"{name}*-*-* {hour:02}:{minute:02}:00"

    @property
    def cron(self) -> str:
        """Return the five fields of crontab(5)."""
        minute, hour, day = self._parts
        if self.minutes < _MINUTES["h"]:
            return f"{','.join(map(str, range(minute, 60, self.minutes)))} * * * *"
        if self.minutes < _MINUTES["d"]:
            hours = "*" if self.minutes == _MINUTES["h"] else ",".join(map(str, range(hour, 24, self.minutes // 60)))
            return f"{minute} {hours} * * *"
        return f"{minute} {hour} * * {'*' if self.minutes == _MINUTES['d'] else (day + 1) % 7}"

    @property
    def spread(self) -> int:
        """Return the seconds by which systemd may delay a run: a twentieth of the period, an hour at most."""
        return min(3600, self.minutes * 60 // 20)

    @property
    def _parts(self) -> tuple[int, int, int]:
        return self.offset % 60, self.offset // 60 % 24, self.offset // _MINUTES["d"]


def parse_every(text: str, name: str) -> Every:
    """Return the period in a text such as `30m`, `6h`, `1d` or `1w`; the offset follows from the name.

    Raises:
        ConfigError: for anything else, with the periods there are.
    """
    found = _FORM.fullmatch(text)
    number, unit = (int(found[1]), found[2].lower()) if found else (0, "")
    if number not in PERIODS.get(unit, ()):
        known = ", ".join(f"{n}{u}" for u, numbers in PERIODS.items() for n in numbers)
        raise ConfigError(f"cannot come every {text!r}", where="--every", hint=f"one of {known}")
    minutes = number * _MINUTES[unit]
    return Every(minutes, zlib.crc32(name.encode()) % minutes)
