"""Rows for tests, made through the same verbs that the pages use. Each takes what matters and invents the rest."""

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from jcmevents import clock
from jcmevents.accounts.models import Role, User
from jcmevents.accounts.tokens import AccessToken, Scope, offered_to
from jcmevents.agenda.editions import Edition
from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.materials import Material
from jcmevents.agenda.models import Item, Session
from jcmevents.countries.models import Country
from jcmevents.delegations.letters import NominationLetter
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import SessionTheme, Theme
from jcmevents.downloads import Download
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.organizations.models import Kind, Organization
from jcmevents.proposals.models import Proposal
from jcmevents.registration.batches import Batch, Texts
from jcmevents.registration.consents import TO_BE_LISTED, ConsentKind
from jcmevents.registration.models import Registration
from jcmevents.registration.steps import STEPS, Telling
from jcmevents.roster.importing.columns import guessed
from jcmevents.roster.importing.models import RosterImport
from jcmevents.roster.saved_views import RosterView
from jcmevents.roster.view import View
from jcmevents.sheet import as_csv, read

NOW = datetime(2025, 2, 17, 3, 0, tzinfo=UTC)  # noon in Tokyo on the first day of the 4th meeting
_numbers = itertools.count(1)


def make_user(*roles: Role, **values: Any) -> User:
    n = next(_numbers)
    details = {"email": f"person{n}@example.org", "name": f"Person {n}", "password": None, "at": NOW, **values}
    user = User.open_account(**details)
    db.session.flush()
    for role in roles:
        user.grant(role, by=None, at=NOW)
    return user


def make_organizer(**values: Any) -> User:
    return make_user(Role.ORGANIZER, **values)


def make_token(user: User | None = None, *scopes: Scope, **values: Any) -> str:
    """The secret of an access token, by default of an organizer and for all that he may do."""
    user = user or make_organizer()
    details: dict[str, Any] = {"name": "Visa office", "at": clock.now(), **values}
    details.setdefault("expires_at", details["at"] + timedelta(days=30))
    _token, secret = AccessToken.issue(user, scopes=scopes or offered_to(user), **details)
    return secret


def make_meeting(*, published: bool = True, **values: Any) -> Meeting:
    n = next(_numbers)
    details: dict[str, Any] = {
        "slug": f"meeting-{n}",
        "titles": {"en": f"Meeting {n}", "ja": f"第{n}回会合"},
        "start": date(2025, 2, 17),
        "end": date(2025, 2, 19),
        "country_iso2": "JP",
        "by": None,
        "at": NOW,
        **values,
    }
    meeting = Meeting.convene(**details)
    if published:
        meeting.publish(by=None, at=NOW)
    return meeting


def make_organization(**values: Any) -> Organization:
    n = next(_numbers)
    details: dict[str, Any] = {
        "key": f"body-{n}",
        "kind": Kind.MINISTRY,
        "names": {"en": f"Body {n}", "ja": f"機関{n}"},
        **values,
    }
    organization = Organization.enter(**details)
    db.session.flush()
    return organization


def make_delegation(meeting: Meeting | None = None, country: str | None = "MN", **values: Any) -> Delegation:
    """A delegation of `country` (ISO code), or of `organization=` when that is given."""
    meeting = meeting or make_meeting()
    if "organization" not in values and country:
        values["country"] = Country.by_code(country)
    return Delegation.admit(meeting, **{"by": None, "at": NOW, **values})


def make_letter(
    delegation: Delegation | None = None, content: bytes = b"%PDF-1.7 letter", **values: Any
) -> NominationLetter:
    details: dict[str, Any] = {"by": None, "at": NOW, **values}
    return NominationLetter.hand_in(delegation or make_delegation(), BytesIO(content), "letter.pdf", **details)


def make_registration(delegation: Delegation | None = None, **values: Any) -> Registration:
    """A nominated person; further steps are the test's. `listed`, `listed_publicly`, `shares_address`: consents to."""
    n = next(_numbers)
    given = {
        "listed": TO_BE_LISTED,
        "listed_publicly": (ConsentKind.PUBLIC,),
        "shares_address": (ConsentKind.CONTACT,),
    }
    consents = [kind for name, kinds in given.items() if values.pop(name, False) for kind in kinds]
    details = {"full_name": f"Delegate Number {n}", "by": None, "at": NOW, **values}
    registration = Registration.nominate(delegation or make_delegation(), **details)
    for kind in consents:
        registration.give_consent(kind, version=1, lang="en", by=None, at=NOW)
    return registration


def make_attendee(delegation: Delegation | None = None, **values: Any) -> Registration:
    """A person who was there."""
    registration = make_registration(delegation, **values)
    registration.confirm(by=None, at=NOW)
    registration.mark_attended(by=None, at=NOW)
    return registration


def make_download(by: User | None = None, **values: Any) -> Download:
    """A file that somebody has asked for and nobody has made."""
    details: dict[str, Any] = {"arguments": {}, "name": "roster.pdf", "lang": "en", "at": NOW, **values}
    kind, arguments = details.pop("kind", "roster"), details.pop("arguments")
    download = Download.request(kind, arguments, by=by or make_user(), **details)
    db.session.flush()
    return download


def make_roster_import(
    meeting: Meeting | None = None, head: Sequence[str] = ("Name",), rows: Sequence[Sequence[str]] = (("Anu",),)
) -> RosterImport:
    """An import that waits for its rows to be checked."""
    meeting, sheet = meeting or make_meeting(), read(as_csv(head, rows))
    new = RosterImport.take_in(meeting, sheet, "people.csv", lang="en", by=None, at=NOW)
    new.check(guessed(meeting, sheet.head), None, by=None, at=NOW)
    return new


def make_roster_view(meeting: Meeting | None = None, **values: Any) -> RosterView:
    """A view of the roster that an organizer has kept."""
    n = next(_numbers)
    details: dict[str, Any] = {"view": View(), "name": f"View {n}", "shared": False, "at": NOW, **values}
    details.setdefault("by", make_organizer())
    return RosterView.keep(meeting or make_meeting(), details.pop("view"), details.pop("name"), **details)


def make_batch(*people: Registration, step: str = "confirmation") -> Batch:
    """A step that is to be taken with `people`."""
    texts = Texts(Telling(), {}, "en")
    return Batch.begin(people[0].meeting, STEPS[step], people, texts, by=None, at=NOW)


def make_session(meeting: Meeting | None = None, **values: Any) -> Session:
    meeting = meeting or make_meeting()
    n = next(_numbers)
    details: dict[str, Any] = {
        "day": meeting.days[0],
        "starts": time(9, 30),
        "ends": time(11, 0),
        "titles": {"en": f"Session {n}", "ja": f"セッション{n}"},
        "by": None,
        "at": NOW,
        **values,
    }
    return Session.schedule(meeting, **details)


def make_item(session: Session | None = None, **values: Any) -> Item:
    n = next(_numbers)
    details: dict[str, Any] = {"titles": {"en": f"Item {n}", "ja": f"項目{n}"}, "by": None, "at": NOW, **values}
    return (session or make_session()).add_item(**details)


def make_edition(meeting: Meeting, **values: Any) -> Edition:
    """The agenda as entered, published."""
    return Edition.publish(meeting, **{"by": None, "at": NOW, **values})


def make_material(place: Session | Item | None = None, **values: Any) -> Material:
    """A link that everybody may see."""
    details: dict[str, Any] = {
        "titles": {"en": "Slides"},
        "url": "https://example.org/slides",
        "visibility": Audience.PUBLIC,
        "consented": True,
        **values,
    }
    return Material.hand_in(place or make_item(), by=None, at=NOW, **details)


def make_proposal(meeting: Meeting | None = None, **values: Any) -> Proposal:
    n = next(_numbers)
    details: dict[str, Any] = {"titles": {"en": f"Proposal {n}", "ja": f"提案{n}"}, "by": None, "at": NOW, **values}
    return Proposal.draft(meeting or make_meeting(), **details)


def make_tabled_proposal(session: Session | None = None, **values: Any) -> Proposal:
    """A proposal on the table of a session."""
    session = session or make_session()
    proposal = make_proposal(session.meeting, **values)
    proposal.table(session, by=None, at=NOW)
    return proposal


def make_theme(session: Session | None = None, **values: Any) -> SessionTheme:
    """A new theme, noted for a session."""
    n = next(_numbers)
    details: dict[str, Any] = {"labels": {"en": f"Theme {n}", "ja": f"テーマ{n}"}, "sector": None, **values}
    return SessionTheme.note(session or make_session(), Theme.enter(**details), by=None, at=NOW)
