"""Many generated sites on loopback, one address each, in one process: `python benchmarks/hosts.py HOSTS PAGES`.

Prints its port when every address answers. The pages are those of `benchmarks/site.py`, the same for
every host, made once: the server must be much faster than what crawls it.
"""

import asyncio
import gzip
import sys
from pathlib import Path
from typing import ClassVar

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.site import page  # noqa: E402 - as a script it has no package

HTML = "text/html; charset=utf-8"
FIRST = (127, 16, 0, 1)


def address(number: int) -> str:
    """Return the loopback address of a host; 250 to a network."""
    return f"{FIRST[0]}.{FIRST[1]}.{number // 250}.{number % 250 + 1}"


def answer(body: bytes, kind: str, *, coded: bool = True) -> bytes:
    """Return a whole HTTP/1.1 answer."""
    if coded:
        body = gzip.compress(body, 6, mtime=0)
    coding = "Content-Encoding: gzip\r\n" if coded else ""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{coding}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Host(asyncio.Protocol):
    """Answers on one connection, one request after the other."""

    coded: ClassVar[dict[bytes, bytes]] = {}
    plain: ClassVar[dict[bytes, bytes]] = {}
    missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n"

    def connection_made(self, transport):
        """Begin."""
        self.transport, self.data = transport, b""

    def data_received(self, data):
        """Answer every whole request."""
        self.data += data
        while b"\r\n\r\n" in self.data:
            head, self.data = self.data.split(b"\r\n\r\n", 1)
            path = head.split(b" ", 2)[1]
            answers = self.coded if b"gzip" in head else self.plain
            self.transport.write(answers.get(path, self.missing))


async def serve(hosts: int, pages: int) -> None:
    """Listen on one port of every address."""
    for answers, coded in ((Host.coded, True), (Host.plain, False)):
        answers.update({f"/detail/{n}".encode(): answer(page(n, pages), HTML, coded=coded) for n in range(pages)})
        answers[b"/"] = answers[b"/detail/0"]
        answers[b"/robots.txt"] = answer(b"User-agent: *\nDisallow: /admin/\n", "text/plain", coded=False)
    loop = asyncio.get_running_loop()
    first = await loop.create_server(Host, address(0), 0, backlog=128)
    port = first.sockets[0].getsockname()[1]
    for number in range(1, hosts):
        await loop.create_server(Host, address(number), port, backlog=16)
    print(port, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
