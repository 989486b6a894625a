"""What the code can say, the documentation explains, and the other way round."""

import ast
import re
from pathlib import Path

import msgspec
import pytest

from archive import article, config
from archive.errors import ExitCode
from archive.extraction import boilerplate, furniture, zones
from archive.extraction.contacts import is_contact_line
from archive.reports import Report
from archive.sites import site

ROOT = Path(__file__).parents[2]
RECORDS = sorted(
    (value for value in vars(article).values() if isinstance(value, type) and issubclass(value, msgspec.Struct)),
    key=lambda kind: kind.__name__,
)
PARTS = [kind for kind in RECORDS if kind not in (msgspec.Struct, article.Rejection)]
NAMED = re.compile(r"""["'`]([a-z]+:[a-z]+)["'`]""")
KINDS = {
    "template",
    "widget",
    "injected",
    "contact",
    "credit",
    "attachment",
    "related",
    "links",
    "meta",
    "poll",
    "author",
    "leak",
}


@pytest.mark.parametrize("kind", PARTS, ids=lambda kind: kind.__name__)
def test_every_field_of_an_article_is_described(page, kind):
    """docs/article.md has a row for every field of the article and its parts, and for nothing else."""
    assert page("article.md").rows(kind.__name__) == list(kind.__struct_fields__)


def test_every_field_of_a_rejection_is_described(page):
    """docs/rejections.md has a row for every field of a rejection."""
    assert page("rejections.md").rows("Rejection") == list(article.Rejection.__struct_fields__)


def test_every_reason_is_described(page):
    """docs/rejections.md has a row for every reason, and for no other."""
    rows = page("rejections.md").rows("Rejections")
    assert sorted(rows) == sorted(article.Reason)


@pytest.mark.parametrize("words", [article.BlockKind, article.Precision], ids=lambda words: words.__name__)
def test_every_word_of_a_record_is_named(page, words):
    """docs/article.md names every kind of block and every precision."""
    text = "\n".join(page("article.md").prose)
    assert not [word for word in words if f"`{word}`" not in text]


def test_every_exit_code_is_described(page):
    """docs/exit-codes.md has a row with number and name for every exit code."""
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", "\n".join(page("exit-codes.md").prose), re.MULTILINE)
    assert [(int(number), name) for number, name in rows] == [(code.value, code.name) for code in ExitCode]


def test_every_setting_is_described(page):
    """docs/configuration.md has a row for every setting, with its name in the environment."""
    lines = page("configuration.md").prose
    assert page("configuration.md").rows() == list(config.Config.__struct_fields__)
    for name in config.Config.__struct_fields__:
        assert any(line.startswith(f"| `{name}` | `{config.PREFIX}{name.upper()}` |") for line in lines)


@pytest.mark.parametrize(
    ("title", "kind"), [("Site", site.Site), ("Urls", site.Urls), ("Layouts", site.Layout)], ids=str
)
def test_every_profile_key_is_described(page, title, kind):
    """docs/sites.md has a row for every key of a profile, and for no other."""
    assert sorted(page("sites.md").rows(title)) == sorted(kind.__struct_fields__)


def rules_in_code():
    """Return the names of removals that the engine can give, by its data and its source."""
    found = {rule.name for rule in boilerplate.rules()} | {
        "outside",
        "before-title",
        "layout:SELECTOR",
        "after:RULE",
        "in:RULE",
    }
    found |= {one.name for kind in ("words", "run") for one in furniture.vocabularies(kind)}
    found |= {f"zone:{zone}" for zone in (*zones.TAGS.values(), *zones.zone_words())}
    for path in sorted((ROOT / "archive" / "extraction").glob("*.py")):
        found |= {name for name in NAMED.findall(path.read_text("utf-8")) if name.partition(":")[0] in KINDS}
    return found


def test_every_rule_is_described(page):
    """docs/removals.md has a row for every rule that can take a line, and for no other."""
    rows = page("removals.md").rows()
    assert len(rows) == len(set(rows))
    assert set(rows) == rules_in_code()


def test_the_examples_of_rules_are_taken_by_them(page):
    """Each example of a rule by words is a line that this very rule takes."""
    lines = page("removals.md").section("By words")
    examples = {m[1]: m[2] for line in lines if (m := re.match(r"\| `([^`]+)` .*\| `([^`]+)` \|$", line))}
    assert set(examples) == {rule.name for rule in boilerplate.rules()}
    assert {rule: boilerplate.rule_of(text) for rule, text in examples.items()} == {rule: rule for rule in examples}


def test_the_examples_of_contacts_are_taken_by_them(page):
    """Each example of a contact rule is a line that this very rule takes; a block's own line is taken by its place."""
    lines = page("removals.md").section("Contact blocks")
    examples = {m[1]: m[2] for line in lines if (m := re.match(r"\| `([^`]+)` .*\| `([^`]+)` \|$", line))}
    assert is_contact_line(examples.pop("contact:block")) is None
    assert {rule: is_contact_line(text) for rule, text in examples.items()} == {rule: rule for rule in examples}


def members(module, name):
    """Return the fields (or the words) of a class of the crawler, from its source: Scrapy takes long to import."""
    tree = ast.parse((ROOT / "crawler" / module).read_text("utf-8"))
    (found,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    fields = [node.target.id for node in found.body if isinstance(node, ast.AnnAssign)]
    return fields or [node.value.value for node in found.body if isinstance(node, ast.Assign)]


def test_every_key_of_reports_and_logs_is_described(page):
    """docs/collection.md names every key of a crawl's report and of its failure log, and every failure's reason."""
    text = "\n".join(page("collection.md").section("Reports and logs"))
    names = [*Report.__struct_fields__, *members("recorder.py", "Failed"), *members("outcome.py", "Reason")]
    assert len(names) > len(Report.__struct_fields__) + 10
    assert not [name for name in names if f"`{name}`" not in text]


def test_every_module_has_its_place(page):
    """docs/data-flow.md names every file and folder of both packages."""
    text = "\n".join(page("data-flow.md").prose)
    for package in ("archive", "crawler"):
        for path in sorted((ROOT / package).iterdir()):
            plumbing = path.name.startswith("__") or path.name in ("py.typed", "version.py", "data", "spiders")
            name = f"`{path.name}/`" if path.is_dir() else f"`{path.name}`"
            assert plumbing or name in text, f"{package}/{path.name}"
