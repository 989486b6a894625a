"""Articles made from a text, for the tests of this folder."""

import hashlib

import pytest

from archive.article import Article, Extractor, Language, PageDate, Precision, Source


def make(text, site="bekasikota", path="/detail/a", published="2019-11-04", **fields):
    url = f"https://{site}.go.id{path}"
    identifier = hashlib.sha256(f"{site}\n{url}".encode()).hexdigest()[:16]
    fetched = fields.pop("fetched", "2019-12-01T00:00:00Z")
    return Article(
        id=identifier,
        url=url,
        canonical_url=url,
        site=site,
        title=fields.pop("title", "Judul"),
        text=text,
        published=PageDate(published, published, "time", Precision.DAY) if published else None,
        language=Language(fields.pop("language", "id"), 0.9),
        source=Source("a.warc.gz", 0, 1, "<urn:uuid:1>", "sha1:A", fetched, 200),
        extractor=Extractor("0.1.0"),
        **fields,
    )


@pytest.fixture
def article():
    return make
