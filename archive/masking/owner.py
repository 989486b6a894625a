"""Whose a number, an address or a mailbox is: an office's stays, a private person's does not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from archive.masking.rules import rules
from archive.masking.windows import Sentence

REACH = 90
"""Characters before a value whose words say whose it is."""
BEHIND = 45
_PINNED = re.compile(r"\b(?:no|nomor|blok|kav|unit|kamar)\b", re.IGNORECASE)
_SERVICE = re.compile(r"^(?:0800|0804|0807|0809|1\d{2}(?!\d)|1500)")
_PARTS = re.compile(r"[._+\d-]+")
_NO_PERSON = re.compile(
    r"^\W*(?:Kota|Kabupaten|Provinsi|Desa|Kelurahan|Kecamatan)\b"
    r"|\b(?:Hari|Harlah|Pancasila|organisasi|partai)\b(?! ini)"
)
"""Regions and institutions have days of birth, too."""
_OFFICE_CAR = re.compile(
    r"\b(?:(?:mobil|motor|kendaraan|ambulans?|truk) (?:dinas|operasional|tangki|patroli|pemadam|jenazah)|pelat merah"
    r"|bus sekolah|ambulans|angkutan umum)\b",
    re.IGNORECASE,
)
_NUMBERS = frozenset({"NIK", "KK", "CARD", "BANK_ACCOUNT", "NPWP", "BPJS"})
_CODE = re.compile(
    r"\b(?:kode|nomor|no\.?) (?:bayar|billing|booking|registrasi|objek pajak|polis|resi|tiket|antrean|antrian|berkas"
    r"|perkara|surat|dokumen|pelanggan|tilang)\b\D{0,12}$|\bkode rekening\b\D{0,20}$",
    re.IGNORECASE,
)
"""A number of a payment or a file is nobody's."""
_DUES = re.compile(r"^[^\n.;]{0,20}\b(?:pembayaran|membayar|tagihan|retribusi|pajak|iuran|denda)\b", re.IGNORECASE)
_DUE = re.compile(r"\b(?:tagihan|retribusi|pajak|iuran|denda|PBB)\b(?:[^.;]|\.\d){0,80}$", re.IGNORECASE)
_OFFICE_LINE = re.compile(r"@[\w.-]*\bgo\.id\b|\(0\d{2,3}\) ?\d{5,}")
"""A line with an office's mailbox or a landline is an office's address."""
_VISITED = re.compile(
    r"\b(?:mengunjungi|menjenguk|mendatangi|menemui|diantar|mengantar|dibawa|dikirim|pulang)\b[^.;]{0,60}\b(?:di|ke)\s*$",
    re.IGNORECASE,
)
"""Where a person was visited is a home, when no office is told of."""
_LIVES = re.compile(
    r"\b(?:tinggal|menetap|bermukim|mengontrak|kost?|indekos|rumahnya)\b(?: \w+)?(?: di)? $", re.IGNORECASE
)
"""No office is said to live somewhere."""
_PART = re.compile(r"[,;(]|\b(?:atau|dan|serta)\b")
_OTHERS = re.compile(r"[;.]|,? (?:atau|dan|serta)\b")
"""What stands behind these is no longer said of the number."""
_HOME_BEHIND = re.compile(
    r"^,? (?:yang )?(?:merupakan |menjadi )?(?:kediaman|rumah duka|tempat tinggal)\b", re.IGNORECASE
)
_OWNED = re.compile(r"^[\W_]*(?:(?:milik|punya|nomor) )?")
_COMPANY = re.compile(r"\b(?:PT|CV|UD|Yayasan|Koperasi|Firma|Perum)\b")


class Candidate(NamedTuple):
    """Something that may be personal data, by its place in a text."""

    start: int
    end: int
    type: str
    sure: bool


def is_private(text: str, one: Candidate, around: Sentence, names: Sequence[Candidate], *, office: bool) -> bool:
    """Say whether an identifier is a private person's.

    Args:
        text: the text the candidate is in.
        one: the candidate.
        around: its sentence; words outside say nothing.
        names: the names found in the text.
        office: true in a contact block of the site itself.
    """
    before = text[max(around.start, one.start - REACH) : one.start]
    behind = text[one.end : min(around.end, one.end + BEHIND)]
    value = text[one.start : one.end]
    if one.type in _NUMBERS and _CODE.search(before):
        return False
    private = True
    match one.type:
        case "PHONE":
            named = any(around.start <= n.end <= one.start for n in names)
            private = _private_phone(value, before, behind, office=office, named=named)
        case "EMAIL":
            private = not office_mail(value)
        case "BANK_ACCOUNT":
            named = any(around.start <= n.start < around.end for n in names)
            offices = rules().office.search(_without_banks(before)) or rules().office.search(behind)
            private = named or not (offices or _DUES.match(behind) or _DUE.search(before))
        case "NPWP":
            private = not _COMPANY.search(before) and not _COMPANY.search(behind)
        case "ADDRESS" | "GEO":
            line = text[around.start : around.end]
            private = bool(_HOME_BEHIND.match(behind)) or _home(value, before, text[around.start : one.start])
            private = private and not _OFFICE_LINE.search(line)
        case "BIRTH_DATE":
            subject = text[around.start : one.start].rpartition("ahir")[0]
            private = not rules().official.search(subject) and not _NO_PERSON.search(subject)
        case "PLATE":
            private = not (_OFFICE_CAR.search(before) or rules().office.match(_OWNED.sub("", behind)))
    return private


def office_mail(address: str) -> bool:
    """Say whether a mailbox is an office's, by its domain or by a word in its local part."""
    known = rules()
    local, _, domain = address.lower().replace("%40", "@").partition("@")
    if any(domain == d or domain.endswith(f".{d}") for d in known.mail_domains):
        return True
    words = [w for w in _PARTS.split(local) if w]
    return any(w in known.mail_exact or w.startswith(known.mail_stems) for w in words)


def _private_phone(value: str, before: str, behind: str, *, office: bool, named: bool) -> bool:
    from lokal import parse_phone  # noqa: PLC0415 - see text._candidates

    digits = "".join(c for c in value if c.isdigit())
    person, desk = _last(rules().person, before), _last(rules().office, before)
    if _SERVICE.match(digits):
        return False
    if parse_phone(value).type != "mobile":
        return person > desk or bool(re.search(r"\b(?:rumah|pribadi)(?:nya)?\b[^\d]{0,25}$", before, re.IGNORECASE))
    if person > desk or (named and not rules().office.search(_PART.split(before)[-1])):
        return not rules().office.match(_OWNED.sub("", behind))
    return not (office or desk >= 0 or rules().office.search(_OTHERS.split(behind, maxsplit=1)[0]))


def _home(value: str, before: str, whole: str) -> bool:
    """Say whether an address is a home's: a word of living before it, and no office nearer than the person."""
    known = rules()
    strong, weak = _last(known.home_strong, before), _last(known.home_weak, before)
    if _LIVES.search(before):
        return True
    if _VISITED.search(before) and _PINNED.search(value):
        strong = 0
    if max(strong, weak) < 0 or (strong < 0 and not _PINNED.search(value)):
        return False
    return _last(known.person, whole) > _last(known.office, whole) or not known.office.search(whole)


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Return where the last match begins, -1 when there is none."""
    return max((m.start() for m in pattern.finditer(text)), default=-1)


def _without_banks(text: str) -> str:
    """Return the text without the bank's own name, which is no office that owns the account."""
    return re.sub(r"\b(?:bank|kantor cabang|layanan)\b", " ", text, flags=re.IGNORECASE)
