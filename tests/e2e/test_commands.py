"""What each command prints: for a reader, and one JSON document for a program."""

import html
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import msgspec
import pytest

import archive
from archive.collection import Collection
from archive.dataset import Manifest, Publisher
from archive.version import VERSION
from archive.warc import read_records

COMMANDS = [
    ("demo",), ("crawl",), ("fetch",), ("derive",), ("verify",), ("show",), ("fixture",), ("config",),
    ("sites", "list"), ("sites", "show"), ("sites", "add"),
]  # fmt: skip


@pytest.fixture(scope="module")
def article(demo):
    return next(a for a in archive.load(demo.folder) if a.contacts and a.credit)


@pytest.fixture(scope="module")
def rejection(demo):
    return next(r for r in archive.load_rejections(demo.folder) if r.reason == "NOT_HTML")


def test_show_an_article(run, demo, article):
    """Text, fields, source and each stripped line with its rule are shown; a part of the id is enough."""
    out = run("show", article.id[:10], demo.folder).stdout
    assert out.startswith(f"{article.title}\n")
    assert article.text in out
    assert f"{article.source.warc}@{article.source.offset}" in out
    assert all(removal.rule in out for removal in article.removals)
    assert json.loads(run("show", article.id, "--collection", demo.folder, "--json").stdout)["id"] == article.id


def test_show_an_article_beside_its_page(run, demo, article, tmp_path):
    """The page stands line by line beside text and rules, in the terminal and as one file."""
    out = run("show", article.id, demo.folder, "--side-by-side").stdout
    assert all(removal.rule in out for removal in article.removals)
    path = tmp_path / "review" / "article.html"
    assert "written" in run("show", article.id, demo.folder, "--html", path).stdout
    page = path.read_text("utf-8")
    assert "Content-Security-Policy" in page
    assert all(html.escape(block.text) in page for block in article.blocks if "\n" not in block.text)
    assert all(html.escape(removal.text) in page for removal in article.removals if "\n" not in removal.text)


def test_show_a_rejection(run, demo, rejection):
    """A page that is no article is shown with the reason and its source."""
    out = run("show", rejection.id, demo.folder).stdout
    assert rejection.reason in out
    assert rejection.url in out
    assert f"{rejection.source.warc}@{rejection.source.offset}" in out


def test_show_what_a_listing_lists(run, demo):
    """A rejected listing is shown with the titles and addresses that it leads to."""
    found = next(r for r in archive.load_rejections(demo.folder) if r.reason == "LISTING" and "/arsip/" in r.url)
    out = run("show", found.id, demo.folder).stdout
    assert "it lists" in out
    items = archive.list_items(archive.open_source(demo.folder, found))
    assert len(items) > 1
    assert all(item.title and "/detail/" in item.url for item in items)


def test_show_what_is_not_there(fails, demo):
    """An unknown id and one that is too short are told with what to do."""
    assert "ffffffffffff: no page has this id" in fails("show", "ffffffffffff", demo.folder, code=4)
    assert "at least 4 characters" in fails("show", "1", demo.folder, code=4)


def test_show_an_ambiguous_id(fails, demo, tmp_path):
    """A beginning that several ids share is told with some of them."""
    collection = Collection(tmp_path / "c").create()
    first = next(archive.load(demo.folder))
    with Publisher(collection.dataset, keep=None) as publisher:
        for number in range(3):
            publisher.add(msgspec.structs.replace(first, id=f"abcd{number:012x}"))
        publisher.publish(Manifest(extractor="x", profiles={}, warcs={}))
    line = fails("show", "abcd", collection.root, code=4)
    assert "3 pages" in line
    assert "abcd000000000000" in line


def test_fixture_has_the_bytes_of_the_record(run, demo, article, tmp_path):
    """The response is the record's block byte for byte; what extraction gives is there to be reviewed."""
    warc = Collection(demo.folder).warc / article.source.warc
    done = run("fixture", f"{warc}@{article.source.offset}", "--into", "contoh", "--json")
    assert json.loads(done.stdout) == {"folder": "contoh"}
    record = next(read_records(warc, offset=article.source.offset))
    assert (tmp_path / "contoh" / "response.http").read_bytes() == bytes(record.block)
    meta = json.loads((tmp_path / "contoh" / "meta.json").read_text())
    assert (meta["url"], meta["site"]) == (article.url, "demo")
    expected = json.loads((tmp_path / "contoh" / "expected.json").read_text())
    assert (expected["reviewed"], expected["outcome"]["title"]) == (False, article.title)


def test_fixture_of_no_response(fails, demo):
    """An offset that is no response is told with what is there."""
    (warc,) = Collection(demo.folder).warcs()
    assert f"{warc}@0: no HTTP response here, but: warcinfo" in fails("fixture", f"{warc}@0", code=6)
    assert f"{warc}@7: " in fails("fixture", f"{warc}@7", code=6)


def test_sites_list_and_show(run):
    """All profiles are listed with code and hosts; one is shown with the file it comes from."""
    assert "bekasikota" in run("sites", "list").stdout
    listed = {site["key"]: site for site in json.loads(run("sites", "list", "--json").stdout)}
    assert listed["bekasikota"]["kemendagri"] == "32.75"
    out = run("sites", "show", "bekasikota").stdout
    assert out.startswith("# ")
    assert 'key = "bekasikota"' in out
    assert json.loads(run("sites", "show", "bekasikota", "--json").stdout)["hosts"] == listed["bekasikota"]["hosts"]


def test_sites_add_writes_a_profile_that_works(run, fails, tmp_path):
    """The profile has the region its host tells; a second one for the same host is refused, the first untouched."""
    out = run("sites", "add", "https://www.tangerangkota.go.id/berita", "--no-probe").stdout
    assert "sites/tangerangkota.toml written" in out
    path = tmp_path / "sites" / "tangerangkota.toml"
    text = path.read_text()
    site = tomllib.loads(text)
    assert (site["level"], site["kemendagri"], site["name"]) == ("kota", "36.71", "Kota Tangerang")
    assert site["hosts"] == ["tangerangkota.go.id", "www.tangerangkota.go.id"]
    assert json.loads(run("sites", "show", "tangerangkota", "--json").stdout)["file"] == "sites/tangerangkota.toml"
    line = fails("sites", "add", "http://tangerangkota.go.id/", "--key", "lain", code=3)
    assert "the profile 'tangerangkota' exists already" in line
    assert path.read_text() == text
    assert json.loads(run("sites", "add", "http://127.0.0.1:9/", "--key", "uji", "--no-probe", "--json").stdout) == {
        "file": "sites/uji.toml"
    }


def test_config_tells_where_each_value_comes_from(run, tmp_path):
    """Defaults, the file, the environment and flags are named as the origin of what they set."""
    (tmp_path / "kliping.toml").write_text('contact = "arsip@contoh.id"\ndelay = 3\n')
    options = {"KLIPING_DELAY": "5", "KLIPING_MAX_PAGES": "7"}
    found = json.loads(run("config", "--collection", "c", "--json", **options).stdout)
    assert found["collection"] == {"value": "c", "origin": "--collection"}
    assert found["delay"] == {"value": 5.0, "origin": "KLIPING_DELAY"}
    assert found["contact"]["origin"] == f"{tmp_path / 'kliping.toml'}: contact"
    assert found["timeout"]["origin"] == "default"
    assert "KLIPING_MAX_PAGES" in run("config", **options).stdout


def test_version(run):
    """The version is one word behind the name."""
    assert run("--version").stdout == f"kliping {VERSION}\n"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_help_has_an_example(here, command):
    """The help of every command shows how it is called."""
    _, out, _ = here(*command, "--help")
    assert out.startswith(f"Usage: kliping {' '.join(command)} ")
    assert f"kliping {' '.join(command)}" in out.split("Example:")[1]


def test_help_and_group_without_a_command(run):
    """`kliping` alone and a group alone show their commands and end as a wrong use does."""
    assert "crawl" in run(code=2).stderr
    assert "add" in run("sites", code=2).stderr
    shown = run("--help").stdout
    assert not [command for command, *_ in COMMANDS if f"\n  {command} " not in shown]


def test_help_loads_neither_scrapy_nor_lxml(clean_environment):
    """What only a crawl or an extraction needs is not loaded to show the help."""
    script = (
        "import sys\nsys.argv = ['kliping', '--help']\nfrom crawler.cli.app import run\nrun()\n"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'scrapy', 'twisted', 'lxml', 'bs4', 'dateparser'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=clean_environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_every_json_is_one_document(run, demo):
    """With --json, standard output is one JSON value and nothing else, and standard error is empty."""
    for arguments in (("verify", demo.folder), ("sites", "list"), ("config",), ("derive", demo.folder)):
        done = run(*arguments, "--json")
        assert isinstance(json.loads(done.stdout), dict | list), arguments
        assert done.stderr == ""


def test_completion_speaks_of_kliping(run, clean_environment):
    """The script for the shell completes `kliping`, and asked by the shell it knows the commands."""
    # The shell is named, not looked for among the parents of this process: a test may run below `sh`, or below none.
    script = run("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1").stdout
    assert "_KLIPING_COMPLETE=complete_bash" in script
    assert script.rstrip().endswith("kliping")
    asked = {"_KLIPING_COMPLETE": "complete_bash", "COMP_WORDS": "kliping de", "COMP_CWORD": "1"}
    assert run(**asked).stdout.split() == ["derive", "demo"]


@pytest.mark.parametrize("buffering", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("arguments", [("sites", "list"), ("show", "ID", "--json"), ("--help",)], ids=" ".join)
def test_a_reader_that_leaves_early_is_no_error(clean_environment, demo, article, tmp_path, arguments, buffering):
    """Output into a pipe that nobody reads ends quietly."""
    words = [article.id if word == "ID" else word for word in arguments]
    with subprocess.Popen(
        [sys.executable, "-m", "crawler", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=clean_environment(KLIPING_COLLECTION=str(demo.folder), **buffering), cwd=tmp_path,
    ) as process:  # fmt: skip
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == 0


def test_a_full_standard_output_is_one_line(clean_environment, tmp_path):
    """A result that cannot be written is told, with the code for it."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "crawler", "config"], stdout=full, stderr=subprocess.PIPE, text=True,
            env=clean_environment(), cwd=tmp_path, check=False,
        )  # fmt: skip
    assert done.returncode == 5
    assert done.stderr.splitlines() == ["kliping: No space left on device (check the place, its rights and its space)"]
