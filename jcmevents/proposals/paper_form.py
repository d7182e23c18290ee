from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import SelectField

from jcmevents.accounts.models import User
from jcmevents.errors import RuleBroken
from jcmevents.files.content import MEGABYTE
from jcmevents.forms import CreateForm, choices
from jcmevents.language_fields import language_codes, language_name
from jcmevents.proposals.attachments import LARGEST, Attachment
from jcmevents.proposals.models import Proposal
from jcmevents.text import current_language

LARGEST_UPLOAD = LARGEST + MEGABYTE  # bytes of a request: the file, and the form around it


class PaperForm(CreateForm):
    """A paper to keep with a proposal."""

    paper = FileField(_l("File"), description=_l("PDF, JPEG or PNG, at most 20 megabytes."))
    lang = SelectField(_l("Language of the paper"))

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.lang.choices = choices((code, language_name(code)) for code in language_codes())
        if not self.is_submitted():
            self.lang.data = current_language()

    def add_to(self, proposal: Proposal, *, by: User | None, at: datetime) -> Attachment:
        """Keep the chosen file. Refuses an empty choice, and whatever may not be kept."""
        if not self.paper.data or not self.paper.data.filename:
            raise RuleBroken(gettext("Choose a file."), field="paper")
        return Attachment.add(proposal, self.paper.data, lang=self.lang.data, by=by, at=at)
