"""A certificate that is not good needs a permission, for the site it belongs to."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import trustme
from fault_server import FINE, FaultServer

import archive
from archive.cdxj import read_cdxj

ROOT = Path(__file__).parents[2]


@pytest.fixture
def wrong_name():
    """A server whose certificate is of another name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("lain.example").configure_cert(context)
    server = FaultServer(FINE, tls=context)
    yield server
    server.close()


def fetch(folder, server, *flags, trusted=""):
    command = [
        sys.executable,
        "-m",
        "crawler",
        "fetch",
        f"https://127.0.0.1:{server.port}/f",
        "--allow-private",
        "--delay",
        "0",
    ]
    clean = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    clean |= {"PYTHONPATH": str(ROOT), **({"SSL_CERT_FILE": str(trusted)} if trusted else {})}
    return subprocess.run(
        [*command, *flags], cwd=folder, env=clean, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_without_permission_nothing_is_asked(wrong_name, tmp_path):
    """No byte of a request leaves; the one line says which permission is missing."""
    done = fetch(tmp_path, wrong_name)
    assert (done.returncode, wrong_name.asked) == (7, [])
    assert "certificate (" in done.stderr
    assert "--tls lenient" in done.stderr


def test_with_permission_the_archive_says_what_was_wrong(wrong_name, tmp_path):
    """--tls lenient fetches from a site without a profile, and each record notes the problem."""
    assert fetch(tmp_path, wrong_name, "--tls", "lenient").returncode == 0
    assert problem_of(tmp_path) == "wrong-name"


def problem_of(root):
    folder = root / "kliping-data"
    lines = [line for index in (folder / "index").iterdir() for line in read_cdxj(index) if line.url.endswith("/f")]
    (exchange,) = [archive.open_capture(folder, line) for line in lines]
    return exchange.note("certificateProblem")


@pytest.mark.parametrize(("known", "problem"), [(True, None), (False, "unknown-issuer")])
def test_a_chain_that_leads_nowhere_is_archived_and_told(tmp_path, known, problem):
    """A server that forgot a link of its chain is asked like any other; record and report say that it did."""
    authority, other = trustme.CA(), trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    forgetful = authority.create_child_ca().issue_cert("127.0.0.1")
    forgetful.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    chain = forgetful.cert_chain_pems if known else forgetful.cert_chain_pems[:1]
    (tmp_path / "chain.pem").write_bytes(b"".join(pem.bytes() for pem in chain))
    context.load_cert_chain(tmp_path / "chain.pem", tmp_path / "key.pem")
    (tmp_path / "authorities.pem").write_bytes(authority.cert_pem.bytes() + other.cert_pem.bytes())
    server = FaultServer(FINE, tls=context)
    try:
        assert fetch(tmp_path, server, trusted=tmp_path / "authorities.pem").returncode == 0
    finally:
        server.close()
    assert problem_of(tmp_path) == problem
    (report,) = [json.loads(path.read_bytes()) for path in (tmp_path / "kliping-data" / "reports").glob("*.json")]
    assert report["certificate_problems"] == ({"127.0.0.1": problem} if problem else {})
