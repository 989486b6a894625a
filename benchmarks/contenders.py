"""The extractors that are measured, each as `(html, url) -> text`; an import that fails is told, not hidden."""

from __future__ import annotations

import functools
from collections.abc import Callable

import lxml.html

Extractor = Callable[[str, str], str]
PLAIN = {"include_comments": False, "include_tables": True, "include_formatting": False}
BYTES_PARSER = lxml.html.HTMLParser(encoding="utf-8")


def bare_parse(html: str, _url: str = "") -> str:
    """Parse with lxml and do nothing else: the unit of cost."""
    lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=BYTES_PARSER)
    return ""


def _trafilatura(**options: object) -> Extractor:
    from trafilatura import extract

    return lambda html, url: extract(html, url=url, **PLAIN, **options) or ""


def _readability() -> Extractor:
    import html_text
    from readability import Document

    return lambda html, _url: html_text.extract_text(Document(html).summary(html_partial=True), guess_layout=True)


def _resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    options = {"main_content": True, "alt_texts": False, "comments": False, "post_meta": False, "list_bullets": False}
    return lambda html, _url: extract_plain_text(html, **options)


def _justext() -> Extractor:
    import justext

    words = frozenset(word for name in justext.get_stoplists() for word in justext.get_stoplist(name))

    def run(html: str, _url: str) -> str:
        lines = justext.justext(html.encode("utf-8", "replace"), words, 50, 200, 0.1, 0.2, 0.2, 200, encoding="utf-8")
        return "\n".join(line.text for line in lines if not line.is_boilerplate)

    return run


def _kliping() -> Extractor:
    from benchmarks.adapter import extract

    return extract


def _kliping_site() -> Extractor:
    from benchmarks.adapter import site_extract

    return site_extract


MAKERS: dict[str, Callable[[], Extractor]] = {
    "kliping": _kliping,
    "kliping site": _kliping_site,
    "trafilatura default": _trafilatura,
    "trafilatura fast": functools.partial(_trafilatura, fast=True),
    "trafilatura precision": functools.partial(_trafilatura, favor_precision=True),
    "readability-lxml": _readability,
    "resiliparse": _resiliparse,
    "jusText": _justext,
}


def load(names: list[str]) -> dict[str, Extractor]:
    """Return the extractors of these names; an `ImportError` says what to install."""
    found = {}
    for name in names:
        try:
            found[name] = MAKERS[name]()
        except ImportError as error:
            raise SystemExit(
                f"{name}: {error}. Install the peers: pip install -r benchmarks/requirements.lock"
            ) from error
    return found
