"""What people are told by mail, and in whose words."""

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from jcmevents import clock
from jcmevents.errors import RuleBroken
from jcmevents.mail.models import OutgoingMail
from jcmevents.registration import corrections, mails
from jcmevents.registration.wording import (
    PLACEHOLDERS,
    MailKind,
    MailTemplate,
    Wording,
    standard_wording,
    wording_of,
)
from tests.factories import NOW, make_delegation, make_meeting, make_registration


@pytest.fixture
def registration(session):
    meeting = make_meeting(
        slug="four",
        titles={"en": "Fourth meeting", "ja": "第4回会合"},
        venues={"en": "Hall", "ja": "会館"},
        cities={"en": "Tokyo", "ja": "東京"},
    )
    return make_registration(make_delegation(meeting), full_name="Tuul", email="tuul@example.org")


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_standard_wording_of_every_kind_uses_known_placeholders_and_is_filled_wholly(registration, kind, lang):
    registration.lang = lang
    wording = standard_wording(kind, lang)
    wording.require_known_placeholders()
    mail = mails.tell(registration, kind, at=NOW, why="The letter is missing.")
    assert "{" not in mail.subject + mail.body_text
    assert registration.number in mail.body_text
    assert (mail.to_address, mail.lang, mail.template) == ("tuul@example.org", lang, f"registration_{kind}")
    assert registration.history[-1].mail is mail


def test_mail_is_in_the_language_of_the_person_whoever_acts(registration):
    registration.lang = "ja"
    with force_locale("en"):
        mail = mails.tell(registration, MailKind.CONFIRMED, at=NOW)
    assert "第4回会合" in mail.subject
    assert "会館、東京" in mail.body_text


def test_confirmation_tells_the_number_and_the_calendar_file(registration):
    registration.confirm(by=None, at=NOW)
    body = mails.queue_received(registration, at=NOW).body_text
    assert f"Number: {registration.number}\n" in body
    assert "http://localhost/meetings/four/agenda.ics\n" in body
    assert f"http://localhost/meetings/four/registration/{registration.number}\n" in body


def test_correction_is_told_field_by_field_in_the_words_of_the_form(registration):
    corrections.ask(registration, {"function": "In English, please.", "reading": "In kana."}, by=None, at=NOW)
    registration.send_back(why="", by=None, at=NOW)
    body = mails.tell(registration, MailKind.SENT_BACK, at=NOW).body_text
    assert "\n- Function: In English, please.\n- Reading: In kana.\n" in body


def test_corrections_are_closed_when_the_form_is_sent_again(registration):
    corrections.ask(registration, {"function": "In English, please."}, by=None, at=NOW)
    registration.send_back(why="", by=None, at=NOW)
    assert corrections.corrections_of(registration) == {"function": "In English, please."}
    registration.submit(by=None, at=NOW)
    assert corrections.corrections_of(registration) == {}


def test_line_of_a_reason_that_nobody_gave_is_left_out(registration):
    told = Wording("", "Sorry.\n{reason}\nBye, {name}.")
    assert mails.preview(registration, told, why="", corrections={}).body == "Sorry.\nBye, Tuul."
    assert mails.preview(registration, told, why="Full.", corrections={}).body == "Sorry.\nFull.\nBye, Tuul."


def test_placeholder_inside_a_name_stays_as_it_is(registration):
    registration.full_name = "{number} {0.__class__} {{ config }} %(x)s"
    body = mails.tell(registration, MailKind.CONFIRMED, at=NOW).body_text
    assert "Dear {number} {0.__class__} {{ config }} %(x)s," in body


def test_focal_point_gets_the_mail_of_a_person_without_an_address(registration):
    registration.email = ""
    registration.delegation.focal_point_name, registration.delegation.focal_point_email = "Bold", "bold@example.org"
    mail = mails.tell(registration, MailKind.CONFIRMED, at=NOW)
    assert (mail.to_address, mail.to_name) == ("bold@example.org", "Bold")


def test_history_says_why_nobody_was_told(registration):
    registration.email = ""
    assert mails.tell(registration, MailKind.CONFIRMED, at=NOW) is None
    assert registration.history[-1].no_mail_because == "No mail address is known."


def test_each_step_is_told_once(registration, session):
    for _ in range(2):
        mails.queue_received(registration, at=NOW)
    registration.confirm(by=None, at=NOW)
    mails.queue_received(registration, at=NOW)
    assert list(session.scalars(select(OutgoingMail.template))) == ["registration_nominated", "registration_confirmed"]


def test_meeting_words_its_mails_itself_language_by_language(registration):
    own = Wording("Welcome, {name}", "See you in {place}.")
    MailTemplate.reword(registration.meeting, MailKind.CONFIRMED, "en", own, by=None, at=NOW)
    mail = mails.tell(registration, MailKind.CONFIRMED, at=NOW)
    assert (mail.subject, mail.body_text) == ("Welcome, Tuul", "See you in Hall, Tokyo.\n")
    assert wording_of(registration.meeting, MailKind.CONFIRMED, "ja") == standard_wording(MailKind.CONFIRMED, "ja")
    assert wording_of(make_meeting(), MailKind.CONFIRMED, "en") == standard_wording(MailKind.CONFIRMED, "en")


def test_return_to_the_standard_wording_forgets_ones_own(registration):
    meeting, kind = registration.meeting, MailKind.CONFIRMED
    MailTemplate.reword(meeting, kind, "en", Wording("Welcome", "Text"), by=None, at=NOW)
    assert MailTemplate.own_ones(meeting) == {("confirmed", "en")}
    MailTemplate.reword(meeting, kind, "en", standard_wording(kind, "en"), by=None, at=NOW)
    assert MailTemplate.own_ones(meeting) == set()


def test_unknown_placeholder_is_refused_and_the_known_ones_are_told(registration):
    with pytest.raises(RuleBroken, match=r"There is no placeholder \{nmae\}") as refused:
        MailTemplate.reword(
            registration.meeting, MailKind.CONFIRMED, "en", Wording("Hello", "Dear {nmae}"), by=None, at=NOW
        )
    assert refused.value.field == "body"
    assert all(f"{{{name}}}" in str(refused.value) for name in PLACEHOLDERS)


def test_link_of_the_mail_is_private_and_opens_the_persons_own_form(registration, browser):
    body = mails.tell(registration, MailKind.NOMINATED, at=NOW).body_text
    [path] = [line.removeprefix("http://localhost") for line in body.splitlines() if "/links/" in line]
    with clock.frozen_at(NOW):
        answer = browser.submit(path, action=path)
    assert answer.location.startswith(f"/meetings/four/registration/{registration.number}/")
