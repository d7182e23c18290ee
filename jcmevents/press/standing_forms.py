"""What is entered for a version of a kept text."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from jcmevents.forms import CreateForm, Form, by_language, choices
from jcmevents.press.blocks import LABELS, Kind
from jcmevents.press.standing import StandingText

NAME = Regexp(r"^[a-z][a-z0-9-]*$", message=_l("Use small letters, digits and hyphens, like about-a6ip-center."))


class VersionFields(Form):
    title_en = StringField(_l("Title in English"), validators=[InputRequired(), Length(max=300)])
    title_ja = StringField(_l("Title in Japanese"), validators=[InputRequired(), Length(max=300)])
    text_en = TextAreaField(_l("Text in English"), validators=[InputRequired(), Length(max=10_000)])
    text_ja = TextAreaField(_l("Text in Japanese"), validators=[InputRequired(), Length(max=10_000)])
    url = StringField(
        _l("Address the title leads to"),
        validators=[Optional(), Length(max=500), Regexp(r"^https?://", message=_l("Begin the address with https://."))],
    )
    valid_from = DateField(
        _l("Printed in releases from"),
        description=_l("Releases of earlier days keep the version before."),
        validators=[InputRequired()],
    )
    as_of = DateField(_l("Its figures were true on"), validators=[InputRequired()])
    review_on = DateField(
        _l("To be checked again on"), description=_l("Else a year after its figures."), validators=[Optional()]
    )

    def details(self) -> dict[str, Any]:
        names = ("valid_from", "as_of", "review_on")
        values = {name: self[name].data for name in names}
        return {"titles": self.texts("title"), "texts": self.texts("text"), "url": self.url.data or "", **values}


class FirstVersionForm(CreateForm, VersionFields):
    key = StringField(_l("Name"), validators=[InputRequired(), Length(max=60), NAME])
    kind = SelectField(
        _l("Kind"), choices=choices((kind.value, LABELS[kind]) for kind in (Kind.BOILERPLATE, Kind.CONTACT))
    )

    def details(self) -> dict[str, Any]:
        return {**super().details(), "key": self.key.data, "kind": self.kind.data}


class NextVersionForm(CreateForm, VersionFields):
    """The next version, begun from the one before; the days have to be given anew."""

    def __init__(self, before: StandingText, **kwargs: Any):
        texts = {**by_language("title", before.titles), **by_language("text", before.texts), "url": before.url}
        super().__init__(data=texts, **kwargs)
