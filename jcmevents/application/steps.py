"""The steps of the form in their order: what each asks, what is stored of it, and how the review tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field

from jcmevents.accounts.models import User
from jcmevents.application import forms
from jcmevents.extensions import db
from jcmevents.files.models import StoredFile
from jcmevents.forms import choices
from jcmevents.questionnaire.asking import Questions, questions_form
from jcmevents.questionnaire.controls import Upload
from jcmevents.registration.answers import Answer
from jcmevents.registration.consent_wording import CURRENT, Wording, language_read, wording
from jcmevents.registration.consents import ASKED, SENSITIVE, ConsentKind
from jcmevents.registration.day_modes import note_presences, presences
from jcmevents.registration.models import Registration
from jcmevents.registration.needs import Needs, Part
from jcmevents.text import current_language, written_date

if TYPE_CHECKING:
    from jcmevents.application.entry import Entry

Told = Iterator[tuple[str, str]]


class Step:
    """One page of the form. `source` of a form: `formdata` (typed) or `data` (stored), and `meta`."""

    name: ClassVar[str]
    title: ClassVar[Any]

    def form(self, entry: Entry, **source: Any) -> forms.StepForm:
        raise NotImplementedError

    def is_in(self, entry: Entry) -> bool:
        """Whether this person is asked at all."""
        return True

    def as_stored(self, entry: Entry, registration: Registration, **meta: Any) -> forms.StepForm:
        """The form as the person would find it without having typed anything."""
        return self.form(entry, formdata=None, data=self.stored(registration), **meta)

    def stored(self, registration: Registration) -> dict[str, Any]:
        """Values of the fields as they are stored."""
        raise NotImplementedError

    def details(self, entry: Entry, form: Any) -> dict[str, Any]:
        """Columns of `Registration` that the step fills."""
        return {}

    def files(self, form: Any, *, at: datetime, by: User | None) -> dict[str, int | None]:
        """Store the files that were given; their ids by key, None for one that is to go."""
        return {}

    def keep(self, entry: Entry, form: Any, registration: Registration, *, by: User | None, at: datetime) -> None:
        """Store what stands in rows of its own."""

    def told(self, entry: Entry, form: Any) -> Told:
        """Label and text of what was entered, without what was left empty."""
        fields = [field for field in form if field.type not in ("CSRFTokenField", "HiddenField")]
        return ((field.label.text, text) for field in fields if (text := said(field)))


def said(field: Field) -> str:
    """What was entered, in words; empty if nothing was."""
    if isinstance(field, BooleanField):
        return gettext("Yes") if field.data else ""
    if field.data in (None, "", []):
        return ""
    if not hasattr(field, "iter_choices"):
        return str(field.data)
    chosen = {str(value) for value in (field.data if isinstance(field.data, list) else [field.data])}
    return ", ".join(str(choice.label) for choice in _options(field) if str(choice.value) in chosen)


def _options(field: Any) -> Iterator[Any]:
    groups = field.iter_groups() if field.has_groups() else [("", field.iter_choices())]
    return (choice for _group, options in groups for choice in options)


class WhoStep(Step):
    name = "who"
    title = _l("Who you are")

    def form(self, entry: Entry, **source: Any) -> forms.WhoForm:
        return forms.WhoForm(delegation=entry.delegation, **source)

    def stored(self, registration: Registration) -> dict[str, Any]:
        columns = (*forms.TEXTS_ABOUT_NAME, "email", "phone", "gender", "lang", "honorific")
        return forms.WhoForm.stored(**{name: getattr(registration, name) for name in columns})

    def details(self, entry: Entry, form: forms.WhoForm) -> dict[str, Any]:
        return form.details()

    def told(self, entry: Entry, form: forms.WhoForm) -> Told:
        honorific = form.details()["honorific"]
        for label, text in super().told(entry, form):
            if label == form.honorific.label.text:
                yield label, honorific
            elif label != form.other_honorific.label.text:
                yield label, text


class PartStep(Step):
    name = "part"
    title = _l("Your part")

    def form(self, entry: Entry, **source: Any) -> forms.PartFields:
        names = {day.id: written_date(day.held_on, current_language()) for day in entry.meeting.days}
        form = forms.part_form(entry.meeting, names, is_fixed=entry.registration is not None)(**source)
        if entry.registration is None:
            invited = ((str(id), delegation.name()) for id, delegation in entry.open_delegations.items())
            form["delegation"].choices = choices([("", gettext("Please choose")), *invited])
        return form

    def stored(self, registration: Registration) -> dict[str, Any]:
        days = {f"day_{day_id}": presence for day_id, presence in presences(registration).items()}
        columns = ("function", "unit", "wants_visa_letter")
        return {name: getattr(registration, name) for name in columns} | days

    def details(self, entry: Entry, form: forms.PartFields) -> dict[str, Any]:
        chosen = {} if entry.registration else {"delegation": entry.delegation}
        mode = {} if form.days or entry.meeting.mode == "hybrid" else {"mode": entry.meeting.mode}
        return mode | form.details() | chosen

    def told(self, entry: Entry, form: forms.PartFields) -> Told:
        """The delegation and the capacity first."""
        first = [form[name].label.text for name in ("delegation", "capacity") if name in form]
        return iter(sorted(super().told(entry, form), key=lambda pair: pair[0] not in first))

    def keep(
        self, entry: Entry, form: forms.PartFields, registration: Registration, *, by: User | None, at: datetime
    ) -> None:
        note_presences(registration, form.presences())


class NeedsStep(Step):
    name = "needs"
    title = _l("What you need")

    def form(self, entry: Entry, **source: Any) -> forms.NeedsForm:
        form = forms.NeedsForm(**source)
        for kind, part in SENSITIVE.items():
            form[f"{part}_consent"].label.text = self.wording(kind).ask
        return form

    def wording(self, kind: str) -> Wording:
        return wording(ConsentKind(kind), current_language())

    def stored(self, registration: Registration) -> dict[str, Any]:
        told: dict[str, Any] = {f"{part}_consent": registration.consents_to(kind) for kind, part in SENSITIVE.items()}
        if needs := Needs.of(registration):
            told |= {str(part): needs.chosen(part) for part in Part}
            told |= {f"{part}_note": needs.note(part) for part in Part}
        return told

    def keep(
        self, entry: Entry, form: forms.NeedsForm, registration: Registration, *, by: User | None, at: datetime
    ) -> None:
        given = form.consents()
        registration.settle_consents(given, asked=SENSITIVE, **_reading(by, at))
        for kind in given:
            Needs.tell(registration, SENSITIVE[kind], *form.told(SENSITIVE[kind]))

    def told(self, entry: Entry, form: forms.NeedsForm) -> Told:
        return ((label, text) for label, text in super().told(entry, form) if text != gettext("Yes"))


class QuestionsStep(Step):
    """What the meeting itself asks (see `questionnaire`)."""

    name = "questions"
    title = _l("Questions of this meeting")

    def is_in(self, entry: Entry) -> bool:
        return any(field.is_asked_of(entry.capacity) for field in entry.questions)

    def form(self, entry: Entry, data: Mapping[str, Any] | None = None, **source: Any) -> Any:
        known = entry.answers | (entry.draft.files if entry.draft else {})
        class_ = questions_form(
            entry.meeting, entry.capacity, facts=entry.facts, fields=entry.questions, base=forms.StepForm
        )
        return class_(answers=known, **source)

    def stored(self, registration: Registration) -> dict[str, Any]:
        return {}  # the form knows the answers, as it has to know the files that were given before

    def files(self, form: Questions, *, at: datetime, by: User | None) -> dict[str, int | None]:
        """Store what was uploaded; the ids by key of the question, None for what is to go."""
        uploads = [field.key for field, control in form.questions if isinstance(control, Upload) and control.upload]
        answers = form.answers(at=at, uploaded_by_id=by.id if by else None) if uploads else {}
        removed = [f.key for f, control in form.questions if isinstance(control, Upload) and control.is_removed]
        return {key: answers[key] for key in uploads if key in answers} | dict.fromkeys(removed)

    def keep(self, entry: Entry, form: Questions, registration: Registration, *, by: User | None, at: datetime) -> None:
        Answer.keep(registration, form.answers(at=at), fields=form.fields_asked, by=by, at=at)

    def told(self, entry: Entry, form: Questions) -> Told:
        asked = (control for _field, control in form.questions if form.is_asked(control.name))
        return ((control.label.text, text) for control in asked if (text := _answered(control)))


def _answered(control: Field) -> str:
    if not isinstance(control, Upload):
        return said(control)
    file = db.session.get(StoredFile, control.data) if isinstance(control.data, int) else None
    return file.original_name if file else ""


class ConsentsStep(Step):
    name = "consents"
    title = _l("Your consents")

    def form(self, entry: Entry, **source: Any) -> Any:
        form = forms.ConsentsForm(**source)
        for kind, told in self.wordings(entry).items():
            form[kind].label.text = told.ask
        return form

    def wordings(self, entry: Entry) -> dict[ConsentKind, Wording]:
        """The texts of the consents as they are read on this page."""
        lang = current_language()
        return {kind: wording(kind, lang, entry.countries) for kind in ASKED}

    def stored(self, registration: Registration) -> dict[str, Any]:
        return {str(kind): registration.consents_to(kind) for kind in ASKED}

    def keep(self, entry: Entry, form: Any, registration: Registration, *, by: User | None, at: datetime) -> None:
        countries = [country.iso2 for country in entry.countries]
        given, reading = form.consents(), _reading(by, at)
        transfer = {ConsentKind.TRANSFER}
        registration.settle_consents(given, asked=set(ASKED) - transfer, **reading)
        registration.settle_consents(given, asked=transfer, countries=countries, **reading)

    def told(self, entry: Entry, form: Any) -> Told:
        """What was refused as well: it is an answer."""
        words = self.wordings(entry)
        return ((words[kind].label, gettext("Yes") if form[kind].data else gettext("No")) for kind in ASKED)


def _reading(by: User | None, at: datetime) -> dict[str, Any]:
    return {"version": CURRENT, "lang": language_read(current_language()), "by": by, "at": at}


STEPS: Sequence[Step] = (WhoStep(), PartStep(), NeedsStep(), QuestionsStep(), ConsentsStep())
