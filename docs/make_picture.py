"""Draw `demo.svg`: the real output of `kliping demo` as a terminal shows it, without any font of its own.

python docs/make_picture.py
"""  # noqa: INP001 - a script beside the pages it illustrates

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

COLUMNS = 100
PICTURE = Path(__file__).with_name("demo.svg")
PROMPT = "$ make demo"
# Rich's own frame asks another server for its font; a forge shows a picture only without such requests.
FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img">
<title>The output of kliping demo</title>
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-matrix text {{ white-space: pre; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
<rect fill="#1b1f24" width="{width}" height="{height}" rx="8"/>
<g transform="translate(18, 22)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""  # noqa: E501 - one element a line


def main() -> None:
    """Run the demo in an empty folder and draw what it printed; lines past the edge are cut, as by `less -S`."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), highlight=False, color_system="truecolor")
    console.print(Text(PROMPT, style="bold green"))
    for line in _output().splitlines():
        console.print(Text(line, style=_style(line)), no_wrap=True, overflow="ellipsis", crop=True)
    PICTURE.write_text(
        console.export_svg(title="", theme=SVG_EXPORT_THEME, code_format=FRAME, unique_id="kliping"), "utf-8"
    )
    sys.stdout.write(f"{PICTURE} written\n")


def _output() -> str:
    """Return the standard output of a fresh demo."""
    root = str(Path(__file__).parents[1])
    environment = os.environ | {"COLUMNS": str(COLUMNS), "PYTHONPATH": root}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "crawler", "demo"]
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=300
        )
    return done.stdout


def _style(line: str) -> str:
    """Colour what the eye should find first: headings bold, what is stripped dim red."""
    if line.startswith("  | "):
        return "#e5908a"
    if line.startswith(("the s", "where", "kliping", "next")):
        return "bold #9cd3ff"
    return "#d6dde4"


if __name__ == "__main__":
    main()
