"""`kliping fetch`: archive these pages now."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from archive.cli.options import CollectionFlag, JsonFlag, SitesFlag, registry, settings
from crawler.cli.options import ContactFlag, DelayFlag, PrivateFlag, RequisitesFlag

if TYPE_CHECKING:
    from archive.sites import SiteRegistry
    from crawler.target import Target


def command(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="The pages to archive.")],
    collection: CollectionFlag = None,
    profiles: SitesFlag = None,
    delay: DelayFlag = None,
    allow_private: PrivateFlag = None,
    contact: ContactFlag = None,
    requisites: RequisitesFlag = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Archive these pages now, with what they embed: WARC and JSON, no profile needed; links are not followed.

    Example: kliping fetch https://bekasikota.go.id/detail/suatu-berita
    """
    from crawler.cli.work import WorkOptions, tell, work

    config = settings(
        collection=collection, sites=profiles, delay=delay, allow_private=allow_private, contact=contact,
        requisites=requisites,
    )  # fmt: skip
    known = registry(config)
    done, error = work(_targets(urls, known), config, known, WorkOptions(quiet=json))
    tell(done, json=json)
    if error is not None:
        sys.stderr.write(f"kliping: {error}\n")
    raise typer.Exit(done.exit_code)


def _targets(urls: Sequence[str], known: SiteRegistry) -> list[Target]:
    """Return one target for each site among the addresses, so that each host is asked politely."""
    from crawler.target import Target, scope_of, target_from_url

    pages: dict[tuple[str, ...], list[str]] = {}
    for url in dict.fromkeys(urls):
        target_from_url(url)  # a wrong address is told before anything is fetched
        owner = known.owner(url)
        pages.setdefault((owner.key,) if owner else scope_of(url), []).append(url)
    targets = []
    for group in pages.values():
        owner = known.owner(group[0])
        if owner is None:
            targets.append(target_from_url(group[0], follow=False, pages=tuple(group)))
        else:
            targets.append(Target(msgspec.structs.replace(owner, seeds=tuple(group)), follow=False))
    return targets
