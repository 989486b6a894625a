"""Small sites of made-up pages, written to WARCs and derived."""

import random
from datetime import UTC, datetime, timedelta

from archive.collection import Collection
from archive.dataset import load, load_rejections
from archive.exchange import Exchange
from archive.jobs.derive import derive
from archive.sites import SiteRegistry
from archive.warc import WarcWriter

WORDS = [
    "warga",
    "pasar",
    "jembatan",
    "sekolah",
    "panen",
    "sungai",
    "lampu",
    "taman",
    "kelurahan",
    "petugas",
    "angkutan",
    "layanan",
    "gedung",
    "jalan",
    "posyandu",
    "lahan",
    "pupuk",
    "nelayan",
    "perahu",
    "benih",
    "terminal",
    "kantor",
    "loket",
    "berkas",
    "pelatihan",
    "kader",
    "imunisasi",
    "balita",
]
NOTICE = "Layanan pengaduan warga dibuka setiap hari kerja dan setiap laporan dijawab dalam tiga hari oleh petugas."
MOTTO = "Kota yang bersih adalah kota yang warganya mau menunduk dan memungut sampahnya sendiri setiap pagi."
HOST = "contoh.go.id"
BEGUN = datetime(2026, 8, 3, tzinfo=UTC)


def prose(number):
    """Return a made-up sentence, another one for each number."""
    return " ".join(random.Random(number).choices(WORDS, k=25)).capitalize() + "."


def paragraphs(number, count=3):
    return [prose(1000 * number + n) for n in range(count)]


def title_of(number):
    return " ".join(random.Random(-number).sample(WORDS, 4)).title()


def slug_of(title):
    return title.lower().replace(" ", "-")


def old_design(title, body):
    """A page with a notice inside the article's container, and a motto in its foot."""
    return (
        f"<html><head><title>{title}</title></head><body><div class='atas'><a href='/'>Beranda</a></div>"
        f"<div class='kotak'><h1>{title}</h1><div class='tulis'>{body}<p class='pesan'>{NOTICE}</p></div></div>"
        f"<div class='kaki'><p>{MOTTO}</p></div></body></html>"
    )


def new_design(title, body):
    """Other elements, and the notice above the text."""
    return (
        f"<html><head><title>{title} | Kota</title></head><body><div id='kepala'><a href='/'>Depan</a></div>"
        f"<main><section class='lembar'><h2>{title}</h2><p class='info'>{NOTICE}</p>{body}</section></main>"
        f"<div id='bawah'><p>{MOTTO}</p></div></body></html>"
    )


def body_of(lines):
    return "".join(f"<p>{line}</p>" for line in lines)


def page(number, *, lines=None, design=old_design, path=None, host=HOST, at=BEGUN, body=None):
    """Return the exchange of a page of the site."""
    title = title_of(number)
    html = design(title, body if body is not None else body_of(lines if lines is not None else paragraphs(number)))
    path = path or f"/berita/{slug_of(title)}-{number}"
    return answer(f"https://{host}{path}", html, at + timedelta(minutes=number))


def answer(url, html, at=BEGUN):
    data = html.encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
    path = url.partition("//")[2].partition("/")[2]
    return Exchange(url, at, f"GET /{path} HTTP/1.1\r\n\r\n".encode(), head % len(data) + data)


class Town:
    """A collection that grows WARC by WARC."""

    def __init__(self, folder):
        self.collection = Collection(folder).create()

    def add(self, name, *exchanges):
        with WarcWriter(self.collection.warc, name) as writer:
            for exchange in exchanges:
                writer.write(exchange)
        return self

    def derive(self, **options):
        return derive(self.collection, SiteRegistry(), **options)

    def articles(self):
        return {a.url.rpartition("/")[2]: a for a in load(self.collection.root)}

    def texts(self):
        return {name: a.text for name, a in self.articles().items()}

    def rejections(self):
        return {r.url: r for r in load_rejections(self.collection.root)}

    def templates(self):
        folder = self.collection.templates
        return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.glob("*/*.json"))}
