"""The labelled pages: gold sets and real posts from a folder outside the project, fixtures from inside."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import html
import json
import re
from pathlib import Path
from string import Template

import lxml.html
from msgspec import Struct

from archive.extraction.decode import decode

HERE = Path(__file__).parent
ROOT = HERE.parent
FIXTURES = ROOT / "tests" / "pages"
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "blockquote", "td", "div")
MIN_FURNITURE = 12
SEVEN_HOURS = dt.timedelta(hours=7)


class Sample(Struct, frozen=True, kw_only=True):
    """One labelled page."""

    id: str
    url: str
    html: str
    gold: str
    site: str = ""
    kind: str = "article"
    furniture: tuple[str, ...] = ()
    """What must not be in the text."""
    published: str | None = None
    """ISO day, where the set has one."""
    title: str = ""
    """The headline, where the set has one."""
    dateline: str | None = None
    credit: str | None = None
    labelled: bool = False
    """Whether dateline, credit and a missing date are labels: the set has them for every page."""

    @property
    def odd(self) -> bool:
        """The half that is reported and never looked at, by the parity of SHA-1 of the id."""
        return hashlib.sha1(self.id.encode()).digest()[-1] % 2 == 1


def _text(path: Path) -> str:
    """Return a stored page, packed or plain, in whatever of the usual encodings it is."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def scrapinghub(shared: Path) -> list[Sample]:
    """Return the 181 pages of scrapinghub's article benchmark."""
    folder = shared / "gold" / "scrapinghub+article-extraction-benchmark"
    table = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return [
        Sample(id=key, url=row.get("url") or "", gold=row.get("articleBody") or "",
               html=_text(folder / "html" / f"{key}.html.gz"))
        for key, row in table.items()
    ]  # fmt: skip


def wcxb(shared: Path) -> list[Sample]:
    """Return the pages of the WCXB development split, all page types."""
    folder = shared / "gold" / "Murrough-Foley+web-content-extraction-benchmark"
    about = json.loads((folder / "metadata.json").read_text("utf-8"))["files"]
    found = []
    for path in sorted((folder / "dev" / "ground-truth").glob("*.json")):
        row = json.loads(path.read_text("utf-8"))
        meta = about.get(path.stem, {})
        found.append(
            Sample(id=path.stem, url=row.get("url") or "", gold=row["ground_truth"].get("main_content") or "",
                   html=_text(folder / "dev" / "html" / f"{path.stem}.html.gz"),
                   site=meta.get("domain") or "", kind=meta.get("page_type", "article"))
        )  # fmt: skip
    return found


def xmu(shared: Path) -> list[Sample]:
    """Return wwwxmu's labelled pages, site by site; pages saved twice under different golds are left out."""
    folder = shared / "gold" / "xmu"
    found = []
    for path in sorted((folder / "label_content").glob("*/*.txt")):
        site, page = path.parent.name, folder / "source_html" / path.parent.name / f"{path.stem}.html"
        gold = _text(path)
        if page.is_file() and len(gold.strip()) >= 20:
            url = f"http://{site}.example.cn/{page.name}"
            found.append(Sample(id=f"{site}/{path.stem}", url=url, gold=gold, html=_text(page), site=site))
    sources = [s.html for s in found]
    return [s for s in found if sources.count(s.html) == 1]


def fixtures(half: str = "*") -> list[Sample]:
    """Return the project's own labelled Indonesian pages that are articles, of one half (`blind`, `sighted`) or both."""
    found = []
    for path in sorted(FIXTURES.glob(f"{half}/**/expected.json")):
        expected = json.loads(path.read_text("utf-8"))
        if expected["type"] != "article":
            continue
        meta = json.loads((path.parent / "meta.json").read_text("utf-8"))
        found.append(
            Sample(id=str(path.parent.relative_to(FIXTURES)), url=meta["url"], gold=expected["text"],
                   html=_source(path.parent / "response.http"), site=meta["url"].split("/")[2],
                   furniture=tuple(expected["must_not_contain"]), published=_day(expected["published"]), labelled=True,
                   title=expected["title"], dateline=expected["dateline"], credit=expected["credit"])
        )  # fmt: skip
    return found


def _source(response: Path) -> str:
    """Return a stored answer's page as text, by the charset that it names."""
    head, _, body = response.read_bytes().partition(b"\r\n\r\n")
    kind = re.search(rb"(?im)^content-type:\s*([^\r\n]+)", head)
    decoded = decode(body, kind[1].decode("latin-1") if kind else "")
    return decoded.text if decoded is not None else ""


def _day(published: str | None) -> str | None:
    return published[:10] if published else None


def poured(shared: Path) -> list[Sample]:
    """Return the real posts of a city poured through every page family of `families/`."""
    path = shared / "real" / "serangkota" / "serangkota_posts.jsonl"
    posts = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    posts = [post for post in posts if post["content_html"].strip()]
    return [
        _pour(family, post, posts, index)
        for family in sorted((HERE / "families").glob("*.html"))
        for index, post in enumerate(posts)
    ]


def _pour(family: Path, post: dict[str, str], posts: list[dict[str, str]], index: int) -> Sample:
    template = Template(family.read_text("utf-8"))
    others = [posts[(index + step) % len(posts)] for step in (3, 6, 9)]
    frame = _frame(index, others)
    gold = gold_of(post["content_html"])
    page = template.substitute(frame | _body(post["content_html"]) | _meta(post))
    empty = template.substitute(frame | dict.fromkeys(_body("") | _meta(post), ""))
    flat = " ".join(gold.split())
    furniture = [line for line in _lines(empty) if len(line) >= MIN_FURNITURE and line not in flat]
    return Sample(
        id=f"{family.stem}/{post['seotitle']}",
        url=f"https://{family.stem.replace('_', '-')}.serangkota.go.id/berita/{post['seotitle']}",
        html=page, gold=gold, site=family.stem, furniture=tuple(dict.fromkeys(furniture)), published=post["date"], title=post["title"],
    )  # fmt: skip


def _frame(index: int, others: list[dict[str, str]]) -> dict[str, str]:
    """Return what stands around a post: other posts' titles, counters."""
    frame = {"number": str(101 + index), "hits": str(326 + 17 * index)}
    for place, other in enumerate(others, start=1):
        frame |= {f"other{place}": html.escape(other["title"]), f"slug{place}": other["seotitle"]}
    return frame


def _meta(post: dict[str, str]) -> dict[str, str]:
    year, month, day = (int(part) for part in post["date"].split("-"))
    hour, minute, second = (int(part) for part in post["time"].split(":"))
    local = dt.datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - wall clock of the city
    utc = local - SEVEN_HOURS
    return {
        "title": html.escape(post["title"]),
        "json": post["title"].replace('"', "'"),
        "author": "admin",
        "long": f"{DAYS[local.weekday()]}, {day} {MONTHS[month - 1]} {year}",
        "slash": f"{day:02}/{month:02}/{year}",
        "time": f"{hour:02}:{minute:02}",
        "utc": f"{utc:%Y-%m-%dT%H:%M:%S}+00:00",
        "wib": f"{local:%Y-%m-%dT%H:%M:%S}+07:00",
    }


def _body(markup: str) -> dict[str, str]:
    """Split a body after its first paragraph: families print lines in between."""
    first, mark, rest = markup.partition("</p>")
    return {"first": first + mark, "rest": rest}


def gold_of(markup: str) -> str:
    """Return a post's own text, a block a line."""
    root = lxml.html.fragment_fromstring(markup, create_parent="div")
    for node in root.iter("br"):
        node.tail = "\n" + (node.tail or "")
    for node in root.iter(*BLOCKS):
        node.tail = "\n" + (node.tail or "")
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def _lines(page: str) -> list[str]:
    """Return the visible lines of a page."""
    root = lxml.html.document_fromstring(page)
    for node in list(root.iter("script", "style", "head")):
        node.drop_tree()
    lines = (" ".join(text.split()) for text in root.itertext())
    return [line for line in lines if re.search(r"\w", line)]


def absent(shared: Path) -> list[str]:
    """Return the parts of the shared folder that are not there."""
    wanted = ("gold/scrapinghub+article-extraction-benchmark", "gold/Murrough-Foley+web-content-extraction-benchmark",
              "gold/xmu", "real/serangkota/serangkota_posts.jsonl")  # fmt: skip
    return [name for name in wanted if not (shared / name).exists()]
