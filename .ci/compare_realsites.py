"""Compare what kliping made of real CMSs with what the CMSs were given: texts, titles, dates.

python .ci/compare_realsites.py wordpress COLLECTION POSTS.jsonl
python .ci/compare_realsites.py dokuwiki COLLECTION
"""

import datetime as dt
import json
import re
import sys
from pathlib import Path

import lxml.html

import archive

# WordPress curls quotes, dashes and dots; folded in this comparison only.
CURLED = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "″": '"', "′": "'", "×": "x"}
)
NEVER = ("Alamat", "Pengunjung", "Leave a comment", "Tlf", "Proudly powered", "Skip to content", "Previous post")
AGENDA = "Rapat koordinasi kegiatan nomor {} dilaksanakan di aula, dihadiri {} peserta dari kecamatan dan kelurahan."
PARAGRAPH = (
    "Pemerintah Kota Contoh melaksanakan kegiatan ke-{} di Kecamatan {}, Selasa, {:02} Desember 2023 10:31 WIB. "
    "Lihat juga berita berikutnya."
)


def fold(text: str) -> str:
    """Return text with whitespace normalised and curls folded."""
    return re.sub(r"-{2,3}", "-", " ".join(text.translate(CURLED).split()))


def plain(html: str) -> str:
    """Return the text of a post's own HTML, blocks parted by a space."""
    root = lxml.html.fromstring(f"<div>{html}</div>")
    for node in root.iter("br", "p", "li", "div", "ol", "ul", "td"):
        node.tail = f" {node.tail or ''}"
    return fold(root.text_content())


def wordpress(folder: Path, posts: Path) -> list[str]:
    """Return what differs; 19 real posts and 12 generated ones must be equal."""
    found = {a.url.split("/", 3)[3].strip("/"): a for a in archive.load(folder)}
    wanted = {}
    for line in posts.read_text("utf-8").splitlines():
        post = json.loads(line)
        text = plain(post["content_html"]) if post["content_html"].strip() else ""
        if text:
            day, slug = post["publishdate"][:10].replace("-", "/"), f"{post['seotitle']}-{post['id_language']}"
            wanted[f"{day}/{slug}"] = (post["title"], post["publishdate"], text)
    for number in range(1, 13):
        at = dt.datetime(2019, 6, 1, 8) + dt.timedelta(days=number)  # noqa: DTZ001 - a wall clock time, as WordPress keeps it
        path = f"{at:%Y/%m/%d}/agenda-kegiatan-nomor-{number}"
        wanted[path] = (f"Agenda Kegiatan Nomor {number}", f"{at}", AGENDA.format(number, 20 + number))
    problems = [] if len(wanted) == 31 else [f"{len(wanted)} posts to compare, not 31"]
    for path, (title, date, text) in wanted.items():
        article = found.get(path)
        if article is None:
            problems.append(f"{path}: no article")
            continue
        got = article.published.value if article.published else ""
        differs = [
            name
            for name, a, b in (
                ("title", fold(article.title), fold(title)),
                ("date", got, date.replace(" ", "T") + "+07:00"),
                ("text", fold(article.text), text),
            )
            if a != b
        ]
        leaks = [word for word in NEVER if word in article.text and word not in text]
        problems += [f"{path}: {name} differs" for name in differs] + [f"{path}: {word!r} left" for word in leaks]
    return problems


def dokuwiki(folder: Path) -> list[str]:
    """Return what differs; 30 articles, no publication date, a warning where the weekday is wrong."""
    found = {a.title: a for a in archive.load(folder)}
    problems = [] if len(found) == 30 else [f"{len(found)} articles, not 30"]
    for number in range(1, 31):
        article = found.get(f"Berita Dinas Nomor {number}")
        if article is None:
            problems.append(f"Nomor {number}: no article")
            continue
        day = number % 28 + 1
        text = "\n\n".join(PARAGRAPH.format(number, district, day) for district in range(1, 5))
        tuesday = dt.date(2023, 12, day).weekday() == 1
        checks = {
            "text": article.text == text,
            "published": article.published is None,
            "event date": [d.value for d in article.event_dates] == [f"2023-12-{day:02}T10:31:00+07:00"],
            "weekday warning": any(w.startswith("weekday") for w in article.warnings) is not tuesday,
            "robots meta tag": bool(article.declared.get("robots")),
        }
        problems += [f"Nomor {number}: {name}" for name, good in checks.items() if not good]
    return problems


def main() -> int:
    """Print the verdict; exit 1 when anything differs."""
    kind, folder, *rest = sys.argv[1:]
    problems = wordpress(Path(folder), Path(rest[0])) if kind == "wordpress" else dokuwiki(Path(folder))
    for problem in problems:
        print(problem)
    print(f"{kind}: {'all equal' if not problems else f'{len(problems)} differences'}")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
