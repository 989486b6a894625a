"""`kliping cite`: an article as a citation."""

from __future__ import annotations

from typing import Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, place_to_read, settings
from archive.cli.output import print_json, print_text
from archive.errors import ConfigError


def command(
    article: Annotated[str, typer.Argument(metavar="ID", help="An article's id, or the first characters of it.")],
    style: Annotated[str, typer.Option("--format", metavar="FORMAT", help="bibtex, csl-json, apa, or all.")] = "all",
    collection: CollectionFlag = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Cite an article: BibTeX, CSL-JSON and APA, with capture time, address, WARC record and digest.

    Example: kliping cite 1f8c2a90 --format bibtex
    """
    from archive.citation import Format
    from archive.jobs.cite import as_data, citations
    from archive.jobs.find import find_article

    if style not in (*Format, "all"):
        raise ConfigError("no such format of citations", where=f"--format {style}", hint="bibtex, csl-json, apa, all")
    found = find_article(place_to_read(None, settings(collection=collection), quiet=json), article)
    if json:
        print_json(as_data(found))
        return
    wanted = None if style == "all" else Format(style)
    print_text("\n\n".join(citations(found, wanted).values()))
