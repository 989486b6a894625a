"""What `kliping pack` promises: one file with everything in it, the same one each time, or none."""

import io
import json
import resource
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from captures import article, exchange

from archive.cdxj import parse_line
from archive.collection import Collection
from archive.errors import CollectionError, ConfigError, DamagedDataset, ExitCode
from archive.jobs.pack import PackOptions, pack
from archive.jobs.redact import Takedown, redact
from archive.wacz import check_package, index
from archive.warc import read_exchanges, read_records


def packed(collection, tmp_path, **options):
    """Pack; return the report and the parts."""
    into = tmp_path / "p.wacz"
    report = pack(collection, into, PackOptions(**options))
    assert list(check_package(into)) == []
    with zipfile.ZipFile(into) as parts:
        return report, {name: parts.read(name) for name in parts.namelist()}


def pages(parts, name="pages.jsonl"):
    header, *found = map(json.loads, parts[f"pages/{name}"].splitlines())
    assert header["format"] == "json-pages-1.0"
    return found


def exchanges(parts, tmp_path):
    """Return the exchanges in the WARCs of a package, by address."""
    found = {}
    for name, data in parts.items():
        if name.startswith("archive/"):
            path = tmp_path / name.replace("/", "-")
            path.write_bytes(data)
            found |= {e.url: bytes(e.response) for e in read_exchanges(path)}
    return found


def test_the_warcs_go_in_as_they_are(two_sites, tmp_path):
    """Every WARC of the collection is in the package, byte for byte, and stored so that any part can be read."""
    report, parts = packed(two_sites, tmp_path)
    assert {n: d for n, d in parts.items() if n.startswith("archive/")} == {
        f"archive/{path.name}": path.read_bytes() for path in two_sites.warcs()
    }
    with zipfile.ZipFile(tmp_path / "p.wacz") as package:
        assert {info.compress_type for info in package.infolist()} == {zipfile.ZIP_STORED}
    assert (report.warcs, report.captures, report.pages, report.other_pages) == (2, 5, 3, 1)


def test_the_pages_carry_title_and_text(two_sites, tmp_path):
    """Articles come with what a reader searches; the pages they were found by are a list of their own."""
    _, parts = packed(two_sites, tmp_path)
    found = {page["url"]: page for page in pages(parts)}
    assert {p["title"] for p in found.values()} == {"Pasar Rakyat Dibuka", "Banjir Surut", "Panen Raya"}
    flood = found["http://satu.go.id/berita/banjir"]
    assert flood["text"].startswith("Banjir Bantargebang mulai surut.")
    assert flood["ts"] == "2026-11-03T03:00:00Z"
    assert [page["url"] for page in pages(parts, "extraPages.jsonl")] == ["http://satu.go.id/"]


def test_the_manifest_lists_every_part_with_its_hash(two_sites, tmp_path):
    """Path, bytes and SHA-256 of each part; the digest file vouches for the manifest itself."""
    _, parts = packed(two_sites, tmp_path, title="Arsip dua kota")
    manifest = json.loads(parts["datapackage.json"])
    assert {r["path"]: (r["bytes"], r["hash"]) for r in manifest["resources"]} == {
        name: (len(data), f"sha256:{sha256(data).hexdigest()}")
        for name, data in parts.items()
        if not name.startswith("datapackage")
    }
    assert json.loads(parts["datapackage-digest.json"]) == {
        "path": "datapackage.json", "hash": f"sha256:{sha256(parts['datapackage.json']).hexdigest()}",
    }  # fmt: skip
    assert (manifest["title"], manifest["wacz_version"]) == ("Arsip dua kota", "1.1.1")
    assert (manifest["created"], manifest["mainPageUrl"]) == ("2026-11-20T03:00:00Z", "http://satu.go.id/")


def test_the_same_collection_is_the_same_file(two_sites, tmp_path):
    """No clock and no host is in a package."""
    for name in ("a.wacz", "b.wacz"):
        pack(two_sites, tmp_path / name, PackOptions())
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_a_reader_that_trusts_the_directory_finds_the_bytes(two_sites, tmp_path):
    """wabac.js takes a directory entry without extra field for a local header without one: both have one, or none."""
    pack(two_sites, tmp_path / "p.wacz", PackOptions())
    data = (tmp_path / "p.wacz").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for info in package.infolist():
            local = int.from_bytes(data[info.header_offset + 28 : info.header_offset + 30], "little")
            assert bool(local) == bool(info.extra), info.filename


def test_a_large_index_is_packed_in_blocks_that_can_be_searched(two_sites, tmp_path, monkeypatch):
    """`index.idx` names the first line of each block, and together they are the merged index."""
    plain = packed(two_sites, tmp_path)[1]["indexes/index.cdxj"]
    monkeypatch.setattr(index, "LARGE", 10)
    monkeypatch.setattr(index, "LINES", 3)
    _, parts = packed(two_sites, tmp_path)
    first, *blocks = parts["indexes/index.idx"].decode().splitlines()
    assert first.startswith("!meta 0 ")
    lines = []
    for block in blocks:
        place = json.loads(block[block.index("{") :])
        piece = parts["indexes/index.cdx.gz"][place["offset"] :][: place["length"]]
        assert f"sha256:{sha256(piece).hexdigest()}" == place["digest"]
        found = index.zlib.decompress(piece, 31).splitlines(keepends=True)
        assert found[0].decode().startswith(block[: block.index("{")])
        lines += found
    assert b"".join(lines) == plain
    assert len(blocks) == 2


def test_many_indexes_are_merged_in_rounds(made, tmp_path, monkeypatch):
    """More WARCs than files may be open: the index is sorted all the same."""
    monkeypatch.setattr(index, "FAN_IN", 2)
    for number in range(5):
        made.warc("satu.go.id", article(f"http://satu.go.id/berita/{9 - number}", "2026-11-01", f"Kabar {number}"))
    report, parts = packed(made.derived(), tmp_path)
    lines = parts["indexes/index.cdxj"].splitlines()
    assert lines == sorted(lines)
    assert (len(lines), report.captures) == (5, 5)


def test_a_site_alone(two_sites, tmp_path):
    """With --site only its WARCs and pages are packed."""
    report, parts = packed(two_sites, tmp_path, sites=("dua.go.id",))
    assert (report.warcs, [p["title"] for p in pages(parts)]) == (1, ["Panen Raya"])
    assert set(exchanges(parts, tmp_path)) == {"http://dua.go.id/berita/panen"}


@pytest.mark.parametrize(
    ("since", "until", "kept"),
    [("2026-11-02", None, ["banjir", "foto.png", "panen"]), (None, "2026-11-01", ["", "pasar"]),
     ("2026-11-03", "2026-11-03", ["banjir", "foto.png"]), ("2026", "2026-11", ["", "banjir", "foto.png", "panen", "pasar"])],
)  # fmt: skip
def test_some_days_alone(two_sites, tmp_path, since, until, kept):
    """Of a WARC that reaches beyond the days only their records are packed, and index and pages agree."""
    _, parts = packed(two_sites, tmp_path, since=since, until=until)
    assert sorted(url.rpartition("/")[2] for url in exchanges(parts, tmp_path)) == kept
    lines = [parse_line(line) for line in parts["indexes/index.cdxj"].splitlines()]
    assert sorted(line.url.rpartition("/")[2] for line in lines if line.status) == kept
    assert {p["url"].rpartition("/")[2] for p in pages(parts)} == set(kept) - {"", "foto.png"}


def test_a_part_of_a_warc_stays_a_warc(two_sites, tmp_path):
    """What was cut has its warcinfo, and request and metadata beside each response, as they were stored."""
    _, parts = packed(two_sites, tmp_path, since="2026-11-03", until="2026-11-03")
    (name,) = [n for n in parts if n.startswith("archive/")]
    (tmp_path / "x.warc.gz").write_bytes(parts[name])
    assert name.endswith("-part.warc.gz")
    assert [r.type for r in read_records(tmp_path / "x.warc.gz")] == [
        "warcinfo", "response", "request", "metadata", "response", "request", "metadata",
    ]  # fmt: skip


def test_what_was_taken_down_is_in_no_part(two_sites, tmp_path):
    """Neither page list nor index nor WARC of the package has it; --with-redacted takes the WARC as it is."""
    secret = next(p["id"] for p in pages(packed(two_sites, tmp_path)[1]) if p["title"] == "Banjir Surut")
    redact(two_sites, secret.split("-")[0], Takedown("diminta"))
    report, parts = packed(two_sites, tmp_path)
    assert report.hidden == 1
    assert b"banjir" not in b"".join(d for n, d in parts.items() if not n.startswith("archive/"))
    assert sorted(exchanges(parts, tmp_path)) == [
        "http://dua.go.id/berita/panen", "http://satu.go.id/", "http://satu.go.id/berita/pasar",
        "http://satu.go.id/foto.png",
    ]  # fmt: skip
    _, parts = packed(two_sites, tmp_path, redacted=True)
    assert "http://satu.go.id/berita/banjir" in exchanges(parts, tmp_path)
    assert "Banjir Surut" not in {p["title"] for p in pages(parts)}


def test_warcs_without_dataset_or_index_are_packed_too(made, tmp_path):
    """Before a derive there are no titles, but every page; a missing index is made on the way."""
    made.warc("satu.go.id", article("http://satu.go.id/a", "2026-11-01", "Kabar"), exchange("http://satu.go.id/b.png", "2026-11-01", b"x", "image/png"))  # fmt: skip
    for path in made.collection.index.iterdir():
        path.unlink()
    report, parts = packed(made.collection, tmp_path)
    assert ([p["url"] for p in pages(parts)], report.underived) == (["http://satu.go.id/a"], 1)
    assert report.captures == 2


def test_what_makes_no_sense_is_told_in_one_line(two_sites, tmp_path):
    """Nothing to pack, a date that is none, a wrong name, a broken index: an error, and no file."""
    with pytest.raises(CollectionError, match="nothing to pack"):
        pack(two_sites, tmp_path / "p.wacz", PackOptions(since="2030"))
    with pytest.raises(CollectionError, match="nothing to pack"):
        pack(two_sites, tmp_path / "p.wacz", PackOptions(sites=("tiga.go.id",)))
    with pytest.raises(CollectionError, match="the collection is empty"):
        pack(Collection(tmp_path / "empty").create(), tmp_path / "p.wacz", PackOptions())
    with pytest.raises(ConfigError, match="a date such as"):
        pack(two_sites, tmp_path / "p.wacz", PackOptions(until="kemarin"))
    with pytest.raises(ConfigError, match=r"must end in \.wacz"):
        pack(two_sites, tmp_path / "p.zip", PackOptions())
    two_sites.index_of(two_sites.warcs()[0]).write_text("no index\n")
    with pytest.raises(DamagedDataset, match="no CDXJ line"):
        pack(two_sites, tmp_path / "p.wacz", PackOptions())
    assert not list(tmp_path.glob("p.*"))


FULL = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
sys.argv = ["kliping", "pack", sys.argv[1], "--into", sys.argv[2]]
from crawler.cli.app import run
sys.exit(run())
"""


@pytest.mark.parametrize("limit", [100, 3000, 9000])
def test_a_full_disk_leaves_the_package_that_was_there(two_sites, tmp_path, limit):
    """One line, exit code 5, the old package as it was, nothing half beside it."""
    into = tmp_path / "p.wacz"
    pack(two_sites, into, PackOptions(sites=("dua.go.id",)))
    before = into.read_bytes()
    done = subprocess.run([sys.executable, "-c", FULL, two_sites.root, into, str(limit)], capture_output=True, text=True, timeout=60, check=False)  # fmt: skip
    assert done.returncode == ExitCode.WRITE, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert into.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"c", "p.wacz"}


def test_a_package_of_many_cut_warcs_needs_few_files(made, tmp_path):
    """An index that is made on the way takes no open file of its own: two hundred WARCs are cut with fifty to spare."""
    a = "http://satu.go.id"
    for number in range(200):
        made.warc("satu.go.id", *(article(f"{a}/{number}", f"2026-11-0{day}", "Pasar Rakyat") for day in (1, 2)))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = len(list(Path("/proc/self/fd").iterdir()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 50, hard))
    try:
        report = pack(made.collection, tmp_path / "p.wacz", PackOptions(since="2026-11-02"))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert (report.cut, report.captures) == (200, 200)
    assert not list(check_package(tmp_path / "p.wacz"))
