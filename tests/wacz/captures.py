"""Captures of made-up pages."""

from datetime import UTC, datetime, timedelta

from archive.exchange import Exchange

PAGE = """<html lang="id"><head><title>{title}</title></head><body><main><article><h1>{title}</h1>
<p>{lead} Pemerintah daerah menyampaikan bahwa seluruh warga dapat mengikuti kegiatan ini tanpa dipungut biaya.</p>
<p>Kepala dinas mengatakan bahwa petugas telah disiapkan di setiap kecamatan untuk membantu warga yang membutuhkan.
Ia berharap kegiatan serupa dapat dilaksanakan kembali pada tahun depan dengan peserta yang lebih banyak.</p>
</article></main></body></html>"""
LISTING = "<html><title>Beranda</title><body><h1>Berita</h1>{}</body></html>"


def exchange(url, day, body, kind="text/html; charset=utf-8", minute=0):
    data = body if isinstance(body, bytes) else body.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n".encode()
    at = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(hours=3, minutes=minute, microseconds=250)
    return Exchange(url, at, b"GET / HTTP/1.1\r\n\r\n", head + data, notes=(("site", url.split("/")[2]),))


def article(url, day, title, lead="Wali Kota membuka pasar rakyat di alun-alun.", minute=0):
    return exchange(url, day, PAGE.format(title=title, lead=lead), minute=minute)


def listing(url, day, count=12):
    links = "".join(f'<p><a href="/berita/kabar-nomor-{n}">Kabar nomor {n} dari kota</a></p>' for n in range(count))
    return exchange(url, day, LISTING.format(links))
