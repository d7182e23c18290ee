import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.files.content import PDF
from jcmevents.files.models import StoredFile
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.kinds import DataClass, Kind
from jcmevents.questionnaire.models import FormField
from jcmevents.registration.answers import Answer, forget_answers, texts
from jcmevents.registration.models import Registration
from tests.factories import NOW, make_delegation, make_meeting, make_organization, make_registration
from tests.questionnaire.fields import make_field, option

LATER = NOW + timedelta(days=1)


@pytest.fixture
def meeting(session: Any) -> Meeting:
    return make_meeting()


@pytest.fixture
def person(meeting: Meeting) -> Registration:
    registration = make_registration(make_delegation(meeting))
    db.session.flush()
    return registration


def keep(person: Registration, answers: dict[str, Any], *fields: FormField, at: Any = NOW) -> None:
    Answer.keep(person, answers, fields=fields or FormField.of(person.meeting), by=None, at=at)
    db.session.commit()


def make_file(sensitive: bool = False) -> StoredFile:
    stream = io.BytesIO(b"%PDF-1.7 letter")
    file = StoredFile.keep(stream, "letter.pdf", allowed=(PDF,), max_bytes=100, sensitive=sensitive, at=NOW)
    db.session.flush()
    return file


def test_answers_come_back_as_they_were_given(meeting: Meeting, person: Registration) -> None:
    name, days = make_field(meeting), make_field(meeting, Kind.MULTI_CHOICE)
    keep(person, {name.key: "ᠮᠣᠩᠭᠣᠯ 蒙古", days.key: ["fish"]})
    assert Answer.of(person) == {name.key: "ᠮᠣᠩᠭᠣᠯ 蒙古", days.key: ["fish"]}


def test_a_sensitive_answer_is_stored_encrypted(meeting: Meeting, person: Registration) -> None:
    diet = make_field(meeting, data_class=DataClass.SENSITIVE)
    keep(person, {diet.key: "halal"})
    row = db.session.execute(db.text("SELECT plain, sealed FROM answer")).one()
    assert row.plain is None
    assert b"halal" not in bytes(row.sealed)
    assert Answer.of(person) == {diet.key: "halal"}


@pytest.mark.parametrize(("before", "after"), [("personal", "sensitive"), ("sensitive", "personal")])
def test_answers_are_stored_anew_when_the_class_of_a_question_changes(
    meeting: Meeting, person: Registration, before: str, after: str
) -> None:
    diet, letter = make_field(meeting, data_class=before), make_field(meeting, Kind.FILE, data_class=before)
    keep(person, {diet.key: "halal", letter.key: make_file(before == "sensitive").id})
    for field in (diet, letter):
        field.revise(data_class=after, by=None, at=LATER)
    db.session.commit()
    word, file = Answer.rows_of([person])
    assert (word.value, word.sealed is not None) == ("halal", after == "sensitive")
    assert file.file
    assert (file.file.sensitive, file.file.read()) == (after == "sensitive", b"%PDF-1.7 letter")
    assert len(db.session.scalars(select(StoredFile)).all()) == 1


def test_an_answer_left_out_is_dropped_but_only_of_the_questions_put(meeting: Meeting, person: Registration) -> None:
    first, second = make_field(meeting), make_field(meeting)
    keep(person, {first.key: "1", second.key: "2"})
    keep(person, {}, first)
    assert Answer.of(person) == {second.key: "2"}


def test_a_consent_keeps_its_time_until_it_or_its_text_changes(meeting: Meeting, person: Registration) -> None:
    photo = make_field(meeting, Kind.CONSENT, labels={"en": "Photos"})
    keep(person, {photo.key: True})
    keep(person, {photo.key: True}, at=LATER)
    (answer,) = Answer.rows_of([person])
    assert (answer.answered_at, answer.asked_as.labels["en"]) == (NOW, "Photos")
    photo.revise(labels={"en": "Photos and films"}, by=None, at=LATER)
    keep(person, {photo.key: True}, at=LATER)
    (answer,) = Answer.rows_of([person])
    assert (answer.answered_at, answer.asked_as.labels["en"]) == (LATER, "Photos and films")


def test_a_file_that_is_replaced_or_dropped_is_deleted(meeting: Meeting, person: Registration) -> None:
    field = make_field(meeting, Kind.FILE)
    first, second = make_file(), make_file()
    keep(person, {field.key: first.id})
    keep(person, {field.key: second.id})
    assert db.session.scalars(select(StoredFile.id)).all() == [second.id]
    keep(person, {})
    assert db.session.scalars(select(StoredFile.id)).all() == []


def test_texts_say_answers_in_words_and_language(meeting: Meeting, person: Registration) -> None:
    fields = [make_field(meeting, kind) for kind in Kind]
    values = ["a", "b", "fish", ["fish", "meat"], "2025-02-17", "MN", "+81312345678", make_file().id, True]
    keep(person, {field.key: value for field, value in zip(fields, values, strict=True)})
    english = list(texts([person], fields, "en")[person.id].values())
    assert english == [
        *("a", "b", "Fish", "Fish, Meat", "17 February 2025", "Mongolia", "+81 3-1234-5678", "letter.pdf", "yes")
    ]
    japanese = list(texts([person], fields, "ja")[person.id].values())
    assert japanese[3:6] == ["fishの日本語、meatの日本語", "2025年2月17日", "モンゴル"]


@pytest.mark.parametrize("number", [1, 30])
def test_texts_take_three_queries_however_many_people_and_fields(meeting: Meeting, queries: Any, number: int) -> None:
    delegation = make_delegation(meeting, seats=40)
    people = [make_registration(delegation) for _ in range(number)]
    fields = [make_field(meeting, [Kind.COUNTRY, Kind.FILE, Kind.TEXT][n % 3]) for n in range(max(3, number))]
    for person in people:
        values = {f.key: {"country": "MN", "file": None}.get(f.kind, "text") for f in fields}
        keep(person, {**values, fields[1].key: make_file().id}, *fields)
    db.session.expire_all()
    ids = [(person.id, person.number) for person in people]
    fields = list(FormField.of(meeting))
    with queries() as statements:
        told = texts(people, fields, "en")
    assert len(statements) == 3
    assert {told[id][fields[0].key] for id, _number in ids} == {"Mongolia"}


def test_answers_are_forgotten_when_their_days_are_over(meeting: Meeting, person: Registration) -> None:
    short, long = make_field(meeting, keep_days=7), make_field(meeting, Kind.FILE, keep_days=400)
    keep(person, {short.key: "x", long.key: make_file().id})
    assert meeting.end_on == date(2025, 2, 19)
    assert forget_answers(NOW + timedelta(days=9)) == 0
    assert forget_answers(NOW + timedelta(days=10)) == 1
    assert list(Answer.of(person)) == [long.key]
    assert forget_answers(NOW + timedelta(days=500)) == 1
    db.session.commit()
    assert db.session.scalars(select(StoredFile)).all() == []


def test_answers_to_a_question_of_another_kind_meanwhile_are_refused(meeting: Meeting, person: Registration) -> None:
    field = make_field(meeting)
    db.session.commit()
    shown = FormField(id=field.id, key=field.key, kind=Kind.DATE)  # as a form that was opened earlier knows it
    with pytest.raises(RuleBroken, match="just changed"):
        Answer.keep(person, {field.key: "2025-02-17"}, fields=[shown], by=None, at=NOW)


def change_kind(app: Flask, field_id: int) -> str:
    """What becomes of an organizer's change, in a session of its own."""
    with app.app_context():
        try:
            db.session.get_one(FormField, field_id).revise(kind=Kind.DATE, by=None, at=NOW)
            db.session.commit()
        except RuleBroken:
            return "refused"
    return "changed"


def somebody_waits() -> bool:
    """Whether another connection waits for a lock; on SQLite the second writer waits before its first statement."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    return db.engine.dialect.name == "sqlite" or bool(db.session.scalar(db.text(waiting)))


def test_a_change_of_kind_waits_for_an_answer_that_is_coming_in(
    app: Flask, meeting: Meeting, person: Registration
) -> None:
    field = make_field(meeting)
    db.session.commit()
    Answer.keep(person, {field.key: "here first"}, fields=[field], by=None, at=NOW)
    db.session.flush()
    with ThreadPoolExecutor(1) as other:
        outcome = other.submit(change_kind, app, field.id)
        while not (outcome.done() or somebody_waits()):
            pass
        db.session.commit()
    assert outcome.result() == "refused"
    assert Answer.of(person) == {field.key: "here first"}


CHANGES = st.one_of(
    st.tuples(st.just("labels"), st.text(min_size=1, max_size=8)),
    st.tuples(st.just("options"), st.lists(st.sampled_from(["fish", "meat", "tofu", "rice"]), min_size=1, unique=True)),
    st.tuples(st.just("kind"), st.sampled_from(list(Kind))),
    st.tuples(st.just("data_class"), st.sampled_from(list(DataClass))),
    st.tuples(st.just("required"), st.booleans()),
    st.tuples(st.just("keep_days"), st.integers(-1, 5000)),
    st.tuples(st.just("capacities"), st.lists(st.sampled_from(["head", "press"]), unique=True)),
)


def _change(field: FormField, what: str, value: Any) -> None:
    if what == "labels":
        value = {"en": value}
    if what == "options":
        value = [option(key) for key in value]
    try:
        field.revise(by=None, at=LATER, **{what: value})
        db.session.commit()
    except RuleBroken:
        db.session.rollback()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, max_size=6), st.sampled_from([Kind.TEXT, Kind.CHOICE, Kind.MULTI_CHOICE, Kind.CONSENT]))
def test_no_change_of_a_field_loses_an_answer(meeting: Meeting, changes: list[tuple[str, Any]], kind: Kind) -> None:
    value: Any = {Kind.CHOICE: "meat", Kind.MULTI_CHOICE: ["meat", "fish"], Kind.CONSENT: True}.get(kind, "Ōsaka")
    field = make_field(meeting, kind)
    person = make_registration(make_delegation(organization=make_organization(), meeting=meeting, seats=9))
    db.session.flush()
    keep(person, {field.key: value}, field)
    readable = texts([person], [field], "en")[person.id][field.key]
    for what, new in changes:
        _change(field, what, new)
    assert Answer.of(person) == {field.key: value}
    assert texts([person], [field], "en")[person.id][field.key] == readable
