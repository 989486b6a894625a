"""Sizes as people write them: `1 GiB`, `500M`, `2.5 GB`, or plain bytes."""

from __future__ import annotations

import re

_FORM = re.compile(r"\s*(\d{1,18}(?:\.\d{1,9})?)\s*(?:([KMGT])(i?)(B?)|B)?\s*", re.IGNORECASE)
_STEPS = " KMGT"


def parse_size(text: str) -> int | None:
    """Return the bytes in a text, None when it is no size.

    `K`, `KiB` and the like are powers of 1024, `KB` and the like powers of 1000 (IEC 80000-13).
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    number, letter, binary, byte = found.groups()
    step = 1000 if byte and not binary else 1024
    return int(float(number) * step ** _STEPS.index((letter or " ").upper()))


def told(size: float) -> str:
    """Return a size for a reader, in powers of 1024: `1.5 GiB`."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if abs(size) < 1024:  # noqa: PLR2004 - the step between two units
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"
