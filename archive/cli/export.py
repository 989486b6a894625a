"""`kliping export`: the articles for the researcher's tools, with the documents about them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer
from msgspec import to_builtins

from archive.cli.options import CollectionFlag, JsonFlag, guarded, settings
from archive.cli.output import bar, print_facts, print_json, print_table, print_text

SiteFlag = Annotated[list[str] | None, typer.Option("--site", metavar="KEY", help="Only of these sites. Repeatable.")]
RegionFlag = Annotated[
    list[str] | None,
    typer.Option("--region", metavar="CODE", help="Only of these regions: 32.75, 32 (all of it), or a name."),
]
LevelFlag = Annotated[
    list[str] | None,
    typer.Option("--level", metavar="LEVEL", help="Only of provinsi, kabupaten, kota, desa or instansi."),
]
SinceFlag = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Only from this day on: 2017, 2017-12 or 2017-12-05.")
]
UntilFlag = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Only until this day, included.")]
LanguageFlag = Annotated[
    list[str] | None, typer.Option("--language", metavar="TAG", help="Only in these languages: id, su, und.")
]
FlagsFlag = Annotated[
    list[str] | None, typer.Option("--flags", metavar="FLAG", help="Only with this flag, or without it: not:short.")
]
TextFlag = Annotated[
    str | None, typer.Option("--text", metavar="WORDS", help="Only with this word or phrase in title or text.")
]


def command(
    form: Annotated[Literal["jsonl", "parquet", "csv", "hf"], typer.Option("--format", help="What to write.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="New or empty folder, or an earlier export.")],
    collection: CollectionFlag = None,
    site: SiteFlag = None,
    region: RegionFlag = None,
    level: LevelFlag = None,
    since: SinceFlag = None,
    until: UntilFlag = None,
    language: LanguageFlag = None,
    flags: FlagsFlag = None,
    text: TextFlag = None,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Name of the dataset in its documents.")
    ] = "kliping-articles",
    mask: Annotated[
        str | None, typer.Option("--mask", metavar="POLICY", help="Mask personal data: pdp (UU 27/2022).")
    ] = None,
    *,
    json: JsonFlag = False,
) -> None:
    """Write the articles as jsonl, parquet, csv or hf (a Hugging Face dataset), with the documents about them.

    Filters narrow them down. Given several times, --flags asks for all, any other filter for one of its
    values. The folder is written whole or not at all.

    Example: kliping export --collection kliping-data --format parquet --into out --since 2017
    """
    from archive.dataset import load
    from archive.dataset.formats import Format
    from archive.dataset.load import check_sites
    from archive.jobs.export import ExportOptions, export
    from archive.masking import masker

    config = settings(collection=collection)
    check_sites(config.collection, site or ())
    articles = load(
        config.collection, site=site, region=region, level=level, since=since, until=until,
        language=language, flags=flags, text=text,
    )  # fmt: skip
    change = masker(mask) if mask else None
    with bar("exporting", quiet=json) as progress:
        report = export(articles, into, ExportOptions(Format(form), name, change, guarded(progress, config, into)))
    masked = change.report if change else None
    if json:
        print_json({**to_builtins(report), "masked": masked})
    else:
        facts = {"articles": report.articles, "sites": report.sites, "bytes": report.bytes, "folder": into}
        print_facts({**facts, "files": ", ".join(report.files), "dataset": report.identity})
        if masked is not None:
            print_text(f"\nmasked {masked.hidden} pieces of personal data in {masked.masked} articles")
            rows = [(t.type, t.category, t.count) for t in masked.types]
            if rows:
                print_table("", ["type", "category", "# masked"], rows)
