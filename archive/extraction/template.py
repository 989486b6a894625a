"""What a site's own pages have in common, learned without labels. The single-page engine works without one."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from archive.extraction.fieldplaces import TITLE, FieldPlace, field_places, kept_date, lines_at
from archive.extraction.node import Node
from archive.extraction.page import Page
from archive.extraction.published import Published
from archive.extraction.segments import Outline, Segment
from archive.extraction.soft404 import ErrorPage, shows_error
from archive.extraction.traits import Traits, digest, filled, signature, traits_of

FORMAT = 2
MIN_PAGES = 3
MIN_REPEATS = 3
REPEAT_SHARE = 0.03
COPIES = 3
"""A line on no more pages than this may be the text of one press release, published again."""
DESCENT = 0.75
"""The container goes down to the child that keeps this share of the pages' prose."""
TEXT_TAGS = frozenset({"p", "span", "li", "h1", "h2", "h3", "blockquote", "a", "time"})


PARAGRAPHS = frozenset({"div", "p", "section", "span"})
BESIDE = 0.3
"""Prose beside the container's element, as a share of its own, from which the elements are paragraphs."""


class Template(Struct, frozen=True):
    """What repeats across a site's pages, where its articles stand, and what it shows for pages it has not.

    `repeated` are digests of exact cleaned lines with their place on the page, those that neither a zone nor
    a named rule takes; a line that is one of them goes from the article's container, too. `container` is the
    path of signatures to the article's element, empty when the pages do not agree on one. `version` names
    what was learned: it stays when more pages teach the same, and is empty when they teach nothing.
    """

    version: str
    repeated: frozenset[str] = frozenset()
    container: tuple[str, ...] = ()
    errors: tuple[ErrorPage, ...] = ()
    pages: int = 0
    fields: tuple[FieldPlace, ...] = ()
    """Where the site's articles keep their headline and their date, which change from page to page."""

    def repeats(self, segment: Segment) -> bool:
        """Say whether a line stands at the same place on other, different pages."""
        return bool(self.repeated) and digest(segment).hex() in self.repeated

    def find(self, lines: Outline) -> Node | None:
        """Return the element at the container's path that holds most prose, or None.

        Where paragraphs are such elements themselves, several side by side, it is the one around them.
        """
        if not self.container:
            return None
        level = [lines.root]
        for name in self.container:
            level = [c for node in level for c in filled(node) if signature(c) == name]
        best = max(level, key=lambda e: sum(s.prose for s in lines.within(e)), default=None)
        if best is None or best.parent is None or best.tag not in PARAGRAPHS:
            return best
        beside = sum(s.prose for e in level if e is not best and e.parent is best.parent for s in lines.within(e))
        return best.parent if beside >= BESIDE * sum(s.prose for s in lines.within(best)) else best

    def headline(self, lines: Outline, found: tuple[str, Segment | None]) -> tuple[str, Segment | None]:
        """Return the line where the site's articles keep their headline, when the page shows none of its own."""
        line = found[1]
        if not self.fields or (line is not None and not self.repeats(line)):
            return found
        kept = next(lines_at(lines, self.fields, TITLE), None)
        return (kept.text, kept) if kept is not None else found

    def dated(self, found: Published, lines: Outline, zone: str | None) -> Published:
        """Return the date found, else that of the line where the site's articles keep theirs."""
        return kept_date(found, lines, self.fields, zone)

    def shows_error(self, page: Page) -> bool:
        """Say whether a page is what its host answers for addresses that lead nowhere."""
        return any(shows_error(error, page) for error in self.errors)


class _Learned(Struct):
    """One page on its way into a template."""

    traits: Traits
    digests: list[bytes]
    key: bytes = b""
    """Its longest line that few other pages have: copies of one release share it."""


def learn(pages: Iterable[Outline]) -> Template:
    """Return the template of a site's pages, as the walker left them; see `learn_traits`."""
    return learn_traits(traits for page in pages if (traits := traits_of(page)) is not None)


def learn_traits(pages: Iterable[Traits], errors: Sequence[ErrorPage] = ()) -> Template:
    """Return the template of a site's pages: a function of the set of pages, whatever their order.

    Fewer than three different pages teach nothing. A line counts once for all copies of one release, and
    only at its place: a body that quotes the footer's slogan keeps it. Digits are never folded here.
    """
    # A set has no order: sums of shares must not depend on one either.
    by_lines = {page.digests: page for page in pages}
    learned = [_Learned(by_lines[key], by_lines[key].lines()) for key in sorted(by_lines)]
    counts = Counter(line for page in learned for line in set(page.digests))
    for page in learned:
        page.key = _own_line(page, counts, len(learned))
    different = len({page.key for page in learned})
    errors = tuple(sorted(errors, key=_error_key))
    if different < MIN_PAGES:
        return _versioned(Template("", errors=errors, pages=len(learned)))
    repeated = _repeated(learned, counts, different)
    container = _container(learned, repeated)
    names = frozenset(line.hex() for line in _needed(learned, repeated, container))
    fields = field_places([page.traits.fields for page in learned])
    return _versioned(Template("", names, container, errors, len(learned), fields))


def _repeated(learned: Sequence[_Learned], counts: Counter[bytes], different: int) -> frozenset[bytes]:
    """Return the lines that stand on enough different pages."""
    holders: dict[bytes, set[bytes]] = {}
    for page in learned:
        for line in set(page.digests):
            if counts[line] >= MIN_REPEATS:
                holders.setdefault(line, set()).add(page.key)
    least = max(MIN_REPEATS, REPEAT_SHARE * different)
    return frozenset(line for line, keys in holders.items() if len(keys) >= least)


def _needed(learned: Sequence[_Learned], repeated: frozenset[bytes], container: tuple[str, ...]) -> frozenset[bytes]:
    """Return the repeated lines that would stay in a text: what is outside, or taken anyway, changes from day to day.

    Without them a template seldom changes, and with it the records that were read with it.
    """
    stays: Counter[bytes] = Counter()
    for page in learned:
        start, end = _place(page, container)
        stays.update({page.digests[i] for i in range(start, end) if i not in page.traits.taken} & repeated)
    return frozenset(line for line, pages in stays.items() if pages >= MIN_REPEATS)


def _place(page: _Learned, container: tuple[str, ...]) -> tuple[int, int]:
    """Return the lines of a page's container: all of them when it has none."""
    found: list[tuple[int, int, int]] = []
    paths = _paths(page.traits) if container else []
    for element, path in zip(page.traits.elements, paths, strict=False):
        if path == container:
            found.append((sum(page.traits.prose[element.start : element.end]), element.start, element.end))
    return max(found)[1:] if found else (0, len(page.digests))


def _paths(traits: Traits) -> list[tuple[str, ...]]:
    """Return the path of each element."""
    paths: list[tuple[str, ...]] = []
    for element in traits.elements:
        above = paths[element.parent] if element.parent >= 0 else ()
        paths.append((*above, traits.names[element.name]))
    return paths


def encode(template: Template) -> bytes:
    """Return a template as JSON, the same bytes for the same template."""
    fields = msgspec.to_builtins(template, order="deterministic")
    return msgspec.json.encode({"format": FORMAT, **fields}, order="deterministic")


def decode(data: bytes) -> Template:
    """Return the template of `encode`; raises `msgspec.MsgspecError` when it is none."""
    return msgspec.json.decode(data, type=Template)


def _versioned(template: Template) -> Template:
    if not (template.repeated or template.container or template.errors or template.fields):
        return template
    errors = [part for error in template.errors for part in ("", *_error_key(error))]
    fields = [part for field in template.fields for part in ("", field.kind, field.place)]
    parts = [str(FORMAT), *template.container, "", *sorted(template.repeated), *errors, *fields]
    version = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
    return msgspec.structs.replace(template, version=version)


def _error_key(error: ErrorPage) -> tuple[str, ...]:
    return (error.host, error.title, *error.lines)


def _own_line(page: _Learned, counts: Counter[bytes], total: int) -> bytes:
    """Return the longest line that is on few pages only, or the page's own digests when it has none."""
    few = max(COPIES, total // 20)
    own = [line for line in page.traits.own if counts[page.digests[line.line]] <= few]
    best = max(own, key=lambda line: (line.length, line.text), default=None)
    return best.text if best is not None else b"".join(sorted(page.digests))


def _container(learned: Sequence[_Learned], repeated: frozenset[bytes]) -> tuple[str, ...]:
    """Return the path that most of the pages' prose stands in, as far down as the pages agree."""
    mass: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for page in learned:
        for path, share in sorted(_shares(page, repeated).items()):
            mass[path] += share
    best: tuple[str, ...] = ()
    while True:
        children = [p for p in mass if len(p) == len(best) + 1 and p[:-1] == best]
        heaviest = max(children, key=lambda p: (round(mass[p], 6), p), default=None)
        whole = mass[best] if best else float(len(learned))
        if heaviest is None or mass[heaviest] < DESCENT * whole or heaviest[-1].partition(".")[0] in TEXT_TAGS:
            return best
        best = heaviest


def _shares(page: _Learned, repeated: frozenset[bytes]) -> dict[tuple[str, ...], float]:
    """Return the share of a page's own prose in each path."""
    sums = [0]
    for line, prose in zip(page.digests, page.traits.prose, strict=True):
        sums.append(sums[-1] + (0 if line in repeated else prose))
    found: dict[tuple[str, ...], float] = {}
    for element, path in zip(page.traits.elements, _paths(page.traits), strict=True) if sums[-1] else ():
        share = (sums[element.end] - sums[element.start]) / sums[-1]
        if share > 0:
            found[path] = found.get(path, 0.0) + share
    return found
