"""What an article takes from its page."""

from __future__ import annotations

from msgspec import Struct

from archive.article import Attachment, Block, Contact, Credit, Image, Language, PageDate, Quality, Region, Removal


class Fields(Struct, frozen=True):
    """The fields of an article that come from its page."""

    region: Region
    title: str
    text: str
    blocks: tuple[Block, ...]
    dateline: str | None
    published: PageDate | None
    modified: PageDate | None
    event_dates: tuple[PageDate, ...]
    credit: Credit | None
    category: str | None
    tags: tuple[str, ...]
    images: tuple[Image, ...]
    attachments: tuple[Attachment, ...]
    language: Language
    quality: Quality
    contacts: tuple[Contact, ...]
    copyright_notice: str | None
    removals: tuple[Removal, ...]
    warnings: tuple[str, ...]
    declared: dict[str, str]
