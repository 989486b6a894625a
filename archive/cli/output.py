"""How commands speak: results on standard output, progress and errors on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from archive.jobs.progress import Progress, silent

if TYPE_CHECKING:
    from rich.console import Console


def console(*, stderr: bool = False) -> Console:
    """Return a rich console; imported late, since --help needs none."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def print_json(value: object) -> None:
    """Print one JSON value, indented, with a newline."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def print_text(text: str) -> None:
    """Print text from a page as it is, without markup and with control characters made visible."""
    sys.stdout.write(safe_text(text) + "\n")


def safe_text(text: str) -> str:
    """Return text with control characters made visible: a page must not speak to the terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)


SHORT = 20


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; cells are plain text. A column whose name begins with `#` holds figures, which stay whole.

    So does what a row is called, its first cell, if it is short: a key or a run is to be copied.
    """
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", show_edge=False, pad_edge=False)
    names_are_short = all(len(str(row[0])) <= SHORT for row in rows)
    for number, column in enumerate(columns):
        if column.startswith("#"):
            table.add_column(column.removeprefix("# "), justify="right", no_wrap=True)
        else:
            table.add_column(column, overflow="fold", no_wrap=number == 0 and names_are_short)
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    shown = console()
    with shown.capture() as text:  # rich would end the process itself when nobody reads the output any more
        shown.print(table)
    sys.stdout.write(text.get())


def print_facts(facts: Mapping[str, Any]) -> None:
    """Print name and value pairs, aligned."""
    width = max(map(len, facts), default=0)
    for name, value in facts.items():
        print_text(f"  {name:<{width}}  {value}")


@contextmanager
def bar(label: str, *, quiet: bool = False) -> Iterator[Progress]:
    """Show a progress bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    with Bar(
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
        console=console(stderr=True), transient=True,
    ) as shown:  # fmt: skip
        task = shown.add_task(label, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total or None)
