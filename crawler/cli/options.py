"""Flags of the commands that use the network."""

from __future__ import annotations

from typing import Annotated

import typer

DelayFlag = Annotated[
    float | None,
    typer.Option(
        "--delay",
        metavar="SECONDS",
        help="Pause between two requests to a host. [default: the profile's, or 2]",
        show_default=False,
    ),
]
MaxPagesFlag = Annotated[
    int | None,
    typer.Option(
        "--max-pages",
        metavar="N",
        help="End the crawl of a site after N pages. [default: 20000]",
        show_default=False,
    ),
]
FreshFlag = Annotated[
    bool,
    typer.Option("--fresh", help="Fetch everything, whatever earlier runs did or left undone."),
]
PrivateFlag = Annotated[
    bool | None,
    typer.Option(
        "--allow-private/--no-allow-private",
        help="Permit loopback and private addresses.",
        show_default=False,
    ),
]
ContactFlag = Annotated[
    str | None,
    typer.Option(
        "--contact",
        metavar="EMAIL|URL",
        help="Goes into the User-Agent, so that a webmaster can reach you.",
        show_default=False,
    ),
]
FullFlag = Annotated[
    bool,
    typer.Option("--full", "--all-pages", help="Fetch all pages, whether they are due or not."),
]
WorkersFlag = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        max=64,
        help="Processes among which the sites are divided; one site is crawled by one of them.",
    ),
]
RequisitesFlag = Annotated[
    bool | None,
    typer.Option(
        "--requisites/--no-requisites",
        help="Fetch the pictures, styles, scripts and fonts of articles. [default: the profile's, or for 'fetch' only]",
        show_default=False,
    ),
]
