"""Commands, examples and links of the documentation hold."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from crawler.cli.app import app

ROOT = Path(__file__).parents[2]
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"`(kliping(?: [^`]+)?)`")
TYPED = {
    "sh": re.compile(r"^(?:[A-Z_]+=\S+ )*(kliping .*)$"),
    "console": re.compile(r"^\$ (?:[A-Z_]+=\S+ )*(kliping .*)$"),
}
OWN = {"--help", "-h"}


def commands(command, path=("kliping",)):
    """Yield every command with its path, groups included."""
    yield " ".join(path), command
    for name, child in sorted(getattr(command, "commands", {}).items()):
        yield from commands(child, (*path, name))


ALL = dict(commands(typer.main.get_command(app)))
LEAVES = {path: command for path, command in ALL.items() if not getattr(command, "commands", None)}
DESCRIBED = {"kliping": ALL["kliping"], **LEAVES}


def flags_of(command):
    return {flag for p in command.params for flag in (*p.opts, *p.secondary_opts) if flag.startswith("--")}


def examples(each):
    """Return the words of each line of a page that one can type, without comments and redirections."""
    lines = [m[1] for fence, line in each.code if fence in TYPED and (m := TYPED[fence].match(line))]
    return [shlex.split(line.partition(" > ")[0], comments=True) for line in lines]


def found_in(words):
    """Return the command that these words call, and the words left for it."""
    path, rest = words[0], words[1:]
    while rest and f"{path} {rest[0]}" in ALL:
        path, rest = f"{path} {rest[0]}", rest[1:]
    return path, rest


def test_every_command_has_its_section(page):
    """docs/commands.md has a section for every command, and for no other."""
    sections = {title.strip("`") for title in page("commands.md").headings if title.startswith("`")}
    assert sections == set(DESCRIBED)


@pytest.mark.parametrize("path", sorted(DESCRIBED))
def test_every_flag_is_described_where_it_belongs(page, path):
    """A command's section has a row for each of its flags, and names none that it has not."""
    lines = page("commands.md").section(path)
    rows = {flag for line in lines if line.startswith("| `--") for flag in FLAG.findall(line.split(" | ")[0])}
    assert rows == flags_of(DESCRIBED[path])


@pytest.mark.parametrize("path", sorted(LEAVES))
def test_every_command_has_an_example(page, path):
    """docs/commands.md shows every command at least once as it is typed."""
    assert any(found_in(words)[0] == path for words in examples(page("commands.md")))


def test_every_example_parses(pages):
    """Each example line calls a command that exists, with arguments and flags that it takes."""
    tried = 0
    for each in pages:
        for words in examples(each):
            path, rest = found_in(words)
            if path in LEAVES:
                LEAVES[path].make_context(path, rest)
            else:
                assert set(rest) <= flags_of(ALL["kliping"]), f"{each.path.name}: {words}"
            tried += 1
    assert tried > len(LEAVES)


def test_every_command_in_prose_exists(pages):
    """Commands and flags that the text names in passing exist."""
    for each in pages:
        for line in each.prose:
            for span in SPAN.findall(line):
                path, rest = found_in(span.replace("\\|", "|").split())
                known = flags_of(ALL[path]) | OWN
                assert set(FLAG.findall(" ".join(rest))) <= known, f"{each.path.name}: {span}"
                assert path in LEAVES or not rest or rest[0].startswith("-") or rest[0] == "COMMAND", span


def test_every_make_target_exists(pages):
    """Each `make` command that the text names is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for each in pages:
        text = "\n".join([*each.prose, *(line for _, line in each.code)])
        assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= targets, each.path.name


def anchors(each):
    """Return the anchors that a forge gives to the headings of a page."""
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in each.headings}


def test_every_relative_link_leads_somewhere(pages):
    """Each relative link names a file of the project and, after `#`, one of its headings."""
    by_path = {each.path: anchors(each) for each in pages}
    for each in pages:
        for target in LINK.findall("\n".join(each.prose)):
            if "://" in target:
                continue
            name, _, anchor = target.partition("#")
            path = (each.path.parent / name).resolve() if name else each.path
            assert path.is_file(), f"{each.path.name}: {target}"
            assert not anchor or anchor in by_path[path], f"{each.path.name}: {target}"


def test_the_picture_asks_nobody(pages):
    """The picture of the README shows the demo and requests nothing from another server."""
    picture = (ROOT / "docs" / "demo.svg").read_text("utf-8")
    assert any("docs/demo.svg" in line for line in pages[0].prose)
    assert "rejected&#160;because" in picture
    assert not re.findall(r"@import|href|url\((?!#)", picture)
    assert set(re.findall(r"https?://[^\"<\s]+", picture)) <= {"http://www.w3.org/2000/svg"}
