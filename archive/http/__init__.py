"""Stored HTTP messages, read without a socket: head, entity body, decoded content (RFC 9112, RFC 9110)."""

from archive.http.content import CONTENT_LIMIT, Content, content
from archive.http.entity import EntityReader, PayloadHasher, entity
from archive.http.head import MAX_HEAD, Head, MalformedHttp, parse_head

__all__ = [
    "CONTENT_LIMIT",
    "MAX_HEAD",
    "Content",
    "EntityReader",
    "Head",
    "MalformedHttp",
    "PayloadHasher",
    "content",
    "entity",
    "parse_head",
]
