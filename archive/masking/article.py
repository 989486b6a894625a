"""Personal data hidden in every text of an article; what was hidden once is hidden everywhere in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from archive.article import Article, Attachment, Block, BlockKind, Contact, Image, Removal
from archive.masking.owner import office_mail
from archive.masking.text import Span, replaced, spans_of

SPREAD = frozenset(
    {"NIK", "KK", "NPWP", "PASSPORT", "SIM", "NIP", "BPJS", "NISN", "AKTA", "PHONE", "EMAIL", "BANK_ACCOUNT", "CARD"}
)
"""Types whose values are hidden wherever they appear again: in a caption, a link, a parsed contact."""
MIN_SPREAD = 6
PARAGRAPHS = "\n\n"


class Masked(NamedTuple):
    """The article without personal data, and how often each type was hidden (nothing of what it was)."""

    article: Article
    counts: Mapping[str, int]


def mask(article: Article) -> Masked:
    """Return the article with personal data replaced by `[NIK]`, `[PHONE]` ...; a pure function.

    An article without any is returned as it is. Otherwise a warning `masked: NIK 1, PHONE 2` is added.
    """
    work = _Work()
    text, blocks = work.body(article)
    changed = replace(
        article,
        title=work.hide(article.title),
        text=text,
        blocks=blocks,
        dateline=work.hide(article.dateline) if article.dateline else article.dateline,
        tags=tuple(work.hide(tag) for tag in article.tags),
        images=tuple(Image(i.url, work.hide(i.caption), work.hide(i.alt)) for i in article.images),
        attachments=tuple(Attachment(a.url, work.hide(a.title), a.type) for a in article.attachments),
        copyright_notice=work.hide(article.copyright_notice) if article.copyright_notice else article.copyright_notice,
        removals=tuple(
            Removal(r.rule, work.hide(r.text, office=r.rule.startswith("contact:"))) for r in article.removals
        ),
        contacts=tuple(work.contact(contact) for contact in article.contacts),
        event_dates=tuple(d for d in article.event_dates if not work.is_birth(d.raw)),
    )
    if not work.counts:
        return Masked(article, {})
    counts = dict(sorted(work.counts.items()))
    note = "masked: " + ", ".join(f"{kind} {count}" for kind, count in counts.items())
    clean = work.everywhere(changed)
    return Masked(replace(clean, warnings=(*clean.warnings, note)), counts)


class _Work:
    """What was hidden in one article so far."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._values: dict[str, str] = {}
        self._births: list[str] = []
        self._done: dict[tuple[str, bool], str] = {}

    def hide(self, text: str, *, office: bool = False) -> str:
        """Return one text masked; the same text twice counts once."""
        key = (text, office)
        if key not in self._done:
            spans = spans_of(text, office=office) if text else ()
            self._note(text, spans)
            self._done[key] = replaced(text, spans) if spans else text
        return self._done[key]

    def _note(self, text: str, spans: tuple[Span, ...]) -> None:
        for span in spans:
            self.counts[span.type] += 1
            value = text[span.start : span.end]
            if span.type in SPREAD and len(value) >= MIN_SPREAD:
                self._values[value] = span.type
            elif span.type == "BIRTH_DATE":
                self._births.append(value)

    def body(self, article: Article) -> tuple[str, tuple[Block, ...]]:
        """Return text and blocks; the text is looked at once, as a whole, since a label may stand a line above."""
        inside = [b for b in article.blocks if b.kind is not BlockKind.CAPTION]
        if PARAGRAPHS.join(b.text for b in inside) != article.text:
            return self.hide(article.text), tuple(Block(b.kind, self.hide(b.text)) for b in article.blocks)
        spans = spans_of(article.text)
        self._note(article.text, spans)
        if not spans:
            return article.text, tuple(self._caption(b) for b in article.blocks)
        shown: list[Block] = []
        at = 0
        for block in article.blocks:
            if block.kind is BlockKind.CAPTION:
                shown.append(self._caption(block))
                continue
            end = at + len(block.text)
            own = [
                Span(max(s.start, at) - at, min(s.end, end) - at, s.type) for s in spans if s.start < end and s.end > at
            ]
            shown.append(Block(block.kind, replaced(block.text, own)))
            at = end + len(PARAGRAPHS)
        return PARAGRAPHS.join(b.text for b in shown if b.kind is not BlockKind.CAPTION), tuple(shown)

    def _caption(self, block: Block) -> Block:
        return Block(block.kind, self.hide(block.text)) if block.kind is BlockKind.CAPTION else block

    def contact(self, contact: Contact) -> Contact:
        """Return a contact block of the site without mailboxes that are no office's; its numbers are the office's."""
        mails = tuple(m for m in contact.emails if office_mail(m))
        self.counts["EMAIL"] += len(contact.emails) - len(mails)
        self._values |= {m: "EMAIL" for m in contact.emails if m not in mails}
        self.counts = +self.counts
        return replace(contact, emails=mails) if len(mails) < len(contact.emails) else contact

    def is_birth(self, raw: str) -> bool:
        """Say whether a date told in the text is a hidden day of birth."""
        return any(raw in birth for birth in self._births)

    def everywhere(self, article: Article) -> Article:
        """Return the article without the hidden values in addresses, parsed contacts and what the page declares."""
        pattern = self._pattern()
        if pattern is None:
            return article

        def clean(text: str) -> str:
            return pattern.sub(lambda m: f"[{self._type(m.group())}]", text)

        hidden = {_digits(value) for value, kind in self._values.items() if kind == "PHONE"}
        return replace(
            article,
            url=clean(article.url),
            canonical_url=clean(article.canonical_url),
            title=clean(article.title),
            text=clean(article.text),
            blocks=tuple(Block(b.kind, clean(b.text)) for b in article.blocks),
            images=tuple(Image(clean(i.url), clean(i.caption), clean(i.alt)) for i in article.images),
            attachments=tuple(Attachment(clean(a.url), clean(a.title), a.type) for a in article.attachments),
            removals=tuple(Removal(r.rule, clean(r.text)) for r in article.removals),
            contacts=tuple(
                replace(c, phones=tuple(p for p in c.phones if _digits(p) not in hidden),
                        faxes=tuple(p for p in c.faxes if _digits(p) not in hidden),
                        emails=tuple(m for m in c.emails if m not in self._values))
                for c in article.contacts
            ),
            warnings=tuple(clean(w) for w in article.warnings),
            declared={name: clean(value) for name, value in article.declared.items()},
        )  # fmt: skip

    def _pattern(self) -> re.Pattern[str] | None:
        """Return a pattern for all hidden values; the longest first."""
        values = sorted(self._values, key=lambda value: (-len(value), value))
        return re.compile("|".join(map(re.escape, values))) if values else None

    def _type(self, value: str) -> str:
        return self._values[value]


def _digits(number: str) -> str:
    """Return a telephone number's digits after the country's code or the zero."""
    digits = "".join(c for c in number if c.isdigit())
    return digits.removeprefix("62").lstrip("0")
