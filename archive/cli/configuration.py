"""`kliping config`: the settings in force and where each came from."""

from __future__ import annotations

from archive.cli.options import CollectionFlag, JsonFlag, SitesFlag
from archive.cli.output import print_json, print_table
from archive.config import load_config


def command(collection: CollectionFlag = None, sites: SitesFlag = None, *, json: JsonFlag = False) -> None:
    """Show the settings in force: kliping.toml, then KLIPING_* in the environment, then flags.

    Example: KLIPING_DELAY=5 kliping config
    """
    effective = load_config({"collection": collection, "sites": sites})
    if json:
        print_json({s.name: {"value": s.value, "origin": s.origin} for s in effective.settings})
        return
    rows = [(s.name, "(by profile)" if s.value is None else s.value, s.origin) for s in effective.settings]
    print_table("", ["setting", "value", "from"], rows)
