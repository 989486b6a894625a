"""The documents of a dataset, all made from its schema and its counts: the same articles, the same documents."""

from archive.dataset.documents.folder import documents
from archive.dataset.documents.release import Release

__all__ = ["Release", "documents"]
