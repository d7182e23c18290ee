import csv
from typing import Any

import pytest
from flask import Flask

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.kinds import Kind
from jcmevents.questionnaire.models import FormField
from jcmevents.registration import corrections
from jcmevents.registration.answers import Answer
from jcmevents.registration.models import Registration
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration
from tests.questionnaire.fields import make_field, only_if, option
from tests.questionnaire.test_answers import make_file


@pytest.fixture
def meeting(session: Any) -> Meeting:
    return make_meeting()


@pytest.fixture
def organizer(browser: Browser, meeting: Meeting) -> Browser:
    return browser.sign_in(make_organizer())


def at(meeting: Meeting, path: str = "") -> str:
    return f"/meetings/{meeting.slug}/form/{path}"


def person_with(meeting: Meeting, answers: dict[str, Any]) -> Registration:
    registration = make_registration(make_delegation(meeting))
    db.session.flush()
    Answer.keep(registration, answers, fields=FormField.of(meeting), by=None, at=NOW)
    return registration


def test_an_empty_form_offers_the_ready_made_ones(organizer: Browser, meeting: Meeting) -> None:
    assert "No questions yet" in organizer.get(at(meeting)).text


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.CHOICE, Kind.MULTI_CHOICE)])
def test_a_question_is_entered_with_its_label_alone(organizer: Browser, meeting: Meeting, kind: Kind) -> None:
    page = organizer.follow(organizer.submit(at(meeting, f"new/{kind}"), label_en="Hotel", label_ja="ホテル"))
    assert "Hotel" in page.text
    (field,) = FormField.of(meeting)
    assert (field.key, field.kind, field.labels["ja"]) == ("hotel", kind, "ホテル")


def test_a_choice_is_entered_with_its_options_in_the_order_of_their_places(
    organizer: Browser, meeting: Meeting
) -> None:
    rows = {
        "options-0-label_en": "Fish",
        "options-0-place": "2",
        "options-2-label_en": "Vegan",
        "options-2-label_ja": "ヴィーガン",
        "options-2-place": "1",
    }
    organizer.submit(at(meeting, "new/choice"), label_en="Meal", required=True, capacities=["head"], **rows)
    (field,) = FormField.of(meeting)
    assert [(o["key"], o["labels"]) for o in field.options] == [
        ("vegan", {"en": "Vegan", "ja": "ヴィーガン"}),
        ("fish", {"en": "Fish"}),
    ]
    assert (field.required, field.capacities) == (True, ["head"])


def test_a_choice_without_options_comes_back_with_a_reason(organizer: Browser, meeting: Meeting) -> None:
    page = organizer.submit(at(meeting, "new/choice"), label_en="Meal")
    assert page.status == 409
    assert "at least one option" in page.text
    assert page.form(having={"label_en"}).one("[name=label_en]")["value"] == "Meal"


def test_a_condition_is_chosen_from_sentences(organizer: Browser, meeting: Meeting) -> None:
    make_field(meeting, Kind.CHOICE, labels={"en": "Diet"}, options=[option("halal")])
    make_field(meeting, Kind.TEXT, labels={"en": "Employer"})
    page = organizer.get(at(meeting, "new/text"))
    offered = page.texts("[name=condition] option")
    assert "“Diet” is “Halal”" in offered
    assert "“Employer” contains “…”" in offered
    organizer.submit(page, label_en="Which", condition="field|diet|equals|halal")
    organizer.submit(page, label_en="Unit", condition="field|employer|mentions|", condition_words="Ministry")
    *_others, which, unit = FormField.of(meeting)
    assert which.condition == only_if("diet", "equals", "halal")
    assert unit.condition == only_if("employer", "mentions", "Ministry")
    assert "Asked only if “Employer” contains “Ministry”." in organizer.get(at(meeting)).text


def test_a_condition_on_a_text_needs_words(organizer: Browser, meeting: Meeting) -> None:
    make_field(meeting, Kind.TEXT, labels={"en": "Employer"})
    page = organizer.submit(at(meeting, "new/text"), label_en="Unit", condition="field|employer|mentions|")
    assert page.status == 409
    assert "Enter the words" in page.text


def test_an_edit_shows_what_is_stored_and_keeps_it(organizer: Browser, meeting: Meeting) -> None:
    make_field(meeting, Kind.TEXT, labels={"en": "Employer"})
    field = make_field(
        meeting,
        Kind.MULTI_CHOICE,
        purposes={"en": "to seat you."},
        options=[option("fish"), {**option("meat"), "retired": True}],
        condition=only_if("employer", "mentions", "Ministry"),
        capacities=["head", "press"],
    )
    before = {name: getattr(field, name) for name in ("labels", "purposes", "options", "condition", "capacities")}
    answer = organizer.submit(at(meeting, f"fields/{field.id}/edit"), keep_days="30")
    assert answer.status == 302
    assert {name: getattr(field, name) for name in before} == before
    assert (field.keep_days, field.wording) == (30, 1)


def test_another_kind_is_refused_politely_once_there_are_answers(organizer: Browser, meeting: Meeting) -> None:
    field = make_field(meeting)
    person_with(meeting, {field.key: "kept"})
    page = organizer.submit(at(meeting, f"fields/{field.id}/edit"), kind="date")
    assert page.status == 409
    assert "Retire this field and add a new one" in page.text
    assert "There is 1 answer to this question" in page.text


def test_of_two_editors_the_second_sees_both_texts(app: Flask, organizer: Browser, meeting: Meeting) -> None:
    field = make_field(meeting, Kind.CHOICE, labels={"en": "Meal"})
    page = organizer.get(at(meeting, f"fields/{field.id}/edit"))
    Browser(app).sign_in(make_organizer()).submit(at(meeting, f"fields/{field.id}/edit"), label_en="Dinner")
    page = organizer.submit(page, label_en="Lunch")
    assert (page.status, "Dinner" in page.text) == (200, True)
    assert "Fish" not in page.one(".clash").text


def test_a_question_is_retired_and_asked_again(organizer: Browser, meeting: Meeting) -> None:
    field = make_field(meeting)
    organizer.post(at(meeting, f"fields/{field.id}/retirement"))
    assert "No longer asked" in organizer.get(at(meeting)).text
    organizer.post(at(meeting, f"fields/{field.id}/restoration"))
    assert [f.id for f in FormField.of(meeting)] == [field.id]


def test_a_retired_question_without_answers_is_removed_for_good(organizer: Browser, meeting: Meeting) -> None:
    first, second = make_field(meeting), make_field(meeting)
    person_with(meeting, {second.key: "kept"})
    for field in (first, second):
        field.retire(by=None, at=NOW)
    removal = [at(meeting, f"fields/{field.id}/removal") for field in (first, second)]
    page = organizer.get(at(meeting))
    assert [form["action"] for form in page.select("form[action$=removal]")] == removal[:1]
    assert organizer.submit(page, action=removal[0]).status == 302
    assert organizer.post(removal[1]).status == 409
    assert [f.id for f in FormField.of(meeting, retired=True)] == [second.id]


def test_questions_change_places_by_button_and_all_at_once(organizer: Browser, meeting: Meeting) -> None:
    a, b, c = (make_field(meeting) for _ in range(3))
    organizer.submit(at(meeting), action=at(meeting, f"fields/{b.id}/position/up"))
    assert [f.id for f in FormField.of(meeting)] == [b.id, a.id, c.id]
    organizer.post(at(meeting, "order"), {"order": [str(c.id), str(b.id), "word", str(a.id)]})
    assert [f.id for f in FormField.of(meeting)] == [c.id, b.id, a.id]


@pytest.mark.parametrize("key", ["hybrid", "training"])
def test_a_ready_made_form_becomes_that_of_the_meeting(organizer: Browser, meeting: Meeting, key: str) -> None:
    page = organizer.follow(organizer.submit(at(meeting, "start"), source=f"starter:{key}"))
    fields = FormField.of(meeting)
    assert f"{len(fields)} questions were added" in page.text
    assert all(field.labels.keys() == {"en", "ja"} for field in fields)
    organizer.submit(at(meeting, "start"), source=f"starter:{key}")
    assert len(FormField.of(meeting)) == len(fields)


def test_the_questions_of_an_earlier_meeting_are_copied(organizer: Browser, meeting: Meeting) -> None:
    earlier = make_meeting()
    diet = make_field(earlier, Kind.CHOICE, labels={"en": "Diet"})
    make_field(earlier, labels={"en": "Which"}, condition=only_if(diet.key, "equals", "fish"))
    make_field(earlier).retire(by=None, at=NOW)
    organizer.submit(at(meeting, "start"), source=f"meeting:{earlier.slug}")
    assert [(f.key, bool(f.condition)) for f in FormField.of(meeting)] == [("diet", False), ("which", True)]


def test_the_preview_shows_each_capacity_its_questions_in_its_language(organizer: Browser, meeting: Meeting) -> None:
    make_field(meeting, labels={"en": "Hotel", "ja": "ホテル"})
    make_field(meeting, Kind.COUNTRY, labels={"en": "Flag", "ja": "国旗"}, capacities=["head"])
    assert organizer.get(at(meeting, "preview")).texts(".question label") == ["Hotel"]
    page = organizer.get(at(meeting, "preview?capacity=head&language=ja"))
    assert page.texts(".question label") == ["ホテル", "国旗"]
    assert "モンゴル" in page.texts(".question option")
    assert page.one("h1").text == "Preview"


def test_a_condition_is_said_in_words_for_those_without_scripts(organizer: Browser, meeting: Meeting) -> None:
    make_field(meeting, labels={"en": "Hotel"}, condition=only_if("mode", "equals", "on_site", is_fact=True))
    page = organizer.get(at(meeting, "preview?mode=on_site"))
    assert "Answer this only if “Takes part” is “on site”." in page.one(".question").text
    assert (
        page.one("[data-questions]")["data-facts"] == '{"funded": "yes", "mode": "on_site", "wants_visa_letter": "yes"}'
    )


@pytest.mark.parametrize("path", ["", "preview"])
def test_pages_take_as_many_queries_for_30_questions_as_for_1(
    organizer: Browser, meeting: Meeting, queries: Any, path: str
) -> None:
    counts = []
    for number in (1, 29):
        for n in range(number):
            make_field(meeting, [Kind.COUNTRY, *Kind][n % 10])
        db.session.commit()
        with queries() as statements:
            organizer.get(at(meeting, path))
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_answers_of_a_person_are_shown_with_what_was_asked(organizer: Browser, meeting: Meeting) -> None:
    photo = make_field(meeting, Kind.CONSENT, labels={"en": "May we film?"})
    make_field(meeting, labels={"en": "Hotel"})
    letter = make_field(meeting, Kind.FILE, labels={"en": "Letter"})
    person = person_with(meeting, {photo.key: True, letter.key: make_file().id})
    photo.revise(labels={"en": "May we film and publish?"}, by=None, at=NOW)
    page = organizer.get(f"/meetings/{meeting.slug}/registrations/{person.number}/answers/")
    assert "Text of the question (version 1): “May we film?”" in page.text
    assert page.texts("h2 + ul li") == ["Hotel"]
    file = organizer.get(page.one(".definition a")["href"])
    assert file.data == b"%PDF-1.7 letter"
    assert "letter.pdf" in file.headers["Content-Disposition"]


def test_all_answers_make_a_sheet_without_the_sensitive_ones(organizer: Browser, meeting: Meeting) -> None:
    hotel = make_field(meeting, labels={"en": "Hotel"})
    illness = make_field(meeting, labels={"en": "Illness"}, data_class="sensitive")
    person = person_with(meeting, {hotel.key: "=1+1", illness.key: "asthma"})
    sheet = organizer.get(f"/meetings/{meeting.slug}/registrations/answers.csv")
    head, row = csv.reader(sheet.data.decode("utf-8-sig").splitlines())
    assert head == ["Number", "Delegation", "Name", "Hotel"]
    assert row == [person.number, "Mongolia", person.full_name, "'=1+1"]
    assert organizer.get(f"/meetings/{meeting.slug}/registrations/answers.xlsx").data.startswith(b"PK")


def test_a_person_can_be_asked_to_correct_an_answer(organizer: Browser, meeting: Meeting) -> None:
    field = make_field(meeting, labels={"en": "Hotel"})
    assert corrections.fields_of(meeting)[f"q_{field.key}"] == "Hotel"
