from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from jcmevents.attendance.marking import STATUS_LABELS, Status
from jcmevents.forms import Form, choices


class MarkForm(Form):
    """What is noted, sent by the button pressed."""

    status = SelectField(_l("Attendance"), choices=choices(STATUS_LABELS.items()), coerce=Status)
