"""Tables that lead elsewhere, frames with nothing in them, and the articles that look like either."""

import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("pagetypes_common", HERE / "common.py")
common = importlib.util.module_from_spec(spec)
spec.loader.exec_module(common)

HOST = "https://kab.contoh.go.id"
LAWS = ("Pajak Daerah", "Retribusi Jasa Umum", "Ketertiban Umum", "Tata Ruang Wilayah", "Hibah", "Pengelolaan Aset")
SIDE = "".join(f"<li><a href='/berita/{n}'>Berita nomor {n} tentang pembangunan desa</a></li>" for n in range(5))
TOLD = "<p>Bupati menandatangani enam peraturan baru di pendopo, Rabu (14/5/2025), di hadapan pimpinan dewan.</p>"


def kind(main, title="Produk Hukum", path="/hukum/semua", head=""):
    """Return what the engine says of a page with this main column."""
    html = (
        f"<html><head><title>{title}</title>{head}</head><body><div class='kolom'><h1>{title}</h1>{main}</div>"
        f"<div class='samping'><h3>Berita Terbaru</h3><ul>{SIDE}</ul></div></body></html>"
    )
    return common.kind(html, HOST + path)


def table(link="<a href='/hukum/{n}'>Detail</a>", rows=LAWS):
    """Return a table of laws whose last column is a link."""
    cells = "".join(
        f"<tr><td>{n}</td><td>Perda Nomor {n} Tahun 2024</td><td>{law}</td><td>{link.format(n=n)}</td></tr>"
        for n, law in enumerate(rows)
    )
    return f"<table><tr><th>No</th><th>Nomor</th><th>Tentang</th><th>Aksi</th></tr>{cells}</table>"


@pytest.mark.parametrize(
    "link", ["<a href='/hukum/{n}'>Detail</a>", "<a href='/hukum/{n}'><i class='fa fa-eye'></i></a>"]
)
def test_a_table_whose_rows_lead_elsewhere_is_a_listing(link):
    """The link may be a word or an icon, and the title need not say that it lists."""
    assert kind(table(link), "Hukum Kabupaten") == "LISTING"


def test_a_table_of_files_stays_a_document_page():
    """Rows that hand out files have a reason of their own."""
    assert kind(table("<a href='/berkas/{n}.pdf'>Unduh</a>"), "Hukum Kabupaten") == "DOCUMENT"


@pytest.mark.parametrize(
    ("title", "rows", "expected"),
    [
        ("Produk Hukum Daerah", LAWS, "LISTING"),
        ("Peraturan Bupati Tahun 2024", LAWS, "LISTING"),
        ("Rekapitulasi Penerimaan Menurut Jenis Pajak", LAWS, "ARTICLE"),
    ],
)
def test_a_table_without_links_lists_only_where_its_title_says_so(title, rows, expected):
    """Numbers and names in a table are content; a title that is a register's name makes it a listing."""
    assert kind(table("-", rows), title) == expected


@pytest.mark.parametrize("title", ["Produk Hukum", "Bupati Tandatangani Enam Peraturan"])
def test_a_report_above_a_table_of_links_is_an_article(title):
    """A sentence of the page's own above the table is a text, whatever the table leads to."""
    assert kind(TOLD + table(), title) == "ARTICLE"


def test_an_agenda_of_dates_is_a_listing_and_one_event_an_article():
    """A table of many days lists; the fields of one event with its sentence are an article."""
    days = "".join(f"<tr><td>{n} Mei 2025</td><td>08.00 WIB</td><td>Rapat</td></tr>" for n in range(1, 8))
    assert kind(f"<table><tr><th>Hari</th><th>Jam</th><th>Acara</th></tr>{days}</table>", "Agenda Bupati") == "LISTING"
    event = "<table><tr><td>Hari</td><td>19 Mei 2025</td></tr><tr><td>Tempat</td><td>Aula</td></tr></table>"
    assert kind(event + TOLD, "Agenda Bupati") == "ARTICLE"


@pytest.mark.parametrize(
    ("main", "expected"),
    [
        ("<p>Masukkan nomor registrasi permohonan Anda.</p><form action='/cek'><input name='n'></form>", "EMPTY_BODY"),
        ("<p>Masukkan nomor registrasi permohonan Anda.</p>", "ARTICLE"),
        ("<form><p>Layanan dialihkan ke aula kecamatan pada 19 Mei 2025.</p><input name='n'></form>", "ARTICLE"),
        ("<p>Memuat tiga puluh kontainer beras, kapal bantuan bertolak ke Pulau Mas pada Rabu.</p>", "ARTICLE"),
    ],
)
def test_what_a_form_asks_or_a_script_fills_is_no_text(main, expected):
    """A question without its form, or a sentence that begins alike, stays."""
    assert kind(main, "Cek Status", "/cek-status") == expected


@pytest.mark.parametrize("told", ["Memuat data...", "Situs ini tidak berfungsi tanpa JavaScript.", "Please wait..."])
def test_a_word_to_wait_is_no_text(told):
    """What stands there until the scripts have run is no line of an article."""
    page = f"<html><head><title>Portal</title></head><body><h1>Portal</h1><div>{told}</div></body></html>"
    assert common.kind(page, HOST + "/layanan") == "EMPTY_BODY"


@pytest.mark.parametrize("below", ["Berita Terbaru", "Berita Terkait"])
def test_a_short_notice_beside_a_labelled_list_is_an_article(below):
    """One undated sentence, and links of other pages below a heading that says so."""
    side = f"<div><h3>{below}</h3><ul>{SIDE}</ul></div>"
    page = "<html><head><title>Loket</title></head><body><div><h1>Loket</h1>{}</div>" + side + "</body></html>"
    told = page.format("<p>Loket kecamatan tutup pada Kamis karena listrik padam.</p>")
    assert common.kind(told, HOST + "/info/loket") == "ARTICLE"
    assert common.kind(page.format(""), HOST + "/info/loket") != "ARTICLE"


def test_an_empty_place_of_the_text_is_empty_whatever_stands_beside():
    """The links of a frame are no listing's where the CMS names the place of a text and left it empty."""
    side = "<div class='card'><div class='card-header'>Populer</div><ul>" + SIDE + "</ul></div>"
    page = "<html><head><title>Visi</title></head><body><h1>Visi</h1>{}" + side + "</body></html>"
    assert common.kind(page.format("<div class='entry-content'></div>"), HOST + "/visi") == "EMPTY_BODY"
    full = "<div class='entry-content'><p>Terwujudnya daerah yang maju dan berkeadilan bagi semua warga.</p></div>"
    assert common.kind(page.format(full), HOST + "/visi") == "ARTICLE"
    assert common.kind(page.format(""), HOST + "/visi") != "ARTICLE"


def test_a_first_page_that_its_scripts_fill_is_empty_and_not_a_listing():
    """An empty shell at the site's address shows nothing that could be listed."""
    shell = "<html><head><title>Portal</title></head><body>{}<script src='/a.js'></script></body></html>"
    assert common.kind(shell.format("<div id='root'></div>"), HOST + "/") == "EMPTY_BODY"
    assert common.kind(shell.format(f"<ul>{SIDE}</ul>"), HOST + "/") == "LISTING"


@pytest.mark.parametrize(
    ("title", "told", "expected"),
    [
        ("Welcome to CodeIgniter", "The page you are looking at is being generated dynamically.", "SUSPENDED"),
        ("./ R00T", "T0uched by ./Anon. Greetz to all member.", "SUSPENDED"),
        ("Request Rejected", "The requested URL was rejected. Please consult with your administrator.", "SUSPENDED"),
        ("Hak Akses", "Anda tidak memiliki izin untuk membuka halaman ini.", "LOGIN"),
        ("Situs Diretas", f"Situs sempat memuat tulisan Touched by Anon. {TOLD} {TOLD} {TOLD} {TOLD}", "ARTICLE"),
        ("Izin Usaha", "Pelaku usaha yang tidak memiliki izin usaha diminta mengurusnya di aula dinas.", "ARTICLE"),
    ],
)
def test_more_ways_to_say_that_there_is_nothing(title, told, expected):
    """Frameworks' first pages, firewalls, refusals and defacements, and news that use the same words."""
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{told}</p></body></html>"
    assert common.kind(page, HOST + "/berita/7") == expected


def test_a_page_without_title_and_sentence_is_a_frame():
    """More links than words, no title anywhere: the template of a record that is not there."""
    words = "<div>Lembahsari</div><div>Kabar Kilat</div><div>WIB</div>"
    page = "<html><head><title></title></head><body><div>{}</div></body></html>"
    assert common.kind(page.format(words + f"<ul>{SIDE}</ul>"), HOST + "/berita/detail/x") != "ARTICLE"
    assert common.kind(page.format(TOLD), HOST + "/berita/detail/x") == "ARTICLE"


SPEECH = "<p>Salam sejahtera bagi kita semua.</p><p>Kami berharap situs ini bermanfaat bagi warga.</p>"
TEASERS = "".join(
    f"<h4><a href='/baca/{n}'>Kabar nomor {n} dari kecamatan</a></h4><p>Kegiatan itu berlangsung sejak pagi di aula.</p>"
    for n in range(5)
)


@pytest.mark.parametrize(
    ("title", "path", "text", "expected"),
    [
        ("Sambutan Kepala Dinas", "/sambutan", SPEECH, "ARTICLE"),
        ("Loket Tutup Sementara", "/halaman/detail/loket-tutup-sementara", "<p>Loket tutup.</p>", "LISTING"),
        (
            "Loket Tutup Sementara",
            "/halaman/detail/loket-tutup",
            "<p>Loket kantor tutup pada 29 Mei 2025.</p>",
            "ARTICLE",
        ),
        ("Loket Tutup Sementara", "/berita/kategori/loket-tutup", SPEECH, "LISTING"),
        ("Berita Terbaru", "/berita/baca/berita-terbaru", SPEECH, "LISTING"),
        ("Sambutan Kepala Dinas", "/sambutan", "", "LISTING"),
        ("Kabar Kecamatan", "/kabar", "<p>Kabar dari seluruh kecamatan.</p>", "LISTING"),
    ],
)
def test_a_short_text_in_unnamed_columns_of_teasers(title, path, text, expected):
    """An address of one item, or a title that names a text, keeps it; a group's address or name does not."""
    page = (
        f"<html><head><title>{title}</title></head><body><div class='a'><h1>{title}</h1>{text}</div>"
        f"<div class='b'>{TEASERS}</div></body></html>"
    )
    assert common.kind(page, HOST + path) == expected


def test_the_shelf_below_such_a_text_is_not_its_text():
    """What is kept is the text alone: titles, teasers and cards of other pages below it are taken off."""
    cards = "".join(
        f"<div class='k'><h5>Kabar nomor {n}</h5><p>Kegiatan itu berlangsung di aula.</p><a href='/b/{n}'>Selengkapnya</a></div>"
        for n in range(4)
    )
    for shelf in (TEASERS, cards):
        page = f"<html><head><title>Sambutan Camat</title></head><body><h1>Sambutan Camat</h1>{SPEECH}{shelf}</body></html>"
        found = common.archive.extract(common.answer(page, HOST + "/sambutan"))
        assert found.text == "Salam sejahtera bagi kita semua.\n\nKami berharap situs ini bermanfaat bagi warga."
        assert any(removal.rule == "related:title" for removal in found.removals)


def test_a_staff_list_under_such_an_address_is_still_a_listing():
    """Names with their service numbers are persons, whatever the address."""
    staff = "".join(f"<p>Budi Santoso {n}, NIP 19700{n}12 199803 1 00{n}</p>" for n in range(1, 6))
    assert kind(staff, "Pegawai Kecamatan", "/halaman/detail/pegawai-kecamatan") == "LISTING"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Petugas membuka dapur umum dan pos kesehatan di balai desa pada Jumat pagi.</p>", "ARTICLE"),
        ("", "LISTING"),
    ],
)
def test_links_to_read_on_below_a_label_are_not_the_dated_text_above_it(text, expected):
    """Short news above three labelled cards is an article; without a sentence the cards are all there is."""
    cards = "".join(
        f"<div class='card'><small>{n + 1} November 2022</small><h5><a href='/b/{n}'>Kabar kecamatan nomor {n}</a></h5>"
        f"<p>Kegiatan itu dihadiri tokoh masyarakat dan warga sekitar di aula.</p><a href='/b/{n}'>Selengkapnya</a></div>"
        for n in range(3)
    )
    page = (
        f"<html><head><title>Warga Dievakuasi</title></head><body><section><div><h1>Warga Dievakuasi</h1>"
        f"<p>2 Desember 2022</p>{text}</div></section><section><h3>Berita Lainnya</h3>{cards}</section></body></html>"
    )
    assert common.kind(page, HOST + "/warga-dievakuasi") == expected
