"""What a delegation enters about its proposals."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Email, InputRequired, Length

from jcmevents.delegations.models import Delegation
from jcmevents.forms import CreateForm, EditForm, choices
from jcmevents.language_fields import language_codes, language_name
from jcmevents.proposals.forms import ContentFields, TickedField, named
from jcmevents.proposals.models import Proposal


class OwnProposalFields(ContentFields):
    def details(self) -> dict[str, Any]:
        """Column values for `Proposal`."""
        return {"kind": self.kind.data, **self.wording()}


class NewOwnProposalForm(CreateForm, OwnProposalFields):
    pass


class EditOwnProposalForm(EditForm, OwnProposalFields):
    @classmethod
    def stored(cls, row: Proposal) -> dict[str, Any]:
        return cls.stored_content(row)


class JoiningForm(CreateForm):
    """Which other delegations are asked to table the proposal too."""

    others = TickedField(_l("Ask these delegations"), coerce=int)

    def __init__(self, others: dict[int, Delegation], **kwargs: Any):
        super().__init__(**kwargs)
        self.delegations = others
        self.others.choices = choices(named(others.values()))

    def chosen(self) -> list[Delegation]:
        return [each for id_, each in self.delegations.items() if id_ in (self.others.data or [])]


class PersonForm(CreateForm):
    """Somebody who may enter proposals for the delegation."""

    name = StringField(_l("Name"), validators=[InputRequired(), Length(max=200)])
    email = StringField(_l("Mail address"), validators=[InputRequired(), Length(max=254), Email()])
    lang = SelectField(_l("Language of the mails"))

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.lang.choices = choices((code, language_name(code)) for code in language_codes())
