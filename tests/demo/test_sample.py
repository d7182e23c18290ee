"""`flask sample`: the large invented meeting."""

from collections.abc import Callable

from click.testing import Result

from jcmevents.demo.sample import make_sample
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.record.figures import Figures
from jcmevents.registration.models import Registration

Command = Callable[..., Result]


def test_sample_has_the_people_and_proposals_asked_for(command: Command) -> None:
    result = command("sample", "--registrations", "600", "--proposals", "3")
    assert result.exit_code == 0, result.output
    meeting = Meeting.by_slug("sample-600")
    assert meeting
    people = list(db.session.scalars(Registration.of_meeting(meeting)))
    assert len(people) == 600
    assert all(person.is_invented for person in people)
    assert len(db.session.scalars(Proposal.tabled_at(meeting)).all()) == 3
    assert 350 < Figures.of(meeting).participants < 550


def test_sample_is_the_same_every_time(command: Command) -> None:
    def numbers() -> list[str]:
        meeting = make_sample(50, 0)
        found = list(db.session.scalars(Registration.of_meeting(meeting).order_by(Registration.id)))
        written = [f"{person.number} {person.full_name} {person.state}" for person in found]
        db.session.rollback()
        return written

    assert numbers() == numbers()


def test_people_of_the_sample_are_found_by_search_and_stand_on_the_roster(command: Command) -> None:
    meeting = make_sample(20, 0)
    person = db.session.scalars(Registration.of_meeting(meeting)).first()
    assert person
    assert person.full_name.lower() in person.search_text


def test_sample_that_is_there_already_is_refused(command: Command) -> None:
    assert command("sample", "--registrations", "5").exit_code == 0
    result = command("sample", "--registrations", "5")
    assert result.exit_code == 1
    assert "Error: sample-5: " in result.output
