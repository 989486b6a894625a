"""The frame of a page as it was in 2017: menus, sidebar, counters, address block, leftover theme links."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib import resources
from importlib.resources.abc import Traversable
from string import Template

import msgspec
from msgspec import Struct

from crawler.demo.content import DemoArticle
from crawler.demo.visit import Visit

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


class Menu(Struct, frozen=True, forbid_unknown_fields=True):
    """One drop-down: explicit `items`, or `names` that are all sections of one `page`."""

    label: str
    items: tuple[tuple[str, str], ...] = ()
    page: str = ""
    names: tuple[str, ...] = ()

    def links(self) -> tuple[tuple[str, str], ...]:
        """Return label and path of every entry."""
        return self.items + tuple((name, f"{self.page}#{slug_of(name)}") for name in self.names)


class StaticPage(Struct, frozen=True, forbid_unknown_fields=True):
    """One page under `/halaman/`."""

    slug: str
    title: str
    text: tuple[str, ...]
    menu: str = ""
    """Label of the menu whose names are the sections of this page."""
    links: tuple[tuple[str, str], ...] = ()


class SiteData(Struct, frozen=True, forbid_unknown_fields=True):
    """What `data/site.toml` holds."""

    name: str
    notice: str
    address: tuple[str, ...]
    theme_links: tuple[str, ...]
    menus: tuple[Menu, ...]
    pages: tuple[StaticPage, ...]


class View(Struct, frozen=True):
    """What one page puts into the frame."""

    title: str
    content: str
    head: str = ""
    charset: str = "utf-8"
    lang: str = "id"


@cache
def site_data() -> SiteData:
    """Return the site's menus and static pages."""
    return msgspec.toml.decode((_data() / "site.toml").read_bytes(), type=SiteData)


def slug_of(name: str) -> str:
    """Return a name as the last part of a path: lower case, words parted by hyphens."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())


def day_in_words(article: DemoArticle) -> str:
    """Return the day an article was listed, as the site writes dates: `05 Agustus 2019`."""
    day = article.file.listed
    return f"{day.day:02} {MONTHS[day.month - 1]} {day.year}"


def frame(view: View, visit: Visit, articles: tuple[DemoArticle, ...]) -> str:
    """Return a whole page: `view` inside the frame, with this visit's token and counters."""
    site = site_data()
    return _template("page.html").substitute(
        charset=view.charset,
        lang=view.lang,
        head=view.head,
        title=escape(f"{view.title} | {site.name}"),
        base=visit.base,
        notice=site.notice,
        name=site.name,
        menus=_menus(visit.base),
        content=view.content,
        address_head=site.address[0],
        address="<br>\n".join(site.address[1:]),
        sidebar=_sidebar(visit, articles),
        theme_nav="\n".join(f'<li><a href="#" class="theme-link">{escape(x)}</a></li>' for x in site.theme_links),
    )


def bullets(links: Iterable[tuple[str, str]], base: str) -> str:
    """Return list items with absolute links from (label, path)."""
    return "\n".join(f'<li><a href="{base}{path}">{escape(label)}</a></li>' for label, path in links)


def months(articles: tuple[DemoArticle, ...]) -> Counter[tuple[int, int]]:
    """Return how many articles each (year, month) has, newest first."""
    return Counter((a.file.listed.year, a.file.listed.month) for a in articles)


def _menus(base: str) -> str:
    return "\n".join(
        f'<li class="dropdown"><a href="#" class="dropdown-toggle" data-toggle="dropdown">{menu.label}</a>'
        f'<ul class="dropdown-menu">\n{bullets(menu.links(), base)}\n</ul></li>'
        for menu in site_data().menus
    )


def _sidebar(visit: Visit, articles: tuple[DemoArticle, ...]) -> str:
    popular = sorted(articles, key=lambda a: -(a.file.reads or 0))[:5]
    categories = sorted({a.file.category for a in articles})
    archive = [
        (f"{MONTHS[month - 1]} {year} ({count})", f"/arsip/{year}/{month:02}")
        for (year, month), count in months(articles).items()
    ]
    return _template("sidebar.html").substitute(
        base=visit.base,
        token=visit.token,
        popular=bullets([(a.file.title, a.twin_path or a.path) for a in popular], visit.base),
        categories=bullets([(name, f"/kategori/{slug_of(name)}") for name in categories], visit.base),
        archive=bullets(archive, visit.base),
        calendar=_calendar(visit.base, articles),
        **visit.counters(),
    )


def _calendar(base: str, articles: tuple[DemoArticle, ...]) -> str:
    busy = {a.file.listed.day for a in articles if (a.file.listed.year, a.file.listed.month) == (2017, 12)}
    link = f'<a href="{base}/arsip/2017/12">%d</a>'
    weeks = calendar.Calendar().monthdayscalendar(2017, 12)
    rows = ["".join(f"<td>{(link % d if d in busy else d) if d else ''}</td>" for d in week) for week in weeks]
    return "\n".join(f"<tr>{row}</tr>" for row in rows)


@cache
def _template(name: str) -> Template:
    return Template((_data() / "html" / name).read_text(encoding="utf-8"))


def _data() -> Traversable:
    return resources.files("crawler.demo") / "data"
