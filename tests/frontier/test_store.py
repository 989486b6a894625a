"""The queue: every address once, in order, and nothing forgotten by a crash."""

import sqlite3

import pytest

from archive.errors import CollectionError
from archive.state import MEMORY, State, shared_state
from crawler.frontier.store import Frontier, Link, RowState, Settled, key_of


def link(name, priority=10, **more):
    return Link(key_of(name), f"https://a.go.id/{name}", priority, **more)


@pytest.fixture
def state():
    with State(MEMORY) as state:
        yield state


@pytest.fixture
def frontier(state):
    frontier = Frontier(state, "a")
    frontier.begin()
    return frontier


def test_an_address_is_queued_once(frontier):
    """The same page, linked twice or again after it was fetched, is one row."""
    assert frontier.add([link("x"), link("x"), link("y")]) == 2
    (first,) = frontier.lease()
    assert frontier.settle([Settled(first.id, RowState.FETCHED)], [link("x")]) == 0
    assert frontier.counts() == {"pending": 1, "fetched": 1}


def test_leases_come_by_priority_then_by_age(frontier):
    """What is more urgent comes first, and among equals what was found first."""
    frontier.add([link("a"), link("b", 50), link("c"), link("d", 50)])
    assert [x.url[-1] for x in frontier.lease(3)] == ["b", "d", "a"]
    assert [x.url[-1] for x in frontier.lease(3)] == ["c"]
    assert frontier.lease() == []


def test_a_lease_says_everything_that_was_queued(frontier):
    """Depth, hops, where it was found and the rest of a request come back as they were."""
    frontier.add([link("x", 7, depth=2, hops=5, via="https://a.go.id/", meta=b'{"kliping_seed":true}')])
    (lease,) = frontier.lease()
    assert (lease.priority, lease.depth, lease.hops, lease.via) == (7, 2, 5, "https://a.go.id/")
    assert lease.meta == b'{"kliping_seed":true}'


def test_a_crash_puts_leases_back_and_keeps_what_the_warcs_have(frontier):
    """Leased rows wait again; fetched ones are done, but for those whose answer is in no WARC."""
    frontier.add([link(name) for name in "abcd"])
    a, b, c = frontier.lease(3)
    frontier.settle([Settled(a.id, RowState.FETCHED, None, "w", 10), Settled(b.id, RowState.FETCHED, None, "w", 90)])
    assert sorted(frontier.unsettled()) == [(a.id, "w", 10), (b.id, "w", 90)]
    assert frontier.recover([b.id]) == 2
    assert frontier.counts() == {"pending": 3, "done": 1}
    assert {x.id for x in frontier.lease(9)} >= {b.id, c.id}


def test_only_what_is_fetched_becomes_durable(frontier):
    """An fsync makes fetched rows done, and no others."""
    frontier.add([link("a"), link("b")])
    a, b = frontier.lease(2)
    frontier.settle([Settled(a.id, RowState.FETCHED), Settled(b.id, RowState.FAILED, "dns")])
    frontier.durable([a.id, b.id])
    assert frontier.counts() == {"done": 1, "failed": 1}


def test_sites_of_one_state_do_not_see_each_other(state, frontier):
    """Two sites queue the same key apart, and beginning one anew leaves the other alone."""
    other = Frontier(state, "b")
    other.begin()
    frontier.add([link("x")])
    assert other.add([link("x")]) == 1
    frontier.begin()
    assert (frontier.counts(), other.counts()) == ({}, {"pending": 1})


def test_a_run_is_open_until_it_is_finished(state, frontier):
    """Whoever opens the site next learns whether the last run came to its end."""
    assert Frontier(state, "a").is_open
    frontier.finish()
    assert not Frontier(state, "a").is_open


def test_a_failed_transaction_changes_nothing(frontier):
    """Links and the end of their page are stored together or not at all."""
    frontier.add([link("a")])
    (a,) = frontier.lease()

    def broken():
        yield link("b")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        frontier.settle([Settled(a.id, RowState.FETCHED)], broken())
    assert frontier.counts() == {"leased": 1}


def test_one_process_shares_a_state(tmp_path):
    """The sites of a crawl use one connection; it closes with the last of them."""
    path = tmp_path / "state.sqlite"
    first, second = shared_state(path), shared_state(path)
    assert first is second
    first.close()
    second.add_run("r", "a", "{}")
    second.close()
    with State(path) as state:
        assert list(state.runs()) == [("r", "a", "{}")]


def test_a_state_that_is_none_is_told(tmp_path):
    """A file that is no database, or a newer kliping's, is named with what to do."""
    path = tmp_path / "state.sqlite"
    path.write_bytes(b"x" * 5000)
    with pytest.raises(CollectionError, match="move it away"), State(path):
        pass
    path.unlink()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(CollectionError, match="newer"), State(path):
        pass
