"""`python -m crawler.demo [PORT]`: serve the demo site until Ctrl-C."""

from __future__ import annotations

import sys
import threading

from crawler.demo.server import DEFAULT_PORT, DemoSite


def main(arguments: list[str]) -> int:
    """Serve on the port asked for, and say where; returns the exit code."""
    if len(arguments) > 1 or not all(x.isascii() and x.isdigit() and len(x) <= 5 for x in arguments):  # noqa: PLR2004
        sys.stderr.write("usage: python -m crawler.demo [PORT]\n")
        return 2
    with DemoSite(int(arguments[0]) if arguments else DEFAULT_PORT) as site:
        sys.stdout.write(f"demo site on {site.base}/ - Ctrl-C ends it\n")
        sys.stdout.flush()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
