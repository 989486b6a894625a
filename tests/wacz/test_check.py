"""What `kliping verify FILE.wacz` promises: whatever was changed in a package is told."""

import zipfile

import pytest

from archive.jobs.pack import PackOptions, pack
from archive.wacz import check_package


@pytest.fixture
def package(two_sites, tmp_path):
    pack(two_sites, tmp_path / "p.wacz", PackOptions())
    return tmp_path / "p.wacz"


def changed(path, change):
    """Write a package again, its parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return [(flaw.part, flaw.what) for flaw in check_package(path)]


@pytest.mark.parametrize("place", [0.1, 0.5, 0.8])
def test_a_changed_byte_is_found(package, place):
    """One bit of a part that is another is told, wherever it is."""
    data = bytearray(package.read_bytes())
    data[int(len(data) * place)] ^= 1
    package.write_bytes(data)
    assert list(check_package(package))


def test_a_package_that_was_cut_is_no_package(package):
    """A download that ended early is told at once."""
    package.write_bytes(package.read_bytes()[:-100])
    (flaw,) = check_package(package)
    assert "no whole zip file" in flaw.what


def test_missing_and_foreign_parts_are_told(package):
    """What the manifest lists must be there, and what is there must be listed."""

    def change(parts):
        del parts["pages/extraPages.jsonl"]
        parts["pages/lain.txt"] = b"x"

    assert changed(package, change) == [
        ("pages/lain.txt", "the manifest does not list it"),
        ("pages/extraPages.jsonl", "the manifest lists it, and it is missing"),
    ]


def test_a_manifest_that_was_changed_is_told(package):
    """The digest file vouches for it."""

    def change(parts):
        parts["datapackage.json"] = parts["datapackage.json"].replace(b"Web archive", b"Weg archive")

    assert changed(package, change) == [("datapackage.json", "its hash is not that of datapackage-digest.json")]


def test_index_and_pages_are_held_against_the_warcs(package):
    """A line that points past its WARC, an order that is wrong, a page that nobody captured."""

    def flaws(change):
        found = changed(package, lambda parts: parts.update(change(parts)))
        return {part.partition(":")[0] for part, what in found if "size or hash" not in what}

    def swapped(parts):
        lines = parts["indexes/index.cdxj"].splitlines(keepends=True)
        return {"indexes/index.cdxj": b"".join(reversed(lines))}

    def away(parts):
        return {"pages/pages.jsonl": parts["pages/pages.jsonl"].replace(b"/berita/panen", b"/berita/tidak-ada")}

    assert flaws(away) == {"pages/"}
    assert "indexes/index.cdxj" in flaws(swapped)


def test_hostile_packages_end_in_a_line(tmp_path):
    """What is no JSON, no zip, or empty: told, never a traceback."""
    for number, data in enumerate((b"", b"PK\x05\x06" + bytes(18), b"x" * 1000)):
        path = tmp_path / f"{number}.wacz"
        path.write_bytes(data)
        assert list(check_package(path))
    path = tmp_path / "json.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("datapackage.json", "[" * 100_000)
        package.writestr("pages/pages.jsonl", "[]\n")
        package.writestr("indexes/index.cdx.gz", b"\x1f\x8bnone")
    assert len(list(check_package(path))) >= 3


@pytest.mark.parametrize(
    ("manifest", "pages"),
    [
        (b'{"resources": 5}', b""),
        (b'{"resources": {"path": 1}}', b""),
        (b"{}", b'{"url": "\\ud800", "ts": "2020"}\n'),
    ],
)
def test_json_of_other_shapes_ends_in_a_line(tmp_path, manifest, pages):
    """Valid JSON that is no manifest, and an address that is no text, are told like any other flaw."""
    path = tmp_path / "shapes.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("datapackage.json", manifest)
        package.writestr("pages/pages.jsonl", pages)
    assert ("datapackage.json", "it lists no resources") in [(f.part, f.what) for f in check_package(path)]


def test_a_zip_file_made_to_hurt_ends_in_a_line(tmp_path):
    """A name that is no UTF-8 and a part whose packing is broken are flaws, never a traceback."""
    named, packed = tmp_path / "named.wacz", tmp_path / "packed.wacz"
    with zipfile.ZipFile(named, "w") as package:
        package.writestr("\u00e9.txt", b"x")
    named.write_bytes(named.read_bytes().replace("\u00e9".encode(), b"\xff\xfe"))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as package:
        package.writestr("datapackage.json", b"{}" * 100)
    data = bytearray(packed.read_bytes())
    data[60:70] = b"\xff" * 10
    packed.write_bytes(data)
    for path in (named, packed):
        assert "no whole zip file" in [*check_package(path)][-1].what
