"""The articles that were asked for: an iterator, and a table for each of the usual tools."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

from archive.article import Article
from archive.dataset.filters import Filters
from archive.dataset.manifest import Manifest, ShardInfo
from archive.dataset.provenance import SourceOpener, warc_folder
from archive.dataset.reading import records
from archive.dataset.shard import ARTICLES
from archive.extras import need
from archive.redaction import redacted_ids

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

BATCH = 2_000
"""Articles that are in memory at a time while a table is made, some 10 MB."""


class Articles(Iterator[Article]):
    """The articles of one state of a dataset, one after the other, in constant memory.

    It is an iterator and ends once read; `to_arrow` and its like read what is left. Made by
    `archive.load`; each article can open its source (`article.source.open()`).

    Raises:
        DatasetReplaced: on reading, when a run has replaced the dataset meanwhile: load again.
        DamagedDataset: on reading, naming the shard and the line.
    """

    def __init__(self, dataset: Path, manifest: Manifest, filters: Filters) -> None:
        self.manifest = manifest
        self.filters = filters
        self._dataset = dataset
        self._articles = self._read()

    @property
    def shards(self) -> tuple[ShardInfo, ...]:
        """The shards that are read: those that can hold a wanted article."""
        shards = (s for s in sorted(self.manifest.shards) if s.kind == ARTICLES)
        return tuple(s for s in shards if self.filters.may_be_in(s))

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Article:
        return next(self._articles)

    def _read(self) -> Iterator[Article]:
        opener = SourceOpener(warc_folder(self._dataset))
        everything = self.filters == Filters()
        hidden = redacted_ids(self._dataset)
        for article in records(self._dataset, self.manifest, self.shards, Article):
            if article.id not in hidden and (everything or self.filters.admits(article)):
                article.source.__dict__["opener"] = opener
                yield article

    def batches(self, size: int = BATCH) -> Iterator[pa.RecordBatch]:
        """Yield Arrow batches of at most this many articles, all of one schema (`archive.dataset.arrow`)."""
        need("pyarrow", "parquet")
        from archive.dataset.arrow import to_batch  # noqa: PLC0415 - pyarrow is optional

        while batch := list(islice(self, size)):
            yield to_batch(batch)

    def to_arrow(self) -> pa.Table:
        """Return a pyarrow table.

        Raises:
            MissingLibrary: when pyarrow is not installed; the line says how.
        """
        pa = need("pyarrow", "parquet")
        from archive.dataset.arrow import SCHEMA  # noqa: PLC0415 - pyarrow is optional

        return pa.Table.from_batches(self.batches(), SCHEMA)

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas data frame, in Arrow's own types: no value loses its zone, null stays null."""
        library = need("pandas", "pandas")
        frame: pd.DataFrame = self.to_arrow().to_pandas(types_mapper=library.ArrowDtype)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return a polars data frame."""
        frame: pl.DataFrame = need("polars", "polars").from_arrow(self.to_arrow())
        return frame

    def to_duckdb(self) -> duckdb.DuckDBPyRelation:
        """Return a DuckDB relation, over a database in memory of its own."""
        relation: duckdb.DuckDBPyRelation = need("duckdb", "duckdb").connect().from_arrow(self.to_arrow())
        return relation
