"""One worker process as its parent sees it: tasks in, a result for each, even when it dies on one."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from archive.derivation.wire import LENGTH, Packer, unpack_result
from archive.derivation.work import Result, Task, failed
from archive.errors import WorkerDied

if TYPE_CHECKING:
    from typing import IO

START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from archive.derivation.worker import main; main()"
BIRTH = 120.0
"""Seconds in which a process must have begun."""
SILENCE = 120.0
"""Seconds without an answer to one page until a process is taken for hung; its own bound is far below."""
TRIES = 2
TOLERATED = 10
"""Deaths that one derivation takes as those of single pages; more of them, and the machine is at fault."""
READ = 256 * 1024
HINT = "use fewer --workers, or free memory; what was derived is kept, and the same command goes on from there"


class Gone(Exception):
    """The process died or hung; the message says how."""


class Hand:
    """Starts a process, and another one when it is gone. For one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._packer = Packer()
        self._read = bytearray()
        self._closed = False
        self._deaths = self._done = 0

    def work(self, tasks: Sequence[Task]) -> list[Result]:
        """Return a result for each task, in order.

        A page on which the process dies is tried once more by itself; it becomes a rejection when that
        ends the same way.

        Raises:
            WorkerDied: when processes cannot be started, or die on page after page.
        """
        results: list[Result] = []
        tries = 0
        while len(results) < len(tasks):
            left = tasks[len(results) :][: 1 if tries else None]
            before = len(results)
            try:
                self._send(self._packer_of().pack(left))
                for _ in left:
                    results.append(unpack_result(self._receive(SILENCE)))  # noqa: PERF401 - what came before a death counts
                self._done += len(left)
                tries = 0
            except Gone as gone:
                tries = 1 if len(results) > before else tries + 1
                self._mourn(gone)
                if tries >= TRIES:
                    results.append(failed(tasks[len(results)], f"the process died of it: {gone}"))
                    tries = 0
        return results

    def stop(self) -> None:
        """Kill the process, from whichever thread; who waits for it is told that it is gone."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Take the process away, when nobody waits for it any more."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for file in (self._process.stdin, self._process.stdout):
                if file is not None:
                    file.close()
            self._process = None

    def _mourn(self, gone: Gone) -> None:
        closed = self._closed
        self.close()
        self._closed = closed
        self._deaths += 1
        if closed or self._deaths > TOLERATED + self._done // 50:
            raise WorkerDied(f"extraction processes keep dying: {gone}", hint=HINT) from None

    def _packer_of(self) -> Packer:
        if self._process is None:
            self._start()
        return self._packer

    def _start(self) -> None:
        self._packer, self._read = Packer(), bytearray()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter
                [sys.executable, "-P", "-c", START, json.dumps([path or str(Path.cwd()) for path in sys.path])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,  # Ctrl-C on the terminal is for the parent alone
            )
            if self._closed:
                raise Gone("it was told to stop")  # noqa: TRY301 - as when it was killed a moment later
            self._receive(BIRTH)
        except OSError as error:
            raise WorkerDied(f"cannot start a process: {error.strerror}", hint=HINT) from None
        except Gone as gone:
            self.close()
            raise WorkerDied(f"an extraction process ended before it began: {gone}", hint=HINT) from None

    def _send(self, frame: bytes) -> None:
        pipe = self._pipe("stdin")
        view = memoryview(frame)
        try:
            while view:
                view = view[os.write(pipe, view) :]
        except OSError:
            raise Gone(self._how()) from None

    def _receive(self, seconds: float) -> bytes:
        (size,) = LENGTH.unpack(self._bytes(LENGTH.size, seconds))
        return self._bytes(size, seconds)

    def _bytes(self, size: int, seconds: float) -> bytes:
        pipe, until = self._pipe("stdout"), time.monotonic() + seconds
        while len(self._read) < size:
            ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise Gone(f"no answer within {seconds:g} seconds")
            data = os.read(pipe, READ)
            if not data:
                raise Gone(self._how())
            self._read += data
        found = bytes(self._read[:size])
        del self._read[:size]
        return found

    def _pipe(self, name: str) -> int:
        assert self._process is not None  # `_start` made it
        file: IO[bytes] = getattr(self._process, name)
        return file.fileno()

    def _how(self) -> str:
        """Return how the process ended."""
        assert self._process is not None  # it was read from
        code = self._process.wait()
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
