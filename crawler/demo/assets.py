"""Pictures and PDFs of the demo site, made in code so that nothing binary is shipped."""

from __future__ import annotations

import hashlib
import struct
import zlib
from itertools import pairwise

WIDTH, HEIGHT = 64, 40
"""Pixels; both multiples of 8, the side of a JPEG block."""


def png(name: str) -> bytes:
    """Return a small true-colour PNG with a gradient that depends on the name (PNG, RFC 2083)."""
    red, green, blue = hashlib.sha256(name.encode()).digest()[:3]
    rows = b"".join(
        b"\0" + b"".join(bytes(((red + x) & 255, (green + y) & 255, blue)) for x in range(WIDTH)) for y in range(HEIGHT)
    )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(kind, data) for kind, data in chunks)


def jpeg(name: str) -> bytes:
    """Return a small grey baseline JPEG of flat 8x8 blocks that depend on the name (ITU T.81)."""
    shade = hashlib.sha256(name.encode()).digest()[0] % 100
    blocks = (WIDTH // 8) * (HEIGHT // 8)
    levels = [(shade + 7 * i) % 200 - 100 for i in range(blocks)]
    bits = "".join(_dc_bits(b - a) + "0" for a, b in pairwise([0, *levels]))
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")
    return b"\xff\xd8" + _jpeg_tables() + scan + b"\xff\xd9"


def pdf(lines: tuple[str, ...]) -> bytes:
    """Return a one-page PDF 1.4 with these lines (ISO 32000-1, 7.5); letters outside Latin-1 become `?`."""
    shown = b" T* ".join(b"(" + _pdf_string(line) + b") Tj" for line in lines)
    stream = b"BT /F1 12 Tf 16 TL 72 770 Td " + shown + b" ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    return _pdf_file(objects)


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _dc_bits(diff: int) -> str:
    """Return the Huffman code of a DC difference: its size in four bits, then its own bits."""
    size = abs(diff).bit_length()
    value = diff if diff >= 0 else diff + (1 << size) - 1
    return f"{size:04b}" + (f"{value:0{size}b}" if size else "")


def _jpeg_tables() -> bytes:
    """Return everything before the scan: twelve DC codes of four bits, one AC code (end of block)."""
    segments = (
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        (0xDB, b"\0" + b"\x08" * 64),
        (0xC0, struct.pack(">BHHB", 8, HEIGHT, WIDTH, 1) + b"\1\x11\0"),
        (0xC4, b"\0" + bytes([0, 0, 0, 12, *[0] * 12]) + bytes(range(12))),
        (0xC4, b"\x10" + bytes([1, *[0] * 15]) + b"\0"),
        (0xDA, b"\1\1\0\0\x3f\0"),
    )
    return b"".join(struct.pack(">BBH", 255, mark, len(data) + 2) + data for mark, data in segments)


def _pdf_string(text: str) -> bytes:
    plain = text.encode("latin-1", "replace")
    return plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _pdf_file(objects: tuple[bytes, ...]) -> bytes:
    out, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + trailer
