"""Forms of the list of participants."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectField
from wtforms.validators import Email, Length
from wtforms.validators import Optional as MayBeEmpty

from jcmevents.forms import EditForm, choices
from jcmevents.meetings.forms import instant_field
from jcmevents.meetings.models import Meeting
from jcmevents.record.list_plan import ListPlan
from jcmevents.record.parts import Order


class ListPlanForm(EditForm):
    """What the organizers settle about the list of `meeting`."""

    order = SelectField(_l("Delegations stand in"))
    amendments_to = EmailField(
        _l("Amendments go to"),
        description=_l("A mail address of the secretariat; it is printed on the provisional list."),
        validators=[MayBeEmpty(), Email(), Length(max=254)],
    )
    amendments_due_at = instant_field(
        _l("Amendments are due"),
        _l("In the time zone of the meeting. Until then focal points can check their entries."),
    )

    def __init__(self, row: ListPlan, meeting: Meeting, **kwargs: Any):
        self.meeting = meeting
        super().__init__(row, **kwargs)
        self.order.choices = choices((order, order.label) for order in Order)

    def stored(self, row: ListPlan) -> dict[str, Any]:  # type: ignore[override]
        due = row.amendments_due_at
        local = due.astimezone(self.meeting.tz).replace(tzinfo=None) if due else None
        return {"order": row.order, "amendments_to": row.amendments_to, "amendments_due_at": local}

    def details(self) -> dict[str, Any]:
        """Columns of `ListPlan`."""
        due: datetime | None = self.amendments_due_at.data
        return {
            "order": self.order.data,
            "amendments_to": self.amendments_to.data or "",
            "amendments_due_at": due and due.replace(tzinfo=self.meeting.tz),
        }
