"""From an article back to the bytes it was made from."""

from __future__ import annotations

from pathlib import Path

from archive.article import Article, Rejection, Source
from archive.collection import Collection
from archive.dataset.manifest import NAME
from archive.errors import CollectionError
from archive.exchange import Exchange, RecordRef, Revisit
from archive.warc import Originals, open_record


def open_source(collection: Path | str, record: Article | Rejection) -> Exchange:
    """Return the HTTP exchange a record was made from, its record id and payload digest checked.

    Raises:
        CollectionError: when the WARC is not in the collection, or, of a revisit, the record that it repeats.
        DamagedWarc: when what lies there is not what the record was made from.
    """
    return SourceOpener(warc_folder(Path(collection)))(record.source)


def warc_folder(place: Path) -> Path:
    """Return the folder with the WARCs of a collection; a dataset folder lies in its collection."""
    return (place.parent if (place / NAME).is_file() else place) / Collection(place).warc.name


class SourceOpener:
    """Opens the sources of one collection; loaded articles carry it, so that `article.source.open()` works."""

    def __init__(self, warcs: Path) -> None:
        self._warcs = warcs.absolute()

    def __call__(self, source: Source) -> Exchange:
        """Read the exchange of a source; errors as in `open_source`."""
        path = self._warcs / Path(source.warc).name
        if not self._warcs.is_dir():
            hint = f"name the collection it came from: the page itself is in its {path.name}"
            raise CollectionError("this dataset lies alone, without its WARCs", where=source.record_id, hint=hint)
        if not path.is_file():
            hint = "put the WARC back: it is the only proof of what the page was"
            raise CollectionError("this WARC is not in the collection", where=str(path), hint=hint)
        ref = RecordRef(source.warc, source.offset, source.length, source.record_id, source.payload_digest)
        found = open_record(path, ref)
        if found.revisit is None:
            return found
        collection = Collection(self._warcs.parent)
        whole = Originals(collection.warcs(), collection.index).resolve(found)
        if whole.revisit is not None and not whole.revisit.found:
            raise _without_original(f"{path}@{source.offset}", whole.revisit)
        return whole


def _without_original(where: str, revisit: Revisit) -> CollectionError:
    """Return the error for a revisit that has no page: its own record is only a head."""
    original = f"{revisit.warc or 'a WARC'} of {revisit.date or 'an unknown time'}"
    return CollectionError(
        f"this record repeats an earlier answer, which is not in the collection or is damaged: {original}",
        where=where,
        hint="put that WARC back; 'kliping verify' names what is damaged",
    )
