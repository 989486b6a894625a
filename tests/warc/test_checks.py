"""Verification finds what was changed, and says nothing about what was not."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import UTC, datetime

import msgspec
import pytest

from archive.cdxj import write_cdxj
from archive.checks import check_index, check_warc
from archive.exchange import Exchange
from archive.spool import Spool
from archive.warc import WarcWriter, index_warc, read_records


@pytest.fixture
def plain(tmp_path, write, all_shapes):
    """An uncompressed WARC, so that a test can change it."""
    path = tmp_path / "plain.warc"
    path.write_bytes(gzip.decompress(write(*all_shapes.values()).read_bytes()))
    return path


def change(path, old, new):
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def messages(path):
    return [problem.message for problem in check_warc(path)]


def test_a_good_file_has_no_problems(write, all_shapes, plain):
    """Every shape of answer, compressed or not, checks without a word."""
    assert list(check_warc(plain)) == []


def test_a_changed_body_breaks_four_digests(plain):
    """One changed letter in a page is seen by SHA-1 and SHA-256, of block and payload, at its record."""
    offset = next(record.offset for record in read_records(plain) if record.type == "response")
    change(plain, b"Wali Kota membuka", b"Wali Kota menutup")
    found = list(check_warc(plain))
    assert [each.message.partition(" ")[0] for each in found] == [
        "WARC-Block-Digest",
        "Kliping-Block-Digest",
        "WARC-Payload-Digest",
        "Kliping-Payload-Digest",
    ]
    assert {each.where for each in found} == {f"{plain}@{offset}"}


def test_a_changed_header_breaks_the_block_alone(plain):
    """A changed HTTP field is seen by the block digests; the payload is still what it was."""
    change(plain, b"X-Odd:", b"X-Odx:")
    assert [each.partition(" ")[0] for each in messages(plain)] == [
        "WARC-Block-Digest",
        "Kliping-Block-Digest",
    ]


def test_a_changed_request_or_note_is_found(plain):
    """Requests, metadata and warcinfo have digests too."""
    change(plain, b"accept-ENCODING", b"accept-encoding")
    change(plain, b"hopsFromSeed: L", b"hopsFromSeed: R")
    change(plain, b"software: kliping", b"software: klipinx")
    kinds = [message.rpartition("the ")[2] for message in messages(plain)]
    assert kinds == [f"{kind} record was changed" for kind in ("warcinfo", "request", "metadata") for _ in "12"]


def test_a_link_into_nowhere_is_found(plain):
    """WARC-Concurrent-To must name a record of the file."""
    data = plain.read_bytes()
    at = data.index(b"WARC-Concurrent-To: <urn:uuid:0")
    plain.write_bytes(data[: at + 30] + b"f" + data[at + 31 :])
    (message,) = messages(plain)
    assert message.startswith("WARC-Concurrent-To names <urn:uuid:f")


def test_a_repeated_id_is_found(plain):
    """Two records under one id are a problem."""
    plain.write_bytes(plain.read_bytes() + plain.read_bytes())
    assert sum("is not unique" in message for message in messages(plain)) == sum(1 for _ in read_records(plain)) // 2


def test_a_response_without_http_is_found(tmp_path):
    """A response block that is no HTTP message is named."""
    with WarcWriter(tmp_path, "kliping") as writer:
        ref = writer.write(Exchange("http://a.go.id/", datetime(2017, 12, 5, tzinfo=UTC), b"", b"<html>0.9</html>"))
    assert messages(tmp_path / ref.warc) == ["no HTTP status line: b'<html>0.9</html>'"]


@pytest.mark.parametrize("cut", [1, 50, 400])
def test_a_cut_tail_is_found(write, all_shapes, cut):
    """A file cut in mid-record, gzip or not, is named with the offset where it happens."""
    path = write(*all_shapes.values())
    last = list(read_records(path))[-1]
    path.write_bytes(path.read_bytes()[: last.offset + last.length - min(cut, last.length - 1)])
    (problem,) = check_warc(path)
    assert problem.where == f"{path}@{last.offset}"
    assert "cut" in problem.message


def test_other_algorithms_and_alphabets_are_checked(tmp_path):
    """Digests in hex, base64 and other algorithms are compared; unknown ones are left alone."""
    good = [
        "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "md5:XUFAKrxLKna5cZ2REBfFkg==",
        "SHA-1:AAF4C61DDCC5E8A2DABEDE0F3B482CD9AEA9434D",
        "blake9:whatever",
    ]
    path = tmp_path / "a.warc"
    for digest, expected in [*((each, 0) for each in good), ("md5:5d41402abc4b2a76b9719d911017c593", 1)]:
        path.write_bytes(
            b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: urn:x\r\n"
            b"WARC-Block-Digest: " + digest.encode() + b"\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n"
        )
        assert len(messages(path)) == expected


def test_checking_a_large_body_needs_little_memory(tmp_path):
    """A 20 MB answer is checked with a few MB of memory."""
    spool = Spool(memory=1000)
    spool.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(320):
        spool.write(bytes(range(256)) * 256)
    with WarcWriter(tmp_path, "kliping") as writer:
        ref = writer.write(Exchange("http://a.go.id/", datetime(2017, 12, 5, tzinfo=UTC), b"", spool))
    spool.close()
    tracemalloc.start()
    assert list(check_warc(tmp_path / ref.warc)) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


@pytest.fixture
def indexed(tmp_path, write, all_shapes):
    """A WARC, its index, and its lines."""
    path = write(*all_shapes.values())
    lines = list(index_warc(path))
    write_cdxj(tmp_path / "a.cdxj", lines)
    return path, tmp_path / "a.cdxj", lines


def test_a_good_index_has_no_problems(indexed):
    """An index made from its WARC agrees with it."""
    path, cdxj, _ = indexed
    assert list(check_index(path, cdxj)) == []


def test_what_an_index_gets_wrong_is_named(indexed):
    """A missing line, one too many, and a wrong digest are three problems with their places."""
    path, cdxj, lines = indexed
    extra = msgspec.structs.replace(lines[0], offset=7, key="zz")
    wrong = msgspec.structs.replace(lines[2], digest="sha1:AAAA")
    write_cdxj(cdxj, [lines[0], extra, wrong, *lines[3:]])
    found = {
        problem.message.partition(":")[0].partition(" is ")[0]: problem.where for problem in check_index(path, cdxj)
    }
    assert found["not in the index"] == f"{path}@{lines[1].offset}"
    assert found["no such record"] == f"{cdxj}:{len(lines)}"
    assert found["digest"].startswith(f"{cdxj}:")
    assert len(found) == 3


def test_a_broken_index_or_warc_is_a_problem_too(indexed):
    """Damage of either file is told as a problem, not raised."""
    path, cdxj, _ = indexed
    path.write_bytes(path.read_bytes()[:-5])
    assert next(each.where for each in check_index(path, cdxj)).startswith(f"{path}@")
    cdxj.write_text("junk\n")
    assert [each.where for each in check_index(path, cdxj)] == [f"{cdxj}:1"]
