"""Shingles as numbers are the shingles as words, for any text and any company; estimates lose no copies."""

import random
import sys

from archive.duplicates import Options, find, similarity
from archive.duplicates.buckets import _needed
from archive.duplicates.hashing import hashed
from archive.duplicates.shingles import MAX_WORDS, folded, jaccard, shingles, words

TEXTS = (
    "Wali Kota membuka pasar rakyat di alun-alun kota.",
    "",
    "tiga kata saja",
    "Kalimat — “dengan” tanda\n\nbaca, É dan ß, ٣ angka, 漢字 dan emoji 😀 di sini juga",
    "Wali Kota membuka pasar rakyat di alun-alun kota.",
    "a " * 300,
    "\ud800 rusak tetapi tetap dibaca sampai akhir kalimat",
)


def numbers(found, place):
    return found.numbers[found.offsets[place] : found.offsets[place + 1]].tolist()


def test_each_text_has_its_own_shingles():
    """A text has as many different numbers as different runs of words, in a batch as alone."""
    together = hashed([folded(text) for text in TEXTS])
    for place, text in enumerate(TEXTS):
        alone = hashed([folded(text)])
        assert numbers(together, place) == numbers(alone, 0)
        assert together.words[place] == len(words(text))
        assert len(set(numbers(alone, 0))) == len(shingles(words(text)))
    assert numbers(together, 0) == numbers(together, 4)
    assert numbers(together, 1) == numbers(together, 2) == []


def test_numbers_are_alike_as_words_are():
    """The Jaccard similarity of the numbers is that of the words."""
    dice = random.Random(5)
    vocabulary = [f"kata{n}" for n in range(60)] + ["ß", "漢字", "é", "kota"]
    for _ in range(200):
        one = dice.choices(vocabulary, k=dice.randrange(0, 120))
        other = [dice.choice(vocabulary) if dice.random() < 0.1 else word for word in one]
        texts = [" ".join(one), ", ".join(other)]
        found = hashed([folded(text) for text in texts])
        assert jaccard(set(numbers(found, 0)), set(numbers(found, 1))) == similarity(*texts)


def test_a_long_text_is_read_by_its_beginning():
    """Only the first words of a very long text make shingles."""
    text = " ".join(str(n) for n in range(MAX_WORDS + 500))
    found = hashed([folded(text)])
    assert len(numbers(found, 0)) == len(shingles(words(text))) == MAX_WORDS - 3
    assert len(numbers(hashed([folded("x" * (sys.maxunicode // 4))]), 0)) == 0


def test_texts_of_stock_phrases_are_not_compared_one_by_one(tmp_path, article):
    """Texts that share phrases but are other news fall into buckets together, and next to none is read for it."""
    dice = random.Random(7)
    phrases = [" ".join(f"frasa{n}kata{k}" for k in range(12)) for n in range(12)]
    pages = []
    for number in range(300):
        own = [" ".join(f"berita{number}x{k}x{part}" for k in range(25)) for part in range(4)]
        pages.append(article(" ".join(own + dice.sample(phrases, 6)), site=f"s{number}", path=f"/{number}"))
    copy = pages[0].text.replace("berita0x3x1", "diganti")
    pages.append(article(copy, site="salinan", path="/salinan"))
    report = find(lambda: pages, Options(folder=tmp_path)).report
    assert (report.copies, report.copied) == (1, 2)
    assert report.compared < 10


def test_the_estimate_is_below_the_threshold():
    """What a signature must agree in leaves room for its chance, and is never negative in effect."""
    assert _needed(1.0) == 100
    assert 35 < _needed(0.6) < 60
    assert _needed(0.01) <= 0
