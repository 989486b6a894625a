"""Full-text search over a dataset, in one file of SQLite that can be made again at any time.

import archive
for hit in archive.search("kliping-data", "banjir bantargebang", site="bekasikota", since="2017"):
    print(hit.date, hit.title, hit.snippet.text)
"""

from archive.fulltext.index import NAME, forget, index_path, is_current, update_index
from archive.fulltext.query import match_of
from archive.fulltext.search import Hit, Marked, Wanted, find_hits, search

__all__ = [
    "NAME",
    "Hit",
    "Marked",
    "Wanted",
    "find_hits",
    "forget",
    "index_path",
    "is_current",
    "match_of",
    "search",
    "update_index",
]
