"""What the field's own tools say of a WARC we wrote."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archive.warc import read_records

CHUNKED = ("chunked", "chunked-gzip")


def warcio_check(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def fastwarc_check(path: Path) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("fastwarc")
    return subprocess.run([command, "check", str(path)], capture_output=True, text=True, check=False, timeout=60)


def test_warcio_verifies_every_digest(write, all_shapes):
    """`warcio check` passes block and payload digests of everything that is not chunked."""
    path = write(*(each for name, each in all_shapes.items() if name not in CHUNKED))
    done = warcio_check(path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("digest pass") == sum(1 for _ in read_records(path))


@pytest.mark.parametrize("name", CHUNKED)
def test_warcio_flags_chunked_payloads_and_is_wrong(write, all_shapes, name):
    """The chunk framing is digested too by warcio (its issues 74 and 75), so it flags our payload digest.

    The payload digest is of the entity (WARC/1.1, section 5.9; warc-specifications issue 22). When
    this test fails, warcio has been corrected: let the test above cover chunked answers.
    """
    done = warcio_check(write(all_shapes[name]))
    assert done.returncode == 1
    assert done.stdout.count("payload digest failed") == 1
    assert "block digest failed" not in done.stdout


def test_fastwarc_verifies_every_block(write, all_shapes):
    """`fastwarc check` passes every block digest, chunked answers included."""
    path = write(*all_shapes.values())
    done = fastwarc_check(path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{sum(1 for _ in read_records(path))} records were verified successfully.\n"


def test_gzip_itself_finds_the_file_whole(write, all_shapes):
    """`gzip -t` verifies every member."""
    gzip = shutil.which("gzip")
    assert gzip
    subprocess.run([gzip, "-t", str(write(*all_shapes.values()))], check=True, timeout=60)
