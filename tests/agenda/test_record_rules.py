"""What outsiders, participants and organizers are told of a session."""

from pathlib import Path

import pytest

from jcmevents.agenda.exports import agenda_file
from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.models import Session
from jcmevents.extensions import db
from tests.agenda.test_exports import words_of
from tests.browser import Browser
from tests.factories import (
    NOW,
    make_delegation,
    make_edition,
    make_item,
    make_organizer,
    make_registration,
    make_session,
    make_user,
)

NAMES = ("Ana Moderator", "Bo Speaker", "Cai Panelist", "Bureau of Bo")


def a_session(rule: str) -> Session:
    """With names in every place that can hold one."""
    panelist = {"duty": "panelist", "names": {"en": NAMES[2]}}
    held = make_session(
        record_rule=rule,
        titles={"en": "Frank words"},
        people=[{"duty": "moderator", "names": {"en": NAMES[0]}}, panelist],
        abstracts={"en": "In quiet."},
        questions={"en": "What now?"},
        summaries={"en": "It was said."},
    )
    speaker = {"names": {"en": NAMES[1]}, "affiliations": {"en": NAMES[3]}}
    make_item(held, titles={"en": "Item within"}, people=[speaker])
    make_edition(held.meeting)
    db.session.commit()
    return held


def told(held: Session, audience: Audience, folder: Path) -> list[str]:
    """The words of each file."""
    files = {kind: agenda_file(held.meeting, kind, lang="en", at=NOW, audience=audience) for kind in ("ics", "json")}
    pdf = agenda_file(held.meeting, "pdf", lang="en", at=NOW, audience=audience)
    unfolded = files["ics"].decode().replace("\r\n ", "")
    return [unfolded, files["json"].decode(), words_of(pdf, folder)]


@pytest.mark.parametrize(
    ("rule", "names", "items", "summary"),
    [("on_record", True, True, True), ("chatham_house", False, True, True), ("closed", False, False, False)],
)
def test_outsiders_are_told_what_the_rule_allows(
    browser: Browser, tmp_path: Path, rule: str, names: bool, items: bool, summary: bool
) -> None:
    held = a_session(rule)
    page = browser.get(f"/meetings/{held.meeting.slug}/agenda").text
    *others, printed = told(held, Audience.PUBLIC, tmp_path)
    for text in (page, *others, printed):
        assert "Frank words" in text
        assert [name in text for name in NAMES] == [names] * 4
        assert ("Item within" in text, "In quiet." in text) == (items, items)
        assert ("It was said." in text) == (summary and text is not printed)  # a printed programme is the plan alone


@pytest.mark.parametrize("rule", ["chatham_house", "closed"])
def test_those_who_take_part_read_who_speaks_but_not_what_was_said_in_a_closed_session(
    browser: Browser, tmp_path: Path, rule: str
) -> None:
    held = a_session(rule)
    *others, printed = told(held, Audience.PARTICIPANTS, tmp_path)
    for text in (*others, printed):
        assert [name in text for name in NAMES] == [True] * 4
        assert ("It was said." in text) == (rule == "chatham_house" and text is not printed)


@pytest.mark.parametrize(("confirmed", "names"), [(True, True), (False, False)])
def test_a_participant_is_somebody_whose_registration_is_confirmed(
    browser: Browser, confirmed: bool, names: bool
) -> None:
    held, user = a_session("chatham_house"), make_user()
    person = make_registration(make_delegation(held.meeting), user_id=user.id)
    if confirmed:
        person.confirm(by=None, at=NOW)
    db.session.commit()
    page = browser.sign_in(user).get(f"/meetings/{held.meeting.slug}/agenda")
    assert (NAMES[1] in page.text) == names


def test_organizers_see_the_names(browser: Browser) -> None:
    held = a_session("closed")
    page = browser.sign_in(make_organizer()).get(f"/meetings/{held.meeting.slug}/agenda")
    assert [name in page.text for name in NAMES] == [True] * 4
