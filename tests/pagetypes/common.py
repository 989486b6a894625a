"""Labelled pages in several shapes, as the answers of a web server."""

import datetime as dt
import tomllib
from pathlib import Path
from string import Template

import archive
from archive.article import Article
from archive.exchange import Exchange

HERE = Path(__file__).parent
SHAPES = ("wp", "boot", "tabel", "phpmu", "yii")
AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


def answer(html, url):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return Exchange(url=url, fetched_at=AT, request=b"", response=head + html.encode())


def kind(html, url):
    """Return `ARTICLE` or the reason of the rejection."""
    found = archive.extract(answer(html, url))
    return "ARTICLE" if isinstance(found, Article) else found.reason.value


def shaped(shape, title, body, names=""):
    """Return a body in one of the shapes of page."""
    template = Template((HERE / "shapes" / f"{shape}.html").read_text("utf-8"))
    return template.substitute(title=title, body=body, **{"class": names})


def labelled(name):
    """Return the pages of one file as (name, type, html, url)."""
    rows = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))["page"]
    return [
        (row["name"], row["type"], shaped(row["shape"], row["title"], row["body"], row.get("class", "")), row["url"])
        for row in rows
    ]
