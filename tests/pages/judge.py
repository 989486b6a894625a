"""What is wrong with the extraction of a labelled page, aspect by aspect, and the list of known failures.

python tests/pages/judge.py            a table of both halves, and what known.toml does not know
python tests/pages/judge.py --prune    takes off the list what is right by now
"""

import argparse
import datetime as dt
import json
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import archive
from archive.article import Article
from archive.exchange import Exchange
from archive.extraction import engine
from archive.extraction import template as templates
from archive.extraction.decode import decode

PAGES = Path(__file__).parent
KNOWN = PAGES / "known.toml"
HALVES = ("blind", "sighted")
RUNS = ("page", "site")
"""One page on its own, and with what the site's other pages teach."""
ASPECTS = ("type", "title", "text", "lost", "leak", "dateline", "credit", "published", "invented")
DAY = len("2017-12-05")
LEAST_SIBLINGS = 3
TYPE = re.compile(rb"(?im)^content-type:\s*([^\r\n]+)")
MIXED = frozenset({"types", "ci-detail", "one-off"})
"""Folders whose pages are of many sites."""


def folders(half):
    return sorted(path.parent for path in (PAGES / half).rglob("expected.json"))


def name_of(folder):
    return folder.relative_to(PAGES).as_posix()


def read(folder, name):
    return json.loads((folder / name).read_text("utf-8"))


def flat(text):
    return " ".join(text.split())


def exchange_of(folder):
    meta = read(folder, "meta.json")
    at = dt.datetime.fromisoformat(meta["fetched_at"])
    return Exchange(url=meta["url"], fetched_at=at, request=b"", response=(folder / "response.http").read_bytes())


@cache
def template_of(family):
    """Return what the pages of a family teach: they are pages of one site, apart from those in `MIXED`."""
    if family.parent.name in MIXED or family.name in MIXED:
        return None
    members = sorted(path.parent for path in family.glob("*/expected.json"))
    if len(members) < LEAST_SIBLINGS:
        return None
    pages = []
    for member in members:
        head, _, raw = (member / "response.http").read_bytes().partition(b"\r\n\r\n")
        kind = TYPE.search(head)
        page = engine.read_page(decode(raw, kind[1].decode() if kind else "").text, read(member, "meta.json")["url"])
        pages += [page.outline] if page is not None else []
    return templates.learn(pages)


@cache
def wrong(folder, *, site=False):
    """Return the aspects in which the extraction of a page is not what its label says."""
    label = read(folder, "expected.json")
    found = archive.extract(exchange_of(folder), None, template_of(folder.parent) if site else None)
    if label["type"] != "article":
        reason = "article" if isinstance(found, Article) else found.reason.value
        return frozenset() if reason in (label["type"], *label.get("also", ())) else frozenset({"type"})
    return _of_article(label, found) if isinstance(found, Article) else frozenset({"type"})


def _of_article(label, found):
    text, gold = flat(found.text), flat(label["text"])
    value = found.published.value if found.published else None
    day = value[:DAY] if value else None
    checks = {
        "title": flat(found.title) == flat(label["title"]),
        "text": text == gold,
        "lost": all(flat(line) in text for line in label["text"].split("\n")),
        "leak": not any(flat(line) in text for line in label["must_not_contain"]),
        "dateline": found.dateline == label["dateline"],
        "credit": (found.credit.name if found.credit else None) == label["credit"],
        "published": _same_date(label, value),
        "invented": day is None or day == (label["published"] or "")[:DAY],
    }
    return frozenset(aspect for aspect, right in checks.items() if not right)


def _same_date(label, value):
    if value == label["published"]:
        return True
    local = label.get("published_local")
    return bool(value and local) and value[: len(local)] == local


def known():
    """Return the known failures: page to its aspects and the reason."""
    rows = tomllib.loads(KNOWN.read_text("utf-8")).get("failure", [])
    return {row["folder"]: row for row in rows}


def figures(half, *, site=False):
    """Return the share of pages that are right in each aspect, and the counts of both kinds of page."""
    rows = [(read(folder, "expected.json")["type"] == "article", wrong(folder, site=site)) for folder in folders(half)]
    articles = [aspects for is_article, aspects in rows if is_article]
    others = [aspects for is_article, aspects in rows if not is_article]
    counts = Counter(aspect for aspects in articles for aspect in aspects)
    table = {aspect: 1 - counts[aspect] / len(articles) for aspect in ASPECTS}
    return table | {"articles": len(articles), "others": len(others), "other types": 1 - _share(others)}


def _share(rows):
    return sum(bool(aspects) for aspects in rows) / len(rows) if rows else 0.0


def news():
    """Yield page, kind of run and the aspects that are wrong without being on the list."""
    listed = known()
    for half in HALVES:
        for folder in folders(half):
            row = listed.get(name_of(folder), {})
            for run in RUNS:
                new = wrong(folder, site=run == "site") - set(row.get(run, ()))
                if new:
                    yield name_of(folder), run, sorted(new)


def stale():
    """Yield page, kind of run and the aspects on the list that are right by now."""
    for page, row in known().items():
        for run in RUNS:
            gone = set(row.get(run, ())) - wrong(PAGES / page, site=run == "site")
            if gone:
                yield page, run, sorted(gone)


def prune():
    """Take what is right by now off the list."""
    rows = []
    for page, row in known().items():
        still = {run: sorted(wrong(PAGES / page, site=run == "site") & set(row.get(run, ()))) for run in RUNS}
        if any(still.values()):
            rows.append(
                {"folder": page} | {run: found for run, found in still.items() if found} | {"reason": row["reason"]}
            )
    write(rows)


def write(rows):
    """Write the list; its head stays."""
    head = KNOWN.read_text("utf-8").partition("[[failure]]")[0].rstrip()
    tables = [
        "\n".join(["[[failure]]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in row.items())])
        for row in rows
    ]
    KNOWN.write_text("\n\n".join([head, *tables]) + "\n", "utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prune", action="store_true", help="take off known.toml what is right by now")
    options = parser.parse_args()
    for half in HALVES:
        for run in RUNS:
            row = {key: round(value, 4) for key, value in figures(half, site=run == "site").items()}
            print(half, run, json.dumps(row))  # noqa: T201
    for page, run, aspects in news():
        print("unknown:", page, run, *aspects)  # noqa: T201
    if options.prune:
        prune()


if __name__ == "__main__":
    main()
