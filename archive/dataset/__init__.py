"""The dataset of a collection: JSON Lines by site and month, with a manifest. Derived, and rebuildable."""

from archive.dataset.articles import Articles
from archive.dataset.filters import Filters, make_filters
from archive.dataset.load import load, load_rejections
from archive.dataset.manifest import Manifest, ShardInfo, read_manifest
from archive.dataset.provenance import open_source
from archive.dataset.publish import Publisher, PublishReport

__all__ = [
    "Articles",
    "Filters",
    "Manifest",
    "PublishReport",
    "Publisher",
    "ShardInfo",
    "load",
    "load_rejections",
    "make_filters",
    "open_source",
    "read_manifest",
]
