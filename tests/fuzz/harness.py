"""One fuzzed input through the engine: an outcome, writable as JSON, whatever the bytes are.

Run by campaign.py in a process of its own, since libFuzzer ends the process at the first crash. The first byte of an
input says what the rest is: a body, a whole HTTP answer, or a short text repeated until it is long (in the
body or in the title), which is what slow patterns choke on.
"""

import datetime as dt
import hashlib
import sys
import time
from pathlib import Path

AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
TEXT = (
    b"Pemerintah kota membuka layanan baru bagi warga di tiga kecamatan, dan layanan itu tersedia setiap hari kerja. "
)
LONG = 10_000
"""Bytes of a repeated text; campaign.py measures with 60,000."""
BAIT = 200
SLOW = 1.0
"""CPU seconds, instrumented, past which an input is put aside, to be measured again without instrumentation."""
BODY, ANSWER, BAIT_BODY, BAIT_TITLE = range(4)


def answer_of(data):
    """Return the HTTP answer that an input stands for."""
    kind, rest = data[0] % 4, data[1:]
    if kind == ANSWER:
        return rest
    if kind == BODY or not rest:
        return HEAD + rest
    long = (rest[:BAIT] * (LONG // len(rest[:BAIT]) + 1))[:LONG]
    title, body = (long, TEXT) if kind == BAIT_TITLE else (b"Judul", long)
    return HEAD + b"<title>%s</title><h1>%s</h1><p>%s</p><p>%s</p><p>%s</p>" % (title, title, TEXT, body, TEXT)


def run(data):
    """Extract an input; every broken promise is an exception."""
    outcome(data)


def outcome(data):
    """Return what an input becomes, after every promise about it was checked."""
    import msgspec  # noqa: PLC0415 - the campaign instruments imports

    import archive  # noqa: PLC0415
    from archive.exchange import Exchange  # noqa: PLC0415
    from archive.review import align, page_lines  # noqa: PLC0415

    exchange = Exchange(
        url="https://kota.go.id/berita/1", fetched_at=AT, request=b"", response=answer_of(data or b"\0")
    )
    found = archive.extract(exchange)
    msgspec.json.encode(found)
    if isinstance(found, archive.Article):
        if "\n\n".join(b.text for b in found.blocks if b.kind != "caption") != found.text:
            raise AssertionError("the blocks are not the text")
        align(page_lines(exchange).lines, found)
    return found


def main():
    """Fuzz until libFuzzer's flags say stop; what is slow goes into the folder named first."""
    import atheris  # noqa: PLC0415 - only here

    aside = Path(sys.argv.pop(1))
    with atheris.instrument_imports(include=["archive"]):
        import archive.review  # noqa: F401, PLC0415

    def one(data):
        begun = time.process_time()
        run(data)
        if time.process_time() - begun > SLOW:
            (aside / f"slow-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
