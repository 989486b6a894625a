"""What is remembered of pages: in the tables, and of a state that an older kliping wrote."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from archive.cdxj import write_cdxj
from archive.collection import Collection
from archive.exchange import Exchange, Failure, RecordRef
from archive.jobs.remember import rebuild, remember
from archive.memory.fold import fold
from archive.memory.pages import PageMemory, key_of, undo
from archive.memory.rhythm import FIRST
from archive.state import VERSION, State
from archive.warc import WarcWriter, WriterOptions

START = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://contoh.go.id/detail/{}"


def answer(number, days=0, head=b"", status=b"200 OK", site="contoh"):
    block = b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html\r\n" + head + b"\r\n<p>isi</p>"
    return Exchange(
        url=URL.format(number), fetched_at=START + timedelta(days=days), request=b"GET / HTTP/1.1\r\n\r\n",
        response=block, notes=(("site", site),) if site else (),
    )  # fmt: skip


@pytest.fixture
def collection(tmp_path):
    return Collection(tmp_path / "c").create()


def written(collection, run, *exchanges, failures=()):
    """Write a run's WARC."""
    options = WriterOptions(
        info={"isPartOf": run}, on_close=lambda path, lines: write_cdxj(collection.index_of(path), lines)
    )
    with WarcWriter(collection.warc, run, options) as writer:
        for exchange in exchanges:
            writer.write(exchange)
        for url, at in failures:
            writer.write_failure(url, at, (("failure", "dns"), ("site", "contoh")))


def memory_of(state):
    return PageMemory(state, "contoh")


def test_pages_are_due_in_their_order(collection):
    """The page that waits longest comes first; those whose time has not come do not come."""
    written(collection, "run", *(answer(n, days=n) for n in range(4)))
    remember(collection)
    with State(collection.state) as state:
        due = [page.url for page in memory_of(state).due(START + timedelta(days=2) + FIRST)]
        assert due == [URL.format(n) for n in (0, 1, 2)]
        assert not list(memory_of(state).due(START))


def test_more_pages_than_a_batch_are_all_due(collection):
    """Two thousand pages of the same moment are each yielded once."""
    written(collection, "run", *(answer(n) for n in range(1200)))
    remember(collection)
    with State(collection.state) as state:
        due = [page.url for page in memory_of(state).due(START + timedelta(days=9))]
    assert (len(due), len(set(due))) == (1200, 1200)


def test_an_address_is_found_under_its_twins(collection):
    """A page is known by its canonical form, whatever it is linked as."""
    written(collection, "run", answer(1))
    remember(collection)
    with State(collection.state) as state:
        assert memory_of(state).find("https://x.go.id/", URL.format(1) + "?utm_source=x") is not None
        assert memory_of(state).find(URL.format(2)) is None


def test_validators_are_kept_only_if_they_can_be_sent_back(collection):
    """A field that is endless or holds control characters is no validator; robots.txt is no page."""
    written(
        collection, "run", answer(1, head=b'ETag: W/"x"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n'),
        answer(2, head=b"ETag: " + b"x" * 600 + b"\r\n"), answer(3, head=b'ETag: "a\x01b"\r\n'),
    )  # fmt: skip
    remember(collection)
    with State(collection.state) as state:
        full = [memory_of(state).find(URL.format(n)).full for n in (1, 2, 3)]
    assert [(each.etag, each.modified) for each in full] == [
        ('W/"x"', "Thu, 01 Jan 2026 00:00:00 GMT"), (None, None), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "trusted"),
    [(b'ETag: "a"\r\n', False), (b"Last-Modified: x\r\n", False), (b"", True)],
)
def test_a_validator_of_two_payloads_is_a_lie(head, trusted):
    """One name for two payloads: this server's 304 would say nothing."""
    page = None
    for number in (1, 2):
        exchange = answer(1, days=number, head=head)
        ref = RecordRef("a.warc.gz", number, 1, f"<urn:uuid:{number}>", f"sha1:{number}")
        page = fold(
            page,
            Exchange(**{name: getattr(exchange, name) for name in exchange.__struct_fields__} | {"ref": ref}),
            None,
        ).page
    assert page.trusted is trusted
    assert page.full.offset == 2


def test_an_error_keeps_the_last_full_capture():
    """A 500, a 404 and a failure say nothing of what was captured before."""
    exchange = answer(1)
    ref = RecordRef("a.warc.gz", 7, 1, "<urn:uuid:1>", "sha1:1")
    page = fold(
        None, Exchange(**{name: getattr(exchange, name) for name in exchange.__struct_fields__} | {"ref": ref}), None
    ).page
    page = fold(page, answer(1, days=1, status=b"500 Oops"), None).page
    page = fold(page, Failure(URL.format(1), START + timedelta(days=2), "dns"), None).page
    assert (page.full.offset, page.status, page.failure, page.visits) == (7, 0, "dns", 3)


def test_what_was_remembered_too_early_is_taken_back(collection):
    """Pages that were changed, or added, before they were derived become what they were."""
    written(collection, "a", answer(1))
    remember(collection)
    with State(collection.state) as state:
        before = state.rows("SELECT * FROM pages")
    written(collection, "b", answer(1, days=1), answer(2, days=1))
    remember(collection, derived=False)
    written(collection, "c", answer(1, days=2))
    remember(collection, derived=False)
    with State(collection.state) as state:
        assert memory_of(state).find(URL.format(1)).visits == 3
        with state.transaction() as database:
            undo(database)
        assert state.rows("SELECT * FROM pages") == before
        assert state.rows("SELECT warc FROM remembered") == [(collection.warcs()[0].name,)]


def test_captures_of_other_tools_are_no_visits(collection):
    """A WARC without the note `site` is not in the memory of pages."""
    written(collection, "foreign", answer(1, site=""))
    assert remember(collection).pages == 0


def test_runs_come_back_from_the_warcs_alone(collection):
    """A run without its report is known by its records; how it ended, nobody knows."""
    written(collection, "20260101", answer(1), answer(2, status=b"404 Not Found"), failures=[(URL.format(3), START)])
    rebuild(collection)
    with State(collection.state) as state:
        ((run, site, report),) = state.runs()
    found = json.loads(report)
    assert (run, site, found["reason"]) == ("20260101", "contoh", "unknown")
    assert (found["responses"], found["failures"], found["failed"]) == (2, 1, {"dns": 1})
    assert found["statuses"] == {"200": 1, "404": 1}
    assert found["warcs"] == [collection.warcs()[0].name]


def test_a_report_that_is_there_is_kept_and_gets_the_counts(collection):
    """The report of a run keeps what it says; what was found of the articles is added."""
    written(collection, "20260101", answer(1))
    collection.report_of("20260101").write_text(
        '{"run": "20260101", "site": "contoh", "reason": "finished", "bytes": 5}'
    )
    remember(collection)
    found = json.loads(collection.report_of("20260101").read_text())
    assert (found["reason"], found["bytes"], found["new"], found["gone"]) == ("finished", 5, 0, 0)


def test_a_state_of_version_2_is_taken_along(collection):
    """Queue and runs of an older kliping stay, and its WARCs are remembered."""
    with sqlite3.connect(collection.state) as database:
        database.executescript("""
            CREATE TABLE runs (run TEXT PRIMARY KEY, site TEXT NOT NULL, report TEXT NOT NULL);
            CREATE TABLE crawls (id INTEGER PRIMARY KEY, site TEXT NOT NULL UNIQUE, open INTEGER NOT NULL);
            CREATE TABLE frontier (id INTEGER PRIMARY KEY, crawl INTEGER NOT NULL, key BLOB NOT NULL, url TEXT NOT NULL,
                priority INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, depth INTEGER NOT NULL DEFAULT 0,
                hops INTEGER NOT NULL DEFAULT 0, via TEXT, meta BLOB, reason TEXT, warc TEXT, offset INTEGER);
            INSERT INTO runs VALUES ('r', 'contoh', '{}');
            INSERT INTO crawls VALUES (7, 'contoh', 1);
            INSERT INTO frontier (crawl, key, url, priority) VALUES (7, x'00', 'https://contoh.go.id/', 1);
            PRAGMA user_version = 2;
        """)
    written(collection, "run", answer(1))
    remember(collection)
    with State(collection.state) as state:
        assert state.rows("PRAGMA user_version") == [(VERSION,)]
        assert state.rows("SELECT id, open FROM crawls") == [(7, 1)]
        assert state.rows("SELECT url FROM frontier") == [("https://contoh.go.id/",)]
        assert "r" in [run for run, _, _ in state.runs()]
        assert memory_of(state).get(key_of(URL.format(1))).visits == 1


def test_a_warc_is_remembered_once(collection):
    """A second look at the same files changes nothing."""
    written(collection, "run", answer(1))
    assert [remember(collection).warcs for _ in range(3)] == [1, 0, 0]
    with State(collection.state) as state:
        assert memory_of(state).find(URL.format(1)).visits == 1
