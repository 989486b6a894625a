"""What commands print of strangers' pages cannot speak to the terminal."""

from __future__ import annotations

import pytest

from archive.cli.output import print_facts, print_table, print_text

HOSTILE = "a\x1b]0;judul\x07\x1b[2J\x9b31mb"


@pytest.mark.parametrize(
    "show",
    [print_text, lambda text: print_facts({"name": text}), lambda text: print_table("", ["one", "# two"], [(text, 1)])],
)
def test_control_characters_are_made_visible(show, capsys):
    """In text, facts and tables alike; what is printable stays as it is."""
    show(HOSTILE + " [bold]c[/bold]")
    out = capsys.readouterr().out
    assert not [c for c in out if not c.isprintable() and c != "\n"]
    assert "\\x1b[2J" in out
    assert "[bold]c[/bold]" in out
