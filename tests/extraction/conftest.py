"""Pages made by hand, run through the engine."""

import datetime as dt

import pytest

import archive
from archive.exchange import Exchange

AT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


def make_exchange(body, *, url="https://contoh.go.id/detail/x", status="200 OK", headers="Content-Type: text/html\r\n"):
    raw = body if isinstance(body, bytes) else body.encode()
    return Exchange(url=url, fetched_at=AT, request=b"", response=f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + raw)


@pytest.fixture
def exchange():
    return make_exchange


@pytest.fixture
def extract():
    def run(body, *, site=None, **options):
        return archive.extract(make_exchange(body, **options), site)

    return run


PROSE = (
    "Pemerintah kota membuka layanan baru bagi warga di tiga kecamatan, dan layanan itu tersedia setiap hari kerja "
    "mulai pukul delapan pagi sampai sore. "
)


@pytest.fixture
def page():
    def make(body, title="Layanan Baru Dibuka"):
        return f"<html><head><title>{title} | Kota Contoh</title></head><body><h1>{title}</h1>{body}</body></html>"

    return make


@pytest.fixture
def prose():
    return PROSE.strip()
