"""`kliping sites add`: a first visit to a site, and its profile for a person to review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archive.cli.options import CollectionFlag, JsonFlag, SitesFlag, registry, settings
from archive.cli.output import print_json, print_text
from crawler.cli.options import ContactFlag, DelayFlag, PrivateFlag, TlsFlag


def command(
    url: Annotated[str, typer.Argument(help="The site's home page.")],
    key: Annotated[str | None, typer.Option("--key", help="The profile's key. [default: from the host]")] = None,
    sites: SitesFlag = None,
    collection: CollectionFlag = None,
    delay: DelayFlag = None,
    allow_private: PrivateFlag = None,
    contact: ContactFlag = None,
    tls: TlsFlag = "modern",
    *,
    probe: Annotated[
        bool, typer.Option("--probe/--no-probe", help="Visit the site: about twenty requests, recorded.")
    ] = True,
    json: JsonFlag = False,
) -> None:
    """Visit a site and write its profile, with what its pages say, for you to review.

    The visit finds the CMS, feeds and sitemaps, the form of articles and listings. With --no-probe nothing
    is fetched, and the profile has what the host and --tls say.

    Example: kliping sites add https://www.serangkota.go.id/
    """
    from archive.jobs.profiles import add_profile, check_new
    from archive.jobs.survey import Survey

    config = settings(
        sites=sites, collection=collection, delay=delay, allow_private=allow_private, contact=contact
    )  # fmt: skip
    known = registry(config)
    check_new(url, known, key)
    found = Survey(tls=tls)
    if probe:
        from crawler.probe import probe as visit

        found = visit(url, config, tls)
    path = add_profile(url, Path(config.sites), known, key, found)
    if json:
        print_json({"file": str(path)} | ({"found": found} if probe else {}))
    else:
        print_text(f"{path} written: review its patterns of articles and listings, then: kliping crawl {path.stem}")
