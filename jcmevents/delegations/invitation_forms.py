"""What an invitation says, and whom it goes to."""

from datetime import datetime
from typing import Any

import wtforms
from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from jcmevents.delegations.forms import address_field, funded_seats_field, seats_field
from jcmevents.delegations.invitation import Invitation
from jcmevents.delegations.inviting import Candidate
from jcmevents.delegations.models import MOST_SEATS
from jcmevents.errors import RuleBroken
from jcmevents.forms import EditForm, Form, by_language, choices

LONGEST_TEXT = 5000
FOCAL_POINT = ("focal_point_name", "focal_point_email", "focal_point_lang")
COLUMNS = ("seats", "funded_seats", *FOCAL_POINT)


class InvitationFields(EditForm):
    """What an invitation says; `text_*` is there per language, see `invitation_form`."""

    seats = seats_field()
    funded_seats = funded_seats_field()
    due = DateTimeLocalField(_l("Nominations are due by"), validators=[Optional()])

    @staticmethod
    def stored(row: Invitation) -> dict[str, Any]:
        due = row.meeting.nominations_due_at
        texts = {code: row.text(code) for code, _name in current_app.extensions["languages"]}
        local = due.astimezone(row.meeting.tz).replace(tzinfo=None) if due else None
        return {"seats": row.seats, "funded_seats": row.funded_seats, "due": local, **by_language("text", texts)}

    def due_at(self) -> datetime | None:
        """The deadline, an instant; typed as the clock at the meeting shows it."""
        return self.due.data.replace(tzinfo=self.row.meeting.tz) if self.due.data else None


def invitation_form(invitation: Invitation) -> InvitationFields:
    """The form of `invitation`, with a text for every language there is."""
    texts = {
        f"text_{code}": TextAreaField(
            _l("Text of the mail: %(language)s", language=name),
            validators=[InputRequired(), Length(max=LONGEST_TEXT)],
        )
        for code, name in current_app.extensions["languages"]
    }
    form: InvitationFields = type("InvitationForm", (InvitationFields,), texts)(invitation)
    return form


class InviteeFields(wtforms.Form):
    """One candidate: whether it is invited, its seats and its focal point."""

    key = HiddenField()
    invited = BooleanField(_l("Invite"))
    seats = IntegerField(_l("Seats"), validators=[InputRequired(), NumberRange(0, MOST_SEATS)])
    funded_seats = IntegerField(_l("Funded"), validators=[InputRequired(), NumberRange(0, MOST_SEATS)])
    focal_point_name = StringField(_l("Focal point"), validators=[Length(max=200)])
    focal_point_email = address_field(_l("E-mail"))
    focal_point_lang = SelectField(_l("Language"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.focal_point_lang.choices = choices(current_app.extensions["languages"])


class InviteesForm(Form):
    """The candidates, those without a doubt ticked."""

    invitees = FieldList(FormField(InviteeFields))

    def __init__(self, candidates: list[Candidate], invitation: Invitation):
        super().__init__(data={"invitees": [_beforehand(candidate, invitation) for candidate in candidates]})
        self._candidates = {candidate.key: candidate for candidate in candidates}

    def rows(self) -> list[tuple[Candidate, InviteeFields]]:
        """Each candidate with its fields, of those that are still to be had."""
        entries = [entry.form for entry in self.invitees]
        return [(self._candidates[row.key.data], row) for row in entries if row.key.data in self._candidates]

    def chosen(self) -> dict[str, dict[str, Any]]:
        """Columns of `Delegation` by key of the candidate, of those that are ticked. Refuses to invite nobody."""
        ticked = [entry.form for entry in self.invitees if entry.form.invited.data]
        if not ticked:
            raise RuleBroken(gettext("Tick at least one country or organization."))
        return {row.key.data: {name: row[name].data for name in COLUMNS} for row in ticked}


def _beforehand(candidate: Candidate, invitation: Invitation) -> dict[str, Any]:
    """What the form shows of a candidate before anybody has typed."""
    known = candidate.delegation
    given = {name: getattr(known, name) for name in COLUMNS} if known else {"focal_point_lang": "en"}
    usual = {"seats": invitation.seats, "funded_seats": invitation.funded_seats}
    return {"key": candidate.key, "invited": not candidate.doubt, **usual, **given}
