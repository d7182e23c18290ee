"""House rules that a machine can check. (Which module may import which is checked by import-linter in bin/lint.)"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "jcmevents").rglob("*.py"))
PAGES = sorted(  # print/ becomes PDF and mail/ is sent: no browser shows them under our content security policy
    path for path in (ROOT / "templates").rglob("*.*") if path.parent.name not in ("print", "mail")
)
WRITTEN = (
    "*.py",
    "bin/*",
    "deploy/**/*",
    "docs/**/*",
    "jcmevents/**/*",
    "static/js/*",
    "static/css/*",
    "templates/**/*",
)

TEXT = {"", ".py", ".html", ".txt", ".md", ".css", ".js", ".conf", ".service", ".yaml", ".yml", ".csv"}

LONGEST_FILE = 300  # lines
LONGEST_FUNCTION = 60
LONGEST_VIEW = 25
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "services", "service", "common", "manager", "misc"}
TRANSLATING = {"gettext", "ngettext", "pgettext", "lazy_gettext", "lazy_ngettext", "lazy_pgettext", "_", "_l"}
ROUTE_DECORATORS = {"route", "get", "post", "put", "patch", "delete"}
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\s(?:src=|type=\"application/ld))", re.IGNORECASE
)
REGISTRY = re.compile(
    r"https?://[\w.-]*\b(pypi|pythonhosted|npmjs|crates|rubygems|unpkg|jsdelivr|cdnjs)\b", re.IGNORECASE
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[Function]:
    tree = ast.parse(path.read_text())
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def lines_of(function: Function) -> int:
    """Lines from `def` to the end, without decorators and docstring."""
    doc = function.body[0] if ast.get_docstring(function) else None
    documented = (doc.end_lineno or doc.lineno) - doc.lineno + 1 if doc else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - documented


def route_decorators(function: Function) -> list[ast.Call]:
    return [
        call
        for call in function.decorator_list
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ROUTE_DECORATORS
    ]


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_module_is_short_enough_to_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_functions_are_short_and_views_shorter(path: Path) -> None:
    long = {
        function.name: lines_of(function)
        for function in functions(path)
        if lines_of(function) > (LONGEST_VIEW if route_decorators(function) else LONGEST_FUNCTION)
    }
    assert long == {}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_text_to_be_translated_stands_in_a_formatted_string(path: Path) -> None:
    """It would not be found when the catalogues are made."""
    inside = {
        inner.func.id
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.JoinedStr)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name)
    }
    assert inside & TRANSLATING == set()


def test_modules_are_named_for_a_thing() -> None:
    names = {named(path): {path.stem, *path.relative_to(ROOT).parent.parts} for path in MODULES}
    assert {path for path, parts in names.items() if parts & NAMES_THAT_SAY_NOTHING} == set()


def test_route_parameters_are_typed_unless_they_are_slugs() -> None:
    untyped = [
        f"{named(path)}: {rule.value}"
        for path in MODULES
        for function in functions(path)
        for call in route_decorators(function)
        for rule in call.args[:1]
        if isinstance(rule, ast.Constant)
        for parameter in re.findall(r"<([^<>]+)>", rule.value)
        if ":" not in parameter and not parameter.endswith("slug")
    ]
    assert untyped == []


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_template_has_no_inline_style_or_script(path: Path) -> None:
    assert [line for line in path.read_text().splitlines() if INLINE.search(line)] == []


def test_no_file_names_a_package_registry_or_foreign_script_host() -> None:
    files = {path for pattern in WRITTEN for path in ROOT.glob(pattern) if path.suffix in TEXT and path.is_file()}
    assert [named(path) for path in sorted(files) if REGISTRY.search(path.read_text())] == []
