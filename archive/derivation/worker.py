"""The process at the other end: it reads work, one frame after the other, and answers each page by itself.

It is started by `archive.derivation.hand` with nothing of its parent's but the import path, so it does not matter
how the parent was started (a notebook, a script without a main guard). It ends when the parent does.
"""

from __future__ import annotations

import os
import signal

from archive.derivation.wire import Unpacker, framed, pack_result, read_frame
from archive.derivation.work import perform


def main() -> None:
    """Serve until the parent closes the pipe, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which ends us
    inward, outward = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    unpacker = Unpacker()
    try:
        with open(inward, "rb") as source, open(outward, "wb") as sink:  # noqa: PTH123 - by number
            sink.write(framed(b""))
            sink.flush()
            while (frame := read_frame(source)) is not None:
                for task in unpacker.unpack(frame):
                    sink.write(pack_result(perform(task)))
                    sink.flush()
    except BrokenPipeError:
        return
