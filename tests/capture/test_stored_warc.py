"""What another library reads from the WARC on the disk is what the server received and sent."""

from __future__ import annotations

import base64
import hashlib

import pytest
from warcio.archiveiterator import ArchiveIterator


@pytest.fixture
def records(crawled):
    """Return (type, WARC headers, block) of every record, as warcio reads them."""
    [path] = crawled.result.folder.glob("warc/*")
    assert path.name.endswith(".warc.gz")
    with path.open("rb") as file:
        return [
            (record.rec_type, record.rec_headers, record.raw_stream.read())
            for record in ArchiveIterator(file, no_record_parse=True)
        ]


def test_blocks_on_the_disk_are_those_of_the_wire(crawled, records):
    """Every request and response block of the crawl is in the file, in order, unchanged."""
    blocks = {"request": [], "response": []}
    for kind, _, block in records:
        blocks.setdefault(kind, []).append(block)
    assert blocks["request"] == [exchange["request"] for exchange in crawled.result.exchanges]
    assert blocks["response"] == [exchange["response"] for exchange in crawled.result.exchanges]
    assert set(blocks["request"]) == {seen.request for seen in crawled.server.seen}


def test_headers_on_the_disk_tell_the_connection(crawled, records):
    """Address, truncation and block digest of each response are those of its exchange."""
    responses = [(headers, block) for kind, headers, block in records if kind == "response"]
    for (headers, block), exchange in zip(responses, crawled.result.exchanges, strict=True):
        assert headers.get_header("WARC-Target-URI") == exchange["url"]
        assert headers.get_header("WARC-IP-Address") == "127.0.0.1"
        assert headers.get_header("WARC-Truncated") == exchange["truncated"]
        digest = base64.b32encode(hashlib.sha1(block).digest()).decode()
        assert headers.get_header("WARC-Block-Digest") == f"sha1:{digest}"


def test_the_index_has_a_line_for_every_exchange(crawled):
    """The index is written with the WARC, and knows as many responses as were recorded."""
    [index] = crawled.result.folder.glob("index/*.cdxj")
    assert len(index.read_text().splitlines()) == crawled.result.stats["kliping/exchanges"]
