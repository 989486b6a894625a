"""Which links are documents: by their ending, because no link is fetched to find out."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

TYPES = ("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "zip", "rar", "csv")
MAX_URL = 4096
MAX_PARAMETERS = 50
_ENDING = re.compile(r"\.([A-Za-z0-9]{2,5})\s*$")
_PAGES = frozenset({"php", "asp", "aspx", "jsp", "cgi", "do", "htm", "html"})


def attachment_type(url: str, title: str) -> str | None:
    """Return `pdf`, `docx` ... of a link to a document, or None.

    Looks at the path, then at query values (`?file=x.pdf`), then, for a link without an ending of its
    own (`/download/123`), at the title.
    """
    try:
        parts = urlsplit(url[:MAX_URL].strip())
        values = [value for _, value in parse_qsl(parts.query, max_num_fields=MAX_PARAMETERS)]
    except ValueError:
        return None
    path = _ending(unquote(parts.path).rstrip("/"))
    if path in TYPES:
        return path
    found = next((ending for ending in map(_ending, values) if ending in TYPES), None)
    if found or (path and path not in _PAGES):
        return found
    named = _ending(title)
    return named if named in TYPES and (parts.path.strip("/") or parts.query) else None


def _ending(text: str) -> str:
    match = _ENDING.search(text[-16:])
    return match[1].lower() if match else ""
