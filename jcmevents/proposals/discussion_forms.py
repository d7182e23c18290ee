"""What is entered about the discussion: points, follow-ups, themes."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from jcmevents.agenda.models import Session
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.models import DiscussionPoint, FollowUp, PointKind, Progress, Sector, Theme
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import CreateForm, EditForm, by_language, choices
from jcmevents.language_fields import InEachLanguage, LanguagesForm
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.forms import TEXT, delegations_of, named

LABEL = Length(max=200)


class PointFields(LanguagesForm):
    """A point of the discussion. Where names are not told, nobody is asked who raised it."""

    kind = SelectField(_l("Kind"))
    raised_by = SelectField(_l("Raised by"), coerce=int)
    text = InEachLanguage(_l("Text"), TextAreaField, validators=[TEXT])

    def __init__(self, *args: Any, meeting: Meeting, session: Session | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.delegations: dict[int, Delegation] = {}
        self.kind.choices = choices((kind, kind.label) for kind in PointKind)
        if session is None or session.reveals_names:
            self.delegations = delegations_of(meeting)
            self.raised_by.choices = choices([(0, gettext("not noted")), *named(self.delegations.values())])
        else:
            del self.raised_by

    def details(self) -> dict[str, Any]:
        """Arguments for `Proposal.add_point`, `DiscussionPoint.note_in` and `revise`."""
        texts = self.texts("text")
        if not texts:
            raise RuleBroken(gettext("Write the point in at least one language."), field="text_en")
        raised_by = self.delegations.get(self.raised_by.data) if self.delegations else None
        return {"texts": texts, "kind": self.kind.data, "raised_by": raised_by}


class PointForm(CreateForm, PointFields):
    pass


class EditPointForm(EditForm, PointFields):
    @staticmethod
    def stored(row: DiscussionPoint) -> dict[str, Any]:
        return {"kind": row.kind, "raised_by": row.raised_by_id or 0, **by_language("text", row.texts)}


class FollowUpFields(LanguagesForm):
    """What is to be done, by whom, until when."""

    text = InEachLanguage(_l("What is to be done"), TextAreaField, validators=[TEXT])
    owner = SelectField(_l("Who does it"), coerce=int)
    due_on = DateField(_l("To be done by"), validators=[Optional()])
    state = SelectField(_l("How far it is"), default=Progress.OPEN)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.delegations = delegations_of(meeting)
        self.owner.choices = choices([(0, gettext("not said yet")), *named(self.delegations.values())])
        self.state.choices = choices((progress, progress.label) for progress in Progress)

    def details(self) -> dict[str, Any]:
        """Columns and relationships of `FollowUp`."""
        texts = self.texts("text")
        if not texts:
            raise RuleBroken(gettext("Say in at least one language what is to be done."), field="text_en")
        owner = self.delegations.get(self.owner.data)
        return {"texts": texts, "owner": owner, "due_on": self.due_on.data, "state": self.state.data}


class FollowUpForm(CreateForm, FollowUpFields):
    pass


class EditFollowUpForm(EditForm, FollowUpFields):
    result = InEachLanguage(_l("What has come of it"), TextAreaField, validators=[TEXT])

    @staticmethod
    def stored(row: FollowUp) -> dict[str, Any]:
        texts = {**by_language("text", row.texts), **by_language("result", row.results)}
        return {"owner": row.owner_id or 0, "due_on": row.due_on, "state": row.state, **texts}

    def details(self) -> dict[str, Any]:
        return {**super().details(), "results": self.texts("result")}


class NoteThemeForm(CreateForm, LanguagesForm):
    """A theme from the list, or a new one with its sector, from the list or new too."""

    theme = SelectField(_l("Theme"), coerce=int)
    label = InEachLanguage(_l("New theme"), StringField, validators=[LABEL])
    sector = SelectField(_l("Sector of the new theme"), coerce=int)
    new_sector = InEachLanguage(_l("New sector"), StringField, validators=[LABEL])

    def __init__(self, noted: Iterable[Theme], **kwargs: Any):
        super().__init__(**kwargs)
        taken = {theme.id for theme in noted}
        self.themes = {theme.id: theme for theme in db.session.scalars(Theme.all()) if theme.id not in taken}
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
        new_sector = self.texts("new_sector")
        return Theme.enter(labels, Sector.enter(new_sector) if new_sector else self.sectors.get(self.sector.data))
