"""Make a dataset of made-up articles, as many as wanted: `python benchmarks/generate.py 100000 FOLDER`.

Seeded and streamed: each shard is made, written and forgotten; the same number and seed give the same dataset
(its identity is printed). About 12 % of the articles are copies of another site's press release, 1 % have an
English twin, 3 % carry made-up personal data.
"""

# ruff: noqa: SIM905 - a list of words reads best on one line
from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from archive.article import (
    Article,
    Block,
    BlockKind,
    Contact,
    Credit,
    Extractor,
    Language,
    PageDate,
    Precision,
    Quality,
    Region,
    Removal,
    Source,
)
from archive.dataset import Manifest, Publisher, ShardInfo, read_manifest
from archive.dataset.manifest import identity_of, write_manifest
from archive.dataset.shard import ARTICLES
from archive.extraction.region import region_of_host

PER_SHARD = 250
SITES = (
    "bekasikota", "bekasikab", "bandungkab", "bogorkab", "serangkota", "surabaya", "malangkota", "jatimprov",
    "jabarprov", "bantenprov", "padang", "palembang", "denpasarkota", "kendarikota", "ambon", "jayapurakota",
    "semarangkota", "sragenkab", "klatenkab", "tegalkota",
)  # fmt: skip
WHO = "Wali Kota|Bupati|Wakil Bupati|Sekretaris Daerah|Kepala Dinas Kesehatan|Kepala Bappeda|Camat Jatiasih|Lurah Sumur Batu|Kepala Dinas PUPR|Ketua TP PKK|Kepala BPBD|Kepala Dinas Pendidikan|Asisten Pembangunan|Direktur RSUD|Kepala Satpol PP|Gubernur".split("|")  # fmt: skip
NAMES = "Rahmat|Siti|Dadang|Koswara|Supandi|Jumhana|Tri|Kariman|Nani|Agus|Wahyu|Endang|Yuli|Hendra|Mochtar|Bambang|Lilis|Asep|Ratna|Slamet".split("|")  # fmt: skip
DID = "meresmikan|meninjau|membuka|menyerahkan|mengevaluasi|mengapresiasi|menyosialisasikan|mempercepat|menargetkan|membahas|menandatangani|memantau|menertibkan|memperbaiki|menggelar|mencanangkan|mengukuhkan|menyalurkan".split("|")  # fmt: skip
WHAT = "perbaikan drainase|bantuan pangan|pelayanan terpadu|musyawarah rencana pembangunan|gerakan tanam cabai|imunisasi balita|normalisasi kali|pelatihan UMKM|pembangunan jembatan|festival budaya|pemutakhiran data penduduk|penanganan sampah|beasiswa santri|rapat koordinasi|operasi pasar|posyandu lansia|uji kir kendaraan|bedah rumah|kerja bakti|penataan pedagang|perpustakaan keliling|simulasi gempa".split("|")  # fmt: skip
WHERE = "Balai Kota|Aula Kecamatan|Gedung Serbaguna|Lapangan Alun-Alun|Kelurahan Margahayu|Desa Sukamaju|Pendopo|Terminal Induk|Pasar Baru|Puskesmas Pembantu|Kampung Rawa|Hotel Horison|Stadion Patriot|Kantor Kelurahan|Jalan Ahmad Yani|bantaran sungai".split("|")  # fmt: skip
WHY = "demi menekan angka stunting|agar warga lebih mudah mengurus dokumen|sebelum musim hujan tiba|sesuai arahan pemerintah pusat|untuk menjaga stabilitas harga|sebagai tindak lanjut rapat pekan lalu|guna meningkatkan pendapatan asli daerah|karena banyaknya keluhan masyarakat|dalam rangka hari jadi daerah|supaya pelayanan semakin cepat".split("|")  # fmt: skip
SAID = "Kami berharap|Insya Allah|Saya minta|Alhamdulillah|Ke depan|Tentunya|Mari kita pastikan|Sudah disepakati|Target kami|Perlu diingat".split("|")  # fmt: skip
ENGLISH = "The mayor of {} opened the {} meeting of {} and {} in {} hall.|The {} service for {} is free and starts in {} and {} next week.|It is hoped that the {} program of {} helps {} and the people of {}.".split("|")  # fmt: skip
PRIVATE = "Warga yang belum terdata dapat menghubungi Pak {name} di 0812-{a}-{b}.|Penerima bantuan atas nama {name}, NIK 327503170882{b}, sudah terverifikasi.|Kirim berkas ke {low}{a}@gmail.com paling lambat Jumat.".split("|")  # fmt: skip


SYLLABLES = "su ra ka ya ni wan to har di ba gus lem pu tra man sa ri mu lyo bo no ti wi dar ma ja ta lu".split()


def made(dice: random.Random) -> str:
    """Return a made-up surname or place: real text has many words that come once."""
    return "".join(dice.choices(SYLLABLES, k=dice.randrange(2, 5))).capitalize()


def sentence(dice: random.Random) -> str:
    """Return one made-up sentence, about 15 words."""
    pick = dice.choice
    if dice.random() < 0.25:
        return f'"{pick(SAID)} {pick(WHAT)} di {pick(WHERE)} {made(dice)} selesai dalam {dice.randrange(2, 90)} hari {pick(WHY)}," ujar {pick(NAMES)}.'
    return f"{pick(WHO)} {pick(NAMES)} {made(dice)} {pick(DID)} {pick(WHAT)} dan {pick(WHAT)} di {pick(WHERE)} {made(dice)} {made(dice)}, {pick(WHY)}, dengan anggaran Rp{dice.randrange(10, 9999)} juta."


def release(number: int, seed: int) -> tuple[str, list[str]]:
    """Return title and paragraphs of press release `number`: several sites may publish it."""
    dice = random.Random(f"{seed}/release/{number}")
    paragraphs = [" ".join(sentence(dice) for _ in range(dice.randrange(2, 5))) for _ in range(dice.randrange(3, 9))]
    return f"{dice.choice(WHO)} {dice.choice(DID).capitalize()} {dice.choice(WHAT).title()} {number}", paragraphs


def edited(paragraphs: list[str], dice: random.Random) -> list[str]:
    """Return the paragraphs as another site prints them: a dateline, a word changed, a closing line."""
    words = paragraphs[0].split()
    words[dice.randrange(len(words))] = dice.choice(NAMES)
    tail = [sentence(dice)] if dice.random() < 0.3 else []
    return [f"{dice.choice(WHERE)} - {' '.join(words)}", *paragraphs[1:], *tail]


def article(site: str, month: str, number: int, seed: int) -> Article:
    """Return one made-up article of a site and month."""
    dice = random.Random(f"{seed}/{site}/{month}/{number}")
    own = int(hashlib.sha256(f"{site}{month}{number}".encode()).hexdigest()[:12], 16)
    copied = dice.random() < 0.12
    title, paragraphs = release(int(month.replace("-", "")) * 100 + dice.randrange(60) if copied else own, seed)
    paragraphs = edited(paragraphs, dice) if copied else paragraphs
    if dice.random() < 0.03:
        name = dice.choice(NAMES)
        paragraphs.append(dice.choice(PRIVATE).format(name=name, low=name.lower(), a=dice.randrange(1000, 9999), b=f"{dice.randrange(1, 9999):04}"))  # fmt: skip
    day = f"{month}-{dice.randrange(1, 28):02}"
    url = f"https://{site}.go.id/detail/{own}-{'-'.join(title.lower().split()[:8])}"
    return _record(site, url, (title, paragraphs), day, dice)


def _record(site: str, url: str, words: tuple[str, list[str]], day: str, dice: random.Random) -> Article:
    title, paragraphs = words
    identifier = hashlib.sha256(f"{site}\n{url}".encode()).hexdigest()[:16]
    hour = f"{dice.randrange(7, 18):02}:{dice.randrange(60):02}:00"
    return Article(
        id=identifier, url=url, canonical_url=url, site=site, region=region(site), title=title,
        text="\n\n".join(paragraphs), blocks=tuple(Block(BlockKind.PARAGRAPH, p) for p in paragraphs),
        published=PageDate(f"{day}T{hour}+07:00", f"{day} {hour}", "time", Precision.SECOND, "WIB"),
        credit=Credit("(gie)", "gie"), category="Pemerintahan", tags=("umkm", "banjir")[: dice.randrange(3)],
        language=Language("id", 0.98), quality=Quality(0.9),
        contacts=(Contact("Jl. Jendral Ahmad Yani No. 1, Bekasi", None, ("+622188961767",), (), ("info@bekasikota.go.id",), ()),),
        copyright_notice="Copyright © 2017 Pemerintah Kota Bekasi",
        removals=(Removal("contact:address", "Jl. Jendral Ahmad Yani No. 1, Bekasi"), Removal("related:heading", "Berita Terkait")),
        source=Source(f"{site}-{day[:7]}.warc.gz", dice.randrange(1 << 30), 20_000, f"<urn:uuid:{identifier}>", f"sha1:{identifier}", f"{day}T12:00:00Z", 200),
        extractor=Extractor("0.1.0", None, identifier),
    )  # fmt: skip


def english(twin: Article, dice: random.Random) -> Article:
    """Return the English page of an article."""
    url = twin.canonical_url.replace("/detail/", "/en/detail/")
    identifier = hashlib.sha256(f"{twin.site}\n{url}".encode()).hexdigest()[:16]
    lines = [[dice.choice(ENGLISH).format(*(made(dice) for _ in range(5))) for _ in range(3)] for _ in range(4)]
    paragraphs = [" ".join(line) for line in lines]
    return replace(
        twin, id=identifier, url=url, canonical_url=url, title=f"News {identifier}", text="\n\n".join(paragraphs),
        blocks=tuple(Block(BlockKind.PARAGRAPH, p) for p in paragraphs), language=Language("en", 0.9),
        source=replace(twin.source, record_id=f"<urn:uuid:{identifier}>"),
    )  # fmt: skip


_regions: dict[str, Region] = {}


def region(site: str) -> Region:
    if site not in _regions:
        _regions[site] = region_of_host(f"{site}.go.id")
    return _regions[site]


def shards(count: int, seed: int) -> Iterator[list[Article]]:
    """Yield the articles of one site and month after the other, `count` in all."""
    left, step = count, 0
    while left:
        site, back = SITES[step % len(SITES)], step // len(SITES)
        month = f"{2026 - back // 12}-{12 - back % 12:02}"
        dice = random.Random(f"{seed}/{site}/{month}")
        found: dict[str, Article] = {}
        for number in range(min(PER_SHARD, left)):
            one = article(site, month, number, seed)
            twin = dice.random() < 0.01 and len(found) + 1 < min(PER_SHARD, left)
            found |= {a.id: a for a in ((one, english(one, dice)) if twin else (one,))}
            if len(found) >= min(PER_SHARD, left):
                break
        rows = [found[key] for key in sorted(found)][:left]
        left, step = left - len(rows), step + 1
        yield rows


def generate(count: int, folder: Path, seed: int = 1) -> Manifest:
    """Write a dataset folder with `count` articles and return its manifest."""
    part = folder / ".part"
    parts = tuple(sorted(publish(rows, part, folder) for rows in shards(count, seed)))
    shutil.rmtree(part, ignore_errors=True)
    manifest = Manifest(extractor="generated", shards=parts, identity=identity_of(parts))
    write_manifest(folder, manifest)
    return manifest


def publish(rows: list[Article], part: Path, folder: Path) -> ShardInfo:
    """Publish one shard by itself, as kliping does, and move it into the large dataset."""
    with Publisher(part, keep=None) as publisher:
        for row in rows:
            publisher.add(row)
        publisher.publish(Manifest(extractor="generated"))
    written = read_manifest(part)
    assert written is not None
    (shard,) = written.shards
    target = folder / shard.kind / shard.name
    target.parent.mkdir(parents=True, exist_ok=True)
    (part / shard.kind / shard.name).replace(target)
    return shard


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    started = time.perf_counter()
    manifest = generate(chosen.count, chosen.folder, chosen.seed)
    took = time.perf_counter() - started
    size = sum(s.size for s in manifest.shards)
    sys.stdout.write(f"{manifest.count(ARTICLES)} articles in {len(manifest.shards)} shards, {size / 1e6:.0f} MB of lines, {took:.0f} s\nidentity {manifest.identity}\n")  # fmt: skip


if __name__ == "__main__":
    main()
