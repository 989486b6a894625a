"""Exports: they open in the tools of researchers in one line, with every value and every zone kept."""

import csv
import gzip
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args, get_type_hints

import datasets
import duckdb
import msgspec
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import archive
from archive.article import (
    SCHEMA,
    Attachment,
    Block,
    Contact,
    Credit,
    Image,
    PageDate,
    Region,
    Removal,
)
from archive.cli.export import command
from archive.dataset import Manifest, Publisher, arrow, flat, formats
from archive.dataset.formats import Format
from archive.dataset.locking import folder_lock
from archive.errors import CollectionBusy, ConfigError, ExitCode, WriteError
from archive.jobs.export import ExportOptions, export

ROOT = Path(__file__).parents[2]
COUNT = 4
IDS = "SELECT count(DISTINCT id)"


@pytest.fixture(scope="session")
def out(collection, tmp_path_factory):
    """One export of each format: read only."""
    folder = tmp_path_factory.mktemp("exports")
    for form in Format:
        export(archive.load(collection.root), folder / form, ExportOptions(form))
    return folder


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """A cache of its own, so that nothing of an earlier test is opened instead."""
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    return tmp_path


def export_of(folder, *articles, form=Format.PARQUET, **options):
    with Publisher(folder / "dataset", keep=None) as publisher:
        for article in articles:
            publisher.add(article)
        publisher.publish(Manifest())
    return export(archive.load(folder / "dataset"), folder / "out", ExportOptions(form, **options))


@pytest.mark.parametrize("form", list(Format))
def test_datasets_opens_it(out, hub, form):
    """`datasets.load_dataset(folder)` opens every format, offline."""
    found = datasets.load_dataset(str(out / form), split="train", cache_dir=str(hub))
    assert found.num_rows == COUNT
    assert "Banjir Bantargebang Surut" in found["title"]


def test_pandas_opens_it(out):
    """Pandas opens every format in one line."""
    assert len(pd.read_parquet(out / "parquet/data")) == COUNT
    assert len(pd.read_json(out / "jsonl/data/articles-00000.jsonl.gz", lines=True)) == COUNT
    assert len(pd.read_csv(out / "csv/data/articles-00000.csv")) == COUNT
    assert pd.read_csv(out / "csv/data/articles-00000.csv").columns[0] == "id"


def test_polars_opens_it(out):
    """Polars opens every format in one line."""
    assert pl.read_parquet(out / "parquet/data/*.parquet").height == COUNT
    assert pl.read_ndjson(out / "jsonl/data/articles-00000.jsonl.gz").height == COUNT
    assert pl.read_csv(out / "csv/data/articles-00000.csv").columns[0] == "id"


@pytest.mark.parametrize("files", ["parquet/data/*.parquet", "jsonl/data/*.jsonl.gz", "csv/data/*.csv"])
def test_duckdb_opens_it(out, files):
    """DuckDB opens every format in one line."""
    assert duckdb.sql(f"{IDS} FROM '{out / files}'").fetchall() == [(COUNT,)]


def types_in(kind):
    yield kind
    for number in range(kind.num_fields):
        yield from types_in(kind.field(number).type)


IN_R = {
    "string": "character",
    "int64": "integer",
    "int16": "integer",
    "double": "numeric",
    "timestamp[us, tz=UTC]": "POSIXct",
    "date32[day]": "Date",
    "list": "list",
    "struct": "data.frame",
}
"""What R's `arrow` makes of a type: https://arrow.apache.org/docs/r/articles/data_types.html, "Arrow to R"."""


def test_arrow_in_any_language_knows_every_type(out):
    """The Parquet schema, as R's `arrow` reads it, has types that R has, none of them null, and is that of the code."""
    schema = pq.read_schema(out / "parquet/data/articles-00000.parquet")
    assert schema.equals(arrow.SCHEMA)
    kinds = [kind for field in schema for kind in types_in(field.type)]
    found = {str(kind) if not kind.num_fields else str(kind).partition("<")[0] for kind in kinds}
    assert found == IN_R.keys()
    assert schema.metadata[b"kliping.schema"] == str(SCHEMA).encode()


def test_parquet_is_stored_as_every_reader_knows(out):
    """Compression and encodings are those of Parquet's first readers and of R's builds, not only of pyarrow's."""
    metadata = pq.ParquetFile(out / "parquet/data/articles-00000.parquet").metadata
    columns = [metadata.row_group(g).column(c) for g in range(metadata.num_row_groups) for c in range(metadata.num_columns)]  # fmt: skip
    assert {column.compression for column in columns} == {"ZSTD"}
    assert {each for column in columns for each in column.encodings} <= {"PLAIN", "RLE", "RLE_DICTIONARY"}


def test_no_column_is_null_whatever_the_values_are(tmp_path, article):
    """An article with nothing in it has the same schema as one with everything: columns never lose their type."""
    export_of(tmp_path, article("/a", "Isi."))
    assert pq.read_schema(tmp_path / "out/data/articles-00000.parquet").equals(arrow.SCHEMA)


def full(article):
    """An article that has every field."""
    return msgspec.structs.replace(
        article("/a", "Isi.\n\nDan \"lagi\", 'sekali'."),
        region=Region("kota", "Kota Bekasi", "32.75"),
        blocks=(Block("paragraph", "Isi."), Block("table", "a\tb\nc\td")),
        dateline="Balai Kota",
        published=PageDate("2022-07-20T18:43:00+07:00", "Rabu, 20 Juli 2022 | 18:43 WIB", "visible", "minute", "WIB"),
        modified=PageDate("2022-07-21T00:15:30+09:00", "x", "meta", "second", "+09:00"),
        event_dates=(
            PageDate("2017", "2017", "text", "year"),
            PageDate("2017-12", "Desember 2017", "text", "month"),
            PageDate("2017-12-05", "Selasa (5/12/2017)", "text", "day"),
            PageDate(None, "Selasa (5/3)", "text", "day"),
        ),
        credit=Credit("(gie)", "gie", "Bram"),
        category="Berita",
        tags=("umkm", "=pasar"),
        images=(Image("https://x/a.jpg", "Suasana", ""),),
        attachments=(Attachment("https://x/a.pdf", "Edaran", "pdf"),),
        contacts=(Contact("Jl. A", "17111", ("+622188961767",), (), ("a@b.go.id",), ()),),
        copyright_notice="Copyright © 2017 Kota Bekasi | <b>",
        removals=(Removal("contact:address", "Jl. A"),),
        warnings=("order: x",),
        declared={"lang": "id", "canonical": "https://x"},
    )


def restored(row):
    """Return the record behind a row of Parquet: what was added is taken off again."""
    for found in (row["published"], row["modified"], *row["event_dates"]):
        for name in arrow.DERIVED if found else ():
            del found[name]
    row["declared"] = {pair["name"]: pair["value"] for pair in row["declared"]}
    moment = row["source"]["fetched_at"]
    row["source"]["fetched_at"] = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return msgspec.convert(row, archive.Article)


def test_parquet_keeps_every_value(collection, out, tmp_path, article):
    """From the rows of the Parquet file the very same articles can be made again."""
    rows = pq.read_table(out / "parquet/data").to_pylist()
    assert sorted(map(restored, rows), key=lambda a: a.id) == sorted(archive.load(collection.root), key=lambda a: a.id)
    one = full(article)
    export_of(tmp_path, one)
    (row,) = pq.read_table(tmp_path / "out/data").to_pylist()
    assert restored(row) == one


def test_zones_and_precision_survive(tmp_path, article):
    """A timestamp is an instant in UTC beside the offset it was written with; a day is no midnight."""
    export_of(tmp_path, full(article))
    (row,) = pq.read_table(tmp_path / "out/data").to_pylist()
    published, modified = row["published"], row["modified"]
    assert published["utc"] == datetime(2022, 7, 20, 11, 43, tzinfo=UTC)
    assert (published["offset_minutes"], published["value"]) == (420, "2022-07-20T18:43:00+07:00")
    assert modified["utc"] == datetime(2022, 7, 20, 15, 15, 30, tzinfo=UTC)
    assert (modified["offset_minutes"], modified["day"]) == (540, date(2022, 7, 21))
    year, month, day, none = row["event_dates"]
    assert [(d["utc"], d["day"]) for d in (year, month, none)] == [(None, None)] * 3
    assert (day["utc"], day["offset_minutes"], day["day"]) == (None, None, date(2017, 12, 5))


@pytest.mark.parametrize(
    "value",
    ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2017-02-30", "2017-02-30T10:00:00+07:00", "x" * 30],
)
def test_an_impossible_date_is_kept_as_text(tmp_path, article, value):
    """A date beyond the calendar has no instant and no wrong one; its value and raw string stay."""
    page_date = PageDate(value, value, "meta", "second")
    export_of(tmp_path, msgspec.structs.replace(article("/a", "Isi."), published=page_date))
    (row,) = pq.read_table(tmp_path / "out/data").to_pylist()
    assert (row["published"]["value"], row["published"]["utc"]) == (value, None)


def test_tables_are_made_without_an_export(collection):
    """`to_arrow`, `to_pandas`, `to_polars` and `to_duckdb` give the same rows, filters included."""
    load = archive.load
    assert load(collection.root).to_arrow().schema.equals(arrow.SCHEMA)
    frame = load(collection.root, region="32.75").to_pandas()
    assert sorted(frame.title) == ["Banjir Bantargebang Surut", "Pasar Rakyat Dibuka"]
    assert load(collection.root, site="bekasikota").to_polars()["site"].to_list() == ["bekasikota"] * 2
    assert load(collection.root, since="2026").to_duckdb().count("id").fetchall() == [(2,)]
    assert load(collection.root, language="su").to_arrow().num_rows == 0
    assert isinstance(next(load(collection.root).batches(1)), pa.RecordBatch)


@pytest.mark.parametrize("form", list(Format))
def test_the_same_articles_give_the_same_files(collection, out, tmp_path, form):
    """An export made again is the same, byte for byte, documents included: no clock is in it."""
    export(archive.load(collection.root), tmp_path / "again", ExportOptions(form))
    files = sorted(p.relative_to(tmp_path / "again") for p in (tmp_path / "again").rglob("*") if p.is_file())
    assert len(files) == 10
    for path in files:
        assert (tmp_path / "again" / path).read_bytes() == (out / form / path).read_bytes(), path


def test_many_articles_become_several_parts(tmp_path, hub, article, monkeypatch):
    """A large dataset is cut into parts; their names, numbers and digests are in the documents, and they open as one."""
    monkeypatch.setattr("archive.jobs.export.ROW_GROUP", 3)
    form = msgspec.structs.replace(formats.FORMATS[Format.HF], most=6)
    monkeypatch.setitem(formats.FORMATS, Format.HF, form)
    export_of(tmp_path, *(article(f"/{n}", f"Isi {n}.", record=n) for n in range(14)), form=Format.HF)
    names = sorted(p.name for p in (tmp_path / "out/data").iterdir())
    assert names == [f"train-{n:05}-of-00003.parquet" for n in range(3)]
    assert [pq.read_metadata(tmp_path / "out/data" / n).num_row_groups for n in names] == [2, 2, 1]
    found = datasets.load_dataset(str(tmp_path / "out"), split="train", cache_dir=str(hub))
    assert sorted(found["text"]) == sorted(f"Isi {n}." for n in range(14))
    package = json.loads((tmp_path / "out/datapackage.json").read_text())
    assert [r["path"].rsplit("/")[-1] for r in package["resources"]] == names


def test_an_empty_export_opens_too(collection, tmp_path):
    """When no article fits, the files are there and have their columns."""
    for form in Format:
        report = export(archive.load(collection.root, language="su"), tmp_path / form, ExportOptions(form))
        assert (report.articles, len(report.files)) == (0, 10)
    assert pq.read_table(tmp_path / "parquet/data").schema.equals(arrow.SCHEMA)
    assert pd.read_parquet(tmp_path / "hf/data").shape == (0, len(arrow.SCHEMA))
    assert pd.read_csv(tmp_path / "csv/data/articles-00000.csv").shape == (0, len(flat.COLUMNS))
    assert gzip.decompress((tmp_path / "jsonl/data/articles-00000.jsonl.gz").read_bytes()) == b""


@pytest.mark.parametrize("text", ["=1+1", "+62", "-1", "@SUM(A1)", "\tx", "\r=1", "'quoted", "=cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(tmp_path, article, text):
    """A text that a spreadsheet would run gets an apostrophe, and taking it off gives the text again."""
    export_of(tmp_path, msgspec.structs.replace(article("/a", "Isi."), title=text, tags=(text,)), form=Format.CSV)
    with (tmp_path / "out/data/articles-00000.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["title"] == row["tags"] == f"'{text}"
    assert not [v for v in row.values() if v.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_csv_keeps_every_article_whole(tmp_path, article):
    """Quotes, commas and lines of a text stay in its cell, and the columns are those documented."""
    one = full(article)
    export_of(tmp_path, one, article("/b", "Lain.", record=2), form=Format.CSV)
    data = (tmp_path / "out/data/articles-00000.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid,url,")
    with (tmp_path / "out/data/articles-00000.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    row = rows[one.id]
    assert list(row) == [column.name for column in flat.COLUMNS]
    assert (row["text"], row["published"], row["tags"]) == (one.text, one.published.value, "umkm; =pasar")
    assert row["event_dates"] == "2017; 2017-12; 2017-12-05; Selasa (5/3)"
    assert rows[next(key for key in rows if key != one.id)]["published"] == ""


def test_jsonl_is_the_shards_own_lines(collection, out):
    """The JSON Lines of an export are the articles as they are in the dataset."""
    lines = gzip.decompress((out / "jsonl/data/articles-00000.jsonl.gz").read_bytes()).splitlines()
    assert [msgspec.json.decode(line, type=archive.Article) for line in lines] == list(archive.load(collection.root))


def test_a_change_reaches_every_file(tmp_path, article):
    """What `change` makes of an article is what is written: nothing of the original stays, documents included."""

    def mask(found):
        return msgspec.structs.replace(found, text="[hidden]", copyright_notice=None)

    one = msgspec.structs.replace(article("/a", "RAHASIA"), copyright_notice="RAHASIA")
    for form in Format:
        export_of(tmp_path / form, one, form=form, change=mask)
        for path in (tmp_path / form / "out").rglob("*.*"):
            data = path.read_bytes()
            assert b"RAHASIA" not in (gzip.decompress(data) if path.suffix == ".gz" else data), path


def test_somebody_elses_folder_is_not_replaced(collection, tmp_path):
    """A folder with other files in it is refused and stays as it is; so is a file."""
    (tmp_path / "thesis.txt").write_text("mine")
    for place in (tmp_path, tmp_path / "thesis.txt"):
        with pytest.raises(WriteError, match="something here that is no export"):
            export(archive.load(collection.root), place, ExportOptions(Format.JSONL))
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_earlier_export_is_replaced_whole(collection, tmp_path):
    """A new export takes the place of the old one: no file of another format or of a killed run is left."""
    out = tmp_path / "out"
    out.mkdir()
    export(archive.load(collection.root), out, ExportOptions(Format.HF))
    (tmp_path / "out.open" / "data").mkdir(parents=True)
    (tmp_path / "out.open" / "data" / "part-00000.csv.open").write_text("half")
    export(archive.load(collection.root), out, ExportOptions(Format.CSV))
    assert [p.name for p in (out / "data").iterdir()] == ["articles-00000.csv"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_an_export_that_died_between_two_names_is_mended(collection, tmp_path, monkeypatch):
    """When the new folder cannot take its name, or the process died there, the earlier export has it back."""
    out = tmp_path / "out"
    export(archive.load(collection.root), out, ExportOptions(Format.JSONL))
    before = (out / "README.md").read_bytes()
    rename = Path.replace

    def broken(self, target):
        if self.name == "out.open":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", broken)
        with pytest.raises(WriteError, match="Input/output error"):
            export(archive.load(collection.root), out, ExportOptions(Format.CSV))
    assert (out / "README.md").read_bytes() == before
    out.rename(tmp_path / "out.old")
    monkeypatch.chdir(tmp_path)
    export(archive.load(collection.root), Path("out"), ExportOptions(Format.CSV))
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_two_exports_to_one_folder_never_meet(collection, tmp_path):
    """While one export writes, another to the same folder is refused and leaves its files alone."""
    stage = tmp_path / "out.open"
    stage.mkdir()
    (stage / "x").write_text("the other's")
    with folder_lock(stage), pytest.raises(CollectionBusy):
        export(archive.load(collection.root), tmp_path / "out", ExportOptions(Format.JSONL))
    assert (stage / "x").read_text() == "the other's"


@pytest.mark.parametrize("form", [Format.JSONL, Format.PARQUET])
def test_a_full_disk_leaves_nothing_half_written(run, tmp_path, article, form):
    """A disk that is full in mid-export is one line; the earlier export is still there, and nothing else."""
    texts = (f"Isi {n}. " + bytes((n * k * k) % 251 for k in range(3000)).hex() for n in range(150))
    export_of(tmp_path, *(article(f"/{n}", text, record=n) for n, text in enumerate(texts)), form=Format.JSONL)
    before = (tmp_path / "out/README.md").read_bytes()
    arguments = ("export", "--collection", tmp_path / "dataset", "--format", form, "--into", tmp_path / "out")
    done = run(*arguments, code=ExitCode.WRITE, under=("prlimit", "--fsize=40000"))
    (line,) = done.stderr.splitlines()
    assert line.startswith("kliping: ")
    assert "File too large" in line
    assert (tmp_path / "out/README.md").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dataset", "out"]


def test_an_export_needs_only_its_own_library(collection, tmp_path, monkeypatch):
    """Without pyarrow, Parquet is told with what to install, and the other formats are made."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigError, match=r"pip install 'kliping\[parquet\]'"):
        export(archive.load(collection.root), tmp_path / "out", ExportOptions(Format.PARQUET))
    assert list(tmp_path.iterdir()) == []
    assert export(archive.load(collection.root), tmp_path / "out", ExportOptions(Format.CSV)).articles == COUNT


def test_the_command_knows_every_format():
    """`kliping export` offers each format there is, without loading what makes them."""
    offered = get_args(get_type_hints(command)["form"])
    assert list(offered) == list(Format)
    loaded = "import sys, crawler.cli.app; print([m for m in ('archive.dataset', 'pyarrow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


def test_the_command_exports_what_was_asked_for(run, collection, tmp_path):
    """`kliping export` takes every filter, reports in JSON, and refuses what is wrong in one line."""
    base = ("export", "--collection", collection.root, "--format", "jsonl", "--json")
    filters = ("--site", "bekasikota", "--site", "papua.go.id", "--region", "32", "--level", "kota", "--since", "2019",
               "--until", "2019-12", "--language", "id", "--flags", "not:no-date", "--text", "banjir")  # fmt: skip
    report = json.loads(run(*base, "--into", "out", *filters, cwd=tmp_path).stdout)
    assert (report["articles"], report["sites"], report["folder"]) == (1, 1, "out")
    assert sorted(report["files"]) == sorted(
        str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*") if p.is_file()
    )
    assert "only region: 32" in Path(tmp_path / "out/README.md").read_text()
    line = run(*base, "--into", "x", "--since", "kemarin", code=ExitCode.CONFIG, cwd=tmp_path).stderr
    assert line.startswith("kliping: since: Expected a date")
    line = run(*base[:2], tmp_path / "none", *base[3:], "--into", "x", code=ExitCode.COLLECTION, cwd=tmp_path).stderr
    assert "there is no dataset here" in line


def test_the_csv_has_the_contacts(tmp_path, article):
    """The parts of all contact blocks are columns, each value once; a number is no formula to a spreadsheet."""
    blocks = (
        Contact("Jl. A", "17111", ("+622188961767",), ("+622188960000",), ("a@b.go.id",), (), ("instagram:pemkot",)),
        Contact("Jl. B", "17111", ("+622188961767", "+622188961768"), (), (), ("https://b.go.id",)),
    )
    one = msgspec.structs.replace(article("/a", "Isi."), contacts=blocks)
    export_of(tmp_path, one, article("/b", "Lain.", record=2), form=Format.CSV)
    with (tmp_path / "out/data/articles-00000.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    first = rows.pop(one.id)
    (second,) = rows.values()
    assert {name: value for name, value in first.items() if name.startswith("contact_")} == {
        "contact_addresses": "Jl. A; Jl. B",
        "contact_postcodes": "17111",
        "contact_phones": "'+622188961767; +622188961768",
        "contact_faxes": "'+622188960000",
        "contact_emails": "a@b.go.id",
        "contact_web": "https://b.go.id",
        "contact_social": "instagram:pemkot",
    }
    assert not any(value for name, value in second.items() if name.startswith("contact_"))
