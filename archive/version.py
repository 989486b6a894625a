"""The version of the package, and of the engine as it is written into every article."""

from __future__ import annotations

VERSION = "0.1.0"
EXTRACTOR = f"kliping-{VERSION}"
