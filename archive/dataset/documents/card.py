"""The dataset card, with the front matter of the Hugging Face hub."""

from __future__ import annotations

import json
from typing import Any

from archive.dataset.documents.markdown import plain, table
from archive.dataset.documents.release import Release
from archive.dataset.formats import Format

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_READ = {
    Format.JSONL: "json",
    Format.CSV: "csv",
    Format.PARQUET: "parquet",
    Format.HF: "parquet",
}
_UNKNOWN = "und"


def card(release: Release) -> str:
    """Return `README.md`."""
    lines = ["---", *_front(release), "---", "", f"# {plain(release.title)}", "", plain(release.description), ""]
    return "\n".join([*lines, _open(release), "", _numbers(release), "", _papers(release), ""])


def _front(release: Release) -> list[str]:
    """Return the front matter: YAML, each value written as JSON, which YAML takes as it is."""
    tags = sorted(tag for tag in release.tally.languages if tag != _UNKNOWN)
    values: dict[str, Any] = {
        "pretty_name": release.title,
        "language": tags or [_UNKNOWN],
        "license": "other",
        "license_name": "each-page-its-own-notice",
        "license_link": "LICENSES.md",
        "size_categories": [size_category(release.tally.articles)],
        "task_categories": ["text-generation", "text-classification", "summarization"],
        "tags": ["indonesia", "government", "news", "web-archive", "warc", "kliping"],
        "configs": [
            {"config_name": "default", "data_files": [{"split": "train", "path": [p.path for p in release.parts]}]}
        ],
    }
    return [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]


def size_category(articles: int) -> str:
    """Return the hub's word for a number of records."""
    return next((word for limit, word in _SIZES if articles < limit), "1M<n<10M")


def _open(release: Release) -> str:
    first = release.parts[0].path
    pandas = {
        "json": f'pd.read_json("{first}", lines=True)',
        "csv": f'pd.read_csv("{first}")',
        "parquet": 'pd.read_parquet("data")',
    }[_READ[release.format]]
    return "\n".join(
        (
            "## Open it", "", "In the folder of this file:", "", "```python",
            "import datasets, duckdb, pandas as pd", "",
            f'datasets.load_dataset("{_READ[release.format]}", data_dir="data", split="train")', pandas,
            f'duckdb.read_{_READ[release.format]}("{first}")', "```",
        )
    )  # fmt: skip


def _numbers(release: Release) -> str:
    tally = release.tally
    sites = [(plain(site), plain(tally.regions.get(site) or "-"), str(count)) for site, count in release.ranked]
    tags = [(f"`{tag}`", str(count)) for tag, count in sorted(tally.languages.items(), key=lambda x: (-x[1], x[0]))]
    return "\n".join(
        (
            "## What is in it", "",
            f"- {tally.articles} articles, {tally.characters} characters of text",
            f"- told dates from {tally.days[0]} to {tally.days[1]}" if tally.days else "- no article tells a date",
            f"- captured from {tally.fetched[0][:10]} to {tally.fetched[1][:10]}, {len(tally.warcs)} WARC files"
            if tally.fetched else "- nothing captured",
            *(f"- only {name}: {plain(value)}" for name, value in release.selection.items()),
            f"- dataset `{release.manifest.identity}`, made by `{release.manifest.extractor}`", "",
            table(("Site", "Region", "Articles"), sites), "", table(("Language", "Articles"), tags),
        )
    )  # fmt: skip


def _papers(release: Release) -> str:
    rows = [(f"`{part.path}`", str(part.records), str(part.size), f"`{part.sha256}`") for part in release.parts]
    return "\n".join(
        (
            "## Papers", "",
            "- [DATA-DICTIONARY.md](DATA-DICTIONARY.md): every field; [schema.json](schema.json): as JSON Schema",
            "- [DATASHEET.md](DATASHEET.md): how it was made and where it falls short",
            "- [LICENSES.md](LICENSES.md): what each page says about its use",
            "- [CITATION.cff](CITATION.cff): how to cite it",
            "- [croissant.json](croissant.json), [datapackage.json](datapackage.json): for machines",
            "- [dataset-manifest.json](dataset-manifest.json): the dataset it was taken from", "",
            "## Files", "", table(("File", "Articles", "Bytes", "SHA-256"), rows),
        )
    )  # fmt: skip
