"""Months in a row, as a plot needs them: holes are zeros, and what is too long is shown by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

MOST_BARS = 72


def timeline(months: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return label and count of each month from the first to the last, or of each year when they are many.

    When even the years are too many (one page may be dated 1070), only those with articles are shown, and of
    these the newest; the table of numbers has all.
    """
    if not months:
        return []
    numbers = sorted(int(month[:4]) * 12 + int(month[5:]) - 1 for month in months)
    if numbers[-1] - numbers[0] < MOST_BARS:
        rows = range(numbers[0], numbers[-1] + 1)
        return [(label := f"{n // 12:04}-{n % 12 + 1:02}", months.get(label, 0)) for n in rows]
    years: Counter[str] = Counter()
    for month, number in months.items():
        years[month[:4]] += number
    first, last = int(min(years)), int(max(years))
    if last - first < MOST_BARS:
        return [(f"{year:04}", years[f"{year:04}"]) for year in range(first, last + 1)]
    return sorted(years.items())[-MOST_BARS:]


def shares(counts: Mapping[str, int], total: int) -> list[tuple[str, int, float]]:
    """Return name, count and share (0 to 1), the largest first."""
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(name, number, number / total if total else 0.0) for name, number in rows]
