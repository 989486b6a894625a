"""What a writer leaves on the disk, record by record and file by file."""

from __future__ import annotations

import re
import tracemalloc
from datetime import UTC, datetime

import pytest

from archive.exchange import Exchange
from archive.spool import Spool
from archive.warc import WarcWriter, WriterOptions, read_exchanges, read_records
from archive.warc.record import Record

URL = "http://bekasikota.go.id/"
FIRST = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nhalo"


def simple(**changes) -> Exchange:
    values = {
        "url": URL,
        "fetched_at": datetime(2017, 12, 5, tzinfo=UTC),
        "request": b"GET / HTTP/1.1\r\n\r\n",
    }
    return Exchange(**{**values, "response": FIRST, **changes})


def types(path) -> list[str]:
    return [record.type for record in read_records(path)]


def test_response_record_byte_for_byte(write):
    """With id and clock frozen, the response record is exactly this."""
    path = write(simple(ip="127.0.0.1"))
    found = next(record for record in read_records(path) if record.type == "response")
    lines = "".join(f"{name}: {value}\n" for name, value in found.headers)
    assert found.block == FIRST
    assert lines == (
        "WARC-Type: response\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000002>\n"
        "WARC-Date: 2017-12-05T00:00:00.000000Z\n"
        "WARC-Target-URI: http://bekasikota.go.id/\n"
        "WARC-Warcinfo-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\n"
        "WARC-IP-Address: 127.0.0.1\n"
        "WARC-Protocol: http/1.1\n"
        "WARC-Block-Digest: sha1:Z4R4H544QNDLOMTAN74VUVGDGBLAZYMR\n"
        "WARC-Payload-Digest: sha1:GOY6VQQQS4P3AKR3SCX45HN765ML46KN\n"
        "Kliping-Block-Digest: sha256:1151eec9ce2ac48c24261b21d9909134d09b87b1e16b0d9cae09ece36081e653\n"
        "Kliping-Payload-Digest: sha256:a4e63bcacf6c172ad84f9f4523c8f1acaf33676fa76d3258c67b7e7bbf16d777\n"
        "Content-Type: application/http; msgtype=response\n"
        "Content-Length: 48\n"
    )


def test_same_input_same_bytes(tmp_path, all_shapes, frozen):
    """Writing the same exchanges twice with id and clock frozen gives identical files."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with WarcWriter(tmp_path / name, "kliping", frozen()) as writer:
            for exchange in all_shapes.values():
                writer.write(exchange)
    (one,), (two,) = (tmp_path / "a").iterdir(), (tmp_path / "b").iterdir()
    assert one.read_bytes() == two.read_bytes()


def test_order_of_records(write, all_shapes):
    """warcinfo, resources, then response, request and metadata of each exchange."""
    profile = ("urn:kliping:site:bekasikota", "application/toml", b'key = "bekasikota"\n')
    path = write(*list(all_shapes.values())[:2], info={"operator": "Dinas"}, resources=(profile,))
    assert types(path) == ["warcinfo", "resource", *["response", "request", "metadata"] * 2]
    info, resource, response, request, metadata, *_ = read_records(path)
    assert info.block.startswith(b"software: kliping/")
    assert b"\r\nformat: WARC File Format 1.1\r\nconformsTo: https://" in info.block
    assert info.block.endswith(b"\r\noperator: Dinas\r\n")
    assert info.get("WARC-Filename") == path.name
    assert (resource.get("WARC-Target-URI"), resource.get("Content-Type"), resource.block) == profile
    assert request.get("WARC-Concurrent-To") == metadata.get("WARC-Concurrent-To") == response.get("WARC-Record-ID")
    assert all(each.get("WARC-Warcinfo-ID") == info.get("WARC-Record-ID") for each in (resource, response, request))
    assert metadata.block == b"site: bekasikota\r\nvia: http://bekasikota.go.id/\r\nhopsFromSeed: L\r\n"


def test_tls_and_interim_answers_are_recorded(write, all_shapes):
    """Protocols, cipher, fingerprint and 1xx answers are there; the certificate once a file."""
    path = write(all_shapes["secure"], all_shapes["secure-again"], all_shapes["interim"])
    records = list(read_records(path))
    secure = records[1]
    assert secure.all("WARC-Protocol") == ["http/1.1", "tls/1.3"]
    assert secure.get("WARC-Cipher-Suite") == "TLS_AES_256_GCM_SHA384"
    first, second, third = (record.block for record in records if record.type == "metadata")
    assert b"tls-certificate-sha256: " + b"ab" * 32 in first
    assert b"tls-certificate: MIIBAERFUg0K/w==\r\n" in first
    assert b"tls-certificate-sha256: " in second
    assert b"tls-certificate:" not in second
    assert b"interim-response: SFRUUC8xLjEgMTAz" in third
    assert records[-3].block.startswith(b"HTTP/1.1 200")


def test_truncation_has_its_reason(write, all_shapes):
    """A cut answer carries WARC-Truncated."""
    found = list(read_records(write(all_shapes["cut"])))[1]
    assert found.get("WARC-Truncated") == "disconnect"


@pytest.mark.parametrize(
    "evil", ["x\r\nWARC-Type: evil", "x\nevil: 1", "x\r\n\r\nWARC/1.1", "x\u2028evil: 1", "x\x00y\x85z"]
)
def test_no_value_can_inject_a_field(write, evil):
    """Line ends in a URL, a note or an info value are escaped, and the record stays readable."""
    path = write(simple(url=URL + evil, ip=evil, notes=((evil, evil),)), info={"operator": evil})
    info, response, request, metadata = read_records(path)
    expected = {
        "WARC-Type",
        "WARC-Record-ID",
        "WARC-Date",
        "WARC-Target-URI",
        "WARC-Warcinfo-ID",
        "WARC-IP-Address",
    }
    assert {name for name, _ in response.headers[:6]} == expected
    assert len(metadata.block.splitlines()) == 1
    assert len(info.block.splitlines()) == 4
    assert [record.get("WARC-Type") for record in (response, request)] == ["response", "request"]
    assert not re.search(r"[\r\n\x00\x85\u2028]", response.get("WARC-Target-URI"))


def test_a_lone_surrogate_is_written(write):
    """A URL that is no Unicode text is stored replaced, not refused."""
    assert next(read_exchanges(write(simple(url=URL + "\udcff")))).url == URL + "?"


def test_reserved_note_names_are_refused(tmp_path):
    """A note that would pass for a certificate is a ValueError, and nothing of the exchange is kept."""
    writer = WarcWriter(tmp_path, "kliping")
    with pytest.raises(ValueError, match="TLS-Certificate"):
        writer.write(simple(notes=(("TLS-Certificate", "x"),)))
    ref = writer.write(simple())
    writer.close()
    assert types(tmp_path / ref.warc) == ["warcinfo", "response", "request"]


def test_files_rotate_at_a_size(tmp_path):
    """A full file is published before the next exchange, with a serial number of its own."""
    closed = []
    options = WriterOptions(max_bytes=1, on_close=lambda path, lines: closed.append((path.name, len(lines))))
    with WarcWriter(tmp_path, "kliping", options) as writer:
        refs = [writer.write(simple()) for _ in range(3)]
        assert len(list(tmp_path.glob("*.warc.gz"))) == 2
        assert len(list(tmp_path.glob("*.open"))) == 1
    names = [ref.warc for ref in refs]
    assert [re.fullmatch(r"kliping-\d{14}-(\d{5})\.warc\.gz", name)[1] for name in names] == [
        "00000",
        "00001",
        "00002",
    ]
    assert closed == [(name, 1) for name in names]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert (writer.exchanges, writer.records) == (3, 9)
    assert writer.bytes == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_files_rotate_at_a_number(tmp_path):
    """The index lines held in memory are bounded by the exchanges of a file."""
    with WarcWriter(tmp_path, "kliping", WriterOptions(max_exchanges=2)) as writer:
        assert len({writer.write(simple()).warc for _ in range(5)}) == 3


def test_no_file_is_overwritten(tmp_path, write, frozen):
    """A second writer in the same second takes the next free number, also beside an `.open`."""
    first = write(simple())
    before = first.read_bytes()
    open_one = WarcWriter(tmp_path, "kliping", frozen())
    other = WarcWriter(tmp_path, "kliping", frozen())
    names = [open_one.write(simple()).warc, other.write(simple()).warc]
    open_one.close()
    other.close()
    assert [name[-13:-8] for name in names] == ["00001", "00002"]
    assert first.read_bytes() == before


def test_nothing_written_leaves_nothing(tmp_path):
    """A writer without an exchange leaves no file and calls nobody."""
    called = []
    writer = WarcWriter(tmp_path, "kliping", WriterOptions(on_close=lambda *_: called.append(1)))
    writer.close()
    writer.close()
    assert list(tmp_path.iterdir()) == []
    assert called == []


def test_every_exchange_reaches_the_system_at_once(tmp_path):
    """After `write` the `.open` file holds the whole exchange: a killed process loses none."""
    writer = WarcWriter(tmp_path, "kliping")
    for number in range(1, 4):
        writer.write(simple())
        (path,) = tmp_path.glob("*.open")
        assert len(list(read_exchanges(path))) == number
    writer.close()


def test_a_spooled_body_does_not_grow_memory(tmp_path):
    """A 20 MB body on disk is written, and read back whole, with a few MB of memory."""
    spool = Spool(memory=64 * 1024)
    spool.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    piece = bytes(range(256)) * 256
    for _ in range(320):
        spool.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    spool.write(b"0\r\n\r\n")
    tracemalloc.start()
    with WarcWriter(tmp_path, "kliping") as writer:
        ref = writer.write(simple(response=spool))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
    (found,) = read_exchanges(tmp_path / ref.warc)
    assert found.response == bytes(spool)
    spool.close()


def test_the_level_is_configurable(tmp_path):
    """A lower zlib level gives a larger file with the same records."""
    sizes = []
    for level in (1, 9):
        with WarcWriter(tmp_path, f"level{level}", WriterOptions(level=level)) as writer:
            writer.write(simple(response=FIRST + b"".join(b"%d berita " % number for number in range(20_000))))
        sizes.append(writer.bytes)
    assert sizes[0] > sizes[1]


def test_a_record_knows_its_fields():
    """Field names are found whatever their case, repeats in order."""
    record = Record("response", (("A", "1"), ("a", "2")), b"", 0, 0, 0)
    assert (record.get("a"), record.all("A"), record.get("b")) == ("1", ["1", "2"], None)
