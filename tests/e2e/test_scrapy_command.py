"""`scrapy crawl` from the project root does what `kliping crawl` does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from web import Answer, page

import archive
from archive.collection import Collection
from archive.errors import ExitCode

ROOT = Path(__file__).parents[2]
ROUTES = {
    "/": page("Beranda", "/berita/1", "/berita/2", "/berkas.pdf"),
    "/berita/1": page("Taman baca"),
    "/berita/2": page("Jembatan baru", "/berita/1"),
    "/berkas.pdf": Answer(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}),
}


def outcomes(folder):
    """Return what a dataset says, apart from clocks and places."""
    articles = {(a.id, a.url, a.site, a.title, a.text, a.blocks) for a in archive.load(folder)}
    return articles, {(r.id, r.url, r.reason) for r in archive.load_rejections(folder)}


def told(folder):
    """Return what the only report says, apart from clocks and places, and whether a summary is beside it."""
    (path,) = Collection(folder).reports.glob("*.json")
    report = json.loads(path.read_text())
    apart = ("run", "started", "finished", "warcs", "disk_free")
    assert report["run"] == path.stem
    assert report["started"] <= report["finished"]
    return {key: value for key, value in report.items() if key not in apart}, path.with_suffix(".md").exists()


@pytest.mark.parametrize("by", ["start", "site"])
def test_scrapy_crawl_gives_the_same_dataset(run, web, clean_environment, tmp_path, by):
    """The same articles with the same ids and texts, and the same rejections, by address and by profile."""
    site = web(ROUTES)
    profile = f'key = "kota"\nname = "Kota"\nhosts = ["127.0.0.1:{site.port}"]\nseeds = ["{site.base}/"]\ndelay = 0\n'
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "kota.toml").write_text(profile)
    settings = {"KLIPING_ALLOW_PRIVATE": "true", "KLIPING_SITES": str(tmp_path / "sites")}
    if by == "start":
        settings["KLIPING_DELAY"] = "0"
    ours = ("--start", f"{site.base}/") if by == "start" else ("kota",)
    run("crawl", *ours, "--collection", tmp_path / "ours", **settings)
    asked, site.asked = sorted(site.asked), []
    theirs = f"start={site.base}/" if by == "start" else "site=kota"
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "site", "-a", theirs],
        cwd=ROOT, env=clean_environment(**settings, KLIPING_COLLECTION=str(tmp_path / "theirs")),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(site.asked) == asked
    assert outcomes(tmp_path / "theirs") == outcomes(tmp_path / "ours")
    assert {title for _, _, _, title, _, _ in outcomes(tmp_path / "theirs")[0]} >= {"Taman baca", "Jembatan baru"}
    run("verify", tmp_path / "theirs")
    assert told(tmp_path / "theirs") == told(tmp_path / "ours")


def test_an_unknown_site_is_one_line(clean_environment, tmp_path):
    """A key without a profile ends `scrapy crawl` with the line and the exit code that `kliping crawl` has for it."""
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "site", "-a", "site=tidak-ada"],
        cwd=ROOT, env=clean_environment(KLIPING_COLLECTION=str(tmp_path / "c")),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    (line,) = done.stderr.splitlines()
    assert line.startswith("kliping: no site profile has the key 'tidak-ada'")
    assert done.returncode == ExitCode.CONFIG
