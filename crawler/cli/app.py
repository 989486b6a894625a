"""Where the command starts and where every operator's mistake becomes one line."""

from __future__ import annotations

import os
import signal
import sys

import typer

from archive.cli import sites
from archive.cli.app import app
from archive.errors import ExitCode, KlipingError
from crawler.cli import add, crawl, demo, fetch, schedule

sites.app.command("add")(add.command)
app.command("demo")(demo.command)
app.command("crawl")(crawl.command)
app.command("fetch")(fetch.command)
app.command("schedule")(schedule.command)


class _Interrupted(BaseException):
    """Ctrl-C or SIGTERM outside a crawl; typer would swallow KeyboardInterrupt without a word."""


def main() -> None:
    """Run the command line; the exit code is one of `archive.errors.ExitCode` (docs/exit-codes.md)."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    sys.exit(run())


def run() -> int:
    """Run the command line and return its exit code."""
    try:
        code = app(prog_name="kliping", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        return _usage(error)
    except (_Interrupted, KeyboardInterrupt, typer.Abort):
        sys.stderr.write("kliping: interrupted; what was written is kept, the same command goes on from there\n")
        return ExitCode.INTERRUPTED
    except KlipingError as error:
        sys.stderr.write(f"kliping: {error}\n")
        return error.exit_code
    except (BrokenPipeError, SystemExit) as error:
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            raise  # typer makes an exit of its own out of a reader that left
        _discard_output()
        return ExitCode.OK
    except OSError as error:
        _discard_output()
        place = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"kliping: {place}{error.strerror or error} (check the place, its rights and its space)\n")
        return ExitCode.WRITE
    return int(code) if isinstance(code, int) else ExitCode.OK


def _interrupt(_number: int, _frame: object) -> None:
    raise _Interrupted


def _usage(error: typer.TyperException) -> int:
    """Tell a wrong command line in one line; to a group without a command its help is the answer."""
    if error.message.startswith("Usage:"):
        sys.stderr.write(f"{error.message}\n")
        return ExitCode.USAGE
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "kliping"
    message = " ".join(error.format_message().split()).rstrip(".")
    sys.stderr.write(f"kliping: {message} (see '{path} --help')\n")
    return ExitCode.USAGE


def _discard_output() -> None:
    """Let what Python still holds for standard output go nowhere: nobody reads it, or it has no room."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
