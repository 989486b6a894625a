"""Loopback and private addresses are no way in, by whatever name, redirect or second thought."""

from __future__ import annotations

import pytest
from crawl_together import run_jobs
from fault_server import FINE, FaultServer

from crawler.address import PrivateAddress
from crawler.resolving import Doors

SETTINGS = {"KLIPING_ALLOW_PRIVATE": False, "RETRY_ENABLED": False, "ROBOTSTXT_OBEY": False}


def redirect(location):
    return b"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % location.encode()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """One crawl of a permitted host that redirects to hosts that are not."""
    closed = "127.0.0.3:9"
    inside = FaultServer(FINE, "127.0.0.2")
    targets = [
        f"http://127.0.0.2:{inside.port}/f",
        f"http://localhost:{inside.port}/f",
        f"http://{closed}/f",
        "http://169.254.169.254/latest/meta-data/",
        f"http://[::ffff:127.0.0.2]:{inside.port}/f",
        f"http://2130706434:{inside.port}/f",
    ]
    fault = lambda connection, path, _times: connection.sendall(redirect(targets[int(path[3:])]))  # noqa: E731
    outside = FaultServer(fault)
    host = f"127.0.0.1:{outside.port}"
    seeds = [f"http://{host}/baik", *(f"http://{host}/f/{number}" for number in range(len(targets)))]
    site = {"key": "pintu", "name": "Pintu", "hosts": [host], "seeds": seeds, "allow_private_hosts": [host]}
    [done], _ = run_jobs(tmp_path_factory.mktemp("doors"), [{"site": site, "settings": SETTINGS}])
    yield targets, inside, done
    inside.close()
    outside.close()


def test_a_permitted_host_is_fetched(crawled):
    """The host that the profile names may be private."""
    _, _, done = crawled
    assert [each.url[-5:] for each in done.of("/baik")] == ["/baik"]
    assert done.reason == "finished"


def test_redirects_to_others_get_no_byte(crawled):
    """Each refused target is a failure with its reason, a closed port too, and no server saw a connection."""
    targets, inside, done = crawled
    assert sorted(line["url"] for line in done.failures) == sorted(targets)
    assert {line["url"]: line["reason"] for line in done.failures} == dict.fromkeys(targets, "private-address")
    assert inside.asked == []


class Resolver:
    """Resolves every name to the addresses given, the next ones each time."""

    def __init__(self, *answers):
        self._answers = iter(answers)

    def resolveHostName(self, receiver, name, **options):  # noqa: N802 - Twisted's name
        for host in next(self._answers):
            receiver.addressResolved(type("Address", (), {"host": host})())
        receiver.resolutionComplete()


class Receiver:
    def __init__(self):
        self.hosts = []

    def addressResolved(self, address):  # noqa: N802 - Twisted's name
        self.hosts.append(address.host)

    def resolutionComplete(self):  # noqa: N802 - Twisted's name
        self.hosts.append("done")


def test_a_name_that_changes_its_mind_gains_nothing():
    """Of public and private addresses only the public ones are connected to, each time the name is resolved."""
    doors, seen = Doors(lambda _host, _port: False), Receiver()
    endpoint = type("Endpoint", (), {"_reactor": None})()
    endpoint._getNameResolverAndMaybeWarn = lambda _reactor: Resolver(["8.8.8.8", "10.0.0.1"], ["192.168.0.1"])
    guard = doors.guard(endpoint, "kota.go.id", 80)
    endpoint._getNameResolverAndMaybeWarn(None).resolveHostName(seen, "kota.go.id")
    assert seen.hosts == ["8.8.8.8", "done"]
    assert guard.explain("tidak tersambung") == "tidak tersambung"
    fresh = Doors(lambda _host, _port: False)
    endpoint._getNameResolverAndMaybeWarn = lambda _reactor: Resolver(["192.168.0.1"])
    guard = fresh.guard(endpoint, "kota.go.id", 80)
    endpoint._getNameResolverAndMaybeWarn(None).resolveHostName(seen, "kota.go.id")
    with pytest.raises(PrivateAddress, match=r"192\.168\.0\.1"):
        guard.explain("tidak tersambung")
    assert not fresh.admits("192.168.0.1")
