"""What is entered about a material."""

from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from jcmevents.agenda.kinds import Audience
from jcmevents.agenda.materials import MEDIUM_LABELS, Material
from jcmevents.forms import CreateForm, EditForm, Form, by_language, choices
from jcmevents.text import current_language

LANGUAGES = ("en", "ja", "fr", "es")


class MaterialFields(Form):
    title_en = StringField(_l("Title in English"), validators=[InputRequired(), Length(max=300)])
    title_ja = StringField(_l("Title in Japanese"), validators=[Length(max=300)])
    kind = SelectField(_l("Kind"), choices=choices(MEDIUM_LABELS.items()))
    lang = SelectField(_l("Language of the material"))
    visibility = SelectField(_l("Who may see it"), coerce=int, default=int(Audience.PARTICIPANTS))
    consented = BooleanField(
        _l("The speaker has agreed to this"),
        description=_l("Until then only organizers see it."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = ((code, Locale.parse(code).get_display_name(current_language())) for code in LANGUAGES)
        self.lang.choices = choices(names)
        self.visibility.choices = choices((int(each), each.label) for each in Audience)

    def details(self) -> dict[str, Any]:
        """Columns of `Material`, and `consented`."""
        names = ("kind", "lang", "visibility", "consented")
        return {"titles": self.texts("title"), **{name: self[name].data for name in names}}


class NewMaterialForm(CreateForm, MaterialFields):
    file = FileField(_l("File"), description=_l("PDF, JPEG or PNG, at most 20 megabytes."))
    url = StringField(
        _l("Or a web address"), validators=[Length(max=500)], description=_l("For example of a recording.")
    )


class EditMaterialForm(EditForm, MaterialFields):
    @staticmethod
    def stored(row: Material) -> dict[str, Any]:
        plain = {name: getattr(row, name) for name in ("kind", "lang", "visibility")}
        return {**by_language("title", row.titles), **plain, "consented": row.consented_at is not None}


def kept_file(form: NewMaterialForm) -> dict[str, Any]:
    """What was chosen: `stream` and `filename`, or nothing."""
    upload = form.file.data
    return {"stream": upload.stream, "filename": upload.filename} if upload else {}
