"""`kliping crawl`: a whole site, politely."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from archive.cli.options import CollectionFlag, FailOnFlag, JsonFlag, MetricsFlag, SitesFlag, registry, settings
from archive.errors import ConfigError
from crawler.cli.options import (
    ContactFlag,
    DelayFlag,
    FreshFlag,
    FullFlag,
    MaxPagesFlag,
    PrivateFlag,
    RequisitesFlag,
    WorkersFlag,
)

DEMO = "demo"
"""The key of a profile whose site is only there while `kliping demo` runs."""


def command(
    sites: Annotated[list[str] | None, typer.Argument(metavar="SITE...", help="Keys of site profiles.")] = None,
    start: Annotated[
        list[str] | None,
        typer.Option("--start", metavar="URL", help="A site without a profile, by its address."),
    ] = None,
    collection: CollectionFlag = None,
    profiles: SitesFlag = None,
    delay: DelayFlag = None,
    max_pages: MaxPagesFlag = None,
    allow_private: PrivateFlag = None,
    contact: ContactFlag = None,
    requisites: RequisitesFlag = None,
    fail_on: FailOnFlag = None,
    metrics: MetricsFlag = None,
    *,
    all_sites: Annotated[bool, typer.Option("--all", help="Every profile there is, but for the demo's.")] = False,
    workers: WorkersFlag = 1,
    fresh: FreshFlag = False,
    full: FullFlag = False,
    json: JsonFlag = False,
) -> None:
    """Crawl sites into WARC, and make their articles: from home page and listings to every article.

    Ctrl-C ends it cleanly; what was fetched is kept, and the same command goes on from there, after a
    crash or a kill too.

    Example: kliping crawl bekasikota --delay 5 --contact arsip@example.org
    Example: kliping crawl --all --workers 2 --contact arsip@example.org
    """
    from msgspec.structs import replace

    from archive.reports import check_names
    from crawler.cli.work import WorkOptions, tell, work
    from crawler.target import Target, target_from_url

    config = settings(
        collection=collection, sites=profiles, delay=delay, max_pages=max_pages,
        allow_private=allow_private, contact=contact, requisites=requisites,
    )  # fmt: skip
    known = registry(config)
    keys = [*(sites or ()), *(site.key for site in known if all_sites and site.key != DEMO)]
    targets = [Target(known.get(key), fresh=fresh, full=full or fresh) for key in dict.fromkeys(keys)]
    targets += [replace(target_from_url(url), fresh=fresh, full=full or fresh) for url in dict.fromkeys(start or ())]
    if not targets:
        raise ConfigError("name a site, or give --start URL or --all", hint="'kliping sites list' shows the known ones")
    options = WorkOptions(quiet=json, workers=workers, fail_on=check_names(fail_on), metrics=metrics)
    done, error = work(targets, config, known, options)
    tell(done, json=json)
    if error is not None:
        sys.stderr.write(f"kliping: {error}\n")
    raise typer.Exit(done.exit_code)
