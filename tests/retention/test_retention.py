"""Every rule that has an end has somebody who carries it out, and what is past its time is nowhere any more."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

import jcmevents.factory
from jcmevents import retention
from jcmevents.extensions import Base, db
from jcmevents.mail.expiry import BODY_KEPT_FOR
from jcmevents.mail.models import MailState, OutgoingMail
from tests.factories import NOW, make_delegation, make_meeting, make_registration

RULES = yaml.safe_load((Path(jcmevents.factory.__file__).parent / "data_register.yaml").read_text())["rules"]
CANARY = "canary-7f3a"


def mail(**values: object) -> OutgoingMail:
    sent = OutgoingMail.queue_text(
        "registration", to="person@example.org", name="Person", lang="en", subject="Your form", body=CANARY, at=NOW
    )
    sent.state, sent.sent_at = MailState.SENT, NOW
    for name, value in values.items():
        setattr(sent, name, value)
    db.session.commit()
    return sent


def everything() -> str:
    """All that the database holds, as text."""
    return repr([db.session.execute(select(table)).all() for table in Base.metadata.sorted_tables])


def test_every_rule_with_an_end_is_carried_out() -> None:
    short = {rule for rule, words in RULES.items() if re.search(r"\b(\d+|a) (days|hours|year|years)\b", words)}
    assert short <= {rule for rule, _function in retention._carried_out}


def test_rules_are_those_of_the_register() -> None:
    assert {rule for rule, _function in retention._carried_out} <= set(RULES)


@pytest.mark.parametrize("values", [{}, {"state": MailState.FAILED, "sent_at": None, "next_attempt_at": NOW}])
def test_words_of_a_mail_are_forgotten_after_a_week(session, command, values):
    sent = mail(**values)
    retention.forget(NOW + BODY_KEPT_FOR - timedelta(seconds=1))
    assert sent.body_text == f"{CANARY}\n"
    retention.forget(NOW + BODY_KEPT_FOR)
    session.refresh(sent)
    assert (sent.body_text, sent.subject, sent.to_address) == ("", "Your form", "person@example.org")
    assert CANARY not in everything()


def test_mail_that_has_not_left_keeps_its_words(session):
    waiting = mail(state=MailState.QUEUED, sent_at=None)
    retention.forget(NOW + timedelta(days=400))
    session.refresh(waiting)
    assert waiting.body_text == f"{CANARY}\n"


def test_dry_run_tells_and_changes_nothing(session, command):
    sent = mail()
    told = command("retention", "run", "--dry-run")
    assert told.exit_code == 0, told.output
    assert "mail: 1 to be forgotten" in told.output.splitlines()
    assert sent.body_text == f"{CANARY}\n"
    assert "mail: 1 forgotten" in command("retention", "run").output.splitlines()
    assert sent.body_text == ""
    assert "mail: 0 forgotten" in command("retention", "run").output.splitlines()


def test_people_stay_while_their_time_has_not_come(session, command):
    person = make_registration(make_delegation(make_meeting()), full_name=CANARY)
    session.commit()
    assert command("retention", "run").exit_code == 0
    assert person.full_name == CANARY
