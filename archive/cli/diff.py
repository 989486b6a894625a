"""`kliping diff`: what changed in an article, and what vanished."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, place_to_read, settings
from archive.cli.output import bar, print_facts, print_json, print_table, print_text, safe_text
from archive.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.history import Diff, Piece
    from archive.jobs.diff import ArticleDiff, Overview

SHOWN = 50
COLOURS = {"removed": "\x1b[31;9m", "added": "\x1b[32;4m"}
SIGNS = {"removed": ("[-", "-]"), "added": ("{+", "+}")}
END = "\x1b[0m"


def command(
    article: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="An article's id, or the first characters of it.")
    ] = None,
    collection: CollectionFlag = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the changes to one HTML file.")
    ] = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Show what changed in an article, word by word; without an id, all that changed, moved or vanished.

    Example: kliping diff 1f8c2a90 --html changes.html
    """
    from archive.jobs.diff import diff_all, diff_article

    target = place_to_read(None, settings(collection=collection), quiet=json)
    if article is None:
        if html is not None:
            raise ConfigError("an HTML file shows one article", where="--html", hint="name its id")
        with bar("comparing", quiet=json) as progress:
            overview = diff_all(target, progress)
        print_json(overview) if json else _show_all(overview)
        return
    found = diff_article(target, article)
    if html is not None:
        _write(html, found)
    if json:
        print_json({"id": found.versions[0].id, "versions": [v.source for v in found.versions], "diffs": found.diffs})
    else:
        _show(found)
        if html is not None:
            print_text(f"{html} written")


def _write(path: Path, found: ArticleDiff) -> None:
    from archive.files import whole_file
    from archive.history.html import diff_page

    with whole_file(path) as file:
        file.write(diff_page(found.versions, found.diffs).encode("utf-8", "replace"))


def _show(found: ArticleDiff) -> None:
    last = found.versions[-1]
    print_text(last.title)
    print_facts({"id": last.id, "url": last.url, "versions": len(found.versions)})
    for number, diff in enumerate(found.diffs, 1):
        print_text(f"\nversion {number} to {number + 1}: {diff.before} to {diff.after}\n")
        _show_diff(diff)
    if not found.diffs:
        print_text("only one version of this article is known")


def _show_diff(diff: Diff) -> None:
    coloured = sys.stdout.isatty()
    sys.stdout.write(_marked(diff.title, coloured=coloured) + "\n\n")
    sys.stdout.write(_marked(diff.text, coloured=coloured) + "\n\n")
    rows = [(f"{c.score:g}", c.field, c.kind, "\n".join(c.before), "\n".join(c.after)) for c in diff.changes]
    if rows:
        print_table("", ["# weight", "field", "kind", "before", "after"], rows)


def _marked(pieces: Sequence[Piece], *, coloured: bool) -> str:
    """Return pieces with colours, or with the signs of wdiff where there are none."""
    return " ".join(_piece(piece, coloured=coloured) for piece in pieces)


def _piece(piece: Piece, *, coloured: bool) -> str:
    text = safe_text(piece.text)
    if piece.op == "same":
        return text
    before, after = (COLOURS[piece.op], END) if coloured else SIGNS[piece.op]
    return f"{before}{text}{after}"


def _show_all(overview: Overview) -> None:
    print_facts({"changed": len(overview.changed), "events": len(overview.events)})
    if overview.changed:
        rows = [(f"{c.score:g}", c.id, c.after[:10], c.largest, c.title) for c in overview.changed[:SHOWN]]
        print_table("\nchanges", ["# weight", "id", "seen", "largest", "title"], rows)
        _more(len(overview.changed))
    rows = [(e.kind, e.id, e.at[:10], e.to or e.detail, e.title) for e in overview.events if e.kind != "changed"]
    if rows:
        print_table("\nevents", ["event", "id", "noticed", "detail", "title"], rows[:SHOWN])
        _more(len(rows))


def _more(count: int) -> None:
    if count > SHOWN:
        print_text(f"and {count - SHOWN} more; --json lists all")
