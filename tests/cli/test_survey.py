"""What a site's pages say about the site."""

import re

import pytest

from archive.jobs.profiles import add_profile
from archive.jobs.survey import Survey, survey
from archive.sites import SiteRegistry, load_profile

SITE = "https://kota.go.id"
SLUGS = (
    "wali-kota-buka-taman-baca",
    "pasar-murah-digelar-lagi",
    "jalan-baru-selesai-dibangun",
    "warga-bersihkan-kali-cakung",
)


def page(*links, head=""):
    return f"{SITE}/", f"<title>Kota\n Uji</title>{head}{''.join(f'<a href={link!r}>x</a>' for link in links)}".encode()


@pytest.mark.parametrize(
    "form",
    [
        "/detail/{}",
        "/{}/",
        "/2024/05/06/{}/",
        "/20201204/{}/",
        "/index.php/berita/2896/{}",
        "/detil/605/{}",
        "/id/berita/50548/{}",
        "/first/artikel/12-{}",
    ],
)
def test_the_form_of_articles_is_found(form):
    """Links that end in a headline make a pattern that takes them all, another one of the kind, and no listing."""
    found = survey([page("/", "/profil", "/kategori/berita", "/berita?page=2", *(form.format(slug) for slug in SLUGS))])
    assert len(found.article) == 1
    assert all(re.search(found.article[0], form.format(slug)) for slug in (*SLUGS, "kabar-yang-belum-ada"))
    assert not re.search(found.article[0], "/kategori/berita")
    assert any(re.search(pattern, "/berita?page=77") for pattern in found.listing)
    assert any(re.search(pattern, "/kategori/berita/page/3") for pattern in found.listing)


@pytest.mark.parametrize(
    ("head", "cms"),
    [
        ('<link href="/wp-content/a.css">', "WordPress"),
        ("<script>window.__NUXT__={}</script>", "Nuxt"),
        ('<meta name="csrf-param" content="_csrf">', "Yii2"),
        ("", ""),
    ],
)
def test_the_program_is_told_by_its_marks(head, cms):
    """A mark in the page names the CMS; without one it is left open."""
    assert survey([page(head=head)]).cms == cms


@pytest.mark.parametrize("body", [b"", b"\x00", b"<a href='http://[x'>", b"<a href=//lain.id/a-b-c-d>" * 9])
def test_pages_that_say_nothing_give_no_patterns(body):
    """Empty and broken pages, and links to others, make no pattern."""
    assert survey([(f"{SITE}/", body)]).article == ()


def test_a_stranger_cannot_write_into_the_profile(tmp_path):
    """Titles and addresses of the site stay in their comment or their string, and the file is a valid profile."""
    evil = 'x"\nkey = "jahat"\u2028[urls]'
    found = Survey(
        title=evil,
        cms=evil,
        feeds=(f"{SITE}/{evil}",),
        seeds=(f'{SITE}/"berita',),
        article=('^/"x\\d+"$',),
        pages=3,
        delay=7.0,
    )
    path = add_profile(f"{SITE}/", tmp_path / "sites", SiteRegistry(), None, found)
    site = load_profile(path)
    assert (site.key, site.delay, site.urls.article) == ("kota", 7.0, ('^/"x\\d+"$',))
    assert site.seeds == (f"{SITE}/", f'{SITE}/"berita')
    assert "3 of its pages, for you to review" in path.read_text()
