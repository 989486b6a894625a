"""`kliping sites`: the site profiles; `crawler.cli.add` adds one, since that takes a visit."""

from __future__ import annotations

import msgspec
import typer

from archive.cli.options import JsonFlag, SitesFlag, registry, settings
from archive.cli.output import print_json, print_table, print_text

app = typer.Typer(help="List, show and add site profiles.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_sites(sites: SitesFlag = None, *, json: JsonFlag = False) -> None:
    """List all known profiles.

    Example: kliping sites list
    """
    known = registry(settings(sites=sites))
    if json:
        print_json([{**msgspec.to_builtins(site), "file": str(known.origin(site.key))} for site in known])
        return
    rows = [(s.key, s.level or "", s.kemendagri or "", s.name, ", ".join(s.hosts)) for s in known]
    print_table("", ["key", "level", "code", "name", "hosts"], rows)


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
