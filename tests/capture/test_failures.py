"""What has no answer goes to the failure log, and nothing is fetched that must not be."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime

import pytest
from answers import ALL, PAGE, sized
from wire_crawls import run_crawl
from wire_server import Answer, WireServer

from crawler.outcome import Reason
from crawler.recorder import Failed, FailureLog


@pytest.fixture
def server():
    """Return a plain server of all answers."""
    server = WireServer(ALL)
    yield server
    server.close()


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """One crawl of everything that gives no answer."""
    server, plain = WireServer(ALL), WireServer({}, eager=Answer((sized(PAGE),), "close"))
    urls = {
        "dns": "http://tidak-ada.invalid/",
        "refused": f"http://127.0.0.1:{closed_port()}/",
        "tls": f"https://127.0.0.1:{plain.port}/",
        "timeout": f"{server.url}/silent",
        "empty-reply": f"{server.url}/nothing",
    }
    meta = {"max_retry_times": 1, "download_timeout": 0.6, "kliping_site": "kota-uji"}
    result = run_crawl(
        tmp_path_factory.mktemp("collection"), [{"url": url, "meta": dict(meta)} for url in urls.values()]
    )
    yield urls, result
    server.close()
    plain.close()


@pytest.mark.parametrize("reason", ["dns", "refused", "tls", "timeout", "empty-reply"])
def test_failures_without_an_answer_are_logged_with_their_reason(failed, reason):
    """Each attempt is one line: when, what, why, in words, and which attempt it was."""
    urls, result = failed
    lines = [line for line in result.failures if line["url"] == urls[reason]]
    assert [line["reason"] for line in lines] == [reason, reason]
    assert [line["attempt"] for line in lines] == [1, 2]
    assert all(line["message"] and line["at"].endswith("Z") and line["site"] == "kota-uji" for line in lines)


def test_failures_are_counted_and_store_no_exchange(failed):
    """The counters and the log agree, and the WARC has nothing of them."""
    urls, result = failed
    assert result.stats["kliping/failures"] == len(result.failures) == 2 * len(urls)
    assert result.exchanges == []
    assert result.stats["kliping/failures/dns"] == 2


def test_a_dead_idle_connection_is_replaced_once(server, tmp_path):
    """A keep-alive connection that dies unanswered costs a second request, not a page."""
    server.answers = {
        "/a": Answer((sized(PAGE),)),
        "/b": [Answer((), "close"), Answer((sized(PAGE),))],
    }
    result = run_crawl(tmp_path, [f"{server.url}/a", f"{server.url}/b"], {"RETRY_ENABLED": False})
    assert [seen.path for seen in server.seen] == ["/a", "/b", "/b"]
    assert len({seen.connection for seen in server.seen}) == 2
    assert [exchange["response"] for exchange in result.exchanges] == [sized(PAGE)] * 2
    assert result.stats["kliping/stale-connections"] == 1
    assert result.failures == []


def test_a_connection_that_dies_again_is_a_failure(server, tmp_path):
    """The replacement is tried once only; after that it is an empty reply."""
    server.answers = {"/a": Answer((sized(PAGE),)), "/b": Answer((), "close")}
    result = run_crawl(tmp_path, [f"{server.url}/a", f"{server.url}/b"], {"RETRY_ENABLED": False})
    assert [seen.path for seen in server.seen] == ["/a", "/b", "/b"]
    assert [(line["reason"], line["attempt"]) for line in result.failures] == [("empty-reply", 1)]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_answers_before_it_is_asked_is_stored(scheme, request, tmp_path):
    """The answer may be on its way before the request is read; both are stored whole."""
    tls = request.getfixturevalue("server_tls") if scheme == "https" else None
    server = WireServer({}, tls=tls, eager=Answer((sized(PAGE),), "close"))
    result = run_crawl(tmp_path, [server.url + "/"])
    server.close()
    [stored], [seen] = result.exchanges, server.seen
    assert (stored["request"], stored["response"]) == (seen.request, sized(PAGE))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_private_addresses_get_no_byte(scheme, request, tmp_path):
    """The peer's address decides, by whatever name it was reached; not even a TLS hello is sent."""
    tls = request.getfixturevalue("server_tls") if scheme == "https" else None
    server = WireServer(ALL, tls=tls)
    hosts = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"]
    urls = [f"{scheme}://{host}:{server.port}/" for host in hosts]
    result = run_crawl(tmp_path, urls, {"KLIPING_ALLOW_PRIVATE": False})
    server.close()
    assert sorted(line["url"] for line in result.failures) == sorted(urls)
    assert {line["reason"] for line in result.failures} == {"private-address"}
    assert {error["type"] for error in result.errors} == {"PrivateAddress"}
    assert (server.bytes_received, server.seen, result.exchanges) == (0, [], [])


def test_urls_that_must_not_be_fetched_are_refused(server, tmp_path):
    """Credentials in a URL and other schemes are refused; the log does not repeat the password."""
    secret = f"http://warga:rahasia@127.0.0.1:{server.port}/"
    urls = [secret, "file:///etc/passwd", "data:text/html,x", "ftp://127.0.0.1/x"]
    result = run_crawl(tmp_path, urls)
    assert [line["reason"] for line in result.failures] == ["bad-url"] * 4
    assert "rahasia" not in str(result.failures)
    assert {error["type"] for error in result.errors} == {"RefusedUrl"}
    assert server.seen == []


def test_robots_txt_is_recorded_like_a_page(server, tmp_path):
    """The crawl's own request for robots.txt is an exchange; what it forbids is not fetched."""
    result = run_crawl(tmp_path, [f"{server.url}/rahasia", f"{server.url}/gzip"], {"ROBOTSTXT_OBEY": True})
    assert [seen.path for seen in server.seen] == ["/robots.txt", "/gzip"]
    assert [exchange["response"] for exchange in result.exchanges] == [bytes(seen.sent) for seen in server.seen]
    assert dict(result.exchanges[0]["notes"])["hopsFromSeed"] == "P"


def test_a_line_of_the_log_is_written_whole(tmp_path):
    """The system may take a part of a line only, as it does when a disk is nearly full: the rest follows."""

    class Short:
        def __init__(self, file):
            self._file = file

        def write(self, data):
            return self._file.write(data[:7])

    log = FailureLog(tmp_path / "log.jsonl")
    failed = Failed(datetime(2026, 1, 2, tzinfo=UTC), "http://a.go.id/", Reason.DNS, "x" * 100, 1)
    with log.path.open("ab", buffering=0) as file:
        log._file = Short(file)
        log.write(failed)
        log.write(failed)
    assert [json.loads(line)["message"] for line in log.path.read_text().splitlines()] == ["x" * 100] * 2


def test_nothing_is_fetched_without_a_collection(server, tmp_path):
    """Without a place to record to, the handler is not there, and says which setting is missing."""
    result = run_crawl(tmp_path, [f"{server.url}/gzip"], {"KLIPING_COLLECTION": None})
    assert server.seen == []
    assert "KLIPING_COLLECTION" in result.errors[0]["message"]
