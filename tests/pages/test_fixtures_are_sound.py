"""The labelled pages themselves: whole, in the agreed form, and true to the page they label."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from email.parser import BytesHeaderParser
from functools import cache
from pathlib import Path

import pytest

from archive.article import Reason

PAGES = Path(__file__).parent
HALVES = ("blind", "sighted")
FOLDERS = sorted(path.parent for half in HALVES for path in (PAGES / half).rglob("expected.json"))
ARTICLE_KEYS = {"type", "title", "text", "published", "dateline", "credit", "must_not_contain"}
ISO = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d([+-]\d\d:\d\d)?)?)?)?")
LEAST_ARTICLES, LEAST_FAMILIES, LEAST_REJECTIONS, LEAST_DOORWAYS = 90, 17, 66, 20


def name_of(folder: Path) -> str:
    return folder.relative_to(PAGES).as_posix()


def read_json(folder: Path, name: str) -> dict:
    return json.loads((folder / name).read_text("utf-8"))


@cache
def expected(folder: Path) -> dict:
    return read_json(folder, "expected.json")


@cache
def page_of(folder: Path) -> str:
    """Return the decoded markup, by the charset of the header, then of the markup, then UTF-8."""
    head, _, body = (folder / "response.http").read_bytes().partition(b"\r\n\r\n")
    found = re.search(rb"charset=[\"']?([\w-]+)", head) or re.search(rb"charset=[\"']?([\w-]+)", body[:2048])
    return body.decode(found.group(1).decode() if found else "utf-8")


def squashed(text: str) -> str:
    """Drop entities (once and twice escaped), invisible characters and all white space."""
    plain = html.unescape(html.unescape(text))
    return re.sub(r"[\s\u200b\u200c\u00ad\ufeff]+", "", plain)


@cache
def words_of(folder: Path) -> str:
    """Return the squashed text of the page: no scripts, comments or tags, even those escaped as text."""
    page = re.sub(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>", "", page_of(folder), flags=re.DOTALL)
    page = re.sub(r'<span style="position:absolute;left:-9999px.*?</span>', "", page, flags=re.DOTALL)
    return squashed(re.sub(r"<[^>]+>", "", html.unescape(re.sub(r"<[^>]+>", "", page))))


ARTICLES = [folder for folder in FOLDERS if expected(folder)["type"] == "article"]
REJECTIONS = [folder for folder in FOLDERS if folder not in ARTICLES]


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_fixture_is_one_whole_answer(folder):
    """Every folder holds exactly a response with status and true length, its address, and its label."""
    assert sorted(path.name for path in folder.iterdir()) == ["expected.json", "meta.json", "response.http"]
    raw = (folder / "response.http").read_bytes()
    head, gap, body = raw.partition(b"\r\n\r\n")
    status, _, lines = head.partition(b"\r\n")
    assert gap
    assert re.fullmatch(rb"HTTP/1\.[01] 200 .+", status)
    headers = BytesHeaderParser().parsebytes(lines + b"\r\n\r\n")
    assert headers["Content-Type"].startswith("text/html")
    assert int(headers.get("Content-Length", len(body))) == len(body)
    meta = read_json(folder, "meta.json")
    assert set(meta) == {"url", "fetched_at"}
    assert re.match(r"https?://[\w.:-]+/", meta["url"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", meta["fetched_at"])


@pytest.mark.parametrize("folder", ARTICLES, ids=name_of)
def test_an_article_label_has_the_agreed_form(folder):
    """An article's label has the agreed keys, an ISO date or null, and text without stray space."""
    label = expected(folder)
    assert set(label) - {"published_local"} == ARTICLE_KEYS
    assert label["title"]
    assert label["published"] is None or ISO.fullmatch(label["published"])
    assert label.get("published_local", label["published"]) == label["published"]
    assert label["must_not_contain"]
    for block in label["text"].split("\n\n"):
        lines = block.split("\n")
        assert all(line and line == "\t".join(" ".join(cell.split()) for cell in line.split("\t")) for line in lines)


@pytest.mark.parametrize("folder", ARTICLES, ids=name_of)
def test_an_article_label_is_on_its_page(folder):
    """Title, dateline, credit and every line of the text stand on the page, the lines in their order."""
    label, words = expected(folder), words_of(folder)
    for line in (label["title"], label["dateline"], label["credit"]):
        assert not line or squashed(line) in words, line
    if label["dateline"]:
        assert label["text"].startswith(label["dateline"])
    at = 0
    for line in re.split(r"[\n\t]+", label["text"]):
        found = words.find(squashed(line), at)
        assert found >= 0, line
        at = found + len(squashed(line))


@pytest.mark.parametrize("folder", ARTICLES, ids=name_of)
def test_what_must_go_is_on_the_page_and_not_in_the_text(folder):
    """Every string that must not remain is on the page and is no part of the expected text."""
    label = expected(folder)
    everything = words_of(folder) + squashed(page_of(folder))
    for line in label["must_not_contain"]:
        assert squashed(line) in everything, line
        assert squashed(line) not in squashed(label["text"]), line


@pytest.mark.parametrize("folder", REJECTIONS, ids=name_of)
def test_a_page_that_is_no_article_names_a_known_reason(folder):
    """A rejection's label is a reason of the dataset, with `also` for the other reasons that are right."""
    label = expected(folder)
    assert set(label) - {"also"} == {"type"}
    assert {label["type"], *label.get("also", ())} <= set(Reason)


def test_no_two_articles_have_one_text():
    """No two pages say the same: every text and every title is of its own."""
    for key in ("text", "title"):
        most = Counter(expected(folder)[key] for folder in ARTICLES).most_common(1)
        assert most[0][1] == 1, most


def test_the_set_is_as_large_as_promised():
    """The blind half has the articles, families, other pages and doorways that its README counts."""
    blind = PAGES / "blind"
    own = [folder for folder in ARTICLES if blind in folder.parents and "types" not in folder.parts]
    families = Counter(folder.parent.name for folder in own)
    reasons = Counter(expected(folder)["type"] for folder in REJECTIONS)
    assert len(own) >= LEAST_ARTICLES
    assert len([family for family, pages in families.items() if pages >= 4]) >= LEAST_FAMILIES
    assert reasons["SUSPECTED_INJECTION"] >= LEAST_DOORWAYS
    assert reasons.total() - reasons["SUSPECTED_INJECTION"] >= LEAST_REJECTIONS


def test_the_block_variants_go_both_ways():
    """No block is there twice, those that stay are news, and there are enough of both."""
    blocks = json.loads((PAGES / "blind" / "blocks.json").read_text("utf-8"))
    assert all(set(block) == {"strip", "what", "lines"} and block["lines"] for block in blocks)
    assert len({tuple(block["lines"]) for block in blocks}) == len(blocks)
    assert all((block["what"] == "news") is not block["strip"] for block in blocks)
    stay = sum(not block["strip"] for block in blocks)
    assert stay >= 40
    assert len(blocks) - stay >= 70
