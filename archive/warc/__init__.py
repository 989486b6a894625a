"""WARC/1.1: exchanges to records and back (ISO 28500:2017)."""

from archive.warc.index import index_warc
from archive.warc.originals import Originals
from archive.warc.reader import BLOCK_LIMIT, open_record, read_exchanges, read_records, read_resources, read_visits
from archive.warc.record import BLOCK_SHA256, PAYLOAD_SHA256, Record
from archive.warc.salvage import SalvageReport, salvage
from archive.warc.writer import WarcWriter, WriterOptions

__all__ = [
    "BLOCK_LIMIT",
    "BLOCK_SHA256",
    "PAYLOAD_SHA256",
    "Originals",
    "Record",
    "SalvageReport",
    "WarcWriter",
    "WriterOptions",
    "index_warc",
    "open_record",
    "read_exchanges",
    "read_records",
    "read_resources",
    "read_visits",
    "salvage",
]
