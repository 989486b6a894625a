"""The extraction engine: bytes in, `Article` or `Rejection` out. No I/O."""

from archive.extraction.engine import extract

__all__ = ["extract"]
