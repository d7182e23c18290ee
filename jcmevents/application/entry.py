"""What one person enters about himself: typed step by step, sent once, changed until the door closes."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict

from jcmevents.accounts.models import User
from jcmevents.application.drafts import Draft
from jcmevents.application.forms import StepForm
from jcmevents.application.steps import STEPS, Step
from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import Form
from jcmevents.meetings.door import can_still_enter
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.models import FormField
from jcmevents.registration.answers import Answer
from jcmevents.registration.consent_wording import countries_abroad
from jcmevents.registration.corrections import corrections_of
from jcmevents.registration.models import OPEN_TO_APPLICANTS, Registration
from jcmevents.registration.states import Capacity, State
from jcmevents.text import current_language, folded, joined

REVIEW = "review"
CHANGEABLE = {
    *(State.INVITED, State.NOMINATED, State.SUBMITTED, State.NEEDS_CORRECTION, State.CONFIRMED, State.WAITLISTED)
}
TO_BE_SENT = {State.INVITED, State.NOMINATED, State.NEEDS_CORRECTION}
SENT = CHANGEABLE - {State.INVITED, State.NOMINATED}
GONE = {State.WITHDRAWN, State.DECLINED}


class Entry:
    """The form of `registration`'s person, or of somebody new, with what is typed so far."""

    def __init__(self, meeting: Meeting, *, registration: Registration | None = None, draft: Draft | None = None):
        self.meeting = meeting
        self.registration = registration
        self.draft = draft

    @cached_property
    def open_delegations(self) -> dict[int, Delegation]:
        """The delegations in which somebody new can enter himself, by id, in the meeting's order."""
        return {d.id: d for d in all_in_order(self.meeting) if d.invitation in OPEN_TO_APPLICANTS}

    @property
    def delegation(self) -> Delegation | None:
        """That of the registration, or the one chosen so far."""
        if self.registration:
            return self.registration.delegation
        chosen = self._typed("part").get("delegation", "")
        return self.open_delegations.get(int(chosen)) if chosen.isdecimal() else None

    @property
    def capacity(self) -> str:
        """That of the registration, or the one chosen so far."""
        if self.registration:
            return self.registration.capacity
        return self._typed("part").get("capacity") or Capacity.DELEGATE

    def _typed(self, step: str) -> MultiDict[str, str]:
        """What was typed into the step so far."""
        return (self.draft.typed(step) if self.draft else None) or MultiDict()

    @cached_property
    def questions(self) -> list[FormField]:
        """All that the meeting asks of anybody."""
        return list(FormField.of(self.meeting))

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What was answered before, by key of the question."""
        return Answer.of(self.registration) if self.registration else {}

    @property
    def facts(self) -> dict[str, Any]:
        """What questions may depend on (`questionnaire.conditions.FACTS`)."""
        part: Any = self.form(STEPS[1], meta={"csrf": False})
        details = STEPS[1].details(self, part)
        funded = self.registration is not None and self.registration.funded
        return {"mode": details.get("mode", ""), "funded": funded} | {
            name: details[name] for name in ("wants_visa_letter",) if name in details
        }

    @property
    def steps(self) -> list[Step]:
        return [step for step in STEPS if step.is_in(self)]

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def form(self, step: Step, **meta: Any) -> StepForm:
        """The form of `step` with what was typed, else with what is stored."""
        typed = self.draft.typed(step.name) if self.draft else None
        if typed is None and self.registration:
            typed = _as_typed(step.as_stored(self, self.registration))
        return self.merged(step, step.form(self, formdata=typed, **meta))

    def merged(self, step: Step, form: StepForm) -> StepForm:
        """The form, with what was changed of the registration since the person read it."""
        if self.registration:
            stored = step.as_stored(self, self.registration)
            values = {field.name: field.data for field in stored if not isinstance(field, FileField)}
            form.merge(values)
        return form

    def checked(self, step: Step) -> tuple[StepForm, bool]:
        """The form of `step` and whether all in it is right."""
        form = self.form(step, meta={"csrf": False})
        return form, bool(form.validate())

    def keep(self, step: Step, typed: MultiDict[str, str], *, at: datetime) -> Draft:
        """Keep what was typed into `step`, right or wrong."""
        self.draft = self.draft or Draft.begin(self.meeting, self.registration, at=at)
        self.draft.keep(step.name, typed, at=at)
        return self.draft

    def keep_files(self, files: dict[str, int | None], *, at: datetime) -> None:
        """Keep the ids of files that were given for the form, by key of their question."""
        if self.draft:
            self.draft.keep_files(files, at=at)

    @cached_property
    def countries(self) -> list[Country]:
        """Where the data of this meeting go."""
        return countries_abroad(self.meeting)

    @property
    def given(self) -> list[tuple[str, str]]:
        """What others have decided for a registered person, as label and text."""
        if self.registration is None:
            return []
        capacity = Capacity(self.registration.capacity).label
        return [(gettext("Delegation"), self.registration.delegation.name()), (gettext("Capacity"), capacity)]

    @cached_property
    def corrections(self) -> dict[str, str]:
        """What the organizers asked to be put right, by name of the field."""
        return corrections_of(self.registration) if self.registration else {}

    def address(self, name: str, **arguments: Any) -> str:
        """Where the step, or the review, is."""
        if self.registration:
            return url_for("application.edit_step", number=self.registration.number, step=name, **arguments)
        if name == STEPS[0].name:
            return url_for("application.new", **arguments)
        return url_for("application.step", step=name, **arguments)

    def neighbours(self, name: str) -> tuple[str | None, str]:
        """The names of the step before and of the one after (or the review)."""
        names = [*(step.name for step in self.steps), REVIEW]
        place = names.index(name)
        return (names[place - 1] if place else None), names[min(place + 1, len(names) - 1)]

    @property
    def unfinished(self) -> str:
        """The first step that is not in order, else the review."""
        return next((step.name for step in self.steps if not self.checked(step)[1]), REVIEW)

    def send(self, *, by: User | None, at: datetime) -> Registration:
        """Enter the person, or what he has changed. Refuses what is unfinished, and a second entry of one person."""
        forms = [(step, *self.checked(step)) for step in self.steps]
        if unfinished := [str(step.title) for step, _form, is_right in forms if not is_right]:
            steps = joined(unfinished, current_language())
            raise RuleBroken(gettext("Something is still missing or not right: %(steps)s.", steps=steps))
        details = {k: v for step, form, _right in forms for k, v in step.details(self, form).items()}
        registration = self._changed(by, at, details) if self.registration else self._entered(by, at, details)
        db.session.flush()
        for step, form, _right in forms:
            step.keep(self, form, registration, by=by, at=at)
        if self.draft:
            db.session.delete(self.draft)
        return registration

    def _entered(self, by: User | None, at: datetime, details: dict[str, Any]) -> Registration:
        Registration.hold_seats(details["delegation"])  # so that nobody is entered twice at the same moment
        if self.duplicates():
            raise RuleBroken(
                gettext("Somebody with this name or e-mail address is registered in this delegation already."),
                field="duplicate",
            )
        return Registration.apply(by=by, at=at, **details)

    def duplicates(self) -> list[Registration]:
        """Who is registered in the chosen delegation under this name or mail address."""
        delegation, typed = self.delegation, self._typed("who")
        if delegation is None:
            return []
        email, name = User.normalized(typed.get("email", "")), folded(typed.get("full_name", "").strip())
        present = Registration.of_meeting(self.meeting).where(
            Registration.of(delegation), Registration.state.not_in(GONE)
        )
        alike = ((r, (User.normalized(r.email), folded(r.full_name))) for r in db.session.scalars(present))
        return [r for r, (address, known_as) in alike if address == email or known_as == name]

    def _changed(self, by: User | None, at: datetime, details: dict[str, Any]) -> Registration:
        registration: Registration = self.registration  # type: ignore[assignment]
        if not can_change(registration, at):
            raise RuleBroken(
                gettext("This registration can no longer be changed here. Please write to the organizers.")
            )
        registration.revise(by=by, at=at, by_link=True, **details)
        if registration.state in TO_BE_SENT:
            registration.submit(by=by, at=at)
        return registration


def can_change(registration: Registration, at: datetime) -> bool:
    """Whether the person may complete or change the entry by himself."""
    return registration.state in CHANGEABLE and can_still_enter(registration.meeting, at)


def _as_typed(form: Form) -> MultiDict[str, str]:
    """What a browser would send of a form that holds stored values."""
    typed: MultiDict[str, str] = MultiDict()
    for field in form:
        values = field.data if isinstance(field.data, list) else [field.data]
        texts = ["y" if value is True else str(value) for value in values if value is not None and value is not False]
        typed.setlist(field.name, texts)
    return typed
