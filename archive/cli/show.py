"""`kliping show`: one article, what was stripped and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.article import Article, Attachment, Contact, Image, PageDate, Rejection, Removal
from archive.cli.options import CollectionFlag, JsonFlag, place_to_read, settings
from archive.cli.output import print_facts, print_json, print_table, print_text, safe_text
from archive.errors import CollectionError
from archive.redaction import Redaction

if TYPE_CHECKING:
    from archive.collection import Collection


def command(
    article: Annotated[str, typer.Argument(metavar="ID", help="An article's id, or the first characters of it.")],
    folder: Annotated[Path | None, typer.Argument(metavar="[COLLECTION]")] = None,
    collection: CollectionFlag = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Write page, text and removals side by side to one HTML file."),
    ] = None,
    *,
    beside: Annotated[
        bool, typer.Option("--side-by-side", help="Show the page line by line beside the text and the rules.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Show one article: its text, its fields, and each line that was stripped with the rule that took it.

    Example: kliping show 1f8c2a90 --html article.html
    """
    from archive.jobs.find import find

    target = place_to_read(folder, settings(collection=collection), quiet=json)
    record = find(target, article)
    if html is not None:
        _write(target, record, html)
    if json:
        print_json(record)
    elif html is not None:
        print_text(f"{html} written")
    elif isinstance(record, Redaction):
        show_tombstone(record)
    elif beside:
        show_beside(target, record)
    elif isinstance(record, Rejection):
        show_rejection(record)
        show_items(record, target)
    else:
        show_article(record)
        show_parts(record, target)
        show_template(record, target)


def show_tombstone(record: Redaction) -> None:
    """Print that an article was taken down; nothing of its text."""
    print_facts(
        {"id": record.id, "url": record.url, "taken down": record.at, "by": record.who or "-", "reason": record.reason}
    )


def show_beside(collection: Collection, record: Article | Rejection) -> None:
    """Print a page's lines beside what was kept of each and the rule that took it."""
    from archive.jobs.review import review

    found = review(collection, record)
    if isinstance(record, Article):
        print_text(record.title)
        print_facts({name: value for name, value in _facts(record).items() if value})
    else:
        show_rejection(record)
    if found.note:
        print_text(f"\nthe page has no lines: {found.note}")
        return
    print_text("")
    print_table("", ["page", "text", "taken by"], [tuple(map(safe_text, (r.page, r.text, r.rule))) for r in found.rows])


def _write(collection: Collection, record: Article | Rejection | Redaction, path: Path) -> None:
    from archive.files import whole_file
    from archive.jobs.review import review
    from archive.review import review_page

    if isinstance(record, Redaction):
        hint = "'kliping redact --undo' brings it back"
        raise CollectionError(f"the article was taken down on {record.at[:10]}", where=record.id, hint=hint)
    found = review(collection, record)
    facts = _facts(record) if isinstance(record, Article) else _why(record)
    note = f"The page has no lines: {found.note}" if found.note else ""
    with whole_file(path) as file:
        file.write(review_page(record, found.rows, facts, note).encode())


def show_rejection(record: Rejection) -> None:
    """Print a page that is no article."""
    print_facts(_why(record))


def show_items(record: Rejection, collection: Collection) -> None:
    """Print what a rejected listing leads to."""
    from archive.jobs.review import listed_by

    found = [(safe_text(item.title), safe_text(item.url)) for item in listed_by(collection, record)]
    if found:
        print_text("")
        print_table("it lists", ["title", "address"], found)


def _why(record: Rejection) -> dict[str, object]:
    return {
        "id": record.id,
        "url": record.url,
        "rejected": record.reason,
        "detail": record.detail,
        **_source(record),
    }


def show_article(article: Article) -> None:
    """Print an article for a reader."""
    print_text(f"{article.title}\n")
    print_text(article.text)
    print_text("")
    print_facts({name: value for name, value in _facts(article).items() if value})
    if article.removals:
        print_text("")
        print_table("stripped", ["rule", "line"], [(r.rule, r.text) for r in _told(article.removals)])


def show_parts(article: Article, collection: Collection) -> None:
    """Print where in the archive the documents and pictures of an article lie."""
    from archive.lookup import archived

    rows = []
    parts: tuple[Attachment | Image, ...] = (*article.attachments, *article.images)
    for part in parts:
        line = archived(collection.root, part, article) if collection.warc.is_dir() else None
        rows.append((part.url, f"{line.filename}@{line.offset}" if line else "-", line.status if line else "-"))
    if rows:
        print_text("")
        print_table("documents and pictures", ["address", "record", "status"], rows)


def show_template(article: Article, collection: Collection) -> None:
    """Print which template the page was read with, and what it was learned from."""
    from archive.derivation.templates import find_saved

    version = article.extractor.template
    if version is None:
        print_text("\nno site template: the page was read by itself")
        return
    if not collection.warc.is_dir():
        print_text(f"\nsite template {version}")
        return
    saved = find_saved(collection.templates, article.site, version)
    if saved is None:
        print_text(f"\nsite template {version}: no more there, 'kliping derive' makes it")
        return
    learned = f"repeated lines: {len(saved.template.repeated)}, learned from {saved.template.pages} pages"
    print_text(f"\nsite template {version}: {saved.site}/{saved.period}, {learned}")


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
