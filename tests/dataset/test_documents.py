"""The documents of a dataset: judged by the tools that read them, and true to the articles."""

import gzip
import json
import runpy
from pathlib import Path

import frictionless
import jsonschema
import mlcroissant
import msgspec
import pytest
import yaml
from huggingface_hub import DatasetCard

import archive
from archive.article import Article
from archive.dataset import Manifest, Publisher
from archive.dataset.documents.describe import meanings
from archive.dataset.documents.dictionary import fields
from archive.dataset.documents.jsonschema import json_schema
from archive.dataset.flat import COLUMNS
from archive.dataset.formats import Format
from archive.jobs.export import ExportOptions, export

ROOT = Path(__file__).parents[2]
HOSTILE = "x | y\n---\n# <script>alert(1)</script> [klik](javascript:1) `${x}` *b* \x1b[31m: - {a}"


@pytest.fixture(scope="session")
def out(collection, tmp_path_factory):
    """One export of each format: read only."""
    folder = tmp_path_factory.mktemp("documents")
    for form in Format:
        export(archive.load(collection.root), folder / form, ExportOptions(form))
    return folder


@pytest.mark.parametrize("form", list(Format))
def test_frictionless_validates(out, form):
    """The data package is valid, its tables included: columns, types, sizes and digests."""
    report = frictionless.validate(str(out / form / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == 1


@pytest.mark.parametrize("form", [Format.CSV, Format.PARQUET])
def test_frictionless_sees_a_changed_file(out, tmp_path, form):
    """The digest in the data package is that of the file: one changed byte makes it invalid."""
    for path in (p for p in (out / form).rglob("*") if p.is_file()):
        copy = tmp_path / path.relative_to(out / form)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (data,) = (tmp_path / "data").iterdir()
    data.write_bytes(data.read_bytes()[:-1] + b" ")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


@pytest.mark.parametrize("form", list(Format))
def test_croissant_validates_and_reads(collection, out, form):
    """Mlcroissant has nothing to say against the metadata, and reads the records by it, offline."""
    found = mlcroissant.Dataset(out / form / "croissant.json")
    assert not found.metadata.issues.errors
    assert not found.metadata.issues.warnings
    titles = {record["articles/title"].decode() for record in found.records("articles")}
    assert titles == {a.title for a in archive.load(collection.root)}


def test_json_schema_takes_records_and_nothing_else(out):
    """Every record of an export fits the JSON Schema, and one that lacks a field or has a wrong type does not."""
    schema = json.loads((out / "jsonl/schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    lines = gzip.decompress((out / "jsonl/data/articles-00000.jsonl.gz").read_bytes()).splitlines()
    records = [json.loads(line) for line in lines]
    assert len(records) == 4
    assert not [error for record in records for error in judge.iter_errors(record)]
    record = records[0]
    for wrong in ({**record, "title": None}, {**record, "schema": 99}, {k: v for k, v in record.items() if k != "url"}):
        assert not judge.is_valid(wrong)


def test_json_schema_describes_every_field():
    """Each field of each record type has a description."""
    parts = json_schema()["$defs"]
    bare = [
        f"{n}.{f}" for n, p in parts.items() for f, rule in p.get("properties", {}).items() if not rule["description"]
    ]
    assert not bare
    assert list(parts["Article"]["properties"]) == list(Article.__struct_fields__)


def test_the_descriptions_are_those_of_the_documentation():
    """The package's descriptions are docs/article.md's own: run docs/make_fields.py after changing it."""
    script = runpy.run_path(str(ROOT / "docs" / "make_fields.py"))
    assert meanings() == script["fields"]((ROOT / "docs" / "article.md").read_text("utf-8"))


@pytest.mark.parametrize("form", list(Format))
def test_the_dictionary_has_every_field(out, form):
    """The data dictionary has a described row for every column of the files."""
    text = (out / form / "DATA-DICTIONARY.md").read_text()
    names = [c.name for c in COLUMNS] if form == Format.CSV else [path for path, _, _ in fields()]
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}
    assert set(names) <= set(rows)
    assert all(rows[name].rsplit("|", 2)[1].strip() for name in names)
    assert "published.value" in names or form == Format.CSV


def test_the_card_is_one_for_the_hub(out):
    """The hub's own library reads the card's front matter: language, licence, size, and where the data is."""
    data = DatasetCard.load(out / "hf/README.md").data.to_dict()
    assert data["language"] == ["id"]
    assert (data["license"], data["license_link"]) == ("other", "LICENSES.md")
    assert data["size_categories"] == ["n<1K"]
    (config,) = data["configs"]
    assert config["data_files"] == [{"split": "train", "path": ["data/train-00000-of-00001.parquet"]}]


@pytest.mark.parametrize("form", list(Format))
def test_the_card_says_how_to_open_it(out, form, monkeypatch, tmp_path):
    """The card's own lines open the data in its folder."""
    import datasets  # noqa: PLC0415 - costly

    monkeypatch.chdir(out / form)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path)
    card = (out / form / "README.md").read_text()
    code = card.partition("```python\n")[2].partition("```")[0]
    imports, _, lines = code.partition("\n\n")
    names = {}
    exec(imports, names)
    assert [len(eval(line, names)) for line in lines.strip().splitlines()] == [4, 4, 4]


def test_the_citation_has_what_the_format_asks_for(collection, out):
    """CITATION.cff is YAML with the keys that version 1.2.0 requires, and cites publishers and identity."""
    found = yaml.safe_load((out / "csv/CITATION.cff").read_text())
    assert (found["cff-version"], found["type"], str(found["date-released"])) == ("1.2.0", "dataset", "2026-11-24")
    assert found["message"]
    assert {"name": "Kota Bekasi"} in found["authors"]
    assert found["title"].startswith("Articles of ")
    assert found["identifiers"][0]["value"] == f"sha256:{archive.load(collection.root).manifest.identity}"


def test_the_licence_note_has_every_copyright_line(collection, out):
    """Each page's own copyright line is in the note, by site."""
    note = (out / "jsonl/LICENSES.md").read_text()
    for article in archive.load(collection.root):
        assert article.copyright_notice
        assert f"| {article.site} | {article.copyright_notice} |" in note


def test_the_datasheet_counts_the_fields(out):
    """The datasheet tells how many articles have a date and which flags there are."""
    sheet = (out / "jsonl/DATASHEET.md").read_text()
    assert "| `published` | 3 | 75.0 % |" in sheet
    assert "| `no-date` | 1 |" in sheet


def test_a_demonstration_is_told(tmp_path, article):
    """Articles of a server on the crawler's own machine are never passed off as a government's news."""
    local = msgspec.structs.replace(article("/a", "Isi.", site="demo"), canonical_url="http://127.0.0.1:8642/detail/a")
    with Publisher(tmp_path / "d", keep=None) as publisher:
        publisher.add(local)
        publisher.add(article("/b", "Lain.", record=2))
        publisher.publish(Manifest())
    export(archive.load(tmp_path / "d"), tmp_path / "out", ExportOptions(Format.JSONL, "Berita Contoh"))
    for name in ("README.md", "CITATION.cff", "datapackage.json", "croissant.json", "DATASHEET.md"):
        text = (tmp_path / "out" / name).read_text()
        assert "The articles of demo come from the crawler's own machine" in text, name
    assert json.loads((tmp_path / "out/datapackage.json").read_text())["name"] == "berita-contoh"


def test_text_of_strangers_is_no_markup(tmp_path, article):
    """What a page or a user wrote cannot break out of a document: tables keep their columns, YAML its keys."""
    one = msgspec.structs.replace(article("/a", "Isi.", site=HOSTILE), copyright_notice=HOSTILE)
    with Publisher(tmp_path / "d", keep=None) as publisher:
        publisher.add(one)
        publisher.publish(Manifest())
    export(archive.load(tmp_path / "d"), tmp_path / "out", ExportOptions(Format.JSONL, HOSTILE))
    for path in (tmp_path / "out").glob("*.md"):
        body = path.read_text().split("---\n", 2)[-1] if path.name == "README.md" else path.read_text()
        assert "<script>" not in body
        assert "\x1b" not in body
        assert "[klik](" not in body
    card = DatasetCard.load(tmp_path / "out/README.md").data.to_dict()
    assert card["license"] == "other"
    assert set(yaml.safe_load((tmp_path / "out/CITATION.cff").read_text())) >= {"title", "authors", "version"}
    assert frictionless.validate(str(tmp_path / "out/datapackage.json")).valid
