"""No genuine page is flagged as injected: labelled pages, the demo's articles, news about gambling; doorways of shapes nobody tuned on are."""

import importlib.util
import json
import os
import sys
import tomllib
from pathlib import Path
from string import Template

import pytest

from archive.exchange import Exchange
from crawler.demo.content import load_articles

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("pagetypes_common", HERE / "common.py")
common = importlib.util.module_from_spec(spec)
spec.loader.exec_module(common)
PAGES = HERE.parent / "pages"
SHARED = Path(os.environ.get("KLIPING_SHARED", HERE.parents[2] / "shared"))
KEYWORDS = SHARED / "real" / "gambling-doorway" / "keywords_naga.txt"
HELD_OUT = sorted((HERE / "heldout").glob("*.html"))
OWN = (
    "slot gacor hari ini", "situs toto macau", "live draw sydney", "demo slot mahjong", "togel hongkong", "rtp live tertinggi",
    "link slot thailand", "data keluaran sgp", "scatter hitam", "slot deposit pulsa", "bandar togel online", "slot depo 5k", "agen slot gacor",
    "prediksi togel jitu", "slot bonus new member", "toto slot 4d", "pragmatic play demo", "akun pro kamboja slot", "judi slot online", "situs slot qris",
)  # fmt: skip
AGENCIES = ("DINAS KETAHANAN PANGAN KAB. CONTOH", "Kecamatan Tanjung Sari", "BAPPEDA Nusa Raya")
LEAST_GENUINE = 300
LEAST_DOORWAYS = 20
STEP = 31
RECALL = 0.99
GAMBLING = "SUSPECTED_INJECTION"


def label(folder):
    return json.loads((folder / "expected.json").read_text("utf-8"))["type"]


def fixture(folder):
    url = json.loads((folder / "meta.json").read_text("utf-8"))["url"]
    found = common.archive.extract(
        Exchange(url=url, fetched_at=common.AT, request=b"", response=(folder / "response.http").read_bytes())
    )
    return getattr(found, "reason", "ARTICLE")


def genuine():
    """Yield the name and the outcome of each genuine page."""
    for path in sorted(PAGES.rglob("expected.json")):
        if label(path.parent) != GAMBLING:
            yield path.parent.relative_to(PAGES).as_posix(), fixture(path.parent)
    for article in load_articles():
        body = "".join(f"<p>{text}</p>" for text in article.expected("https://kota.contoh.go.id").paragraphs)
        html = common.shaped("wp", article.file.title, f"<h1>{article.file.title}</h1><div>{body}</div>")
        yield article.slug, common.kind(html, f"https://kota.contoh.go.id/berita/{article.slug}")
    rows = tomllib.loads((HERE / "news.toml").read_text("utf-8"))["news"]
    for number, row in enumerate(rows):
        body = "".join(f"<p>{text}</p>" for text in row["body"].split("|"))
        for shape in ("bare", common.SHAPES[number % len(common.SHAPES)]):
            html = common.shaped(shape, row["title"], f"<h1>{row['title']}</h1><div class='isi'>{body}</div>")
            yield f"{shape}: {row['title']}", common.kind(html, f"https://kota.contoh.go.id/berita/{number}")


def test_no_genuine_page_is_flagged():
    """Of hundreds of genuine pages, many of them about online gambling or in its words, none is flagged."""
    found = dict(genuine())
    assert len(found) >= LEAST_GENUINE
    assert [name for name, kind in found.items() if kind == GAMBLING] == []


def recall(keywords):
    """Return the share of doorways that are flagged, over all held-out shapes, and the worst of them."""
    missed, total = {}, 0
    for number, keyword in enumerate(keywords):
        for path in HELD_OUT:
            slug = keyword.replace(" ", "-")
            html = Template(path.read_text("utf-8")).substitute(
                keyword=keyword,
                Keyword=keyword.title(),
                slug=slug,
                agency=AGENCIES[number % len(AGENCIES)],
                url="https://dinas.contoh.go.id/",
            )
            total += 1
            if common.kind(html, f"https://dinas.contoh.go.id/{slug}/") != GAMBLING:
                missed.setdefault(path.stem, []).append(keyword)
    return 1 - sum(map(len, missed.values())) / total, missed


def test_doorways_of_held_out_shapes_are_flagged():
    """Shapes of page on which no rule was tuned are flagged as surely as the others."""
    share, missed = recall(OWN)
    assert share >= RECALL, missed


def test_held_out_shapes_of_a_real_keyword_list_are_flagged(capsys):
    """The same with a real ring's keywords, every 31st here."""
    if not KEYWORDS.is_file():
        pytest.skip(f"{KEYWORDS} is absent (KLIPING_SHARED)")
    keywords = [line.strip() for line in KEYWORDS.read_text("utf-8").splitlines() if line.strip()]
    share, missed = recall(keywords[::STEP])
    with capsys.disabled():
        sys.stdout.write(f"\nheld-out doorways: recall {share:.4f}; missed: {missed}\n")
    assert share >= RECALL, missed


def test_the_labelled_doorways_are_flagged():
    """Of the doorways labelled by somebody who knew no rule, no more is missed than known.toml says."""
    folders = [path.parent for path in sorted(PAGES.rglob("expected.json")) if label(path.parent) == GAMBLING]
    known = {row["folder"] for row in tomllib.loads((PAGES / "known.toml").read_text("utf-8"))["failure"]}
    missed = [f.relative_to(PAGES).as_posix() for f in folders if fixture(f) != GAMBLING]
    assert len(folders) >= LEAST_DOORWAYS
    assert set(missed) <= known
