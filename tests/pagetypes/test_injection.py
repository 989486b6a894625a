"""Injected gambling pages are flagged; news about gambling, and words that doorways borrow, are not."""

import importlib.util
import os
import re
import tomllib
from pathlib import Path
from string import Template

import pytest

from archive.article import Article

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("pagetypes_common", HERE / "common.py")
common = importlib.util.module_from_spec(spec)
spec.loader.exec_module(common)
SHARED = Path(os.environ.get("KLIPING_SHARED", HERE.parents[2] / "shared"))
KEYWORDS = SHARED / "real" / "gambling-doorway" / "keywords_naga.txt"
OWN = (
    "slot gacor hari ini", "situs toto macau", "live draw sydney", "demo slot mahjong", "bonus new member 100", "togel hongkong",
    "rtp live tertinggi", "link slot thailand", "paito warna hk", "data keluaran sgp", "agen judi bola", "scatter hitam",
    "slot deposit pulsa", "poker online", "buku mimpi 2d bergambar", "naga777", "prediksi togel jitu", "kasino online",
)  # fmt: skip
AGENCIES = (
    "DINAS KETAHANAN PANGAN KAB. CONTOH",
    "Dinas Kesehatan Kota Suka Maju",
    "Kecamatan Tanjung Sari",
    "BAPPEDA Nusa Raya",
)
DOORWAYS = sorted((HERE / "doorways").glob("*.html"))
NEWS = tomllib.loads((HERE / "news.toml").read_text("utf-8"))["news"]
RECALL = 0.99


def doorway(path, keyword, agency):
    slug = re.sub(r"\W+", "-", keyword)
    html = Template(path.read_text("utf-8")).substitute(
        keyword=keyword, Keyword=keyword.title(), slug=slug, agency=agency, url="https://dinas.contoh.go.id/"
    )
    query = path.stem == "query"
    return html, f"https://dinas.contoh.go.id/{f'2024/05/berita/?q={slug}' if query else f'{slug}/'}"


def recall(keywords, step=1):
    cases = [(k, p, AGENCIES[i % len(AGENCIES)]) for i, k in enumerate(keywords) for p in DOORWAYS]
    kinds = [common.kind(*doorway(path, keyword, agency)) for keyword, path, agency in cases[::step]]
    return kinds.count("SUSPECTED_INJECTION") / len(kinds)


def test_doorways_of_every_shape_are_flagged():
    """Shop clones, keyword folders, posts, lists and query strings are flagged for every own keyword."""
    assert recall(OWN) >= RECALL


@pytest.mark.skipif(not KEYWORDS.is_file(), reason=f"{KEYWORDS} is absent (KLIPING_SHARED)")
def test_doorways_of_a_real_keyword_list_are_flagged():
    """Of the pages generated from a real ring's keywords (every 13th here) 99 in 100 are flagged."""
    keywords = [line.strip() for line in KEYWORDS.read_text("utf-8").splitlines() if line.strip()]
    assert recall(keywords, step=13) >= RECALL


@pytest.mark.skipif(not KEYWORDS.is_file(), reason=f"{KEYWORDS.parent} is absent (KLIPING_SHARED)")
@pytest.mark.parametrize("name", ["index.html", "template.html"])
def test_a_real_doorway_is_flagged(name):
    """The real shop clone and its unfilled template are flagged, whatever agency they name."""
    html = (KEYWORDS.parent / name).read_text("utf-8")
    assert common.kind(html, "https://disketapang.contoh.go.id/slot-2025/") == "SUSPECTED_INJECTION"
    assert (
        common.kind(html.replace("{{ BRAND }}", "NAGA TOTO"), "https://disketapang.contoh.go.id/")
        == "SUSPECTED_INJECTION"
    )


@pytest.mark.parametrize("shape", common.SHAPES)
def test_news_is_never_flagged(shape):
    """No report about gambling, and no title that borrows its words, is flagged: zero of them."""
    wrong = []
    for row in NEWS:
        body = "".join(f"<p>{text}</p>" for text in row["body"].split("|"))
        html = common.shaped(shape, row["title"], f"<h1>{row['title']}</h1><div class='isi'>{body}</div>")
        kind = common.kind(html, f"https://kota.contoh.go.id/berita/{re.sub(r'[^a-z]+', '-', row['title'].lower())}")
        wrong += [(row["title"], kind)] * (kind != "ARTICLE")
    assert not wrong


PLANTED = (
    '<div style="position:absolute;left:-9999px"><a href="https://kecamatan.lain.go.id/slot-gacor/">slot gacor maxwin</a></div>',
    '<div style="display:none"><a href="/x">situs togel hongkong</a> <a href="/y">live draw sdy</a></div>',
    '<p style="font-size:0"><a href="https://a.invalid/">link alternatif slot demo</a></p>',
    '<ul><li><a href="https://b.invalid/">rtp live slot</a></li><li><a href="https://c.invalid/">toto macau 4d</a></li></ul>',
)


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_links_are_taken_out_of_a_genuine_article(planted):
    """Hidden or foreign gambling links inside an article go, the article stays and carries the flag."""
    text = "Warga tiga RW membersihkan sungai kecil di belakang pasar pada Minggu pagi, dipimpin oleh lurah setempat."
    html = common.shaped(
        "boot", "Kerja Bakti", f"<h1>Kerja Bakti</h1><div><p>{text}</p>{planted}<p>{text} Lagi.</p></div>"
    )
    found = common.archive.extract(common.answer(html, "https://kota.contoh.go.id/berita/kerja-bakti"))
    assert isinstance(found, Article)
    assert found.text == f"{text}\n\n{text} Lagi."
    assert "injected:links" in found.quality.flags
    assert any(r.rule == "injected:links" for r in found.removals)


def test_a_genuine_article_carries_no_flag():
    """Links to news about gambling inside an article are no planted links."""
    link = (
        '<p>Baca <a href="/berita/judi">Polisi Tangkap Pengelola Slot Gacor</a> dan <a href="/x">Agenda Kota</a>.</p>'
    )
    html = common.shaped(
        "wp", "Rapat", f"<h1>Rapat</h1><div><p>{'Rapat membahas anggaran jalan desa. ' * 5}</p>{link}</div>"
    )
    found = common.archive.extract(common.answer(html, "https://kota.contoh.go.id/berita/rapat"))
    assert isinstance(found, Article)
    assert "injected:links" not in found.quality.flags
