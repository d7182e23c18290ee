"""A meeting that has been held, small enough to know every row of it."""

import re
import subprocess
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import DiscussionPoint, SessionTheme, Theme
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.organizations.models import Kind
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import State
from jcmevents.registration.states import Capacity
from tests.factories import (
    NOW,
    make_attendee,
    make_delegation,
    make_meeting,
    make_organization,
    make_proposal,
    make_session,
)


def make_body(meeting: Meeting, key: str, name: str, kind: Kind = Kind.MINISTRY, **values: Any) -> Delegation:
    """The delegation of a body, Japanese unless told otherwise."""
    details = {"key": key, "kind": kind, "names": {"en": name}, "country_iso2": "JP", **values}
    return make_delegation(meeting, organization=make_organization(**details), seats=20)


def table(meeting: Meeting, session: Any, title: str, sponsor: Delegation | None = None, **values: Any) -> Proposal:
    """A proposal on the table of `session` (None: of the meeting as a whole)."""
    texts = {"titles": {"en": title}, "summaries": {"en": f"Summary of {title}."}, **values}
    proposal = make_proposal(meeting, **texts)
    if sponsor:
        proposal.sponsor(sponsor)
    if session:
        proposal.table(session, by=None, at=NOW)
    else:
        proposal.state = State.TABLED
    return proposal


def a_meeting_held(**values: Any) -> Meeting:
    """Two countries, a ministry and the secretariat; an open, a Chatham House and a closed session."""
    details = {"slug": "jcm-gp-4", "titles": {"en": "Fourth Meeting", "ja": "第4回会合"}, "cities": {"en": "Tokyo"}}
    meeting = make_meeting(**(details | values))
    mongolia, georgia = make_delegation(meeting, "MN"), make_delegation(meeting, "GE")
    people = {"listed": True, "listed_publicly": True}
    make_attendee(mongolia, full_name="Munkhbat", **people)
    make_attendee(mongolia, full_name="Oyungerel Tsend", capacity=Capacity.HEAD, honorific="H.E. Ms.", **people)
    make_attendee(mongolia, full_name="Nobody Named")
    make_attendee(georgia, full_name="Nino Beridze", function="Head of Section", unit="Climate Unit", listed=True)
    make_attendee(make_body(meeting, "moej", "Ministry of the Environment", rank=1), full_name="SATO Kenji", **people)
    center = make_body(meeting, "center", "The Center", Kind.SECRETARIAT)
    make_attendee(center, full_name="Staff Member", capacity=Capacity.SECRETARIAT, **people)
    _discuss(meeting, mongolia, georgia)
    db.session.flush()
    return meeting


def _discuss(meeting: Meeting, mongolia: Delegation, georgia: Delegation) -> None:
    moderator = {"duty": "moderator", "names": {"en": "YAMADA Haruo"}}
    spoken: dict[str, Any] = {"summaries": {"en": "What was reported."}, "people": [moderator]}
    opened = make_session(meeting, titles={"en": "Rules"}, code="1", **spoken)
    opened.add_item(titles={"en": "Revision of the rules"})
    quiet = make_session(meeting, titles={"en": "Frank words"}, record_rule="chatham_house", **spoken)
    secret = make_session(meeting, titles={"en": "Bilateral talks"}, record_rule="closed", **spoken)
    secret.add_item(titles={"en": "Secret item"})
    theme = Theme(key="solar", labels={"en": "Floating solar power", "ja": "浮体式太陽光発電"})
    db.session.add(theme)
    db.session.flush()
    SessionTheme.note(opened, theme)
    DiscussionPoint.note_in(opened, {"en": "Private funds are needed."}, kind="recommendation")
    for session, word in ((opened, "Open"), (quiet, "Quiet"), (secret, "Secret")):
        proposal = table(meeting, session, f"{word} proposal", mongolia, outcomes={"en": f"{word} outcome."})
        proposal.add_point({"en": f"{word} point."}, raised_by=georgia)
        DiscussionPoint.note_in(session, {"en": f"{word} remark."}).raised_by_id = georgia.id


def squeezed(text: str) -> str:
    """Without white space and list marks, which differ between formats."""
    return re.sub(r"[\s•]", "", text)


def words_of_pdf(pdf: bytes) -> str:
    """What the pages say, without head and foot, in the order in which it was set."""
    command = ["pdftotext", "-raw", "-x", "0", "-y", "62", "-W", "595", "-H", "716", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def in_word(content: bytes) -> str:
    """What the body of a DOCX file says."""
    return "".join(each.text or "" for each in docx.Document(BytesIO(content)).element.body.iter(qn("w:t")))
