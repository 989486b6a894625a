# ruff: noqa: SIM905 - words read best as words
"""Which parts of a text may hold personal data: lokal reads 3 ms a kilobyte, so the rest is never shown to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_WORD = re.compile(r"[a-z]+")
_TELLING = frozenset(
    """nik ktp kk npwp paspor passport nisn nip nrp bpjs akta lahir kelahiran ttl agama kelamin perkawinan
    kewarganegaraan darah diagnosa diagnosis rekam mengidap menderita positif hiv aids odha odgj tbc tuberkulosis kusta
    residivis narapidana skck gaji penghasilan jari kandung koordinat hepatitis kanker difabel tunanetra tunarungu
    tunawicara tunadaksa tunagrahita alergi
    hidrosefalus leukemia tumor stroke diabetes epilepsi skizofrenia thalasemia sifilis lepra meningitis autisme
    lumpuh""".split()
)
"""Words that announce personal data."""
_HOME = frozenset(
    """tinggal menetap bermukim berkediaman menempati mengontrak beralamat
    beralamatkan domisili berdomisili kediaman rumah rumahnya alamat alamatnya warga penduduk
    kontrakan kos kost indekos asal mengunjungi menjenguk mendatangi diantar mengantar""".split()
)
_STREET = frozenset(
    """jl jln jalan gg gang perum perumahan komp kompl komplek kompleks kp kampung dusun dsn dukuh blok rt cluster
    klaster rusun rusunawa apartemen apartment asrama""".split()
)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d[\d .()-]{4,}\d")
_PLATE_END = re.compile(r"\d ?[A-Z]{1,3}\b")
_PLATE = re.compile(r"\b[A-Z]{1,2} ?\d{1,4} ?[A-Z]{1,3}\b")
_PASSPORT = re.compile(r"\b[A-Z]{1,2} ?\d{6,8}\b")
_SPELLED_MAIL = re.compile(r"[(\[{] ?at ?[)\]}]|%40", re.IGNORECASE)
_SPELLED_NUMBER = re.compile(r"\b(?:nol|kosong) delapan\b")
_LABEL = re.compile(
    r"\b(?:nama|alamat|pemohon|pasien|korban|pelapor|penerima|saksi|siswa|peserta|nasabah)\b[^\n:=]{0,25}[:=\t]"
)
AGE_OF_A_CHILD = re.compile(r",? ?\((?:\d|1[0-7])(?: tahun| thn?\.?)?\)")
"""`Aqila (6)`: data of children is specific data (UU PDP, article 4(2))."""
_CHILD = re.compile(rf"\b[A-Z][\w'’-]+{AGE_OF_A_CHILD.pattern}")
_PINNED = re.compile(r"\b(?:no|nomor|blok|kav|unit|rt)\b[ .]{0,2}[a-z]?\d|\b(?:jl|jln|gg)\b[^\n]{1,60}\d")
_MONEY = re.compile(r"rp[ .]{0,2}$")
_DIGITS_NEEDED = 7
_END = re.compile(r"[.!?][\"”')]{0,2}\s+(?=[A-Z\"“(\d])|\n+")
_ABBREVIATION = re.compile(
    r"\b(?:jl|jln|lr|no|gg|rt|rw|kp|ds|dsn|kec|kel|kab|a\.n|an|sdr|sdri|bpk|tgl|tlp|telp|hp|rek|dr|drs|dra|h|hj|st|ir|prof"
    r"|kh|perum|komp|blok|[a-z])\.$",
    re.IGNORECASE,
)
MAX_WINDOW = 8_000
"""Characters looked at in one go; a longer run of triggering sentences is cut, at a sentence."""


class Sentence(NamedTuple):
    """A part of a text, by its place."""

    start: int
    end: int


def may_hold(text: str) -> bool:
    """Say whether anything in a text calls for a closer look; the cheap questions come first."""
    if "@" in text:
        return True
    low = text.lower()
    words = set(_WORD.findall(low))
    if words & _TELLING or ("delapan" in words and _SPELLED_NUMBER.search(low)):
        return True
    if ("at" in words or "%40" in low) and _SPELLED_MAIL.search(low):
        return True
    if (":" in low or "=" in low or "\t" in low) and _LABEL.search(low):
        return True
    if not _DIGIT.search(text):
        return False
    if "(" in text and _CHILD.search(text):
        return True
    if words & _HOME and words & _STREET and _PINNED.search(low):
        return True
    return any(_is_number(low, m) for m in _NUMBER.finditer(low)) or _coded(text)


def _is_number(low: str, found: re.Match[str]) -> bool:
    """Say whether digits may be a number of a person: seven or more, and no sum of money."""
    value = found.group()
    enough = sum(char.isdigit() for char in value) >= _DIGITS_NEEDED or value.count(".") >= 3  # noqa: PLR2004 - an IP
    return enough and not _MONEY.search(low, max(0, found.start() - 4), found.start())


def _coded(text: str) -> bool:
    """Say whether a plate or a passport may be in a text."""
    return bool((_PLATE_END.search(text) and _PLATE.search(text)) or _PASSPORT.search(text))


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences and lines of a text; an abbreviation's full stop ends none."""
    start = 0
    for end in _END.finditer(text):
        if text[end.start()] == "." and _ABBREVIATION.search(text, max(start, end.start() - 12), end.start() + 1):
            continue
        yield Sentence(start, end.end())
        start = end.end()
    if start < len(text):
        yield Sentence(start, len(text))


def windows(text: str) -> Iterator[Sentence]:
    """Yield the parts of a text worth a look: sentences that trigger, each with its neighbours."""
    if not may_hold(text):
        return
    parts = list(sentences(text))
    wanted = [may_hold(text[part.start : part.end]) for part in parts]
    if not any(wanted):  # what triggers spans two sentences
        wanted = [True] * len(parts)
    first: int | None = None
    for place, part in enumerate(parts):
        near = any(wanted[max(0, place - 1) : place + 2])
        if near and first is None:
            first = part.start
        if first is not None and (not near or part.end - first > MAX_WINDOW):
            yield Sentence(first, part.end)
            first = None
    if first is not None:
        yield Sentence(first, parts[-1].end)
