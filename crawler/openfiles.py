"""How many files and connections this process may have open."""

from __future__ import annotations

import resource

ROOM = 256
"""For what is open besides: libraries, the index, the database."""


def allow_open_files(wanted: int) -> int:
    """Raise the soft limit as far as the hard one allows, and return what is allowed now.

    Many systems start a process with 1,024 although it may have many more; hundreds of sites need them.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + ROOM
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return soft
    allowed = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed
