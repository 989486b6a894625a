"""The changes of an article as one HTML file: no script, nothing from elsewhere, every word escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from archive.article import Article
from archive.history.changes import Change, Diff
from archive.history.words import Op, Piece

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --quiet: #555; --line: #ddd; --new: #0b4d17;
  --new-back: #d9f2dc; --old: #7d1414; --old-back: #fbdcdc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e3; --paper: #16181a; --quiet: #a4a8ab; --line: #383c3f;
  --new: #b4e8bd; --new-back: #17391e; --old: #f3b7b7; --old-back: #4a1c1c; } }
body { font: 16px/1.6 Georgia, 'Noto Serif', serif; color: var(--ink); background: var(--paper); max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin-top: 2.5rem;
  border-top: 1px solid var(--line); padding-top: 1rem; }
ins { background: var(--new-back); color: var(--new); text-decoration: underline; }
del { background: var(--old-back); color: var(--old); text-decoration: line-through; }
.text { white-space: pre-line; }
table { border-collapse: collapse; width: 100%; font: 14px/1.4 system-ui, sans-serif; margin-top: 1rem; }
th { white-space: nowrap; color: var(--quiet); font-weight: 600; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; width: 1%; } .time { white-space: nowrap; }
.digest { font: 12px/1.6 ui-monospace, monospace; }
.facts { font: 14px/1.5 system-ui, sans-serif; color: var(--quiet); }
@media print { body { max-width: none; margin: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
"""
_TAGS = {Op.SAME: "", Op.REMOVED: "del", Op.ADDED: "ins"}


def diff_page(versions: Sequence[Article], diffs: Sequence[Diff]) -> str:
    """Return the page: what changed from each version to the next."""
    last = versions[-1]
    title = escape(last.title or last.url)
    sections = "".join(_section(number, diff) for number, diff in enumerate(diffs, 1))
    if not diffs:
        sections = "<p>Only one version of this article is known.</p>"
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Changes: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{title}</h1>\n<p class="facts">{escape(last.url)}<br>id {escape(last.id)}, '
        f"versions: {len(versions)}</p>\n{_sources(versions)}{sections}</body>\n</html>\n"
    )


def _sources(versions: Sequence[Article]) -> str:
    rows = "".join(
        f'<tr><td class="number">{number}</td><td class="time">{escape(v.source.fetched_at)}</td>'
        f"<td>{escape(v.source.warc)}@{v.source.offset}</td>"
        f'<td class="digest">{escape(v.source.payload_digest)}</td></tr>\n'
        for number, v in enumerate(versions, 1)
    )
    names = '<th class="number">version</th><th>captured</th><th>WARC record</th><th>digest</th>'
    return f"<table>\n<tr>{names}</tr>\n{rows}</table>\n"


def _section(number: int, diff: Diff) -> str:
    return (
        f"<h2>Version {number} to {number + 1}: {escape(diff.before)} to {escape(diff.after)}</h2>\n"
        f"<p><strong>{marked(diff.title)}</strong></p>\n"
        f'<div class="text">{marked(diff.text)}</div>\n'
        '<table>\n<tr><th class="number">weight</th><th>field</th><th>kind</th><th>before</th><th>after</th></tr>\n'
        f"{''.join(map(_row, diff.changes))}</table>\n"
    )


def marked(pieces: Sequence[Piece]) -> str:
    """Return pieces as HTML; paragraphs stay newlines, since their element keeps them."""
    return " ".join(_piece(piece) for piece in pieces)


def _piece(piece: Piece) -> str:
    tag, text = _TAGS[piece.op], escape(piece.text)
    return f"<{tag}>{text}</{tag}>" if tag else text


def _row(change: Change) -> str:
    before, after = ("<br>".join(map(escape, values)) for values in (change.before, change.after))
    return (
        f'<tr><td class="number">{change.score:g}</td><td>{escape(change.field)}</td><td>{escape(change.kind)}</td>'
        f"<td>{f'<del>{before}</del>' if before else ''}</td><td>{f'<ins>{after}</ins>' if after else ''}</td></tr>\n"
    )
