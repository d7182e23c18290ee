"""What organizers fill in about nominations."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from jcmevents.delegations.focal_points import focal_points
from jcmevents.delegations.models import Delegation
from jcmevents.errors import RuleBroken
from jcmevents.forms import Form, choices


class RemindersForm(Form):
    """Whom to remind; of `silent`, those that can be written to are ticked."""

    delegations = SelectMultipleField(
        _l("Delegations that have nominated nobody"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, silent: list[Delegation]):
        self._reachable = {d.id: d for d in silent if focal_points(d)}
        super().__init__(data={"delegations": list(self._reachable)})
        self.delegations.choices = choices((id, d.name()) for id, d in self._reachable.items())

    def chosen(self) -> list[Delegation]:
        """Refuses to remind nobody."""
        if not self.delegations.data:
            raise RuleBroken(gettext("Tick at least one delegation."), field="delegations")
        return [self._reachable[id] for id in self.delegations.data]


class RefusalForm(Form):
    why = TextAreaField(
        _l("Reason"), description=_l("The focal point reads it."), validators=[DataRequired(), Length(max=2000)]
    )
