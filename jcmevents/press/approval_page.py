"""What the page of the way to the public shows."""

from datetime import datetime
from typing import Any

from flask_login import current_user

from jcmevents.document import plain_text
from jcmevents.press import embargo
from jcmevents.press.checking import checked_facts
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.freezing import documents_of
from jcmevents.press.lint import findings
from jcmevents.press.models import Release, State
from jcmevents.press.newsroom import headlines
from jcmevents.press.previews import previews_of
from jcmevents.press.scheduling import written_opening
from jcmevents.press.steps import Act
from jcmevents.press.wording import Change, changes
from jcmevents.text import current_language

BEFORE = (State.DRAFT, State.FACT_CHECK, State.CO_APPROVAL, State.APPROVAL, State.APPROVED, State.SCHEDULED)
WAY = (*BEFORE, State.PUBLISHED)


def shown(release: Release) -> dict[str, Any]:
    """The values of the template."""
    present = embargo.present()
    candidate = release.candidate
    return {
        "release": release,
        "headline": headlines([release], current_language())[0],
        "stage": release.stage(present),
        "is_out": release.stage(present) in (State.PUBLISHED, State.CORRECTED),
        "way": [state for state in WAY if state != State.CO_APPROVAL or release.co_address],
        "findings": findings(release) if release.is_open else [],
        "facts": checked_facts(release) if release.is_open else [],
        "refused": {},
        "answers": {},
        "candidate": candidate,
        "moved_on": _moved_on(release, candidate) if candidate else {},
        "opens": _opens(release),
        "waits_for_time": _waits(release, present),
        "steps": release.steps[::-1],
        "editions": [(each, _opening_of(each)) for each in ReleaseEdition.out(release)],
        "previews": previews_of(release),
        "may_approve": may_approve(release),
        "acts": Act,
    }


def _opening_of(edition: ReleaseEdition) -> str:
    return written_opening(edition.opens_at, edition.zone) if edition.opens_at else ""


def _opens(release: Release) -> str:
    return _opening_of(release.latest) if release.latest and release.state == State.SCHEDULED else ""


def _waits(release: Release, present: datetime) -> bool:
    """Whether an approved text is waiting for its time."""
    newest = release.latest
    return release.state == State.SCHEDULED and bool(newest and newest.opens_at and newest.opens_at > present)


def may_approve(release: Release) -> bool:
    """Whether the present user may approve the text: nobody approves what he has written."""
    edition = release.candidate
    return bool(edition) and current_user.id not in {*release.authors(), edition.frozen_by_id if edition else None}


def _moved_on(release: Release, candidate: ReleaseEdition) -> dict[str, list[Change]]:
    """Per language: where the data have changed since the text was frozen. The frozen text stays as it is."""
    if release.state == State.SCHEDULED:
        return {}
    found = {}
    for document in documents_of(release, gaps=True):
        if (text := candidate.text_in(document.lang)) and (moved := changes(text.words, plain_text(document))):
            found[document.lang] = moved
    return found
