"""Articles as flat rows for spreadsheets: one cell a field, and no cell that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from archive.article import Article, Contact, PageDate

SEPARATOR = "; "
RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
"""What makes a spreadsheet take a cell for a formula, and the apostrophe that says it is none."""
Cell = str | int | float | None


class Column(Struct, frozen=True):
    """One column: its name, its type in Table Schema, what it means, and how it is made."""

    name: str
    type: str
    meaning: str
    value: Callable[[Article], Cell]


def safe(value: Cell) -> Cell:
    """Return a cell that no spreadsheet runs: text that begins with one of `RISKY` gets an apostrophe before it.

    To undo it, take one apostrophe from the front of every text that begins with one.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def row_of(article: Article) -> list[Cell]:
    """Return the cells of an article, made safe, in the order of `COLUMNS`."""
    return [safe(column.value(article)) for column in COLUMNS]


def _join(values: Iterable[str | None]) -> str:
    return SEPARATOR.join(value for value in values if value)


def _dated(name: str, meaning: str, get: Callable[[Article], PageDate | None]) -> tuple[Column, ...]:
    def part(field: str) -> Callable[[Article], Cell]:
        def value(article: Article) -> Cell:
            found = get(article)
            return None if found is None else getattr(found, field)

        return value

    return (
        Column(name, "string", f"{meaning}, ISO 8601 as far as the page says: 2017, 2017-12, 2017-12-05 or with a "
               "time and its offset", part("value")),
        Column(f"{name}_raw", "string", f"{meaning}, as the page has it", part("raw")),
        Column(f"{name}_source", "string", "where on the page it stood", part("source")),
        Column(f"{name}_precision", "string", "second, minute, day, month or year", part("precision")),
        Column(f"{name}_zone", "string", "the page's own word for the zone", part("zone")),
    )  # fmt: skip


def _contacted(name: str, meaning: str, get: Callable[[Contact], Iterable[str | None]]) -> tuple[Column, ...]:
    """Return the column of one part of all contact blocks: each value once, in the order of the page."""

    def value(article: Article) -> Cell:
        return _join(dict.fromkeys(each for contact in article.contacts for each in get(contact)))

    return (Column(f"contact_{name}", "string", meaning, value),)


COLUMNS: tuple[Column, ...] = (
    Column("id", "string", "id of the page; versions of one page share it", lambda a: a.id),
    Column("url", "string", "address as fetched", lambda a: a.url),
    Column("canonical_url", "string", "address by which the page is known", lambda a: a.canonical_url),
    Column("site", "string", "key of the site", lambda a: a.site),
    Column("region_level", "string", "provinsi, kabupaten, kota or desa", lambda a: a.region.level),
    Column("region_name", "string", "official name of the region", lambda a: a.region.name),
    Column("region_kemendagri", "string", "Kemendagri code", lambda a: a.region.kemendagri),
    Column("region_bps", "string", "BPS code; empty until a crosswalk is licensed", lambda a: a.region.bps),
    Column("region_confidence", "number", "how sure the region is, 0 to 1", lambda a: a.region.confidence),
    Column("title", "string", "the headline", lambda a: a.title),
    Column("text", "string", "the article's own words, blocks parted by an empty line", lambda a: a.text),
    Column("dateline", "string", "the place the text begins with", lambda a: a.dateline),
    *_dated("published", "publication date by the page's own word", lambda a: a.published),
    *_dated("modified", "date of the last change", lambda a: a.modified),
    Column("event_dates", "string", "dates told in the text", lambda a: _join(d.value or d.raw for d in a.event_dates)),
    Column("credit_raw", "string", "who made it, as it stood", lambda a: a.credit.raw if a.credit else None),
    Column("credit_name", "string", "the writer, or the only one named", lambda a: a.credit.name if a.credit else None),
    Column("credit_editor", "string", "the editor", lambda a: a.credit.editor if a.credit else None),
    Column("credit_photographer", "string", "the photographer", lambda a: a.credit.photographer if a.credit else None),
    Column("category", "string", "category by the page", lambda a: a.category),
    Column("tags", "string", "tags by the page", lambda a: _join(a.tags)),
    Column("images", "string", "addresses of the pictures", lambda a: _join(i.url for i in a.images)),
    Column("attachments", "string", "addresses of the documents", lambda a: _join(x.url for x in a.attachments)),
    *_contacted("addresses", "postal addresses of the contact blocks", lambda c: (c.address,)),
    *_contacted("postcodes", "postcodes in them", lambda c: (c.postcode,)),
    *_contacted("phones", "telephone numbers in E.164", lambda c: c.phones),
    *_contacted("faxes", "fax numbers, in E.164", lambda c: c.faxes),
    *_contacted("emails", "mailboxes", lambda c: c.emails),
    *_contacted("web", "web addresses", lambda c: c.web),
    *_contacted("social", "accounts as service:account", lambda c: c.social),
    Column("language", "string", "BCP 47 tag, und when unknown", lambda a: a.language.tag),
    Column("language_confidence", "number", "0 to 1", lambda a: a.language.confidence),
    Column("quality", "number", "how sure the engine is, 0 to 1", lambda a: a.quality.confidence),
    Column("flags", "string", "what the engine noticed", lambda a: _join(a.quality.flags)),
    Column("warnings", "string", "what is doubtful", lambda a: _join(a.warnings)),
    Column("copyright_notice", "string", "the page's copyright line", lambda a: a.copyright_notice),
    Column("twins", "string", "ids of the same article under another path", lambda a: _join(a.twins)),
    Column("warc", "string", "WARC file the article came from", lambda a: a.source.warc),
    Column("warc_offset", "integer", "bytes from the start of the WARC", lambda a: a.source.offset),
    Column("warc_length", "integer", "bytes of the compressed record", lambda a: a.source.length),
    Column("record_id", "string", "WARC-Record-ID", lambda a: a.source.record_id),
    Column("payload_digest", "string", "WARC-Payload-Digest", lambda a: a.source.payload_digest),
    Column("fetched_at", "string", "capture time, UTC, ISO 8601", lambda a: a.source.fetched_at),
    Column("status", "integer", "HTTP status", lambda a: a.source.status),
    Column("extractor", "string", "engine and version", lambda a: a.extractor.version),
    Column("schema", "integer", "version of the record type", lambda a: a.schema),
)
"""The columns of the CSV, in order. Lists are one cell, joined by `; `; use another format for all their parts."""
