"""An answer that repeats an earlier one is a revisit, and the page is found again behind it."""

from __future__ import annotations

import base64
import itertools
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from archive.article import Article, Observation, Reason
from archive.cdxj import find_cdxj, read_cdxj, write_cdxj
from archive.checks import check_warc
from archive.collection import Collection
from archive.dataset.shard import read_shard
from archive.exchange import Exchange, Original
from archive.extraction import extract
from archive.http import content, parse_head
from archive.jobs.derive import derive
from archive.sites import SiteRegistry
from archive.warc import Originals, WarcWriter, WriterOptions, index_warc, read_exchanges, read_records

MOMENT = datetime(2017, 12, 5, 3, 31, 0, 123456, tzinfo=UTC)
REQUEST = b"GET /detail/a HTTP/1.1\r\nHost: bekasikota.go.id\r\n\r\n"


def response(fields, body, status=b"200 OK"):
    return b"HTTP/1.1 " + status + b"\r\n" + fields + b"\r\n" + body


def chunked(body):
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def frozen_options():
    numbers = itertools.count(1)
    return WriterOptions(now=lambda: MOMENT, new_id=lambda: f"<urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}>")


URL = "http://bekasikota.go.id/detail/a"
PAGE = (
    b"<html><head><title>Wali Kota Buka Rapat</title></head><body><h1>Wali Kota Buka Rapat</h1><article>"
    + b"<p>Wali Kota Bekasi membuka rapat koordinasi bersama camat dan lurah di aula pada Selasa pagi.</p>" * 3
    + b"</article></body></html>"
)
FULL = response(b'Content-Type: text/html; charset=utf-8\r\nETag: "a"\r\n', PAGE)
AGAIN = response(
    b"Content-Type: text/html; charset=utf-8\r\nX-Served: 2\r\nTransfer-Encoding: chunked\r\n", chunked(PAGE)
)
NOT_MODIFIED = response(b'ETag: "a"\r\n', b"", b"304 Not Modified")


def exchange(block, days=0):
    return Exchange(
        url=URL, fetched_at=MOMENT + timedelta(days=days), request=REQUEST, response=block, notes=(("site", "x"),)
    )


def original_of(ref, status=200, *, asked=True):
    date = MOMENT.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return Original(URL, date, ref.record_id, ref.payload_digest, status, ref.warc, ref.offset, asked=asked)


@pytest.fixture
def collection(tmp_path):
    return Collection(tmp_path / "c").create()


@pytest.fixture
def twice(collection):
    """Write a page, then what repeats it in a second file; return both paths."""

    def writing(*blocks, **how):
        options = msgspec.structs.replace(
            frozen_options(), on_close=lambda path, lines: write_cdxj(collection.index_of(path), lines)
        )
        with WarcWriter(collection.warc, "a", options) as writer:
            ref = writer.write(exchange(FULL))
        with WarcWriter(collection.warc, "b", options) as writer:
            for days, block in enumerate(blocks, 1):
                writer.write(exchange(block, days), original_of(ref, **how))
        return collection.warcs()

    return writing


def types(path):
    return [record.type for record in read_records(path)]


def test_an_identical_payload_is_stored_by_its_head(twice):
    """The revisit has all that section 6.7.2 asks for: profile, the original's place, head, and `length`."""
    _, second = twice(AGAIN)
    revisit = next(record for record in read_records(second) if record.type == "revisit")
    assert revisit.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit.get("WARC-Refers-To") == "<urn:uuid:00000000-0000-4000-8000-000000000002>"
    assert revisit.get("WARC-Refers-To-Target-URI") == URL
    assert revisit.get("WARC-Refers-To-Date") == "2017-12-05T03:31:00.123456Z"
    assert revisit.get("WARC-Truncated") == "length"
    assert revisit.block == AGAIN[: AGAIN.index(b"\r\n\r\n") + 4]


def test_a_304_is_kept_beside_an_empty_revisit(twice):
    """Pywb would replay a stored 304 as an empty page: the record has no block, its metadata has the answer."""
    _, second = twice(NOT_MODIFIED)
    revisit, metadata = (next(r for r in read_records(second) if r.type == kind) for kind in ("revisit", "metadata"))
    assert revisit.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert (revisit.block, revisit.get("WARC-Truncated")) == (b"", None)
    kept = dict(line.split(": ", 1) for line in metadata.block.decode().splitlines())["not-modified-response"]
    assert base64.b64decode(kept) == NOT_MODIFIED


@pytest.mark.parametrize(
    ("block", "how"),
    [
        (NOT_MODIFIED, {"asked": False}),
        (response(b"Content-Type: text/html\r\n", PAGE + b" "), {}),
        (response(b"Content-Type: text/html\r\n", PAGE, b"404 Not Found"), {}),
    ],
    ids=["a 304 that nobody asked for", "another payload", "another status"],
)
def test_what_repeats_nothing_is_stored_whole(twice, block, how):
    """Whatever is not surely the same is a response of its own."""
    _, second = twice(block, **how)
    assert "revisit" not in types(second)
    assert next(r for r in read_records(second) if r.type == "response").block == block


def test_a_page_without_bytes_is_no_revisit(collection):
    """Two empty answers have the same digest and nothing to save."""
    empty = response(b"Content-Type: text/html\r\n", b"")
    with WarcWriter(collection.warc, "a", frozen_options()) as writer:
        ref = writer.write(exchange(empty))
        writer.write(exchange(empty, 1), original_of(ref))
    assert "revisit" not in types(collection.warcs()[0])


@pytest.mark.parametrize("block", [AGAIN, NOT_MODIFIED], ids=["identical", "304"])
def test_others_read_revisits(twice, block):
    """Kliping verify, warcio, FastWARC and cdxj-indexer agree with the file and its index."""
    _, second = twice(block)
    assert not list(check_warc(second))
    index = second.parents[1] / "index" / f"{second.name.removesuffix('.warc.gz')}.cdxj"
    lines = list(read_cdxj(index))
    assert [str(line) for line in index_warc(second)] == [str(line) for line in lines]
    assert lines[0].mime == "warc/revisit"
    first = next(iter(index_warc(second.parent / second.name.replace("b-", "a-"))))
    assert lines[0].digest == first.digest
    for tool in (["-m", "warcio.cli", "check"], ["-m", "fastwarc.cli", "check"]):
        subprocess.run([sys.executable, *tool, str(second)], check=True, timeout=60, capture_output=True)
    code = "import sys; from cdxj_indexer.main import main; main(sys.argv[1:])"
    theirs = subprocess.run(
        [sys.executable, "-c", code, "--sort", str(second)], check=True, timeout=60, capture_output=True
    )
    assert theirs.stdout.decode() == "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("block", [AGAIN, NOT_MODIFIED], ids=["identical", "304"])
@pytest.mark.parametrize("known", ["place", "index", "nothing"])
def test_the_original_is_found(twice, block, known):
    """By the place that the revisit names, by the index, or by reading the files: the page is whole again."""
    warcs = twice(block)
    indexes = warcs[0].parents[1] / "index" if known == "index" else None
    (found,) = (each for each in read_exchanges(warcs[1], revisits=True) if each.revisit)
    if known != "place":
        found = msgspec.structs.replace(found, revisit=msgspec.structs.replace(found.revisit, warc="", offset=None))
    resolved = Originals(warcs, indexes).resolve(found)
    assert resolved.revisit.found
    assert content(resolved.response).body == PAGE
    assert isinstance(extract(resolved), Article)


def test_a_revisit_with_another_status_keeps_its_own(twice):
    """A foreign tool may call a 404 with the old page's body a revisit: it stays a 404."""
    warcs = twice(AGAIN)
    (found,) = read_exchanges(warcs[1], revisits=True)
    gone = response(b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", b"", b"404 Not Found")
    resolved = Originals(warcs).resolve(msgspec.structs.replace(found, response=gone))
    assert parse_head(resolved.response).status == 404
    assert content(resolved.response).body == PAGE


def test_the_dataset_gets_an_observation_and_no_second_article(twice, collection):
    """Two revisits of an article are two moments at which it was seen, and it opens from each of them."""
    twice(AGAIN, NOT_MODIFIED)
    report = derive(collection, SiteRegistry())
    assert (report.articles, report.rejections, report.repeats) == (1, 0, 2)
    (shard,) = (collection.dataset / "observations").glob("*")
    seen = list(read_shard(shard, Observation))
    assert [each.source.fetched_at[:10] for each in seen] == ["2017-12-06", "2017-12-07"]
    assert len({each.version for each in seen}) == 1
    (article,) = read_shard(next((collection.dataset / "articles").glob("*")), Article)
    assert all(each.text and each.id == article.id for each in seen)


def test_a_revisit_without_its_original_is_told(twice, collection):
    """When the WARC of the original is missing, the visit is a rejection that says so."""
    first, _ = twice(AGAIN, NOT_MODIFIED)
    first.unlink()
    collection.index_of(first).unlink()
    report = derive(collection, SiteRegistry())
    assert report.reasons == {Reason.ORIGINAL_MISSING: 2}
    assert (report.articles, report.rejections, report.repeats) == (0, 1, 1)


def test_an_index_is_searched_by_halves(tmp_path):
    """Each of a thousand keys is found, with all its lines, and nothing else is."""
    line = (
        "id,go,contoh)/{:04d} 20260101000000 "
        '{{"url": "u", "digest": "sha1:A", "length": "1", "offset": "{}", "filename": "f"}}\n'
    )
    path = tmp_path / "a.cdxj"
    path.write_text("".join(line.format(n, n) + line.format(n, n + 5000) for n in range(1000)))
    found = [[each.offset for each in find_cdxj(path, f"id,go,contoh)/{n:04d}")] for n in range(1000)]
    assert found == [[n, n + 5000] for n in range(1000)]
    assert not list(find_cdxj(path, "id,go,contoh)/"))
    assert not list(find_cdxj(Path(tmp_path / "none"), "x"))


def test_a_failure_is_a_metadata_record_of_its_own(collection):
    """A request without an answer leaves a record that belongs to no other, and a file that is not empty."""
    with WarcWriter(collection.warc, "a", frozen_options()) as writer:
        writer.write_failure(URL, MOMENT, (("failure", "dns"), ("site", "x")))
    (path,) = collection.warcs()
    record = list(read_records(path))[-1]
    assert (record.type, record.get("WARC-Target-URI")) == ("metadata", URL)
    assert record.get("WARC-Concurrent-To") is None
    assert record.block == b"failure: dns\r\nsite: x\r\n"
    assert not list(read_exchanges(path, revisits=True))
    assert not list(check_warc(path))
