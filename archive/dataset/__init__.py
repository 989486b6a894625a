"""The dataset of a collection: JSON Lines by site and month, with a manifest. Derived, and rebuildable."""

from archive.dataset.load import load, load_rejections
from archive.dataset.manifest import Manifest, ShardInfo, read_manifest
from archive.dataset.publish import Publisher, PublishReport

__all__ = ["Manifest", "PublishReport", "Publisher", "ShardInfo", "load", "load_rejections", "read_manifest"]
