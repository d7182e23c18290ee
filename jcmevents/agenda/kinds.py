"""What a session or an item is, and what may be told of it."""

import enum

from flask_babel import gettext
from flask_babel import lazy_gettext as _l


class Kind(enum.StrEnum):
    """What a session or an item is."""

    CEREMONY = "ceremony"
    PRESENTATION = "presentation"
    COUNTRY_PRESENTATION = "country_presentation"
    DISCUSSION = "discussion"
    QUESTIONS = "questions"
    BREAK = "break"
    LUNCH = "lunch"
    BILATERAL = "bilateral"
    SITE_VISIT = "site_visit"
    REGISTRATION = "registration"
    POLL = "poll"
    PHOTO = "photo"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


KIND_LABELS = {
    Kind.CEREMONY: _l("ceremony"),
    Kind.PRESENTATION: _l("presentation"),
    Kind.COUNTRY_PRESENTATION: _l("country presentation"),
    Kind.DISCUSSION: _l("discussion"),
    Kind.QUESTIONS: _l("questions and answers"),
    Kind.BREAK: _l("break"),
    Kind.LUNCH: _l("lunch"),
    Kind.BILATERAL: _l("bilateral talks"),
    Kind.SITE_VISIT: _l("site visit"),
    Kind.REGISTRATION: _l("registration"),
    Kind.POLL: _l("poll"),
    Kind.PHOTO: _l("group photo"),
}


INTERVALS = {Kind.BREAK, Kind.LUNCH, Kind.REGISTRATION}  # set back in programmes, and their titles say it all


class RecordRule(enum.StrEnum):
    """What may be told of a session: everything, no names (Chatham House), nothing."""

    ON_RECORD = "on_record"
    CHATHAM_HOUSE = "chatham_house"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        labels = {
            self.ON_RECORD: gettext("on the record"),
            self.CHATHAM_HOUSE: gettext("Chatham House Rule"),
            self.CLOSED: gettext("closed"),
        }
        return labels[self]


STRICTNESS = [RecordRule.ON_RECORD, RecordRule.CHATHAM_HOUSE, RecordRule.CLOSED]


class Duty(enum.StrEnum):
    """What somebody does in the programme. The master of ceremonies leads through the whole meeting."""

    MC = "mc"
    MODERATOR = "moderator"
    SPEAKER = "speaker"
    PANELIST = "panelist"
    RAPPORTEUR = "rapporteur"

    @property
    def label(self) -> str:
        return str(DUTY_LABELS[self])


DUTY_LABELS = {
    Duty.MC: _l("Master of ceremonies"),
    Duty.MODERATOR: _l("Moderator"),
    Duty.SPEAKER: _l("Speaker"),
    Duty.PANELIST: _l("Panelist"),
    Duty.RAPPORTEUR: _l("Rapporteur"),
}


class Audience(enum.IntEnum):
    """Who reads; each is told what those before it are told, and more."""

    PUBLIC = 0
    PARTICIPANTS = 1
    INTERNAL = 2

    @property
    def label(self) -> str:
        labels = {
            self.PUBLIC: gettext("everybody"),
            self.PARTICIPANTS: gettext("participants"),
            self.INTERNAL: gettext("organizers"),
        }
        return labels[self]
