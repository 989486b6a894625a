"""The only way from bytes to an Article: `extract()`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from archive.article import Article, Extractor, Outcome, Reason, Rejection, Source
from archive.exchange import Exchange, Revisit
from archive.extraction.assemble import Subject, assemble, body_text, verdict_of
from archive.extraction.body import mark_of
from archive.extraction.decode import Decoded, decode, normalised
from archive.extraction.fieldplaces import fields_of
from archive.extraction.items import Item, items_of
from archive.extraction.layouts import CATEGORY, PUBLISHED
from archive.extraction.limits import too_much
from archive.extraction.markup import Markup, read_markup
from archive.extraction.page import Page
from archive.extraction.pagetype import Verdict
from archive.extraction.seen import SENTENCE
from archive.extraction.segments import Outline
from archive.extraction.sniff import other_type
from archive.extraction.soft404 import Face, face_of
from archive.extraction.traits import Traits, taken, traits_of
from archive.extraction.walker import outline
from archive.http import Head, MalformedHttp, PayloadHasher, content, parse_head
from archive.sites import Site
from archive.spool import block_chunks
from archive.urls import article_id, canonical_url, host_of
from archive.version import EXTRACTOR

if TYPE_CHECKING:
    from archive.extraction.template import Template

MAX_PAGE = 16 * 1024 * 1024
"""Bytes of a decoded page; past it the page is no article."""
HTML_TYPES = ("text/html", "application/xhtml+xml", "")
NOSCRIPT = b"<noscript"
FEW = 20
"""Lines of a page that its scripts fill: a frame."""
SCRIPTLESS = 250
"""Characters of prose for readers without scripts that are a text and no appeal to turn scripts on."""
LISTED = (Reason.LISTING, Reason.DOCUMENT)
OK = 200
REDIRECTS = range(300, 400)


class Lesson(Struct, frozen=True, array_like=True):
    """What one answer tells of its site; `traits` only when it is an article by itself."""

    face: Face
    traits: Traits | None


class Opened(Struct, frozen=True):
    """An answer taken to lines, or why it has none. It serves one `conclude`, which marks the lines."""

    subject: Subject
    page: Page | Verdict
    warnings: tuple[str, ...] = ()


def extract(exchange: Exchange, site: Site | None = None, template: Template | None = None) -> Outcome:
    """Return the article of an HTTP exchange, or the reason why it has none. Pure: no I/O, no clock.

    Args:
        exchange: as recorded; its `ref` becomes the article's source.
        site: the profile of the site; without one the host names the site.
        template: what the site's other pages have in common; None works from this page alone.
    """
    return conclude(open_page(exchange, site), template)


def open_page(exchange: Exchange, site: Site | None = None) -> Opened:
    """Return an answer taken to lines: the part of `extract` that needs no template."""
    return _open(_subject(exchange, site, None))


def conclude(opened: Opened, template: Template | None = None) -> Outcome:
    """Return the article of a page taken to lines, or the reason why it has none: the other part of `extract`."""
    subject, page = replace(opened.subject, template=template), opened.page
    if isinstance(page, Verdict):
        return _reject(subject, page)
    lost = template is not None and template.shows_error(page)
    found = assemble(page, subject, opened.warnings)
    if isinstance(found, Verdict):
        return _reject(subject, found)
    if lost:
        return _reject(subject, Verdict(Reason.SOFT_404, "what the host shows for addresses that lead nowhere"))
    exchange = subject.exchange
    return Article(
        id=subject.id,
        url=exchange.url,
        canonical_url=subject.canonical,
        site=subject.key,
        source=_source(exchange, OK),
        extractor=_extractor(subject),
        **{name: getattr(found, name) for name in found.__struct_fields__},
    )


def study(exchange: Exchange, site: Site | None = None) -> Lesson | None:
    """Return what an answer teaches of its site, from this page alone; None when it is no HTML page of status 200."""
    opened = open_page(exchange, site)
    page = opened.page
    if isinstance(page, Verdict):
        return None
    face, traits = face_of(page), traits_of(page.outline)
    if traits is None or verdict_of(page, opened.subject) is not None:
        return Lesson(face, None)
    return Lesson(face, replace(traits, taken=taken(page.outline), fields=fields_of(page.outline)))


def list_items(exchange: Exchange, site: Site | None = None) -> tuple[Item, ...]:
    """Return what a page lists that is rejected as LISTING or DOCUMENT, as `items_of`; nothing of any other answer.

    Reads the page by itself, without what its site's others teach. Pure: no I/O, no clock.
    """
    opened = open_page(exchange, site)
    if isinstance(opened.page, Verdict):
        return ()
    verdict = verdict_of(opened.page, opened.subject)
    return items_of(opened.page) if verdict is not None and verdict.reason in LISTED else ()


def give_up(exchange: Exchange, site: Site | None, template: Template | None, why: str) -> Rejection:
    """Return the rejection of a page that could not be taken to its end, for a reason outside the page's text."""
    return _reject(_subject(exchange, site, template), Verdict(Reason.UNPROCESSABLE, why))


def without_page(exchange: Exchange) -> Exchange:
    """Return an answer that its head alone decides (another status, no HTML) without its body."""
    try:
        head = parse_head(exchange.response)
    except MalformedHttp:
        return exchange
    if _by_head(head) is None or exchange.ref is None:
        return exchange
    return replace(exchange, response=bytes(exchange.response)[: head.size])


def _open(subject: Subject) -> Opened:
    exchange = subject.exchange
    if exchange.revisit is not None and not exchange.revisit.found:
        return Opened(subject, Verdict(Reason.ORIGINAL_MISSING, _meant(exchange.revisit)))
    try:
        head = parse_head(exchange.response)
    except MalformedHttp as error:
        return Opened(subject, Verdict(Reason.UNDECODABLE, str(error)))
    decoded = _read(exchange, head)
    if isinstance(decoded, Verdict):
        return Opened(subject, decoded)
    source = decoded.source
    excess = too_much(source)
    if excess:
        return Opened(subject, Verdict(Reason.TOO_LARGE, excess))
    markup = read_markup(source, _marks(subject))
    if markup is None:
        return Opened(subject, Verdict(Reason.EMPTY_BODY, "no markup"))
    lines = _lines(source, markup, _marks(subject))
    page = Page(exchange.url, subject.canonical, lines, markup.json_ld, decoded.encoding, markup.viewers)
    return Opened(subject, page, decoded.warnings)


def _lines(source: bytes, markup: Markup, marks: Mapping[str, str]) -> Outline:
    """Return a page's lines; where it shows nothing by itself, those for readers without scripts if they are a text."""
    lines = outline(markup.source)
    if len(lines.segments) > FEW or NOSCRIPT not in source or any(s.prose >= SENTENCE for s in lines.segments):
        return lines
    without = read_markup(source, marks, scriptless=True)
    found = outline(without.source) if without is not None else lines
    return found if sum(s.prose for s in found.segments) >= SCRIPTLESS else lines


def _meant(revisit: Revisit) -> str:
    """Say what a revisit repeats."""
    return f"{revisit.profile} of {revisit.uri} at {revisit.date or 'an unknown time'}"


def read_page(html: str, url: str) -> Page | None:
    """Return a page of decoded HTML taken to lines, or None when it is empty: what `learn` looks at."""
    source = normalised(html).encode("utf-8", "replace")
    markup = read_markup(source)
    if markup is None:
        return None
    return Page(url, canonical_url(url), _lines(source, markup, {}), markup.json_ld, "utf-8")


def main_text(page: Page | None, template: Template | None = None) -> str:
    """Return only the body's text of a page, whatever kind of page it is: for comparing extractors."""
    if page is None:
        return ""
    url, at = page.url, dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    subject = _subject(Exchange(url=url, fetched_at=at, request=b"", response=b""), None, template)
    return body_text(page, subject)


def _marks(subject: Subject) -> dict[str, str]:
    """Return the profile's selectors with the marks of each, parted by spaces."""
    layout = subject.layout
    if layout is None:
        return {}
    kinds = ((layout.title, "title"), (layout.body, "body"), (layout.published, PUBLISHED), (layout.category, CATEGORY))
    found: dict[str, str] = {}
    for selector, mark in (*kinds, *((selector, mark_of(selector)) for selector in layout.remove)):
        if selector:
            found[selector] = f"{found.get(selector, '')} {mark}".strip()
    return found


def _subject(exchange: Exchange, site: Site | None, template: Template | None) -> Subject:
    canonical = canonical_url(exchange.url)
    key = site.key if site else host_of(exchange.url)
    layout = site.layout(exchange.fetched_at.date()) if site else None
    return Subject(key, article_id(key, canonical), canonical, exchange, site, layout, template)


def _read(exchange: Exchange, head: Head) -> Decoded | Verdict:
    """Return the decoded HTML of an answer, or why there is none."""
    verdict = _by_head(head)
    if verdict:
        return verdict
    if exchange.truncated:
        return Verdict(Reason.TRUNCATED, str(exchange.truncated))
    body = content(exchange.response, MAX_PAGE)
    if not body.complete:
        return Verdict(_incomplete(head, len(body.body)), body.problem)
    if not body.body.strip():
        return Verdict(Reason.EMPTY_BODY, "0 bytes")
    other = other_type(body.body)
    if other:
        return Verdict(Reason.NOT_HTML, f"called HTML, but {other}")
    decoded = decode(body.body, (head.get("content-type") or b"").decode("latin-1"))
    if decoded is None:
        return Verdict(Reason.NOT_HTML, "the bytes are no text")
    notes = (f"coding: {body.problem}",) if body.problem else ()
    return replace(decoded, warnings=(*notes, *decoded.warnings))


def _incomplete(head: Head, size: int) -> Reason:
    if size >= MAX_PAGE:
        return Reason.TOO_LARGE
    return Reason.UNDECODABLE if head.get("content-encoding") else Reason.TRUNCATED


def _by_head(head: Head) -> Verdict | None:
    location = (head.get("location") or b"").decode("latin-1")
    if head.status == 304:  # noqa: PLR2004 - RFC 9110, 15.4.5
        return Verdict(Reason.NOT_MODIFIED, "304")
    if head.status in REDIRECTS:
        return Verdict(Reason.REDIRECT, f"{head.status} {location}".strip())
    if head.status != OK:  # only 200 carries the page itself
        return Verdict(Reason.BAD_STATUS, f"{head.status} {head.reason.decode('latin-1')}".strip())
    kind = (head.get("content-type") or b"").split(b";")[0].strip().lower().decode("latin-1")
    return None if kind in HTML_TYPES else Verdict(Reason.NOT_HTML, kind)


def _reject(subject: Subject, verdict: Verdict) -> Rejection:
    return Rejection(
        id=subject.id,
        url=subject.exchange.url,
        site=subject.key,
        reason=verdict.reason,
        detail=verdict.detail,
        source=_source(subject.exchange, _status(subject.exchange)),
        extractor=_extractor(subject),
    )


def _status(exchange: Exchange) -> int:
    try:
        return parse_head(exchange.response).status
    except MalformedHttp:
        return 0


def _extractor(subject: Subject) -> Extractor:
    return Extractor(
        EXTRACTOR,
        subject.layout.name if subject.layout else None,
        (subject.template.version or None) if subject.template else None,
    )


def _source(exchange: Exchange, status: int) -> Source:
    ref = exchange.ref
    at = exchange.fetched_at.isoformat().replace("+00:00", "Z")
    if ref is None:
        return Source("", 0, 0, "", _digest(exchange), at, status)
    return Source(ref.warc, ref.offset, ref.length, ref.record_id, ref.payload_digest, at, status)


def _digest(exchange: Exchange) -> str:
    """Return the payload digest of an exchange that was never stored."""
    hasher = PayloadHasher(("sha1",))
    for chunk in block_chunks(exchange.response):
        hasher.update(chunk)
    return f"sha1:{hasher.finish().sha1}"
