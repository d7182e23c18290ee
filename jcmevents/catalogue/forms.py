"""What somebody looks for, as a form; sent by GET, so that the address can be kept."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import SearchField, SelectField

from jcmevents.catalogue.catalogue import Catalogue
from jcmevents.catalogue.wanted import LONGEST_SEARCH
from jcmevents.countries.models import Country
from jcmevents.delegations.models import Delegation
from jcmevents.discussion.follow_ups import Progress
from jcmevents.extensions import db
from jcmevents.forms import AskingForm, choices
from jcmevents.proposals.states import Kind
from jcmevents.text import current_language, localized


class WantedForm(AskingForm):
    search = SearchField(_l("Words"), render_kw={"maxlength": LONGEST_SEARCH})
    theme = SelectField(_l("Theme"))
    country = SelectField(_l("Country"))
    meeting = SelectField(_l("Meeting"))
    outcome = SelectField(_l("What came of it"))
    follow_up = SelectField(_l("Follow-up"))
    kind = SelectField(_l("Kind"))

    def __init__(self, catalogue: Catalogue):
        super().__init__(formdata=None, data=catalogue.wanted.parts)
        labels: dict[str, dict[str, str]] = {
            "theme": {theme.key: theme.label for theme in catalogue.themes.values()},
            "country": _countries(catalogue),
            "meeting": {meeting.slug: localized(meeting.titles) for meeting in catalogue.meetings.values()},
            "outcome": {state: state.label for state in catalogue.outcomes},
            "follow_up": {progress: progress.label for progress in Progress},
            "kind": {kind: kind.label for kind in Kind},
        }
        for name, values in labels.items():
            self[name].choices = choices([("", gettext("all")), *values.items()])


def _countries(catalogue: Catalogue) -> dict[str, str]:
    """The countries that were invited to one of the meetings, by name."""
    invited = select(Delegation.country_iso2).where(Delegation.meeting_id.in_(catalogue.meetings)).distinct()
    codes = set(db.session.scalars(invited))
    names = {iso2: name for iso2, name in Country.names(current_language()).items() if iso2 in codes}
    return dict(sorted(names.items(), key=lambda named: named[1]))
