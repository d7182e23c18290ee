from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from jcmevents.audit import AuditEntry
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.questionnaire.kinds import DataClass, Kind
from jcmevents.questionnaire.models import FormField
from jcmevents.registration.answers import Answer
from tests.factories import NOW, make_delegation, make_meeting, make_registration
from tests.questionnaire.fields import make_field, only_if, option

pytestmark = pytest.mark.usefixtures("session")
WHO: dict[str, Any] = {"by": None, "at": NOW}


def answered(field: FormField, value: Any) -> Answer:
    """An answer of a new person to `field`."""
    meeting = db.session.get_one(type(make_meeting()), field.meeting_id)
    registration = make_registration(make_delegation(meeting))
    db.session.flush()
    Answer.keep(registration, {field.key: value}, fields=[field], **WHO)
    db.session.flush()
    return Answer.rows_of([registration])[0]


def test_a_field_gets_a_key_from_its_label_and_the_last_place() -> None:
    meeting = make_meeting()
    first = make_field(meeting, labels={"en": "T-shirt size"})
    second = make_field(meeting, labels={"en": "T-shirt size"})
    assert [(f.key, f.position) for f in (first, second)] == [("t_shirt_size", 1), ("t_shirt_size_2", 2)]


def test_a_field_with_a_japanese_label_alone_gets_a_key_of_its_kind() -> None:
    assert make_field(labels={"ja": "食事"}, kind=Kind.TEXT).key == "text"


@pytest.mark.parametrize("days", [0, 6, 3651])
def test_answers_are_kept_for_a_week_at_least_and_ten_years_at_most(days: int) -> None:
    with pytest.raises(RuleBroken) as broken:
        make_field(keep_days=days)
    assert broken.value.field == "keep_days"


def test_a_choice_needs_an_option() -> None:
    with pytest.raises(RuleBroken, match="at least one option"):
        make_field(kind=Kind.CHOICE, options=[])


def test_a_field_needs_a_label() -> None:
    with pytest.raises(RuleBroken, match="label"):
        make_field(labels={})


def test_a_condition_must_be_about_a_question_of_this_meeting() -> None:
    elsewhere = make_field(kind=Kind.CONSENT)
    with pytest.raises(RuleBroken) as broken:
        make_field(make_meeting(), condition=only_if(elsewhere.key, "any"))
    assert broken.value.field == "condition"


def test_a_condition_about_an_unknown_fact_is_refused() -> None:
    with pytest.raises(RuleBroken):
        make_field(condition=only_if("weather", "equals", "fine", is_fact=True))


def test_two_questions_cannot_depend_on_each_other() -> None:
    meeting = make_meeting()
    first = make_field(meeting, kind=Kind.TEXT)
    second = make_field(meeting, kind=Kind.TEXT, condition=only_if(first.key, "any"))
    third = make_field(meeting, kind=Kind.TEXT, condition=only_if(second.key, "any"))
    with pytest.raises(RuleBroken, match="each depend"):
        first.revise(condition=only_if(third.key, "any"), **WHO)


def test_the_kind_may_change_while_there_is_no_answer() -> None:
    field = make_field(kind=Kind.TEXT)
    field.revise(kind=Kind.LONG_TEXT, **WHO)
    assert field.kind == Kind.LONG_TEXT


def test_the_kind_stays_once_there_are_answers_and_the_refusal_offers_a_new_field() -> None:
    field = make_field(kind=Kind.TEXT)
    answered(field, "something")
    with pytest.raises(RuleBroken, match="add a new one") as broken:
        field.revise(kind=Kind.DATE, **WHO)
    assert broken.value.field == "kind"


def test_an_option_taken_away_stays_readable_once_there_are_answers() -> None:
    field = make_field(kind=Kind.CHOICE, options=[option("fish"), option("meat")])
    answered(field, "meat")
    field.revise(options=[option("fish"), option("tofu")], **WHO)
    assert [o["key"] for o in field.offered] == ["fish", "tofu"]
    assert {o["key"] for o in field.options} == {"fish", "tofu", "meat"}


def test_an_option_taken_away_is_gone_while_nobody_has_answered() -> None:
    field = make_field(kind=Kind.CHOICE, options=[option("fish"), option("meat")])
    field.revise(options=[option("fish")], **WHO)
    assert [o["key"] for o in field.options] == ["fish"]


def test_new_words_make_a_new_wording_and_the_old_one_is_kept() -> None:
    field = make_field(labels={"en": "May we film?"}, kind=Kind.CONSENT)
    field.revise(labels={"en": "May we film and publish?"}, **WHO)
    field.revise(required=True, **WHO)
    assert [(w.number, w.labels["en"]) for w in field.wordings] == [
        (1, "May we film?"),
        (2, "May we film and publish?"),
    ]
    assert field.wording == 2


def test_a_field_on_which_another_depends_cannot_be_retired_first() -> None:
    meeting = make_meeting()
    first = make_field(meeting, kind=Kind.CONSENT)
    second = make_field(meeting, condition=only_if(first.key, "equals", "yes"))
    with pytest.raises(RuleBroken, match="condition"):
        first.retire(**WHO)
    second.retire(**WHO)
    first.retire(**WHO)
    assert FormField.of(meeting) == []


def test_a_retired_field_keeps_its_answers_and_can_be_restored() -> None:
    field = make_field()
    answer = answered(field, "kept")
    field.retire(**WHO)
    db.session.flush()
    assert answer.value == "kept"
    field.restore(**WHO)
    assert field.retired_at is None


def test_a_field_is_not_restored_while_its_condition_is_about_a_retired_one() -> None:
    meeting = make_meeting()
    first = make_field(meeting)
    second = make_field(meeting, condition=only_if(first.key, "any"))
    second.retire(**WHO)
    first.retire(**WHO)
    with pytest.raises(RuleBroken):
        second.restore(**WHO)


def test_fields_are_asked_in_the_order_they_are_arranged_in() -> None:
    meeting = make_meeting()
    a, b, c = (make_field(meeting) for _ in range(3))
    FormField.arrange(meeting, [c.id, a.id, 999_999], **WHO)
    db.session.expire_all()
    assert [f.id for f in FormField.of(meeting)] == [c.id, a.id, b.id]
    assert {f.version for f in (a, b, c)} == {1}


@pytest.mark.parametrize(("direction", "order"), [("up", [1, 0, 2]), ("down", [0, 2, 1])])
def test_a_field_moves_by_one_place(direction: str, order: list[int]) -> None:
    meeting = make_meeting()
    fields = [make_field(meeting) for _ in range(3)]
    fields[1].move(meeting, direction, **WHO)
    db.session.expire_all()
    assert [f.id for f in FormField.of(meeting)] == [fields[n].id for n in order]


def test_a_copy_takes_over_conditions_and_passes_over_what_is_there() -> None:
    source, target = make_meeting(), make_meeting()
    make_field(source, kind=Kind.MULTI_CHOICE, labels={"en": "Diet"}, data_class=DataClass.SENSITIVE)
    make_field(source, labels={"en": "Allergy"}, condition=only_if("diet", "contains", "fish"), keep_days=14)
    make_field(source, labels={"en": "Hotel"}, capacities=["head"])
    make_field(target, labels={"en": "Hotel"})
    FormField.add_all(target, [field.as_row() for field in FormField.of(source)], **WHO)
    hotel, diet, allergy = FormField.of(target)
    assert [hotel.key, hotel.capacities] == ["hotel", []]
    assert [diet.key, diet.is_sensitive, len(diet.options)] == ["diet", True, 2]
    assert [allergy.condition["about"], allergy.keep_days, allergy.wording] == ["diet", 14, 1]


def test_every_act_is_in_the_audit_trail(session: scoped_session[Session]) -> None:
    field = make_field()
    field.revise(required=True, **WHO)
    field.retire(**WHO)
    field.restore(**WHO)
    session.commit()
    acts = session.scalars(db.select(AuditEntry.action).where(AuditEntry.object_type == "form_field")).all()
    assert acts == ["form_field.add", "form_field.revise", "form_field.retire", "form_field.restore"]


def test_a_change_of_nothing_is_no_act(queries: Callable[[], Any]) -> None:
    field = make_field()
    db.session.commit()
    with queries() as statements:
        field.revise(labels=dict(field.labels), required=field.required, **WHO)
        db.session.commit()
    assert not [s for s in statements if s.startswith(("UPDATE", "INSERT"))]
