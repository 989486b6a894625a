"""The figures as one HTML file: inline style and SVG, no script, nothing from elsewhere, every word escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from archive.stats.count import FIELDS, Gap, SiteStats, Stats
from archive.stats.series import shares, timeline
from archive.stats.svg import bars, columns

STYLE = """
:root { color-scheme: light dark; --ink: #1d2327; --paper: #fff; --quiet: #5a5f64; --line: #ddd; --bar: #a3341f;
  --back: #f1ece9; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e3; --paper: #16181a; --quiet: #a4a8ab; --line: #383c3f;
  --bar: #e0765f; --back: #26292b; } }
body { font: 15px/1.5 system-ui, 'Noto Sans', sans-serif; color: var(--ink); background: var(--paper);
  max-width: 58rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin-top: 2.4rem; }
.note { color: var(--quiet); margin-top: .2rem; } code { font-size: .85em; }
.facts { display: flex; flex-wrap: wrap; gap: 1rem 2.4rem; margin: 1.4rem 0; padding: 0; list-style: none; }
.facts b { display: block; font-size: 1.7rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
svg { width: 100%; height: auto; font: 12px system-ui, 'Noto Sans', sans-serif; }
svg text { fill: var(--ink); } .bar { fill: var(--bar); } .back { fill: var(--back); } .grid { stroke: var(--line); }
.bar:hover { opacity: .75; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th.n, td.n { text-align: right; } th { color: var(--quiet); font-weight: 600; }
@media print { body { max-width: none; margin: 0; font-size: 11pt; }
  .bar, .back { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2 { break-after: avoid; } svg, tr, .facts { break-inside: avoid; } }
"""
MOST_ROWS = 200
"""Rows of a table in the page; `--json` has all."""


def stats_page(stats: Stats, name: str) -> str:
    """Return the page for a dataset of this name."""
    total = stats.total
    sections = [
        _facts(stats),
        _section(
            "Articles by month of publication", columns(timeline(total.months), "Articles by month"), _undated(total)
        ),
        _section(
            "Articles by month of their first capture", columns(timeline(total.captured), "First captures by month")
        ),
        _section("Sites", _sites(stats)),
        *(
            _site(key, site)
            for key, site in list(stats.sites.items())[:MOST_ROWS]
            if len(stats.sites) > 1 and site.months
        ),
        _section("How complete the fields are", bars(_completeness(total), "Completeness of fields")),
        _section("Rejections by reason", bars(shares(total.reasons, total.rejections), "Rejections by reason")),
        _section("Languages", bars(shares(total.languages, total.articles), "Languages")),
        _section("What the engine flagged", bars(shares(total.flags, total.articles), "Flags")),
        _section("Changed and vanished", _table(("event", "# times"), sorted(total.events.items()))),
        _section("Months without articles", _gaps(stats.months_without_articles, "months")),
        _section("Days without a crawl", _gaps(stats.days_without_crawl, "days")),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Dataset {escape(name)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f'<h1>Dataset {escape(name)}</h1>\n<p class="note">{escape(_when(total))}</p>\n'
        f'<p class="note">identity <code>{escape(stats.identity)}</code></p>\n'
        f"{''.join(sections)}</body>\n</html>\n"
    )


def _when(site: SiteStats) -> str:
    """Return in words when the articles were published and captured."""
    spans = (("published", _ends(site.months)), ("captured", (min(site.days, default=""), max(site.days, default=""))))
    told = (f"{what} {first}{f' to {last}' if last != first else ''}" for what, (first, last) in spans if first)
    return ", ".join(told)


def _facts(stats: Stats) -> str:
    total = stats.total
    facts = {
        "articles": f"{total.articles:,}",
        "versions": f"{total.versions:,}",
        "sites": f"{len(stats.sites):,}",
        "rejections": f"{total.rejections:,}",
        "extraction yield": f"{total.extraction_yield:.0%}",
        "taken down": f"{stats.redacted:,}",
    }
    rows = "".join(f"<li><b>{value}</b>{name}</li>" for name, value in facts.items())
    return f'<ul class="facts">{rows}</ul>\n'


def _section(title: str, body: str, note: str = "") -> str:
    text = f'<p class="note">{escape(note)}</p>\n' if note else ""
    return f"<h2>{escape(title)}</h2>\n{text}{body}"


def _undated(site: SiteStats) -> str:
    return f"{site.undated:,} of {site.articles:,} articles state no publication date and are not in this plot."


def _site(key: str, site: SiteStats) -> str:
    return _section(f"{key}: articles by month", columns(timeline(site.months), f"{key}: articles by month"))


def _completeness(site: SiteStats) -> list[tuple[str, int, float]]:
    return shares({name: site.fields[name] for name in FIELDS}, site.articles)


def _sites(stats: Stats) -> str:
    rows = [
        (key, s.articles, s.versions, s.rejections, f"{s.extraction_yield:.0%}", *_ends(s.months), len(s.days))
        for key, s in stats.sites.items()
    ]
    names = ("site", "# articles", "# versions", "# rejections", "# yield", "first", "last", "# days crawled")
    return _table(names, rows)


def _ends(months: Mapping[str, int]) -> tuple[str, str]:
    return (min(months), max(months)) if months else ("", "")


def _gaps(gaps: Sequence[Gap], unit: str) -> str:
    return _table(("site", "from", "to", f"# {unit}"), [(g.site, g.first, g.last, g.length) for g in gaps])


def _table(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table; a name that begins with `# ` is a column of numbers."""
    if not rows:
        return '<p class="note">none</p>\n'
    kinds = [' class="n"' if name.startswith("# ") else "" for name in names]
    head = "".join(f"<th{k}>{escape(n.removeprefix('# '))}</th>" for k, n in zip(kinds, names, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{k}>{escape(_cell(v))}</td>' for k, v in zip(kinds, row, strict=True))}</tr>\n"
        for row in rows[:MOST_ROWS]
    )
    more = f'<p class="note">and {len(rows) - MOST_ROWS:,} more</p>\n' if len(rows) > MOST_ROWS else ""
    return f"<table>\n<tr>{head}</tr>\n{body}</table>\n{more}"


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
