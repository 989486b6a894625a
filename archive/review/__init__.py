"""An article beside its page, line by line: what was kept, what was taken, and by which rule."""

from __future__ import annotations

from archive.review.html import review_page
from archive.review.lines import page_lines
from archive.review.rows import Row, align

__all__ = ["Row", "align", "page_lines", "review_page"]
