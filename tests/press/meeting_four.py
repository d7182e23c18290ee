"""The 4th meeting as the release of 6 March 2025 tells of it, made by the verbs of the models; people are numbered."""

from datetime import date, time
from pathlib import Path
from typing import Any

import yaml

from jcmevents.agenda.kinds import Kind as Ceremony
from jcmevents.discussion.models import SessionTheme, Theme
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Series
from jcmevents.organizations.models import Kind
from jcmevents.press.models import Release
from jcmevents.press.release_file import enter_release
from jcmevents.registration.models import Registration
from tests.factories import (
    NOW,
    make_attendee,
    make_delegation,
    make_item,
    make_meeting,
    make_organization,
    make_proposal,
    make_session,
)

DATA = Path(__file__).parent / "data"
FACTS: dict[str, Any] = yaml.safe_load((DATA / "meeting-four.yaml").read_text())
REFERENCE = (DATA / "release-2025-03-06.ja.txt").read_text()
RELEASE_FILE = Path(__file__).parents[2] / "jcmevents" / "demo" / "data" / "release-jcm-gp-4.yaml"
MINISTRIES_EN = (
    "Ministry of the Environment",
    "Ministry of Economy, Trade and Industry",
    "Ministry of Agriculture, Forestry and Fisheries",
    "Forestry Agency",
)


def make_meeting_four(people: int = 90) -> Meeting:
    """The meeting with 19 partners, four ministries and the Center; `people` attended in all."""
    meeting = make_meeting(
        slug="jcm-gp-4",
        titles={"ja": "JCMグローバルパートナーシップ第4回会合", "en": "Fourth Meeting of the JCM Global Partnership"},
        ordinal=4,
        cities={"ja": "東京", "en": "Tokyo"},
        series=Series.start("jcm-gp", {"en": "JCM Global Partnership"}),
    )
    make_meeting(
        slug="jcm-partner-countries-10",
        titles={"en": "Tenth Meeting of the JCM Partner Countries"},
        ordinal=10,
        start=date(2024, 11, 18),
        end=date(2024, 11, 18),
        zone="Asia/Baku",
        country_iso2="AZ",
    )
    delegations = [make_delegation(meeting, iso2, seats=people) for iso2 in FACTS["attending"]]
    delegations += [make_delegation(meeting, organization=body, seats=people) for body in _bodies()]
    for n in range(people):
        make_attendee(delegations[n % len(delegations)])
    _discussions(meeting)
    _opening(meeting)
    return meeting


def _opening(meeting: Meeting) -> None:
    """The ceremony in which an invented vice-minister spoke."""
    names = {"ja": "高瀬真理子", "en": "Mariko Takase"}
    affiliations = {"ja": "環境省", "en": "Ministry of the Environment"}
    session = make_session(meeting, kind=Ceremony.CEREMONY, starts=time(9), ends=time(9, 30))
    make_item(session, kind=Ceremony.CEREMONY, people=[{"names": names, "affiliations": affiliations}])


def _bodies() -> list[Any]:
    ministries = [
        make_organization(kind=Kind.MINISTRY, country_iso2="JP", rank=rank, names={"ja": ja, "en": en})
        for rank, (ja, en) in enumerate(zip(FACTS["ministries"], MINISTRIES_EN, strict=True), start=1)
    ]
    center = make_organization(
        key="a6ip-center",
        kind=Kind.SECRETARIAT,
        names={"ja": "パリ協定6条実施パートナーシップ(A6IP)センター", "en": "A6IP Center"},
        short_names={"ja": "A6IPセンター"},
    )
    return [*ministries, center]


def _discussions(meeting: Meeting) -> None:
    session = make_session(meeting)
    for n, label in enumerate(FACTS["themes"], start=1):
        theme = Theme(key=f"theme-{n}", labels={"ja": label, "en": f"theme {n}"})
        db.session.add(theme)
        SessionTheme.note(session, theme)
    for n, item in enumerate(FACTS["proposals"], start=1):
        titles, summaries = {"ja": item["title"], "en": f"Proposal {n}"}, {"ja": item["summary"], "en": "What it says."}
        proposal = make_proposal(meeting, titles=titles, summaries=summaries)
        proposal.table(session, by=None, at=NOW)


def make_release_four(people: int = 90) -> Release:
    make_meeting_four(people)
    return enter_release(RELEASE_FILE, by=None, at=NOW)


def attendees_of(release: Release, iso2: str) -> list[Registration]:
    """Everybody of a country's delegation at the release's meeting."""
    query = Registration.of_meeting(release.meeting).join(Registration.delegation).filter_by(country_iso2=iso2)
    return list(db.session.scalars(query))
