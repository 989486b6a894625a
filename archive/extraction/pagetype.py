"""What kind of page it is when it is no article: the right reason, and no real article rejected."""

from __future__ import annotations

from archive.extraction.hollow import hollow
from archive.extraction.injection import injected
from archive.extraction.listings import documents, listing
from archive.extraction.notices import bare_links, error_page, login
from archive.extraction.seen import Seen, Verdict

__all__ = ["JUDGES", "Seen", "Verdict", "judge"]

JUDGES = (injected, error_page, login, hollow, listing, documents, bare_links)
"""In this order: an injected page may look like a shop's listing, an error page like a listing of links."""


def judge(seen: Seen) -> Verdict | None:
    """Return why a page is no article, or None: where it could be either it stays one."""
    for ask in JUDGES:
        verdict = ask(seen)
        if verdict is not None:
            return verdict
    return None
