"""`kliping schedule`: one line in a timer, and the crawl comes again by itself."""

from __future__ import annotations

import os
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.cli.options import CollectionFlag, FailOnFlag, JsonFlag, MetricsFlag, SitesFlag, registry, settings
from archive.cli.output import print_json, print_text
from archive.collection import Collection
from archive.config import PREFIX, Config
from archive.errors import ConfigError

if TYPE_CHECKING:
    from crawler.schedule import Job

SYSTEM = Path("/etc/systemd/system")


def command(
    sites: Annotated[list[str] | None, typer.Argument(metavar="SITE...", help="Keys of site profiles.")] = None,
    every: Annotated[
        str, typer.Option("--every", metavar="PERIOD", help="How often: 10m to 30m, 1h to 12h, 1d or 1w.")
    ] = "6h",
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="DIR", help="Folder for the units. [default: ./systemd]", show_default=False),
    ] = None,
    collection: CollectionFlag = None,
    profiles: SitesFlag = None,
    fail_on: FailOnFlag = None,
    metrics: MetricsFlag = None,
    *,
    all_sites: Annotated[bool, typer.Option("--all", help="Every profile there is when it runs.")] = False,
    user: Annotated[bool, typer.Option("--user", help="For your own service manager, without root.")] = False,
    json: JsonFlag = False,
) -> None:
    """Write a systemd service and timer that crawl sites again and again, and print the line for cron.

    Nothing is installed: the commands that do are printed. Runs of one collection never overlap.

    Example: kliping schedule bekasikota --every 6h
    """
    from archive.reports import check_names
    from crawler.schedule import cron_line, parse_every, service_unit, timer_unit
    from crawler.schedule.install import verify_units, write_units

    config = settings(collection=collection, sites=profiles)
    known = registry(config)
    keys = tuple(known.get(key).key for key in dict.fromkeys(sites or ()))
    if bool(keys) == all_sites:
        raise ConfigError("name sites, or give --all", hint="'kliping sites list' shows the known ones")
    check_names(fail_on)
    job = _job(keys, config, fail_on=fail_on, metrics=metrics, user=user).check()
    period = parse_every(every, job.name)
    Collection(config.collection).create()
    units = {f"{job.name}.service": service_unit(job), f"{job.name}.timer": timer_unit(job, period)}
    paths = write_units(into or Path("systemd"), units)
    problems = verify_units(paths, user=user)
    steps, line = _steps(paths, job.name, user=user), cron_line(job, period)
    if json:
        print_json({"files": list(map(str, paths)), "cron": line, "install": steps, "verified": problems == []})
    else:
        print_text(f"written: {', '.join(map(str, paths))}\n\nto install them:")
        print_text("\n".join(f"  {step}" for step in steps))
        print_text(f"\nor, for cron (crontab -e):\n  {line}")
    if problems is None:
        sys.stderr.write("kliping: systemd-analyze is not here, so nobody checked the units\n")
    for problem in problems or ():
        sys.stderr.write(f"kliping: systemd says: {problem}\n")


def _job(keys: tuple[str, ...], config: Config, *, fail_on: str | None, metrics: Path | None, user: bool) -> Job:
    from crawler.schedule import Job

    root, target = Path(config.collection).resolve(), metrics.resolve() if metrics else None
    if target is not None and not target.parent.is_dir():
        raise ConfigError("no such folder", where=str(target.parent), hint="see --metrics")
    flags = ["--collection", str(root)]
    if Path(config.sites).is_dir():
        flags += ["--sites", str(Path(config.sites).resolve())]
    flags += ["--fail-on", fail_on] if fail_on else []
    flags += ["--metrics", str(target)] if target else []
    group = (keys[0], f"{zlib.crc32(' '.join(sorted(keys)).encode()):08x}") if keys else ("all",)
    name = "-".join(("kliping", *(keys if len(keys) == 1 else group)))
    kept = {"TMPDIR", *(n for n in os.environ if n.startswith(PREFIX))} - {f"{PREFIX}COLLECTION", f"{PREFIX}SITES"}
    temporary = [Path(os.environ["TMPDIR"]).resolve()] if os.environ.get("TMPDIR") else []
    return Job(
        name=name,
        about=", ".join(keys) or "all sites",
        command=(*_kliping(), "crawl", *(keys or ("--all",)), *flags),
        folder=Path.cwd(),
        writes=(root, *([target.parent] if target else ()), *temporary),
        environment=tuple((n, os.environ[n]) for n in sorted(kept) if os.environ.get(n)),
        user="" if user else _user(),
    )


def _user() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container's user without a name
        return str(os.getuid())


def _kliping() -> tuple[str, ...]:
    """Return how the command is called from anywhere: the installed one, or this interpreter's module."""
    script = Path(sys.executable).parent / "kliping"
    return (str(script),) if script.is_file() else (sys.executable, "-m", "crawler")


def _steps(paths: list[Path], name: str, *, user: bool) -> list[str]:
    import shlex

    files = shlex.join(str(path) for path in paths)
    if user:
        return [
            f"mkdir -p ~/.config/systemd/user && cp {files} ~/.config/systemd/user/",
            "systemctl --user daemon-reload",
            f"systemctl --user enable --now {name}.timer",
            "loginctl enable-linger",
        ]
    return [
        f"sudo cp {files} {SYSTEM}/",
        "sudo systemctl daemon-reload",
        f"sudo systemctl enable --now {name}.timer",
    ]
