"""Site templates, from WARCs to the dataset: what they take, what they must leave, and when they are made again."""

import sqlite3
from datetime import UTC, datetime

import pytest
from small_towns import MOTTO, NOTICE, answer, body_of, new_design, old_design, page, paragraphs, prose, title_of

from archive.derivation import memory as memories
from archive.extraction.engine import extract

RULE = "template:repeated"


def of(town, number):
    """Return the article of a page by its number."""
    return next(a for name, a in town.articles().items() if name.endswith(f"-{number}"))


def test_a_line_that_the_site_repeats_goes_and_says_why(town):
    """What stands at one place of all pages goes, in the container too; the record names rule and template."""
    town.add("a", *(page(n) for n in range(4))).derive()
    for number in range(4):
        article = of(town, number)
        assert article.text == "\n\n".join(paragraphs(number))
        assert (RULE, NOTICE) in {(r.rule, r.text) for r in article.removals}
        assert article.extractor.template
    (name,) = town.templates()
    assert name == "contoh.go.id/2026h2.json"
    assert of(town, 0).extractor.template in town.templates()[name].decode()


@pytest.mark.parametrize("count", [1, 2])
def test_below_three_pages_the_single_page_engine_works_alone(town, count):
    """One or two pages teach nothing: the record is what the page alone gives."""
    pages = [page(n) for n in range(count)]
    town.add("a", *pages).derive()
    assert town.templates() == {}
    for number, exchange in enumerate(pages):
        alone, found = extract(exchange), of(town, number)
        assert (found.text, found.removals, found.extractor) == (alone.text, alone.removals, alone.extractor)
        assert found.extractor.template is None


def test_a_redesign_that_no_profile_knows_does_no_harm(town):
    """In a period of two designs, each page loses its own furniture and keeps all of its text."""
    pages = [page(n) for n in range(5)] + [page(n, design=new_design) for n in range(10, 14)]
    town.add("a", *pages).derive()
    for number in (*range(5), *range(10, 14)):
        assert of(town, number).text == "\n\n".join(paragraphs(number)), number


def test_each_period_has_a_template_of_its_own(town):
    """After the redesign a line of the old design may be news: only its own period's pages lose it."""
    later = datetime(2027, 2, 1, tzinfo=UTC)
    quoting = old_design(title_of(14), body_of(paragraphs(14)))
    pages = [page(n) for n in range(5)] + [page(n, design=new_design, at=later) for n in range(10, 14)]
    town.add("a", *pages, page(14, design=lambda *_: quoting, at=later)).derive()
    assert sorted(town.templates()) == ["contoh.go.id/2026h2.json", "contoh.go.id/2027h1.json"]
    assert of(town, 1).text == "\n\n".join(paragraphs(1))
    assert of(town, 11).text == "\n\n".join(paragraphs(11))
    assert NOTICE in of(town, 14).text
    assert of(town, 1).extractor.template != of(town, 11).extractor.template


def test_a_period_of_few_pages_is_read_with_the_one_before(town):
    """Two pages crawled again after New Year are read as in December, and are no new versions."""
    later = datetime(2027, 1, 4, tzinfo=UTC)
    town.add("a", *(page(n) for n in range(5)), *(page(n, at=later) for n in range(2)), page(6, at=later))
    report = town.derive()
    assert (report.articles, report.repeats) == (6, 2)
    assert of(town, 6).text == "\n\n".join(paragraphs(6))
    assert of(town, 6).extractor == of(town, 0).extractor


def test_a_body_that_quotes_a_repeated_line_keeps_it(town):
    """The place counts: the foot's motto stays where an article's paragraph quotes it."""
    lines = [*paragraphs(9), MOTTO, prose(77)]
    town.add("a", *(page(n) for n in range(6)), page(9, lines=lines)).derive()
    assert of(town, 9).text == "\n\n".join(lines)


def test_a_release_published_twice_stays(town):
    """The same text on two pages is no furniture, nor is it on three."""
    release = paragraphs(500, 4)
    copies = [page(50 + n, lines=release) for n in range(3)]
    town.add("a", *(page(n) for n in range(12)), *copies).derive()
    for number in range(50, 53):
        assert of(town, number).text == "\n\n".join(release)


def test_bodies_that_differ_in_digits_alone_stay(town):
    """Digits are never folded: the same sentence with other numbers is another sentence."""
    line = "Stok beras di gudang kota pada pekan ke-{} tercatat {} ton dan cukup untuk {} hari ke depan bagi warga."
    pages = {n: [line.format(n, 300 + n, 20 + n), line.format(n + 50, 700 + n, 90 + n)] for n in range(8)}
    town.add("a", *(page(n, lines=lines) for n, lines in pages.items())).derive()
    for number, lines in pages.items():
        assert of(town, number).text == "\n\n".join(lines)


def test_credits_and_the_headings_of_tables_stay(town):
    """A credit that ends many articles is read as one, and the heading of a table with rows of its own stays."""
    agency = "HUMAS SETDA KOTA CONTOH"

    def body(number):
        rows = "".join(f"<tr><td>{n}</td><td>{title_of(90 * number + n)}</td></tr>" for n in range(1, 4))
        table = f"<table><tr><td>Nomor</td><td>Nama kegiatan</td></tr>{rows}</table>"
        return body_of(paragraphs(number)) + table + f"<p>{prose(5000 + number)} (gie)</p><p>{agency}</p>"

    town.add("a", *(page(n, body=body(n)) for n in range(8))).derive()
    for number in range(8):
        article = of(town, number)
        assert article.credit is not None
        assert agency in article.credit.raw
        assert "Nomor\tNama kegiatan" in article.text
        assert NOTICE not in article.text


def test_a_template_is_a_function_of_the_set_of_captures(towns):
    """Whatever WARCs the pages lie in, in whatever order and derived in how many steps, the files are the same."""
    pages = [page(n) for n in range(12)]
    once = towns("once").add("a", *pages)
    once.derive()
    steps = towns("steps")
    for name, part in (("c", pages[8:]), ("b", pages[:3]), ("a", pages[3:8][::-1])):
        steps.add(name, *part).derive()
    assert once.templates() == steps.templates()
    assert once.templates()


def test_a_changed_template_makes_its_site_and_period_again_and_nothing_else(towns):
    """New pages that change what a site repeats renew its period's records; the result is a rebuild's."""
    town = towns("steps")
    town.add("a", *(page(n) for n in range(2)), *(page(n, host="lain.go.id") for n in range(20, 25))).derive()
    assert NOTICE in of(town, 0).text
    report = town.add("b", *(page(n) for n in range(2, 6))).derive()
    assert report.templates == ("contoh.go.id/2026h2",)
    assert report.responses == 6  # four new ones, and two again; none of the other site
    assert (report.articles, report.repeats) == (11, 0)
    assert NOTICE not in of(town, 0).text
    assert town.derive(rebuild=True).identity == report.identity


def test_what_was_a_repeat_comes_back_when_the_earlier_capture_reads_otherwise(town):
    """A capture merged away as a repeat is made again with its page: an update and a rebuild agree."""
    later = datetime(2027, 1, 4, tzinfo=UTC)
    town.add("a", *(page(n) for n in range(2)))
    town.add("b", *(page(n, design=new_design, at=later) for n in range(5)), page(0, at=later))
    town.derive()
    report = town.add("c", *(page(n) for n in range(30, 34))).derive()
    assert report.templates
    assert town.derive(rebuild=True).identity == report.identity


def test_a_template_that_stays_leaves_the_records_alone(town):
    """Pages that teach nothing new are derived alone; the shard's other records are merged as they were."""
    town.add("a", *(page(n) for n in range(6))).derive()
    before = town.templates()
    report = town.add("b", page(7)).derive()
    assert (report.templates, report.responses, report.articles) == ((), 1, 7)
    assert town.derive(rebuild=True).identity == report.identity
    assert before.keys() == town.templates().keys()


def test_what_changes_every_day_does_not_change_a_template(town):
    """A list of the latest titles beside the text, and a date line that several pages share, renew no records."""

    def daily(number):
        day, latest = f"Senin, {1 + number // 4} Juni 2026", [title_of(700 + number // 3 + n) for n in range(3)]
        beside = "".join(f"<p>{title}, kabar terbaru dari kota kita yang perlu dibaca.</p>" for title in latest)
        return lambda title, body: old_design(title, f"<p>{day}</p>{body}").replace(
            "<div class='kaki'>", f"<div class='samping'>{beside}</div><div class='kaki'>"
        )

    town.add("a", *(page(n, design=daily(n)) for n in range(12))).derive()
    assert of(town, 5).text == "\n\n".join(paragraphs(5))
    report = town.add("b", *(page(n, design=daily(n)) for n in range(12, 20))).derive()
    assert (report.templates, report.responses) == ((), 8)
    assert rebuilt_is_the_same(town, report)


def rebuilt_is_the_same(town, report):
    return town.derive(rebuild=True).identity == report.identity


def test_what_was_learned_can_be_deleted(town):
    """Without its memory, or with a broken one, the next derivation learns again and gives the same."""
    identity = town.add("a", *(page(n) for n in range(6))).derive().identity
    templates, learned = town.templates(), town.collection.templates / memories.NAME
    learned.unlink()
    assert town.derive().identity == identity
    learned.write_bytes(b"no database" * 1000)
    for path in town.collection.templates.glob("*/*.json"):
        path.unlink()
    assert town.derive().identity == identity
    assert town.templates() == templates
    with sqlite3.connect(learned) as file:
        file.execute("update lessons set lesson = x'0102'")
    town.add("b", page(9)).derive()
    assert len(town.articles()) == 7


def test_only_a_sample_of_a_large_site_teaches(towns, monkeypatch):
    """Past so many pages of a period those with the smallest keys teach, in whatever order they come."""
    monkeypatch.setattr(memories, "SAMPLE", 10)
    monkeypatch.setattr("archive.derivation.learning.SAMPLE", 10)
    pages = [page(n) for n in range(12)] + [answer(f"https://contoh.go.id/kosong/{n}", "") for n in range(12)]
    once, back, steps = (towns(name) for name in ("once", "back", "steps"))
    once.add("a", *pages).derive()
    back.add("a", *reversed(pages)).derive()
    steps.add("a", *pages[::2]).derive()
    steps.add("b", *pages[1::2]).derive()
    assert once.templates() == back.templates() == steps.templates()
    (template,) = once.templates().values()
    assert b'"pages": 3' in template or b'"pages": 4' in template or b'"pages": 5' in template
