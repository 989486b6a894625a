"""Short blocks in the body's column: what is furniture goes, what is news stays, rule by rule."""

import datetime as dt
import html
import json
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import archive
from archive.article import Article
from archive.exchange import Exchange

HERE = Path(__file__).parent
HALVES = ("blind", "sighted")
AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
PARAGRAPHS = (
    "Pemerintah kota membuka layanan baru bagi warga di tiga kecamatan, dan layanan itu tersedia setiap hari kerja mulai pukul delapan pagi.",
    "Kepala dinas menyampaikan bahwa petugas sudah dilatih selama dua pekan dan siap menerima pertanyaan warga kapan saja.",
    "Warga yang datang pada hari pertama mengaku puas karena antrean pendek dan petugas ramah kepada orang tua.",
)
LEAST_BLOCKS, LEAST_RULES = 230, 29
LEAST = {"blind": {"go": 0.38, "stay": 0.97}, "sighted": {"go": 0.93, "stay": 0.97}}
BETWEEN = frozenset({"related", "share", "counter", "news"})
"""What may stand between two paragraphs; an address there is the news until a label says otherwise."""


@cache
def blocks(half):
    return json.loads((HERE / half / "blocks.json").read_text("utf-8"))


def plain(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def extracted(lines, *, last):
    block = "".join(f"<p>{line}</p>" for line in lines)
    parts = [f"<p>{text}</p>" for text in PARAGRAPHS]
    parts.insert(3 if last else 2, block)
    page = f"<html><head><title>Layanan Baru | Kota Contoh</title></head><body><h1>Layanan Baru</h1><div class='isi'>{''.join(parts)}</div></body></html>"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    exchange = Exchange(url="https://kota.go.id/detail/x", fetched_at=AT, request=b"", response=head + page.encode())
    found = archive.extract(exchange)
    assert isinstance(found, Article), lines
    return found


def is_right(block, found):
    """Say whether a block went as a whole, or stayed as a whole; the article around it always stays."""
    text = " ".join(found.text.split())
    lines = [plain(line) for line in block["lines"] if plain(line)]
    around = all(paragraph in text for paragraph in PARAGRAPHS)
    return around and not any((line in text) is block["strip"] for line in lines)


@cache
def judged(half):
    """Return (block, right at the end, right between paragraphs or None) for each block."""
    rows = []
    for block in blocks(half):
        between = is_right(block, extracted(block["lines"], last=False)) if block["what"] in BETWEEN else None
        rows.append((block, is_right(block, extracted(block["lines"], last=True)), between))
    return rows


@pytest.mark.parametrize("half", HALVES)
def test_furniture_goes_and_news_stays(half, capsys):
    """The share of blocks that go, and of those that stay, does not fall; what is wrong is told by kind."""
    right, total, wrong = Counter(), Counter(), Counter()
    for block, last, between in judged(half):
        side = "go" if block["strip"] else "stay"
        total[side] += 1
        right[side] += last and between is not False
        wrong[block["what"]] += not (last and between is not False)
    with capsys.disabled():
        sys.stdout.write(f"\nblocks, {half}: {dict(right)} of {dict(total)}; wrong: {dict(+wrong)}\n")
    assert {side: right[side] / total[side] for side in total if right[side] / total[side] < LEAST[half][side]} == {}


def test_there_are_enough_variants_both_ways():
    """Both halves together have far more than the 120 variants promised, of furniture and of news."""
    everything = [block for half in HALVES for block in blocks(half)]
    assert len({tuple(block["lines"]) for block in everything}) == len(everything) >= LEAST_BLOCKS
    stay = sum(not block["strip"] for block in everything)
    assert stay >= 60
    assert len(everything) - stay >= 120


def test_each_rule_has_a_block_it_takes_and_one_it_leaves():
    """For every rule of the sighted blocks one block is taken by that very rule, and the news like it stays."""
    takes, leaves = Counter(), Counter()
    for block, last, between in judged("sighted"):
        if block["strip"]:
            rules = {removal.rule for removal in extracted(block["lines"], last=True).removals}
            takes[block["rule"]] += block["rule"] in rules
        else:
            leaves[block["rule"]] += last and between is not False
    rules = {block["rule"] for block in blocks("sighted")}
    assert len(rules) >= LEAST_RULES
    assert [rule for rule in sorted(rules) if not takes[rule] or not leaves[rule]] == []
