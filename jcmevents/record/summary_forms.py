"""What is chosen for the summary of the proposals."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from jcmevents.forms import EditForm, by_language, choices
from jcmevents.language_fields import InEachLanguage, LanguagesForm
from jcmevents.proposals.models import Proposal
from jcmevents.record.choices import Grouping, Part, SummaryChoices

TEXT = Length(max=10_000)


class ChoicesForm(EditForm, LanguagesForm):
    """The parts of the summary, and how it opens."""

    parts = SelectMultipleField(_l("Parts"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    grouping = SelectField(_l("Proposals stand together"))
    opening = InEachLanguage(
        _l("Opening"),
        TextAreaField,
        validators=[TEXT],
        description=_l("Left empty, the description of the meeting stands there."),
    )

    def __init__(self, row: SummaryChoices, **kwargs: Any):
        super().__init__(row, **kwargs)
        self.parts.choices = choices((part, part.label) for part in Part)
        self.grouping.choices = choices((grouping, grouping.label) for grouping in Grouping)

    @staticmethod
    def stored(row: SummaryChoices) -> dict[str, Any]:
        return {"parts": list(row.parts), "grouping": row.grouping, **by_language("opening", row.openings)}

    def details(self) -> dict[str, Any]:
        """Columns of `SummaryChoices`."""
        chosen = self.parts.data or []
        parts = [part.value for part in Part if part in chosen]
        return {"parts": parts, "grouping": self.grouping.data, "openings": self.texts("opening")}


class WordsForm(EditForm, LanguagesForm):
    """The words in which the summary tells a proposal; empty: its own."""

    text = InEachLanguage(_l("Text in the summary"), TextAreaField, validators=[TEXT], render_kw={"rows": 6})

    def __init__(self, row: SummaryChoices, proposal: Proposal, **kwargs: Any):
        self.proposal = proposal
        super().__init__(row, **kwargs)

    def stored(self, row: SummaryChoices) -> dict[str, Any]:  # type: ignore[override]
        return by_language("text", row.wordings.get(str(self.proposal.id)))
