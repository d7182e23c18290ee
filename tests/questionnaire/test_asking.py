import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from werkzeug.datastructures import FileStorage

from jcmevents.extensions import db
from jcmevents.files.models import StoredFile
from jcmevents.forms import CreateForm
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.asking import questions_form
from jcmevents.questionnaire.controls import LARGEST_FILE
from jcmevents.questionnaire.kinds import DataClass, Kind
from tests.factories import NOW, make_meeting
from tests.questionnaire.fields import make_field, only_if, option, sent

PDF = b"%PDF-1.7 a short one"


@pytest.fixture
def meeting(session: Any) -> Meeting:
    return make_meeting()


def errors(form: Any) -> dict[str, list[str]]:
    return {name.removeprefix("q_"): found for name, found in form.errors.items()}


def upload(content: bytes, name: str = "note.pdf") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


@pytest.mark.parametrize(
    ("kind", "typed", "answer"),
    [
        (Kind.TEXT, " Ulaanbaatar ", "Ulaanbaatar"),
        (Kind.LONG_TEXT, "one\r\ntwo", "one\ntwo"),
        (Kind.CHOICE, "meat", "meat"),
        (Kind.MULTI_CHOICE, ["fish", "meat"], ["fish", "meat"]),
        (Kind.DATE, "2025-02-17", "2025-02-17"),
        (Kind.COUNTRY, "MN", "MN"),
        (Kind.PHONE, "+81 3-1234-5678", "+81312345678"),
        (Kind.PHONE, "＋976 7000 1234", "+97670001234"),
        (Kind.CONSENT, "y", True),
    ],
)
def test_each_kind_gives_its_answer(app: Flask, meeting: Meeting, kind: Kind, typed: Any, answer: Any) -> None:
    field = make_field(meeting, kind)
    form = sent(app, meeting, {field.key: typed})
    assert form.errors == {}
    assert form.answers(at=NOW) == {field.key: answer}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.TEXT, "x" * 301),
        (Kind.TEXT, "hidden\u202etext"),
        (Kind.CHOICE, "tofu"),
        (Kind.MULTI_CHOICE, ["fish", "tofu"]),
        (Kind.DATE, "2025-02-30"),
        (Kind.COUNTRY, "XX"),
        (Kind.PHONE, "03-1234-5678"),
        (Kind.PHONE, "call me"),
    ],
)
def test_what_is_no_answer_of_its_kind_is_refused(app: Flask, meeting: Meeting, kind: Kind, typed: Any) -> None:
    field = make_field(meeting, kind)
    assert field.key in errors(sent(app, meeting, {field.key: typed}))


@pytest.mark.parametrize("kind", list(Kind))
def test_a_required_question_must_be_answered(app: Flask, meeting: Meeting, kind: Kind) -> None:
    field = make_field(meeting, kind, required=True)
    assert errors(sent(app, meeting, {})) == {field.key: ["This field is required."]}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.CONSENT])
def test_a_question_that_may_stay_open_gives_no_answer(app: Flask, meeting: Meeting, kind: Kind) -> None:
    make_field(meeting, kind)
    form = sent(app, meeting, {})
    assert (form.errors, form.answers(at=NOW)) == ({}, {})


def test_a_consent_that_was_not_given_is_an_answer_too(app: Flask, meeting: Meeting) -> None:
    field = make_field(meeting, Kind.CONSENT)
    assert sent(app, meeting, {}).answers(at=NOW) == {field.key: False}


def test_a_retired_option_can_no_longer_be_chosen(app: Flask, meeting: Meeting) -> None:
    field = make_field(meeting, Kind.CHOICE, options=[option("fish"), {**option("meat"), "retired": True}])
    assert field.key in errors(sent(app, meeting, {field.key: "meat"}))


def test_a_field_is_asked_of_its_capacities_only(app: Flask, meeting: Meeting) -> None:
    everybody, heads = make_field(meeting), make_field(meeting, capacities=["head"], required=True)
    assert [f.key for f in sent(app, meeting, {}).fields_asked] == [everybody.key]
    assert heads.key in errors(sent(app, meeting, {}, capacity="head"))


def test_a_hidden_question_is_neither_required_nor_kept(app: Flask, meeting: Meeting) -> None:
    allergic = make_field(meeting, Kind.CONSENT)
    which = make_field(meeting, required=True, condition=only_if(allergic.key, "equals", "yes"))
    form = sent(app, meeting, {which.key: "left over\u202e"})
    assert form.errors == {}
    assert form.answers(at=NOW) == {allergic.key: False}
    assert which.key in errors(sent(app, meeting, {allergic.key: "y"}))


def test_what_depends_on_a_hidden_question_is_hidden_too(app: Flask, meeting: Meeting) -> None:
    first = make_field(meeting, Kind.CONSENT)
    second = make_field(meeting, Kind.CHOICE, required=True, condition=only_if(first.key, "equals", "yes"))
    third = make_field(meeting, required=True, condition=only_if(second.key, "equals", "fish"))
    form = sent(app, meeting, {second.key: "fish", third.key: "sole"})
    assert form.errors == {}
    assert form.answers(at=NOW) == {first.key: False}


def test_a_fact_known_from_elsewhere_decides(app: Flask, meeting: Meeting) -> None:
    make_field(meeting, required=True, condition=only_if("mode", "equals", "on_site", is_fact=True))
    assert sent(app, meeting, {}, facts={"mode": "online"}).errors == {}
    assert sent(app, meeting, {}, facts={"mode": "on_site"}).errors != {}
    assert sent(app, meeting, {}).errors == {}


def test_a_file_is_told_by_its_content_and_stored(app: Flask, meeting: Meeting) -> None:
    field = make_field(meeting, Kind.FILE, data_class=DataClass.SENSITIVE)
    assert field.key in errors(sent(app, meeting, {field.key: upload(b"MZ a program", "note.pdf")}))
    form = sent(app, meeting, {field.key: upload(PDF)})
    assert form.errors == {}
    file = db.session.get_one(StoredFile, form.answers(at=NOW)[field.key])
    assert (file.read(), file.original_name, file.sensitive) == (PDF, "note.pdf", True)


def test_a_file_too_large_is_refused(app: Flask, meeting: Meeting) -> None:
    field = make_field(meeting, Kind.FILE)
    too_large = upload(PDF + b"x" * LARGEST_FILE)
    assert "too large" in errors(sent(app, meeting, {field.key: too_large}))[field.key][0]


def test_a_file_given_before_need_not_be_given_again(app: Flask, meeting: Meeting) -> None:
    field = make_field(meeting, Kind.FILE, required=True)
    with app.test_request_context(method="POST"):
        form = questions_form(meeting, "delegate")(answers={field.key: 7}, meta={"csrf": False})
        assert form.validate()
        assert form.answers(at=NOW) == {field.key: 7}


def test_answers_given_before_are_in_the_form(app: Flask, meeting: Meeting) -> None:
    day, ticked = make_field(meeting, Kind.DATE), make_field(meeting, Kind.MULTI_CHOICE)
    with app.test_request_context():
        form = questions_form(meeting, "delegate")(answers={day.key: "2025-02-17", ticked.key: ["fish"]})
        assert [control.data for _field, control in form.questions] == [date(2025, 2, 17), ["fish"]]


def test_questions_follow_the_fields_of_the_form_they_are_asked_in(app: Flask, meeting: Meeting) -> None:
    field = make_field(meeting)
    with app.test_request_context():
        form = questions_form(meeting, "delegate", base=CreateForm)()
        assert [control.name for control in form if control.name != "csrf_token"] == ["once", f"q_{field.key}"]


def test_labels_and_options_are_in_the_language_of_the_reader(app: Flask, meeting: Meeting) -> None:
    make_field(meeting, Kind.CHOICE, labels={"en": "Meal", "ja": "食事"}, options=[option("fish")])
    with app.test_request_context(), force_locale("ja"):
        ((_field, control),) = questions_form(meeting, "delegate")().questions
        assert control.label.text == "食事"
        assert [label for _value, label, *_rest in control.iter_choices()][-1] == "fishの日本語"


Queries = Callable[[], AbstractContextManager[list[str]]]


@pytest.mark.parametrize("number", [1, 30])
def test_the_form_takes_two_queries_however_many_questions(
    app: Flask, meeting: Meeting, queries: Queries, number: int
) -> None:
    for n in range(number):
        make_field(meeting, [Kind.COUNTRY, *Kind][n % 10])
    db.session.commit()
    with app.test_request_context(), queries() as statements:
        list(questions_form(meeting, "delegate")().questions)
    assert len(statements) == 2
