"""What changed and what vanished: versions, events and views of a dataset.

from archive import history
for article in history.as_of("kliping-data", "2019-03"):
    print(article.title)
"""

from archive.history.changes import Change, Diff, compare
from archive.history.events import Event, events
from archive.history.pages import PageHistory, pages
from archive.history.standing import EventKind
from archive.history.views import as_of, latest, versions
from archive.history.words import Hunk, Op, Piece, diff_words

__all__ = [
    "Change",
    "Diff",
    "Event",
    "EventKind",
    "Hunk",
    "Op",
    "PageHistory",
    "Piece",
    "as_of",
    "compare",
    "diff_words",
    "events",
    "latest",
    "pages",
    "versions",
]
