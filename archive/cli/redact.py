"""`kliping redact`: take an article down, or bring it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, SitesFlag, place, registry, settings
from archive.cli.output import bar, print_facts, print_json, print_table, print_text
from archive.errors import ConfigError

if TYPE_CHECKING:
    from archive.collection import Collection
    from archive.config import Config
    from archive.jobs.redact import RedactReport

ABSENT = "no longer taken down, but no WARC here that can be read has it"


def command(
    article: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="An article's id, or the first characters of it.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why it is taken down; the tombstone says so.")
    ] = None,
    who: Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who decided it. [default: nobody]")] = None,
    collection: CollectionFlag = None,
    sites: SitesFlag = None,
    *,
    twins: Annotated[bool, typer.Option("--twins", help="Take its twins down, too.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Bring it back, from its WARC.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="List what was taken down.")] = False,
    json: JsonFlag = False,
) -> None:
    """Hide an article from dataset, exports and search; a tombstone says so, and the WARC stays.

    Example: kliping redact 1f8c2a90 --reason "asked by the person named"
    """
    config = settings(collection=collection, sites=sites)
    target = place(None, config)
    if listed:
        _list(target, json=json)
        return
    if article is None:
        raise ConfigError("name the article's id", where="kliping redact", hint="or --list what was taken down")
    if undo:
        report = _restore(target, article, config, quiet=json)
    else:
        report = _redact(target, article, (reason or "", who), twins=twins)
    if json:
        print_json(report)
    else:
        _show(report, undone=undo)


def _redact(target: Collection, article: str, why: tuple[str, str | None], *, twins: bool) -> RedactReport:
    from archive.jobs.redact import Takedown, redact

    with target.lock():
        return redact(target, article, Takedown(*why, twins))


def _restore(target: Collection, article: str, config: Config, *, quiet: bool) -> RedactReport:
    from archive.jobs.redact import restore

    with target.lock(), bar("reading WARCs", quiet=quiet) as progress:
        return restore(target, article, registry(config), progress)


def _list(target: Collection, *, json: bool) -> None:
    from archive.redaction import read_redactions

    found = sorted(read_redactions(target.root).values())
    if json:
        print_json(found)
        return
    rows = [(r.id, r.at, r.who or "", r.reason, r.url) for r in found]
    if rows:
        print_table("", ["id", "taken down", "by", "reason", "url"], rows)
    else:
        print_text("nothing was taken down")


def _show(report: RedactReport, *, undone: bool) -> None:
    for each in report.redactions:
        done = "back again" if undone else "taken down"
        print_text(f"{ABSENT if each.id in report.absent else done}: {each.id} {each.url}")
    for twin in report.twins:
        print_text(f"the same text is still shown under {twin}: --twins takes it down, too")
    print_facts({"identity": report.identity})
