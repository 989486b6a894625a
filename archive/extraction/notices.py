"""Pages that answer 200 and say that there is nothing: not found, suspended, broken, please log in."""

from __future__ import annotations

import re

from archive.article import BlockKind, Reason
from archive.extraction.phrases import phrases
from archive.extraction.seen import SENTENCE, Seen, Verdict

SHORT = 300
"""An error page says little; past this many characters of prose it is an article about errors."""
NOTICE = 1_500
"""A page whose title is nothing but an error's may say so much more."""
OPENING = 120
"""Characters in which a page that says more than one line must say it."""
PROBE = 4_000
"""Characters of a short page that are searched."""
BOX = 12
"""Lines outside zones, links and tables beside which a notice is the page's word."""
LITTLE = 150
"""Characters of sentences that make a page more than a notice in a box."""
LOGIN_SHORT = 250
MIN_OWN = 20
"""Characters outside links without which a page without a title says nothing."""
TITLE_PART = re.compile(r"\s[-–—|»«‹›:]\s|\s*\|\s*")
ERROR_CLASS = re.compile(r"(?:^|\s)error-?(?:404|page|not-found)(?=\s|$)")
LOGIN_CLASS = re.compile(r"(?:^|\s)(?:login|login-page|page-login|auth-page|signin)(?=\s|$)")
LOGIN_URL = re.compile(
    r"/(?:wp-login\.php|(?:[\w-]*/)?(?:login|signin|sign-in|masuk|auth|log-masuk|admin|administrator|wp-admin|adminpanel|panel|webmail)(?:\.php|\.html?)?)/?(?:[?#]|$)"
)


def error_page(seen: Seen) -> Verdict | None:
    """Return a verdict for error pages, by their title or by the few words they have."""
    prose = seen.prose
    if ERROR_CLASS.search(seen.body_class) and seen.sentences < NOTICE:
        return Verdict(Reason.SOFT_404, "the page's class is an error's")
    for title in (seen.title, seen.head.title):
        verdict = _by_title(title) if len(prose) < NOTICE else None
        if verdict:
            return verdict
    if len(prose) > SHORT:
        return _by_box(seen)
    short = prose[: SHORT if len(prose) < SHORT // 2 else OPENING] or " ".join(s.text for s in seen.lines)[:SHORT]
    for reason, name in ((Reason.SUSPENDED, "suspended"), (Reason.SOFT_404, "missing")):
        for text in (seen.title, seen.head.title, short):
            match = phrases(name).search(text[:PROBE])
            if match:
                return Verdict(reason, match[0])
    return _by_box(seen)


def _by_box(seen: Seen) -> Verdict | None:
    """Return a verdict when a short line of the page's own says that there is nothing, and no sentence is beside it."""
    open_lines = [s for s in seen.lines if not s.zone and not s.rule.startswith(("footer", "contact", "counter"))]
    shown = sum(len(s.text) for s in open_lines if s.kind is not BlockKind.TABLE)
    if shown > NOTICE or sum(s.prose for s in open_lines if s.prose >= SENTENCE) >= LITTLE:
        return None
    lines = [s for s in open_lines if s.kind is not BlockKind.TABLE and 2 * s.links <= len(s.text) <= OPENING]
    if len(lines) > BOX:
        return None
    for reason, name in ((Reason.SUSPENDED, "suspended"), (Reason.SOFT_404, "missing")):
        for match in (phrases(name).search(s.text) for s in lines):
            if match and 2 * len(match[0]) >= len(match.string):
                return Verdict(reason, match[0])
    return None


def _by_title(title: str) -> Verdict | None:
    """Return a verdict when the whole title, or its part before the site's name, is an error's."""
    parts = [part.strip(" .!?") for part in (title, *TITLE_PART.split(title)[:1])]
    for reason, name in ((Reason.SUSPENDED, "suspended_title"), (Reason.SOFT_404, "missing_title")):
        match = next((m for part in parts if (m := phrases(name).fullmatch(part))), None)
        if match:
            return Verdict(reason, match[0])
    return None


def login(seen: Seen) -> Verdict | None:
    """Return a verdict for pages that only ask who is there."""
    if seen.sentences > LOGIN_SHORT:
        return None
    asks = LOGIN_CLASS.search(seen.body_class) or LOGIN_URL.search(seen.url.lower())
    titles = f"{seen.title} | {seen.head.title}"
    named = phrases("login").search(titles)
    if (asks or named) and any(True for _ in _password_fields(seen)):
        return Verdict(Reason.LOGIN, named[0] if named else "a form asks for a password")
    told = phrases("login_first").search(seen.prose[:PROBE])
    return Verdict(Reason.LOGIN, told[0]) if told and len(seen.prose) <= SHORT else None


def bare_links(seen: Seen) -> Verdict | None:
    """Return a verdict for a frame without a page in it: no title, and nothing but a few links."""
    links = sum(s.links for s in seen.body)
    own = sum(len(s.text) for s in seen.body) - links
    if seen.title or not seen.body or (own >= MIN_OWN and (own >= min(links, LITTLE) or seen.sentences)):
        return None
    return Verdict(Reason.EMPTY_BODY, "no title, and hardly more than links")


def _password_fields(seen: Seen) -> list[object]:
    return [field for field in seen.tree.iter("input") if (field.get("type") or "").lower() == "password"]
