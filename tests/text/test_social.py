"""What `contacts[].social` promises: the agency's accounts, and no share button, post or person's account."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import archive
from archive.exchange import Exchange
from archive.extraction.contacts import is_contact_line, parse_contact
from archive.extraction.social import account_of, accounts_in

TEXT = "Pemerintah kota membuka layanan baru bagi warga di tiga kecamatan, dan layanan itu tersedia setiap hari kerja. "


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://www.facebook.com/PemkotBekasi/", "facebook:pemkotbekasi"),
        ("https://m.facebook.com/PemkotBekasi?ref=page", "facebook:pemkotbekasi"),
        ("http://id-id.facebook.com/dinas.contoh", "facebook:dinas.contoh"),
        ("https://www.facebook.com/profile.php?id=100064123", "facebook:100064123"),
        ("https://www.instagram.com/pemkotbekasi?igsh=abc", "instagram:pemkotbekasi"),
        ("//twitter.com/@diskominfo", "x:diskominfo"),
        ("https://x.com/Diskominfo", "x:diskominfo"),
        ("https://www.youtube.com/@PemkotTV", "youtube:@pemkottv"),
        ("https://www.youtube.com/channel/UCabcDEF", "youtube:channel/UCabcDEF"),
        ("https://www.tiktok.com/@pemkot.bekasi", "tiktok:pemkot.bekasi"),
        ("https://t.me/pemkotbekasi", "telegram:pemkotbekasi"),
        ("https://wa.me/6281234567890?text=Halo", "whatsapp:+6281234567890"),
        ("https://api.whatsapp.com/send?phone=081234567890&text=Halo", "whatsapp:+6281234567890"),
        ("https://www.linkedin.com/company/pemkot", "linkedin:company/pemkot"),
    ],
)
def test_links_to_accounts_are_read(url, account):
    """A link to an account gives its service and name, in one form whatever the spelling of the address."""
    assert account_of(url) == account


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/sharer/sharer.php?u=https://kota.go.id/x",
        "https://www.facebook.com/share.php?u=x",
        "https://twitter.com/intent/tweet?url=x",
        "https://t.me/share/url?url=x",
        "https://wa.me/?text=x",
        "https://api.whatsapp.com/send?text=x",
        "https://www.youtube.com/watch?v=x",
        "https://www.instagram.com/p/abc/",
        "https://twitter.com/polisi/status/123",
        "https://www.facebook.com/",
        "https://www.facebook.com/wordpress",
        "https://twitter.com/{{handle}}",
        "https://notfacebook.com/pemkot",
        "https://[::1/",
        "#",
    ],
)
def test_share_buttons_posts_and_blanks_are_no_accounts(url):
    """What shares a page, shows a post, or was left in a theme is no account."""
    assert account_of(url) is None


@pytest.mark.parametrize(
    ("line", "accounts"),
    [
        ("IG : @diskominfo", ["instagram:diskominfo"]),
        ("IG @diskominfo", ["instagram:diskominfo"]),
        ("Instagram/Facebook : @pemkot", ["instagram:pemkot", "facebook:pemkot"]),
        ("FB: Pemkot Bekasi | Twitter: @x_y", ["facebook:Pemkot Bekasi", "x:x_y"]),
        ("X : @pemkot, Tiktok : @pemkot.id", ["x:pemkot", "tiktok:pemkot.id"]),
        ("Telegram: @layanan_kota", ["telegram:layanan_kota"]),
    ],
)
def test_lines_of_accounts_are_contact_lines_and_are_read(line, accounts):
    """A line that is nothing but accounts is a contact line, and its accounts are data."""
    assert accounts_in(line) == accounts
    assert is_contact_line(line) == "contact:social"


@pytest.mark.parametrize(
    "line",
    [
        "Facebook menutup akun palsu wali kota.",
        "Pendaftaran dibuka lewat Instagram @diskominfo sampai Jumat, kata kepala dinas.",
        "IG yang dipakai penipu sudah dilaporkan.",
    ],
)
def test_sentences_that_name_a_service_stay(line):
    """A sentence about an account is the news."""
    assert is_contact_line(line) is None


def test_a_contact_block_holds_its_accounts():
    """Accounts in text and as bare addresses join address and phones; a site's own address stays `web`."""
    found = parse_contact(
        ["Alamat : Jl. Merdeka No. 1", "Website : www.kota.go.id", "IG : @kota", "http://facebook.com/kota"]
    )
    assert found.web == ("www.kota.go.id",)
    assert found.social == ("instagram:kota", "facebook:kota")


def contacts(body):
    page = f"<title>Layanan</title><body><h1>Layanan</h1><div class='isi'><p>{TEXT}</p><p>{TEXT}</p>{body}"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
    at = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    return archive.extract(Exchange(url="https://kota.go.id/a", fetched_at=at, request=b"", response=answer)).contacts


def test_icons_in_the_footer_join_its_block():
    """Links without any text, as footers have them, belong to the block they stand beside."""
    icons = "<a href='https://facebook.com/pemkot'><i class='fa'></i></a><a href='https://wa.me/6281234567890'></a>"
    (found,) = contacts(
        f"</div><footer><p>Jl. Merdeka No. 1, Kota Contoh</p><p>Telp (021) 88961767</p>{icons}</footer>"
    )
    assert found.phones == ("+622188961767",)
    assert found.social == ("facebook:pemkot", "whatsapp:+6281234567890")


def test_a_page_of_accounts_only_has_one_contact():
    """Without a contact block the accounts of the frame are a contact of their own, each once."""
    icon = "<a href='https://www.instagram.com/pemkot/'></a>"
    (found,) = contacts(f"</div><header>{icon}</header><footer>{icon}</footer>")
    assert found.social == ("instagram:pemkot",)


def test_accounts_in_the_news_and_of_authors_are_no_contacts():
    """What the article links to, its author's account, and share buttons are not the agency's."""
    news = "<p>Akun <a href='https://instagram.com/penipu'>palsu</a> itu sudah dilaporkan kepada polisi oleh warga.</p>"
    author = "<div class='author-box'><a href='https://x.com/penulis'>Penulis</a></div>"
    assert contacts(f"{news}</div>{author}<a href='https://t.me/share/url?url=x'>Telegram</a>") == ()


@given(st.text(max_size=300))
def test_any_address_and_any_line_is_read(text):
    """Nothing that stands in a link or a line is an error."""
    account_of(text)
    account_of(f"https://facebook.com/{text}")
    assert isinstance(accounts_in(f"IG : @{text}"), list)
