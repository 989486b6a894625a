"""The tutorial for researchers: every snippet runs, and prints what the page shows."""

import contextlib
import io
import re
import shlex
import shutil
from pathlib import Path

import datasets
import pytest

PAGE = Path(__file__).parents[2] / "docs" / "researchers.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DIGEST = re.compile(r"sha1:[A-Z2-7]{32}")


def blocks():
    """Return kind and text of each code block, in order."""
    return FENCE.findall(PAGE.read_text("utf-8"))


def test_every_snippet_runs(changed, run, tmp_path, monkeypatch):
    """Python blocks run one after the other in one session and print the block below them; commands run, too."""
    shutil.copytree(changed.root, tmp_path / "kliping-data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    names, printed, ran = {}, "", 0
    for kind, code in blocks():
        if kind == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(code, str(PAGE), "exec"), names)
            printed, ran = out.getvalue(), ran + 1
        elif kind == "text":
            assert DIGEST.sub("sha1:DIGEST", printed) == code
        else:
            assert kind == "sh"
            for line in code.splitlines():
                if line.startswith("kliping "):
                    run(*shlex.split(line)[1:], cwd=tmp_path)
    assert ran == len([1 for kind, _ in blocks() if kind == "python"]) > 9


def test_every_snippet_shows_what_it_prints():
    """After each Python block stands its output."""
    kinds = [kind for kind, _ in blocks()]
    followed = [kinds[at + 1] for at, kind in enumerate(kinds[:-1]) if kind == "python"]
    assert set(followed) == {"text"}


@pytest.mark.parametrize("keyword", ["site", "region", "level", "since", "until", "language", "flags", "text"])
def test_every_filter_is_described(keyword):
    """The page has a row for each filter of `archive.load`."""
    assert re.search(rf"^\| (`since`, )?`{keyword}`", PAGE.read_text("utf-8"), re.MULTILINE)
