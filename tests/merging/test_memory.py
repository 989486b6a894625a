"""Two collections that both remember the pages of one site become one that knows what each run saw, in its order."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from archive import history
from archive.cdxj import write_cdxj
from archive.collection import Collection
from archive.exchange import Exchange
from archive.jobs.derive import derive
from archive.jobs.merge import MergeOptions, merge
from archive.jobs.remember import remember
from archive.memory.pages import PageMemory
from archive.memory.rhythm import FIRST
from archive.sites import SiteRegistry
from archive.state import State
from archive.warc import WarcWriter, WriterOptions

START = datetime(2026, 1, 1, tzinfo=UTC)
SITE = "kota.go.id"
URL = "https://kota.go.id/berita/{}"
TEXT = "Wali kota membuka taman baca nomor {number} {edition} di kecamatan timur pada Selasa pagi bersama {line} warga."
GONE = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nhilang"
TABLES = {
    "pages": "SELECT key, due, page, before FROM pages ORDER BY key",
    "events": "SELECT key, at, kind, run, url FROM events ORDER BY at, key, kind",
    "tallies": "SELECT run, kind, pages FROM tallies ORDER BY run, kind",
    "remembered": "SELECT * FROM remembered ORDER BY warc",
}
RUNS = ({1: "", 2: "", 3: ""}, {1: "", 2: None, 4: ""}, {1: "diubah", 3: None}, {2: "", 3: "", 4: ""})
"""What each day's run finds: the edition of each page, None when it is gone. The second and the last are the other's."""


def answer(number, edition):
    lines = "".join(f"<p>{TEXT.format(number=number, edition=edition, line=100 + line)}</p>" for line in range(3))
    title = f"Taman baca nomor {number} dibuka"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{lines}</body></html>"
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.encode()


def crawled(collection, day, prefix):
    """Write the WARC of a day's run, and derive it."""
    at = START + timedelta(days=day)
    options = WriterOptions(
        info={"isPartOf": f"{at:%Y%m%d%H%M%S}-000000"},
        on_close=lambda path, lines: write_cdxj(collection.index_of(path), lines),
        now=lambda: at,
    )
    with WarcWriter(collection.warc, prefix, options) as writer:
        for number, edition in RUNS[day].items():
            response = GONE if edition is None else answer(number, edition)
            moment = at + timedelta(minutes=number)
            writer.write(
                Exchange(URL.format(number), moment, b"GET / HTTP/1.1\r\n\r\n", response, notes=(("site", SITE),))
            )
    with collection.lock():
        derive(collection, SiteRegistry(), workers=1)


def collection_of(folder, days, prefix="kota"):
    collection = Collection(folder).create()
    for day in days:
        crawled(collection, day, prefix)
    return collection


def merged(a, b):
    with a.lock():
        merge(a, b, MergeOptions())
        derive(a, SiteRegistry(), workers=1)
    return tables(a)


def tables(collection):
    with State(collection.state) as state:
        return {name: state.rows(query) for name, query in TABLES.items()}


@pytest.fixture
def pair(tmp_path):
    """Of one site, crawled on alternating days; names say nothing of the order, as with another operator's."""
    return collection_of(tmp_path / "a", (0, 2), "z-kota"), collection_of(tmp_path / "b", (1, 3), "a-kota")


def test_pages_events_and_dues_are_those_of_all_runs(pair):
    """Merged either way, the state is the same, and says when each page is due by its visits in both collections."""
    a, b = pair
    kept = {path.name: path.read_bytes() for path in b.warcs()}
    found = merged(a, b)
    with State(a.state) as state:
        memory = PageMemory(state, SITE)
        pages = {number: memory.find(URL.format(number)) for number in range(1, 5)}
        events = [(kind, url.rpartition("/")[2], at[8:10]) for at, kind, url, _ in memory.events()]
    assert {number: page.visits for number, page in pages.items()} == {1: 3, 2: 3, 3: 3, 4: 2}
    # The same a day later: 1.6 times the interval; another text a day after that: half of it.
    assert pages[1].rhythm.due == START + timedelta(days=2, minutes=1) + FIRST * 1.6 * 0.5
    assert pages[4].rhythm.due == START + timedelta(days=3, minutes=4) + FIRST * 1.6
    assert events == [
        ("new", "1", "01"), ("new", "2", "01"), ("new", "3", "01"), ("gone", "2", "02"), ("new", "4", "02"),
        ("changed", "1", "03"), ("gone", "3", "03"), ("returned", "2", "04"), ("returned", "3", "04"),
    ]  # fmt: skip
    told = [(event.kind.value, event.url.rpartition("/")[2], event.at[8:10]) for event in history.events(a.root)]
    assert sorted(told) == sorted(event for event in events if event[0] != "new")
    assert {path.name: path.read_bytes() for path in b.warcs()} == kept
    assert merged(b, a) == found


def test_counts_of_both_ones_runs_are_corrected(pair):
    """What was new to the other collection alone is not new any more; the reports say so."""
    a, b = pair
    assert msgspec.json.decode(_report(b, "20260102000000-000000"))["new"] == 2
    merged(a, b)
    found = msgspec.json.decode(_report(a, "20260102000000-000000"))
    assert (found["new"], found["unchanged"], found["gone"]) == (1, 1, 1)


def test_a_crawl_right_after_an_interrupted_merge_knows_all_pages(pair, monkeypatch):
    """Cut off after the first of two WARCs, what lies here is remembered; the rest follows with the next merge."""
    a, b = pair
    copied = []

    def once(*arguments):
        if copied:
            raise KeyboardInterrupt
        copied.append(arguments)
        return take_in(*arguments)

    from archive.jobs import merge as job  # noqa: PLC0415

    take_in = job.take_in
    monkeypatch.setattr(job, "take_in", once)
    with a.lock(), pytest.raises(KeyboardInterrupt):
        merge(a, b, MergeOptions())
    with a.lock():
        remember(a, derived=False)
    with State(a.state) as state:
        assert {PageMemory(state, SITE).find(URL.format(n)).visits for n in (1, 2)} == {3, 2}
    monkeypatch.setattr(job, "take_in", take_in)
    assert merged(a, b) == merged(b, a)


def _report(collection, run):
    with State(collection.state) as state:
        return next(report for name, _, report in state.runs() if name == run)
