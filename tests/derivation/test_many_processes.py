"""Derivation on several processes: the same dataset, whatever happens to one of them."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from small_towns import HOST, answer, old_design, page, prose

from archive.article import Reason
from archive.dataset import read_manifest
from archive.derivation import crew, hand, parts, work
from archive.errors import WorkerDied

ROOT = Path(__file__).parents[2]
WORKER = "import archive.derivation.worker as w, os, time; do = w.perform; "
FATAL = WORKER + "w.perform = lambda task: {} if 'mati' in task.exchange.url else do(task); w.main()"


@pytest.fixture
def many(monkeypatch):
    """Start processes at the first page, as a large collection does, and end parts soon."""
    monkeypatch.setattr(crew, "AT_HOME", 0)
    monkeypatch.setattr(parts, "PART", 20)


@pytest.fixture
def interrupted(monkeypatch):
    """Derive a collection, and press Ctrl-C after so many parts."""

    def run(town, *, after):
        cut, cuts = parts.Parts.cut, []

        def counting(self, **options):
            cut(self, **options)
            cuts.append(1)
            if len(cuts) == after:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(parts.Parts, "cut", counting)
            town.derive(workers=1)

    return run


def with_worker(monkeypatch, what):
    """Let each process do something else on addresses with `mati` in them."""
    setup = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    monkeypatch.setattr(hand, "START", setup + FATAL.format(what))


def pages(town):
    """Articles of three sites in three WARCs, and answers that are none."""
    other = [answer(f"https://{HOST}/kosong", ""), answer(f"https://{HOST}/biner", "\x00\x01\x02" * 50)]
    for name, start in (("a", 0), ("b", 40), ("c", 80)):
        hosts = (HOST, "lain.go.id", "sana.go.id")
        town.add(name, *(page(n, host=hosts[n % 3]) for n in range(start, start + 40)), *other)
    return town


def rebuilt(town):
    """Derive all anew, in this process."""
    crew.AT_HOME = 10_000
    return town.derive(rebuild=True)


def content(town):
    """Return manifest and templates: all of what a derivation makes, but for how gzip packs it."""
    return read_manifest(town.collection.dataset), town.templates()


def deadly(count=30):
    """Pages, one of which a worker of `with_worker` does not survive."""
    return [*(page(n) for n in range(count)), answer(f"https://{HOST}/mati", old_design("Mati", f"<p>{prose(1)}</p>"))]


@pytest.mark.usefixtures("many")
def test_the_number_of_processes_is_not_in_the_dataset(town):
    """One, two or three processes, or none: manifest, templates and identity are the same."""
    pages(town).derive(workers=1, rebuild=True)
    expected = content(town)
    assert expected[0].count("articles") == 120
    for workers in (2, 3):
        town.derive(workers=workers, rebuild=True)
        assert content(town) == expected
    rebuilt(town)
    assert content(town) == expected


def test_a_small_collection_starts_no_process(town, monkeypatch):
    """Below so many pages everything happens in this process."""
    monkeypatch.setattr(hand.subprocess, "Popen", None)
    assert town.add("a", *(page(n) for n in range(20))).derive(workers=2).articles == 20


@pytest.mark.usefixtures("many")
def test_a_process_that_dies_of_a_page_costs_that_page(town, monkeypatch):
    """The page becomes a rejection that says how; all others are as they are."""
    with_worker(monkeypatch, "os.kill(os.getpid(), 11)")
    report = town.add("a", *deadly()).derive(workers=1)
    assert (report.articles, report.rejections) == (30, 1)
    (found,) = town.rejections().values()
    assert (found.reason, found.url) == (Reason.UNPROCESSABLE, f"https://{HOST}/mati")
    assert "SIGSEGV" in found.detail
    assert len(town.articles()) == 30


@pytest.mark.usefixtures("many")
def test_a_process_that_was_killed_is_replaced(town, monkeypatch, tmp_path):
    """A page whose process died once, of no fault of its own, is read by another one."""
    once = f"os.kill(os.getpid(), 9) if not os.path.exists({str(tmp_path / 'x')!r}) and not os.close(os.open({str(tmp_path / 'x')!r}, 64)) else do(task)"
    with_worker(monkeypatch, f"({once})")
    report = town.add("a", *deadly()).derive(workers=1)
    assert (report.articles, report.rejections) == (31, 0)
    assert (tmp_path / "x").exists()


@pytest.mark.usefixtures("many")
def test_a_process_that_hangs_is_no_hang(town, monkeypatch):
    """Without an answer in time it is ended; the page becomes a rejection."""
    monkeypatch.setattr(hand, "SILENCE", 4.0)
    with_worker(monkeypatch, "do(task) if task.study else time.sleep(600)")
    report = town.add("a", *deadly(5)).derive(workers=1)
    assert (report.articles, report.reasons) == (5, {"UNPROCESSABLE": 1})


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("start", ["import sys; sys.exit(3)", "import os; os.kill(os.getpid(), 9)"])
def test_processes_that_never_begin_are_one_clear_error(town, monkeypatch, start):
    """A broken installation, or no memory at all: one line, and nothing of the dataset is lost."""
    town.add("a", *(page(n) for n in range(3))).derive(workers=1)
    before = content(town)
    monkeypatch.setattr(hand, "START", start)
    with pytest.raises(WorkerDied, match="ended before it began"):
        town.add("b", *(page(n) for n in range(50, 55))).derive(workers=2)
    assert content(town)[0] == before[0]


@pytest.mark.usefixtures("many")
def test_processes_that_die_of_every_page_are_one_clear_error(town, monkeypatch):
    """When page after page is deadly, the machine is at fault and not the pages."""
    monkeypatch.setattr(hand, "TOLERATED", 3)
    with_worker(monkeypatch, "os._exit(9)")
    town.add("a", *(answer(f"https://{HOST}/mati-{n}", old_design("Mati", f"<p>{prose(n)}</p>")) for n in range(20)))
    with pytest.raises(WorkerDied, match="keep dying: exit status 9"):
        town.derive(workers=1)


def burn(*_arguments):
    """Use CPU time until somebody ends it, and swallow what the engine's own code could."""
    while True:
        with suppress(Exception):  # the bound must get through
            sum(range(1000))


def test_a_page_past_its_time_is_a_rejection(town, monkeypatch):
    """More CPU time than the bound ends the page, not the derivation."""
    monkeypatch.setattr(work, "SECONDS", 0.2)
    extract = work.extract
    monkeypatch.setattr(work, "extract", lambda e, *more: burn() if "mati" in e.url else extract(e, *more))
    report = town.add("a", *deadly(5)).derive()
    assert (report.articles, report.reasons) == (5, {"UNPROCESSABLE": 1})
    assert "0.2 seconds" in next(iter(town.rejections().values())).detail


def test_a_fault_of_the_engine_is_a_rejection(town, monkeypatch):
    """An exception that should not be is told in the record, and all other pages are derived."""
    extract = work.extract
    monkeypatch.setattr(work, "extract", lambda e, *more: 1 // 0 if "mati" in e.url else extract(e, *more))
    town.add("a", *deadly(5)).derive()
    (found,) = town.rejections().values()
    assert (found.reason, "ZeroDivisionError" in found.detail) == (Reason.UNPROCESSABLE, True)


@pytest.mark.usefixtures("many")
def test_an_interrupted_derivation_goes_on(town, interrupted):
    """After Ctrl-C in the midst, the next run takes what was done, and its result is that of a run at once."""
    interrupted(pages(town), after=3)
    assert read_manifest(town.collection.dataset) is None
    report = town.derive(workers=2)
    assert report.resumed == 60
    assert not parts.left_behind(town.collection.dataset)
    again = rebuilt(town)
    assert (again.identity, again.responses, again.reasons) == (report.identity, report.responses, report.reasons)


@pytest.mark.usefixtures("many")
def test_what_was_done_with_other_inputs_is_not_taken(town, interrupted):
    """When new pages change a template in between, what was done with the old one is done again."""
    interrupted(town.add("a", *(page(n) for n in range(2)), *(page(n, host="lain.go.id") for n in range(40))), after=1)
    report = town.add("b", *(page(n) for n in range(10, 16))).derive(workers=1)
    assert report.resumed == 0
    assert rebuilt(town).identity == report.identity


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("lost", ["state.json", "articles/*"])
def test_a_part_that_a_power_cut_emptied_is_made_again(town, interrupted, lost):
    """The last part is not on the disk before it has its name: an empty file of it costs that part, and no outcome."""
    interrupted(pages(town), after=3)
    last = max(town.collection.dataset.glob(".derived/*/0*"))
    for path in last.glob(lost):
        path.write_bytes(b"")
    report = town.derive(workers=2)
    assert report.resumed == 40
    again = rebuilt(town)
    assert (again.identity, again.responses, again.repeats) == (report.identity, report.responses, report.repeats)


KILLED = """
import sys
from pathlib import Path
from archive.collection import Collection
from archive.derivation import crew, parts
from archive.jobs.derive import derive
from archive.sites import SiteRegistry
crew.AT_HOME, parts.PART = 0, 20
derive(Collection(sys.argv[1]), SiteRegistry(), workers=2)
"""


def test_after_kill_9_it_goes_on_and_no_process_stays(town):
    """The parts are on the disk, the workers end with their parent, and the result is a rebuild's."""
    pages(town)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(town.collection.root)], env=environment)
    derived, until = town.collection.dataset / parts.FOLDER, time.monotonic() + 60
    while not list(derived.glob("*/000000")) and time.monotonic() < until and process.poll() is None:
        time.sleep(0.002)
    workers = children_of(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    if not list(derived.glob("*/000000")):
        pytest.fail("it ended before it could be killed")
    report = town.derive(workers=2)
    assert report.resumed >= 20
    assert rebuilt(town).identity == report.identity
    while any(map(alive, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(alive, workers))


def children_of(pid):
    text = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in text.read_text().split()] if text.exists() else []


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"


@pytest.mark.usefixtures("many")
def test_a_damaged_warc_is_told_and_read_again(town):
    """What comes before the damage is derived; restored, the file is read whole."""
    pages(town)
    (path,) = town.collection.warc.glob("b-*")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    report = town.derive(workers=2)
    assert len(report.damaged) == 1
    assert path.name in report.damaged[0]
    assert path.name not in read_manifest(town.collection.dataset).warcs
    path.write_bytes(whole)
    again = town.derive(workers=2)
    assert (again.damaged, again.articles) == ((), 120)
    assert rebuilt(town).identity == again.identity


def test_the_command_says_what_it_did_and_show_which_template(town):
    """`--workers` reaches the job, `show` names the template; a number that makes no sense is refused."""
    town.add("a", *(page(n) for n in range(6)))
    folder = str(town.collection.root)
    report = json.loads(kliping("derive", folder, "--workers", "2", "--json"))
    assert (report["articles"], report["resumed"], report["templates"]) == (6, 0, [])
    article = next(iter(town.articles().values()))
    shown = kliping("show", article.id, folder)
    assert f"site template {article.extractor.template}: contoh.go.id/2026h2, " in shown
    assert "learned from 6 pages" in shown
    assert "--workers" in kliping("derive", folder, "--workers", "0", code=2)


def kliping(*arguments, code=0):
    done = subprocess.run(
        [sys.executable, "-m", "crawler", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stdout or done.stderr
