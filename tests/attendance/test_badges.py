import pytest

from jcmevents.attendance.badges import TOKEN, Badge
from jcmevents.errors import RuleBroken
from tests.factories import NOW, make_attendee, make_delegation, make_meeting, make_registration


def test_badge_is_found_by_its_token_at_its_meeting_only(session):
    badge = Badge.issue(make_attendee(), by=None, at=NOW)
    meeting = badge.registration.meeting
    assert TOKEN.fullmatch(badge.token)
    assert Badge.by_token(meeting, f" {badge.token.lower()}\n") is badge
    assert Badge.by_token(make_meeting(), badge.token) is None


@pytest.mark.parametrize("code", ["", "1234567890", "0" * 35, "JCM" + "A" * 32, "JCM", "https://example.org/JCM"])
def test_numbers_and_forged_codes_are_no_badge(session, code):
    badge = Badge.issue(make_attendee(), by=None, at=NOW)
    assert Badge.by_token(badge.registration.meeting, code) is None


def test_new_badge_kills_the_old_one(session):
    old = Badge.issue(make_attendee(), by=None, at=NOW)
    meeting, token = old.registration.meeting, old.token
    new = old.reissue(why="lost", by=None, at=NOW)
    assert Badge.by_token(meeting, token) is None
    assert Badge.by_token(meeting, new.token) is new
    assert (old.replaced_by_id, old.why_killed) == (new.id, "lost")
    with pytest.raises(RuleBroken):
        old.reissue(why="lost", by=None, at=NOW)


def test_issuing_again_gives_the_same_badge(session):
    person = make_attendee()
    assert Badge.issue(person, by=None, at=NOW) is Badge.issue(person, by=None, at=NOW)


def test_database_holds_no_token(session):
    badge = Badge.issue(make_attendee(), by=None, at=NOW)
    session.flush()
    assert badge.token.encode() not in badge.sealed
    assert badge.token not in badge.digest


def test_nobody_gets_a_badge_before_being_confirmed(session):
    with pytest.raises(RuleBroken, match="is not confirmed"):
        Badge.issue(make_registration(), by=None, at=NOW)


def test_issuing_many_takes_a_constant_number_of_reads(session, queries):
    taken = []
    for number in (1, 20):
        delegation = make_delegation(make_meeting(), seats=30)
        people = [make_attendee(delegation) for _ in range(number)]
        with queries() as statements:
            Badge.issue_all(delegation.meeting, people, by=None, at=NOW)
        taken.append(len([s for s in statements if s.startswith("SELECT")]))
    assert taken[0] == taken[1]
