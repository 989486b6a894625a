"""`kliping show`: one article, what was stripped and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from archive.article import Article, Contact, PageDate, Rejection, Removal
from archive.cli.options import CollectionFlag, JsonFlag, place, settings
from archive.cli.output import print_facts, print_json, print_table, print_text
from archive.redaction import Redaction


def command(
    article: Annotated[str, typer.Argument(metavar="ID", help="An article's id, or the first characters of it.")],
    folder: Annotated[Path | None, typer.Argument(metavar="[COLLECTION]")] = None,
    collection: CollectionFlag = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Show one article: its text, its fields, and each line that was stripped with the rule that took it.

    Example: kliping show 1f8c2a90
    """
    from archive.jobs.find import find

    record = find(place(folder, settings(collection=collection)), article)
    if json:
        print_json(record)
    elif isinstance(record, Redaction):
        show_tombstone(record)
    elif isinstance(record, Rejection):
        show_rejection(record)
    else:
        show_article(record)


def show_tombstone(record: Redaction) -> None:
    """Print that an article was taken down; nothing of its text."""
    print_facts(
        {"id": record.id, "url": record.url, "taken down": record.at, "by": record.who or "-", "reason": record.reason}
    )


def show_rejection(record: Rejection) -> None:
    """Print a page that is no article."""
    print_facts(
        {
            "id": record.id,
            "url": record.url,
            "rejected": record.reason,
            "detail": record.detail,
            **_source(record),
        }
    )


def show_article(article: Article) -> None:
    """Print an article for a reader."""
    print_text(f"{article.title}\n")
    print_text(article.text)
    print_text("")
    print_facts({name: value for name, value in _facts(article).items() if value})
    if article.removals:
        print_text("")
        print_table("stripped", ["rule", "line"], [(r.rule, r.text) for r in _told(article.removals)])


def _told(removals: Sequence[Removal]) -> list[Removal]:
    """Put what stood beside the text first; menus and what lies outside the article come last."""
    return sorted(removals, key=lambda r: r.rule.startswith(("zone:", "outside")))


def _facts(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "url": article.url,
        "site": article.site,
        "region": " ".join(filter(None, (article.region.name, article.region.kemendagri))),
        "dateline": article.dateline,
        "published": _date(article.published),
        "events": ", ".join(_date(d) for d in article.event_dates),
        "credit": article.credit.raw if article.credit else None,
        "category": article.category,
        "tags": ", ".join(article.tags),
        "images": ", ".join(i.url for i in article.images),
        "attachments": ", ".join(a.url for a in article.attachments),
        "contacts": "; ".join(_contact(c) for c in article.contacts),
        "language": f"{article.language.tag} ({article.language.confidence})",
        "quality": f"{article.quality.confidence} {' '.join(article.quality.flags)}".strip(),
        "warnings": "; ".join(article.warnings),
        "twins": ", ".join(article.twins),
        **_source(article),
    }


def _date(date: PageDate | None) -> str:
    return f"{date.value or '?'} ({date.source}: {date.raw})" if date else ""


def _contact(contact: Contact) -> str:
    parts = [contact.address, contact.postcode, *contact.phones, *(f"fax {f}" for f in contact.faxes)]
    return ", ".join(p for p in (*parts, *contact.emails, *contact.web, *contact.social) if p)


def _source(record: Article | Rejection) -> dict[str, object]:
    source = record.source
    return {
        "source": f"{source.warc}@{source.offset}",
        "fetched": source.fetched_at,
        "digest": source.payload_digest,
    }
