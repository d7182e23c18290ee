"""What is entered for one block of a text."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from jcmevents.errors import RuleBroken
from jcmevents.forms import CreateForm, EditForm, Form, choices
from jcmevents.press.blocks import Kind
from jcmevents.press.facts import Facts
from jcmevents.press.standing import choosable
from jcmevents.press.texts import ReleaseText, TextBlock
from jcmevents.text import localized

LONGEST_TEXT = 20_000  # characters of a block
TYPED = ("title", "text", "link_text", "url", "alt", "credit", "standing")


def _known_facts(form: Any, field: Field) -> None:
    try:
        form.facts.require_known(field.data or "")
    except RuleBroken as unknown:
        raise ValidationError(str(unknown)) from unknown


def _entered(form: Any, field: Field) -> None:
    """Required, unless a kept text stands in its place."""
    if not ("standing" in form and form.standing.data):
        DataRequired()(form, field)


class BlockFields(Form):
    """The content of a block; which of the fields there are depends on its kind."""

    standing = SelectField(
        _l("Kept text"),
        default="",
        description=_l("Kept once for all releases; the release prints the version of its day. Or type one here."),
    )
    picture = FileField(_l("Picture"), description=_l("JPEG or PNG. Place, time and camera are taken out of it."))
    alt = StringField(
        _l("What the picture shows"),
        description=_l("For those who do not see it."),
        validators=[Length(max=500)],
    )
    title = StringField(_l("Title"), validators=[_entered, Length(max=1000), _known_facts])
    text = TextAreaField(_l("Text"), validators=[_entered, Length(max=LONGEST_TEXT), _known_facts])
    credit = StringField(_l("Whose picture it is"), validators=[Length(max=200)])
    link_text = StringField(
        _l("Words to be linked"),
        description=_l("They must stand in the text; their last occurrence becomes the link."),
        validators=[Length(max=300), _known_facts],
    )
    url = StringField(_l("Address they lead to"), validators=[Length(max=500)])
    facts: Facts

    def fit(self, kind: Kind, facts: Facts) -> None:
        """Keep the fields of `kind`; texts may name `facts`."""
        self.facts = facts
        for name in {"title", "text", "link_text", "url", "alt", "credit"} - set(kind.content):
            del self[name]
        if kind != Kind.IMAGE:
            del self.picture
        if kind == Kind.QUOTE:
            self.title.label.text = gettext("Who said it")
        self._offer_kept_texts(kind)

    def _offer_kept_texts(self, kind: Kind) -> None:
        kept = choosable(kind) if kind.may_stand else []
        if kept:
            offered = [(version.key, f"{localized(version.titles)} ({version.key})") for version in kept]
            self.standing.choices = choices([("", gettext("(typed here)")), *offered])
        else:
            del self.standing

    def content(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in TYPED if name in self}


class NewBlockForm(CreateForm, BlockFields):
    after = SelectField(_l("Place"), coerce=int, default=0)

    def __init__(self, text: ReleaseText, kind: Kind, facts: Facts, **kwargs: Any):
        super().__init__(**kwargs)
        self.fit(kind, facts)
        self.after.choices = choices([(0, gettext("at the end")), *_places(text.blocks)])


def _places(blocks: Sequence[TextBlock]) -> list[tuple[int, str]]:
    return [(block.id, gettext("below “%(words)s”", words=_beginning(block))) for block in blocks]


def _beginning(block: TextBlock) -> str:
    return (block.title or block.text or Kind(block.kind).label)[:40]


class EditBlockForm(EditForm, BlockFields):
    def __init__(self, block: TextBlock, facts: Facts, **kwargs: Any):
        super().__init__(block, **kwargs)
        self.fit(Kind(block.kind), facts)

    @staticmethod
    def stored(row: TextBlock) -> dict[str, Any]:
        standing = ("standing",) if Kind(row.kind).may_stand else ()
        return {name: getattr(row, name) for name in (*Kind(row.kind).content, *standing)}
