"""What `normalise` promises about the text of a page."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.extraction.normalise import clean, repair, unescape_twice

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)
INDONESIAN = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;!?()/-\"'"
    "\u00e9\u201c\u201d\u2018\u2019\u2013\u2014\u2026\u00b0\u00bd\u00a0",
    max_size=200,
)


def kept(text):
    """Letters and digits after NFC, in order."""
    return [char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char)[0] in "LN"]


def damaged(text):
    """The text as a page shows it that sent UTF-8 and said windows-1252 (the WHATWG one)."""
    return "".join(
        bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode("utf-8", "surrogatepass")
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  Wali\u00a0Kota \t Bekasi\r\n", "Wali Kota Bekasi"),
        ("Ban\u00adtar\u200bgebang\ufeff", "Bantargebang"),
        ("\x00Ka\x07bupaten\x1b", "Kabupaten"),
        ("cafe\u0301 cafe\u200b\u0301", "caf\u00e9 caf\u00e9"),
        (
            "\u201cKami\u201d \u2013 ujarnya\u2026 \u2018ya\u2019",
            "\u201cKami\u201d \u2013 ujarnya\u2026 \u2018ya\u2019",
        ),
        ("satu\u2003dua\u2028tiga\u3000empat", "satu dua tiga empat"),
        ("a\u200db\u200cc", "abc"),
        ("\U0001f468\u200d\U0001f469 keluarga", "\U0001f468\u200d\U0001f469 keluarga"),
        ("\u202eHalo\u202c \ud800x", "Halo \ufffdx"),
        ("", ""),
    ],
)
def test_clean_makes_one_plain_block(raw, expected):
    """Spaces become one, invisible characters go, NFC holds, and the page's quotes and dashes stay."""
    assert clean(raw) == expected


@given(ANY_TEXT)
def test_clean_is_idempotent(text):
    """Cleaning clean text changes nothing."""
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_clean_never_loses_a_letter_or_a_digit(text):
    """Every letter and digit survives cleaning, in order."""
    assert kept(clean(text)) == kept(text)


@given(ANY_TEXT)
def test_repair_is_idempotent(text):
    """Repairing repaired text changes nothing."""
    assert repair(repair(text)) == repair(text)


@given(ANY_TEXT)
def test_repair_never_loses_a_plain_letter_or_digit(text):
    """ASCII letters and digits survive a repair, in order."""

    def plain(value):
        return [char for char in value if char.isascii() and char.isalnum()]

    assert plain(repair(text)) == plain(text)


@given(INDONESIAN)
def test_repair_leaves_correct_text_alone(text):
    """Correct Indonesian text, curly quotes, dashes and accents included, is returned as it is."""
    assert repair(text) == text


@given(INDONESIAN)
def test_repair_brings_damaged_text_back(text):
    """Text that was sent as UTF-8 and read as windows-1252 comes back whole."""
    assert repair(damaged(text)) == text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("\u00e2\u20ac\u0153Kami\u00e2\u20ac\u009d ujarnya", "\u201cKami\u201d ujarnya"),
        ("Jum\u00e2\u20ac\u2122at", "Jum\u2019at"),
        ("2017 \u00e2\u20ac\u201c 2018", "2017 \u2013 2018"),
        ("KOTA\u00c2\u00a0BEKASI", "KOTA\u00a0BEKASI"),
        ("37\u00c2\u00b0C", "37\u00b0C"),
        ("caf\u00c3\u00a9", "caf\u00e9"),
        ("\u00ef\u00bb\u00bfWali Kota", "\ufeffWali Kota"),
        ("\u00f0\u0178\u2122\u008f", "\U0001f64f"),
        ("\u00c3\u00a2\u00e2\u201a\u00ac\u00c5\u201cdua kali", "\u201cdua kali"),
        ("kata \x93dikutip\x94 \x96 ya", "kata \u201cdikutip\u201d \u2013 ya"),
        ("a\x00b", "a\ufffdb"),
        ("\ud83d\ude4f dan \ud83d", "\U0001f64f dan \ufffd"),
    ],
)
def test_repair_undoes_known_damage(raw, expected):
    """Mojibake, doubled mojibake, C1 quotes, NULs and surrogates of real pages are put right."""
    assert repair(raw) == expected


@pytest.mark.parametrize(
    "text",
    [
        "\u00abCAF\u00c9\u00bb",
        "\u201cCAF\u00c9\u201d",
        "MA\u00c7\u00c3\u201d",
        "\u201cpass\u00e9\u2026\u201d",
        "\u00c0 la carte, \u00e0 bient\u00f4t",
        "37\u00b0C \u00bd kg \u00a9 2020",
        "\u0628\u0633\u0645 \u0627\u0644\u0644\u0647",
    ],
)
def test_repair_spares_text_that_only_looks_damaged(text):
    """An accented capital before a quote is no damage."""
    assert repair(text) == text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("&lt;p&gt;Halo&amp;nbsp;dunia&lt;/p&gt;", "<p>Halo&nbsp;dunia</p>"),
        (
            "&lt;p style=&quot;text-align: justify;&quot;&gt;x&lt;/p&gt;",
            '<p style="text-align: justify;">x</p>',
        ),
        ("&amp;lt;p&amp;gt;x&amp;lt;/p&amp;gt;", "<p>x</p>"),
        ("baris&lt;br /&gt;baris", "baris<br />baris"),
        ("&amp;amp;ldquo;Kami&amp;rdquo; &amp;#8211;", "&ldquo;Kami&rdquo; &#8211;"),
        ("Dinas A &amp; B &copy; &nbsp;x &quot;y&quot;", "Dinas A &amp; B &copy; &nbsp;x &quot;y&quot;"),
        ("tag &lt;p&gt; disebut", "tag &lt;p&gt; disebut"),
        ("5 &lt; 7 &gt; 3", "5 &lt; 7 &gt; 3"),
        (
            "<a title='&lt;b&gt;x&lt;/b&gt;'>&lt;b&gt;x&lt;/b&gt;</a>",
            "<a title='&lt;b&gt;x&lt;/b&gt;'><b>x</b></a>",
        ),
        (
            '<script>"&lt;p class=&quot;a&quot;&gt;"</script>&lt;p&gt;x&lt;/p&gt;',
            '<script>"&lt;p class=&quot;a&quot;&gt;"</script><p>x</p>',
        ),
        ("tanpa entitas", "tanpa entitas"),
    ],
)
def test_source_escaped_twice_is_read_once_more(raw, expected):
    """Tags shown as text and doubled entities are undone; mentions, attributes and scripts are not."""
    assert unescape_twice(raw) == expected


@given(
    st.lists(
        st.sampled_from(["<script>", "</script>", "&", "amp;", "lt;", "/p", "gt;", "p", "x", "<", ">"]),
        max_size=40,
    ).map("".join)
)
def test_unescaping_keeps_every_word(html):
    """Whatever the source, only signs and `amp;`, `lt;`, `gt;` change: the letters between them stay."""

    def bare(source):
        return re.sub("[&<>/]|amp;|lt;|gt;", "", source)

    assert bare(unescape_twice(html)) == bare(html)


@pytest.mark.parametrize(
    "unit", ["&lt;p ", "&amp;amp;", "<p ", "\u00e2\u20ac", "\u00c2", "\u200d", " \u00a0", "\ud800"]
)
def test_hostile_repetition_is_harmless(unit):
    """A hundred thousand characters of one trap are handled in bounded work, and stay stable."""
    text = unit * (100_000 // len(unit))
    assert clean(repair(unescape_twice(text))) == clean(clean(repair(unescape_twice(text))))
