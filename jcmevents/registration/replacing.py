"""The organizers put one person in the place of another."""

from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import EmailField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length
from wtforms.validators import Optional as MayBeEmpty

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.forms import CreateForm, choices, created
from jcmevents.meetings.models import Meeting
from jcmevents.registration.blueprint import bp
from jcmevents.registration.finding import found
from jcmevents.registration.mails import LINK, tell
from jcmevents.registration.models import Registration
from jcmevents.registration.replacement import replace, require_replaceable
from jcmevents.registration.wording import MailKind


class SuccessorForm(CreateForm):
    """Who comes instead; the rest is for that person to fill in."""

    full_name = StringField(
        _l("Name"),
        description=_l("In full, as in the passport. One word is enough if it is the whole name."),
        validators=[DataRequired(), Length(max=200)],
    )
    function = StringField(_l("Function"), description=_l("For example Deputy Director."), validators=[Length(max=300)])
    email = EmailField(_l("E-mail"), validators=[MayBeEmpty(), Email(), Length(max=254)])
    lang = SelectField(_l("Language of mails"))
    why = TextAreaField(_l("Reason"), description=_l("It is kept in the history."), validators=[Length(max=2000)])

    def __init__(self, registration: Registration):
        super().__init__(data={"lang": registration.lang})
        self.lang.choices = choices(current_app.extensions["languages"])

    def details(self) -> dict[str, Any]:
        return {name: self[name].data or "" for name in ("full_name", "function", "email", "lang", "why")}


@bp.route("/<string:number>/replacement", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def replacement(meeting: Meeting, number: str) -> Any:
    registration, now = found(meeting, number), clock.now()
    require_replaceable(registration)
    form = SuccessorForm(registration)
    if form.validate_on_submit():
        successor = replace(registration, **form.details(), by=current_user, at=now)
        PrivateLink.revoke_all(LINK, registration.id, by=current_user, at=now)
        tell(registration, MailKind.REPLACED, by=current_user, at=now, why=form.why.data or "")
        tell(successor, MailKind.NOMINATED, by=current_user, at=now)
        return created(lambda: url_for(".show", number=successor.number))
    return render_template("registration/replacement.html", meeting=meeting, registration=registration, form=form)
