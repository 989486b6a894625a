"""An export can be masked: what is private is hidden, what is office stays, and nothing is sampled."""

import gzip
import json

from web import Answer


def test_a_masked_export_counts_and_shows_nothing(run, web, tmp_path):
    """`kliping export --mask pdp` hides a NIK and a mobile number, keeps the office's landline, and counts by type."""
    body = (
        "<h1>Pendaftaran Beasiswa Dibuka</h1>"
        + "<p>Pemerintah kota membuka pendaftaran beasiswa bagi warga di tiga kecamatan setiap hari kerja.</p>" * 3
        + "<p>Pelamar dengan NIK 3275014501900003 dapat menghubungi nomor HP 081234567890 milik orang tuanya.</p>"
    )
    site = web({"/detail/a": Answer(f"<html><body>{body}</body></html>".encode())})
    run("fetch", f"{site.base}/detail/a", "--allow-private", "--delay", "0", "--collection", tmp_path / "c")
    done = run(
        "export",
        "--collection",
        tmp_path / "c",
        "--format",
        "jsonl",
        "--into",
        tmp_path / "out",
        "--mask",
        "pdp",
        "--json",
    )
    report = json.loads(done.stdout)
    files = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    written = b"".join(gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in files)
    assert b"3275014501900003" not in written
    assert b"081234567890" not in written
    assert b"Pendaftaran Beasiswa" in written
    assert report["masked"]["hidden"] >= 2
    assert "3275014501900003" not in done.stdout
