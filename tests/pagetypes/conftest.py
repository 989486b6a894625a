"""Labelled pages in several shapes, as the answers of a web server."""

import datetime as dt
import tomllib
from pathlib import Path
from string import Template

import pytest

import archive
from archive.article import Article
from archive.exchange import Exchange

HERE = Path(__file__).parent
AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


def answer(html, url):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return Exchange(url=url, fetched_at=AT, request=b"", response=head + html.encode())


def kind(html, url):
    """Return `ARTICLE` or the reason of the rejection."""
    found = archive.extract(answer(html, url))
    return "ARTICLE" if isinstance(found, Article) else found.reason.value


def labelled(name):
    """Return the pages of one file as (name, type, html, url)."""
    rows = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))["page"]
    return [
        (
            row["name"],
            row["type"],
            Template((HERE / "shapes" / f"{row['shape']}.html").read_text("utf-8")).substitute(
                title=row["title"], body=row["body"], **{"class": row.get("class", "")}
            ),
            row["url"],
        )
        for row in rows
    ]


@pytest.fixture
def judge():
    return kind


@pytest.fixture
def pages():
    return labelled
