"""The house stays as it is drawn: arrows, sizes, promises, docs."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from archive.version import VERSION

ROOT = Path(__file__).parents[2]
SOURCES = sorted(p for top in ("archive", "crawler") for p in (ROOT / top).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
NETWORK = {
    "scrapy",
    "twisted",
    "crawler",
    "socket",
    "socketserver",
    "urllib.request",
    "http.client",
    "requests",
    "asyncio",
}
LAYERS = {
    # package or module: what it may import from archive
    "archive.warc": {
        "errors",
        "spool",
        "exchange",
        "http",
        "digest",
        "files",
        "surt",
        "cdxj",
        "version",
        "warc",
    },
    "archive.extraction": {"article", "exchange", "http", "sites", "spool", "urls", "version", "extraction"},
    "archive.article": {"errors", "exchange"},
    "archive.exchange": {"spool"},
    "archive.errors": set(),
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path, *, late: bool = True) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    nodes = ast.walk(tree) if late else _early(tree)
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _early(tree: ast.Module):
    """Yield the statements that run on import, without those for the type checker."""
    stack = list(tree.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node
        stack.extend(
            c for c in ast.iter_child_nodes(node) if isinstance(c, ast.stmt) and not isinstance(node, ast.FunctionDef)
        )


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parts[len(ROOT.parts)] == "archive"], ids=module_of)
def test_archive_knows_no_network(path):
    """`archive/` imports no Scrapy, no Twisted, no crawler and opens no sockets."""
    found = {name for name in imports_of(path) for bad in NETWORK if name == bad or name.startswith(f"{bad}.")}
    assert not found


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_lower_layers_import_no_higher_ones(layer):
    """WARC and extraction know nothing of each other, of jobs or of the dataset."""
    for path in SOURCES:
        module = module_of(path)
        if module != layer and not module.startswith(f"{layer}."):
            continue
        used = {m.split(".")[1] for m in imports_of(path) if m.startswith("archive.") and len(m.split(".")) > 1}
        names = {p.stem for p in (ROOT / "archive").iterdir()} - {"__init__", "__pycache__"}
        assert used & names <= LAYERS[layer] | {layer.split(".")[1]}, path


def test_no_import_cycles():
    """No two modules import each other on loading, directly or in a circle."""
    graph = {}
    modules = {module_of(p): p for p in SOURCES}
    for module, path in modules.items():
        graph[module] = {m for m in imports_of(path, late=False) if m in modules and m != module}
    done, path_now = set(), []

    def visit(module):
        assert module not in path_now, " -> ".join([*path_now, module])
        if module in done:
            return
        path_now.append(module)
        for other in sorted(graph[module]):
            if not module.startswith(f"{other}."):  # a package's own modules are loaded by it
                visit(other)
        path_now.pop()
        done.add(module)

    for module in sorted(graph):
        visit(module)


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_files_and_functions_stay_small(path):
    """No file is past 350 lines, no function past 60: an alarm, before a room becomes a hall."""
    source = path.read_text("utf-8")
    assert source.count("\n") <= 350
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 60, node.name


@pytest.mark.parametrize("path", TESTS, ids=lambda p: p.stem)
def test_every_test_makes_a_promise(path):
    """Every test has a docstring of one sentence and checks something."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            assert ast.get_docstring(node), f"{node.name} promises nothing"


def test_no_file_names_a_machine():
    """Nothing in the project names a path of somebody's machine or a registry's address."""
    bad = re.compile("/" + r"work/|\.lib" + r"rary\b|files\.python" + r"hosted|pypi\.or" + "g")
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        tools = any(part.startswith(".") and part not in (".ci", ".gitignore") for part in parts)
        made = {"__pycache__", "build", "kliping.egg-info", "kliping-demo", "kliping-data"} & set(parts)
        if path.is_file() and not tools and not made and path.suffix not in (".png", ".gz"):
            assert not bad.search(path.read_text("utf-8", "replace")), path


def test_the_version_is_one():
    """`pyproject.toml` and the package say the same version."""
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
