"""Writing the units, and letting systemd itself look at them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from archive.errors import ConfigError, WriteError
from archive.files import whole_file
from crawler.schedule.units import MARK

SECONDS = 60


def write_units(folder: Path, units: Mapping[str, str]) -> list[Path]:
    """Write unit files by name; those an earlier schedule wrote are replaced, others never.

    Raises:
        ConfigError: when a file of this name was written by somebody else.
        WriteError: when the folder cannot be written.
    """
    paths = [folder / name for name in units]
    for path in paths:
        if path.exists() and _first_line(path) != MARK:
            hint = "move it away, or choose another folder with --into"
            raise ConfigError("this file was not written by kliping schedule", where=str(path), hint=hint)
    for path, text in zip(paths, units.values(), strict=True):
        with whole_file(path) as file:
            file.write(text.encode())
        path.chmod(0o644)
    return paths


def verify_units(paths: list[Path], *, user: bool) -> list[str] | None:
    """Return what `systemd-analyze verify` holds against units; None when there is no such command."""
    command = shutil.which("systemd-analyze")
    if command is None:
        return None
    words = [command, *(["--user"] if user else []), "--man=no", "verify", *map(str, paths)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    # It looks at all units these stand on; what is wrong with the machine's own is not our matter.
    names = {path.name for path in paths}
    lines = [line for line in done.stderr.splitlines() if any(name in line for name in names)]
    return lines or ([done.stderr.strip()] if done.returncode and done.stderr.strip() else [])


def _first_line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.readline(200).decode("utf-8", "replace").rstrip("\n")
    except OSError as error:
        raise WriteError(f"cannot read: {error.strerror}", where=str(path)) from None
