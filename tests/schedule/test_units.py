"""A schedule is two units that systemd takes, and one line that cron takes."""

import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from archive.errors import ConfigError, ExitCode, WriteError
from crawler.cli import app
from crawler.schedule import Job, cron_line, parse_every, service_unit, timer_unit
from crawler.schedule.every import PERIODS
from crawler.schedule.install import verify_units, write_units

ALL = [f"{number}{unit}" for unit, numbers in PERIODS.items() for number in numbers]
ODD = Path('/srv/arsip kota/100% "baru" $HOME')


def job(**more):
    known = {
        "name": "kliping-kota",
        "about": "kota",
        "command": ("/bin/true", "crawl", "kota", "--collection", str(ODD)),
    }
    return Job(**known | {"folder": Path("/srv"), "writes": (ODD,), "user": "root"} | more)


def analyzer():
    if shutil.which("systemd-analyze") is None:
        warnings.warn("systemd-analyze is not here: NO JUDGE HAS LOOKED AT THE UNITS", stacklevel=1)
        pytest.skip("systemd-analyze is not here")
    return "systemd-analyze"


@pytest.mark.parametrize("text", ALL)
def test_periods_come_at_even_distances(text):
    """Every period is written for systemd and for cron, within its bounds, and two sites seldom begin together."""
    every = parse_every(text, "kota")
    assert 0 <= every.offset < every.minutes
    assert len(every.cron.split()) == 5
    assert 0 < every.spread <= 3600
    assert len({parse_every(text, f"kota{n}").offset for n in range(50)}) > 5


@pytest.mark.parametrize("text", ["", "6", "5m", "7h", "25h", "0d", "2w", "6 jam", "-6h", "6h6h", "99999999h"])
def test_other_periods_are_told(text):
    """What a calendar cannot keep evenly, or is no period, is one line with those that are."""
    with pytest.raises(ConfigError, match="30m"):
        parse_every(text, "kota")


@pytest.mark.parametrize("text", ALL)
def test_systemd_reads_the_times(text):
    """`systemd-analyze calendar` finds the next two runs one period apart."""
    every = parse_every(text, "kota")
    words = [analyzer(), "calendar", "--iterations=2", every.calendar]
    done = subprocess.run(
        words, capture_output=True, text=True, check=True, env={"TZ": "UTC", "LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    )
    first, second = (
        int(
            subprocess.run(
                ["date", "-d", line.split(": ", 1)[1], "+%s"], capture_output=True, text=True, check=True
            ).stdout
        )
        for line in done.stdout.splitlines()
        if line.strip().startswith(("Next elapse", "Iter. #2", "Iteration #2"))
    )
    assert second - first == every.minutes * 60


@pytest.mark.parametrize("user", ["root", ""])
def test_systemd_takes_the_units(tmp_path, user):
    """`systemd-analyze verify` is content, odd paths included, for the machine and for a user."""
    analyzer()
    task = job(user=user, environment=(("KLIPING_CONTACT", 'a "b" 50% $x@example.org'),), folder=tmp_path)
    units = {"kliping-kota.service": service_unit(task), "kliping-kota.timer": timer_unit(task, parse_every("6h", "k"))}
    assert verify_units(write_units(tmp_path, units), user=False) == []
    broken = units | {"kliping-kota.timer": units["kliping-kota.timer"].replace("OnCalendar=", "OnCalendar=kapan ")}
    assert verify_units(write_units(tmp_path, broken), user=False)


def test_odd_words_stay_what_they_are():
    """Spaces, quotes, percent and dollar signs reach the command as they are; what ends a line is refused."""
    text = service_unit(job())
    assert 'ExecStart=/bin/true crawl kota --collection "/srv/arsip kota/100%% \\"baru\\" $$HOME"' in text
    assert 'ReadWritePaths="/srv/arsip kota/100%% \\"baru\\" $HOME"' in text
    line = cron_line(job(), parse_every("6h", "kota"))
    assert line.endswith("'/srv/arsip kota/100\\% \"baru\" $HOME'")
    with pytest.raises(ConfigError, match="control character"):
        job(command=("/bin/true", "a\nExecStart=/bin/false")).check()


def test_cron_runs_what_the_line_says(tmp_path):
    """The command of the line, unescaped as cron does it, gives the words and the folder that were meant."""
    shown = (
        sys.executable,
        "-c",
        "import os,sys;print(os.getcwd(),os.environ['KLIPING_CONTACT'],sys.argv[1:])",
        str(ODD),
    )
    line = cron_line(
        job(command=shown, folder=tmp_path, environment=(("KLIPING_CONTACT", "a b%"),)), parse_every("1d", "k")
    )
    command = line.split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout == f"{tmp_path} a b% {[str(ODD)]}\n"


def test_a_service_may_do_little_and_a_timer_forgets_nothing():
    """The service is hardened and may write to the collection alone; a missed run is made up for."""
    text = service_unit(job())
    for option in (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "PrivateTmp=yes",
        "CapabilityBoundingSet=\n",
        "Type=oneshot",
    ):
        assert option in text
    assert text.count("ReadWritePaths=") == 1
    assert "ProtectSystem" not in service_unit(job(user=""))  # a user's manager may not
    shared = service_unit(job(writes=(Path("/tmp/c"),)))  # with a /tmp of its own it would not find the collection
    assert "PrivateTmp" not in shared
    assert "ReadWritePaths=/tmp/c /tmp /var/tmp" in shared
    timer = timer_unit(job(), parse_every("6h", "kota"))
    assert "Persistent=true" in timer
    assert "RandomizedDelaySec=1080" in timer


def test_files_of_others_are_left_alone(tmp_path):
    """Units of an earlier schedule are replaced, a file somebody else wrote is not."""
    unit = service_unit(job())
    write_units(tmp_path, {"a.service": unit})
    write_units(tmp_path, {"a.service": unit + "# more\n"})
    (tmp_path / "a.timer").write_text("mine")
    with pytest.raises(ConfigError, match=r"a\.timer"):
        write_units(tmp_path, {"a.service": unit, "a.timer": unit})
    assert (tmp_path / "a.service").read_text().endswith("# more\n")
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError):
        write_units(tmp_path / "file", {"a.service": unit})


def call(monkeypatch, capsys, *words):
    monkeypatch.setattr(sys, "argv", ["kliping", *map(str, words)])
    return (app.run(), *capsys.readouterr())


def test_the_command_writes_checked_units_and_tells_what_to_do(tmp_path, monkeypatch, capsys):
    """Settings of today go along, nothing is installed, and the crawl it writes is one that `kliping crawl` takes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLIPING_CONTACT", "arsip@example.org")
    code, out, err = call(
        monkeypatch, capsys, "schedule", "bekasikota", "--every", "12h", "--collection", "arsip", "--fail-on", "any",
        "--metrics", "kliping.prom",
    )  # fmt: skip
    assert (code, [line for line in err.splitlines() if "systemd-analyze is not here" not in line]) == (0, [])
    text = (tmp_path / "systemd" / "kliping-bekasikota.service").read_text()
    assert f"crawl bekasikota --collection {tmp_path}/arsip --fail-on any --metrics {tmp_path}/kliping.prom" in text
    assert 'Environment="KLIPING_CONTACT=arsip@example.org"' in text
    assert f"WorkingDirectory={tmp_path}" in text
    assert "systemctl enable --now kliping-bekasikota.timer" in out
    assert "crontab -e" in out
    assert (tmp_path / "arsip" / "warc").is_dir()
    for words in (("--all", "--user", "--into", "u"), ("bekasikota", "demo", "--into", "u")):
        assert call(monkeypatch, capsys, "schedule", *words, "--collection", "arsip")[0] == 0
    assert "crawl --all " in (tmp_path / "u" / "kliping-all.service").read_text()
    assert len(list((tmp_path / "u").glob("kliping-bekasikota-*.timer"))) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--all"),
        (("bekasikota", "--all"), "--all"),
        (("bekasikotaa",), "bekasikota"),
        (("bekasikota", "--every", "5s"), "--every"),
        (("bekasikota", "--fail-on", "banjir"), "--fail-on"),
        (("bekasikota", "--metrics", "tidak/ada.prom"), "--metrics"),
    ],
)
def test_mistakes_are_one_line(tmp_path, monkeypatch, capsys, words, told):
    """A mistake is told in one line, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    code, _, err = call(monkeypatch, capsys, "schedule", *words)
    (line,) = err.splitlines()
    assert code == ExitCode.CONFIG
    assert told in line
    assert list(tmp_path.iterdir()) == []
