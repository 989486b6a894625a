"""The pages of the demo site, each as the `View` that goes into the frame."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from crawler.demo.content import DemoArticle
from crawler.demo.render import BodyWriter
from crawler.demo.templates import (
    MONTHS,
    StaticPage,
    View,
    bullets,
    day_in_words,
    site_data,
    slug_of,
)

PER_PAGE = 10
"""Articles on one page of a listing."""

_SHARES = (
    ("Facebook", "https://www.facebook.com/sharer/sharer.php?u="),
    ("Twitter", "https://twitter.com/intent/tweet?url="),
    ("Google+", "https://plus.google.com/share?url="),
    ("WhatsApp", "https://api.whatsapp.com/send?text="),
)

Articles = tuple[DemoArticle, ...]


def home(articles: Articles, base: str) -> View:
    """Return the front page; its `Pilihan Redaksi` holds the addresses a crawler must fold."""
    news = [a for a in articles if a.file.language == "id"]
    chosen = [
        (news[-1].file.title, news[-1].legacy_path),
        (news[-2].file.title, news[-2].legacy_path),
        (news[-3].file.title, f"{news[-3].path}?utm_source=beranda&utm_medium=banner"),
        (news[-4].file.title, f"{news[-4].path}#komentar"),
        (news[-5].file.title, f"/index.php{news[-5].path}"),
    ]
    return View(
        "Beranda",
        f'<div id="carousel" class="carousel slide"><ul>{_headlines(news[:3], base)}</ul></div>\n'
        f"<h3>Berita Terbaru</h3>\n{_teasers(news[:8], base)}\n"
        f'<p><a href="{base}/berita">Lihat semua berita</a></p>\n'
        f"<h3>Pilihan Redaksi</h3>\n<ul>{bullets(chosen, base)}</ul>\n"
        f"<h3>Pengumuman</h3>\n<ul>{bullets([('Lelang jabatan 2016', '/detail/tidak-ada')], base)}</ul>",
    )


def listing(heading: str, articles: Articles, place: tuple[str, str, int], *, endless: bool = False) -> View:
    """Return one page of a listing.

    Args:
        heading: what stands above it.
        articles: all articles of the listing, newest first.
        place: the site's base, the listing's path, and the number of this page, from 1.
        endless: whether pages beyond the last still offer a next one, the trap real sites set.
    """
    base, path, page = place
    last = max(1, -(-len(articles) // PER_PAGE))
    shown = articles[(page - 1) * PER_PAGE : page * PER_PAGE]
    links = [(str(n), n) for n in range(1, last + 1)]
    links = [("&laquo; Sebelumnya", min(page - 1, last))] * (page > 1) + links
    links += [("Selanjutnya &raquo;", page + 1)] * (page < last or endless)
    pager = "".join(f'<li><a href="{base}{path}?page={n}">{label}</a></li>' for label, n in links)
    body = _teasers(list(shown), base) or "<p>Belum ada berita.</p>"
    return View(heading, f'<h2>{escape(heading)}</h2>\n{body}\n<ul class="pagination">{pager}</ul>')


def article_page(article: DemoArticle, articles: Articles, place: tuple[str, str], reads: int | None) -> View:
    """Return the page of one article.

    Args:
        article: the article.
        articles: all articles, for the related block and the addresses in `Baca juga` lines.
        place: the site's base and the path asked for (`/view/...` declares `/detail/...` canonical).
        reads: what the `Dibaca` counter shows, or None for no counter.
    """
    base, path = place
    file = article.file
    title = f'<h2 class="judul">{escape(file.title, quote=False)}</h2>\n{_dates(article, reads)}'
    addresses = {a.slug: (a.path, a.legacy_path) for a in articles}
    body = BodyWriter(article, base, addresses).html()
    if "sibling-body" in file.hazards:
        title, body = f"<article>{title}</article>", f'<div class="teks">{body}</div>'
    # No container of its own: the frame glues the address block to the last paragraph, as in 2017.
    content = f"{_breadcrumb(article, base)}\n{title}\n{body}\n"
    return View(
        file.title,
        content + _extras(article, articles, base),
        head=_head(article, base, path),
        charset="iso-8859-1" if "windows-1252" in file.hazards else "utf-8",
        lang=file.language,
    )


def static_page(page: StaticPage, base: str) -> View:
    """Return one page under `/halaman/`."""
    text = "\n".join(f"<p>{escape(line)}</p>" for line in page.text)
    names = next((menu.names for menu in site_data().menus if menu.label == page.menu), ())
    sections = "\n".join(f'<li id="{slug_of(name)}">{escape(name)}</li>' for name in names)
    links = f"<ul>{sections}{bullets(page.links, base)}</ul>" if sections or page.links else ""
    return View(page.title, f"<h2>{escape(page.title)}</h2>\n{text}\n{links}")


def search(query: str, articles: Articles, base: str) -> View:
    """Return the search results, which ask not to be indexed."""
    word = query.strip().lower()
    found = [a for a in articles if word and (word in a.file.title.lower() or word in a.file.tags)]
    body = _teasers(found[:PER_PAGE], base) or "<p>Tidak ada hasil.</p>"
    return View(
        "Pencarian",
        f"<h2>Hasil pencarian: {escape(query[:80])}</h2>\n{body}",
        head='<meta name="robots" content="noindex, follow">\n',
    )


def archive_title(year: int, month: int) -> str:
    """Return the heading of a month's listing."""
    return f"Arsip Berita {MONTHS[month - 1]} {year}"


def soft_404() -> View:
    """Return the page for an address nobody knows, which is sent with status 200."""
    return View(
        "Halaman tidak ditemukan",
        "<h2>Halaman tidak ditemukan</h2>\n<p>Maaf, halaman yang Anda cari tidak ditemukan atau sudah dipindahkan.</p>",
    )


def login() -> View:
    """Return what robots.txt keeps crawlers away from."""
    return View("Login", '<h2>Login Admin</h2>\n<p><input name="user"> <input name="sandi" type="password"></p>')


def _dates(article: DemoArticle, reads: int | None) -> str:
    day = article.file.page_date
    lines = [f'<div class="tanggal">{escape(day, quote=False)}</div>'] if day else []
    lines += [] if reads is None else [f'<div class="dibaca">Dibaca : {reads} kali</div>']
    return "\n".join(lines)


def _breadcrumb(article: DemoArticle, base: str) -> str:
    category = article.file.category
    links = [("Beranda", "/"), ("Berita", "/berita"), (category, f"/kategori/{slug_of(category)}")]
    return f'<ol class="breadcrumb">{bullets(links, base)}</ol>'


def _head(article: DemoArticle, base: str, path: str) -> str:
    lines = [f'<meta property="og:title" content="{escape(article.file.title)}">']
    if path == article.twin_path:
        lines.append(f'<link rel="canonical" href="{base}{article.path}">')
    if article.file.english:
        lines.append(f'<link rel="alternate" hreflang="en" href="{base}/en/detail/{article.file.english}">')
    if "json-meta" in article.file.hazards:
        lines.append('<meta http-equiv="content-type" content="application/json">')
    return "\n".join(lines) + "\n"


def _extras(article: DemoArticle, articles: Articles, base: str) -> str:
    file, parts = article.file, []
    if file.english:
        parts.append(f'<p class="bahasa"><a href="{base}/en/detail/{file.english}">English version</a></p>')
    if file.tags:
        tags = [(tag, f"/pencarian?q={quote(tag)}") for tag in file.tags]
        parts.append(f'<div class="tags">Tag : <ul>{bullets(tags, base)}</ul></div>')
    if "share" in file.extras:
        url = quote(base + article.path, safe="")
        links = " ".join(f'<a href="{target}{url}">{name}</a>' for name, target in _SHARES)
        parts.append(f'<div class="share">Bagikan : {links}</div>')
    if "related" in file.extras:
        same = [a for a in articles if a.file.category == file.category and a is not article]
        links = bullets([(a.file.title, a.path) for a in same[:3]], base)
        parts.append(f'<div class="terkait"><h4>Berita Terkait</h4><ul>{links}</ul></div>')
    return "\n".join(parts)


def _headlines(articles: list[DemoArticle], base: str) -> str:
    return bullets([(a.file.title, a.path) for a in articles], base)


def _teasers(articles: list[DemoArticle], base: str) -> str:
    return "\n".join(_teaser(article, base) for article in articles)


def _teaser(article: DemoArticle, base: str) -> str:
    lead = " ".join(article.expected(base).paragraphs[0].split()[:22])
    return (
        f'<div class="media"><h4 class="media-heading"><a href="{base}{article.path}">'
        f"{escape(article.file.title, quote=False)}</a></h4><small>{day_in_words(article)}</small>"
        f"<p>{escape(lead, quote=False)} ...</p></div>"
    )
