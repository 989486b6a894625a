"""Which address of the demo site answers what."""

from __future__ import annotations

import re
import threading
from collections import Counter
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct

from crawler.demo import assets, feeds, pages
from crawler.demo.blocks import AttachmentLine, Download
from crawler.demo.content import DemoArticle
from crawler.demo.options import DemoOptions
from crawler.demo.templates import View, frame, site_data, slug_of
from crawler.demo.visit import Visit

HTML = "text/html; charset=UTF-8"


class Answer(Struct, frozen=True):
    """One answer before it is put on the wire."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    dynamic: bool = True
    """Made by the CMS: cookies, gzip, chunks. Otherwise a file: length and ETag."""


class Routes:
    """Answers paths; safe to call from several threads."""

    def __init__(self, options: DemoOptions) -> None:
        self._options = options
        self._articles = options.articles
        self._news = tuple(a for a in options.articles if a.file.language == "id")
        self._by_path = {p: a for a in options.articles for p in (a.path, a.twin_path) if p}
        self._by_number = {str(a.number): a for a in options.articles}
        self._reads: Counter[str] = Counter()
        self._lock = threading.Lock()

    def answer(self, target: str, visit: Visit) -> Answer:
        """Return the answer to a request target in origin form (RFC 9112, 3.2.1)."""
        parts = urlsplit(target)
        path, query = unquote(parts.path), parse_qs(parts.query, max_num_fields=20)
        return (
            self._file(path, visit)
            or self._article(path, visit)
            or self._old_address(path, visit)
            or self._listing(path, query, visit)
            or self._page(path, query, visit)
            or Answer(feeds.NOT_FOUND.encode(), "text/html; charset=iso-8859-1", 404)
        )

    def _file(self, path: str, visit: Visit) -> Answer | None:
        texts = {
            "/robots.txt": lambda: _text(feeds.robots(visit.base), "text/plain"),
            "/sitemap.xml": lambda: _text(feeds.sitemap(self._articles, visit.base), "application/xml"),
            "/rss": lambda: _text(feeds.rss(self._news, visit.base), "text/xml; charset=utf-8"),
            "/assets/css/portal.css": lambda: _text(feeds.CSS, "text/css"),
        }
        if path in texts:
            return texts[path]()
        folder, _, name = path.rpartition("/")
        return self._document(name) if folder == "/unduh" else _picture(folder, name)

    def _document(self, name: str) -> Answer | None:
        titles = {
            part.file: article.file.title
            for article in self._articles
            for part in article.file.body
            if isinstance(part, AttachmentLine | Download)
        }
        if name not in titles:
            return None
        lines = (titles[name], "Dokumen contoh dari situs replika; isinya rekaan.")
        return Answer(assets.pdf(lines), "application/pdf", dynamic=False)

    def _article(self, path: str, visit: Visit) -> Answer | None:
        path = re.sub(r"^/index\.php(?=/(?:detail|view)/)", "", path)
        if not path.startswith(("/detail/", "/view/", "/en/detail/")):
            return None
        article = self._by_path.get(path)
        if article is None:
            return self._framed(pages.soft_404(), visit)
        visits = self._count(article.slug)
        if visits == 0 and self._options.fail_once and "fail-once" in article.file.extras:
            return Answer(feeds.PHP_ERROR.encode(), status=500)
        reads = None if article.file.reads is None else article.file.reads + visits
        return self._framed(pages.article_page(article, self._articles, (visit.base, path), reads), visit)

    def _count(self, slug: str) -> int:
        with self._lock:
            self._reads[slug] += 1
            return self._reads[slug] - 1

    def _old_address(self, path: str, visit: Visit) -> Answer | None:
        if path == "/index.php":
            return _moved(f"{visit.base}/")
        old = re.fullmatch(r"/index\.php/berita/(\d{1,9})(?:/[^/]*)?", path)
        article = self._by_number.get(old[1]) if old else None
        return _moved(visit.base + article.path) if article else None

    def _listing(self, path: str, query: dict[str, list[str]], visit: Visit) -> Answer | None:
        found = self._listed(path)
        if found is None:
            return None
        heading, articles = found
        place = (visit.base, path, _page_number(query))
        view = pages.listing(heading, articles, place, endless=self._options.endless_paging)
        return self._framed(view, visit)

    def _listed(self, path: str) -> tuple[str, tuple[DemoArticle, ...]] | None:
        """Return heading and articles of a listing, or None where there is none."""
        if path == "/berita":
            return "Berita", self._news
        if path.startswith("/kategori/"):
            found = tuple(a for a in self._news if slug_of(a.file.category) == path.removeprefix("/kategori/"))
            return (found[0].file.category, found) if found else None
        month = re.fullmatch(r"/arsip/(\d{4})/(0[1-9]|1[0-2])", path)
        if not month:
            return None
        year, number = int(month[1]), int(month[2])
        found = tuple(a for a in self._news if (a.file.listed.year, a.file.listed.month) == (year, number))
        return pages.archive_title(year, number), found

    def _page(self, path: str, query: dict[str, list[str]], visit: Visit) -> Answer | None:
        if path == "/":
            return self._framed(pages.home(self._articles, visit.base), visit)
        if path == "/pencarian":
            word = query.get("q", [""])[0]
            return self._framed(pages.search(word, self._news, visit.base), visit)
        if path.startswith("/admin/"):
            return self._framed(pages.login(), visit)
        if path == "/subsitus/":
            return Answer(feeds.SUSPENDED.encode(), "text/html")
        page = next((x for x in site_data().pages if path == f"/halaman/{x.slug}"), None)
        return self._framed(pages.static_page(page, visit.base), visit) if page else None

    def _framed(self, view: View, visit: Visit) -> Answer:
        html = frame(view, visit, self._news)
        # A page declared iso-8859-1 means windows-1252, as every browser knows (WHATWG Encoding).
        if view.charset == "iso-8859-1":
            return Answer(html.encode("cp1252", "xmlcharrefreplace"), "text/html; charset=ISO-8859-1")
        return Answer(html.encode())


def _text(text: str, kind: str) -> Answer:
    return Answer(text.encode(), kind, dynamic=False)


def _picture(folder: str, name: str) -> Answer | None:
    """Return any picture of the two picture folders: its name decides its colours."""
    if folder not in {"/uploads/foto", "/assets/img"}:
        return None
    if name.endswith(".png"):
        return Answer(assets.png(name), "image/png", dynamic=False)
    return Answer(assets.jpeg(name), "image/jpeg", dynamic=False) if name.endswith(".jpg") else None


def _moved(url: str) -> Answer:
    return Answer(b"", status=301, headers=(("Location", url),))


def _page_number(query: dict[str, list[str]]) -> int:
    raw = query.get("page", ["1"])[0]
    return min(max(int(raw), 1), 10**6) if re.fullmatch(r"[0-9]{1,7}", raw) else 1
