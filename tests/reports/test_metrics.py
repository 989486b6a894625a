"""The text file for Prometheus, and the summary for a reader."""

import re

import pytest
from msgspec.structs import replace

from archive.collection import Collection
from archive.reports import NAMES, Alarm, Report, read_reports
from archive.reports.metrics import metrics, write_metrics
from archive.reports.summary import clock, summary

RUN = Report(
    "20261124060000-000001", "kota", "2026-11-24T06:00:00Z", "2026-11-24T06:02:05Z", "finished", responses=30,
    failures=1, failed={"timeout": 1}, statuses={"200": 30}, bytes=2048, new=3, changed=1, gone=0, disk_free=10**10,
    alarms=(Alarm("gambling", "2 pages | *slot*", "kota"),),
)  # fmt: skip
NAME, LABEL = r"[a-zA-Z_:][a-zA-Z0-9_:]*", r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (-?[0-9.]+(?:e[+-]?\d+)?|NaN)")


def samples(text):
    """Read the exposition format 0.0.4 as strictly as promtool does: HELP, TYPE, then the samples of that family."""
    assert text.endswith("\n")
    found, family, seen = {}, None, set()
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            family = line.split(" ", 3)[2]
            assert family not in seen
            seen.add(family)
        elif line.startswith("# TYPE "):
            assert line.split(" ")[2:] == [family, "gauge"]
        else:
            match = SAMPLE.fullmatch(line)
            assert match, line
            assert match[1] == family
            key = (match[1], match[2] or "")
            assert key not in found
            found[key] = float(match[3])
    return found


def test_the_last_run_of_each_site_is_told():
    """Every sample is well-formed, and the figures are those of the report."""
    found = samples(metrics({"kota": RUN, 'a"b\\c\nd': replace(RUN, site="x", alarms=(), reason="host-down")}))
    assert found["kliping_last_run_timestamp_seconds", 'site="kota"'] == 1795500125
    assert found["kliping_last_run_duration_seconds", 'site="kota"'] == 125
    assert found["kliping_last_run_articles", 'site="kota",event="new"'] == 3
    assert found["kliping_alarm", 'site="kota",alarm="gambling"'] == 1
    assert found["kliping_last_run_complete", 'site="a\\"b\\\\c\\nd"'] == 0
    assert found["kliping_disk_free_bytes", ""] == 10**10
    assert len([key for key in found if key[0] == "kliping_alarm"]) == 2 * len(NAMES)
    assert samples(metrics({"kota": Report("1", "kota", "kapan")})) is not None


def test_an_official_parser_reads_it():
    """Where prometheus_client is installed, its own parser reads the file."""
    parser = pytest.importorskip("prometheus_client.parser", reason="the strict reader above has looked at it")
    families = list(parser.text_string_to_metric_families(metrics({"kota": RUN})))
    assert {family.type for family in families} == {"gauge"}


def test_the_file_is_replaced_whole(tmp_path):
    """The file is readable for the exporter and takes its name only when it is whole."""
    path = tmp_path / "kliping.prom"
    path.write_text("old")
    inode = path.stat().st_ino
    write_metrics(path, {"kota": RUN})
    assert path.stat().st_ino != inode
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_the_summary_is_for_a_reader():
    """Figures and alarms are in it; what pages say is no markup."""
    text = summary(RUN)
    for words in ("kota, run 20261124060000-000001", "| took | 2 min |", "| new | 3 |", "| received | 2.0 KiB |"):
        assert words in text
    assert "- **gambling** 2 pages \\| \\*slot\\*" in text
    assert [clock(seconds) for seconds in (0.4, 59, 61, 7500)] == ["0 s", "59 s", "1 min", "2 h 05 min"]


def test_damaged_reports_hide_no_others(tmp_path):
    """A report that cannot be read, or is of another version, is passed over or read as far as it goes."""
    collection = Collection(tmp_path).create()
    names = {"1": b"{", "2": b"[]", "3": b'{"run": "3", "site": "kota", "started": "x", "warna": 1}', "4": b"\xff"}
    for name, body in names.items():
        (collection.reports / f"{name}.json").write_bytes(body)
    assert [report.run for report in read_reports(collection)["kota"]] == ["3"]
