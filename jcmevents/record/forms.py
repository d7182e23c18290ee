from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from jcmevents.forms import EditForm
from jcmevents.meetings.models import Meeting
from jcmevents.record.rule import ROUNDINGS, SMALLEST_CELLS, CountingRule
from jcmevents.record.stated import FIGURES, StatedFigures
from jcmevents.registration.states import Capacity


class RuleForm(EditForm):
    """Who is counted at a meeting, see `record.rule`."""

    online_counts = BooleanField(_l("Count people who took part online"))
    not_counted = SelectMultipleField(
        _l("Not counted"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    round_to = SelectField(_l("Publish the number of participants"), coerce=int)
    smallest_cell = SelectField(_l("Smallest number of people shown by gender"), coerce=int)

    def __init__(self, meeting: Meeting, **kwargs: Any):
        super().__init__(meeting, **kwargs)
        self.not_counted.choices = [(capacity, capacity.label) for capacity in Capacity]
        self.round_to.choices = [
            (step, gettext("exactly") if step == 1 else gettext("rounded to the nearest %(step)s", step=step))
            for step in ROUNDINGS
        ]
        self.smallest_cell.choices = [(people, str(people)) for people in SMALLEST_CELLS]

    @staticmethod
    def stored(row: Meeting) -> dict[str, Any]:
        return CountingRule.of(row).as_stored()

    def rule(self) -> CountingRule:
        """The rule as it is typed."""
        return CountingRule(
            online_counts=self.online_counts.data,
            not_counted=tuple(self.not_counted.data or ()),
            round_to=self.round_to.data,
            smallest_cell=self.smallest_cell.data,
        )


COUNT = [Optional(), NumberRange(0, 100_000)]


class StatedForm(EditForm):
    """Figures that no registrations hold."""

    partners = IntegerField(_l("JCM partner countries at the time"), validators=COUNT)
    partners_attending = IntegerField(_l("Partner countries that took part"), validators=COUNT)
    partners_online_only = IntegerField(_l("of which online only"), validators=COUNT)
    participants = IntegerField(_l("Participants"), validators=COUNT)
    is_about = BooleanField(_l("The source says “about” so many participants"))
    source = StringField(_l("Source"), validators=[DataRequired(), Length(max=500)])

    @staticmethod
    def stored(row: StatedFigures) -> dict[str, Any]:
        return {name: getattr(row, name) for name in (*FIGURES, "is_about", "source")}

    def figures(self) -> dict[str, Any]:
        """What is typed, by column."""
        return {name: self[name].data for name in (*FIGURES, "is_about", "source")}
