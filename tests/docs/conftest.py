"""The documentation as tests see it: pages, their sections, and the first column of their tables."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
HEADING = re.compile(r"^(#+) +(.*?)\s*$")
CELL = re.compile(r"^\| *`([^`]+)`")


class Page:
    """One page of the documentation; code blocks are kept apart from prose."""

    def __init__(self, path):
        self.path = path
        self.prose, self.code = [], []
        fence = ""
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("```"):
                fence = "" if fence else line[3:] or "text"
            elif fence:
                self.code.append((fence, line))
            else:
                self.prose.append(line)

    @property
    def headings(self):
        return [m[2] for line in self.prose if (m := HEADING.match(line))]

    def section(self, title):
        """Return the prose below a heading, down to the next heading."""
        found, inside = [], False
        for line in self.prose:
            match = HEADING.match(line)
            if match:
                inside = match[2].strip("`") == title
            elif inside:
                found.append(line)
        assert found, f"{self.path.name} has no section {title!r}"
        return found

    def rows(self, title=None):
        """Return the names that open the rows of the tables, each without its backticks."""
        lines = self.prose if title is None else self.section(title)
        return [match[1] for line in lines if (match := CELL.match(line))]


def read(name):
    return Page(ROOT / name if name in PAGES else ROOT / "docs" / name)


@pytest.fixture(scope="session")
def page():
    return read


@pytest.fixture(scope="session")
def pages():
    return [read(name) for name in PAGES] + [Page(p) for p in sorted((ROOT / "docs").glob("*.md"))]
