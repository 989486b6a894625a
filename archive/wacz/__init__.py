"""WACZ 1.1.1: a collection, or a part of it, as one file that a browser replays (docs/wacz.md)."""

from archive.wacz.check import Flaw, check_package
from archive.wacz.index import IndexSource, write_index
from archive.wacz.package import ENDING, About, Package, Resource
from archive.wacz.pages import Page, write_pages

__all__ = [
    "ENDING",
    "About",
    "Flaw",
    "IndexSource",
    "Package",
    "Page",
    "Resource",
    "check_package",
    "write_index",
    "write_pages",
]
