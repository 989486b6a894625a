"""Collections of a few pages on several days, in several WARCs, written without a network."""

import sys
from pathlib import Path

import pytest

from archive.cdxj import write_cdxj
from archive.collection import Collection
from archive.jobs.derive import derive
from archive.sites import SiteRegistry
from archive.warc import WarcWriter, WriterOptions

sys.path.insert(0, str(Path(__file__).parent))

from captures import article, exchange, listing


class Made:
    """A collection that grows by a WARC at a time."""

    def __init__(self, folder):
        self.collection = Collection(folder).create()

    def warc(self, site, *exchanges):
        def finished(path, lines):
            write_cdxj(self.collection.index_of(path), lines)

        with WarcWriter(self.collection.warc, site, WriterOptions(on_close=finished)) as writer:
            for each in exchanges:
                writer.write(each)
        return self

    def derived(self):
        derive(self.collection, SiteRegistry())
        return self.collection


@pytest.fixture
def made(tmp_path):
    return Made(tmp_path / "c")


@pytest.fixture
def two_sites(made):
    """Two sites, three days; a kilobyte that no packer shrinks beside the pages."""
    a, b = "http://satu.go.id", "http://dua.go.id"
    made.warc(
        "satu.go.id", listing(f"{a}/", "2026-11-01"), article(f"{a}/berita/pasar", "2026-11-01", "Pasar Rakyat Dibuka"),
        article(f"{a}/berita/banjir", "2026-11-03", "Banjir Surut", "Banjir Bantargebang mulai surut."),
        exchange(f"{a}/foto.png", "2026-11-03", bytes(range(256)) * 4, "image/png"),
    )  # fmt: skip
    made.warc("dua.go.id", article(f"{b}/berita/panen", "2026-11-20", "Panen Raya", "Petani merayakan panen raya."))
    return made.derived()
