"""The record types of the dataset: their names are the contract with researchers (docs/article.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from archive.errors import CollectionError

if TYPE_CHECKING:
    from archive.exchange import Exchange

SCHEMA = 2


class BlockKind(StrEnum):
    """What a block of text was on the page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    QUOTE = "quote"
    CAPTION = "caption"


class Precision(StrEnum):
    """How much of a date the page really said; a day is not midnight."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Block(Struct, frozen=True):
    """One block of the body. Lists: one item a line; tables: one row a line, cells by tabs."""

    kind: BlockKind
    text: str


class Removal(Struct, frozen=True):
    """A line that was on the page and is not in `text`, and the named rule that took it."""

    rule: str
    text: str


class Region(Struct, frozen=True):
    """The regional government: Kemendagri code (`32.75`), BPS null until a crosswalk is licensed."""

    level: str | None = None
    name: str | None = None
    kemendagri: str | None = None
    bps: str | None = None
    confidence: float | None = None
    """How far to trust it: 1 from a profile, less by the rule that read the host (docs/regions.md)."""


class PageDate(Struct, frozen=True):
    """A date as read: parsed `value` beside the `raw` string.

    `value` is ISO 8601, as long as `precision` allows: `2017`, `2017-12`, `2017-12-05`, or
    `2022-07-20T18:43:00+07:00`. It is null when the raw string is a date that cannot be completed.
    """

    value: str | None
    raw: str
    source: str
    """Where on the page: `meta`, `json-ld`, `time`, `visible`, `url`, `text`, `layout` (a profile's selector)."""
    precision: Precision
    zone: str | None = None
    """`WIB`, `WITA`, `WIT`, or an offset as the page gave it."""


class Credit(Struct, frozen=True):
    """Who made it, as the page says: `raw` is `(gie)`, `name` is `gie` (the writer, or the only one)."""

    raw: str
    name: str
    editor: str | None = None
    photographer: str | None = None


class Image(Struct, frozen=True):
    """A picture of the body."""

    url: str
    caption: str = ""
    alt: str = ""


class Attachment(Struct, frozen=True):
    """A document the article links to."""

    url: str
    title: str
    type: str
    """File type by the link's ending: `pdf`, `docx`, ..."""


class Language(Struct, frozen=True):
    """BCP 47 tag, `und` when unknown."""

    tag: str
    confidence: float


class Quality(Struct, frozen=True):
    """How sure the engine is, 0 to 1, and what it noticed."""

    confidence: float
    flags: tuple[str, ...] = ()


class Contact(Struct, frozen=True):
    """One stripped contact block, parsed. Phones and faxes in E.164."""

    address: str | None = None
    postcode: str | None = None
    phones: tuple[str, ...] = ()
    faxes: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    web: tuple[str, ...] = ()
    social: tuple[str, ...] = ()
    """Accounts as `service:account`: `instagram:pemkotbekasi`, `whatsapp:+6281234567890`."""


class Source(Struct, frozen=True, dict=True):
    """The WARC record an article or a rejection came from; one from `archive.load` can `open` it.

    Which collection it was loaded from is kept beside the fields: it is no part of the record.
    """

    warc: str
    offset: int
    length: int
    record_id: str
    payload_digest: str
    fetched_at: str
    """ISO 8601, UTC, with `Z`."""
    status: int
    """HTTP status; 0 when the answer has no readable status line."""

    def open(self) -> Exchange:
        """Return the HTTP exchange as it was recorded, its record id and payload digest checked.

        Raises:
            CollectionError: when the WARC is not in the collection, or the article was not loaded from one.
            DamagedWarc: when what lies there is not what the article was made from.
        """
        opener: Callable[[Source], Exchange] | None = self.__dict__.get("opener")
        if opener is None:
            hint = "archive.open_source(collection, article) opens it"
            raise CollectionError("this source knows no collection", where=self.warc, hint=hint)
        return opener(self)


class Extractor(Struct, frozen=True):
    """What made this article: version of the engine, layout of the profile, site template."""

    version: str
    layout: str | None = None
    template: str | None = None


class Article(Struct, frozen=True, kw_only=True):
    """One article of one page at one time; docs/article.md describes every field."""

    schema: int = SCHEMA
    id: str
    url: str
    canonical_url: str
    site: str
    region: Region = Region()
    title: str
    text: str
    blocks: tuple[Block, ...] = ()
    dateline: str | None = None
    published: PageDate | None = None
    modified: PageDate | None = None
    event_dates: tuple[PageDate, ...] = ()
    credit: Credit | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    language: Language = Language("und", 0.0)
    quality: Quality = Quality(0.0)
    contacts: tuple[Contact, ...] = ()
    copyright_notice: str | None = None
    removals: tuple[Removal, ...] = ()
    warnings: tuple[str, ...] = ()
    declared: dict[str, str] = field(default_factory=dict)
    """What the page says of itself and nobody vouches for.

    Keys: `canonical`, `og:url`, `amphtml`, `robots`, `lang`, `generator`, `hreflang:en` ...
    """
    twins: tuple[str, ...] = ()
    """Ids of the same article under another path of the site (`/detail/` and `/view/`)."""
    source: Source
    extractor: Extractor


def text_digest(text: str) -> str:
    """Return what tells two texts of a page apart: 32 hex digits of SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Reason(StrEnum):
    """Why a page is no article; docs/rejections.md explains each."""

    NOT_HTML = "NOT_HTML"
    LISTING = "LISTING"
    SOFT_404 = "SOFT_404"
    EMPTY_BODY = "EMPTY_BODY"
    UNDECODABLE = "UNDECODABLE"
    TRUNCATED = "TRUNCATED"
    SUSPECTED_INJECTION = "SUSPECTED_INJECTION"
    BAD_STATUS = "BAD_STATUS"
    REDIRECT = "REDIRECT"
    SUSPENDED = "SUSPENDED"
    TOO_LARGE = "TOO_LARGE"
    NOT_MODIFIED = "NOT_MODIFIED"
    ORIGINAL_MISSING = "ORIGINAL_MISSING"
    LOGIN = "LOGIN"
    DOCUMENT = "DOCUMENT"
    UNPROCESSABLE = "UNPROCESSABLE"


class Rejection(Struct, frozen=True, kw_only=True):
    """A page that is no article, with the reason: no page disappears."""

    schema: int = SCHEMA
    id: str
    url: str
    site: str
    reason: Reason
    detail: str = ""
    source: Source
    extractor: Extractor


class Observation(Struct, frozen=True, kw_only=True):
    """A capture that showed what the dataset has already: when a page was seen again with the same text."""

    schema: int = SCHEMA
    id: str
    url: str
    site: str
    version: str
    """Which of the page's versions was seen (`archive.dataset.observations.version_of`)."""
    text: str | None = None
    """`text_digest` of the article's text; null when the page was no article."""
    reason: Reason | None = None
    """Why it was none."""
    detail: str = ""
    source: Source
    extractor: Extractor


Outcome = Article | Rejection
