"""What the tags of HTML mean for the text of a page."""

from __future__ import annotations

BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "table",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "body",
        "html",
        "center",
        "figure",
        "figcaption",
        "header",
        "footer",
        "nav",
        "aside",
        "form",
        "fieldset",
        "address",
        "details",
        "summary",
        "hgroup",
        "caption",
        "legend",
        "dialog",
        "menu",
        "dir",
        "search",
    ]
)
SKIPPED = frozenset(
    [
        "svg",
        "math",
        "select",
        "option",
        "button",
        "object",
        "embed",
        "canvas",
        "audio",
        "video",
        "map",
        "datalist",
        "noframes",
        "template",
        "head",
    ]
)
CLAIMS = frozenset({"meta", "link", "title"})
INLINE = frozenset(
    [
        "span",
        "strong",
        "b",
        "i",
        "em",
        "u",
        "font",
        "small",
        "sup",
        "sub",
        "abbr",
        "mark",
        "code",
        "cite",
        "q",
        "label",
        "ins",
        "del",
        "s",
        "big",
        "tt",
        "kbd",
        "var",
        "bdi",
    ]
)
VOID = frozenset(
    ["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr", "param"]
)
DOUBTED = frozenset(
    {
        "hidden",
        "form",
        "share",
        "related",
        "newsletter",
        "promo",
        "author",
        "meta",
        "counter",
        "tags",
        "nav",
        "sidebar",
        "popup",
        "search",
        "header",
        "footer",
    }
)
"""Zones that most of a page's prose cannot be in: then the name is wrong."""
