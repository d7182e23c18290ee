"""In what function a person takes part in a delegation."""

from __future__ import annotations

import enum

from flask_babel import lazy_gettext as _l


class Capacity(enum.StrEnum):
    HEAD = "head"
    DEPUTY = "deputy"
    DELEGATE = "delegate"
    ADVISER = "adviser"
    INTERPRETER = "interpreter"
    SPEAKER = "speaker"
    OBSERVER = "observer"
    SECRETARIAT = "secretariat"
    PRESS = "press"

    @property
    def label(self) -> str:
        return str(CAPACITY_LABELS[self])


CAPACITY_LABELS = {
    Capacity.HEAD: _l("head of delegation"),
    Capacity.DEPUTY: _l("deputy head"),
    Capacity.DELEGATE: _l("delegate"),
    Capacity.ADVISER: _l("adviser"),
    Capacity.INTERPRETER: _l("interpreter"),
    Capacity.SPEAKER: _l("speaker"),
    Capacity.OBSERVER: _l("observer"),
    Capacity.SECRETARIAT: _l("secretariat"),
    Capacity.PRESS: _l("press"),
}
