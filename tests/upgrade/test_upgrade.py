"""What older versions left is read by a rule; what a newer one left is refused in one line."""

import sqlite3
from datetime import UTC, datetime

import pytest

from archive.derivation.owners import stored_profiles
from archive.errors import CollectionError, ProfileError
from archive.exchange import Exchange
from archive.sites import PROFILE_URI, migrate, parse_profile
from archive.sites.migrate import stored
from archive.state import SCHEMA, VERSION, State
from archive.warc import WarcWriter, WriterOptions
from crawler.frontier.store import Frontier, Link

FIRST = "CREATE TABLE runs (run TEXT PRIMARY KEY, site TEXT NOT NULL, report TEXT NOT NULL);"
SECOND = (
    FIRST
    + """
CREATE TABLE crawls (id INTEGER PRIMARY KEY, site TEXT NOT NULL UNIQUE, open INTEGER NOT NULL);
CREATE TABLE frontier (
    id INTEGER PRIMARY KEY, crawl INTEGER NOT NULL, key BLOB NOT NULL, url TEXT NOT NULL, priority INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0, depth INTEGER NOT NULL DEFAULT 0, hops INTEGER NOT NULL DEFAULT 0,
    via TEXT, meta BLOB, reason TEXT, warc TEXT, offset INTEGER
);
CREATE UNIQUE INDEX frontier_key ON frontier (crawl, key);
CREATE INDEX frontier_next ON frontier (crawl, priority DESC, id) WHERE state = 0;
INSERT INTO crawls VALUES (7, 'kota', 1);
INSERT INTO frontier (crawl, key, url, priority, state) VALUES (7, x'01', 'http://kota.go.id/', 5, 1);
INSERT INTO frontier (crawl, key, url, priority, state) VALUES (7, x'02', 'http://kota.go.id/a', 0, 0);
"""
)
OLD = {1: FIRST, 2: SECOND}
"""The states of released versions, as they were written."""


def write(path, version, script):
    with sqlite3.connect(path) as database:
        database.executescript(
            script + f"INSERT INTO runs VALUES ('1', 'kota', '{{}}'); PRAGMA user_version={version};"
        )
    database.close()


def shape(path):
    database = sqlite3.connect(path)
    rows = database.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name").fetchall()
    columns = {name: [c[1] for c in database.execute(f"PRAGMA table_info({name})")] for (name,) in rows}
    version = database.execute("PRAGMA user_version").fetchone()[0]
    database.close()
    return version, columns


@pytest.mark.parametrize("version", sorted(OLD))
def test_an_older_state_is_migrated(tmp_path, version):
    """A state of every released version has today's tables afterwards and keeps its rows, however often it is opened."""
    write(tmp_path / "old", version, OLD[version])
    with State(tmp_path / "new"):
        pass
    for _ in range(2):
        with State(tmp_path / "old") as state:
            assert list(state.runs()) == [("1", "kota", "{}")]
    assert shape(tmp_path / "old") == shape(tmp_path / "new")
    assert shape(tmp_path / "old")[0] == VERSION


def test_an_older_queue_goes_on(tmp_path):
    """What waited and what was being fetched in a queue of version 2 is handed out by this one."""
    write(tmp_path / "old", 2, SECOND)
    with State(tmp_path / "old") as state:
        frontier = Frontier(state, "kota")
        assert frontier.is_open
        assert frontier.recover(()) == 1
        assert [lease.url for lease in frontier.lease(5)] == ["http://kota.go.id/", "http://kota.go.id/a"]
        assert frontier.add([Link(key=b"\2", url="http://kota.go.id/a", priority=0)]) == 0


def test_a_migration_that_was_cut_off_is_made_up_for(tmp_path):
    """When the process ended in the middle, the version still says the old one, and the next opening does the rest."""
    write(tmp_path / "old", 1, FIRST)
    with sqlite3.connect(tmp_path / "old") as database:
        database.executescript(SCHEMA.split("CREATE UNIQUE INDEX")[0])
    database.close()
    with State(tmp_path / "old"), State(tmp_path / "new"):
        pass
    assert shape(tmp_path / "old") == shape(tmp_path / "new")


def test_a_newer_state_is_left_alone(tmp_path):
    """A state of a newer version is refused and not touched."""
    write(tmp_path / "newer", VERSION + 1, FIRST)
    before = (tmp_path / "newer").read_bytes()
    with pytest.raises(CollectionError, match="newer kliping"), State(tmp_path / "newer"):
        pass
    assert (tmp_path / "newer").read_bytes() == before


PROFILE = b'key = "kota"\nname = "Kota"\nhosts = ["kota.go.id"]\nseeds = ["https://kota.go.id/"]\n'


def test_profiles_without_a_number_are_of_the_first_schema():
    """A profile that names no schema, or the first, is read alike."""
    assert parse_profile(PROFILE, "x") == parse_profile(b"schema = 1\n" + PROFILE, "x")


def test_older_profiles_are_migrated_step_by_step(monkeypatch):
    """Each step has its rule, the rules are used in order, and an older profile becomes one of today."""
    monkeypatch.setattr(migrate, "SCHEMA", 3)
    first = lambda table: {"judul" if key == "nama" else key: value for key, value in table.items()}  # noqa: E731
    second = lambda table: {"name" if key == "judul" else key: value for key, value in table.items()}  # noqa: E731
    monkeypatch.setattr(migrate, "MIGRATIONS", {1: first, 2: second})
    today = parse_profile(b"schema = 3\n" + PROFILE, "x")
    assert parse_profile(PROFILE.replace(b"name", b"nama"), "x") == today
    assert parse_profile(b"schema = 2\n" + PROFILE.replace(b"name", b"judul"), "x") == today


def test_profiles_stored_in_warcs_are_migrated(monkeypatch, tmp_path):
    """The profile that an older crawl stored in its WARC is migrated too; a newer one is not guessed at."""
    site = parse_profile(PROFILE, "x")
    older = stored(site).replace(b'"name"', b'"nama"')
    monkeypatch.setattr(migrate, "SCHEMA", 2)
    monkeypatch.setattr(
        migrate, "MIGRATIONS", {1: lambda table: {"name" if k == "nama" else k: v for k, v in table.items()}}
    )
    newer = stored(site)
    assert b'"schema":2' in newer
    for data in (older, newer):
        writer = WarcWriter(tmp_path, "x", WriterOptions(resources=((f"{PROFILE_URI}kota", "application/json", data),)))
        writer.write(Exchange("http://kota.go.id/", datetime(2026, 1, 5, tzinfo=UTC), b"", b"HTTP/1.1 200 OK\r\n\r\n"))
        writer.close()
    first, second = sorted(tmp_path.glob("*.warc.gz"))
    assert stored_profiles(first) == stored_profiles(second) == {"kota": site}
    monkeypatch.setattr(migrate, "SCHEMA", 1)
    assert stored_profiles(second) == {}


def test_every_step_has_its_rule():
    """There is a rule for each schema that is no more, and for no other."""
    assert sorted(migrate.MIGRATIONS) == list(range(1, migrate.SCHEMA))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("schema = 9", "schema 9, this version reads up to"),
        ("schema = 'x'", "whole number"),
        ("schema = true", "whole"),
    ],
)
def test_other_profiles_are_told(line, words):
    """A newer schema, or nonsense in its place, is told with the file."""
    with pytest.raises(ProfileError, match=words) as raised:
        parse_profile(line.encode() + b"\n" + PROFILE, "kota.toml")
    assert raised.value.where.startswith("kota.toml")
