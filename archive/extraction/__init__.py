"""The extraction engine: bytes in, `Article` or `Rejection` out. No I/O."""

from archive.extraction.engine import extract, list_items

__all__ = ["extract", "list_items"]
