"""Where the command starts and where every operator's mistake becomes one line."""

from __future__ import annotations

import os
import sys

import click

from archive.cli.app import app
from archive.errors import ExitCode, KlipingError
from crawler.cli import crawl, demo, fetch

app.command("demo")(demo.command)
app.command("crawl")(crawl.command)
app.command("fetch")(fetch.command)


def main() -> None:
    """Run the command line; the exit code is one of `archive.errors.ExitCode` (docs/exit-codes.md)."""
    sys.exit(run())


def run() -> int:
    """Run the command line and return its exit code."""
    try:
        code = app(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        sys.stderr.write("kliping: interrupted; what was fetched is kept\n")
        return ExitCode.INTERRUPTED
    except KlipingError as error:
        sys.stderr.write(f"kliping: {error}\n")
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    return int(code) if isinstance(code, int) else ExitCode.OK
