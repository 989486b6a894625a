"""Press releases that several agencies publish, and pages that are one article in two languages."""

from archive.duplicates.find import Found, Options, find
from archive.duplicates.records import Group, Kind, Member, Report
from archive.duplicates.shingles import similarity, words

__all__ = [
    "Found",
    "Group",
    "Kind",
    "Member",
    "Options",
    "Report",
    "find",
    "similarity",
    "words",
]
