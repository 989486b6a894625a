"""The Typer application that holds all commands."""

from __future__ import annotations

from typing import Annotated

import typer

from archive.cli import (
    cite,
    configuration,
    derive,
    diff,
    duplicates,
    export,
    fixture,
    merge,
    pack,
    rebuild_state,
    redact,
    report,
    search,
    show,
    sites,
    stats,
    verify,
)
from archive.version import VERSION

app = typer.Typer(
    name="kliping",
    help="Archive Indonesian regional-government sites as WARC, and their articles as clean, citable JSON.",
    epilog="Example: kliping crawl bekasikota --max-pages 200",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"kliping {VERSION}")
        raise typer.Exit


@app.callback()
def main(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=lambda v: _version(wanted=v), is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Take the flags that come before a command."""


app.command("derive")(derive.command)
app.command("verify")(verify.command)
app.command("duplicates")(duplicates.command)
app.add_typer(sites.app, name="sites")
app.command("export")(export.command)
app.command("pack")(pack.command)
app.command("show")(show.command)
app.command("cite")(cite.command)
app.command("diff")(diff.command)
app.command("search")(search.command)
app.command("stats")(stats.command)
app.command("rebuild-state")(rebuild_state.command)
app.command("merge")(merge.command)
app.command("report")(report.command)
app.command("redact")(redact.command)
app.command("fixture")(fixture.command)
app.command("config")(configuration.command)
