"""Exchanges come back as they were written."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

import msgspec
import pytest

from archive.errors import DamagedWarc
from archive.exchange import Exchange, RecordRef, Truncation
from archive.warc import WarcWriter, open_record, read_exchanges, read_records, read_resources


def without_ref(exchange: Exchange) -> Exchange:
    return msgspec.structs.replace(exchange, ref=None)


def test_round_trip_of_every_shape(write, all_shapes):
    """Chunked, coded, repeated, empty, cut, interim and TLS: each exchange equals what was written."""
    written = list(all_shapes.values())
    assert [without_ref(each) for each in read_exchanges(write(*written))] == written


def test_references_are_those_of_the_writer(tmp_path, all_shapes):
    """The reference a reader fills in is the one `write` returned, and opens the same exchange."""
    with WarcWriter(tmp_path, "kliping") as writer:
        refs = [writer.write(each) for each in all_shapes.values()]
    path = tmp_path / refs[0].warc
    assert [each.ref for each in read_exchanges(path)] == refs
    for ref, written in zip(refs, all_shapes.values(), strict=True):
        for place in (tmp_path, path):
            found = open_record(place, ref)
            assert found.ref == ref
            assert (found.request, found.response, found.notes) == (
                written.request,
                written.response,
                written.notes,
            )


@pytest.mark.parametrize(
    "changes",
    [
        {"record_id": "<urn:uuid:00000000-0000-4000-8000-00000000ffff>"},
        {"payload_digest": "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        {"offset": 3},
        {"offset": 10_000_000},
        {"warc": "gone.warc.gz"},
        {"warc": "../../etc/passwd"},
    ],
)
def test_a_wrong_reference_is_refused(tmp_path, write, all_shapes, changes):
    """Another id, digest, place or file than the referenced one is one clear error."""
    path = write(all_shapes["plain"], all_shapes["gzip"])
    ref = msgspec.structs.replace(next(read_exchanges(path)).ref, **changes)
    with pytest.raises(DamagedWarc) as raised:
        open_record(tmp_path, ref)
    assert f"@{ref.offset}: " in str(raised.value)


def test_a_digest_of_the_chunked_bytes_is_accepted(tmp_path, write, all_shapes):
    """A reference with the digest some tools write, of the body as stored, opens too."""
    path = write(all_shapes["chunked"])
    (found,) = read_exchanges(path)
    stored = hashlib.sha1(found.response.partition(b"\r\n\r\n")[2]).digest()
    ref = msgspec.structs.replace(found.ref, payload_digest="sha1:" + base64.b32encode(stored).decode())
    assert open_record(tmp_path, ref).response == found.response


def test_a_block_beyond_the_limit_is_kept_in_part(write, all_shapes):
    """Of a longer answer the first bytes are kept, and it is marked so."""
    found, other = read_exchanges(write(all_shapes["plain"], all_shapes["interim"]), limit=200)
    assert (found.response, found.truncated) == (all_shapes["plain"].response[:200], Truncation.LENGTH)
    assert (other.response, other.truncated) == (all_shapes["interim"].response, None)


def test_resources_come_back(write, all_shapes):
    """URI, content type and bytes of what a file carries along."""
    resources = (("urn:kliping:site:a", "application/toml", b"a"), ("urn:kliping:site:b", "text/plain", b""))
    assert tuple(read_resources(write(all_shapes["plain"], resources=resources))) == resources


def test_records_tell_their_place(write, all_shapes):
    """Offset and length of consecutive records meet, and the last one ends with the file."""
    path = write(*all_shapes.values())
    end = 0
    for record in read_records(path):
        assert record.offset == end
        end = record.offset + record.length
    assert end == path.stat().st_size


def test_a_bounded_record_tells_its_size(write, all_shapes):
    """`block` is bounded, `size` is not."""
    found = list(read_records(write(all_shapes["plain"]), limit=10))[1]
    assert (found.block, found.size) == (all_shapes["plain"].response[:10], len(all_shapes["plain"].response))


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n"])
def test_an_empty_file_has_no_records(tmp_path, data):
    """No bytes, no exchanges, no error."""
    path = tmp_path / "empty.warc"
    path.write_bytes(data)
    assert list(read_exchanges(path)) == []


@pytest.mark.parametrize(
    "data",
    [
        b"<html>not a WARC</html>",
        b"four words and a number",
        b"one two three four 5",
        b"\x1f\x8b\x08\x00junk after a gzip magic",
        b"PK\x03\x04" + bytes(100),
        b"WARC/1.1\r\nWARC-Type: response\r\n\r\n",
        b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n",
        b"WARC/1.1\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
        b"WARC/1.1\r\n" + b"A: b\r\n" * 400_000,
        b"x" * 3_000_000,
    ],
)
def test_what_is_no_warc_is_one_clear_error(tmp_path, data):
    """Any other file gives one line with file and offset, whatever it holds."""
    path = tmp_path / "some.warc.gz"
    path.write_bytes(data)
    with pytest.raises(DamagedWarc) as raised:
        list(read_exchanges(path))
    assert str(raised.value).startswith(f"{path}@0: ")
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 1000


def test_what_cannot_be_opened_is_one_clear_error(tmp_path):
    """A missing file and a folder are told the same way."""
    for path in (tmp_path / "gone.warc.gz", tmp_path):
        with pytest.raises(DamagedWarc, match="cannot be read"):
            list(read_exchanges(path))


def test_an_unreadable_date_is_damage(tmp_path):
    """A response without a date that can be read is named, not guessed."""
    path = tmp_path / "a.warc"
    path.write_bytes(
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.go.id/\r\nWARC-Date: kemarin\r\n"
        b"Content-Type: application/http\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n\r\n"
    )
    with pytest.raises(DamagedWarc, match="kemarin"):
        list(read_exchanges(path))


def test_a_reference_opens_without_its_companions(tmp_path, write, all_shapes):
    """The response alone is enough: a request cut off behind it leaves it readable."""
    path = write(all_shapes["plain"])
    ref = next(read_exchanges(path)).ref
    path.write_bytes(path.read_bytes()[: ref.offset + ref.length + 10])
    found = open_record(path, ref)
    assert (found.response, found.request) == (all_shapes["plain"].response, b"")


def test_a_reference_opens_whatever_follows(tmp_path, write, all_shapes):
    """An answer that fills the limit comes back, although the next record is of another exchange."""
    path = write(all_shapes["plain"], all_shapes["interim"])
    first, second = (exchange.ref for exchange in read_exchanges(path))
    ends = [record.offset for record in read_records(path) if record.type in ("request", "metadata")]
    alone = tmp_path / path.name.replace("kliping", "alone")
    data = path.read_bytes()
    alone.write_bytes(data[: ends[0]] + data[ends[2] :])  # the other's companions follow, as wget writes them
    found = open_record(alone, msgspec.structs.replace(first, warc=alone.name), limit=200)
    assert (found.response, found.request) == (all_shapes["plain"].response[:200], b"")
    assert open_record(path, second).request == all_shapes["interim"].request


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2016", datetime(2016, 1, 1, tzinfo=UTC)),
        ("2016-09", datetime(2016, 9, 1, tzinfo=UTC)),
        ("2016-09-19", datetime(2016, 9, 19, tzinfo=UTC)),
        ("2016-09-19T17:20Z", datetime(2016, 9, 19, 17, 20, tzinfo=UTC)),
        ("2016-09-19T17:20:24.123456789Z", datetime(2016, 9, 19, 17, 20, 24, 123456, tzinfo=UTC)),
    ],
)
def test_dates_of_every_precision_are_read(tmp_path, written, read):
    """WARC/1.1 allows a year alone as well as nanoseconds: neither ends the reading of a file."""
    path = tmp_path / "a.warc"
    path.write_bytes(
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.go.id/\r\nWARC-Date: " + written.encode() +
        b"\r\nContent-Type: application/http\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n\r\n"
    )  # fmt: skip
    assert [exchange.fetched_at for exchange in read_exchanges(path)] == [read]


def test_dates_are_utc(write, all_shapes):
    """The fetch time comes back to the microsecond, in UTC."""
    (found,) = read_exchanges(write(all_shapes["plain"]))
    assert found.fetched_at == datetime(2017, 12, 5, 3, 31, 0, 123456, tzinfo=UTC)
    assert isinstance(found.ref, RecordRef)
