"""What all forms share. One effect per form however often it is sent: see tests/meetings/test_entering.py."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from wtforms import DateField, FieldList, FormField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from jcmevents.accounts.forms import SignInForm
from jcmevents.forms import CreateForm, EditForm, Form, by_language, choices
from jcmevents.merging import marks
from jcmevents.organizations.models import Organization
from tests.factories import make_organization


class Part(Form):
    title = StringField()


class Sample(Form):
    title_en = StringField(validators=[InputRequired(), Length(max=10)])
    title_ja = StringField()
    subtitle_en = StringField()
    note = TextAreaField()
    password = PasswordField()
    on = DateField()
    names = FieldList(StringField(), min_entries=1)
    part = FormField(Part)


class Edited(EditForm):
    name_en = StringField()
    name_ja = StringField()

    @staticmethod
    def stored(row: Organization) -> dict[str, Any]:
        return by_language("name", row.names)


Posted = Callable[..., Any]


@pytest.fixture
def posted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Posted:
    """`with posted(title_en="...") :` is inside a request that sent these fields."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)

    @contextmanager
    def request(**fields: Any) -> Iterator[None]:
        data = {"on": "2025-02-17", "title_en": "Title"} | {k.replace("__", "-"): v for k, v in fields.items()}
        with app.test_request_context("/", method="POST", data=data):
            yield

    return request


def test_texts_are_gathered_by_language(posted: Posted) -> None:
    with posted(title_en="Results", title_ja="成果", subtitle_en="of 2025"):
        assert Sample().texts("title") == {"en": "Results", "ja": "成果"}
        assert Sample().texts("subtitle") == {"en": "of 2025"}


def test_a_language_left_empty_is_not_among_the_texts(posted: Posted) -> None:
    with posted(title_en="Results", title_ja="   "):
        form = Sample()
        assert form.validate()
        assert form.texts("title") == {"en": "Results"}


def test_texts_of_a_row_fill_the_fields_they_came_from() -> None:
    assert by_language("title", {"en": "Results", "ja": "成果"}) == {"title_en": "Results", "title_ja": "成果"}
    assert by_language("title", None) == {}


def test_text_is_composed_and_without_outer_space(posted: Posted) -> None:
    with posted(title_en="　Cafe\u0301  "):
        form = Sample()
        assert form.validate(), form.errors
        assert form.title_en.data == "Café"


def test_nothing_but_spaces_is_not_a_required_text(posted: Posted) -> None:
    with posted(title_en=" \u3000\t "):
        form = Sample()
        assert not form.validate()
        assert form.errors == {"title_en": ["This field is required."]}


def test_the_length_is_that_of_the_composed_text(posted: Posted) -> None:
    with posted(title_en="e\u0301" * 10):
        assert Sample().validate()
    with posted(title_en="\u0958" * 6):  # composed, this letter becomes two
        assert not Sample().validate()


def test_a_text_of_one_line_stays_in_one_line(posted: Posted) -> None:
    with posted(title_en="A\r\nBcc: b", note="A\r\nB"):
        form = Sample()
        assert form.validate()
        assert (form.title_en.data, form.note.data) == ("A Bcc: b", "A\nB")


def test_a_password_is_taken_as_it_is(posted: Posted) -> None:
    with posted(password=" pass\tword "):
        form = Sample()
        assert form.validate()
        assert form.password.data == " pass\tword "
        assert issubclass(SignInForm.password.field_class, PasswordField)


@pytest.mark.parametrize("name", ["title_ja", "note", "names__0", "part__title"])
@pytest.mark.parametrize("character", ["\x07", "\u202e", "\ufffd"])
def test_a_refused_character_is_told_at_its_field_and_taken_out(posted: Posted, name: str, character: str) -> None:
    with posted(**{name: f"Am{character}bassador"}):
        form = Sample()
        assert not form.validate()
        assert list(form.errors) == [name.partition("__")[0]]
        assert "taken out" in str(form.errors)
        shown = {
            "title_ja": form.title_ja,
            "note": form.note,
            "names__0": form.names[0],
            "part__title": form.part.title,
        }
        assert shown[name].data == "Ambassador"


@pytest.mark.parametrize(
    "typed", ["2025-02-30", "2025-13-01", "0000-01-01", "17.2.2025", "tomorrow", "2025-02-17T10:00"]
)
def test_a_date_that_does_not_exist_is_told_and_kept(posted: Posted, typed: str) -> None:
    with posted(on=typed):
        form = Sample()
        assert not form.validate()
        assert form.errors == {"on": ["There is no such day. Write it as year-month-day, like 2025-02-17."]}
        assert form.on._value() == typed


def test_each_create_form_has_a_key_of_its_own(app: Flask) -> None:
    with app.test_request_context("/"):
        keys = {CreateForm().once.data for _ in range(50)}
    assert len(keys) == 50
    assert min(map(len, keys)) >= 32


def test_choices_keep_their_order() -> None:
    assert [(c.value, c.label) for c in choices([("b", "B"), ("a", "A")])] == [("b", "B"), ("a", "A")]


@pytest.fixture
def row(session: Any) -> Organization:
    row = make_organization(names={"en": "Old", "ja": "旧"})
    session.commit()
    return row


def test_an_edit_form_shows_what_is_stored(app: Flask, row: Organization) -> None:
    with app.test_request_context("/"):
        form = Edited(row)
    assert (form.name_en.data, form.name_ja.data, form.version.data) == ("Old", "旧", "1")


def test_an_edit_of_the_stored_version_is_accepted(posted: Posted, row: Organization) -> None:
    with posted(name_en="New", name_ja="旧", version="1"):
        form = Edited(row)
        assert form.validate_on_submit()
        assert form.theirs == {}


def test_an_edit_of_an_older_version_shows_both_texts(posted: Posted, row: Organization, session: Any) -> None:
    row.names = {"en": "Theirs"}
    session.commit()
    with posted(name_en="Mine", name_ja="私の", version="1"):
        form = Edited(row)
        assert not form.validate_on_submit()
        assert form.theirs == {"name_en": "Theirs", "name_ja": ""}
        assert (form.name_en.data, form.name_ja.data) == ("Mine", "私の")
        assert "Somebody else" in form.broken_rules[0]
        assert form.version.data == "2"  # so that saving once more replaces what was shown


def test_changes_of_two_people_in_different_fields_go_together(posted: Posted, row: Organization, session: Any) -> None:
    as_read = marks(Edited.stored(row))
    row.names = {"en": "Theirs", "ja": "旧"}
    session.commit()
    with posted(name_en="Old", name_ja="私の", version="1", as_read=as_read):
        form = Edited(row)
        assert form.validate_on_submit()
        assert (form.name_en.data, form.name_ja.data, form.theirs) == ("Theirs", "私の", {})


def test_of_what_both_changed_both_texts_are_shown_and_the_rest_goes_together(
    posted: Posted, row: Organization, session: Any
) -> None:
    as_read = marks(Edited.stored(row))
    row.names = {"en": "Theirs", "ja": "彼の"}
    session.commit()
    with posted(name_en="Mine", name_ja="旧", version="1", as_read=as_read):
        form = Edited(row)
        assert not form.validate_on_submit()
        assert form.theirs == {"name_en": "Theirs"}
        assert (form.name_en.data, form.name_ja.data) == ("Mine", "彼の")
        assert form.as_read.data == marks(Edited.stored(row))
    with posted(name_en="Mine", name_ja="彼の", version="2", as_read=form.as_read.data):
        assert Edited(row).validate_on_submit()


@pytest.mark.parametrize("as_read", ["", "{", "[]", "null", "7"])
def test_marks_that_are_none_of_ours_let_nothing_be_overwritten(
    posted: Posted, row: Organization, session: Any, as_read: str
) -> None:
    row.names = {"en": "Theirs", "ja": "旧"}
    session.commit()
    with posted(name_en="Old", name_ja="旧", version="1", as_read=as_read):
        form = Edited(row)
        assert not form.validate_on_submit()
        assert form.theirs == {"name_en": "Theirs"}


@pytest.mark.parametrize("version", ["", "0", "x", "99999999999999999999"])
def test_an_edit_that_does_not_say_its_version_is_no_edit_of_the_stored_one(
    posted: Posted, row: Organization, version: str
) -> None:
    with posted(name_en="Mine", name_ja="旧", version=version):
        assert not Edited(row).validate_on_submit()
