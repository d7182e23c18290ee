from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from jcmevents.accounts.models import User
from jcmevents.accounts.tokens import offered_to
from jcmevents.forms import CreateForm, choices

USUAL_LIFE = timedelta(days=90)


class NewTokenForm(CreateForm):
    name = StringField(
        _l("What it is for"),
        description=_l("For example: visa office, nightly copy of the roster."),
        validators=[InputRequired(), Length(max=100)],
    )
    scopes = SelectMultipleField(
        _l("What it may do"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    expires_on = DateField(
        _l("Last day"), description=_l("A year from now at the latest; UTC."), validators=[InputRequired()]
    )

    def __init__(self, user: User, now: datetime, **kwargs: Any):
        super().__init__(data={"expires_on": (now + USUAL_LIFE).date()}, **kwargs)
        self.scopes.choices = choices((str(scope), scope.label) for scope in offered_to(user))

    @property
    def expires_at(self) -> datetime:
        """The end of the last day."""
        return datetime.combine(self.expires_on.data, time.max, UTC)
