"""What a site's own pages have in common, learned without labels. The single-page engine works without one."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from archive.extraction.node import Node
from archive.extraction.segments import Outline, Segment

FORMAT = 1
MIN_PAGES = 3
MIN_REPEATS = 3
REPEAT_SHARE = 0.03
COPIES = 3
"""A line on no more pages than this may be the text of one press release, published again."""
DESCENT = 0.75
"""The container goes down to the child that keeps this share of the pages' prose."""
OWN_LINE = 60
LEVELS = 3
MAX_NAME = 60
DIGITS = re.compile(r"\d+")
TEXT_TAGS = frozenset({"p", "span", "li", "h1", "h2", "h3", "blockquote", "a", "time"})


class Template(Struct, frozen=True):
    """What repeats across a site's pages, and where its articles stand.

    `repeated` are digests of exact cleaned lines with their place on the page; a line that is one of them
    is taken inside the article's container too. `container` is the path of signatures to the article's
    element, empty when the pages do not agree on one.
    """

    version: str
    repeated: frozenset[str] = frozenset()
    container: tuple[str, ...] = ()
    pages: int = 0

    def repeats(self, segment: Segment) -> bool:
        """Say whether a line stands at the same place on other, different pages."""
        return bool(self.repeated) and _digest(segment) in self.repeated

    def find(self, lines: Outline) -> Node | None:
        """Return the element at the container's path that holds most prose, or None."""
        if not self.container:
            return None
        level = [lines.root]
        for signature in self.container:
            level = [c for node in level for c in _blocks(node) if _signature(c) == signature]
        return max(level, key=lambda e: sum(s.prose for s in lines.within(e)), default=None)


class _Learned(Struct):
    """One page on its way into a template."""

    lines: Outline
    digests: list[str]
    key: str = ""
    """Its longest line that few other pages have: copies of one release share it."""


def learn(pages: Iterable[Outline]) -> Template:
    """Return the template of a site's pages: a function of the set of pages, whatever their order.

    Fewer than three different pages teach nothing. A line counts once for all copies of one release, and
    only at its place: a body that quotes the footer's slogan keeps it. Digits are never folded here.
    """
    read = (_Learned(lines, [_digest(s) for s in lines.segments]) for lines in pages)
    # A set has no order: sums of shares must not depend on one either.
    learned = [page for _, page in sorted({tuple(page.digests): page for page in read}.items())]
    counts = Counter(digest for page in learned for digest in set(page.digests))
    for page in learned:
        page.key = _own_line(page, counts, len(learned))
    different = len({page.key for page in learned})
    if different < MIN_PAGES:
        return _versioned(Template("", pages=len(learned)))
    holders: dict[str, set[str]] = {}
    for page in learned:
        for digest in set(page.digests):
            if counts[digest] >= MIN_REPEATS:
                holders.setdefault(digest, set()).add(page.key)
    least = max(MIN_REPEATS, REPEAT_SHARE * different)
    repeated = frozenset(digest for digest, keys in holders.items() if len(keys) >= least)
    return _versioned(Template("", repeated, _container(learned, repeated), len(learned)))


def encode(template: Template) -> bytes:
    """Return a template as JSON, the same bytes for the same template."""
    fields = msgspec.to_builtins(template, order="deterministic")
    return msgspec.json.encode({"format": FORMAT, **fields}, order="deterministic")


def decode(data: bytes) -> Template:
    """Return the template of `encode`; raises `msgspec.MsgspecError` when it is none."""
    return msgspec.json.decode(data, type=Template)


def _versioned(template: Template) -> Template:
    parts = [str(FORMAT), str(template.pages), *template.container, "", *sorted(template.repeated)]
    version = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    return msgspec.structs.replace(template, version=version)


def _own_line(page: _Learned, counts: Counter[str], total: int) -> str:
    """Return the longest line that is on few pages only, or the page's own digests when it has none."""
    few = max(COPIES, total // 20)
    pairs = zip(page.lines.segments, page.digests, strict=True)
    own = [s.text for s, d in pairs if len(s.text) >= OWN_LINE and counts[d] <= few and 2 * s.links <= len(s.text)]
    return max(own, key=lambda text: (len(text), text), default="".join(sorted(page.digests)))


def _container(learned: Sequence[_Learned], repeated: frozenset[str]) -> tuple[str, ...]:
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


def _shares(page: _Learned, repeated: frozenset[str]) -> dict[tuple[str, ...], float]:
    """Return the share of a page's own prose in each path."""
    sums = [0]
    for segment, digest in zip(page.lines.segments, page.digests, strict=True):
        sums.append(sums[-1] + (0 if digest in repeated else segment.prose))
    if not sums[-1]:
        return {}
    found: dict[tuple[str, ...], float] = {}
    stack: list[tuple[Node, tuple[str, ...]]] = [(page.lines.root, ())]
    while stack:
        node, path = stack.pop()
        for child in _blocks(node):
            share = (sums[child.end] - sums[child.start]) / sums[-1]
            if share > 0:
                deeper = (*path, _signature(child))
                found[deeper] = found.get(deeper, 0.0) + share
                stack.append((child, deeper))
    return found


def _blocks(node: Node) -> list[Node]:
    return [child for child in node.children if child.end > child.start]


def _signature(node: Node) -> str:
    """Return an element's tag, class and id, digits folded: `div.post-0#post-0`."""
    name, own = (node.get("class") or "").strip(), node.get("id") or ""
    return f"{node.tag}.{DIGITS.sub('0', name)[:MAX_NAME]}#{DIGITS.sub('0', own)[:MAX_NAME]}"


def _digest(segment: Segment) -> str:
    """Return the digest of an exact line and its place: the innermost elements around it."""
    names, node = [], segment.element
    for _ in range(LEVELS):
        names.append(_signature(node))
        if node.parent is None:
            break
        node = node.parent
    text = "\x00".join((segment.text, *names))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=10).hexdigest()
