"""The main job, end to end: the demo site becomes a collection."""

import json
from pathlib import Path

import pytest

import archive
from archive.article import BlockKind
from archive.collection import Collection
from crawler.demo import SEED_SLUG, load_articles

FOOTER = ("Alamat", "Jl. Jendral Ahmad Yani No. 1", "info@bekasikota.go.id", "88961767", "Tlf", "Fax")


@pytest.fixture(scope="module")
def articles(demo):
    return {a.canonical_url.split("/", 3)[3]: a for a in archive.load(demo.folder)}


@pytest.fixture(scope="module")
def base(articles):
    return next(iter(articles.values())).canonical_url.rsplit("/", 2)[0].replace("/en", "")


@pytest.fixture(scope="module")
def seed(articles):
    return articles[f"detail/{SEED_SLUG}"]


def test_seed_text_is_the_article_and_nothing_else(seed, seed_paragraphs):
    """The seed's body runs from `Balai Kota - Wali Kota` to `pungkasnya.`, word for word."""
    assert seed.title == "Wali Kota Bekasi Lakukan Audiensi Dengan Wagub DKI Bicarakan Kemitraan Antar Daerah"
    assert seed.text.split("\n\n") == seed_paragraphs
    assert seed.text.startswith("Balai Kota - Wali Kota Bekasi Rahmat Effendi")
    assert seed.text.endswith("pungkasnya.")
    assert "Jalan Merdeka Selatan No. 8-9" in seed.text
    assert not [word for word in FOOTER if word in seed.text]


def test_seed_fields(seed):
    """The seed's dateline, credit, event date and region are read, and no publication date is invented."""
    assert seed.dateline == "Balai Kota"
    assert (seed.credit.raw, seed.credit.name) == ("(gie)", "gie")
    assert [(d.value, d.source, d.precision) for d in seed.event_dates] == [("2017-12-05", "text", "day")]
    assert seed.published is None
    assert (seed.region.level, seed.region.name, seed.region.kemendagri) == ("kota", "Kota Bekasi", "32.75")
    assert seed.language.tag == "id"


def test_seed_footer_is_removed_parsed_and_accounted_for(seed):
    """The footer is in the removed contacts, parsed, and each of its lines names the rule that took it."""
    contact = next(c for c in seed.contacts if c.address)
    assert contact.address == "Jl. Jendral Ahmad Yani No. 1 Gd Perkantoran Lt Dasar, Bekasi"
    assert contact.emails == ("info@bekasikota.go.id",)
    assert contact.phones == ("+622188961767",)
    assert contact.faxes == ("+622188959980", "+622188960250")
    rules = {r.text: r.rule for r in seed.removals}
    assert rules["Alamat"] == "contact:label"
    assert rules["(gie)"].startswith("credit:")
    assert rules["Tlf : (021) 88961767 Fax : 88959980/88960250"] == "contact:phone"


@pytest.fixture(scope="session")
def seed_paragraphs():
    text = (Path(__file__).parents[1] / "demo" / "seed.txt").read_text("utf-8")
    body = text.split("Alamat\n")[0].split("\n", 1)[1]
    lines = [" ".join(line.split()) for line in body.splitlines() if line.strip()]
    return [line.removesuffix(" (gie)") for line in lines]


@pytest.mark.parametrize("planted", load_articles(), ids=lambda a: a.slug)
def test_every_article_of_the_site_is_as_it_was_written(planted, articles, base):
    """Each article of the demo site is in the dataset with the text, blocks and fields it was made from."""
    found, expected = articles[planted.path.removeprefix("/")], planted.expected(base)
    assert found.title == expected.title
    assert tuple(b.text for b in found.blocks if b.kind is not BlockKind.CAPTION) == expected.paragraphs
    assert tuple(found.blocks) == expected.blocks
    assert found.dateline == expected.dateline
    assert found.credit == expected.credit
    assert (found.published.value if found.published else None) == expected.published
    assert next((d.value for d in found.event_dates if d.value), None) == expected.event_date
    assert found.images == expected.images
    assert found.attachments == expected.attachments
    assert any(w.startswith("weekday") for w in found.warnings) is expected.weekday_wrong
    assert found.language.tag == ("und" if expected.thin else expected.language)
    assert not [c for c in FOOTER[1:4] if c in found.text]


def test_twins_keep_their_ids_and_are_linked(articles):
    """An article under `/detail/` and `/view/` is two records that name each other."""
    twins = [(p, a) for p, a in articles.items() if p.startswith("view/")]
    assert len(twins) == 4
    for path, article in twins:
        other = articles[path.replace("view/", "detail/")]
        assert article.twins == (other.id,)
        assert other.twins == (article.id,)


def test_each_response_has_one_outcome(demo):
    """Responses are articles, rejections or repeats: no page disappears."""
    (crawl,), derived = demo.report["crawls"], demo.report["derived"]
    assert crawl["responses"] == derived["responses"]
    assert derived["responses"] == derived["articles"] + derived["rejections"] + derived["repeats"]
    assert {"LISTING", "NOT_HTML", "REDIRECT", "SOFT_404", "SUSPENDED", "BAD_STATUS"} <= set(derived["reasons"])


def test_robots_is_obeyed(demo):
    """What robots.txt forbids is linked from every page and never asked for."""
    urls = {r.url.split("/", 3)[3] for r in archive.load_rejections(demo.folder)}
    assert "robots.txt" in urls
    assert not [u for u in urls if u.startswith(("admin", "polling"))]


def test_a_collection_has_its_parts(demo):
    """WARC, index, dataset, manifest, state and report lie where the README says."""
    collection = Collection(demo.folder)
    (warc,) = collection.warcs()
    assert collection.index_of(warc).exists()
    assert collection.state.exists()
    (report,) = collection.reports.glob("*.json")
    assert json.loads(report.read_text())["site"] == "demo"
    names = sorted(p.relative_to(demo.folder).as_posix() for p in collection.dataset.rglob("*.*") if p.is_file())
    assert [n.rsplit("-", 2)[0] for n in names] == [
        "dataset/articles/demo",
        "dataset/manifest.json",
        "dataset/rejections/demo",
    ]


def test_derived_again_the_dataset_is_the_same(demo, run, tmp_path):
    """Deriving from the WARCs alone, elsewhere, gives the identity that the crawl gave."""
    done = run("derive", *Collection(demo.folder).warcs(), "--into", tmp_path / "again", "--json")
    assert json.loads(done.stdout)["identity"] == demo.report["derived"]["identity"]
    assert archive.load(tmp_path / "again").__next__().site == "demo"


def test_verify_finds_the_collection_sound(demo, run):
    """Every digest, index line and way from article to record holds."""
    found = json.loads(run("verify", demo.folder, "--json").stdout)
    assert found["findings"] == []
    assert found["articles"] == demo.report["derived"]["articles"]
