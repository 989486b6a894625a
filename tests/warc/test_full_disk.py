"""A disk that fills up while a WARC is written: one clear error, nothing lost, nothing half."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import msgspec
import pytest

from archive.checks import check_warc
from archive.errors import ExitCode, WriteError
from archive.exchange import Exchange
from archive.warc import WarcWriter, read_exchanges

SCRIPT = """
import random, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from archive.errors import WriteError
from archive.exchange import Exchange
from archive.warc import WarcWriter

folder, limit, again = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "again"

def exchange(number):
    body = random.Random(number).randbytes(3000)
    moment = datetime(2017, 12, 5, tzinfo=UTC)
    return Exchange(f"http://a.go.id/{number}", moment, b"GET / HTTP/1.1\\r\\n\\r\\n",
                    b"HTTP/1.1 200 OK\\r\\n\\r\\n" + body, notes=(("via", "x"),))

def room(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

kept, errors = [], []
writer = WarcWriter(folder, "kliping")
room(limit)
for number in range(12):
    try:
        writer.write(exchange(number))
        kept.append(number)
    except WriteError as error:
        errors.append(str(error))
if again:
    room(resource.RLIM_INFINITY)
    writer.write(exchange(99))
    kept.append(99)
writer.close()
import msgspec
print(msgspec.json.encode({"kept": kept, "errors": errors, "exchanges": writer.exchanges}).decode())
"""


def run(folder, limit, again):
    command = [sys.executable, "-c", SCRIPT, str(folder), str(limit), again]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return msgspec.json.decode(done.stdout)


@pytest.mark.parametrize("limit", [5_000, 9_000, 9_400, 9_900, 20_011])
@pytest.mark.parametrize("again", ["again", "never"])
def test_a_full_disk_keeps_every_whole_exchange(tmp_path, limit, again):
    """What was written before stays and is published; a later write succeeds when there is room again."""
    told = run(tmp_path, limit, again)
    assert told["errors"]
    assert all(".warc.gz.open: cannot write: File too large (" in line for line in told["errors"])
    (path,) = tmp_path.iterdir()
    urls = [f"http://a.go.id/{number}" for number in told["kept"]]
    assert [each.url for each in read_exchanges(path)] == urls
    assert len(urls) == told["exchanges"] > 0
    assert list(check_warc(path)) == []


def test_a_disk_without_room_for_anything_leaves_nothing(tmp_path):
    """When not even the first record fits, no file is left behind, and later there can be one."""
    assert run(tmp_path, 100, "never")["kept"] == []
    assert list(tmp_path.iterdir()) == []
    assert run(tmp_path, 100, "again")["kept"] == [99]


def test_a_missing_folder_is_one_clear_error(tmp_path):
    """A folder that cannot be written is named, with what to do and the exit code for it."""
    writer = WarcWriter(tmp_path / "gone", "kliping")
    exchange = Exchange("http://a.go.id/", datetime(2017, 12, 5, tzinfo=UTC), b"", b"HTTP/1.1 200 OK\r\n\r\n")
    with pytest.raises(WriteError) as raised:
        writer.write(exchange)
    assert raised.value.where == str(tmp_path / "gone")
    assert raised.value.hint
    assert raised.value.exit_code is ExitCode.WRITE
    writer.close()


def test_a_file_that_cannot_be_finished_stays_open(tmp_path):
    """When the name is taken at the end, the `.open` file stays for salvage and the error says so."""
    writer = WarcWriter(tmp_path, "kliping")
    ref = writer.write(Exchange("http://a.go.id/", datetime(2017, 12, 5, tzinfo=UTC), b"", b"HTTP/1.1 200 OK\r\n\r\n"))
    (tmp_path / ref.warc).write_bytes(b"somebody else's")
    with pytest.raises(WriteError, match="finish"):
        writer.close()
    assert (tmp_path / ref.warc).read_bytes() == b"somebody else's"
    assert len(list(read_exchanges(tmp_path / f"{ref.warc}.open"))) == 1
    writer.close()
