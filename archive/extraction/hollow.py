"""Frames with no page in them: a word to wait, the question of a form, a body that the CMS left empty."""

from __future__ import annotations

from archive.article import Reason
from archive.extraction.body import names_body
from archive.extraction.entries import is_dated
from archive.extraction.phrases import phrases
from archive.extraction.seen import Seen, Verdict

FEW = 3
"""Lines of a page that only asks or only waits."""
MOST = 250
"""Characters of them."""
SHOWN = ("img", "iframe", "object", "embed", "video")


def hollow(seen: Seen) -> Verdict | None:
    """Return a verdict for a page whose few lines are no text: `Memuat ...`, or what a form wants to know."""
    if not 0 < len(seen.body) <= FEW or len(seen.prose) > MOST:
        return None
    lines = [s.text.strip() for s in seen.body]
    if all(phrases("waiting").fullmatch(line) for line in lines):
        return Verdict(Reason.EMPTY_BODY, f"the page only says {lines[0][:100]}")
    if all(phrases("asking").fullmatch(line) for line in lines) and _has_form(seen) and not is_dated(seen):
        return Verdict(Reason.EMPTY_BODY, f"a form asks: {lines[0][:100]}")
    return None


def left_empty(seen: Seen) -> Verdict | None:
    """Return a verdict for a page whose CMS names the place of its text, right below the title, and puts nothing there.

    To be asked where the rest of the page is already known to be no article: links beside it are its frame.
    """
    title = next((i for i, s in enumerate(seen.lines) if s.rule == "title"), None)
    places = [node for node in seen.tree.iter("div", "section", "article", "td") if names_body(node)]
    if title is None or not any(_follows(seen, title, node.start) for node in places):
        return None
    if any(node.end > node.start or node.find(f".//{tag}") for node in places for tag in SHOWN):
        return None
    return Verdict(Reason.EMPTY_BODY, "the place of the text is empty")


def _follows(seen: Seen, title: int, start: int) -> bool:
    """Say whether nothing but crumbs, dates and the like stands between the title and a place."""
    return title < start and all(s.rule or s.zone for s in seen.lines[title + 1 : start])


def _has_form(seen: Seen) -> bool:
    """Say whether a form stands at the first line of the body or below, and not in the page's frame."""
    first = next(i for i, s in enumerate(seen.lines) if s is seen.body[0])
    frame = ("header", "nav", "footer", "sidebar")
    return any(
        form.end >= first and not any(node.zone in frame for node in (form, *form.iterancestors()))
        for form in seen.tree.iter("form")
    )
