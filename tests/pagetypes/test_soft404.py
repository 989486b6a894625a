"""A host's error page with status 200, learned from answers to addresses that cannot exist."""

import importlib.util
from pathlib import Path

from archive.extraction.soft404 import learn, matches

HERE = Path(__file__).parent
spec = importlib.util.spec_from_file_location("pagetypes_common", HERE / "common.py")
common = importlib.util.module_from_spec(spec)
spec.loader.exec_module(common)
BASE = "https://kota.contoh.go.id"


def lost(path, extra=""):
    body = f"<h2>Kabar Kota</h2><p>Tak ada yang dapat kami tunjukkan untuk {path} saat ini, pengunjung ke-{len(path)}.</p>{extra}"
    return common.answer(common.shaped("boot", "Kota Suka Maju", body), BASE + path)


def test_an_error_page_is_learned_and_found_again():
    """Two answers to impossible addresses give a signature that matches a third, whatever address it repeats."""
    learned = learn([lost("/berita/qzx-1"), lost("/berita/wvu-22")])
    assert learned is not None
    assert matches(learned, lost("/berita/rapat-anggaran"))


def test_a_page_of_the_same_host_with_text_is_no_error_page():
    """An article in the same frame does not match."""
    learned = learn([lost("/berita/qzx-1"), lost("/berita/wvu-22")])
    text = "Warga membersihkan sungai kecil di belakang pasar pada Minggu pagi. " * 4
    html = common.shaped("boot", "Kerja Bakti", f"<h1>Kerja Bakti</h1><p>{text}</p>")
    assert not matches(learned, common.answer(html, f"{BASE}/berita/kerja-bakti"))
    assert not matches(learned, lost("/berita/kerja-bakti", f"<p>{text}</p>"))


def test_nothing_is_learned_from_too_little():
    """One answer, answers of two hosts, or answers that differ teach nothing."""
    other = common.answer(common.shaped("bare", "a", "<p>Lain sama sekali isinya di sini.</p>"), f"{BASE}/q")
    foreign = common.answer(common.shaped("boot", "Kota", "<p>x</p>"), "https://lain.contoh.go.id/x")
    assert learn([lost("/a-1")]) is None
    assert learn([lost("/a-1"), other]) is None
    assert learn([lost("/a-1"), foreign]) is None


def test_another_host_never_matches():
    """A signature is a host's own."""
    learned = learn([lost("/berita/qzx-1"), lost("/berita/wvu-22")])
    page = common.answer(common.shaped("boot", "Kota Suka Maju", "<h2>Kabar Kota</h2>"), "https://lain.contoh.go.id/x")
    assert not matches(learned, page)
