"""A large invented meeting for measuring. The same numbers give the same meeting.

Meeting, delegations, sessions and proposals are entered by their verbs; people, of whom there may be a hundred
thousand, are inserted in bulk.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import insert, select

from jcmevents.agenda.editions import Edition
from jcmevents.agenda.models import Kind, Session
from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import State as ProposalState
from jcmevents.registration.consent_wording import CURRENT
from jcmevents.registration.consents import TO_BE_LISTED, Consent, ConsentKind
from jcmevents.registration.models import SEARCHED, Gender, Registration
from jcmevents.registration.numbers import LETTERS, as_written
from jcmevents.registration.states import Capacity, State
from jcmevents.text import folded

AT = datetime(2025, 6, 2, tzinfo=UTC)
BATCH = 2_000  # rows per statement
STATES = [State.ATTENDED] * 8 + [State.CONFIRMED, State.NO_SHOW]
CAPACITIES = [Capacity.DELEGATE] * 8 + [Capacity.ADVISER, Capacity.INTERPRETER]
SYLLABLES = (
    *("an", "bo", "chi", "da", "el", "fu", "ga", "hi", "jo", "ka"),
    *("li", "mo", "na", "oru", "pe", "ri", "sa", "tu", "va", "yo"),
)
FUNCTIONS = ("Director", "Deputy Director", "Programme Officer", "Senior Expert", "Adviser", "Head of Division")
UNITS = ("Climate Change Department", "Carbon Market Division", "Ministry of Energy", "Ministry of Forestry")


def make_sample(registrations: int, proposals: int) -> Meeting:
    """A published meeting `sample-<registrations>` of all countries, not committed. Refuses a second one."""
    chance = Random(registrations)  # noqa: S311 - invents, guards nothing
    meeting = Meeting.convene(
        slug=f"sample-{registrations}",
        titles={"en": f"Sample meeting of {registrations} people", "ja": f"{registrations}人の見本会合"},
        start=date(2025, 6, 2),
        end=date(2025, 6, 4),
        country_iso2="JP",
        participants_public=True,
        is_demonstration=True,
        by=None,
        at=AT,
    )
    delegations = _admit_all(meeting, registrations)
    people = _people(meeting, delegations, registrations, chance)
    while batch := list(islice(people, BATCH)):
        db.session.execute(insert(Registration), batch)
    _consent(meeting, chance)
    held = _schedule(meeting)
    Edition.publish(meeting, by=None, at=AT)
    _table(held, delegations, proposals)
    meeting.publish(by=None, at=AT)
    return meeting


def _admit_all(meeting: Meeting, people: int) -> list[Delegation]:
    countries = db.session.scalars(select(Country).order_by(Country.iso2)).all()
    seats = people // len(countries) + 1
    return [Delegation.admit(meeting, country=country, seats=seats, by=None, at=AT) for country in countries]


def _people(meeting: Meeting, delegations: list[Delegation], number: int, chance: Random) -> Iterator[dict[str, Any]]:
    for n in range(number):
        head = n < len(delegations)  # the first round gives every delegation its head
        person = _person(n, chance) | {
            "meeting_id": meeting.id,
            "delegation_id": delegations[n % len(delegations)].id,
            "position": n // len(delegations) + 1,
            "capacity": Capacity.HEAD if head else chance.choice(CAPACITIES),
            "state": chance.choice(STATES),
            "created_at": AT,
        }
        yield person | {"search_text": folded("\n".join(person.get(name, "") for name in SEARCHED))}


def _person(n: int, chance: Random) -> dict[str, Any]:
    family, given = _name(chance), _name(chance)
    return {
        "number": as_written("".join(chance.choices(LETTERS, k=10))),
        "full_name": f"{given} {family}",
        "family_name": family,
        "given_name": given,
        "honorific": chance.choice(("Mr.", "Ms.")),
        "function": chance.choice(FUNCTIONS),
        "unit": chance.choice(UNITS),
        "email": f"person{n}@example.org",
        "gender": chance.choice((Gender.FEMALE, Gender.MALE)),
        "mode": "online" if chance.random() < 0.1 else "on_site",
        "is_invented": True,
    }


def _consent(meeting: Meeting, chance: Random) -> None:
    """95 of 100 people consent to be named to the participants, 80 to everybody."""
    ids = db.session.scalars(select(Registration.id).where(Registration.meeting_id == meeting.id)).all()
    given = {"text_version": CURRENT, "lang": "en", "countries": [], "given_at": AT}
    for people in (ids[start : start + BATCH] for start in range(0, len(ids), BATCH)):
        drawn = [(id, chance.random()) for id in people]
        named = [id for id, share in drawn if share < 0.95]
        rows = [{"registration_id": id, "kind": kind, **given} for id in named for kind in TO_BE_LISTED]
        rows += [{"registration_id": id, "kind": ConsentKind.PUBLIC, **given} for id, share in drawn if share < 0.8]
        db.session.execute(insert(Consent), rows)


def _name(chance: Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize()


def _schedule(meeting: Meeting) -> Session:
    """Four sessions a day with six items each; the last one."""
    for day in meeting.days:
        for n, hour in enumerate((9, 11, 14, 16), start=1):
            session = Session.schedule(
                meeting,
                day=day,
                starts=time(hour),
                ends=time(hour + 1, 30),
                titles={"en": f"Session {n}", "ja": f"セッション{n}"},
                by=None,
                at=AT,
            )
            for item in range(1, 7):
                titles = {"en": f"Presentation {item}", "ja": f"発表{item}"}
                people = [{"names": {"en": f"Speaker {item}"}}]
                session.add_item(titles=titles, kind=Kind.PRESENTATION, minutes=15, people=people)
    return session


def _table(session: Session, delegations: list[Delegation], number: int) -> None:
    for n in range(1, number + 1):
        proposal = Proposal.draft(
            session.meeting,
            titles={"en": f"Proposal {n} on the use of credits", "ja": f"クレジットの活用に関する提案{n}"},
            summaries={"en": "Simpler procedures were proposed. " * 8, "ja": "手続きの簡素化が提案されました。" * 8},
            by=None,
            at=AT,
        )
        for delegation in delegations[n % 100 : n % 100 + 3]:
            proposal.sponsor(delegation)
        proposal.table(session, by=None, at=AT)
        for point in range(1, 4):
            proposal.add_point({"en": f"Point {point} of the discussion", "ja": f"議論の要点{point}"})
        outcomes = {"en": "The meeting took note of the proposal.", "ja": "提案が留意されました。"}
        proposal.conclude(ProposalState.NOTED, outcomes, by=None, at=AT)
