"""From a loaded article to its record in one call, whatever wrote the WARC, or one line that says why not."""

import gzip
import io
import shutil
from datetime import timedelta

import msgspec
import pytest
from warcio.warcwriter import WARCWriter

import archive
from archive.cdxj import write_cdxj
from archive.citation import Format, cite
from archive.collection import Collection
from archive.errors import CollectionError, ConfigError, DamagedWarc
from archive.exchange import Original
from archive.jobs.derive import derive
from archive.jobs.imports import import_warcs
from archive.jobs.pack import PackOptions, pack
from archive.sites import SiteRegistry
from archive.warc import WarcWriter, WriterOptions, read_exchanges

ARC_HEAD = (
    b"filedesc://a.arc 0.0.0.0 20050101000000 text/plain 73\n1 0 Internet Archive\n"
    b"URL IP-address Archive-date Content-type Archive-length\n\n"
)


def arc_record(page):
    """Return the page as ARC stores it: one line of header."""
    return b"%s 10.0.0.1 20050102030405 text/html %d\n%s\n" % (page.url.encode(), len(page.response), page.response)


def warcio_file(path, page, *, packed):
    """Write the page with warcio: request first, and digests in base 32."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed, warc_version="WARC/1.0")
        records = [
            writer.create_warc_record(page.url, kind, payload=io.BytesIO(block), length=len(block))
            for kind, block in (("request", page.request), ("response", page.response))
        ]
        writer.write_request_response_pair(*records)


FOREIGN = {
    "a.warc.gz": lambda path, page: warcio_file(path, page, packed=True),
    "a.warc": lambda path, page: warcio_file(path, page, packed=False),
    "a.arc": lambda path, page: path.write_bytes(ARC_HEAD + arc_record(page)),
    "a.arc.gz": lambda path, page: path.write_bytes(gzip.compress(ARC_HEAD) + gzip.compress(arc_record(page))),
}


def taken_in(folder, page, name):
    """Make a collection from one file of another tool."""
    FOREIGN[name](folder / name, page)
    place = Collection(folder / "c").create()
    import_warcs(place, [folder / name])
    (folder / name).unlink()
    assert derive(place, SiteRegistry()).articles == 1
    return place


@pytest.mark.parametrize("name", FOREIGN)
def test_an_imported_file_opens_like_ones_own(tmp_path, harvest, name):
    """An article of another tool's WARC or ARC gives its bytes, and every citation names file and place."""
    place = taken_in(tmp_path, harvest, name)
    (article,) = archive.load(place.root)
    exchange = article.source.open()
    assert (exchange.url, exchange.response) == (harvest.url, harvest.response)
    assert exchange.request == (harvest.request if "warc" in name else b"")
    for style in Format:
        assert f"{name}@{article.source.offset}" in cite(article, style).replace("\\", "")


@pytest.mark.parametrize("name", FOREIGN)
def test_an_imported_file_that_was_changed_is_told(tmp_path, harvest, name):
    """One letter changed in the page of a foreign file: the digest that derivation took says so."""
    place = taken_in(tmp_path, harvest, name)
    (article,) = archive.load(place.root)
    data = (place.warc / name).read_bytes()
    start, end = article.source.offset, article.source.offset + article.source.length
    raw = gzip.decompress(data[start:end]) if name.endswith("gz") else data[start:end]
    assert raw.count(b"Petani") >= 1
    other = raw.replace(b"Petani", b"Pekebu")
    damaged = gzip.compress(other) if name.endswith("gz") else other
    (place.warc / name).write_bytes(data[:start] + damaged + data[end:])
    with pytest.raises(DamagedWarc, match="the payload is not the referenced one") as caught:
        article.source.open()
    assert caught.value.where == f"{place.warc / name}@{start}"


def test_a_warc_damaged_at_the_record_is_told(tmp_path, collection):
    """Zeros in the middle of the gzip member: one line with file and place; the other articles still open."""
    shutil.copytree(collection.root, tmp_path / "c")
    (warc,) = (tmp_path / "c/warc").iterdir()
    first, *others = sorted(archive.load(tmp_path / "c"), key=lambda article: article.source.offset)
    data = bytearray(warc.read_bytes())
    middle = first.source.offset + first.source.length // 2
    data[middle : middle + 40] = bytes(40)
    warc.write_bytes(data)
    with pytest.raises(DamagedWarc) as caught:
        first.source.open()
    assert caught.value.where == f"{warc}@{first.source.offset}"
    assert "\n" not in str(caught.value)
    assert [other.source.open().url for other in others] == [other.url for other in others]


def revisited(folder, page):
    """Make a collection of a page and, in a second file, a revisit of it under another address."""
    place = Collection(folder / "c").create()
    options = WriterOptions(on_close=lambda path, lines: write_cdxj(place.index_of(path), lines))
    with WarcWriter(place.warc, "a", options) as writer:
        ref = writer.write(page)
    (first,) = read_exchanges(place.warcs()[0])
    date = first.fetched_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    original = Original(page.url, date, ref.record_id, ref.payload_digest, 200, ref.warc, ref.offset)
    again = msgspec.structs.replace(page, url=f"{page.url}-lagi", fetched_at=page.fetched_at + timedelta(days=1))
    with WarcWriter(place.warc, "b", options) as writer:
        writer.write(again, original)
    derive(place, SiteRegistry())
    return place, again.url


def test_a_revisit_opens_with_what_it_repeats(tmp_path, harvest):
    """An article made from a revisit gives the page of its original; without the original the line says so."""
    place, url = revisited(tmp_path, harvest)
    (article,) = (a for a in archive.load(place.root) if a.url == url)
    assert article.source.warc.startswith("b-")
    exchange = article.source.open()
    assert exchange.revisit.found
    assert exchange.response.endswith(harvest.response.partition(b"\r\n\r\n")[2])
    first = place.warcs()[0]
    first.rename(tmp_path / first.name)
    with pytest.raises(CollectionError, match=r"repeats an earlier answer.*not in the collection") as caught:
        article.source.open()
    assert first.name in str(caught.value)


def test_an_article_taken_down_is_not_loaded_and_its_record_stays(tmp_path, collection, run):
    """`redact` hides an article, `cite` says so in one line; taken back, it opens as before."""
    place = tmp_path / "c"
    shutil.copytree(collection.root, place)
    article = next(archive.load(place, text="pasar rakyat"))
    run("redact", article.id, "--reason", "permintaan", "--collection", place)
    assert not list(archive.load(place, text="pasar rakyat"))
    (line,) = run("cite", article.id, "--collection", place, code=4).stderr.splitlines()
    assert "permintaan" in line
    assert archive.open_source(place, article).url == article.url
    run("redact", article.id, "--undo", "--collection", place)
    assert next(archive.load(place, text="pasar rakyat")).source.open().url == article.url


def test_a_package_of_warcs_takes_no_arc(tmp_path, harvest):
    """WACZ is defined for WARCs: an ARC is told with what makes a WARC of it, and no package is left."""
    place = taken_in(tmp_path, harvest, "a.arc.gz")
    with pytest.raises(ConfigError, match="this is an ARC"):
        pack(place, tmp_path / "a.wacz", PackOptions())
    assert not list(tmp_path.glob("*.wacz*"))
