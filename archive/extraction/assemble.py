"""One page to the fields of an article, step by step; each step is one noun of this package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from archive.article import Block, BlockKind, Credit, Quality, Reason, Region, Removal
from archive.exchange import Exchange
from archive.extraction.bios import mark_bios
from archive.extraction.blocks import to_blocks, to_text
from archive.extraction.body import REPEATED, agreed, find_container, mark_of, select
from archive.extraction.boilerplate import mark_attachments, mark_contacts, mark_lines, mark_tail
from archive.extraction.boxes import mark_boxes
from archive.extraction.credits import find_byline, find_credit, find_dateline, is_credit_line
from archive.extraction.entries import only_entries
from archive.extraction.event_dates import find_event_dates
from archive.extraction.fields import Fields
from archive.extraction.found_contacts import contacts_of
from archive.extraction.furniture import mark_followers, mark_runs
from archive.extraction.headlines import take_headline
from archive.extraction.headmarks import LEAD, mark_foot, mark_head_lines, mark_own_dates
from archive.extraction.injection import RULE as INJECTED
from archive.extraction.injection import mark_injected
from archive.extraction.language import detect
from archive.extraction.layouts import mark_selected, selected_category, selected_date
from archive.extraction.linklines import mark_links
from archive.extraction.listings import listed
from archive.extraction.media import find_attachments, find_images
from archive.extraction.metadata import Head, declared, read_head
from archive.extraction.node import Node
from archive.extraction.page import Page
from archive.extraction.pagetype import Seen, Verdict, judge
from archive.extraction.published import (
    Place,
    before_comments,
    find_modified,
    find_published,
)
from archive.extraction.quality import assess
from archive.extraction.region import region_of_host, region_of_profile, zone_of
from archive.extraction.segments import Outline, Segment
from archive.extraction.sitename import is_like_site_name, is_site_name, slug_words
from archive.extraction.taxonomy import find_category, find_tags
from archive.extraction.template import Template
from archive.extraction.title import Hints, find_title
from archive.sites import Layout, Site
from archive.urls import host_of

DAY = len("2017-12-05")


class Subject(Struct, frozen=True):
    """What is known of a page before it is opened."""

    key: str
    id: str
    canonical: str
    exchange: Exchange
    site: Site | None
    layout: Layout | None
    template: Template | None


class _Parts(Struct, frozen=True):
    """A page taken apart: its lines, and the article's container among them."""

    page: Page
    head: Head
    outline: Outline
    title: str
    container: Node | None
    inside: Sequence[Segment]
    """The lines of the container."""
    body: list[Segment]
    """Those that are the article's."""


def assemble(page: Page, subject: Subject, warnings: Sequence[str]) -> Fields | Verdict:
    """Return the article's fields, or why the page is none."""
    parts = _take_apart(page, subject)
    verdict = _verdict(parts, subject)
    if verdict is not None:
        return verdict
    credit, credit_cuts = _cut_credit(parts)
    lines = [s for s in parts.body if not s.rule]
    blocks = to_blocks(lines)
    text = to_text(blocks)
    kept = {id(s) for s in lines}
    around = [s for s in parts.outline.segments if id(s) not in kept]
    region = _region(subject)
    zone = subject.site.timezone if subject.site else zone_of(region)
    published = find_published(parts.head, _place(parts, lines), page.url, zone)
    published = subject.template.dated(published, page.outline, zone) if subject.template else published
    published = (selected_date(page, zone) if subject.layout else None) or published
    events, doubts = find_event_dates(text, published.date, zone)
    return Fields(
        region=region,
        title=parts.title,
        text=text,
        blocks=blocks,
        dateline=_dateline(blocks),
        published=published.date,
        modified=find_modified(parts.head, around, zone),
        event_dates=events,
        credit=credit,
        category=(selected_category(page) if subject.layout else None) or find_category(page.outline, parts.head),
        tags=find_tags(page.tree, parts.head),
        images=find_images(page.outline, parts.container, page.url) if parts.container is not None else (),
        attachments=find_attachments([s for s in parts.outline.segments if not s.zone], page.url),
        language=detect(text, parts.head.lang or None),
        quality=_flagged(assess(lines, parts.title, published.date), parts.outline.segments),
        contacts=contacts_of(parts.outline, _lines_of(parts.container)),
        copyright_notice=_first(parts.outline.segments, "footer:copyright"),
        removals=(*_removals(around), *credit_cuts),
        warnings=(*warnings, *published.warnings, *doubts),
        declared=declared(parts.head),
    )


def _place(parts: _Parts, lines: Sequence[Segment]) -> Place:
    """Return where title and text stand among the page's lines."""
    segments = parts.outline.segments
    where = {id(s): i for i, s in enumerate(segments)}
    first = where[id(lines[0])] if lines else 0
    prose = next((where[id(s)] for s in lines if len(s.text) >= LEAD), first)
    title = next((i for i, s in enumerate(segments[: first + 1]) if s.rule == "title"), first)
    end = before_comments(segments, prose, parts.container.end) if parts.container is not None else first
    return Place(parts.outline, title, prose, end, frozenset(id(s) for s in lines))


def _lines_of(container: Node | None) -> range:
    return range(container.start, container.end) if container is not None else range(0)


def body_text(page: Page, subject: Subject) -> str:
    """Return the text of the page's body, whatever kind of page it is; a listing's is all that it lists.

    Where the site's other pages show the place of an article, a sentence there is the body.
    """
    parts = _take_apart(page, subject)
    seen, template = _seen(parts, subject), subject.template
    known = template is not None and seen.sentences and template.find(parts.outline) is not None
    lines = [s for s in listed(seen) if s.rule != REPEATED] if not known else []
    if lines:  # what stands below a picture is an entry there
        return "\n\n".join(block.text for block in to_blocks(lines))
    return to_text(to_blocks([s for s in parts.body if not s.rule]))


def verdict_of(page: Page, subject: Subject) -> Verdict | None:
    """Return why a page is no article, None of one; cheaper than its fields. The page's lines are marked by it."""
    return _verdict(_take_apart(page, subject), subject)


def _take_apart(page: Page, subject: Subject) -> _Parts:
    head, lines = read_head(page), page.outline
    title, title_line = _title(page, subject, head, lines)
    if title_line is not None:
        title_line.rule = "title"
    mark_lines(lines.segments)
    mark_boxes(lines.segments)
    _mark_layout(page, subject, lines)
    mark_contacts(lines.segments)
    mark_injected(lines.segments, page.url)
    _mark_repeated(subject.template, lines.segments)
    container = _container(page, subject, lines, title_line)
    inside = lines.within(container) if container is not None else []
    mark_head_lines(lines.segments, inside, title)
    host = host_of(page.url)
    if not title or is_site_name(title, host) or (title_line is None and is_like_site_name(title, host)):
        title = take_headline(lines, title, title_line, Hints(slug_words(page.url), container))
    mark_own_dates(inside)
    mark_attachments(inside)
    mark_links(inside)
    mark_runs(inside)
    mark_followers(inside)
    mark_tail(inside)
    mark_bios(inside)
    mark_foot(inside)
    if all(s.kind is BlockKind.HEADING for s in inside if not s.rule and not s.zone):
        _restore(inside)
    body = [s for s in inside if not s.rule and not s.zone]
    return _Parts(page, head, lines, title, container, inside, body)


def _restore(inside: Sequence[Segment]) -> None:
    """Give back what the site repeats where nothing but headings is left: what is all of a text is no furniture."""
    found = [s for s in inside if s.rule == REPEATED and not s.zone]
    for segment in found:
        segment.rule = ""
    titles = [i for i, s in enumerate(inside) if s.rule == "title"]
    for segment in inside[: titles[0]] if found and titles else ():
        segment.rule = segment.rule or "before-title"


def _title(page: Page, subject: Subject, head: Head, lines: Outline) -> tuple[str, Segment | None]:
    if subject.layout and subject.layout.title:
        for element in select(page.tree, "title"):
            found = lines.within(element)
            if found:
                return found[0].text, found[0]
    guess = find_title(page, head)
    return subject.template.headline(lines, guess) if subject.template else guess


def _mark_repeated(template: Template | None, segments: Sequence[Segment]) -> None:
    """Mark what the site repeats; credits are read later, and a table keeps its headings while it has rows."""
    if template is None:
        return
    found = [s for s in segments if not s.rule and template.repeats(s)]
    own = Counter(s.group for s in segments if s.kind is BlockKind.TABLE)
    own.subtract(s.group for s in found if s.kind is BlockKind.TABLE)
    for segment in found:
        if segment.kind is BlockKind.TABLE and own[segment.group]:
            continue
        if segment.zone or not is_credit_line(segment.text):
            segment.rule = REPEATED


def _mark_layout(page: Page, subject: Subject, lines: Outline) -> None:
    for selector in subject.layout.remove if subject.layout else ():
        for element in select(page.tree, mark_of(selector)):
            for segment in lines.within(element):
                segment.rule = segment.rule or f"layout:{selector}"
    if subject.layout:
        mark_selected(page)


def _container(page: Page, subject: Subject, lines: Outline, title_line: Segment | None) -> Node | None:
    if subject.layout and subject.layout.body:
        for element in select(page.tree, "body"):
            if lines.within(element):
                return element
    found = find_container(lines, title_line)
    common = subject.template.find(lines) if subject.template else None
    return agreed(lines, found, common)


def _seen(parts: _Parts, subject: Subject) -> Seen:
    return Seen(
        url=parts.page.canonical_url,
        site=subject.site,
        title=parts.title,
        head=parts.head,
        tree=parts.page.tree,
        viewers=parts.page.viewers,
        lines=parts.outline.segments,
        inside=parts.inside,
        body=parts.body,
    )


def _verdict(parts: _Parts, subject: Subject) -> Verdict | None:
    seen = _seen(parts, subject)
    found = judge(seen)
    if found is None and not any(s.text.strip() for s in parts.body):
        return only_entries(seen) or Verdict(Reason.EMPTY_BODY, "no line of the page is an article's")
    return found


def _cut_credit(parts: _Parts) -> tuple[Credit | None, list[Removal]]:
    """Cut the credit from the body's lines; the whole line when nothing else stands on it."""
    lines = [s for s in parts.body if not s.rule]
    found = find_credit([s.text for s in lines])
    if found is None:
        return find_byline(_byline_lines(parts)), []
    cuts: list[Removal] = []
    for cut in found.cuts:
        segment = lines[cut.index]
        if cut.remaining:
            cuts.append(Removal(cut.rule, cut.removed))
            segment.text = cut.remaining
        else:
            segment.rule = cut.rule
    return found.credit, cuts


def _byline_lines(parts: _Parts) -> list[str]:
    """Return the lines between the title and the text that are not the text's."""
    segments = parts.outline.segments
    title = next((i for i, s in enumerate(segments) if s.rule == "title"), None)
    text = next((i for i, s in enumerate(segments) if parts.body and s is parts.body[0]), None)
    if title is None or text is None:
        return []
    return [s.text for s in segments[title + 1 : text] if s.zone in ("", "meta", "header") and s.rule != "title"]


def _dateline(blocks: Sequence[Block]) -> str | None:
    first = next((b for b in blocks if b.kind is BlockKind.PARAGRAPH), None)
    return find_dateline(first.text) if first else None


def _region(subject: Subject) -> Region:
    if subject.site and subject.site.kemendagri:
        return region_of_profile(subject.site.kemendagri)
    return region_of_host(host_of(subject.exchange.url))


def _flagged(quality: Quality, segments: Sequence[Segment]) -> Quality:
    planted = any(s.rule == INJECTED for s in segments)
    return Quality(quality.confidence, (*quality.flags, INJECTED)) if planted else quality


def _first(segments: Sequence[Segment], rule: str) -> str | None:
    return next((s.text for s in segments if s.rule == rule), None)


def _removals(around: Sequence[Segment]) -> list[Removal]:
    """Return every line that was not kept, with what took it; the title stays, as the title."""
    return [Removal(s.rule or (f"zone:{s.zone}" if s.zone else "outside"), s.text) for s in around if s.rule != "title"]
