"""`kliping fixture`: a test page from a WARC record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, SitesFlag, registry, settings
from archive.cli.output import print_json, print_text
from archive.collection import Collection


def command(
    place: Annotated[str, typer.Argument(metavar="WARC@OFFSET", help="As 'kliping show ID' prints it: source.")],
    into: Annotated[Path | None, typer.Option("--into", metavar="DIR", help="The folder to write.")] = None,
    collection: CollectionFlag = None,
    sites: SitesFlag = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Make a page fixture from a WARC record: response.http, meta.json, expected.json to review.

    Example: kliping fixture kliping-data/warc/bekasikota-20261124075846-00000.warc.gz@1043
    """
    from archive.jobs.fixture import make_fixture, parse_place

    config = settings(collection=collection, sites=sites)
    warc, offset = parse_place(place)
    if not warc.exists() and (inside := Collection(config.collection).warc / warc).exists():
        warc = inside
    folder = make_fixture(warc, offset, registry(config), into)
    if json:
        print_json({"folder": str(folder)})
    else:
        print_text(f'{folder}: response.http, meta.json, expected.json (review it, then set "reviewed" to true)')
