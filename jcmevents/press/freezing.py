"""Freezing a release: its working texts become the documents of an edition."""

from datetime import datetime

from jcmevents.accounts.models import User
from jcmevents.document import Document
from jcmevents.extensions import db
from jcmevents.press.checking import checked_facts, unchecked
from jcmevents.press.composing import document_of
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.lint import faults
from jcmevents.press.models import Release


def documents_of(release: Release, *, gaps: bool = False) -> list[Document]:
    """The working text in each of its languages. Raises FactUnknown, unless with `gaps`."""
    return [document_of(release, text.lang, gaps=gaps) for text in release.texts]


def freeze(release: Release, *, why: dict[str, str] | None = None, by: User | None, at: datetime) -> ReleaseEdition:
    """Ask for the approval of the text as it stands now. Refuses it with faults or unchecked facts."""
    found = faults(release)
    documents = [] if found else documents_of(release)
    edition = release.ask_approval(documents, found, unchecked(release), why=why, by=by, at=at)
    db.session.flush()
    return edition


def bring_out(
    release: Release, *, writer: User | None, approver: User | None, source: str, at: datetime, zone: str
) -> None:
    """All steps from the draft to publication at once, for a release that was out before it was entered here.

    Everything but the order of events is as for any other: the facts are ticked, four eyes are needed.
    """
    release.ask_fact_check(faults(release), by=writer, at=at)
    for fact in checked_facts(release):
        release.tick(fact.key, fact.words, source, by=writer, at=at)
    edition = freeze(release, by=writer, at=at)
    release.approve(edition.digest, by=approver, at=at)
    release.schedule(at, zone, by=writer, at=at)
