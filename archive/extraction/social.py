"""Social accounts of an agency: from links in the frame of a page, and from `IG: @...` in its contact lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct, convert, field

from archive.extraction.node import MAX_KEPT, Node

MAX_URL = 500
MAX_ACCOUNTS = 30
"""Accounts of one page; a list of hundreds is a directory."""
MAX_FIELDS = 20
MAX_SUBDOMAIN = 20
"""Characters of a link's host before the service's own."""
DIGITS = range(8, 16)
"""Digits of a telephone number in E.164."""
MAX_NAME = 60
ACCOUNT = re.compile(r"[\w.@+-][\w.@+ -]{0,79}")
SUBDOMAIN = re.compile(r"^(?:www|m|mobile|web|[a-z]{2}-[a-z]{2}|id|free|business)\.(?=[^.]+\.[^.]+)")
PERSONAL = re.compile(r'(?:class|id)="[^"]*(?:author|penulis|byline|comment|komentar|tweet|embed)', re.IGNORECASE)
"""What stands in such an element is a person's account, or somebody's post."""


class Service(Struct, frozen=True):
    """One service of `data/social.toml`."""

    hosts: tuple[str, ...]
    labels: tuple[str, ...]
    skip: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    query: dict[str, str] = field(default_factory=dict)
    exact: bool = False


class Placed(Struct, frozen=True):
    """An account and the line of the page at which its link stands."""

    line: int
    account: str


_TABLE = tomllib.loads((files("archive.extraction") / "data" / "social.toml").read_text("utf-8"))
SERVICES: dict[str, Service] = convert(_TABLE["service"], dict[str, Service])
_PLACEHOLDERS = frozenset(_TABLE["placeholder"]["names"])
_HOSTS = {host: name for name, service in SERVICES.items() for host in service.hosts}
_HREF = re.compile(r'href="(?:[Hh][Tt][Tt][Pp][Ss]?:)?//([^"/]*)/')
_ENDS = tuple(_HOSTS)
LABELS = "(?:" + "|".join(label for service in SERVICES.values() for label in service.labels) + ")"
"""What stands before an account in a line of text."""
TEXT = re.compile(
    rf"(?<![\w@])(?P<labels>{LABELS}(?:\s?[/&,]\s?{LABELS}){{0,4}})\s{{0,3}}"
    rf"(?:[:=]?\s{{0,3}}\(?@\s?(?P<handle>[\w.]{{2,40}})\)?|"
    r"[:=]\s{0,3}(?P<name>\w[\w.&'-]{1,40}(?: [\w.&'-]{1,30}){0,5}?))"
    rf"(?=\s{{0,3}}(?:[|/,;\u2022\u00b7]|$|{LABELS}\s{{0,3}}[:=@]))",
    re.IGNORECASE,
)
"""One account in text, after the names of one or several services."""


@lru_cache(maxsize=4096)
def account_of(url: str) -> str | None:
    """Return `service:account` of a link to an account; None for share buttons, posts and other sites."""
    try:
        parts = urlsplit(url[:MAX_URL].strip())
        host = SUBDOMAIN.sub("", (parts.hostname or "").lower())
        path = [unquote(part) for part in parts.path.split("/") if part]
        query = parse_qs(parts.query, max_num_fields=MAX_FIELDS)
    except ValueError:
        return None
    name = _HOSTS.get(host) or _HOSTS.get((parts.hostname or "").lower())
    if name is None or not path:
        return None
    service = SERVICES[name]
    if path[0].lower() in service.query:
        found = "".join(query.get(service.query[path[0].lower()], [])[:1])
    elif path[0].lower() in service.folders:
        found = "/".join([path[0].lower(), *path[1:2]]) if len(path) > 1 else ""
    else:
        found = path[0] if len(path) == 1 and path[0].lower() not in service.skip else ""
    return _written(name, found)


def accounts_in(text: str) -> list[str]:
    """Return the accounts that a line names after the name of a service: `IG : @diskominfo`, `FB: Pemkot Bekasi`."""
    found: dict[str, None] = {}
    for match in TEXT.finditer(text[:MAX_URL]):
        for label in re.split(r"\s?[/&,]\s?", match["labels"]):
            name = _service_of(label.lower())
            account = _written(name, match["handle"]) if match["handle"] else _named(name, match["name"])
            if account:
                found.setdefault(account)
    return list(found)


def linked_accounts(links: Sequence[Node], inside: range) -> list[Placed]:
    """Return the accounts that the page's frame links to.

    Args:
        links: the `<a>` elements of the page.
        inside: the lines of the article; accounts that it links to are its own matter.
    """
    found: dict[str, Placed] = {}
    for link in links:
        if link.start in inside or not _leads_to_service(link.attrs) or len(found) >= MAX_ACCOUNTS:
            continue
        account = account_of(link.get("href") or "")
        if account and account not in found and not _is_personal(link):
            found[account] = Placed(link.start, account)
    return list(found.values())


def _leads_to_service(attrs: str) -> bool:
    """Say whether a link leads to a service: a cheap look at the end of its host."""
    hosts = (host.lower() for host in _HREF.findall(attrs))
    return any(
        len(host) - len(end) <= MAX_SUBDOMAIN
        for host in hosts
        if host.endswith(_ENDS)
        for end in _ENDS
        if host.endswith(end)
    )


def _is_personal(link: Node) -> bool:
    return any(_names_person(node.attrs) for node in link.iterancestors() if node.attrs)


def _names_person(attrs: str) -> bool:
    return _person_kept(attrs) if len(attrs) <= MAX_KEPT else PERSONAL.search(attrs) is not None


@lru_cache(maxsize=2048)
def _person_kept(attrs: str) -> bool:
    return PERSONAL.search(attrs) is not None


@cache
def _service_of(label: str) -> str:
    if label in SERVICES:
        return label
    return next(name for name, s in SERVICES.items() if any(re.fullmatch(pattern, label) for pattern in s.labels))


def _written(service: str, account: str) -> str | None:
    """Return an account in the one form in which it is kept, or None when it is a theme's blank or no account."""
    text = account.strip().rstrip(".")
    if service == "whatsapp" and "/" not in text:
        digits = "".join(char for char in text if char in "0123456789")
        digits = f"62{digits[1:]}" if digits.startswith("0") else digits
        return f"whatsapp:+{digits}" if len(digits) in DIGITS else None
    if service != "youtube":
        text = text.removeprefix("@")
    if not text or text.lower() in _PLACEHOLDERS or not all(ACCOUNT.fullmatch(part) for part in text.split("/")):
        return None
    exact = SERVICES[service].exact and not text.startswith("@")
    return f"{service}:{text if exact else text.lower()}"


def _named(service: str, name: str) -> str | None:
    """Return an account whose page gives a name and no address: as written, since it cannot be completed."""
    if " " in name.strip():
        return f"{service}:{name.strip()[:MAX_NAME]}"
    return _written(service, name)
