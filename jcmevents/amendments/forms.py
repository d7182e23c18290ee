"""Forms of amendments to the list of participants."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from jcmevents.amendments.models import PRINTED
from jcmevents.forms import CreateForm, Form
from jcmevents.registration.models import Registration


class AmendmentForm(CreateForm):
    """How an entry is to be printed."""

    honorific = StringField(PRINTED["honorific"], validators=[Length(max=20)])
    list_name = StringField(
        PRINTED["list_name"],
        description=_l("As it is to be printed, with its accents. Left empty, the name as in the passport is printed."),
        validators=[Length(max=200)],
    )
    function = StringField(PRINTED["function"], validators=[Length(max=300)])
    unit = StringField(PRINTED["unit"], validators=[Length(max=300)])
    remark = TextAreaField(
        _l("Remark"),
        description=_l("For what the fields above cannot say, such as the order of the names."),
        validators=[Length(max=2000)],
        render_kw={"rows": 3},
    )

    def __init__(self, registration: Registration):
        super().__init__(data={name: getattr(registration, name) for name in PRINTED})

    def after(self) -> dict[str, str]:
        """What is to be printed, by column of the registration."""
        return {name: self[name].data or "" for name in PRINTED}


class ReplyForm(Form):
    reply = TextAreaField(
        _l("Answer"),
        description=_l("The focal point reads it. The entry stays as it is."),
        validators=[DataRequired(), Length(max=2000)],
        render_kw={"rows": 3},
    )
