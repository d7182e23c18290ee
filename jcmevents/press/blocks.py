"""The kinds of blocks a release is made of, and what is entered for each."""

import enum

from flask_babel import lazy_gettext as _l


class Kind(enum.StrEnum):
    DATE = "date"
    LABEL = "label"
    TITLE = "title"
    LEAD = "lead"
    PARA = "para"
    H2 = "h2"
    H3 = "h3"
    ITEM = "item"
    PROPOSALS = "proposals"
    PARTICIPANTS = "participants"
    CLOSING = "closing"
    REF = "ref"
    LINK = "link"
    CONTACT = "contact"
    BOILERPLATE = "boilerplate"

    @property
    def label(self) -> str:
        return str(LABELS[self])

    @property
    def content(self) -> tuple[str, ...]:
        """The columns of a block that are entered for this kind; a computed block has none."""
        return CONTENT.get(self, ("text", "link_text", "url"))


LABELS = {
    Kind.DATE: _l("date"),
    Kind.LABEL: _l("label above the title"),
    Kind.TITLE: _l("title"),
    Kind.LEAD: _l("lead"),
    Kind.PARA: _l("paragraph"),
    Kind.H2: _l("heading"),
    Kind.H3: _l("subheading"),
    Kind.ITEM: _l("item with a title"),
    Kind.PROPOSALS: _l("the proposals of the meeting"),
    Kind.PARTICIPANTS: _l("participants"),
    Kind.CLOSING: _l("closing paragraph"),
    Kind.REF: _l("reference"),
    Kind.LINK: _l("link"),
    Kind.CONTACT: _l("contact"),
    Kind.BOILERPLATE: _l("about the organization"),
}
CONTENT = {
    Kind.DATE: ("text",),
    Kind.LABEL: ("text",),
    Kind.TITLE: ("text",),
    Kind.H2: ("text",),
    Kind.H3: ("text",),
    Kind.PROPOSALS: (),
    Kind.CONTACT: ("title", "text"),
    Kind.ITEM: ("title", "text", "link_text", "url"),
    Kind.REF: ("title", "text", "link_text", "url"),
    Kind.BOILERPLATE: ("title", "text", "link_text", "url"),
}
