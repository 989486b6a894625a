"""The pace of a host, its opening hours and `Retry-After`, without a network."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot

from crawler.politeness.gate import Gate
from crawler.politeness.hours import retry_after, until_open
from crawler.politeness.lag import lag_of_the_loop
from crawler.politeness.pace import Pace, PaceOptions

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def pace(**options):
    return Pace(PaceOptions(**options))


def test_a_healthy_host_has_the_pause_of_its_profile():
    """Quick answers leave the pause at the delay, times 0.5 to 1.5."""
    host = pace(delay=2.0)
    for _ in range(20):
        host.answered(200, 0.1, 0.0)
    assert host.bounds == (1.0, 3.0)
    assert host.rest(0.0) == 0.0


def test_slow_answers_make_longer_pauses_and_quick_ones_shorter_again():
    """The pause follows the time of the answers, up to the limit and back."""
    host = pace(delay=2.0)
    pauses = []
    for took in (4.0, 4.0, 4.0, 200.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1):
        host.answered(200, took, 0.0)
        pauses.append(host.bounds[1] / 1.5)
    assert pauses[:4] == [4.0, 6.0, 7.0, 60.0]
    assert pauses[-1] == 2.0
    assert pauses[4:] == sorted(pauses[4:], reverse=True)


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_patience_gets_twice_as_much_each_time(status):
    """429 and 503 double the rest and the pause; good answers halve the pause until it is the usual one."""
    host = pace(delay=2.0)
    rests = []
    for _ in range(9):
        host.answered(status, 0.1, 0.0)
        rests.append(host.rest(0.0))
    assert rests == [4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert host.bounds == (150.0, 450.0)
    for _ in range(12):
        host.answered(200, 0.1, 1000.0)
    assert host.bounds == (1.0, 3.0)
    assert host.rest(1000.0) == 0.0


def test_retry_after_is_kept_but_bounded():
    """The host rests as long as it asks, at most a quarter of an hour."""
    host = pace(delay=0.0)
    host.answered(429, 0.1, 100.0, 120.0)
    assert host.rest(100.0) == 120.0
    host.answered(503, 0.1, 100.0, 10**9)
    assert host.rest(100.0) == 900.0
    assert host.rest(1001.0) == 0.0


@pytest.mark.parametrize(
    ("asked", "bounds"),
    [(None, (1.0, 3.0)), (0.5, (1.0, 3.0)), (10.0, (10.0, 15.0)), (2.5, (2.5, 3.75)), (86400.0, (60.0, 90.0)), (-3.0, (1.0, 3.0))],
)  # fmt: skip
def test_crawl_delay_is_never_undercut(asked, bounds):
    """No pause is shorter than `Crawl-delay`, chance included; a day is cut to a minute."""
    host = pace(delay=2.0)
    host.ask(asked)
    assert host.bounds == bounds


def test_a_host_that_fails_rests_longer_each_time_and_is_given_up():
    """Five addresses in a row, attempts for one counted once; after the last rest the host is given up."""
    host = pace(failures=5, rests=(60.0, 300.0))
    assert not any(host.failed("/sama", 0.0) for _ in range(50))
    assert [host.failed(f"/{n}", 0.0) for n in range(4)] == [False, False, False, True]
    assert host.rest(0.0) == 60.0
    assert [host.failed(f"/{n}", 60.0) for n in range(5)][-1]
    assert host.rest(60.0) == 300.0
    assert not host.given_up
    assert [host.failed(f"/{n}", 400.0) for n in range(5)][-1]
    assert host.given_up


def test_one_good_answer_ends_a_row_of_failures():
    """A host that answers now and then is not given up."""
    host = pace(failures=3)
    for round_ in range(50):
        assert not host.failed(f"/{round_}", 0.0)
        assert not host.failed(f"/{round_}x", 0.0)
        host.answered(404, 0.1, 0.0)
    assert host.rest(0.0) == 0.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0), (b" 5 ", 5.0), (b"Tue, 24 Nov 2026 09:01:30 GMT", 90.0), (b"Tuesday, 24-Nov-26 09:01:30 GMT", 90.0),
        (b"Tue, 24 Nov 2026 16:01:30 +0700", 90.0), (b"Tue, 24 Nov 2026 08:00:00 GMT", None), (b"", None), (b"besok", None),
        (b"-5", None), (b"1e9", None), (b"9" * 5000, 999_999_999.0), (b"\xff\x00", None), (b"Tue, 99 Nov 99999999 09:01:30", None),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value, seconds):
    """Both forms are read; nonsense and the past ask for nothing."""
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("windows", "at", "wait"),
    [
        ([], "12:00", 0), (["22:00-05:00"], "23:00", 0), (["22:00-05:00"], "04:59", 0), (["22:00-05:00"], "05:00", 17 * 3600),
        (["22:00-05:00"], "21:59", 60), (["08:00-10:00"], "09:59", 0), (["08:00-10:00"], "10:00", 22 * 3600), (["20:00-24:00"], "23:59", 0),
        (["08:00-09:00", "12:00-13:00"], "10:00", 2 * 3600), (["00:00-24:00"], "03:00", 0),
    ],
)  # fmt: skip
def test_windows_are_hours_of_the_sites_own_clock(windows, at, wait):
    """Inside a window there is no wait, over midnight too; outside, it is the time to the next one."""
    hour, minute = map(int, at.split(":"))
    assert until_open(windows, datetime(2026, 11, 24, hour, minute, tzinfo=ZoneInfo("Asia/Jayapura"))) == wait


def test_what_this_process_was_late_is_known_for_a_moment():
    """While the loop was busy with other sites the lag is that, and a few turns later it is forgotten."""

    async def busy():
        lag = lag_of_the_loop()
        await asyncio.sleep(0.01)
        time.sleep(0.5)  # noqa: ASYNC251 - a turn of the loop that takes so long
        await asyncio.sleep(0.05)
        late = lag.seconds
        await asyncio.sleep(1.0)
        return late, lag.seconds < late, lag is lag_of_the_loop()

    late, forgotten, shared = asyncio.run(busy())
    assert late >= 0.3
    assert forgotten
    assert shared


@pytest.mark.parametrize("others", [0, 1])
def test_a_pause_is_drawn_once_for_each_request(others):
    """It lies within the bounds and is not drawn again; the pause of the request before does not delay this one."""
    slot = Slot(1, 0.0, 0.5)
    slot.queue.extend([(Request("http://a.go.id/robots.txt"), None)] * others)
    cancelled = []
    slot.latercall = SimpleNamespace(cancel=lambda: cancelled.append(True))
    downloader = SimpleNamespace(_get_slot=lambda _request: ("a.go.id", slot))
    engine = SimpleNamespace(downloader=downloader, _slot=SimpleNamespace(closing=None))
    gate = Gate(SimpleNamespace(engine=engine, stats=None), PaceOptions(delay=2.0))
    asyncio.run(gate.process_request(Request("http://a.go.id/")))
    assert 1.0 <= slot.delay <= 3.0
    assert slot.jitter == 0.0
    assert (slot.latercall is None, cancelled) == ((False, []) if others else (True, [True]))
