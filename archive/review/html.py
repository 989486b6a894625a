"""An article beside its page as one HTML file: no script, nothing from elsewhere, every word of the page escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from archive.article import Article, Rejection
from archive.review.rows import TITLE, UNTOLD, Row

MAX_ROWS = 20_000
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 Georgia, 'Noto Serif', serif; color: #1b1b1b; background: #fff; margin: 1.5rem auto;
  padding: 0 1rem; max-width: 100rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .5rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid #e3e3e3; }
th { position: sticky; top: 0; background: #fff; font: 600 13px/1.4 system-ui, sans-serif;
  border-bottom: 2px solid #999; }
.lines th:nth-child(1), .lines th:nth-child(2) { width: 42%; }
.facts th { width: 11rem; position: static; border-bottom: 1px solid #e3e3e3; }
.facts, .rules { font: 13px/1.5 system-ui, sans-serif; }
td { white-space: pre-wrap; } .rule { font: 13px/1.6 ui-monospace, monospace; color: #7d1414; white-space: normal; }
.cut td:first-child { background: #fdeceb; color: #7d1414; text-decoration: line-through; }
.kept td:first-child, .kept td:nth-child(2) { background: #eef8ef; }
.part td:first-child { background: #fff6dd; } .title td:first-child { background: #e8f0fc; font-weight: 600; }
.untold td:first-child { background: #f3e8fc; } .heading td { font-weight: 600; } .list td { padding-left: 1.6rem; }
.rules { max-width: 40rem; } .rules td:first-child { font-family: ui-monospace, monospace; }
.number { text-align: right; } .note { color: #555; font: 14px/1.5 system-ui, sans-serif; }
@media print { th { position: static; } tr { break-inside: avoid; } }
"""


def review_page(record: Article | Rejection, rows: Sequence[Row], facts: Mapping[str, object], note: str = "") -> str:
    """Return the page: facts, the lines of the page beside the text and the rules, and how much each rule took.

    Args:
        record: the article, or the rejected page.
        rows: its page's lines as `align` gives them.
        facts: name and value of what else is worth showing.
        note: why there are no rows, or fewer.
    """
    title = (record.title if isinstance(record, Article) else "") or record.url
    shown = rows[:MAX_ROWS]
    if len(rows) > MAX_ROWS:
        note = f"{note} The first {MAX_ROWS} of {len(rows)} lines are shown.".strip()
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<meta name="referrer" content="no-referrer">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{_safe(title)}</h1>\n"
        f"{_facts(facts)}{_note(note)}{_lines(shown)}{_rules(rows)}</body>\n</html>\n"
    )


def _safe(value: object) -> str:
    """Return text for HTML; what no document may hold (controls, lone surrogates) becomes a visible sign."""
    text = "".join(c if c.isprintable() or c in "\n\t " else "\ufffd" for c in str(value))
    return escape(text, quote=True)


def _note(note: str) -> str:
    return f'<p class="note">{_safe(note)}</p>\n' if note else ""


def _facts(facts: Mapping[str, object]) -> str:
    rows = (f"<tr><th>{_safe(name)}</th><td>{_safe(value)}</td></tr>\n" for name, value in facts.items() if value)
    return f'<table class="facts">\n{"".join(rows)}</table>\n'


def _lines(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    head = "<tr><th>page</th><th>text</th><th>taken by</th></tr>\n"
    return f'<h2>Page, text and removals</h2>\n<table class="lines">\n{head}{"".join(map(_line, rows))}</table>\n'


def _line(row: Row) -> str:
    names = f"{_state(row)} {row.kind.value}"
    return (
        f'<tr class="{names}"><td>{_safe(row.page)}</td><td>{_safe(row.text)}</td>'
        f'<td class="rule">{_safe(row.rule)}</td></tr>\n'
    )


def _state(row: Row) -> str:
    if row.text:
        return "part" if row.rule else "kept"
    return {"": "plain", TITLE: "title", UNTOLD: "untold"}.get(row.rule, "cut")


def _rules(rows: Sequence[Row]) -> str:
    counts = Counter(row.rule for row in rows if row.rule)
    if not counts:
        return ""
    cells = "".join(
        f'<tr><td>{_safe(rule)}</td><td class="number">{count}</td></tr>\n'
        for rule, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return f'<h2>Lines by rule</h2>\n<table class="rules">\n<tr><th>rule</th><th>lines</th></tr>\n{cells}</table>\n'
