"""`kliping sites`: the site profiles; `crawler.cli.add` adds one, since that takes a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from archive.cli.options import JsonFlag, SitesFlag, registry, settings
from archive.cli.output import print_json, print_table, print_text
from archive.errors import ConfigError

if TYPE_CHECKING:
    from archive.sites import SiteRegistry

app = typer.Typer(
    help="List, show and add site profiles.",
    epilog="Example: kliping sites list --missing --province 32",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("list")
def list_sites(
    sites: SitesFlag = None,
    level: Annotated[
        str | None, typer.Option("--level", help="With --missing: provinsi, kabupaten or kota only.")
    ] = None,
    province: Annotated[
        str | None, typer.Option("--province", help="With --missing: in this province only, by code or name.")
    ] = None,
    *,
    missing: Annotated[
        bool, typer.Option("--missing", help="List the regional governments that have no profile instead.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """List all known profiles, or with --missing the regional governments that have none.

    Example: kliping sites list --missing --level kota --province 32
    """
    known = registry(settings(sites=sites))
    if missing:
        _list_missing(known, level, province, json=json)
        return
    if level or province:
        raise ConfigError("--level and --province choose among the missing", hint="add --missing")
    if json:
        print_json([{**msgspec.to_builtins(site), "file": str(known.origin(site.key))} for site in known])
        return
    rows = [(s.key, s.level or "", s.kemendagri or "", s.name, ", ".join(s.hosts)) for s in known]
    print_table("", ["key", "level", "code", "name", "hosts"], rows)


def _list_missing(known: SiteRegistry, level: str | None, province: str | None, *, json: bool) -> None:
    from archive.regions import missing

    found = missing(known, level, province)
    if json:
        print_json(found)
        return
    rows = [(g.kemendagri, g.level, g.name, g.province) for g in found]
    print_table("", ["code", "level", "name", "province"], rows)
    print_text(f"\n{len(found)} without a profile; add one: kliping sites add URL")


@app.command("show")
def show_site(key: str, sites: SitesFlag = None, *, json: JsonFlag = False) -> None:
    """Show one profile as it is used, and the file it comes from.

    Example: kliping sites show bekasikota
    """
    known = registry(settings(sites=sites))
    site = known.get(key)
    if json:
        print_json({**msgspec.to_builtins(site), "file": str(known.origin(key))})
        return
    print_text(f"# {known.origin(key)}")
    print_text(known.origin(key).read_text("utf-8").rstrip())
