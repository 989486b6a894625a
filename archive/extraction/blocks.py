"""From the lines that stay to the blocks and the text of an article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from archive.article import Block, BlockKind
from archive.extraction.segments import Segment


def to_blocks(segments: Iterable[Segment]) -> tuple[Block, ...]:
    """Join lines of one paragraph, list or table; lines of a block are parted by a newline."""
    return tuple(
        Block(kind, "\n".join(s.text for s in group))
        for (_, kind), group in groupby(segments, key=lambda s: (s.group, s.kind))
    )


def to_text(blocks: Sequence[Block]) -> str:
    """Return the text: blocks parted by an empty line, captions left to the pictures."""
    return "\n\n".join(b.text for b in blocks if b.kind is not BlockKind.CAPTION)
