"""What is entered about a proposal."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.delegations.ordering import all_in_order
from jcmevents.discussion.models import Theme
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, EditForm, by_language, choices
from jcmevents.language_fields import InEachLanguage, LanguagesForm, language_codes, language_name
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import ALLOWED, CONCLUSIONS, Kind, State

TITLE = Length(max=300)
TEXT = Length(max=10_000)


class TickedField(SelectMultipleField):
    """Ticked rows, by id in rising order: what was ticked first makes no difference."""

    data: Any
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = sorted(self.data or [])


def delegations_of(meeting: Meeting) -> dict[int, Delegation]:
    """The delegations by id, in the meeting's order."""
    return {each.id: each for each in all_in_order(meeting)}


def named(delegations: Iterable[Delegation]) -> list[tuple[int, str]]:
    return [(delegation.id, delegation.name()) for delegation in delegations]


class WordingFields(LanguagesForm):
    """The texts of a proposal, in every language of the application."""

    title = InEachLanguage(_l("Title"), StringField, validators=[TITLE])
    summary = InEachLanguage(_l("Summary"), TextAreaField, validators=[TEXT], render_kw={"rows": 6})
    related_rule = InEachLanguage(_l("Related rule or guideline"), StringField, validators=[TITLE])

    def wording(self) -> dict[str, dict[str, str]]:
        """Column values for `Proposal`."""
        columns = {"titles": "title", "summaries": "summary", "related_rules": "related_rule"}
        return {column: self.texts(name) for column, name in columns.items()}

    @staticmethod
    def stored_wording(row: Any) -> dict[str, Any]:
        return {
            **by_language("title", row.titles),
            **by_language("summary", row.summaries),
            **by_language("related_rule", row.related_rules),
        }


class ContentFields(WordingFields):
    """What a proposal is and says, whoever enters it."""

    kind = SelectField(_l("Kind"))
    themes = TickedField(_l("Themes"), coerce=int)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.delegations = delegations_of(meeting)
        self.known_themes = {theme.id: theme for theme in db.session.scalars(Theme.all())}
        self.kind.choices = choices((kind, kind.label) for kind in Kind)
        self.themes.choices = choices((theme.id, theme.label) for theme in self.known_themes.values())

    def chosen_themes(self) -> list[Theme]:
        return [theme for id_, theme in self.known_themes.items() if id_ in (self.themes.data or [])]

    @classmethod
    def stored_content(cls, row: Proposal) -> dict[str, Any]:
        tagged = sorted(tag.theme_id for tag in row.tags)
        return {"kind": row.kind, "themes": tagged, **cls.stored_wording(row)}


class ProposalFields(ContentFields):
    """What the secretariat enters."""

    sponsors = TickedField(_l("Tabled by"), coerce=int)
    translated = SelectMultipleField(
        _l("Translation by the secretariat"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Tick the languages into which the secretariat has translated; the pages say so."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sponsors.choices = choices(named(self.delegations.values()))
        self.translated.choices = choices((code, language_name(code)) for code in language_codes())

    def details(self) -> dict[str, Any]:
        """Column values for `Proposal`."""
        return {"kind": self.kind.data, "translated": list(self.translated.data or []), **self.wording()}

    def chosen_sponsors(self) -> list[Delegation]:
        """Those ticked, in the meeting's order."""
        return [each for id_, each in self.delegations.items() if id_ in (self.sponsors.data or [])]


class NewProposalForm(CreateForm, ProposalFields):
    pass


class EditProposalForm(EditForm, ProposalFields):
    outcome = InEachLanguage(_l("Outcome"), TextAreaField, validators=[TEXT])

    @classmethod
    def stored(cls, row: Proposal) -> dict[str, Any]:
        sponsors = sorted(sponsor.delegation_id for sponsor in row.sponsors)
        told = {"sponsors": sponsors, "translated": list(row.translated), **by_language("outcome", row.outcomes)}
        return {**cls.stored_content(row), **told}

    def details(self) -> dict[str, Any]:
        return {**super().details(), "outcomes": self.texts("outcome")}


class SuggestionForm(EditForm, WordingFields):
    """Another wording, for the sponsor to agree to."""

    @classmethod
    def stored(cls, row: Proposal) -> dict[str, Any]:
        return cls.stored_wording(row)


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


class ConclusionForm(EditForm, LanguagesForm):
    """What came of a proposal."""

    state = SelectField(_l("Conclusion"))
    outcome = InEachLanguage(_l("Outcome"), TextAreaField, validators=[TEXT])

    def __init__(self, row: Proposal, **kwargs: Any):
        super().__init__(row, **kwargs)
        possible = (state for state in State if state in CONCLUSIONS and state in ALLOWED[State(row.state)])
        self.state.choices = choices((state, state.label) for state in possible)

    @staticmethod
    def stored(row: Proposal) -> dict[str, Any]:
        return {"state": row.state, **by_language("outcome", row.outcomes)}


class MergerForm(EditForm):
    """Into which proposal another goes."""

    other = SelectField(_l("The proposal in which it lives on"), coerce=int)

    def __init__(self, row: Proposal, **kwargs: Any):
        super().__init__(row, **kwargs)
        others = db.session.scalars(Proposal.of_meeting(row.meeting).where(Proposal.id != row.id))
        self.others = {each.id: each for each in others if each.state not in (State.DRAFT, State.WITHDRAWN)}
        self.other.choices = choices([(0, gettext("none")), *((i, p.title) for i, p in self.others.items())])

    @staticmethod
    def stored(row: Proposal) -> dict[str, Any]:
        return {"other": row.merged_into_id or 0}
