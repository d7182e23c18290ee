from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, EditForm, Form, by_language, choices
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import ALLOWED, CONCLUSIONS, Kind, PointKind, State
from jcmevents.proposals.themes import Sector, Theme

TEXT = Length(max=10_000)
LABEL = Length(max=200)


class SponsorsField(SelectMultipleField):
    """Ticked delegations, by id in rising order: who was ticked first makes no difference."""

    data: Any
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = sorted(self.data or [])


def delegations_of(meeting: Meeting) -> dict[int, Delegation]:
    """The delegations by id, in the meeting's order."""
    return {each.id: each for each in all_in_order(meeting)}


def _named(delegations: Iterable[Delegation]) -> list[tuple[int, str]]:
    return [(delegation.id, delegation.name()) for delegation in delegations]


class ProposalFields(Form):
    """What is entered about a proposal; texts are per language."""

    kind = SelectField(_l("Kind"))
    title_en = StringField(_l("Title in English"), validators=[InputRequired(), Length(max=300)])
    title_ja = StringField(_l("Title in Japanese"), validators=[Length(max=300)])
    summary_en = TextAreaField(_l("Summary in English"), validators=[TEXT])
    summary_ja = TextAreaField(_l("Summary in Japanese"), validators=[TEXT])
    sponsors = SponsorsField(_l("Tabled by"), coerce=int)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.delegations = delegations_of(meeting)
        self.kind.choices = choices((kind, kind.label) for kind in Kind)
        self.sponsors.choices = choices(_named(self.delegations.values()))

    def details(self) -> dict[str, Any]:
        """Column values for `Proposal`."""
        return {"kind": self.kind.data, "titles": self.texts("title"), "summaries": self.texts("summary")}

    def chosen_sponsors(self) -> list[Delegation]:
        """Those ticked, in the meeting's order."""
        return [each for id_, each in self.delegations.items() if id_ in (self.sponsors.data or [])]


class NewProposalForm(CreateForm, ProposalFields):
    pass


class EditProposalForm(EditForm, ProposalFields):
    outcome_en = TextAreaField(_l("Outcome in English"), validators=[TEXT])
    outcome_ja = TextAreaField(_l("Outcome in Japanese"), validators=[TEXT])

    @staticmethod
    def stored(row: Proposal) -> dict[str, Any]:
        return {
            "kind": row.kind,
            **by_language("title", row.titles),
            **by_language("summary", row.summaries),
            **by_language("outcome", row.outcomes),
            "sponsors": sorted(sponsor.delegation_id for sponsor in row.sponsors),
        }

    def details(self) -> dict[str, Any]:
        return {**super().details(), "outcomes": self.texts("outcome")}


class TablingForm(EditForm):
    """In which session a proposal is put on the table."""

    session = SelectField(_l("Session"), coerce=int)

    def __init__(self, row: Proposal, **kwargs: Any):
        super().__init__(row, **kwargs)
        self.sessions = {each.id: each for each in db.session.scalars(Session.of_meeting(row.meeting))}
        self.session.choices = choices((id_, session.title) for id_, session in self.sessions.items())

    @staticmethod
    def stored(row: Proposal) -> dict[str, Any]:
        return {"session": row.session_id}


class ConclusionForm(EditForm):
    """What came of a proposal."""

    state = SelectField(_l("Conclusion"))
    outcome_en = TextAreaField(_l("Outcome in English"), validators=[TEXT])
    outcome_ja = TextAreaField(_l("Outcome in Japanese"), validators=[TEXT])

    def __init__(self, row: Proposal, **kwargs: Any):
        super().__init__(row, **kwargs)
        possible = (state for state in State if state in CONCLUSIONS and state in ALLOWED[State(row.state)])
        self.state.choices = choices((state, state.label) for state in possible)

    @staticmethod
    def stored(row: Proposal) -> dict[str, Any]:
        return {"state": row.state, **by_language("outcome", row.outcomes)}


class PointForm(CreateForm):
    """A point of the discussion. Where names are not told, nobody is asked who raised it."""

    kind = SelectField(_l("Kind"))
    raised_by = SelectField(_l("Raised by"), coerce=int)
    text_en = TextAreaField(_l("In English"), validators=[TEXT])
    text_ja = TextAreaField(_l("In Japanese"), validators=[TEXT])

    def __init__(self, meeting: Meeting, session: Session | None, **kwargs: Any):
        super().__init__(**kwargs)
        self.delegations: dict[int, Delegation] = {}
        self.kind.choices = choices((kind, kind.label) for kind in PointKind)
        if session is None or session.reveals_names:
            self.delegations = delegations_of(meeting)
            self.raised_by.choices = choices([(0, gettext("not noted")), *_named(self.delegations.values())])
        else:
            del self.raised_by

    def details(self) -> dict[str, Any]:
        """Arguments for `Proposal.add_point` and `DiscussionPoint.note_in`."""
        texts = self.texts("text")
        if not texts:
            raise RuleBroken(gettext("Write the point in at least one language."), field="text_en")
        raised_by = self.delegations.get(self.raised_by.data) if self.delegations else None
        return {"texts": texts, "kind": self.kind.data, "raised_by": raised_by}


class NoteThemeForm(CreateForm):
    """A theme from the list, or a new one with its sector, from the list or new too."""

    theme = SelectField(_l("Theme"), coerce=int)
    label_en = StringField(_l("New theme in English"), validators=[LABEL])
    label_ja = StringField(_l("New theme in Japanese"), validators=[LABEL])
    sector = SelectField(_l("Sector of the new theme"), coerce=int)
    sector_en = StringField(_l("New sector in English"), validators=[LABEL])
    sector_ja = StringField(_l("New sector in Japanese"), validators=[LABEL])

    def __init__(self, noted: Iterable[Theme], **kwargs: Any):
        super().__init__(**kwargs)
        taken = {theme.id for theme in noted}
        known = db.session.scalars(db.select(Theme).order_by(Theme.id))
        self.themes = {theme.id: theme for theme in known if theme.id not in taken}
        self.sectors = {sector.id: sector for sector in db.session.scalars(Sector.all())}
        self.theme.choices = choices([(0, gettext("a new one")), *((i, t.label) for i, t in self.themes.items())])
        self.sector.choices = choices([(0, gettext("none")), *((i, s.label) for i, s in self.sectors.items())])

    def chosen_theme(self) -> Theme:
        """The theme from the list, or the new one, entered. Refuses when neither is given."""
        if self.theme.data:
            return self.themes[self.theme.data]
        labels = self.texts("label")
        if not labels:
            raise RuleBroken(gettext("Choose a theme, or enter the name of a new one."), field="theme")
        new_sector = self.texts("sector")
        return Theme.enter(labels, Sector.enter(new_sector) if new_sector else self.sectors.get(self.sector.data))
