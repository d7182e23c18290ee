from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length

from jcmevents.accounts.models import LONGEST_PASSWORD, ROLE_LABELS, SHORTEST_PASSWORD, Role
from jcmevents.forms import CreateForm, Form, choices


class SignInForm(Form):
    email = EmailField(_l("E-mail address"), validators=[InputRequired(), Length(max=254)])
    password = PasswordField(_l("Password"), validators=[InputRequired(), Length(max=LONGEST_PASSWORD)])
    next = HiddenField()


class AccountFields(Form):
    """Name, language and roles of an account; one box per role, named `role_<role>`."""

    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=200)])
    lang = SelectField(_l("Language of mails"))
    role_administrator = BooleanField(ROLE_LABELS[Role.ADMINISTRATOR])
    role_organizer = BooleanField(ROLE_LABELS[Role.ORGANIZER])
    role_press = BooleanField(ROLE_LABELS[Role.PRESS])
    role_travel = BooleanField(ROLE_LABELS[Role.TRAVEL])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.lang.choices = choices(current_app.extensions["languages"])

    @property
    def roles(self) -> set[Role]:
        return {role for role in Role if self[f"role_{role}"].data}


class NewAccountForm(CreateForm, AccountFields):
    email = EmailField(_l("E-mail address"), validators=[InputRequired(), Email(), Length(max=254)])
    password = PasswordField(
        _l("First password"),
        description=_l("At least %(n)s characters; hand it over by another way than mail.", n=SHORTEST_PASSWORD),
        validators=[InputRequired(), Length(max=LONGEST_PASSWORD)],
    )


class EditAccountForm(AccountFields):
    is_active = BooleanField(_l("May sign in"))
