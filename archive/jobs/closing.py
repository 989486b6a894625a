"""After the articles were made: each run's report is completed, judged, and told in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from archive.collection import Collection
from archive.dataset.provenance import SourceOpener
from archive.errors import CollectionError, DamagedDataset
from archive.files import whole_file
from archive.reports import Report, Situation, judge, read_reports, read_thresholds
from archive.reports.facts import SiteFacts, facts_of, response_of
from archive.reports.summary import summary
from archive.state import State


def close_runs(
    collection: Collection, runs: Sequence[str], situation: Situation, *, derived: bool
) -> tuple[Report, ...]:
    """Count what the runs captured, raise alarms against earlier runs, write reports and summaries anew.

    The caller holds the collection's lock.

    Args:
        collection: with the reports that the crawl wrote.
        runs: their names.
        situation: of the whole collection.
        derived: whether the dataset has the captures of these runs; without it only the crawl is judged.

    Raises:
        ConfigError: when the collection's thresholds have a mistake.
        WriteError: when a report cannot be written.
    """
    known = read_reports(collection)
    closed = []
    with State(collection.state) as state:
        for run in runs:
            stored = _stored(collection, run)
            report = msgspec.convert(stored, Report)
            report = _judged(collection, report, known.get(report.site, ()), situation, derived=derived)
            text = _merged(stored, report)
            _write(collection, report, text)
            state.add_run(run, report.site, json.dumps(json.loads(text)))
            closed.append(report)
    return tuple(closed)


def _judged(
    collection: Collection, report: Report, known: Sequence[Report], situation: Situation, *, derived: bool
) -> Report:
    earlier = [each for each in known if each.run < report.run]
    before = next((each.facts for each in earlier if each.facts is not None), None)
    facts = _facts(collection, report, before) if derived else None
    report = msgspec.structs.replace(report, facts=facts)
    thresholds = read_thresholds(collection.root, report.site)
    return msgspec.structs.replace(report, alarms=judge(report, earlier, thresholds, situation))


def _facts(collection: Collection, report: Report, before: SiteFacts | None) -> SiteFacts | None:
    read = response_of(SourceOpener(collection.warc))
    try:
        return facts_of(collection.dataset, report.site, report.warcs, before, read=read)
    except DamagedDataset:
        return None  # 'kliping verify' tells it; the run itself went well


def _stored(collection: Collection, run: str) -> dict[str, Any]:
    path = collection.report_of(run)
    try:
        found: dict[str, Any] = msgspec.json.decode(path.read_bytes(), type=dict)
    except (OSError, msgspec.DecodeError) as error:
        raise CollectionError(f"the report cannot be read: {error}", where=str(path)) from None
    return found


def _merged(stored: dict[str, Any], report: Report) -> bytes:
    """Return the report as JSON; keys that this version does not know stay."""
    own = {"facts": msgspec.to_builtins(report.facts), "alarms": msgspec.to_builtins(report.alarms)}
    return msgspec.json.format(msgspec.json.encode({**stored, **own}), indent=1) + b"\n"


def _write(collection: Collection, report: Report, text: bytes) -> None:
    with whole_file(collection.report_of(report.run)) as file:
        file.write(text)
    with whole_file(collection.summary_of(report.run)) as file:
        file.write(summary(report).encode("utf-8", "replace"))
