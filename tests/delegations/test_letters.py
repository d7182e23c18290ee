"""Nomination letters: kept encrypted, replaced only by newer ones, judged by organizers."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from jcmevents.audit import AuditEntry
from jcmevents.delegations.letters import LARGEST, LetterState, NominationLetter, letter_states
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.files.store import FileStore
from jcmevents.mail.models import OutgoingMail
from tests.browser import Browser
from tests.factories import NOW, make_delegation, make_letter, make_meeting, make_organizer

pytestmark = pytest.mark.usefixtures("session")
PNG, JPEG = b"\x89PNG\r\n\x1a\n a scan", b"\xff\xd8\xff a photo"


@pytest.mark.parametrize("content", [b"%PDF-1.7 a letter", PNG, JPEG])
def test_a_letter_is_kept_encrypted_and_read_back_as_it_was_given(app: Flask, content: bytes) -> None:
    letter = make_letter(content=content)
    assert letter.file.read() == content
    assert content not in FileStore.of_app().read(letter.file.name)
    assert letter.state == LetterState.RECEIVED


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ a program called letter.pdf", "cannot be used here"),
        (b"<html>%PDF-1.7</html>", "cannot be used here"),
        (b"", "is empty"),
        (b"%PDF-1.7" + bytes(LARGEST), "too large"),
    ],
)
def test_what_is_no_letter_is_refused_by_its_content(content: bytes, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence) as broken:
        make_letter(content=content)
    assert broken.value.field == "file"


def test_a_letter_from_the_future_is_refused_but_not_one_of_a_day_that_has_begun_elsewhere() -> None:
    make_letter(dated_on=date(2025, 2, 17))
    with pytest.raises(RuleBroken) as broken:
        make_letter(dated_on=date(2025, 2, 19))
    assert broken.value.field == "dated_on"


def test_a_newer_letter_counts_and_the_earlier_one_is_kept() -> None:
    meeting = make_meeting()
    delegation, other = make_delegation(meeting), make_delegation(meeting, "CL")
    first = make_letter(delegation)
    first.ask_for_another(why="No signature.", by=None, at=NOW)
    assert letter_states(meeting) == {delegation.id: LetterState.REFUSED}
    second = make_letter(delegation)
    assert letter_states(meeting) == {delegation.id: LetterState.RECEIVED}
    second.check_off(by=None, at=NOW + timedelta(hours=1))
    make_letter(other)
    assert letter_states(meeting) == {delegation.id: LetterState.CHECKED, other.id: LetterState.RECEIVED}
    assert list(db.session.scalars(NominationLetter.of(delegation))) == [second, first]
    with pytest.raises(RuleBroken, match="newer letter"):
        first.check_off(by=None, at=NOW)


def test_each_act_is_in_the_audit_trail() -> None:
    letter = make_letter()
    letter.check_off(by=None, at=NOW)
    letter.ask_for_another(why="The head is missing.", by=None, at=NOW)
    db.session.commit()
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_type == "nomination_letter"))
    assert list(actions) == [f"nomination_letter.{act}" for act in ("hand_in", "checked", "refused")]


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(make_organizer())


def paths(letter: NominationLetter) -> tuple[str, str]:
    page = f"/meetings/{letter.delegation.meeting.slug}/delegations/{letter.delegation_id}"
    return page, f"{page}/letters/{letter.id}"


def test_an_organizer_reads_a_letter_and_checks_it_off(organizer: Browser) -> None:
    letter = make_letter(reference="NV/17")
    page, path = paths(letter)
    shown = organizer.open(page)
    assert "NV/17" in shown.text
    answer = organizer.submit(shown, action=path)
    assert (answer.data, answer.headers["Content-Type"]) == (b"%PDF-1.7 letter", "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=letter.pdf"
    assert organizer.submit(shown, action=f"{path}/check").location == page
    assert "in order" in organizer.open(page).texts(".entries .status")
    acts = select(AuditEntry.actor_label, AuditEntry.action).where(AuditEntry.action == "nomination_letter.read")
    assert db.session.execute(acts).all() == [("user", "nomination_letter.read")]


def test_an_organizer_asks_for_another_letter_and_the_focal_point_reads_why(organizer: Browser) -> None:
    delegation = make_delegation()
    address: dict[str, Any] = {"focal_point_name": "Bat", "focal_point_email": "bat@example.mn"}
    delegation.revise(**address, alternate_email="second@example.mn", by=None, at=NOW)
    page, path = paths(make_letter(delegation))
    assert organizer.submit(f"{path}/refusal", why="").one("#why-error")
    organizer.submit(f"{path}/refusal", why="It is not signed.")
    assert "another one is needed" in organizer.open(page).texts(".entries .status")
    mails = list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.to_address)))
    assert [mail.to_address for mail in mails] == ["bat@example.mn", "second@example.mn"]
    assert "It is not signed." in mails[0].body_text


def test_the_letter_of_one_delegation_is_not_found_under_another(organizer: Browser) -> None:
    letter = make_letter()
    other = make_delegation(letter.delegation.meeting, "CL")
    path = f"/meetings/{other.meeting.slug}/delegations/{other.id}/letters/{letter.id}"
    assert [organizer.post(path).status, organizer.post(f"{path}/check").status] == [404, 404]
