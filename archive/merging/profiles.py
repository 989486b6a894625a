"""Site profiles of another operator: new ones are taken, one's own are never changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from archive.errors import ConfigError
from archive.files import whole_file
from archive.sites.registry import load_profile


def take_profiles(source: Path, target: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Copy the profiles of a folder; return the keys that were taken, and those that differ and were not.

    Raises:
        ConfigError: when the folder is none.
        ProfileError: when a profile has a mistake; nothing was copied then.
    """
    if not source.is_dir():
        raise ConfigError("no such folder with site profiles", where=str(source), hint="see --profiles")
    paths = sorted(source.glob("*.toml"))
    profiles = {path: load_profile(path) for path in paths}
    mine = {load_profile(path).key: load_profile(path) for path in sorted(target.glob("*.toml"))}
    taken, differing = [], []
    for path, profile in profiles.items():
        if profile.key in mine:
            differing += [profile.key] if mine[profile.key] != profile else []
            continue
        with whole_file(target / f"{profile.key}.toml") as out, path.open("rb") as data:
            shutil.copyfileobj(data, out)
        taken.append(profile.key)
    return tuple(taken), tuple(differing)
