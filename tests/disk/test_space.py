"""Sizes, marks and the look at a disk."""

import pytest

from archive.config import load_config
from archive.disk import Level, Marks, marks_of, space_of, watched
from archive.disk.size import parse_size, told
from archive.errors import ConfigError, DiskFull, ExitCode

GIB = 1024**3


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0), ("512", 512), ("512 B", 512), ("1K", 1024), ("1kib", 1024), ("1 kB", 1000), ("2.5 GB", 2_500_000_000),
        ("1 GiB", GIB), ("500M", 500 * 1024**2), (" 3 TiB ", 3 * 1024**4), ("", None), ("GiB", None), ("-1", None),
        ("1 PiB", None), ("1e9", None), ("1.2.3", None), ("9" * 40, None), ("1 GiB!", None),
    ],
)  # fmt: skip
def test_sizes_are_read_as_people_write_them(text, size):
    """Binary and decimal units and plain bytes are understood, anything else is no size."""
    assert parse_size(text) == size


def test_sizes_are_told_in_the_unit_that_fits():
    """A size is shown in bytes, KiB, MiB, GiB or TiB."""
    assert [told(n) for n in (0, 1023, 1536, 5 * 1024**2, GIB, 2048 * GIB)] == [
        "0 bytes", "1023 bytes", "1.5 KiB", "5.0 MiB", "1.0 GiB", "2.0 TiB",
    ]  # fmt: skip


def test_settings_take_human_sizes(tmp_path):
    """A size may be written with its unit in the file and in the environment; nonsense names its place."""
    (tmp_path / "kliping.toml").write_text('min_free = "2 GiB"\nwarc_size = 5000\n')
    found = load_config({}, environment={"KLIPING_STOP_FREE": "100M"}, folder=tmp_path).values
    assert (found.min_free, found.stop_free, found.warc_size) == (2 * GIB, 100 * 1024**2, 5000)
    with pytest.raises(ConfigError, match=r"KLIPING_MIN_FREE: Expected a size such as 500 MiB, got 'viel'"):
        load_config({}, environment={"KLIPING_MIN_FREE": "viel"}, folder=tmp_path)
    with pytest.raises(ConfigError, match="KLIPING_MIN_FREE"):
        load_config({}, environment={"KLIPING_MIN_FREE": "-5"}, folder=tmp_path)


def test_marks_fit_the_disk(tmp_path):
    """Without settings a crawl pauses below 1 GiB or a twentieth of the disk, and stops at a quarter of that."""
    total = space_of(tmp_path).total
    assert marks_of(tmp_path, None, None) == Marks(min(GIB, total // 20), min(GIB, total // 20) // 4)
    assert marks_of(tmp_path, 1000, None) == Marks(1000, 250)
    assert marks_of(tmp_path, 0, None) == Marks(0, 0)
    assert marks_of(tmp_path, None, 2 * total) == Marks(2 * total, 2 * total)
    with pytest.raises(ConfigError, match="stop_free"):
        marks_of(tmp_path, 100, 200)


def test_levels_change_at_the_marks():
    """Exactly as much as a mark asks for is enough; zero never pauses and never stops."""
    marks = Marks(100, 10)
    assert [marks.level(n) for n in (100, 99, 10, 9)] == [Level.ROOM, Level.LOW, Level.LOW, Level.FULL]
    assert Marks(0, 0).level(0) is Level.ROOM


def test_a_disk_is_known_before_its_folder_is_there(tmp_path):
    """The space of a folder that is still to be made is that of where it will be."""
    assert space_of(tmp_path / "a" / "b").total == space_of(tmp_path).total


def test_a_job_ends_before_the_disk_is_full(tmp_path, monkeypatch):
    """A watched job is refused at once when the disk has no room, and ended when room goes while it works."""
    with pytest.raises(DiskFull, match="must stay free") as raised:
        watched(lambda *_: None, tmp_path, Marks(2**62, 2**62))
    assert raised.value.exit_code is ExitCode.DISK_FULL
    told_steps = []
    step = watched(lambda *each: told_steps.append(each), tmp_path, Marks(1, 1))
    monkeypatch.setattr("archive.disk.guard.EVERY", 0)
    step(1, 2)
    monkeypatch.setattr("archive.disk.guard.space_of", lambda _: type("Space", (), {"free": 0}))
    with pytest.raises(DiskFull):
        step(2, 2)
    assert told_steps == [(1, 2)]
