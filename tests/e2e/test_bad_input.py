"""Wrong input is told in one line, with a documented exit code, and loses nothing that was written before."""

import json
import os
import random
import shutil
import socket
import string
import subprocess
import sys
from contextlib import contextmanager

import pytest
from web import Answer, page

import archive
from archive.cdxj import read_cdxj
from archive.collection import Collection
from archive.errors import ExitCode

PLAIN = {"Content-Type": "text/plain"}
HTML = {"Content-Type": "text/html"}
HOLD = """
import sys
from archive.collection import Collection
with Collection(sys.argv[1]).lock():
    print("held", flush=True)
    sys.stdin.read()
"""
WITHOUT_POWERS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if os.geteuid() == 0 else ()
"""Even root's processes obey the rights of files when they run under this."""


def test_an_unknown_site_is_answered_with_the_nearest_key(fails, tmp_path):
    """A mistyped key names the one that was meant, and no collection appears."""
    line = fails("crawl", "bekasikot", code=ExitCode.CONFIG)
    assert "'bekasikot'" in line
    assert "did you mean bekasikota?" in line
    assert "--start URL" in line
    assert list(tmp_path.iterdir()) == []


def test_a_refused_connection_is_told(fails):
    """A host that refuses is named with the reason, the number of attempts and the log that has them."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    arguments = ("fetch", f"http://127.0.0.1:{port}/", "--allow-private", "--delay", "0", "--collection", "c")
    line = fails(*arguments, code=ExitCode.UNREACHABLE)
    assert "127.0.0.1: no answer from the site: refused" in line
    assert "c/logs/" in line


def test_a_name_that_does_not_exist_is_told(fails):
    """A host without an address is named with the reason; every attempt is in the log."""
    line = fails("fetch", "http://tidak-ada.invalid/", "--delay", "0", code=ExitCode.UNREACHABLE)
    assert "tidak-ada.invalid: no answer from the site: dns" in line
    assert "kliping-data/logs/" in line


def test_a_private_address_is_refused_before_a_byte_is_sent(fails, web):
    """Loopback is refused without --allow-private, and the flag is named."""
    site = web({"/": page("Beranda")})
    line = fails("crawl", "--start", f"{site.base}/", "--delay", "0", code=ExitCode.UNREACHABLE)
    assert "private-address" in line
    assert "--allow-private" in line
    assert site.asked == []


def test_one_silent_site_among_others_is_told_and_the_others_are_kept(fails, web, tmp_path):
    """When one of two sites gives no answer, the exit code says so and the other's page is in the dataset."""
    site = web({"/a": page("Taman baca")})
    with socket.create_server(("127.0.0.1", 0)) as server:
        silent = f"http://127.0.0.1:{server.getsockname()[1]}/"
    arguments = ("fetch", f"{site.base}/a", silent, "--allow-private", "--delay", "0", "--collection", "c")
    assert "no answer" in fails(*arguments, code=ExitCode.UNREACHABLE)
    assert [a.title for a in archive.load(tmp_path / "c")] == ["Taman baca"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("terbang",), ExitCode.USAGE, ("No such command 'terbang'", "kliping --help")),
        (("crawl", "--max-pages", "banyak"), ExitCode.USAGE, ("--max-pages", "integer", "kliping crawl --help")),
        (("crawl", "demo", "--max-pages", "0"), ExitCode.CONFIG, ("--max-pages", ">= 1", "got 0")),
        (("crawl", "demo", "--delay", "-1"), ExitCode.CONFIG, ("--delay", ">= 0")),
        (("show",), ExitCode.USAGE, ("Missing argument", "ID")),
        (("crawl",), ExitCode.CONFIG, ("--start URL", "kliping sites list")),
        (("crawl", "--start", "ftp://a.go.id/"), ExitCode.CONFIG, ("ftp://a.go.id/", "http://")),
        (("crawl", "--start", "http://a.go.id:99999/"), ExitCode.CONFIG, ("a.go.id:99999", "port")),
        (("crawl", "demo", "--sites", "tidak-ada"), ExitCode.CONFIG, ("tidak-ada", "--sites")),
        (("derive", "tidak-ada.warc.gz"), ExitCode.COLLECTION, ("tidak-ada.warc.gz", "no such file")),
        (("verify", "tidak-ada"), ExitCode.COLLECTION, ("tidak-ada", "kliping crawl")),
        (("fixture", "x.warc.gz"), ExitCode.CONFIG, ("WARC@OFFSET", "kliping show")),
        (("fixture", "x.warc.gz@\u00b2"), ExitCode.CONFIG, ("WARC@OFFSET", "kliping show")),
        (("fixture", "x.warc.gz@" + "9" * 30), ExitCode.CONFIG, ("WARC@OFFSET", "kliping show")),
        (("fixture", "x.warc.gz@0"), ExitCode.DAMAGED, ("x.warc.gz", "no such file")),
        (("sites", "show", "bekasi"), ExitCode.CONFIG, ("bekasi", "did you mean bekasikota")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_wrong_command_line_is_one_line(here, arguments, code, words):
    """Each wrong argument is named with what was expected."""
    returned, out, err = here(*arguments)
    (line,) = err.splitlines()
    assert (returned, out) == (code, "")
    assert line.startswith("kliping: ")
    assert not [word for word in words if word not in line], line


def test_a_password_in_an_address_is_refused_and_not_repeated(fails):
    """An address with a user name is refused; the line does not show the secret."""
    line = fails("fetch", "http://admin:rahasia@a.go.id/", code=ExitCode.CONFIG)
    assert "http://a.go.id/" in line
    assert "rahasia" not in line


def test_odd_pages_are_rejections_with_a_reason(run, web, tmp_path):
    """No HTML, an empty body, broken gzip and unknown charsets each end in one outcome; the good page stays."""
    latin = page("Jalan mulus").body.decode().replace("Selasa", "Séla").encode("latin-1")
    site = web(
        {
            "/teks": Answer(b"bukan halaman", headers=PLAIN),
            "/kosong": Answer(b"", headers=HTML),
            "/gzip": Answer(b"\x1f\x8b\x08\x00rusak", headers=HTML | {"Content-Encoding": "gzip"}),
            "/charset": Answer(latin, headers={"Content-Type": "text/html; charset=tidak-ada"}),
            "/bohong": Answer(latin, headers={"Content-Type": "text/html; charset=utf-8"}),
            "/baik": page("Jembatan baru"),
        }
    )
    urls = [f"{site.base}{path}" for path in site.routes]
    done = json.loads(run("fetch", *urls, "--allow-private", "--delay", "0", "--json").stdout)
    rejected = {r.url.rsplit("/", 1)[1]: r.reason for r in archive.load_rejections(tmp_path / "kliping-data")}
    articles = {a.url.rsplit("/", 1)[1]: a for a in archive.load(tmp_path / "kliping-data")}
    assert rejected.pop("robots.txt") == "BAD_STATUS"
    assert (rejected["teks"], rejected["kosong"], rejected["gzip"]) == ("NOT_HTML", "EMPTY_BODY", "UNDECODABLE")
    assert articles["baik"].title == "Jembatan baru"
    assert set(rejected) | set(articles) == {url.rsplit("/", 1)[1] for url in urls}
    assert "Séla" in articles["charset"].text
    assert "Séla" in articles["bohong"].text
    assert done["derived"]["responses"] == len(urls) + 1


@pytest.fixture
def cut(demo, tmp_path):
    """A collection whose only WARC ends in the middle of a record."""
    (warc,) = Collection(demo.folder).warcs()
    lines = sorted(read_cdxj(Collection(demo.folder).index_of(warc)), key=lambda line: line.offset)
    middle = next(line for line in lines if line.offset > warc.stat().st_size // 2)
    collection = Collection(tmp_path / "cut").create()
    path = collection.warc / "cut.warc.gz"
    path.write_bytes(warc.read_bytes()[: middle.offset + middle.length // 2])
    whole = [line for line in lines if line.offset < middle.offset and line.url.startswith("http")]
    return path, middle.offset, whole


def test_a_cut_warc_is_derived_up_to_the_cut(fails, run, cut, tmp_path):
    """Everything before the cut becomes articles; the line names file and offset."""
    path, offset, whole = cut
    line = fails("derive", path, "--into", tmp_path / "out", code=ExitCode.DAMAGED)
    assert f"{path}@{offset}: " in line
    assert "cut" in line or "end" in line
    found = [*archive.load(tmp_path / "out"), *archive.load_rejections(tmp_path / "out")]
    assert {r.source.offset for r in found} <= {line.offset for line in whole}
    assert {r.url for r in found} == {line.url for line in whole}
    report = json.loads(run("derive", path, "--into", tmp_path / "again", "--json", code=ExitCode.DAMAGED).stdout)
    assert report["responses"] == len(whole)


def test_verify_names_the_place_of_a_cut(fails, run, cut):
    """Verify ends with the code for damage, names file and offset, and its JSON lists the finding."""
    path, offset, _ = cut
    assert f"{path}@{offset}" in fails("verify", path.parents[1], code=ExitCode.DAMAGED)
    report = json.loads(run("verify", path.parents[1], "--json", code=ExitCode.DAMAGED).stdout)
    assert f"{path}@{offset}" in [f["where"] for f in report["findings"]]


def test_verify_tells_of_a_damaged_index_and_of_all_else(run, cut):
    """A line that is none in an index is one finding, and what else is wrong is told beside it."""
    path, offset, _ = cut
    index = path.parents[1] / "index" / "cut.cdxj"
    index.write_text("bukan baris\n")
    report = json.loads(run("verify", path.parents[1], "--json", code=ExitCode.DAMAGED).stdout)
    assert {f"{path}@{offset}", f"{index}:1"} <= {f["where"] for f in report["findings"]}


def test_a_file_that_is_no_warc_changes_nothing(fails, demo, tmp_path):
    """A text file among the WARCs is named, and nothing is imported, not even the good one before it."""
    (good,) = Collection(demo.folder).warcs()
    (tmp_path / "catatan.warc").write_text("ini bukan WARC\n" * 100)
    line = fails("derive", good, "catatan.warc", "--collection", "c", code=ExitCode.DAMAGED)
    assert "catatan.warc@0: no record starts here (this is no WARC" in line
    assert Collection(tmp_path / "c").warcs() == []


def test_a_warc_by_another_name_is_not_imported_unseen(fails, demo, tmp_path):
    """A file the collection would overlook by its name is refused, with what to do."""
    shutil.copy(Collection(demo.folder).warcs()[0], tmp_path / "lama.gz")
    assert "rename" in fails("derive", "lama.gz", "--collection", "c", code=ExitCode.COLLECTION)


def test_two_warcs_of_one_name_are_not_mixed_up(fails, run, demo, tmp_path):
    """Another WARC of the same name is refused; the one that is there stays as it was."""
    (good,) = Collection(demo.folder).warcs()
    (tmp_path / "x").mkdir()
    other = tmp_path / "x" / good.name
    other.write_bytes(good.read_bytes()[: read_cut(demo)])
    run("derive", good, "--collection", "c")
    line = fails("derive", other, "--collection", "c", code=ExitCode.COLLECTION)
    assert good.name in line
    assert "rename" in line
    assert (tmp_path / "c" / "warc" / good.name).read_bytes() == good.read_bytes()


def read_cut(demo):
    """Return the offset of a record in the demo's WARC."""
    (warc,) = Collection(demo.folder).warcs()
    return sorted(line.offset for line in read_cdxj(Collection(demo.folder).index_of(warc)))[3]


@contextmanager
def held(folder):
    """Hold a collection in another process; give its number."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        yield holder.pid
        holder.stdin.close()


def test_a_collection_in_use_is_left_alone(fails, run, tmp_path):
    """Commands that write are refused while another process writes, and are told which one."""
    Collection(tmp_path / "kliping-data").create()
    with held(tmp_path / "kliping-data") as pid:
        for arguments in (("derive",), ("fetch", "http://127.0.0.1:1/"), ("crawl", "demo"), ("demo", "--port", "0")):
            where = ("--collection", "kliping-data")
            line = fails(*arguments, *where, code=ExitCode.BUSY)
            assert f"kliping-data: another process is writing to this collection (process {pid}) (wait" in line
        run("verify")


@contextmanager
def unwritable(folder):
    """Take the right to write from everything in a folder."""
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture
def old(demo, tmp_path):
    """A copy of the demo's collection."""
    return shutil.copytree(demo.folder, tmp_path / "old")


def test_a_read_only_collection_is_told_and_can_be_read(fails, run, web, old):
    """What writes ends with the code for it and says what to do; verify and show work; nothing has changed."""
    site = web({"/": page("Beranda")})
    before = {p: p.read_bytes() for p in old.rglob("*") if p.is_file()}
    with unwritable(old):
        for arguments in (("derive", "--rebuild"), ("fetch", f"{site.base}/", "--allow-private")):
            line = fails(*arguments, "--collection", old, code=ExitCode.WRITE, under=WITHOUT_POWERS)
            assert str(old) in line
            assert "--collection" in line
        run("verify", old, under=WITHOUT_POWERS)
    assert site.asked == []
    assert before == {p: p.read_bytes() for p in old.rglob("*") if p.is_file()}


def test_a_folder_that_cannot_take_warcs_ends_the_crawl(fails, run, web, old):
    """When only the WARC folder is read-only, the crawl ends at the first answer; the old dataset stays whole."""
    site = web({"/": page("Beranda", "/a"), "/a": page("A")})
    with unwritable(old / "warc"):
        arguments = ("crawl", "--start", f"{site.base}/", "--allow-private", "--delay", "0", "--collection", old)
        line = fails(*arguments, code=ExitCode.WRITE, under=WITHOUT_POWERS)
    assert "old/warc: cannot write: Permission denied" in line
    assert "/a" not in site.asked
    run("verify", old)


def test_a_file_in_the_way_is_told(fails, tmp_path):
    """A file where the collection should be is named."""
    (tmp_path / "kliping-data").write_text("x")
    line = fails("crawl", "demo", code=ExitCode.WRITE)
    assert "kliping-data: cannot make the collection" in line
    assert "--collection" in line


def big(title, size=6000):
    """Return an article page that is large in the WARC and small in the dataset."""
    answer = page(title)
    answer.body += b"<!-- " + os.urandom(size).hex().encode() + b" -->"
    return answer


HOME = page("Beranda", *(f"/{n}" for n in range(60)))
BIG = {f"/{n}": big(f"Berita {n}") for n in range(60)} | {"/": HOME}
HUGE = {f"/{n}": big(f"Berita {n}", 60_000) for n in range(60)} | {"/": HOME}


@pytest.mark.parametrize(("pages", "first"), [(HUGE, "c/warc/"), (BIG, "c/state.sqlite")], ids=["warc", "state"])
def test_a_file_that_may_not_grow_ends_the_crawl_cleanly(fails, run, web, tmp_path, pages, first):
    """Whichever file is full first, the crawl ends with one line; all answers before are readable and sound."""
    # The limit is one of each file. Large pages fill the WARC first; of small ones the state's journal grows faster.
    site = web(pages)
    arguments = ("crawl", "--start", f"{site.base}/", "--allow-private", "--delay", "0", "--collection", "c", "--json")
    done = run(*arguments, code=ExitCode.WRITE, under=("prlimit", "--fsize=150000"))
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"kliping: {first}")
    assert "free space" in line
    (crawl,) = json.loads(done.stdout)["crawls"]
    assert crawl["reason"] == "write-error"
    assert 1 < crawl["responses"] < 60
    report = json.loads(run("verify", "c", "--json").stdout)
    assert report["articles"] + report["rejections"] == crawl["responses"]


def test_a_dataset_without_room_is_told_and_made_later(run, web, tmp_path):
    """When the WARCs fit and the dataset does not, the line says so and derive makes it when there is room."""
    # Words that do not compress, in many small WARCs and one shard: only the shard is past the limit.
    words = ["".join(random.Random(n).choices(string.ascii_lowercase, k=8)) for n in range(60_000)]
    text = [" ".join(words[2_000 * n : 2_000 * (n + 1)]) + "." for n in range(30)]
    site = web({f"/{n}": page(f"Berita {n}", text=[text[n]]) for n in range(30)})
    urls = [f"{site.base}{path}" for path in site.routes]
    arguments = ("fetch", *urls, "--allow-private", "--delay", "0", "--collection", "c", "--json")
    done = run(*arguments, code=ExitCode.WRITE, under=("prlimit", "--fsize=230000"), KLIPING_WARC_SIZE="60000")
    (line,) = done.stderr.splitlines()
    assert line.startswith("kliping: c/dataset")
    assert "free space" in line
    assert json.loads(done.stdout)["derived"] is None
    run("derive", "--collection", "c")
    run("verify", "c")
    assert len(list(archive.load(tmp_path / "c"))) == 30


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, full after a megabyte, that can be made larger."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no file system may be mounted here; the test above limits the file's size instead")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_ends_the_crawl_and_loses_nothing(fails, run, web, small_disk):
    """Every whole answer survives a full disk; with room again, derive makes a sound collection of them."""
    (small_disk / "ballast").write_bytes(os.urandom(700_000))
    site = web(BIG)
    arguments = ("crawl", "--start", f"{site.base}/", "--allow-private", "--delay", "0", "--collection", small_disk)
    line = fails(*arguments, code=ExitCode.WRITE, KLIPING_MIN_FREE="0")  # the guard would not let it come to this
    assert str(small_disk) in line
    assert "free space" in line
    answered = len(site.asked)
    subprocess.run(["mount", "-o", "remount,size=16m", small_disk], check=True)
    report = json.loads(run("derive", small_disk, "--json").stdout)
    assert answered - 1 <= report["responses"] <= answered  # the last one may be the one that did not fit
    assert run("verify", small_disk).stderr == ""


GOOD = 'key = "kota"\nname = "Kota"\nhosts = ["kota.go.id"]\nseeds = ["https://kota.go.id/"]\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace('["kota.go.id"]', '"kota.go.id"'), ("hosts", "Expected `array`, got `str`")),
        (GOOD + "warna = 1\n", ("unknown field `warna`",)),
        (GOOD + "[urls]\narticle = ['(']\n", ("urls.article", "regular expression")),
        (GOOD.replace('"Kota"', "Kota"), ("not valid TOML",)),
    ],
)
def test_a_malformed_profile_names_file_key_and_expectation(here, tmp_path, text, words):
    """A profile of the user with a mistake is told with its file, the key and what was expected."""
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "kota.toml").write_text(text)
    code, _, err = here("crawl", "kota")
    (line,) = err.splitlines()
    assert code == ExitCode.CONFIG
    assert line.startswith("kliping: sites/kota.toml: ")
    assert not [word for word in words if word not in line], line


def test_malformed_settings_name_their_place(fails, tmp_path):
    """A wrong value in kliping.toml or in the environment is told with the file or the variable."""
    (tmp_path / "kliping.toml").write_text('delay = "cepat"\n')
    line = fails("crawl", "demo", code=ExitCode.CONFIG)
    assert "kliping.toml: delay: Expected `float | null`" in line
    (tmp_path / "kliping.toml").write_text("delay = \n")
    assert "kliping.toml: not valid TOML" in fails("config", code=ExitCode.CONFIG)
    (tmp_path / "kliping.toml").write_text("")
    line = fails("crawl", "demo", code=ExitCode.CONFIG, KLIPING_MAX_PAGES="banyak")
    assert "KLIPING_MAX_PAGES: Expected `int`" in line
    assert "'banyak'" in line
