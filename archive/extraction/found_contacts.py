"""The contact blocks of a page as data: its removed lines parsed, with the accounts that stand nearest to each."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from archive.article import Contact
from archive.extraction.contacts import parse_contact
from archive.extraction.segments import Outline, Segment
from archive.extraction.social import Placed, linked_accounts


def contacts_of(outline: Outline, inside: range) -> tuple[Contact, ...]:
    """Return the parsed contact blocks among removed lines, without repeats.

    An account that the page's frame links to joins the block nearest to its link, in lines; on a page without
    a block the accounts are a contact of their own.

    Args:
        outline: the page's lines, their rules set.
        inside: the lines of the article's container.
    """
    blocks = _blocks(outline.segments)
    accounts = linked_accounts(outline.links, inside)
    if not blocks:
        return (Contact(social=tuple(a.account for a in accounts)),) if accounts else ()
    joined: list[list[str]] = [list(contact.social) for _, contact in blocks]
    for account in accounts:
        nearest = min(range(len(blocks)), key=lambda index: _distance(blocks[index][0], account))
        joined[nearest].append(account.account)
    found = (replace(c, social=tuple(dict.fromkeys(a))) for (_, c), a in zip(blocks, joined, strict=True))
    return tuple(dict.fromkeys(found))


def _blocks(segments: Sequence[Segment]) -> list[tuple[range, Contact]]:
    """Return each run of removed contact lines that says anything, and where it stands."""
    found: list[tuple[range, Contact]] = []
    start: int | None = None
    for index, segment in enumerate([*segments, None]):
        if segment is not None and segment.rule.startswith("contact:"):
            start = index if start is None else start
        elif start is not None:
            contact = parse_contact([s.text for s in segments[start:index]])
            if contact != Contact():
                found.append((range(start, index), contact))
            start = None
    return found


def _distance(lines: range, account: Placed) -> int:
    """Return the lines between a block and a link; 0 inside it."""
    return max(lines.start - account.line, account.line - lines.stop, 0)
