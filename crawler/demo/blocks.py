"""What the body of a demo article is made of, as written in its TOML file."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from archive.article import Block, BlockKind


class Heading(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="heading"):
    """A sub-heading."""

    text: str


class Items(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="list"):
    """A list; `ordered` makes it an `<ol>`."""

    items: tuple[str, ...]
    ordered: bool = False


class Table(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="table"):
    """A table; its first row is the head."""

    rows: tuple[tuple[str, ...], ...]


class Quote(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="quote"):
    """A quotation set apart."""

    text: str


class Figure(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="figure"):
    """A picture with its caption: `<figure>`, or a centred table as before HTML5."""

    file: str
    caption: str
    alt: str = ""
    style: Literal["figure", "table"] = "figure"
    host: Literal["site", "localhost"] = "site"
    """`localhost`: the address the editor's own machine had, as real sites print it."""


class AttachmentLine(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="attachment"):
    """A file offered below the text: page furniture around it, not part of the body."""

    file: str
    title: str
    label: str = "Unduh Lampiran:"


class Download(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="download"):
    """A sentence of the body in which the word `link` leads to a file."""

    text: str
    link: str
    file: str


class SeeAlso(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="see_also"):
    """A `Baca juga` line with the raw address of another article (`legacy`: its old address)."""

    target: str
    legacy: bool = False


Structured = Heading | Items | Table | Quote | Figure | AttachmentLine | Download | SeeAlso
BodyPart = str | Structured
"""A bare string is a paragraph."""


def tidy(text: str) -> str:
    """Return a text with every run of whitespace, no-break spaces included, as one space."""
    return " ".join(text.split())


def expected_block(part: BodyPart) -> Block | None:
    """Return what a correct extraction makes of a part, or None where it must drop it."""
    match part:
        case AttachmentLine() | SeeAlso():
            return None
        case Items():
            return Block(BlockKind.LIST, "\n".join(tidy(item) for item in part.items))
        case Table():
            return Block(BlockKind.TABLE, "\n".join("\t".join(map(tidy, row)) for row in part.rows))
        case str() | Download() | Heading() | Quote() | Figure():
            return _line(part)


def _line(part: str | Download | Heading | Quote | Figure) -> Block:
    match part:
        case str():
            return Block(BlockKind.PARAGRAPH, tidy(part))
        case Download():
            return Block(BlockKind.PARAGRAPH, tidy(part.text))
        case Heading():
            return Block(BlockKind.HEADING, tidy(part.text))
        case Quote():
            return Block(BlockKind.QUOTE, tidy(part.text))
        case Figure():
            return Block(BlockKind.CAPTION, tidy(part.caption))
