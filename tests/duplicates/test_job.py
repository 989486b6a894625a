"""`kliping duplicates` on a dataset: the files, the command, and what is damaged."""

import gzip
import json
import subprocess
import sys

import pytest

from archive.dataset import Manifest, Publisher
from archive.errors import CollectionError, DamagedDataset
from archive.jobs.duplicates import NAME, REPORT, find_duplicates, read_duplicates

TEXT = " ".join(f"kata{n}" for n in range(60))


@pytest.fixture
def dataset(tmp_path, article):
    with Publisher(tmp_path, keep=None) as publisher:
        for site in ("bekasikota", "kominfo"):
            publisher.add(article(TEXT, site=site))
        publisher.publish(Manifest())
    return tmp_path


def test_the_result_is_written_beside_the_dataset(dataset):
    """The groups and the report are in the dataset folder, and name the dataset they were made from."""
    found = find_duplicates(dataset)
    assert list(read_duplicates(dataset)) == list(found.groups)
    assert json.loads((dataset / REPORT).read_text())["identity"] == json.loads((dataset / "manifest.json").read_text())["identity"]  # fmt: skip
    assert {p.name for p in dataset.iterdir()} >= {"articles", REPORT, NAME, "manifest.json"}


def test_the_same_dataset_gives_the_same_bytes(dataset):
    """Written twice, the file is the same byte for byte."""
    find_duplicates(dataset)
    before = gzip.decompress((dataset / NAME).read_bytes())
    find_duplicates(dataset)
    assert gzip.decompress((dataset / NAME).read_bytes()) == before
    assert before.count(b"\n") == 1


def test_a_place_without_dataset_is_told(tmp_path):
    """No dataset is an error; a dataset nobody looked at has no groups."""
    with pytest.raises(CollectionError, match="no dataset"):
        find_duplicates(tmp_path)
    assert list(read_duplicates(tmp_path)) == []


def test_a_damaged_file_is_told(dataset):
    """A cut file is damage with a way out."""
    find_duplicates(dataset)
    (dataset / NAME).write_bytes((dataset / NAME).read_bytes()[:40])
    with pytest.raises(DamagedDataset, match="kliping duplicates"):
        list(read_duplicates(dataset))


def test_the_command_shows_the_groups(dataset):
    """The command prints report and groups as JSON, and as tables otherwise."""
    code = "from crawler.cli.app import main; main()"
    run = [sys.executable, "-c", code, "duplicates", str(dataset)]
    printed = json.loads(subprocess.run([*run, "--json"], capture_output=True, check=True).stdout)
    assert printed["report"]["copies"] == 1
    assert sorted(m["site"] for m in printed["groups"][0]["members"]) == ["bekasikota", "kominfo"]
    assert b"1 with 2 articles" in subprocess.run(run, capture_output=True, check=True).stdout
    assert json.loads(subprocess.run([*run, "--json", "--site", "x"], capture_output=True, check=True).stdout)["groups"] == []  # fmt: skip
