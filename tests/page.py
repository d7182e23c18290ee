"""A received page, read as a browser reads it, and the faults no page of ours may have."""

import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib
from html5lib.constants import DataLossWarning
from html5lib.constants import E as PARSE_ERRORS
from lxml import etree
from lxml.cssselect import CSSSelector
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
INLINE = 'script:not([src]):not([type="application/ld+json"]), style'  # data is not run
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")


class Element:
    """An element of a page: its text, its attributes, what is inside."""

    def __init__(self, node: Any):
        self.node = node

    @property
    def text(self) -> str:
        """All text inside, white space collapsed."""
        return " ".join(etree.tostring(self.node, method="text", encoding="unicode", with_tail=False).split())

    def __getitem__(self, attribute: str) -> str:
        return self.node.attrib[attribute]

    def get(self, attribute: str, default: str | None = None) -> str | None:
        return self.node.get(attribute, default)

    def select(self, css: str) -> list["Element"]:
        """The elements inside that match a CSS selector, in the order of the page."""
        return [Element(node) for node in CSSSelector(css)(self.node)]

    def texts(self, css: str) -> list[str]:
        return [element.text for element in self.select(css)]

    def one(self, css: str) -> "Element":
        """The only element that matches; fails when there is none or more than one."""
        found = self.select(css)
        assert len(found) == 1, f"{len(found)} elements match {css!r}, expected 1"
        return found[0]


class Form(Element):
    """A form and what it would send."""

    @property
    def controls(self) -> list[Element]:
        own = self.select("input, select, textarea, button")
        if self.get("id"):
            page = Element(self.node.getroottree().getroot())
            own += page.select(f'[form="{self.get("id")}"]')
        return [control for control in own if control.get("name") and control.get("disabled") is None]

    @property
    def names(self) -> set[str]:
        return {control["name"] for control in self.controls}

    def filled(self, fields: dict[str, Any]) -> MultiDict[str, Any]:
        """What a person sends who leaves all as it is but `fields`.

        A list stands for several values, None for nothing, True for a ticked box. Fails on a field that is not there.
        """
        assert fields.keys() <= self.names, f"no such field: {fields.keys() - self.names}; there are {self.names}"
        data: MultiDict[str, Any] = MultiDict()
        for control in self.controls:
            if control["name"] not in fields:
                data.setlistdefault(control["name"]).extend(_default_values(control))
        for name, value in fields.items():
            data.setlist(name, self._chosen(name, value))
        return data

    def _chosen(self, name: str, value: Any) -> list[Any]:
        values = value if isinstance(value, list) else [value]
        controls = [control for control in self.controls if control["name"] == name]
        options = [option for control in controls for option in _options(control)]
        if options:
            values = [options[0] if v is True else str(v) for v in values if v not in (None, False)]
            assert set(values) <= set(options), f"{name} offers {options}, not {values}"
        return [v for v in values if v is not None]


def _options(control: Element) -> list[str]:
    """The values a person can choose from, empty where anything can be typed."""
    if control.node.tag == "select":
        return [_option_value(option) for option in control.select("option:not([disabled])")]
    if control.get("type") in ("checkbox", "radio"):
        return [control.get("value", "on") or ""]
    return []


def _option_value(option: Element) -> str:
    value = option.get("value")
    return option.text if value is None else value


def _default_values(control: Element) -> list[str]:
    kind = control.get("type", "text")
    if control.node.tag == "select":
        options = control.select("option")
        chosen = [option for option in options if option.get("selected") is not None]
        return [_option_value(option) for option in chosen or options[: control.get("multiple") is None]]
    if control.node.tag == "textarea":
        return ["".join(control.node.itertext())]
    if control.node.tag == "button" or kind in ("submit", "button", "reset", "image", "file"):
        return []
    if kind in ("checkbox", "radio"):
        return [] if control.get("checked") is None else [control.get("value", "on") or ""]
    return [control.get("value", "") or ""]


class Page(Element):
    """The answer to a request. An HTML answer with a fault fails the test that asked for it."""

    def __init__(self, response: TestResponse, path: str, *, fragment: bool = False):
        self.path = path
        self.status = response.status_code
        self.headers = response.headers
        self.location = response.headers.get("Location")
        self.data = response.get_data()
        self.is_html = response.mimetype == "text/html" and bool(self.data) and not self.location
        if self.is_html:
            parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DataLossWarning)  # names such as hx-on:click are no XML
                super().__init__(parser.parse(self.body).getroot())
            found = [*_parse_faults(parser, fragment), *_element_faults(self)]
            found += [] if fragment else _document_faults(self)
            assert not found, f"{path}: " + "; ".join(found)

    @property
    def body(self) -> str:
        """The answer as text, as it was sent."""
        return self.data.decode()

    @property
    def text(self) -> str:
        """What a person reads: of an HTML page without its tags, else all of it."""
        return self.one("body").text if self.is_html else self.body

    def form(self, *, having: set[str] = frozenset(), action: str | None = None) -> Form:  # type: ignore[assignment]
        """The first form that sends by POST (else by GET) with these fields, or the one with this action."""
        forms = [Form(element.node) for element in self.select("form")]
        forms.sort(key=lambda form: (form.get("method") or "get").lower() != "post")
        for form in forms:
            if having <= form.names if action is None else form.get("action") == action:
                return form
        raise AssertionError(f"{self.path} has no form with {action or having}; {[sorted(f.names) for f in forms]}")


def _parse_faults(parser: Any, fragment: bool) -> Iterator[str]:
    for (line, column), code, values in parser.errors:
        if not (fragment and "doctype" in code):
            yield f"line {line} column {column}: " + (PARSE_ERRORS.get(code, code) % values)


def _document_faults(page: Element) -> Iterator[str]:
    if not page.get("lang"):
        yield "no lang on html"
    if len(page.texts("head > title")) != 1 or not page.texts("head > title")[0]:
        yield f"titles: {page.texts('head > title')}"
    if len(page.select("h1")) != 1:
        yield f"h1: {page.texts('h1')}"


def _element_faults(page: Element) -> Iterator[str]:
    ids = Counter(element["id"] for element in page.select("[id]"))
    yield from (f"id {name!r} is there {count} times" for name, count in ids.items() if count > 1)
    yield from (f"no element has the id {name!r}" for name in _referenced_ids(page) - ids.keys())
    controls = page.select("input, select, textarea")
    yield from (f"no label: {_written(control)}" for control in controls if _is_unlabelled(control))
    yield from (f"inline script: {_written(script)}" for script in page.select(INLINE))
    for element in page.select("*"):
        yield from (f"inline {name}: {_written(element)}" for name in element.node.attrib if _is_inline(name))


def _referenced_ids(page: Element) -> set[str]:
    found = (element.get(name, "") or "" for name in REFERENCES for element in page.select(f"[{name}]"))
    return {name for value in found for name in value.split()}


def _is_unlabelled(control: Element) -> bool:
    if control.get("type") in UNLABELLED_TYPES or control.get("aria-label") or control.get("aria-labelledby"):
        return False
    labels = [Element(label) for label in control.node.iterancestors("label")]
    if control.get("id"):
        labels += Element(control.node.getroottree().getroot()).select(f'label[for="{control["id"]}"]')
    return not any(label.text for label in labels)


def _is_inline(attribute: str) -> bool:
    return attribute == "style" or (attribute.startswith("on") and attribute.isalpha())


def _written(element: Element) -> str:
    return etree.tostring(element.node, encoding="unicode", with_tail=False)[:120]
