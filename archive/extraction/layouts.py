"""What a site profile's selectors for the date and the category find on a page."""

from __future__ import annotations

from collections.abc import Iterator

from archive.extraction.body import select
from archive.extraction.dates import read_date
from archive.extraction.node import Node, unescaped
from archive.extraction.normalise import clean
from archive.extraction.page import Page
from archive.extraction.published import Published

PUBLISHED, CATEGORY = "published", "category"
"""The marks that the selectors of these keys leave; each is the key of the profile."""
RULES = {PUBLISHED: "meta:date", CATEGORY: "meta:category"}
VALUES = ("datetime", "content", "title")
"""Attributes that hold a date better than the text does."""
MAX_NAME = 100


def mark_selected(page: Page) -> None:
    """Set `rule` on the lines that only show the date or the category which the selectors find."""
    for mark, rule in RULES.items():
        for element in select(page.tree, mark):
            for segment in page.outline.within(element):
                segment.rule = segment.rule or rule


def selected_date(page: Page, zone: str | None) -> Published | None:
    """Return the date that the profile's `published` finds, or None: then the engine looks for itself."""
    for element in select(page.tree, PUBLISHED):
        for value in (*(element.get(name) or "" for name in VALUES), *_texts(page, element)):
            found = read_date(value, "layout", zone=zone) if value else None
            if found is not None and found.date.value:
                return Published(found.date, (found.warning,) if found.warning else ())
    return None


def selected_category(page: Page) -> str | None:
    """Return the text of the first element that the profile's `category` finds."""
    texts = (text for element in select(page.tree, CATEGORY) for text in _texts(page, element))
    return next((text[:MAX_NAME] for text in texts if text), None)


def _texts(page: Page, element: Node) -> Iterator[str]:
    """Yield an element's own text, if it is a link or a `<time>`, and its lines."""
    yield clean(unescaped(element.text))
    for segment in page.outline.within(element):
        yield segment.text
