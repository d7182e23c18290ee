"""What is scanned at the door is told by the open draft of the release, without anybody entering a number."""

import pytest

from jcmevents.attendance.stations import Station
from jcmevents.delegations.models import Delegation
from jcmevents.document import render
from jcmevents.extensions import db
from jcmevents.press.composing import document_of
from jcmevents.press.models import Release
from tests.attendance.doors import make_badge, make_station, scan, take
from tests.factories import make_delegation
from tests.press.meeting_four import make_release_four

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def draft() -> Release:
    return make_release_four(people=84)


@pytest.fixture
def station(draft: Release) -> Station:
    return make_station(draft.meeting)


def tells(draft: Release, **words: str) -> bool:
    """Whether the draft as it is now says in each language what is given for it."""
    db.session.expire_all()
    texts = {lang: render(document_of(draft, lang), "txt").decode() for lang in words}
    said = {words[lang] in text for lang, text in texts.items()}
    assert len(said) == 1, "one language says it, the other does not"
    return said.pop()


def test_a_delegation_that_comes_in_is_one_country_more(draft: Release, station: Station) -> None:
    badge = make_badge(make_delegation(draft.meeting, "KE"))  # a partner country nobody of which had come
    assert tells(draft, ja="29カ国のうち19カ国", en="19 of the 29 JCM partner countries")
    assert not tells(draft, ja="ケニア共和国", en="Republic of Kenya")
    entry = scan(badge.token)
    take(station, entry)
    assert tells(draft, ja="29カ国のうち20カ国", en="20 of the 29 JCM partner countries")
    assert tells(draft, ja="ケニア共和国", en="Republic of Kenya")
    take(station, {**entry, "kind": "retraction", "why": "wrong badge"})
    assert tells(draft, ja="29カ国のうち19カ国", en="19 of the 29 JCM partner countries")
    assert not tells(draft, ja="ケニア共和国", en="Republic of Kenya")


def test_the_eighty_fifth_person_who_comes_in_rounds_the_number_up(draft: Release, station: Station) -> None:
    badge = make_badge(db.session.scalars(Delegation.of_meeting(draft.meeting)).first())
    assert tells(draft, ja="約80名", en="about 80 people")
    take(station, scan(badge.token))
    assert tells(draft, ja="約90名", en="about 90 people")
