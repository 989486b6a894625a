"""Datasets made by hand, month by month, with every capture as it came."""

import msgspec
import pytest

from archive.article import Article, Extractor, Reason, Rejection, Source
from archive.dataset import Manifest, Publisher
from archive.urls import article_id, canonical_url

BASE = "https://contoh.go.id"


def source_of(at, status=200):
    serial = int.from_bytes(at.encode(), "big") % 10**6
    return Source("a.warc.gz", serial, 5, f"<urn:uuid:{serial:06}>", f"sha1:{serial:06}", at, status)


class Maker:
    """Makes records and publishes them."""

    def __init__(self, folder):
        self.folder = folder

    def article(self, path, text, at, site="contoh", **fields):
        url = canonical_url(BASE + path)
        article = Article(
            id=article_id(site, url), url=url, canonical_url=url, site=site, title="Judul", text=text,
            source=source_of(at), extractor=Extractor("kliping-test"),
        )  # fmt: skip
        return msgspec.structs.replace(article, **fields)

    def rejection(self, path, at, reason=Reason.BAD_STATUS, status=404, detail="404 Not Found", site="contoh"):
        url = canonical_url(BASE + path)
        return Rejection(
            id=article_id(site, url), url=url, site=site, reason=reason, detail=detail,
            source=source_of(at, status), extractor=Extractor("kliping-test"),
        )  # fmt: skip

    def publish(self, *outcomes):
        with Publisher(self.folder, keep=None) as publisher:
            for outcome in outcomes:
                publisher.add(outcome)
            publisher.publish(Manifest())
        return self.folder


@pytest.fixture
def made(tmp_path):
    return Maker(tmp_path / "dataset")
