"""The kinds of blocks a release is made of, and what is entered for each."""

import enum

from flask_babel import lazy_gettext as _l


class Kind(enum.StrEnum):
    DATE = "date"
    LABEL = "label"
    ISSUER = "issuer"
    TITLE = "title"
    LEAD = "lead"
    PARA = "para"
    H2 = "h2"
    H3 = "h3"
    ITEM = "item"
    ITEMS = "items"
    PROPOSALS = "proposals"
    SESSIONS = "sessions"
    PARTICIPANTS = "participants"
    QUOTE = "quote"
    IMAGE = "image"
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

    @property
    def may_stand(self) -> bool:
        """Whether a text that is kept once for all releases may take its place."""
        return self in (Kind.CONTACT, Kind.BOILERPLATE)


LABELS = {
    Kind.DATE: _l("date"),
    Kind.LABEL: _l("label above the title"),
    Kind.ISSUER: _l("issuer"),
    Kind.TITLE: _l("title"),
    Kind.LEAD: _l("lead"),
    Kind.PARA: _l("paragraph"),
    Kind.H2: _l("heading"),
    Kind.H3: _l("subheading"),
    Kind.ITEM: _l("item with a title"),
    Kind.ITEMS: _l("items, one a line"),
    Kind.PROPOSALS: _l("the proposals of the meeting"),
    Kind.SESSIONS: _l("the summaries of the sessions"),
    Kind.PARTICIPANTS: _l("participants"),
    Kind.QUOTE: _l("quotation"),
    Kind.IMAGE: _l("picture"),
    Kind.CLOSING: _l("closing paragraph"),
    Kind.REF: _l("reference"),
    Kind.LINK: _l("link"),
    Kind.CONTACT: _l("contact"),
    Kind.BOILERPLATE: _l("about the organization"),
}
CONTENT = {
    Kind.DATE: ("text",),
    Kind.LABEL: ("text",),
    Kind.ISSUER: ("text",),
    Kind.TITLE: ("text",),
    Kind.H2: ("text",),
    Kind.H3: ("text",),
    Kind.ITEMS: ("text",),
    Kind.PROPOSALS: (),
    Kind.SESSIONS: (),
    Kind.QUOTE: ("text", "title"),
    Kind.IMAGE: ("alt", "text", "credit"),
    Kind.CONTACT: ("title", "text"),
    Kind.ITEM: ("title", "text", "link_text", "url"),
    Kind.REF: ("title", "text", "link_text", "url"),
    Kind.BOILERPLATE: ("title", "text", "link_text", "url"),
}
