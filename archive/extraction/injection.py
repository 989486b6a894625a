"""Injected online-gambling pages: a doorway sells, a report about gambling reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from urllib.parse import unquote_plus, urlsplit

from msgspec import Struct

from archive.article import Reason
from archive.extraction.phrases import hits, phrases, words
from archive.extraction.seen import Seen, Verdict
from archive.extraction.segments import Segment

PROBE = 20_000
"""Characters of the page that are searched."""
LEAD = 4_000
"""Characters of the body in which a report says who reports."""
LITTLE = 100
"""Characters of a body that speaks of something else than a title which sells twice."""
CACHES = ("ampproject.org", "google.com", "google.co.id", "bing-amp.com")
PLACEHOLDER = re.compile(r"\{\{\s*\w+\s*\}\}")
SHOP_TYPES = frozenset({"product", "product.item", "og:product"})
DENSE = 3
"""Gambling phrases in a hundred words: no report has so many, a doorway has more."""
FLOOD = 8
CALLS = 4
"""Distinct calls to log in, register, pay and win that only a doorway has together."""
REPORTERS = 3
"""Distinct words of reporting (police, agencies, `ujar`) that make a page news."""
RULE = "injected:links"
OFFSCREEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}|font-size\s*:\s*0|"
    r"(?:height|width)\s*:\s*[01](?:px)?\s*(?:;|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)",
    re.IGNORECASE,
)


class _Signs(Struct, frozen=True, dict=True):
    """What speaks for a doorway and what for a report; each is looked up only when it is asked for."""

    seen: Seen

    @cached_property
    def titles(self) -> str:
        seen = self.seen
        return " | ".join((seen.title, seen.head.title, seen.head.meta.get("og:title", "")))

    @cached_property
    def claims(self) -> str:
        """The page's description, keywords and address, as words."""
        meta = self.seen.head.meta
        parts = urlsplit(self.seen.url)
        address = re.sub(r"[-_+/=&.]+", " ", unquote_plus(f"{parts.path} {parts.query}"))
        return " | ".join(
            (meta.get("description", ""), meta.get("keywords", ""), meta.get("og:description", ""), address)
        )

    @cached_property
    def text(self) -> str:
        """The page as shown, its hidden lines too."""
        return " | ".join(s.text for s in self.seen.lines)[:PROBE]

    @cached_property
    def title_sells(self) -> set[str]:
        return hits("gambling", self.titles)

    @cached_property
    def claims_sell(self) -> set[str]:
        return hits("gambling", self.claims)

    @cached_property
    def title_topics(self) -> set[str]:
        return hits("gambling_topic", self.titles)

    @cached_property
    def calls(self) -> set[str]:
        return hits("gambling_calls", f"{self.claims} | {self.text[:LEAD]}")

    @cached_property
    def title_reports(self) -> set[str]:
        return hits("reporting", self.titles)

    @cached_property
    def reports(self) -> float:
        """How much the title and the first prose of the body report: places and people of an agency weigh half."""
        lead = self.seen.prose[:LEAD]
        return len(self.title_reports | hits("reporting", lead)) + len(hits("reporting_weak", lead)) / 2

    @cached_property
    def density(self) -> float:
        """Gambling phrases in a hundred words of the page; below one a bound of it, which costs less."""
        folded, shown = self.text.casefold(), max(self.text.count(" ") + 1, 25)
        most = sum(map(folded.count, words("gambling_words")))
        if 100 * most < shown:
            return 100 * most / shown
        sells = sum(1 for _ in phrases("gambling").finditer(self.text))
        topics = sum(1 for _ in phrases("gambling_topic").finditer(self.text))
        return 100 * max(sells, topics, (sells + topics) / 2) / shown

    @cached_property
    def foreign(self) -> bool:
        """Say whether `amphtml` leads to another site."""
        host = (urlsplit(self.seen.head.links.get("amphtml", "")).hostname or "").lower()
        own = (urlsplit(self.seen.url).hostname or "").lower()
        return bool(host) and _site(host) != _site(own) and not host.endswith(CACHES)

    @cached_property
    def shop(self) -> bool:
        """Say whether the page claims to be a product."""
        meta = self.seen.head.meta
        return meta.get("og:type", "").lower() in SHOP_TYPES or "product:price:amount" in meta

    @cached_property
    def placeholder(self) -> bool:
        return bool(PLACEHOLDER.search(self.titles) or PLACEHOLDER.search(self.seen.head.links.get("canonical", "")))


def _site(host: str) -> str:
    """Return the last two labels of a host, three below `go.id` and its like."""
    labels = host.split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])  # noqa: PLR2004


def injected(seen: Seen) -> Verdict | None:
    """Return a verdict for a gambling doorway on an agency's host, whatever canonical and titles claim."""
    signs = _Signs(seen)
    if not _worth_a_look(signs):
        return None
    why = _sells(signs)
    return Verdict(Reason.SUSPECTED_INJECTION, why) if why else None


def _worth_a_look(signs: _Signs) -> bool:
    """Say whether a page has any word of gambling where a doorway has it; most pages end here."""
    short = f"{signs.titles} | {signs.claims}".casefold()
    if any(word in short for word in words("gambling_words")) or signs.foreign or signs.placeholder or signs.shop:
        return True
    text = signs.text.casefold()
    return any(word in text for word in words("gambling_sure"))


def _sells(signs: _Signs) -> str:
    """Return what gives a doorway away, or nothing."""
    sells = signs.title_sells
    shown = ", ".join(sorted(sells | signs.claims_sell))[:200]
    framed = signs.foreign + signs.shop + signs.placeholder
    if framed and not signs.title_reports:
        named = sells or signs.claims_sell or (signs.title_topics and len(signs.calls) >= 2)  # noqa: PLR2004
        if named or signs.density >= DENSE:
            return f"{shown or 'gambling words'}; a shop's or a foreign page's head"
        few = 3 if framed > 1 else CALLS + 1
        if signs.foreign and len(signs.calls) >= few and (framed > 1 or signs.reports < 1):
            return f"amphtml {signs.seen.head.links.get('amphtml', '')[:100]}; {', '.join(sorted(signs.calls))[:100]}"
    if sells and len(signs.title_reports) < len(sells) and _silent(signs, len(sells)):
        return shown
    return "" if signs.title_reports else _sells_in_text(signs, shown)


def _sells_in_text(signs: _Signs, shown: str) -> str:
    """Return what gives a doorway away whose title says nothing, or nothing."""
    claims = len(signs.claims_sell) > 1
    if not claims and not signs.title_topics and signs.density < 1:
        return ""  # nothing below can be true: its words need not be looked for
    if signs.reports >= REPORTERS:
        return ""
    if claims and len(signs.calls) >= CALLS and signs.reports < 1:
        return shown
    if (signs.title_topics and len(signs.calls) >= 3) or (signs.density >= FLOOD and len(signs.calls) >= 2):  # noqa: PLR2004
        return f"{', '.join(sorted(signs.title_topics))}; {signs.density:.0f} gambling phrases in 100 words"
    if len(signs.calls) >= CALLS and (signs.density >= DENSE - 1 or (signs.reports < 1 and signs.density >= 1)):
        return f"{', '.join(sorted(signs.calls))[:150]}; {signs.density:.1f} gambling phrases in 100 words"
    return ""


def _silent(signs: _Signs, sells: int) -> bool:
    """Say whether the body does not report on what the title sells: it sells too, or speaks of something else."""
    if signs.reports < REPORTERS:
        return True
    if signs.title_reports:
        return False
    if signs.density >= FLOOD and len(signs.calls) > CALLS and signs.reports < 2 * REPORTERS:
        return True
    sure = sells > 1 or bool(phrases("gambling_name").search(signs.titles))
    least = LITTLE if sells > 1 else LEAD // 10
    return sure and not hits("gambling_topic", signs.seen.prose[:LEAD]) and len(signs.seen.prose) > least


def mark_injected(lines: Sequence[Segment], url: str) -> bool:
    """Mark injected gambling links inside a page that is otherwise genuine; True when there were any.

    A line goes when most of it is links, it sells, it does not report, and it is hidden or leads to another site.
    """
    links = [s for s in lines if s.links and 2 * s.links >= len(s.text)]
    found = False
    for segment, text in _with_words(links):
        if hits("gambling", text) and not hits("reporting", text) and _planted(segment, url):
            segment.rule, found = RULE, True
    return found


def _with_words(lines: Sequence[Segment]) -> list[tuple[Segment, str]]:
    """Return the lines that hold a word of gambling; one look at all of them tells which words to seek."""
    everything = "\n".join(s.text for s in lines).casefold()
    known = [word for word in words("gambling_words") if word in everything]
    if not known:
        return []
    return [(s, s.text) for s in lines if any(word in s.text.casefold() for word in known)]


def _planted(segment: Segment, url: str) -> bool:
    own = _site((urlsplit(url).hostname or "").lower())
    hosts = {(urlsplit(a.get("href") or "").hostname or own).lower() for a in segment.element.iter("a")}
    hosts |= {(urlsplit(a.get("href") or "").hostname or own).lower() for a in segment.element.iterancestors("a")}
    if segment.zone == "hidden" or any(_site(host) != own for host in hosts):
        return True
    nodes = (segment.element, *segment.element.iterancestors())
    return any(OFFSCREEN.search(node.get("style") or "") for node in nodes)
