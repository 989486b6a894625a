"""The index: keys as other tools compute them, lines as other tools print them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from surt import surt as reference

from archive.cdxj import CdxjLine, parse_line, read_cdxj, surt, write_cdxj
from archive.errors import DamagedDataset, WriteError
from archive.warc import index_warc

SESSION = "0123456789abcdef0123456789ABCDEF"
URLS = f"""
https://www.Example.go.id:443/A/?b=2&a=1#x
http://bekasikota.go.id
https://bekasikota.go.id:443/detail/wali-kota-buka-rapat
http://bekasikota.go.id:8080/detail/slug/
http://127.0.0.1:8501/?p=12
http://127.0.0.1/
http://192.168.0.10:80/x
http://[::1]:8080/a
http://www2.kendarikota.go.id/x
http://wwwx.go.id/
http://user:pass@host.go.id/a/b/../c/./d//e
http://host.go.id/a%2Fb%20c/%E2%82%AC?q=%20a+b&c=%C3%A9
http://host.go.id/?PHPSESSID={SESSION}&b=1
http://host.go.id/?b=1&PHPSESSID={SESSION}
http://host.go.id/?b=1&sid={SESSION}&a=2
http://host.go.id/?jsessionid={SESSION}
http://host.go.id/?
http://host.go.id/a?b
http://host.go.id/a?b=
http://host.go.id/a?b&b=&a
http://host.go.id/a?b=2&b=1&B=0
http://host.go.id/a?b=1&&c=2
http://host.go.id/index.php/berita/2896/Judul-Berita
http://host.go.id/v2/berita/?page=1036&per-page=5
http://host.go.id/berita/wp-json/wp/v2/posts/?per_page=5&_embed
http://müller.de/ä
HTTP://HOST.GO.ID/UPPER/Path.HTML
http://host.go.id/a//b///c//
http://host.go.id/a/../../b
http://host.go.id./a
http://host.go.id/%25%32%35
http://host.go.id/a%23b
http://host.go.id/a?x=%26y%3D1
http://host.go.id/a b
http://host.go.id/%zz
http://host.go.id/a,b(c)d!e*f'g
https://host.go.id:80/
http://host.go.id:443/
http://host.go.id/?url=http://other.go.id/x?y=1
urn:kliping:site:bekasikota
dns:host.go.id
host.go.id/a
""".strip().split("\n")

LINE = CdxjLine(
    key="id,go,a)/",
    timestamp="20171205033100",
    url="http://a.go.id/",
    mime="text/html",
    status="200",
    digest="sha1:AAAA",
    length=10,
    offset=20,
    filename="a.warc.gz",
)


@pytest.mark.parametrize("url", URLS)
def test_keys_are_those_of_the_surt_package(url):
    """A page is found by pywb and cdxj-indexer under the key that we wrote."""
    assert surt(url) == reference(url)


@pytest.mark.parametrize("url", ["http://a:b:c/", "http://[::1/", "http://a.go.id:99999999/ x", "", "http://", "a b"])
def test_any_url_has_a_key_without_blanks(url):
    """What is no URL still gives one field of a line."""
    assert " " not in surt(url)


def indexer(path: Path, *flags: str) -> str:
    code = "import sys; from cdxj_indexer.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-W", "ignore", "-c", code, *flags, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def test_lines_are_those_of_cdxj_indexer(tmp_path, write, all_shapes):
    """For every shape of answer, the lines of the crawl equal what cdxj-indexer prints, to the byte."""
    closed = []
    profile = ("urn:kliping:site:bekasikota", "application/toml; charset=utf-8", b'key = "bekasikota"\n')
    path = write(*all_shapes.values(), resources=(profile,), on_close=lambda _, lines: closed.append(lines))
    write_cdxj(tmp_path / "a.cdxj", closed[0])
    assert (tmp_path / "a.cdxj").read_text() == indexer(path, "-s")
    assert len(closed[0]) == len(all_shapes) + 1


def test_an_index_is_rebuilt_from_the_file_alone(write, all_shapes):
    """`index_warc` gives the lines the writer gave."""
    closed = []
    path = write(*all_shapes.values(), on_close=lambda _, lines: closed.append(lines))
    assert tuple(index_warc(path)) == closed[0]


def test_lines_come_back_sorted_bytewise(tmp_path):
    """Whatever the order and script of the keys, the file is sorted by bytes and reads back whole."""
    lines = [CdxjLine(f"{key})/", *(getattr(LINE, name) for name in LINE.__struct_fields__[1:])) for key in "bÄaZé~"]
    write_cdxj(tmp_path / "a.cdxj", lines)
    raw = (tmp_path / "a.cdxj").read_bytes().splitlines()
    assert raw == sorted(raw)
    assert sorted(read_cdxj(tmp_path / "a.cdxj"), key=str) == sorted(lines, key=str)
    assert [path.name for path in tmp_path.iterdir()] == ["a.cdxj"]


def test_a_line_is_spelled_as_pywb_loads_it():
    """Fields in cdxj-indexer's order, numbers as strings, absent ones left out."""
    assert str(LINE) == (
        'id,go,a)/ 20171205033100 {"url": "http://a.go.id/", "mime": "text/html", "status": "200", '
        '"digest": "sha1:AAAA", "length": "10", "offset": "20", "filename": "a.warc.gz"}'
    )
    assert parse_line(str(LINE).encode() + b"\n") == LINE


@pytest.mark.parametrize(
    "raw",
    [
        b"junk",
        b"a 2017 {}",
        b'a 20171205033100 {"url": 1}',
        b"a 20171205033100 [1]",
        b"\xff",
        b"a b " + b"[" * 200_000,
    ],
)
def test_a_broken_index_is_one_clear_error(tmp_path, raw):
    """A line that is no CDXJ is named by file and number."""
    path = tmp_path / "a.cdxj"
    path.write_bytes(f"{LINE}\n".encode() + raw)
    lines = read_cdxj(path)
    assert next(lines) == LINE
    with pytest.raises(DamagedDataset) as raised:
        next(lines)
    assert raised.value.where == f"{path}:2"


def test_a_missing_index_is_one_clear_error(tmp_path):
    """Reading what is not there and writing where nothing can be are KlipingErrors."""
    with pytest.raises(DamagedDataset, match="No such file"):
        list(read_cdxj(tmp_path / "gone.cdxj"))
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError):
        write_cdxj(tmp_path / "file" / "a.cdxj", [LINE])
