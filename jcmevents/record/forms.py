from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from jcmevents.forms import EditForm
from jcmevents.meetings.models import Meeting
from jcmevents.record.rule import ROUNDINGS, CountingRule
from jcmevents.registration.states import Capacity


class RuleForm(EditForm):
    """Who is counted at a meeting, see `record.rule`."""

    online_counts = BooleanField(_l("Count people who took part online"))
    not_counted = SelectMultipleField(
        _l("Not counted"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    round_to = SelectField(_l("Publish the number of participants"), coerce=int)

    def __init__(self, meeting: Meeting, **kwargs: Any):
        super().__init__(meeting, **kwargs)
        self.not_counted.choices = [(capacity, capacity.label) for capacity in Capacity]
        self.round_to.choices = [
            (step, gettext("exactly") if step == 1 else gettext("rounded to the nearest %(step)s", step=step))
            for step in ROUNDINGS
        ]

    @staticmethod
    def stored(row: Meeting) -> dict[str, Any]:
        return CountingRule.of(row).as_stored()

    def rule(self) -> CountingRule:
        """The rule as it is typed."""
        return CountingRule(
            online_counts=self.online_counts.data,
            not_counted=tuple(self.not_counted.data or ()),
            round_to=self.round_to.data,
        )
