"""Libraries that only some need: imported late, and their absence told in one line."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from archive.errors import MissingLibrary


def need(library: str, extra: str) -> Any:
    """Return an optional library.

    Raises:
        MissingLibrary: when it is not installed; the line says how to get it.
    """
    try:
        return import_module(library)
    except ImportError as error:
        hint = f"pip install 'kliping[{extra}]'"
        raise MissingLibrary(f"this needs {library}: {error}", hint=hint) from None
