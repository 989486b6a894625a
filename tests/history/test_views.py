"""The dataset as it is, as it was, and with all its versions."""

import gzip
import sys

import pytest

from archive import history
from archive.collection import Collection
from archive.errors import CollectionError, ConfigError, DamagedDataset
from archive.jobs.diff import diff_all


@pytest.fixture
def three(made):
    """A page with three texts over three months, one that stayed, and one that went away."""
    return made.publish(
        made.article("/a", "Satu.", "2026-01-05T00:00:00Z"),
        made.article("/a", "Tiga.", "2026-03-05T00:00:00Z"),
        made.article("/a", "Dua.", "2026-02-05T00:00:00.5Z"),
        made.article("/b", "Tetap.", "2026-02-01T00:00:00Z"),
        made.article("/c", "Hilang.", "2026-01-01T00:00:00Z"),
        made.rejection("/c", "2026-02-10T00:00:00Z"),
        made.article("/a", "Lain.", "2026-01-07T00:00:00Z", site="zulu"),
    )


def test_versions_of_a_page_come_together_in_the_order_of_capture(three):
    """Each article's texts are one group, across the shards of all months, and sites are never mixed."""
    found = [[v.text for v in group] for group in history.versions(three)]
    assert sorted(found) == [["Hilang."], ["Lain."], ["Satu.", "Dua.", "Tiga."], ["Tetap."]]
    assert [[v.text for v in group] for group in history.versions(three, site="zulu")] == [["Lain."]]


def test_latest_is_each_article_once(three):
    """The view has one record for each page: the text captured last."""
    assert sorted(a.text for a in history.latest(three)) == ["Hilang.", "Lain.", "Tetap.", "Tiga."]


@pytest.mark.parametrize(
    ("date", "texts"),
    [
        ("2025", []),
        ("2026-01-05", ["Hilang.", "Satu."]),
        ("2026-01", ["Hilang.", "Lain.", "Satu."]),
        ("2026-02-05T00:00:00Z", ["Hilang.", "Lain.", "Satu.", "Tetap."]),
        ("2026-02-05T07:00:00.5+07:00", ["Dua.", "Hilang.", "Lain.", "Tetap."]),
        ("2026", ["Hilang.", "Lain.", "Tetap.", "Tiga."]),
        ("9999", None),
    ],
)
def test_as_of_gives_the_text_in_force(three, date, texts):
    """A year, month, day or moment gives what had been captured by its end, to the microsecond."""
    if texts is None:
        with pytest.raises(ConfigError, match="no date"):
            history.as_of(three, date)
        return
    assert sorted(a.text for a in history.as_of(three, date)) == texts


def test_as_of_leaves_out_what_was_gone_when_asked(three):
    """With `gone=False` a page is there before its 404 and not after it."""
    assert "Hilang." in [a.text for a in history.as_of(three, "2026-02-09", gone=False)]
    assert "Hilang." not in [a.text for a in history.as_of(three, "2026-02-10", gone=False)]


@pytest.mark.parametrize("date", ["", "kemarin", "2026-13", "2026-02-30", "0000", "2026-1-1", "99999999999"])
def test_a_date_that_is_none_is_told(three, date):
    """What is no date is refused at once, with the forms that are understood."""
    with pytest.raises(ConfigError, match="2019-03-06"):
        history.as_of(three, date)


def test_a_page_is_in_memory_alone(made, monkeypatch):
    """Reading the first page decodes one record of each shard and its neighbours, not the shards."""
    folder = made.publish(
        *(made.article(f"/{n}", f"Isi {n}.", f"2026-{1 + n % 4:02}-01T00:00:00Z") for n in range(400))
    )
    pages = sys.modules["archive.history.pages"]
    read = []
    original = pages._records
    monkeypatch.setattr(pages, "_records", lambda path, schema: (read.append(r) or r for r in original(path, schema)))
    next(history.latest(folder))
    assert 0 < len(read) <= 4 * 3


def test_no_dataset_and_a_damaged_shard_are_told(made, three, tmp_path):
    """Views say what is missing or damaged, with its place, and guess nothing."""
    with pytest.raises(CollectionError, match="kliping derive"):
        list(history.latest(tmp_path / "nowhere"))
    shard = three / "articles" / "contoh-2026-03.jsonl.gz"
    shard.write_bytes(gzip.compress(b"{}\n"))
    with pytest.raises(DamagedDataset) as caught:
        list(history.latest(three))
    assert caught.value.where == str(shard)


def test_a_record_without_a_time_is_told(made):
    """A capture time that is none names the record instead of a traceback."""
    article = made.article("/a", "Satu.", "2026-01-kemarin")
    with pytest.raises(DamagedDataset, match="no capture time"):
        list(history.latest(made.publish(article)))


def test_a_text_that_came_back_is_a_step(made):
    """A, B, A again: two records, three steps, the changes agree with the events, and the last state is A."""
    one = made.article("/a", "Satu.", "2026-01-05T00:00:00Z")
    two = made.article("/a", "Dua.", "2026-02-05T00:00:00Z")
    back = made.article("/a", "Satu.", "2026-03-05T00:00:00Z")
    made.publish(one, two, back, made.article("/a", "Satu.", "2026-04-05T00:00:00Z"))
    (page,) = history.pages(made.folder)
    assert [a.text for a in page.versions] == ["Satu.", "Dua."]
    assert [(a.text, a.source) for a in page.steps] == [(a.text, a.source) for a in (one, two, back)]
    overview = diff_all(Collection(made.folder.parent))
    told = [event.at for event in overview.events if event.kind == "changed"]
    assert (
        sorted(change.after for change in overview.changed) == told == [two.source.fetched_at, back.source.fetched_at]
    )
    assert [a.text for a in history.latest(made.folder)] == ["Satu."]
    assert [a.text for a in history.as_of(made.folder, "2026-02-20")] == ["Dua."]
