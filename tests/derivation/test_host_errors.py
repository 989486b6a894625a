"""What a host shows for addresses that lead nowhere, learned from its own pages; and articles that look like it."""

import pytest
from small_towns import HOST, MOTTO, answer, body_of, page, paragraphs, prose, slug_of, title_of

from archive.article import Reason

LOST = [slug_of(title_of(n)) for n in range(200, 206)]


def framed(title, inside, popular=""):
    return (
        f"<html><head><title>{title}</title></head><body><div class='atas'><a href='/'>Beranda</a></div>"
        f"<div class='kotak'>{inside}</div><div class='populer'>{popular}</div>"
        f"<div class='kaki'><p>{MOTTO}</p></div></body></html>"
    )


def lost(slug, popular=""):
    """The host's own answer: no error's words, a paragraph that could be an article's, the address repeated."""
    inside = (
        f"<h1>Kota Contoh</h1><p>Selamat datang di portal warga, yang Anda cari lewat /berita/{slug} belum ada pada "
        f"kami saat ini, silakan kembali esok hari.</p><p>{prose(1)} {prose(2)}</p>"
    )
    return answer(f"https://{HOST}/berita/{slug}", framed("Kota Contoh", inside, popular))


def reasons(town):
    return {url.rpartition("/")[2]: r.reason for url, r in town.rejections().items()}


def test_the_same_text_under_unrelated_addresses_is_no_article(town):
    """Each of them is rejected, though the page alone looks like an article; the articles stay."""
    town.add("a", *(lost(slug) for slug in LOST), *(page(n) for n in range(8))).derive()
    assert reasons(town) == dict.fromkeys(LOST, Reason.SOFT_404)
    assert len(town.articles()) == 8


def test_one_with_another_list_of_links_is_the_same(town):
    """What changes beside it, as a list of the latest titles does, hides none."""
    lists = [f"<ul><li><a href='/b/{n}'>{title_of(n)}</a></li></ul>" for n in (300, 301)]
    pages = [lost(slug, lists[0]) for slug in LOST[:5]] + [lost(LOST[5], lists[1])]
    town.add("a", *pages, *(page(n) for n in range(8))).derive()
    assert reasons(town) == dict.fromkeys(LOST, Reason.SOFT_404)


def test_two_such_answers_are_too_few(town):
    """A page under two addresses may be an article published twice."""
    town.add("a", *(lost(slug) for slug in LOST[:2]), *(page(n) for n in range(8))).derive()
    assert reasons(town) == {}


@pytest.mark.parametrize("paths", [
    ["/berita/{}", "/view/{}", "/index/{}", "/{}", "/cetak/{}"],
    ["/berita/{}", "/berita/{}-1", "/berita/{}-2", "/berita/{}-3"],
    ["/berita/100", "/berita/101", "/berita/102", "/berita/103"],
    ["/?judul={}&hal=satu-dua", "/?judul={}&hal=tiga-empat", "/?judul={}&hal=lima-enam"],
])  # fmt: skip
def test_an_article_under_many_addresses_stays(town, paths):
    """Addresses that name the article, or say nothing, do not make it an error page."""
    slug = slug_of(title_of(9))
    town.add("a", *(page(9, path=path.format(slug)) for path in paths), *(page(n) for n in range(6))).derive()
    assert town.rejections() == {}
    assert {a.text for a in town.articles().values() if a.title == title_of(9)} == {"\n\n".join(paragraphs(9))}


def in_its_frame(own):
    """A page of its own under a title that all pages share, beside a paragraph of the error page."""
    inside = f"<h1>Kota Contoh</h1>{own}<p>{prose(1)} {prose(2)}</p>"
    return answer(f"https://{HOST}/berita/{slug_of(title_of(41))}", framed("Kota Contoh", inside))


@pytest.mark.parametrize("count", [1, 2])
def test_an_article_in_the_frame_of_the_error_page_stays(town, count):
    """One paragraph of its own is enough; what the site repeats goes."""
    own = in_its_frame(f"<h2>{title_of(41)}</h2>" + body_of(paragraphs(41, count)))
    town.add("a", *(lost(slug) for slug in LOST), own, *(page(n) for n in range(8))).derive()
    assert reasons(town) == dict.fromkeys(LOST, Reason.SOFT_404)
    assert town.texts()[slug_of(title_of(41))] == "\n\n".join(paragraphs(41, count))


def test_a_heading_of_its_own_makes_it_no_error_page(town):
    """A headline with a picture is no error page, and stays an article though the site repeats all its text."""
    own = in_its_frame(f"<h2>{title_of(41)}</h2><img src='/a.jpg'>")
    town.add("a", *(lost(slug) for slug in LOST), own, *(page(n) for n in range(8))).derive()
    assert reasons(town) == dict.fromkeys(LOST, Reason.SOFT_404)
    assert town.texts()[slug_of(title_of(41))] == f"{prose(1)} {prose(2)}"


def test_it_is_the_hosts_own(town):
    """Another host's page with the same text is judged by itself."""
    other = answer(
        f"https://lain.go.id/berita/{LOST[0]}", bytes(lost(LOST[0]).response).partition(b"\r\n\r\n")[2].decode()
    )
    town.add("a", *(lost(slug) for slug in LOST), other, *(page(n) for n in range(8))).derive()
    assert {a.site for a in town.articles().values() if f"{prose(1)} {prose(2)}" in a.text} == {"lain.go.id"}


def test_other_reasons_come_first(town):
    """A log-in page that answers every address is a log-in page."""
    form = "<h1>Log Masuk</h1><form><input type='text' name='u'><input type='password' name='p'></form>"
    town.add("a", *(answer(f"https://{HOST}/admin/{slug}", framed("Log Masuk", form)) for slug in LOST)).derive()
    assert set(reasons(town).values()) == {Reason.LOGIN}
