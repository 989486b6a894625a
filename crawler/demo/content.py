"""The articles of the demo site and what a correct extraction makes of each; content is data."""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec
from msgspec import Struct

from archive.article import Attachment, Block, BlockKind, Credit, Image
from crawler.demo.blocks import AttachmentLine, BodyPart, Download, Figure, expected_block, tidy

SEED_SLUG = "wali-kota-bekasi-lakukan-audiensi-dengan-wagub-dki-bicarakan-kemitraan-antar-daerah"

Hazard = Literal[
    "nested-p",  # a <p> inside a <p>
    "br",  # paragraphs parted by <br><br> only
    "nbsp",  # &nbsp; runs and empty paragraphs
    "word-style",  # hundreds of characters of inline Word style on each paragraph
    "double-escaped",  # the database's HTML escaped once more
    "mojibake",  # UTF-8 read as windows-1252 and written as UTF-8 again
    "windows-1252",  # declared iso-8859-1, sent in windows-1252
    "commented-out",  # an old version of the page in comments
    "bold-dateline",  # the dateline in <strong>
    "json-meta",  # a meta element that calls the page application/json
    "sibling-body",  # an <article> with title and date only, the body beside it
]
Extra = Literal["share", "related", "twin", "fail-once"]


class Byline(Struct, frozen=True, forbid_unknown_fields=True):
    """The credit lines as printed; `name` and so on are what they say."""

    lines: tuple[str, ...]
    name: str
    place: Literal["glued", "own", "top"] = "glued"
    editor: str | None = None
    photographer: str | None = None


class Facts(Struct, frozen=True, forbid_unknown_fields=True):
    """What a correct extraction reads off the page beside the body; dates are ISO 8601."""

    dateline: str | None = None
    event_date: str | None = None
    """The first date of the text that can be completed from the page alone."""
    published: str | None = None
    """As precise as the page; with an offset where the page names a zone, else the zone of the region."""
    weekday_wrong: bool = False
    thin: bool = False
    """The body is one line pointing to a file."""


class Expected(Struct, frozen=True, kw_only=True):
    """What a correct extraction of one page gives, with absolute addresses."""

    title: str
    blocks: tuple[Block, ...]
    """All blocks in page order, captions included."""
    paragraphs: tuple[str, ...]
    """The text of all blocks but captions."""
    credit: Credit | None
    dateline: str | None
    event_date: str | None
    published: str | None
    attachments: tuple[Attachment, ...]
    images: tuple[Image, ...]
    language: str
    weekday_wrong: bool
    thin: bool


class ArticleFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One TOML file of `data/articles`; the slug is its name."""

    synthetic: bool
    title: str
    category: str
    listed: dt.date
    """Its place in listings; the article page does not print it."""
    body: tuple[BodyPart, ...]
    expected: Facts
    page_date: str | None = None
    reads: int | None = None
    """Where the `Dibaca` counter starts; it grows by one at every fetch."""
    credit: Byline | None = None
    language: Literal["id", "en"] = "id"
    english: str | None = None
    """Slug of the English twin."""
    tags: tuple[str, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    extras: tuple[Extra, ...] = ()


class DemoArticle(Struct, frozen=True):
    """One article of the demo site."""

    slug: str
    number: int
    """The id it had in the site's earlier address, `/index.php/berita/<number>/<Title>`."""
    file: ArticleFile

    @property
    def path(self) -> str:
        """Its address: no id, no date."""
        return f"/en/detail/{self.slug}" if self.file.language == "en" else f"/detail/{self.slug}"

    @property
    def twin_path(self) -> str | None:
        """Its second address, where it has one."""
        return f"/view/{self.slug}" if "twin" in self.file.extras else None

    @property
    def legacy_path(self) -> str:
        """The address before the redesign; answers with a redirect."""
        words = "".join(c if c.isalnum() else " " for c in self.file.title)
        return f"/index.php/berita/{self.number}/{'_'.join(words.split())}"

    def expected(self, base: str) -> Expected:
        """Return what to extract from the page served under `base` (`http://127.0.0.1:8642`)."""
        facts = self.file.expected
        blocks = tuple(block for part in self.file.body if (block := expected_block(part)))
        return Expected(
            title=tidy(self.file.title),
            blocks=blocks,
            paragraphs=tuple(block.text for block in blocks if block.kind is not BlockKind.CAPTION),
            credit=self._credit(),
            dateline=facts.dateline,
            event_date=facts.event_date,
            published=facts.published,
            attachments=tuple(_attachments(self.file.body, base)),
            images=tuple(_images(self.file.body, base)),
            language=self.file.language,
            weekday_wrong=facts.weekday_wrong,
            thin=facts.thin,
        )

    def _credit(self) -> Credit | None:
        line = self.file.credit
        return Credit("\n".join(line.lines), line.name, line.editor, line.photographer) if line else None


@cache
def load_articles() -> tuple[DemoArticle, ...]:
    """Return all articles, newest first, then by slug.

    Raises:
        msgspec.ValidationError: a data file is malformed; the note names it.
    """
    folder = resources.files("crawler.demo") / "data" / "articles"
    files = sorted((x for x in folder.iterdir() if x.name.endswith(".toml")), key=lambda x: x.name)
    read = [(x.name.removesuffix(".toml"), _read(x)) for x in files]
    read.sort(key=lambda pair: (-pair[1].listed.toordinal(), pair[0]))
    return tuple(DemoArticle(slug, 1000 + len(read) - i, file) for i, (slug, file) in enumerate(read))


def image_url(figure: Figure, base: str) -> str:
    """Return the address a picture has on the page."""
    return f"{'http://localhost' if figure.host == 'localhost' else base}/uploads/foto/{figure.file}"


def _read(path: Traversable) -> ArticleFile:
    try:
        return msgspec.toml.decode(path.read_bytes(), type=ArticleFile)
    except msgspec.ValidationError as error:
        error.add_note(f"in {path.name}")
        raise


def _images(body: tuple[BodyPart, ...], base: str) -> list[Image]:
    return [Image(image_url(x, base), tidy(x.caption), x.alt) for x in body if isinstance(x, Figure)]


def _attachments(body: tuple[BodyPart, ...], base: str) -> list[Attachment]:
    found = [x for x in body if isinstance(x, AttachmentLine | Download)]
    return [
        Attachment(f"{base}/unduh/{x.file}", x.title if isinstance(x, AttachmentLine) else x.link, "pdf") for x in found
    ]
