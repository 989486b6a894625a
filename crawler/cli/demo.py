"""`kliping demo`: see everything at work on the embedded site, without the internet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.cli.options import JsonFlag, registry, settings
from archive.cli.output import print_facts, print_table, print_text
from archive.collection import Collection

if TYPE_CHECKING:
    from archive.article import Article
    from crawler.cli.work import Work

FOLDER = "kliping-demo"


def command(
    collection: Annotated[
        str, typer.Option("--collection", metavar="DIR", help="Folder of the demo's collection.")
    ] = FOLDER,
    port: Annotated[int, typer.Option("--port", help="Port of the demo site; another when it is taken.")] = 8642,
    *,
    json: JsonFlag = False,
) -> None:
    """Crawl the embedded demo site on loopback: WARC, index, clean JSON, and a summary to read.

    Example: kliping demo --collection /tmp/demo
    """
    import msgspec

    from crawler.cli.work import WorkOptions, tell, work
    from crawler.demo.server import DemoSite
    from crawler.target import Target

    config = settings(collection=collection, delay=0.0, allow_private=True)
    known = registry(config)
    with DemoSite(port) as site:
        profile = msgspec.structs.replace(
            known.get("demo"), hosts=(f"127.0.0.1:{site.port}",), seeds=(f"{site.base}/",)
        )
        done, error = work([Target(profile, fresh=True)], config, known, WorkOptions(quiet=json))
    if error is not None:
        raise error
    if json:
        tell(done, json=True)
    else:
        summary(done)
    raise typer.Exit(done.exit_code)


def summary(done: Work) -> None:
    """Print what lies where, what was rejected and why, and the seed article before and after."""
    from crawler.cli.work import tell

    print_text("kliping demo: a replica of a 2017 city portal was crawled on loopback.\n")
    tell(done, json=False)
    collection = Collection(done.collection)
    print_text("\nwhere things lie")
    print_facts(
        {
            "WARC": ", ".join(str(p) for p in collection.warcs()),
            "index": f"{collection.index}/*.cdxj",
            "articles": f"{collection.dataset}/articles/*.jsonl.gz",
            "rejected": f"{collection.dataset}/rejections/*.jsonl.gz",
            "report": ", ".join(str(collection.report_of(c.run)) for c in done.crawls),
        }
    )
    seed = _seed(collection)
    if seed is not None:
        _before_and_after(seed)
        print_text(f"\nnext: {_command()} show {seed.id} --collection {done.collection}")


def _command() -> str:
    """Return how to call the command again from here: `make demo` does not put it on the PATH."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "kliping" and not called.is_absolute() else "kliping"


def _seed(collection: Collection) -> Article | None:
    from archive.dataset import load
    from crawler.demo.content import SEED_SLUG

    return next((a for a in load(collection.root) if a.canonical_url.endswith(f"/detail/{SEED_SLUG}")), None)


def _before_and_after(article: Article) -> None:
    print_text("\nthe seed article as a text dump of its page has it (the end):")
    footer = [r.text for r in article.removals if r.rule.startswith("contact:")]
    credit = f" {article.credit.raw}" if article.credit else ""
    last = article.blocks[-1].text
    for line in (f"... {last[-70:]}{credit}", *footer):
        print_text(f"  | {line}")
    print_text("\nthe same article in the dataset:")
    paragraphs = [b.text for b in article.blocks]
    print_text(f"  {article.title}\n")
    for text in (paragraphs[0], "[...]", paragraphs[-1]):
        print_text(f"  {text}\n")
    _facts(article)


def _facts(article: Article) -> None:
    contact = article.contacts[0] if article.contacts else None
    rows = [
        ("dateline", article.dateline or ""),
        ("event date", ", ".join(f"{d.value} (source {d.source})" for d in article.event_dates)),
        ("credit", article.credit.name if article.credit else ""),
        ("region", f"{article.region.name} ({article.region.kemendagri})"),
    ]
    if contact is not None:
        rows += [
            ("removed address", contact.address or ""),
            ("removed e-mail", ", ".join(contact.emails)),
            ("removed phone", ", ".join(contact.phones)),
            ("removed faxes", ", ".join(contact.faxes)),
        ]
    print_table("", ["field", "value"], rows)
