"""The stored blocks equal what the server received and sent, byte for byte, over http and https."""

from __future__ import annotations

import hashlib
import ssl

import pytest
from answers import CUT, FINAL, INTERIM, PAGE, WHOLE, WITH_INTERIM


@pytest.mark.parametrize("path", sorted(WHOLE))
def test_whole_answers_are_stored_as_sent(crawled, path):
    """Whatever the framing, coding and headers, the blocks are the server's own record."""
    for stored, seen in crawled.pairs(path):
        assert stored["request"] == seen.request
        assert stored["response"] == bytes(seen.sent)
        assert stored["truncated"] is None
        assert stored["interim"] == b""


@pytest.mark.parametrize("path", sorted(WITH_INTERIM))
def test_interim_answers_are_kept_apart(crawled, path):
    """100 and 103 go to `interim`, and the response block starts with the final status line."""
    [(stored, seen)] = crawled.pairs(path)
    assert stored["response"] == FINAL
    assert stored["interim"] + stored["response"] == bytes(seen.sent)
    assert stored["interim"].startswith(INTERIM[0] if path == "/interim" else INTERIM[1])


@pytest.mark.parametrize("path", sorted(CUT))
def test_cut_answers_keep_every_byte_that_came(crawled, path):
    """A body cut in the middle, an unfinished head and plain garbage are stored, with the reason."""
    [(stored, seen)] = crawled.pairs(path)
    assert stored["request"] == seen.request
    assert stored["response"] == bytes(seen.sent)
    assert stored["truncated"] == CUT[path][1]


def test_answers_that_are_no_http_are_also_in_the_failure_log(crawled):
    """What could not be read as HTTP says so in the log, besides its bytes in the WARC."""
    logged = {each["url"]: each["reason"] for each in crawled.result.failures}
    assert logged == {crawled.server.url + path: "bad-answer" for path in ("/bad-chunk", "/garbage")}


def test_every_request_the_server_saw_is_stored_once(crawled):
    """Redirects, error statuses, retries and cut answers included: nothing is missing, nothing double."""
    stored = sorted(exchange["request"] for exchange in crawled.result.exchanges)
    assert stored == sorted(seen.request for seen in crawled.server.seen)
    assert crawled.result.stats["kliping/exchanges"] == len(stored)


def test_exchanges_of_one_connection_are_split_at_the_right_byte(crawled):
    """Many requests share a connection, and none has bytes of its neighbours."""
    by_connection = {}
    for seen in crawled.server.seen:
        by_connection.setdefault(seen.connection, []).append(seen)
    longest = max(by_connection.values(), key=len)
    assert len(longest) >= 8
    stored = {(each["request"], each["interim"] + each["response"]) for each in crawled.result.exchanges}
    assert {(seen.request, bytes(seen.sent)) for seen in longest} <= stored


def test_a_connection_with_bytes_after_the_answer_is_not_used_again(crawled):
    """Bytes past the declared end are stored, and cannot become the start of another answer."""
    for path in ("/extra", "/204-body"):
        [seen] = crawled.server.of(path)
        after = crawled.server.seen[crawled.server.seen.index(seen) + 1]
        assert after.connection != seen.connection


def test_a_tls_end_without_closure_alert_is_a_cut(crawled):
    """A body that ends with the connection is whole over TLS only if the peer said so (RFC 9112, 9.8)."""
    [(stored, seen)] = crawled.pairs("/ragged")
    assert stored["response"] == bytes(seen.sent)
    assert stored["truncated"] == ("disconnect" if crawled.server.url.startswith("https") else None)


def test_timeouts_cut_with_the_reason_time(crawled):
    """A timeout in mid-body keeps what had come."""
    [(stored, seen)] = crawled.pairs("/slow")
    assert stored["response"] == bytes(seen.sent)
    assert stored["truncated"] == "time"


@pytest.mark.parametrize("path", ["/big", "/big-chunked", "/endless-head"])
def test_too_large_answers_are_cut_and_not_tried_again(crawled, path):
    """Past the limit the wire is cut: one exchange, a prefix of what was sent, `length`."""
    [(stored, seen)] = crawled.pairs(path)
    assert stored["response"] == bytes(seen.sent)[: len(stored["response"])]
    assert 0 < len(stored["response"]) < 3 * 1024 * 1024
    assert stored["truncated"] == "length"


def test_redirects_and_retries_say_so_in_their_notes(crawled):
    """A redirect target names its source; a second attempt has its number."""
    url = crawled.server.url
    chain = [dict(crawled.pairs(path)[0][0]["notes"]) for path in ("/redirect", "/redirect/2", "/redirect/3")]
    assert [notes.get("redirectedFrom") for notes in chain] == [None, f"{url}/redirect", f"{url}/redirect/2"]
    assert [notes.get("hopsFromSeed") for notes in chain] == [None, "R", "RR"]
    attempts = [dict(stored["notes"]).get("attempt") for stored, _ in crawled.pairs("/500")]
    assert attempts == [None, "2", "3"]
    assert [stored["response"][9:12] for stored, _ in crawled.pairs("/503-once")] == [b"503", b"200"]


def test_notes_tell_how_the_crawl_came_here(crawled):
    """Site, referrer, distance and duration are notes of the exchange, and that nobody vouches for its certificate."""
    [(stored, _)] = crawled.pairs("/headers")
    notes = dict(stored["notes"])
    assert int(notes.pop("fetchTimeMs")) >= 0
    trust = {"certificateProblem": "unknown-issuer"} if crawled.server.url.startswith("https:") else {}
    assert notes == {"site": "kota-uji", "via": "https://contoh.test/", "hopsFromSeed": "LLL", **trust}


def test_protocol_and_address_are_those_of_the_connection(crawled):
    """The version comes from the status line, the address from the peer."""
    versions = {"/http10": "http/1.0", "/gzip": "http/1.1", "/interim": "http/1.1", "/garbage": "http/1.1"}
    assert {path: crawled.pairs(path)[0][0]["protocol"] for path in versions} == versions
    assert {exchange["ip"] for exchange in crawled.result.exchanges} == {"127.0.0.1"}


def test_tls_sessions_are_described(crawled):
    """Https exchanges carry version, cipher and the server's certificate; http ones carry nothing."""
    sessions = [exchange["tls"] for exchange in crawled.result.exchanges]
    if crawled.server.url.startswith("http:"):
        assert set(sessions) == {None}
        return
    der = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", crawled.server.port)))
    assert {session["version"] for session in sessions} == {"tls/1.3"}
    assert {session["certificate"] for session in sessions} == {der}
    assert {session["fingerprint"] for session in sessions} == {hashlib.sha256(der).hexdigest()}
    assert all(session["cipher"].startswith("TLS_") for session in sessions)


def test_a_response_is_recorded_before_a_spider_sees_it(crawled):
    """When the callback runs, the exchange is already written and counted."""
    for number, page in enumerate(crawled.result.pages, start=1):
        assert page["recorded"] >= number


def test_only_text_like_bodies_reach_the_spider(crawled):
    """An image is archived only; a sitemap that was asked for, and every page, comes with its body."""
    pages = {page["url"].removeprefix(crawled.server.url): page for page in crawled.result.pages}
    assert (pages["/binary"]["length"], pages["/binary"]["flags"]) == (0, ["archived-only"])
    for path in ("/sitemap.xml.gz", "/chunked", "/gzip"):
        assert pages[path]["length"] > 100
        assert pages[path]["flags"] == []
    assert pages["/gzip"]["length"] == pages["/chunked"]["length"] == len(PAGE)


def test_requests_offer_only_what_is_recorded_in_the_block(crawled):
    """The request block is a whole HTTP/1.1 message with one Host line."""
    for exchange in crawled.result.exchanges:
        assert exchange["request"].startswith(b"GET /")
        assert exchange["request"].endswith(b"\r\n\r\n")
        assert exchange["request"].lower().count(b"\r\nhost:") == 1
