"""Large answers cost disk, not memory; a full disk stops the crawl."""

from __future__ import annotations

import gzip
from random import Random

from answers import ALL, HTML, MIB, PAGE, sized
from warcio.archiveiterator import ArchiveIterator
from wire_crawls import run_crawl
from wire_server import Answer, WireServer


def test_a_large_pdf_costs_no_memory(tmp_path):
    """30 MB go by with the memory of a small page: the spool is on disk, Scrapy keeps no copy."""
    server = WireServer(ALL)
    result = run_crawl(tmp_path, [server.url + path for path in ("/gzip", "/404", "/pdf")], no_copies=True)
    server.close()
    assert result.page(server.url + "/pdf") | {"recorded": 0} == {
        "url": server.url + "/pdf",
        "status": 200,
        "flags": ["archived-only"],
        "length": 0,
        "recorded": 0,
    }
    assert result.stats["kliping/bytes"] > 30 * len(MIB)
    assert result.peak_kib[2] - result.peak_kib[1] < 10 * 1024


def test_large_text_is_cut_for_the_spider_only(tmp_path):
    """Past KLIPING_PARSE_MAXSIZE a spider sees the beginning; the archive has all of it."""
    text = sized(PAGE * 300)
    server = WireServer({"/": Answer((text,)), "/gzip": ALL["/gzip"]})
    result = run_crawl(tmp_path, [server.url + "/", server.url + "/gzip"], {"KLIPING_PARSE_MAXSIZE": 60})
    server.close()
    assert result.exchanges[0]["response"] == text
    assert (result.page(server.url + "/")["length"], result.page(server.url + "/")["flags"]) == (
        60,
        ["archived-only"],
    )
    assert result.page(server.url + "/gzip")["flags"] == ["archived-only"]


def test_a_full_disk_stops_the_crawl_at_once(tmp_path):
    """The first failed write ends it with the reason, nothing more is fetched, earlier records stay."""
    noise = Random(1)
    server = WireServer({f"/{n}": Answer((sized(noise.randbytes(90_000), HTML),)) for n in range(30)})
    result = run_crawl(tmp_path, [f"{server.url}/{n}" for n in range(30)], file_limit=300_000)
    server.close()
    assert "ile too large" in result.error
    assert result.stats["finish_reason"] == "write-error"
    assert len(server.seen) < 30
    assert result.stats["kliping/exchanges"] == len(server.seen) - 1
    with next(tmp_path.glob("warc/*.warc.gz")).open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    assert kinds.count("response") == kinds.count("request") == len(server.seen) - 1


def test_a_full_temporary_disk_stops_the_crawl_too(tmp_path):
    """An answer that has no room while it arrives is an error of the disk, told as one."""
    server = WireServer(ALL)
    result = run_crawl(tmp_path, [server.url + path for path in ("/gzip", "/pdf", "/404")], file_limit=2_000_000)
    server.close()
    assert "temporary folder" in result.error
    assert result.stats["finish_reason"] == "write-error"
    assert [seen.path for seen in server.seen] == ["/gzip", "/pdf"]
    assert len(list(tmp_path.glob("warc/*.warc.gz"))) == 1


def test_a_small_page_cannot_become_a_large_one_in_memory(tmp_path):
    """A body that unpacks past the limit is archived as it came and ignored by the spider."""
    bomb = sized(gzip.compress(bytes(40 * len(MIB))), HTML + b"Content-Encoding: gzip\r\n")
    server = WireServer({"/": Answer((bomb,)), "/404": ALL["/404"]})
    settings = {
        "KLIPING_PARSE_MAXSIZE": 1024 * 1024,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
            "crawler.decompress.BoundedDecompression": 590,
        },
    }
    result = run_crawl(tmp_path, [server.url + "/", server.url + "/404"], settings)
    server.close()
    assert result.exchanges[0]["response"] == bomb
    assert [page["url"] for page in result.pages] == [server.url + "/404"]
    assert [error["type"] for error in result.errors] == ["IgnoreRequest"]
