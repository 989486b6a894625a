"""Articles and rejections made by hand, for the dataset's own rules."""

import pytest

from archive.article import Article, Extractor, Reason, Rejection, Source
from archive.urls import article_id


def source_of(day, record):
    return Source(
        "a.warc.gz",
        10 * record,
        5,
        f"<urn:uuid:{record:04}>",
        f"sha1:{record:04}",
        f"2026-{day}T00:00:00Z",
        200,
    )


@pytest.fixture
def article():
    def make(path, text, *, day="01-05", record=1, site="contoh"):
        url = f"https://contoh.go.id{path}"
        return Article(
            id=article_id(site, url), url=url, canonical_url=url, site=site, title="Judul", text=text,
            source=source_of(day, record), extractor=Extractor("kliping-test"),
        )  # fmt: skip

    return make


@pytest.fixture
def rejection():
    def make(path, *, day="01-05", record=1):
        url = f"https://contoh.go.id{path}"
        return Rejection(
            id=article_id("contoh", url), url=url, site="contoh", reason=Reason.BAD_STATUS, detail="404",
            source=source_of(day, record), extractor=Extractor("kliping-test"),
        )  # fmt: skip

    return make
