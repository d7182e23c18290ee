"""The kinds and states of what is put on the table, with the steps that are allowed."""

from __future__ import annotations

import enum

from flask_babel import lazy_gettext as _l


class Kind(enum.StrEnum):
    PROPOSAL = "proposal"
    PROGRESS_REPORT = "progress_report"
    CASE_STUDY = "case_study"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


class PointKind(enum.StrEnum):
    """What a point of the discussion is."""

    POINT = "point"
    RECOMMENDATION = "recommendation"
    DECISION = "decision"

    @property
    def label(self) -> str:
        return str(POINT_LABELS[self])


class State(enum.StrEnum):
    DRAFT = "draft"
    TABLED = "tabled"
    DISCUSSED = "discussed"
    ADOPTED = "adopted"
    NOTED = "noted"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return str(STATE_LABELS[self])

    @property
    def tone(self) -> str:
        """Tone of the badge that shows the state: neutral, info, good, warn or bad."""
        return STATE_TONES.get(self, "neutral")


KIND_LABELS = {
    Kind.PROPOSAL: _l("proposal"),
    Kind.PROGRESS_REPORT: _l("progress report"),
    Kind.CASE_STUDY: _l("case study"),
}
POINT_LABELS = {
    PointKind.POINT: _l("point discussed"),
    PointKind.RECOMMENDATION: _l("recommendation"),
    PointKind.DECISION: _l("decision"),
}
STATE_LABELS = {
    State.DRAFT: _l("draft"),
    State.TABLED: _l("tabled"),
    State.DISCUSSED: _l("discussed"),
    State.ADOPTED: _l("adopted"),
    State.NOTED: _l("noted"),
    State.DEFERRED: _l("deferred"),
    State.WITHDRAWN: _l("taken back"),
}
STATE_TONES = {
    State.TABLED: "info",
    State.DISCUSSED: "info",
    State.ADOPTED: "good",
    State.NOTED: "good",
    State.DEFERRED: "warn",
    State.WITHDRAWN: "bad",
}

CONCLUSIONS = {State.ADOPTED, State.NOTED, State.DEFERRED, State.WITHDRAWN}
ALLOWED: dict[State, set[State]] = {
    State.DRAFT: {State.TABLED, State.WITHDRAWN},
    State.TABLED: {State.DISCUSSED, State.TABLED, State.DRAFT, *CONCLUSIONS},
    State.DISCUSSED: {State.TABLED, *CONCLUSIONS},
    # A conclusion may be put right, or a deferred proposal taken up again.
    State.ADOPTED: {State.DISCUSSED},
    State.NOTED: {State.DISCUSSED},
    State.DEFERRED: {State.TABLED, State.DISCUSSED},
    State.WITHDRAWN: {State.DRAFT},
}
ON_THE_TABLE = {State.TABLED, State.DISCUSSED, State.ADOPTED, State.NOTED, State.DEFERRED}
