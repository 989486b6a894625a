"""An article masked: every field, the same everywhere, counted, and nothing of it in the report."""

from pathlib import Path

import msgspec
import pytest

from archive.article import (
    Article,
    Attachment,
    Block,
    BlockKind,
    Contact,
    Extractor,
    Image,
    PageDate,
    Precision,
    Removal,
    Source,
)
from archive.errors import ConfigError
from archive.masking import Masker, mask, masker

NIK = "3275031708820004"
PHONE = "0812-3456-7890"
SEED = Path(__file__).parents[1] / "demo" / "seed.txt"


def article(*paragraphs, **fields):
    blocks = tuple(Block(BlockKind.PARAGRAPH, p) for p in paragraphs)
    given = {
        "id": "0123456789abcdef",
        "url": "https://bekasikota.go.id/detail/a",
        "canonical_url": "https://bekasikota.go.id/detail/a",
        "site": "bekasikota",
        "title": "Judul",
        "text": "\n\n".join(paragraphs),
        "blocks": blocks,
        "source": Source("a.warc.gz", 0, 1, "<urn:uuid:1>", "sha1:A", "2019-12-01T00:00:00Z", 200),
        "extractor": Extractor("0.1.0"),
    }
    return Article(**(given | fields))


def test_an_article_without_personal_data_is_itself():
    """Nothing to hide: the same article, no warning, no counts."""
    plain = article("Wali Kota membuka pasar murah.", "Acara selesai pukul 12.00.")
    assert mask(plain).article is plain
    assert mask(plain).counts == {}


def test_the_seed_keeps_its_officials_and_its_place():
    """A real report full of officials, an address of an event and an office's contacts is left as it is."""
    text = SEED.read_text("utf-8")
    assert mask(article(*[p for p in text.split("\n") if p.strip()])).counts == {}


def test_text_and_blocks_say_the_same():
    """The text is still the blocks parted by an empty line, captions apart."""
    caption = Block(BlockKind.CAPTION, f"Pelapor, HP {PHONE}")
    page = article("Pembuka tanpa apa pun.", f"Warga ber-NIK {NIK} melapor.", f"Hubungi Pak Joko {PHONE}.")
    page = msgspec.structs.replace(page, blocks=(page.blocks[0], caption, *page.blocks[1:]))
    masked = mask(page).article
    assert "\n\n".join(b.text for b in masked.blocks if b.kind is not BlockKind.CAPTION) == masked.text
    assert masked.text.count("[NIK]") == 1
    assert masked.blocks[1].text == "Pelapor, HP [PHONE]"
    assert masked.blocks[0] == page.blocks[0]


def test_a_label_a_line_above_counts():
    """A form set in paragraphs is read as a whole: the label stands above its value."""
    masked = mask(article("Nomor rekening BNI", "0234567891", "a.n. Hendra Gunawan")).article
    assert "0234567891" not in msgspec.json.encode(masked).decode()


def test_every_field_with_text_is_masked():
    """Title, captions, attachments, removals, tags, addresses and warnings: the number is nowhere."""
    secret = f"Hubungi Pak Joko {PHONE}"
    page = article(
        secret,
        title=secret,
        dateline=None,
        tags=(secret,),
        images=(Image(f"https://x.go.id/{PHONE}.jpg", secret, secret),),
        attachments=(Attachment(f"https://x.go.id/{PHONE}.pdf", secret, "pdf"),),
        removals=(Removal("related:link", secret),),
        copyright_notice=secret,
        contacts=(Contact(phones=("+6281234567890", "+622188961767")),),
        warnings=(f"weekday: {secret}",),
        url=f"https://x.go.id/a?hp={PHONE}",
        declared={"og:url": f"https://x.go.id/a?hp={PHONE}"},
    )
    masked = mask(page).article
    assert PHONE not in msgspec.json.encode(masked).decode()
    assert masked.contacts[0].phones == ("+622188961767",)
    assert masked.url == "https://x.go.id/a?hp=[PHONE]"


def test_office_contacts_stay():
    """The site's own contact block keeps landlines, mobiles, office mail and address; a private mailbox goes."""
    removals = (
        Removal("contact:phone", "Call us: 085342435921"),
        Removal("contact:address", "Jl. Jendral Ahmad Yani No. 1, Bekasi"),
        Removal("contact:email", "email : info@bekasikota.go.id"),
    )
    contact = Contact("Jl. Jendral Ahmad Yani No. 1", "17141", ("+6285342435921",), (), ("info@bekasikota.go.id",), ())
    page = article("Teks.", removals=removals, contacts=(contact,))
    assert mask(page).article is page
    private = msgspec.structs.replace(page, contacts=(Contact(emails=("budi.santoso88@gmail.com",)),))
    assert mask(private).article.contacts == (Contact(),)
    assert mask(private).counts == {"EMAIL": 1}


def test_a_hidden_birthday_is_no_event():
    """The date told in the text goes together with the day of birth; other dates stay."""
    birth = PageDate("1982-08-17", "17 Agustus 1982", "text", Precision.DAY)
    event = PageDate("2022-01-12", "12 Januari 2022", "text", Precision.DAY)
    page = article("Korban, tanggal lahir 17 Agustus 1982, ditemukan pada 12 Januari 2022.", event_dates=(birth, event))
    assert mask(page).article.event_dates == (event,)


def test_what_was_hidden_is_counted_once_a_place():
    """Counts are by type; a paragraph that is in text and blocks counts once; the article says what was hidden."""
    masked = mask(article(f"Warga ber-NIK {NIK} melapor.", f"Pemohon ber-NIK {NIK} hadir."))
    assert masked.counts == {"NIK": 2}
    assert masked.article.warnings == ("masked: NIK 2",)


def test_masking_twice_changes_nothing():
    """A masked article masked again is itself."""
    once = mask(article(f"Nama: Dewi Lestari\nNIK: {NIK}\nNo HP: {PHONE}\nAlamat: Jl. Kutisari No. 88")).article
    assert mask(once).article is once


def test_the_article_given_is_left_alone():
    """Masking is pure: the article that came in is as it was, and the same again gives the same."""
    page = article(f"Warga ber-NIK {NIK} melapor.")
    before = msgspec.json.encode(page)
    assert mask(page) == mask(page)
    assert msgspec.json.encode(page) == before


def test_the_report_counts_and_shows_nothing():
    """The report has types, categories of UU PDP and numbers, and no character of what was hidden."""
    transform = masker("pdp")
    for page in (article(f"Nama: Dewi Lestari\nNIK: {NIK}\nAgama: Islam"), article("Pasar murah dibuka."), article(f"Ibu Rina, rekening BCA 1234567890, HP {PHONE}.")):  # fmt: skip
        transform(page)
    report = transform.report
    assert (report.policy, report.articles, report.masked) == ("pdp", 3, 2)
    assert {t.type: t.category for t in report.types}["BANK_ACCOUNT"] == "spesifik"
    assert {t.type: t.count for t in report.types}["NIK"] == 1
    assert report.hidden == sum(t.count for t in report.types)
    shown = msgspec.json.encode(report).decode()
    assert not any(secret in shown for secret in (NIK, PHONE, "Dewi", "Rina", "1234567890", "Islam"))


def test_an_unknown_policy_is_told():
    """`--mask gdpr` names what there is."""
    with pytest.raises(ConfigError, match="pdp"):
        masker("gdpr")
    assert isinstance(masker("pdp"), Masker)
