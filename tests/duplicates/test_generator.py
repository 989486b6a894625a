"""The generator of benchmarks makes a dataset that loads, the same each time, with copies and translations in it."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import archive
from archive.jobs.duplicates import find_duplicates

SPEC = spec_from_file_location("generate", Path(__file__).parents[2] / "benchmarks" / "generate.py")
generate = module_from_spec(SPEC)
SPEC.loader.exec_module(generate)


def test_the_same_number_and_seed_give_the_same_dataset(tmp_path):
    """Two runs have one identity, another seed has another, and the articles asked for are there."""
    one, other, third = (generate.generate(300, tmp_path / str(n), seed) for n, seed in enumerate((1, 1, 2)))
    assert one.identity == other.identity != third.identity
    articles = list(archive.load(tmp_path / "0"))
    assert len({a.id for a in articles}) == len(articles) == 300
    assert all(a.region.kemendagri for a in articles)


def test_the_copies_it_makes_are_found(tmp_path):
    """Copied releases and English twins of a generated dataset are found, and unlike texts are not joined."""
    generate.generate(600, tmp_path)
    found = find_duplicates(tmp_path)
    assert found.report.copied >= 40
    assert found.report.translations >= 3
    titles = [{m.title for m in g.members} for g in found.groups if g.kind == "copies"]
    assert all(len(group) == 1 for group in titles)
