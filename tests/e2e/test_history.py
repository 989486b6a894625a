"""Two crawls of a site that changed: what was edited, what vanished, what moved, and the commands that tell."""

import contextlib
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from web import SENTENCES, Answer, Web, page, redirect

import archive
from archive.errors import ExitCode

ROOT = Path(__file__).parents[2]
EVIL = "<script>alert(1)</script>"


def own_text(name):
    """Return paragraphs of one page alone: what all pages of a site repeat would be its template's."""
    return [f"Di {name}: {sentence[0].lower()}{sentence[1:]}" for sentence in SENTENCES]


@pytest.fixture(scope="module")
def changed(kliping_in, tmp_path_factory):
    """A collection with two fetches of five pages; between them the site was edited."""
    names = ("tetap", "sunting", "hilang", "pindah", "galat")
    routes = {f"/{name}": page(f"Berita {name}", text=own_text(name)) for name in names}
    site, place = Web(routes), tmp_path_factory.mktemp("changed")
    urls = [site.base + path for path in routes]
    fetch = ("fetch", *urls, "--allow-private", "--delay", "0", "--collection", "c")
    kliping_in(*fetch, cwd=place)
    edited = [
        s.replace("setiap bulan", "setiap &lt;script&gt;alert(1)&lt;/script&gt; tahun") for s in own_text("sunting")
    ]
    routes["/sunting"] = page("Berita sunting", text=edited)
    routes["/hilang"] = Answer(b"tidak ada", 410)
    routes["/pindah"] = redirect(f"{site.base}/berita/pindah", 301)
    routes["/galat"] = Answer(b"galat", 500)
    kliping_in(*fetch, cwd=place)
    site.close()
    return place / "c", {a.url.rsplit("/", 1)[1]: a.id for a in archive.load(place / "c")}


def test_edits_and_disappearances_are_found(changed):
    """The dataset has both versions of the edited page, and knows what is gone and where what moved."""
    folder, ids = changed
    groups = {g[0].url.rsplit("/", 1)[1]: len(g) for g in archive.history.versions(folder)}
    assert groups == {"tetap": 1, "sunting": 2, "hilang": 1, "pindah": 1, "galat": 1}
    found = {e.id: (e.kind.value, e.to and e.to.rsplit("/", 2)[1:]) for e in archive.history.events(folder)}
    assert found == {
        ids["sunting"]: ("changed", None), ids["hilang"]: ("gone", None), ids["pindah"]: ("moved", ["berita", "pindah"]),
    }  # fmt: skip


def test_diff_shows_the_words(changed, run, tmp_path):
    """`kliping diff ID` marks the words that went and came; the HTML file has them escaped."""
    folder, ids = changed
    shown = run("diff", ids["sunting"][:8], "--html", "d.html", "--collection", folder).stdout
    assert "[-bulan-] {+<script>alert(1)</script> tahun+}" in shown
    html = (tmp_path / "d.html").read_text("utf-8")
    assert "<del>bulan</del> <ins>&lt;script&gt;alert(1)&lt;/script&gt; tahun</ins>" in html
    assert EVIL not in html
    (diff,) = json.loads(run("diff", ids["sunting"], "--collection", folder, "--json").stdout)["diffs"]
    assert [(c["field"], c["before"], c["after"]) for c in diff["changes"]] == [("text", ["bulan"], [f"{EVIL} tahun"])]


def test_diff_without_an_id_lists_all(changed, run, fails):
    """`kliping diff` lists changes and events; an HTML file needs an id."""
    folder, ids = changed
    overview = json.loads(run("diff", "--collection", folder, "--json").stdout)
    assert [c["id"] for c in overview["changed"]] == [ids["sunting"]]
    assert {e["kind"] for e in overview["events"]} == {"changed", "gone", "moved"}
    assert "gone" in run("diff", "--collection", folder).stdout
    assert "name its id" in fails("diff", "--html", "x.html", "--collection", folder, code=ExitCode.CONFIG)


def test_cite_and_stats_of_the_command(changed, demo, run, tmp_path, fails):
    """`cite` prints every format and `stats` its figures and its page; an unknown format is told."""
    folder, ids = changed
    cited = run("cite", ids["tetap"], "--collection", folder).stdout
    assert cited.startswith("@misc{")
    assert '"type": "webpage"' in cited
    assert "Retrieved " in cited
    data = json.loads(run("cite", ids["tetap"], "--collection", folder, "--json").stdout)
    assert data["source"]["warc"] in data["apa"]
    assert "csl-json" in fails("cite", ids["tetap"], "--format", "mla", "--collection", folder, code=ExitCode.CONFIG)
    figures = json.loads(run("stats", demo.folder, "--html", "s.html", "--json").stdout)
    assert figures["total"]["articles"] == demo.report["derived"]["articles"]
    assert sum(figures["total"]["reasons"].values()) == demo.report["derived"]["rejections"]
    assert "<svg" in (tmp_path / "s.html").read_text("utf-8")
    assert "█" in run("stats", demo.folder).stdout


@pytest.mark.parametrize("name", ["citing", "history", "search", "stats"])
def test_the_snippets_of_the_documentation_run(changed, tmp_path, name):
    """Every Python example of these pages runs on a collection as it is written."""
    folder = tmp_path / "c"
    shutil.copytree(changed[0], folder)
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    spans = re.findall(r"`((?:archive|history)\.\w[\w.]*\(\"kliping-data\"\))`", text)
    assert blocks or spans
    known = {"archive": archive, "history": archive.history}
    with contextlib.redirect_stdout(io.StringIO()):
        for code in (*blocks, *spans):
            exec(compile(code.replace("kliping-data", str(folder)), f"docs/{name}.md", "exec"), known)


def test_search_of_the_command(demo, run, tmp_path):
    """`kliping search` finds the seed by words and date, marks what matched, and says when there is nothing."""
    folder = tmp_path / "c"
    shutil.copytree(demo.folder, folder)
    flags = ("--site", "demo", "--since", "2017", "--until", "2017", "--collection", folder)
    report = json.loads(run("search", "audiensi wagub", *flags, "--json").stdout)
    assert (report["indexed"], len(report["hits"])) == (True, 1)
    shown = run("search", "audiensi wagub", *flags).stdout
    assert "[Audiensi]" in shown
    assert shown.endswith("1 article\n")
    assert run("search", '" OR NEAR( title:', "--collection", folder).stdout == "no articles\n"
