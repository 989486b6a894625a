"""What more views of public repositories taught: icons' names, cards called captions, templates' dates, overlays."""

import pytest

TEXT = (
    "Tim SAR gabungan menghentikan pencarian nelayan yang hilang di selat sejak pekan lalu, Senin sore. "
    "Pencarian sudah berjalan tujuh hari dengan tiga kapal. Perahu korban ditemukan kosong pada hari kedua."
)
TITLE = "Pencarian Nelayan Dihentikan"
URL = "https://contoh.go.id/berita/pencarian-nelayan-dihentikan"


@pytest.mark.parametrize("icon", ["material-symbols-outlined text-[16px]", "material-icons"])
def test_the_name_of_an_icon_is_no_text(extract, page, icon):
    """Fonts draw `visibility` and `forum` as pictures: what stands beside them is read without them."""
    head = f'<div><span class="{icon}">visibility</span> 1095 Kali Dibaca</div>'
    comments = (
        f'<div><h3><span class="{icon}">forum</span> 1 Komentar</h3><p>Alhamdulillah, semoga makin maju.</p></div>'
    )
    got = extract(page(f"{head}<div><p>{TEXT}</p></div>{comments}"))
    assert got.text == TEXT


def test_a_word_that_is_an_icon_s_name_stays_in_a_text(extract, page):
    """Only the icon's own element is taken."""
    assert "visibility" in extract(page(f"<p>{TEXT} Kata visibility dipakai dalam laporan itu.</p>")).text


def test_a_card_called_caption_is_the_text(extract):
    """A theme's `fig-caption` around heading and text is no picture's."""
    body = f"<div class='fig-caption'><h3>{TITLE}</h3><p>27 Desember 2021</p><div class='post-text'>{TEXT}</div></div>"
    got = extract(f"<html><body><figure><img src='/a.jpg'></figure>{body}</body></html>", url=URL)
    assert got.text == TEXT


def test_a_caption_with_a_short_line_stays_a_caption(extract, page):
    """A heading over a picture with a line below it is no text."""
    slide = "<div class='carousel-caption'><h5>Selamat Datang</h5><p>Kota yang bersih dan tertib.</p></div>"
    assert "bersih" not in extract(page(f"{slide}<p>{TEXT}</p>")).text


@pytest.mark.parametrize(
    ("attribute", "shown", "expected"),
    [
        ("2020-01-01", "25 Maret 2021", "2021-03-25"),
        ("2024-05-07T18:30:00Z", "8 Mei 2024", "2024-05-08T01:30:00+07:00"),
        ("2021-03-25", "2 jam lalu", "2021-03-25"),
    ],
)
def test_a_time_that_shows_another_day_is_what_it_shows(extract, page, attribute, shown, expected):
    """Templates leave `2020-01-01` in each `<time>`; the day before or after is only another zone's."""
    got = extract(page(f"<div><time datetime='{attribute}'>{shown}</time></div><p>{TEXT}</p>"))
    assert got.published.value == expected


def test_a_title_laid_over_a_picture_is_found(extract):
    """`hero-overlay` holds the page's own title and date; an `overlay` alone is a window."""
    hero = f"<div class='hero-overlay'><h2>{TITLE}</h2><small>17 Agustus 2022</small></div>"
    got = extract(f"<html><head><title>Kelurahan</title></head><body>{hero}<div>{TEXT}</div></body></html>", url=URL)
    assert (got.title, got.published.value) == (TITLE, "2022-08-17")
    window = "<div class='overlay'><h2>Selamat Datang di Portal</h2></div>"
    assert extract(f"<html><body>{window}<h3>{TITLE}</h3><div>{TEXT}</div></body></html>", url=URL).title == TITLE


def test_a_line_with_the_words_of_the_address_is_the_title(extract):
    """Pages that mark no heading name theirs in the address; a sentence with the same words and more is none."""
    html = f"<html><head><title>SIPAJAK</title></head><body><div><span>{TITLE}</span></div><p>17 Agustus 2022</p><p>{TEXT}</p></body></html>"
    assert extract(html, url=URL).title == TITLE


@pytest.mark.parametrize(("text", "kind"), [(TEXT, "Article"), ("Baca kabar lain di sini.", "Rejection")])
def test_a_text_below_bare_lists_of_other_pages(extract, text, kind):
    """Pages of phpMu begin with two lists of titles and end with the text; lists without one are a listing."""
    titles = ("Warga Antre Vaksin di Puskesmas", "Jalan Poros Ditutup Sepuluh Hari", "Petani Muda Belajar Hidroponik")
    lists = "".join(f"<li><a href='/{n}''>{t}</a><a href='#'>0</a></li>" for n, t in enumerate(titles))
    paragraphs = "".join(f"<p>{sentence.strip()}.</p>" for sentence in text.split(".")[:-1])
    html = (
        f"<html><head><title>{TITLE}</title></head><body><div class='full'><h1><b>{TITLE}</b></h1><span>By <b>Admin</b></span>"
        f"</div><div class='row'><div class='column3'><h3>Kabar Desa</h3><ul>{lists}</ul></div><div class='column9'>"
        f"<img src='/a.jpg'>{paragraphs}</div></div></body></html>"
    )
    assert type(extract(html, url="https://contoh.go.id/nelayan")).__name__ == kind
