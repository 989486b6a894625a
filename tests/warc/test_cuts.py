"""A file cut at any byte: the reader gives what is whole, salvage keeps what is whole and loses nothing."""

from __future__ import annotations

import gzip
import shutil

import pytest

from archive.errors import DamagedWarc, WriteError
from archive.warc import WarcWriter, index_warc, read_exchanges, read_records, salvage


def collect(path):
    """Return the exchanges before the damage, and the damage."""
    found = []
    try:
        for each in read_exchanges(path):
            found.append(each)  # noqa: PERF402 - what came before the error is the point
    except DamagedWarc as error:
        return found, error
    return found, None


@pytest.fixture
def whole(write, all_shapes):
    """A small WARC with two exchanges, its records, and their ends."""
    path = write(all_shapes["repeated"], all_shapes["secure"])
    records = list(read_records(path))
    return path, records, [record.offset + record.length for record in records]


def test_reading_a_file_cut_at_every_byte(tmp_path, whole):
    """Every answer that is whole is given; DamagedWarc follows unless the cut is between records."""
    path, records, ends = whole
    data = path.read_bytes()
    everything = list(read_exchanges(path))
    cut = tmp_path / "cut.warc.gz"
    for size in range(len(data)):
        cut.write_bytes(data[:size])
        found, error = collect(cut)
        answers = sum(1 for record, end in zip(records, ends, strict=True) if record.type == "response" and end <= size)
        assert [each.response for each in found] == [each.response for each in everything[:answers]]
        assert (error is None) == (size == 0 or size in ends)
        if error:
            last = max((end for end in ends if end <= size), default=0)
            assert error.where == f"{cut}@{last}"


def test_reading_an_uncompressed_file_cut_at_every_byte(tmp_path, whole):
    """Without gzip, Content-Length tells a cut; only the blank lines behind a record may be missing."""
    path, *_ = whole
    plain = tmp_path / "plain.warc"
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    data = plain.read_bytes()
    records = list(read_records(plain))
    ends = {record.offset + record.length + blank for record in records for blank in range(5)}
    everything = list(read_exchanges(plain))
    for size in range(len(data)):
        plain.write_bytes(data[:size])
        found, error = collect(plain)
        answers = sum(1 for record in records if record.type == "response" and record.offset + record.length <= size)
        assert [each.response for each in found] == [each.response for each in everything[:answers]]
        assert (error is None) == (size == 0 or size in ends)


def test_salvage_of_a_file_cut_at_every_byte(tmp_path, whole):
    """The whole records are published under the final name, and the rest lies beside them, byte for byte."""
    path, records, ends = whole
    data = path.read_bytes()
    # Every byte of warcinfo and the first exchange, then coarser: each cut costs several fsyncs.
    for size in (*range(ends[3] + 1), *range(ends[3] + 1, len(data), 17), *ends):
        folder = tmp_path / str(size)
        folder.mkdir()
        part = folder / f"{path.name}.open"
        part.write_bytes(data[:size])
        report = salvage(part)
        kept = max((end for end in ends if end <= size), default=0)
        answers = sum(1 for record, end in zip(records, ends, strict=True) if record.type == "response" and end <= size)
        tail = folder / f"{path.name}.tail"
        assert not part.exists()
        assert (report.exchanges, report.dropped) == (answers, size - kept)
        assert report.tail == (tail if size > kept else None)
        assert (tail.read_bytes() if size > kept else b"") == data[kept:size]
        if answers:
            assert report.published == folder / path.name
            assert report.published.read_bytes() == data[:kept]
            assert report.kept == kept
            assert report.lines == tuple(index_warc(report.published))
            assert len(report.lines) == len(list(read_exchanges(report.published))) == answers
        else:
            assert (report.published, report.lines, report.kept) == (None, (), 0)
            assert not (folder / path.name).exists()
        shutil.rmtree(folder)


def test_a_flipped_byte_is_found_where_it_is(tmp_path, whole):
    """A damaged byte anywhere in a gzip member gives DamagedWarc, and never a wrong answer."""
    path, records, _ = whole
    data = path.read_bytes()
    honest = [each.response for each in read_exchanges(path)]
    broken = tmp_path / "broken.warc.gz"
    for at in range(records[1].offset, records[2].offset):
        broken.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        found, error = collect(broken)
        # A bit that means nothing to the decoder (a gzip header's time, padding) may pass.
        assert [each.response for each in found] == (honest if error is None else [])


def test_what_a_killed_writer_left_is_salvaged(tmp_path, all_shapes):
    """An `.open` file as a kill leaves it, whole to its end, becomes the same file `close` makes."""
    writer = WarcWriter(tmp_path, "kliping")
    written = list(all_shapes.values())
    for each in written:
        writer.write(each)
    (part,) = tmp_path.glob("*.open")
    report = salvage(part)
    assert (report.exchanges, report.dropped, report.tail) == (len(written), 0, None)
    assert [each.response for each in read_exchanges(report.published)] == [each.response for each in written]


def test_salvage_never_overwrites(tmp_path, whole):
    """When the final name is taken, both files stay and the error names the one that is open."""
    path, *_ = whole
    part = path.with_name(f"{path.name}.open")
    shutil.copy(path, part)
    with pytest.raises(WriteError, match="salvage") as raised:
        salvage(part)
    assert raised.value.where == str(part)
    assert part.read_bytes() == path.read_bytes()


def test_salvaging_nothing_is_an_error(tmp_path):
    """A file that is not there is said so."""
    with pytest.raises(WriteError, match="No such file"):
        salvage(tmp_path / "gone.warc.gz.open")
