"""The answers that the capture is held against, as literal bytes."""

from __future__ import annotations

import gzip

from wire_server import Answer

PAGE = (
    "<html><head><title>Kliping</title></head><body>" + "<p>Kabar dari balai kota.</p>" * 40 + "</body></html>"
).encode()
PACKED = gzip.compress(PAGE, mtime=0)
HTML = b"Content-Type: text/html; charset=utf-8\r\n"


def sized(body: bytes, headers: bytes = HTML, status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, headers, len(body), body)


def chunks(body: bytes, sizes: tuple[int, ...], extension: bytes = b"") -> bytes:
    """Cut a body into chunks of these sizes, over and over, without the last chunk."""
    out, at, turn = b"", 0, 0
    while at < len(body):
        piece = body[at : at + sizes[turn % len(sizes)]]
        out += b"%x%b\r\n%b\r\n" % (len(piece), extension, piece)
        at, turn = at + len(piece), turn + 1
    return out


CHUNKED = b"HTTP/1.1 200 OK\r\n" + HTML + b"Transfer-Encoding: chunked\r\n"
PDF_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n"
MIB = bytes(range(256)) * 4096


def redirect(target: str, status: bytes = b"302 Found") -> Answer:
    return Answer((b"HTTP/1.1 %b\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % (status, target.encode()),))


WHOLE = {
    "/gzip": Answer((sized(PACKED, HTML + b"Content-Encoding: gzip\r\n"),)),
    "/chunked": Answer(
        (
            CHUNKED + b"Trailer: X-Sum\r\n\r\n",
            chunks(PAGE, (1, 7, 300, 13), b';nama="nilai";x'),
            b"0;akhir\r\nX-Sum: 42\r\nx-sum: 43\r\n\r\n",
        )
    ),
    "/gzip-chunked": Answer((CHUNKED + b"Content-Encoding: gzip\r\n\r\n", chunks(PACKED, (11, 2)), b"000\r\n\r\n")),
    "/headers": Answer(
        (
            sized(
                PAGE,
                b"content-TYPE: text/html\r\nX-Twin: satu\r\nSet-Cookie: a=1; Path=/\r\nx-tWIN:dua\r\n"
                b"Set-Cookie: b=2\r\nX-Fold: panjang\r\n\tsekali\r\nX-Empty:\r\nX-Spaces  :   ya  \r\n",
            ),
        )
    ),
    "/reason": Answer((sized(PAGE, HTML, b"200 Sangat Baik \xe9\xff; sekali!"),)),
    "/no-reason": Answer((sized(PAGE, HTML, b"200"),)),
    "/no-colon": Answer((sized(PAGE, HTML + b"ini bukan header\r\n"),)),
    "/bare-lf": Answer((sized(PAGE).replace(b"\r\n", b"\n"),)),
    "/empty": Answer((sized(b""),)),
    "/204": Answer((b"HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n",)),
    "/304": Answer((b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 99\r\n\r\n',)),
    "/pieces": Answer(tuple(b"%c" % byte for byte in sized(b"sedikit demi sedikit"))),
    "/http10": Answer((b"HTTP/1.0 200 OK\r\nContent-type: text/html\r\n\r\n" + PAGE,), "close"),
    "/close": Answer((sized(PAGE, HTML + b"Connection: Close\r\n"),), "close"),
    "/extra": Answer((sized(b"lima5") + b"TERLALU BANYAK",)),
    "/204-body": Answer((b"HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nisi!",)),
    "/404": Answer((sized(b"tidak ada", HTML, b"404 Not Found"),)),
    "/redirect": redirect("/redirect/2"),
    "/redirect/2": redirect("/redirect/3", b"301 Pindah"),
    "/redirect/3": Answer((sized(PAGE),)),
    "/robots.txt": Answer((sized(b"User-agent: *\nDisallow: /rahasia\n", b"Content-Type: text/plain\r\n"),)),
    "/binary": Answer((sized(MIB[:5000], b"Content-Type: image/jpeg\r\n"),)),
    "/sitemap.xml.gz": Answer((sized(PACKED, b"Content-Type: application/x-gzip\r\n"),)),
    "/long-text": Answer((sized(PAGE * 200),)),
}

INTERIM = (
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\nLink: </b.css>\r\n\r\n",
)
FINAL = sized(PAGE)
WITH_INTERIM = {
    "/interim": Answer((INTERIM[0] + INTERIM[1] + INTERIM[1] + FINAL,)),
    "/interim-slow": Answer((INTERIM[1][:20], 0.05, INTERIM[1][20:], 0.05, FINAL[:9], 0.05, FINAL[9:])),
}

CUT = {
    "/cut-length": (Answer((sized(PAGE)[:-100],), "close"), "disconnect"),
    "/cut-reset": (Answer((sized(PAGE)[:-100], 0.1), "reset"), "disconnect"),
    "/cut-chunked": (Answer((CHUNKED + b"\r\n", chunks(PAGE, (100,))[:-40]), "close"), "disconnect"),
    "/cut-head": (Answer((b"HTTP/1.1 200 OK\r\nContent-Ty",), "close"), "disconnect"),
    "/cut-interim": (Answer((INTERIM[0],), "close"), "disconnect"),
    "/bad-chunk": (Answer((CHUNKED + b"\r\n5\r\nbenar\r\nzz\r\nsalah", 0.2), "close"), "unspecified"),
    "/garbage": (Answer((b"220 ini bukan HTTP\r\n\r\n", 0.2), "close"), "unspecified"),
}

SLOW_BODY = b"HTTP/1.1 200 OK\r\n" + HTML + b"Content-Length: 5000\r\n\r\nawal saja"
ENDLESS_HEAD = (b"HTTP/1.1 200 OK\r\n", *((b"X-Lagi: " + b"a" * 8000 + b"\r\n",) * 60))
TRICKY = {
    "/ragged": Answer((b"HTTP/1.0 200 OK\r\n" + HTML + b"\r\n" + PAGE,), "ragged"),
    "/slow": Answer((SLOW_BODY, 3.0), "close"),
    "/silent": Answer((3.0,), "close"),
    "/nothing": Answer((), "close"),
    "/big": Answer((PDF_HEAD + b"Content-Length: %d\r\n\r\n" % (4 * len(MIB)), *((MIB,) * 4))),
    "/big-chunked": Answer((PDF_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *((b"100000\r\n" + MIB + b"\r\n",) * 4))),
    "/endless-head": Answer(ENDLESS_HEAD, "close"),
    "/500": Answer((sized(b"rusak", HTML, b"500 Rusak"),)),
    "/503-once": [Answer((sized(b"sibuk", HTML, b"503 Sibuk"),)), Answer((sized(PAGE),))],
    "/pdf": Answer((PDF_HEAD + b"Content-Length: %d\r\n\r\n" % (30 * len(MIB)), *((MIB,) * 30))),
}

ALL = WHOLE | WITH_INTERIM | {path: answer for path, (answer, _) in CUT.items()} | TRICKY
