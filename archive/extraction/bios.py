"""What the last lines of a page say of its author, told by a name that is the first word and what the name does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.article import BlockKind
from archive.extraction.segments import Segment

LAST = 3
"""Lines at the end of a text among which its author is introduced."""
ROLES = ("writer", "editor", "reporter", "journalist", "author", "columnist", "contributor", "correspondent", "blogger")
BIO = re.compile(
    r"(?:about )?(?:[A-Z][\w.'’-]{0,20} ){1,3}[A-Z][\w.'’-]{1,20},? is (?:an? |the |our )?[^.]{0,80}\b"
    rf"(?:{'|'.join(ROLES)})\b"
)


def mark_bios(segments: Sequence[Segment]) -> None:
    """Set `rule` on the author's introduction at the end of a text; one below a heading of the text is the text's."""
    own = [i for i, s in enumerate(segments) if not s.rule and not s.zone]
    for index in own[-LAST:]:
        text = segments[index].text
        told = any(role in text for role in ROLES) and BIO.match(text) is not None
        if told and index and segments[index - 1].kind is not BlockKind.HEADING:
            for late in own[own.index(index) :]:
                segments[late].rule = "author:bio"
            return
