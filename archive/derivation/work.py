"""One page of work: an answer to extract, or to learn from, and what comes of it."""

from __future__ import annotations

import zlib

import msgspec
from msgspec import Struct

from archive.article import Article, Outcome
from archive.dataset.shard import encode, kind_of, shard_name
from archive.derivation.budget import SECONDS, TooSlow, budget, disarm
from archive.exchange import Exchange
from archive.extraction.engine import Lesson, extract, give_up, study
from archive.extraction.template import Template
from archive.sites import Site


class Task(Struct, frozen=True):
    """One answer, and what is known of its site."""

    exchange: Exchange
    site: Site | None
    template: Template | None = None
    study: bool = False
    """Whether it is to be learned from, and not extracted."""


class Result(Struct, frozen=True, array_like=True):
    """An outcome as a line of its shard; or a lesson, when there is one (then there is no shard)."""

    line: bytes
    kind: str = ""
    shard: str = ""
    reason: str = ""
    """Why it is no article; empty for one."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Lesson).decode


def perform(task: Task) -> Result:
    """Do the work, in bounded time; whatever goes wrong, a page to extract has an outcome."""
    try:
        with budget(SECONDS):
            if task.study:
                lesson = study(task.exchange, task.site)
                return Result(zlib.compress(_encode(lesson)) if lesson is not None else b"")
            return result_of(extract(task.exchange, task.site, task.template))
    except TooSlow:
        disarm()
        return failed(task, f"more than {SECONDS:g} seconds of CPU time")
    except Exception as error:  # noqa: BLE001 - one page must not end the derivation of all others
        return failed(task, f"the engine failed: {type(error).__name__}: {error}"[:200])


def failed(task: Task, why: str) -> Result:
    """Return the result of a page that could not be taken to its end: a rejection, or no lesson."""
    if task.study:
        return Result(b"")
    return result_of(give_up(task.exchange, task.site, task.template, why))


def result_of(outcome: Outcome) -> Result:
    """Return an outcome as a line of its shard."""
    reason = "" if isinstance(outcome, Article) else outcome.reason.value
    return Result(encode(outcome), kind_of(outcome), shard_name(outcome), reason)


def lesson_of(line: bytes) -> Lesson:
    """Return the lesson of a result that has one; raises `zlib.error` or `msgspec.MsgspecError` for anything else."""
    return _decode(zlib.decompress(line))
