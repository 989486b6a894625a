"""Open a package in ReplayWeb.page in a real Chromium, on loopback, and look for an article of it.

python .ci/replayweb.py PACKAGE.wacz FOLDER-WITH-UI.JS-AND-SW.JS SCREENSHOT.png

The live site must be down: what is shown comes from the package alone. Every request to another address than
127.0.0.1 is counted and refused.
"""

import functools
import html
import http.server
import json
import re
import sys
import tempfile
import threading
import urllib.parse
import zipfile
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

TRIES, WAIT = 4, 20
"""Times the page is opened, and seconds each time."""


class Ranges(http.server.SimpleHTTPRequestHandler):
    """A static server that knows ranges: a package is read in parts."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        """Send a file, or the part asked for."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            self.send_error(404)
            return
        size, wanted = path.stat().st_size, (self.headers.get("Range") or "").removeprefix("bytes=")
        first, _, last = wanted.partition("-")
        if wanted and not first:  # the last so many bytes
            begin, end = max(0, size - int(last)), size
        else:
            begin, end = int(first or 0), min(int(last) + 1 if last else size, size)
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(end - begin))
        if wanted:
            self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{size}")
        self.end_headers()
        if self.command == "GET":
            with path.open("rb") as file, suppress(ConnectionError):  # a reader that has seen enough
                file.seek(begin)
                self.wfile.write(file.read(end - begin))

    def do_HEAD(self):
        """Send the head alone."""
        self.do_GET()


def article_of(package):
    """Return the longest article of a package that has a picture in its list of captures, or any."""
    with zipfile.ZipFile(package) as parts:
        lines = parts.read("pages/pages.jsonl").decode().splitlines()[1:]
    return max((json.loads(line) for line in lines), key=lambda page: len(page.get("text") or ""))


def site(package, app, folder, page):
    """Lay out what a browser is served."""
    (folder / "replay").mkdir()
    (folder / "replay" / "sw.js").write_bytes((app / "sw.js").read_bytes())
    (folder / "ui.js").write_bytes((app / "ui.js").read_bytes())
    (folder / "archive.wacz").symlink_to(package.resolve())
    (folder / "index.html").write_text(
        "<!doctype html><meta charset=utf-8><title>kliping</title>"
        "<style>html,body,replay-web-page{margin:0;height:100%;display:block}</style>"
        "<script src=ui.js></script>"
        f'<replay-web-page source="archive.wacz" url="{html.escape(page["url"])}" ts="{re.sub(r"[^0-9]", "", page["ts"])}"></replay-web-page>'
    )


def shown(tab, words):
    """Wait for the frame that shows an article, None when it does not come."""
    for _ in range(WAIT):
        tab.wait_for_timeout(1000)
        for frame in tab.frames:
            with suppress(Error):  # it may be on its way
                if "mp_/" in frame.url and words in " ".join((frame.text_content("body") or "").split()):
                    return frame
    return None


def look(base, page, screenshot):
    """Return what went wrong; the screenshot shows the rest."""
    abroad, words = [], " ".join(page["text"].split()[:12])
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1100, "height": 760})

        def route(each):
            if urllib.parse.urlsplit(each.request.url).hostname == "127.0.0.1":
                each.continue_()
            else:
                abroad.append(each.request.url)
                each.abort()

        tab.context.route("**/*", route)
        found, pictures = None, []
        for _ in range(TRIES):  # on a busy machine the service worker may not be there the first time
            tab.goto(base)
            if found := shown(tab, words):
                break
        if found:
            tab.wait_for_timeout(1500)
            pictures = found.eval_on_selector_all("img", "all => all.map(i => [i.src, i.naturalWidth])")
        tab.screenshot(path=screenshot)
        browser.close()
    blank = [src for src, width in pictures if not width]
    print(f"ReplayWeb.page: {page['url']}")
    print(f"  article {'shown' if found else 'NOT shown'}; pictures {len(pictures) - len(blank)} of {len(pictures)}")
    print(f"  requests to other places: {len(abroad)}")
    return [*([] if found else ["the article is not shown"]), *blank]


def main():
    """Serve, open, look."""
    package, app, screenshot = map(Path, sys.argv[1:4])
    page = article_of(package)
    with tempfile.TemporaryDirectory() as folder:
        site(package, app, Path(folder), page)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Ranges, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        wrong = look(f"http://127.0.0.1:{server.server_port}/", page, screenshot)
        server.shutdown()
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
