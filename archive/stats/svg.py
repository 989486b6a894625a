"""Plain bar plots as inline SVG; every word is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 880, 220
_LEFT, _RIGHT, _BOTTOM, _TOP = 48, 28, 42, 14
_WIDEST = 48
_LABELS = 12


def columns(rows: Sequence[tuple[str, int]], title: str) -> str:
    """Return upright bars: label and count, in their order."""
    top = max((count for _, count in rows), default=0) or 1
    plot, floor = WIDTH - _LEFT - _RIGHT, HEIGHT - _BOTTOM
    step = plot / max(1, len(rows))
    bars = "".join(_column(number, row, step, (floor - _TOP) / top) for number, row in enumerate(rows))
    every = max(1, -(-len(rows) // _LABELS))
    labels = "".join(
        f'<text x="{_LEFT + (number + 0.5) * step:.1f}" y="{floor + 18}" text-anchor="middle">{escape(label)}</text>'
        for number, (label, _) in enumerate(rows)
        if number % every == 0
    )
    axis = "".join(_line(value, floor - value * (floor - _TOP) / top) for value in _ticks(top))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{axis}{bars}{labels}</svg>\n"
    )


def _column(number: int, row: tuple[str, int], step: float, scale: float) -> str:
    label, count = row
    height = count * scale
    y, width = HEIGHT - _BOTTOM - height, min(_WIDEST, step * 0.8)
    x = _LEFT + (number + 0.5) * step - width / 2
    return (
        f'<rect class="bar" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}"><title>{escape(label)}: {count:,}</title></rect>'
    )


def _line(value: int, y: float) -> str:
    return (
        f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,}</text>'
    )


def _ticks(top: int) -> list[int]:
    """Return a few round values from zero up to the largest."""
    power = 1
    while top > 50 * power:
        power *= 10
    step = next(power * part for part in (1, 2, 5, 10) if top <= 5 * power * part)
    return list(range(0, top + 1, step))


def bars(rows: Sequence[tuple[str, int, float]], title: str) -> str:
    """Return lying bars: name, count, and a share from 0 to 1 that is the bar's length."""
    height = 26 * len(rows)
    body = "".join(_bar(number, row) for number, row in enumerate(rows))
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{body}</svg>\n"
    )


def _bar(number: int, row: tuple[str, int, float]) -> str:
    name, count, share = row
    y, start, most = 26 * number, 210, 520
    short = name if len(name) <= 28 else f"{name[:27]}…"  # noqa: PLR2004 - what fits beside the bars
    return (
        f'<text x="{start - 10}" y="{y + 17}" text-anchor="end">{escape(short)}</text>'
        f'<rect class="back" x="{start}" y="{y + 4}" width="{most}" height="17"/>'
        f'<rect class="bar" x="{start}" y="{y + 4}" width="{share * most:.1f}" height="17"/>'
        f'<text x="{start + most + 10}" y="{y + 17}">{count:,} ({share:.0%})</text>'
    )
