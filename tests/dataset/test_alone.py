"""A researcher who has only the dataset, or an export: what can be read is, and the rest says in one line why not."""

import json
import shutil
import sys

import pytest

import archive
from archive.collection import Collection
from archive.dataset.exported import read_export
from archive.dataset.formats import Format
from archive.errors import CollectionError, DamagedDataset
from archive.jobs.export import ExportOptions, export
from archive.jobs.opened import opened
from crawler.cli.app import main


@pytest.fixture(scope="module", params=["dataset", "jsonl", "parquet"])
def alone(request, tmp_path_factory, changed):
    """What was copied out of a collection with one changed article."""
    folder = tmp_path_factory.mktemp("alone") / request.param
    if request.param == "dataset":
        shutil.copytree(changed.dataset, folder)
    else:
        export(archive.load(changed.root), folder, ExportOptions(Format(request.param)))
    return folder


@pytest.fixture
def kliping(monkeypatch, capsys):
    """Run the command; return its exit code, output and errors."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["kliping", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run


def test_the_articles_are_the_same(alone, changed):
    """What a lone dataset or an export gives is what the collection has, every field and version."""
    found = sorted(archive.load(opened(alone).root), key=lambda a: (a.id, a.source.fetched_at))
    assert found == sorted(archive.load(changed.root), key=lambda a: (a.id, a.source.fetched_at))


@pytest.mark.parametrize("command", ["stats", "diff", "cite", "show", "search", "duplicates"])
def test_each_command_says_what_it_says_of_the_collection(alone, changed, kliping, command):
    """Figures, changes, citations, hits and groups are those of the whole collection."""
    wanted = next(a.id for a in archive.load(changed.root) if "Bantargebang" in a.title)
    arguments = {"cite": [wanted], "show": [wanted], "search": ["bantargebang"]}.get(command, [])
    results = []
    for place in (alone, changed.root):
        code, out, err = kliping(command, *arguments, "--collection", place, "--json")
        assert (code, err) == (0, "")
        results.append(json.loads(out))
    for result in results:
        if isinstance(result, dict):  # an export has an identity of its own, and an index is made once
            result.pop("identity", None)
            result.pop("indexed", None)
            result.get("report", {}).pop("identity", None)
    assert results[0] == results[1]


def test_the_page_itself_needs_the_warcs(alone, changed, kliping):
    """Without WARCs `source.open()`, `show --html`, `derive` and `verify` say in one line what is missing."""
    article = next(archive.load(opened(alone).root))
    with pytest.raises(CollectionError, match="without its WARCs"):
        article.source.open()
    for arguments in (["show", article.id, "--html", alone.parent / "x.html"], ["derive"], ["verify"]):
        code, out, err = kliping(*arguments, "--collection", alone)
        assert (code, out, err.count("\n")) == (4, "", 1)
        assert "WARCs" in err or "collection" in err


def test_a_dataset_in_its_collection_is_the_collection(changed):
    """Who names the folder `dataset/` of a collection has its WARCs, too."""
    assert opened(changed.dataset).warc == changed.dataset.parent / "warc"
    assert next(archive.load(changed.dataset)).source.open().response


def test_a_collection_without_its_warcs_can_be_read(tmp_path, changed):
    """A collection handed on without `warc/` is read as its dataset."""
    shutil.copytree(changed.dataset, tmp_path / "dataset")
    assert opened(tmp_path).dataset == tmp_path / "dataset"


def test_a_csv_cannot_be_read_back(tmp_path, changed, kliping):
    """A CSV does not hold whole articles: the line says which formats do."""
    export(archive.load(changed.root), tmp_path / "out", ExportOptions(Format.CSV))
    code, out, err = kliping("stats", tmp_path / "out")
    assert (code, out, err.count("\n")) == (4, "", 1)
    assert "--format jsonl or parquet" in err


@pytest.mark.parametrize("form", [Format.JSONL, Format.PARQUET])
def test_a_damaged_export_is_told(tmp_path, changed, form):
    """A part that was cut is named."""
    export(archive.load(changed.root), tmp_path / "out", ExportOptions(form))
    (part,) = (tmp_path / "out/data").iterdir()
    part.write_bytes(part.read_bytes()[:-40])
    with pytest.raises(DamagedDataset) as told:
        list(read_export(tmp_path / "out"))
    assert part.name in told.value.where


def test_an_export_is_no_dataset_for_load(tmp_path, changed):
    """`archive.load` of an export says which tools open it."""
    export(archive.load(changed.root), tmp_path / "out", ExportOptions(Format.PARQUET))
    with pytest.raises(CollectionError, match="an export, no dataset"):
        archive.load(tmp_path / "out")
    with pytest.raises(CollectionError, match="an export, no collection"):
        Collection(tmp_path / "out").existing()
