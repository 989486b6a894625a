"""Every broken and hostile server of the table, side by side: bounded, recorded, told, never a hang."""

from __future__ import annotations

import datetime as dt
import re
import socket
import ssl
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from crawl_together import run_jobs
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fault_server import FaultServer
from faults import FAULTS, group_of

from archive.http.head import parse_head

LIMIT = 2 * 1024 * 1024
SETTINGS = {
    "KLIPING_ALLOW_PRIVATE": True,
    "DOWNLOAD_TIMEOUT": 15,
    "DOWNLOAD_MAXSIZE": LIMIT,
    "KLIPING_PARSE_MAXSIZE": 256 * 1024,
    "KLIPING_ROBOTS_WAITS": [0.2],
    "KLIPING_PACE": {"backoff": 0.1, "longest": 0.2, "longest_backoff": 0.3, "longest_retry_after": 0.3},
    "CONCURRENT_REQUESTS": 100,
}
GROUPS = {
    "patient": {},
    "hasty": {"DOWNLOAD_TIMEOUT": 0.8},
    "lenient": {},
    "legacy": {},
    "public": {"KLIPING_ALLOW_PRIVATE": False},
}


def server_tls(kind, folder, host):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if kind == "old":
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    if kind == "self":
        context.load_cert_chain(self_signed(folder))
    else:
        name = "lain.example" if kind == "other" else host
        until = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) if kind == "expired" else None
        trustme.CA().issue_cert(name, not_after=until).configure_cert(context)
    return context


def self_signed(folder):
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")]),
    )
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(9))
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    pem += key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "self.pem"
    path.write_bytes(pem)
    return path


def closed_port(host):
    with socket.create_server((host, 0)) as listener:
        return listener.getsockname()[1]


def serve(number, row, folder):
    """Start the server of a row, on an address of its own; return it and the address of the site."""
    host = f"127.0.1.{number + 1}"
    server = None
    if row.serve is not None:
        tls = server_tls(row.tls, folder, host) if row.tls else None
        server = FaultServer(row.serve, host, tls=tls, early=row.early, robots=row.robots)
    return server, f"{row.scheme}://{row.host or host}:{server.port if server else closed_port(host)}"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """All rows at once, one crawl for each group, each row with a server of its own."""
    folder = tmp_path_factory.mktemp("faults")
    running = [(row, *serve(number, row, folder)) for number, row in enumerate(FAULTS)]
    jobs = []
    for group, settings in GROUPS.items():
        bases = [base for row, _, base in running if group_of(row) == group]
        hosts = [base.split("://")[1] for base in bases]
        seeds = [f"{base}/{page}" for page in ("f", "baik") for base in bases]
        site = {
            "key": group,
            "name": group,
            "hosts": hosts,
            "seeds": seeds,
            "tls": group if group in ("lenient", "legacy") else "modern",
        }
        jobs.append({"site": site, "settings": SETTINGS | settings})
    outcomes, peak = run_jobs(folder, jobs, limit=100)
    done = dict(zip(GROUPS, outcomes, strict=True))
    yield [(row, server, part(done[group_of(row)], base)) for row, server, base in running], done, peak
    for _, server, _ in running:
        if server is not None:
            server.close()


def part(done, base):
    """Return what a crawl did to one of its hosts."""
    mine = f"{base}/"
    return replace(
        done,
        exchanges=[each for each in done.exchanges if each.url.startswith(mine)],
        failures=[line for line in done.failures if line["url"].startswith(mine)],
    )


def complaints(row, server, done):
    """Say everything that is not as the table has it."""
    stored = [each for each in done.exchanges if each.url.split("/", 3)[3].startswith("f")]
    if row.robots:
        stored = [] if row.whole else stored
    facts = {
        "bounded": sum(len(each.response) for each in done.exchanges) < 4 * LIMIT,
        "the good page": bool(done.of("/baik")) is not row.whole,
    }
    asked = [path for path in server.asked if path.startswith("/f")] if server else []
    if row.asked is not None and not row.robots:
        facts[f"asked {row.asked} times, not {len(asked)}"] = len(asked) == row.asked
    if row.asked is None and not row.early:
        facts[f"asked at most thrice, not {len(asked)}"] = len(asked) <= 3
    if row.recorded is not None and not row.robots:
        facts[f"recorded {row.recorded} times, not {len(stored)}"] = len(stored) == row.recorded
        cuts = [each.truncated.value if each.truncated else None for each in stored]
        facts[f"truncated {row.truncated}, not {cuts}"] = set(cuts) <= {row.truncated}
    if row.recorded is None and row.asked is None and asked:
        facts["recorded or told"] = bool(stored or done.failures)
    reasons = {line["reason"] for line in done.failures}
    if row.failure:
        facts[f"failure {row.failure}, not {reasons}"] = row.failure in reasons
    if row.status and stored:
        statuses = {parse_head(bytes(each.response)).status for each in stored}
        facts[f"status {row.status}, not {statuses}"] = row.status in statuses
    if row.protocol:
        versions = {each.tls.version for each in stored if each.tls}
        facts[f"over {row.protocol}, not {versions}"] = versions == {row.protocol}
    if row.problem:
        noted = {each.note("certificateProblem") for each in stored}
        facts[f"certificate {row.problem}, not {noted}"] = noted == {row.problem}
    return [fact for fact, holds in facts.items() if not holds]


def test_every_fault_is_survived(crawled, capsys):
    """Each crawl ends in time, keeps what came with the reason of the cut, tells what did not, and goes on."""
    rows, _, _ = crawled
    wrong = {row.name: found for row, server, done in rows if (found := complaints(row, server, done))}
    with capsys.disabled():
        sys.stdout.write(f"\nfaults: {len(rows) - len(wrong)} survived of {len(rows)}\n")
    assert wrong == {}
    assert len(rows) >= 40


def test_no_password_and_no_private_page_is_kept(crawled):
    """Credentials of a redirect are in no log, and a refused address got no byte."""
    rows, _, _ = crawled
    for row, server, done in rows:
        assert "rahasia" not in str(done.failures), row.name
        if row.failure == "private-address" and server is not None:
            assert server.asked == []


def test_the_crawls_end_and_stay_small(crawled):
    """All of them together, bombs and endless bodies included, end by themselves and take little memory and disk."""
    _, done, peak = crawled
    assert {group: each.error for group, each in done.items()} == dict.fromkeys(GROUPS)
    assert {each.reason for each in done.values()} <= {"finished", "host-down", "robots-unreachable"}
    assert peak < 400 * 1024
    for each in done.values():
        assert sum(f.stat().st_size for f in each.folder.rglob("*") if f.is_file()) < 20 * LIMIT
        assert not list(each.folder.glob("warc/*.open"))


def test_the_table_is_the_documentation():
    """docs/faults.md has every row, and no other."""
    text = (Path(__file__).parents[2] / "docs" / "faults.md").read_text("utf-8")
    rows = re.findall(r"^\| (.+?) \| .+ \|$", text, re.MULTILINE)
    assert [row for row in rows if row != "What the server does"] == [row.name for row in FAULTS]
