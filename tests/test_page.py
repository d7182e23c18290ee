"""The checks that every page of every test goes through: they must find what they are there to find."""

import pytest
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request

from tests.page import Page

GOOD = """<!doctype html><html lang="en"><head><title>Sign in</title></head><body><h1>Sign in</h1>{}</body></html>"""
FORM = """<form method="post" action="/sign-in"><input type="hidden" name="once" value="k">
<label>Name <input name="name" value="Ana"></label> <label>Text <textarea name="text">
first</textarea></label> <label>Yes <input type="checkbox" name="yes" value="1"></label>
<label>Where <select name="where"><option value="jp">Japan</option><option value="mn">Mongolia</option></select></label>
<button name="do" value="save">Save</button></form>"""


def page(markup: str) -> Page:
    request = Request.from_values("/")
    return Page(TestResponse([markup.encode()], "200 OK", [("Content-Type", "text/html")], request), "GET /")  # type: ignore[arg-type]


def with_body(markup: str) -> Page:
    return page(GOOD.format(markup))


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("p", "<p><div>inside a paragraph</div></p>"),
        ("inline style", '<p style="color: red">a</p>'),
        ("inline onclick", '<button onclick="go()">a</button>'),
        ("inline script", "<script>go()</script>"),
        ("inline script", "<style>p {color: red}</style>"),
        ("no label", '<input name="a">'),
        ("no label", '<label></label><select name="a"><option>1</option></select>'),
        ("is there 2 times", '<p id="a">1</p><p id="a">2</p>'),
        ("no element has the id 'b'", '<label for="b">B</label>'),
        ("h1", "<h1>another</h1>"),
    ],
)
def test_page_with_a_fault_is_refused(fault: str, body: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        with_body(body)


@pytest.mark.parametrize(
    ("fault", "markup"),
    [
        ("no lang", GOOD.replace(' lang="en"', "")),
        ("titles", GOOD.replace("Sign in</title>", "</title>")),
        ("line 1", GOOD.replace("<!doctype html>", "")),
    ],
)
def test_document_with_a_fault_is_refused(fault: str, markup: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        page(markup.format(""))


def test_page_is_read_by_selectors() -> None:
    read = with_body('<p class="a">One  <b>two</b></p><p>three</p>')
    assert read.texts("p") == ["One two", "three"]
    assert read.one("p.a b").text == "two"
    assert read.text == "Sign inOne twothree"


def test_form_sends_what_it_shows_and_what_is_filled_in() -> None:
    form = with_body(FORM).form(having={"name"})
    assert form.filled({}).to_dict(flat=False) == {
        **{"once": ["k"], "name": ["Ana"], "text": ["first"], "where": ["jp"]},
        **{"yes": [], "do": []},
    }
    filled = form.filled({"name": "Bold", "yes": True, "where": "mn", "do": "save"}).to_dict(flat=False)
    assert filled == {"once": ["k"], "name": ["Bold"], "text": ["first"], "yes": ["1"], "where": ["mn"], "do": ["save"]}


@pytest.mark.parametrize("fields", [{"nobody": "x"}, {"where": "fr"}])
def test_form_takes_nothing_that_it_does_not_offer(fields: dict[str, str]) -> None:
    with pytest.raises(AssertionError):
        with_body(FORM).form().filled(fields)
