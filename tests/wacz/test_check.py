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
