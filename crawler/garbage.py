"""Python looks for cyclic garbage less often while it crawls: with hundreds of sites each look costs milliseconds."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (20_000, 20, 100)
"""New objects between two looks at the young ones (Python's own: 700), and those between two at the older ones.

Measured with 200 sites: a sixth of the CPU less, 3 MiB more.
"""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Collect less often within; afterwards as before."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
