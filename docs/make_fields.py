"""Write the descriptions of the data dictionary from docs/article.md, so that there is one source of them.

python docs/make_fields.py
"""  # noqa: INP001 - a script beside the page it reads

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "archive" / "dataset" / "documents" / "fields.json"
HEADING = re.compile(r"^## (\w+)$")
ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.*?) ?\|$")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def fields(page: str) -> dict[str, dict[str, str]]:
    """Return record type to field to meaning, without links."""
    found: dict[str, dict[str, str]] = {}
    section = ""
    for line in page.splitlines():
        if heading := HEADING.match(line):
            section = heading[1]
        elif row := ROW.match(line):
            found.setdefault(section, {})[row[1]] = LINK.sub(r"\1", row[3]).strip()
    return found


if __name__ == "__main__":
    text = json.dumps(fields((ROOT / "docs" / "article.md").read_text("utf-8")), indent=1, ensure_ascii=False)
    TARGET.write_text(text + "\n", "utf-8")
