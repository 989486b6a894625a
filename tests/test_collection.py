"""One folder, one writer."""

import subprocess
import sys

import pytest

from archive.collection import Collection
from archive.errors import CollectionBusy, CollectionError, WriteError

HOLD = """
import sys
from archive.collection import Collection
with Collection(sys.argv[1]).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_and_told_who_holds_it(tmp_path):
    """While one process writes, another gets one line that names it; afterwards the way is free."""
    collection = Collection(tmp_path).create()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(CollectionBusy, match=f"process {holder.pid}"), collection.lock():
            pass
        holder.stdin.close()
        holder.wait(10)
    with collection.lock(), collection.lock():
        assert (tmp_path / ".lock").exists()


def test_a_missing_collection_is_told(tmp_path):
    """A folder without a collection is named, with the commands that make one."""
    with pytest.raises(CollectionError, match="kliping crawl"):
        Collection(tmp_path / "none").existing()


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    """A collection cannot be made where a file is in the way; the line names the place."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(WriteError, match="file"):
        Collection(tmp_path / "file" / "c").create()
