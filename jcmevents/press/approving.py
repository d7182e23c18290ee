"""From a draft to what the public reads: every step with who took it, when, and on which text.

draft -> fact check -> co-organizer (if there is one) -> Center -> approved -> scheduled; by the clock it is published.
From the co-organizer on, people judge an edition, frozen: what they approved is what appears. Nobody approves what he
has written.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Mapped

from jcmevents import audit, jobs
from jcmevents.accounts.models import User
from jcmevents.audit import AuditEntry
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.press import preparing
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.standing import kept_texts
from jcmevents.press.steps import ASKED, OPEN, Act, State, Step
from jcmevents.press.ticks import Tick
from jcmevents.text import clean

if TYPE_CHECKING:
    from jcmevents.document import Document
    from jcmevents.press.texts import ReleaseText

STEPS = "release.step."  # what the steps are called in the audit log; all else there is writing


class Approving:
    """The steps of a release; mixed into `Release`."""

    if TYPE_CHECKING:
        id: Mapped[int]
        state: Mapped[str]
        created_at: Mapped[datetime]
        published_at: Mapped[datetime | None]
        withdrawn_at: Mapped[datetime | None]
        withdrawal: Mapped[dict[str, str]]
        co_organizer: Mapped[str]
        co_address: Mapped[str]
        co_lang: Mapped[str]
        editions: Mapped[list[ReleaseEdition]]
        steps: Mapped[list[Step]]
        texts: Mapped[list[ReleaseText]]
        ticks: Mapped[list[Tick]]

        def require_open(self) -> None: ...

    def stage(self, now: datetime) -> State:
        """What the release is at `now`, the time of `press.embargo`. A correction in the making changes nothing."""
        if self.withdrawn_at:
            return State.WITHDRAWN
        out = [each for each in self.editions if each.opens_at and each.opens_at <= now]
        if out:
            return State.CORRECTED if len(out) > 1 else State.PUBLISHED
        return State(self.state)

    @property
    def candidate(self) -> ReleaseEdition | None:
        """The frozen text that is being approved or waits for its time, if any."""
        newest = self.editions[-1] if self.editions else None
        return newest if newest and newest.dropped_at is None and self.state not in OPEN else None

    @property
    def latest(self) -> ReleaseEdition | None:
        """The newest edition with a number."""
        return max((each for each in self.editions if each.number), key=lambda each: each.number or 0, default=None)

    def choose_co_organizer(self, *, name: str, address: str, lang: str, by: User | None, at: datetime) -> None:
        """Who approves the text for the other house; empty: nobody does."""
        self.require_open()
        if bool(name.strip()) != bool(address.strip()):
            raise RuleBroken(gettext("Enter both a name and an e-mail address, or neither."), field="address")
        self.co_organizer, self.co_address, self.co_lang = clean(name), User.normalized(address), lang
        audit.record(f"{STEPS}co_organizer", self, by=by, at=at)

    def ask_fact_check(self, faults: list[str], *, by: User | None, at: datetime) -> None:
        """Have the facts checked. `faults` are the sentences of `press.lint`, and there must be none."""
        self._require(State.DRAFT)
        _refuse(faults)
        self._take(Act.FACT_CHECK, State.FACT_CHECK, by=by, at=at)

    def tick(self, key: str, words: dict[str, str], source: str, *, by: User | None, at: datetime) -> None:
        """Note that `key` says `words` and that this is what its `source` says."""
        self.require_open()
        if not source.strip():
            raise RuleBroken(gettext("Say where you have looked it up."), field="source")
        found = next((tick for tick in self.ticks if tick.key == key), None)
        tick = found or Tick(key=key)
        tick.words, tick.source, tick.ticked_at, tick.ticked_by_id = words, clean(source), at, by.id if by else None
        if not found:
            self.ticks.append(tick)
        audit.record(f"{STEPS}tick", self, by=by, at=at, key=key)

    def ask_approval(
        self,
        documents: list[Document],
        faults: list[str],
        unchecked: list[str],
        *,
        why: dict[str, str] | None = None,
        by: User | None,
        at: datetime,
    ) -> ReleaseEdition:
        """Freeze the text as `documents` and put it before those who approve it; `unchecked`: keys without a tick.

        A correction needs no fact check of its own, as long as every fact is ticked as it stands; it says `why`.
        """
        self._require(*OPEN) if self.latest else self._require(State.FACT_CHECK)
        _refuse(faults)
        if unchecked:
            raise RuleBroken(gettext("These facts are not checked yet: %(keys)s.", keys=", ".join(unchecked)))
        edition = ReleaseEdition.freeze(documents, follows=self.latest, why=why or {}, by=by, at=at)
        if self.latest and edition.digest == self.latest.digest:
            raise RuleBroken(gettext("The text says what the last edition says. There is nothing to correct."))
        edition.facts = [[tick.key, tick.words] for tick in sorted(self.ticks, key=lambda tick: tick.key)]
        self.editions.append(edition)
        state = State.CO_APPROVAL if self.co_address else State.APPROVAL
        self._take(Act.FROZEN, state, by=by, at=at, edition=edition)
        return edition

    def co_approve(self, digest: str, *, by: Any, at: datetime) -> None:
        """The co-organizer, who holds a private link (`by`), approves the text with this digest."""
        edition = self._asked(State.CO_APPROVAL, digest)
        if User.normalized(by.address) in self._addresses_of_authors():
            raise RuleBroken(gettext("You have written this text. Somebody else must approve it."))
        self._take(Act.CO_APPROVED, State.APPROVAL, by=by, at=at, edition=edition)

    def approve(self, digest: str, *, by: User | None, at: datetime) -> None:
        """The Center approves the text with this digest: somebody who has written nothing of it."""
        edition = self._asked(State.APPROVAL, digest)
        if by and by.id in {*self.authors(), edition.frozen_by_id}:
            raise RuleBroken(gettext("You have written this text. Somebody else must approve it."))
        self._take(Act.APPROVED, State.APPROVED, by=by, at=at, edition=edition)

    def send_back(self, reason: str, *, by: Any, at: datetime) -> None:
        """Not approved; `reason` tells the press office what to change."""
        self._require(State.CO_APPROVAL, State.APPROVAL)
        if not reason.strip():
            raise RuleBroken(gettext("Say what has to be changed."), field="reason")
        self._drop(Act.SENT_BACK, by=by, at=at, reason=reason)

    def take_back(self, *, by: User | None, at: datetime) -> None:
        """Change a text that waits for approval, or was approved: it has to go the way again."""
        self._require(*ASKED)
        self._drop(Act.TAKEN_BACK, by=by, at=at)

    def schedule(self, opens_at: datetime, zone: str, *, by: User | None, at: datetime) -> ReleaseEdition:
        """Let the approved text appear at `opens_at`; `at` is the time of `press.embargo`."""
        self._require(State.APPROVED)
        edition = cast(ReleaseEdition, self.candidate)
        if opens_at < at:
            raise RuleBroken(gettext("This time has passed. Choose one to come, or publish at once."), field="time")
        edition.number = 1 + max(each.number or 0 for each in self.editions)
        edition.opens_at, edition.zone = opens_at, zone
        self.published_at = self.published_at or opens_at
        self._take(Act.SCHEDULED, State.SCHEDULED, by=by, at=at, edition=edition)
        if opens_at > at:
            jobs.enqueue(preparing.JOB, edition)
        return edition

    def call_off(self, *, by: User | None, at: datetime) -> None:
        """Stop a publication before its time; `at` is the time of `press.embargo`."""
        self._require(State.SCHEDULED)
        edition = self.latest
        if edition is None or edition.opens_at is None or edition.opens_at <= at:
            raise RuleBroken(gettext("This release is out already. Correct it or withdraw it."))
        edition.number = edition.opens_at = None
        self.published_at = self.published_at if self.latest else None
        self._take(Act.CALLED_OFF, State.APPROVED, by=by, at=at, edition=edition)

    def begin_correction(self, *, by: User | None, at: datetime) -> None:
        """Open the working text again; the public goes on reading the last edition."""
        self._require(State.SCHEDULED)
        if self.published_at is None or self.published_at > at:
            raise RuleBroken(gettext("This release is not out yet. Call its publication off to change it."))
        self._take(Act.CORRECTION, State.DRAFT, by=by, at=at)

    def end_correction(self, *, by: User | None, at: datetime) -> None:
        """Leave it at the last edition after all."""
        self._require(*OPEN)
        if not self.latest:
            raise RuleBroken(gettext("This release is not out yet."))
        self._take(Act.CORRECTION_ENDED, State.SCHEDULED, by=by, at=at)

    def withdraw(self, reasons: dict[str, str], *, by: User | None, at: datetime) -> None:
        """Take the release from the public, all its editions and files; `reasons` stand at its address instead."""
        if self.withdrawn_at or self.published_at is None or self.published_at > at:
            raise RuleBroken(gettext("Only what is out can be withdrawn."))
        if not any(reasons.values()):
            raise RuleBroken(gettext("Tell the readers why the release is withdrawn."))
        self.withdrawn_at, self.withdrawal = at, reasons
        self._take(Act.WITHDRAWN, State.WITHDRAWN, by=by, at=at, edition=self.latest)

    def authors(self) -> set[int]:
        """The ids of the users who have written the text since the last edition: the audit log knows them.

        So has whoever has meanwhile entered a kept text that stands in it.
        """
        own = set(db.session.scalars(self._writing().with_only_columns(AuditEntry.actor_id)))
        kept = kept_texts(block for text in self.texts for block in text.blocks)
        since = self.latest.frozen_at if self.latest else self.created_at
        return own | {each.entered_by_id for each in kept if each.entered_by_id and each.entered_at > since}

    def _writing(self) -> Any:
        since = self.latest.frozen_at if self.latest else datetime.min.replace(tzinfo=UTC)
        ours = (AuditEntry.object_type == "release") & (AuditEntry.object_id == self.id) & (AuditEntry.at > since)
        by_people = AuditEntry.actor_id.is_not(None) & (AuditEntry.actor_label != "private_link")
        return select(AuditEntry).where(ours, by_people, AuditEntry.action.not_like(f"{STEPS}%"))

    def _addresses_of_authors(self) -> set[str]:
        return set(db.session.scalars(select(User.email).where(User.id.in_(self.authors()))))

    def _asked(self, state: State, digest: str) -> ReleaseEdition:
        """The candidate, which must be the text that was read."""
        self._require(state)
        edition = cast(ReleaseEdition, self.candidate)
        if edition.digest != digest:
            raise RuleBroken(gettext("The text has changed since you opened this page. Please read it again."))
        return edition

    def _require(self, *states: State) -> None:
        if self.state not in states:
            now = State(self.state).label
            raise RuleBroken(gettext("This step is not possible now: the release is “%(state)s”.", state=now))

    def _drop(self, act: Act, *, by: Any, at: datetime, reason: str = "") -> None:
        edition = cast(ReleaseEdition, self.candidate)
        edition.drop(at)
        self._take(act, State.DRAFT, by=by, at=at, edition=edition, reason=clean(reason))

    def _take(
        self, act: Act, state: State, *, by: Any, at: datetime, edition: ReleaseEdition | None = None, reason: str = ""
    ) -> None:
        digest = edition.digest if edition else ""
        self.state = state
        who = {"by_id": by.id if isinstance(by, User) else None, "by_name": by.name if by else ""}
        self.steps.append(Step(act=act, at=at, digest=digest, reason=reason, **who))
        audit.record(f"{STEPS}{act}", self, by=by, at=at, digest=digest)


def _refuse(faults: list[str]) -> None:
    if faults:
        raise RuleBroken(gettext("The release cannot go out yet. %(first)s", first=faults[0]))
