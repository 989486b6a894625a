"""The version of the package, and of the engine as it is written into every article."""

from __future__ import annotations

VERSION = "0.1.0"
EXTRACTOR = "kliping-0.4.0"
"""Raised with every change that reads any page differently: texts are compared within one version only, and
`kliping derive` makes what another version made again."""
