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


class State(enum.StrEnum):
    """Where a proposal stands. A merged one lives on in another."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    TABLED = "tabled"
    DISCUSSED = "discussed"
    ADOPTED = "adopted"
    NOTED = "noted"
    DEFERRED = "deferred"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"

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
STATE_LABELS = {
    State.DRAFT: _l("draft"),
    State.SUBMITTED: _l("handed in"),
    State.TABLED: _l("tabled"),
    State.DISCUSSED: _l("discussed"),
    State.ADOPTED: _l("adopted"),
    State.NOTED: _l("noted"),
    State.DEFERRED: _l("deferred"),
    State.REFERRED: _l("referred"),
    State.WITHDRAWN: _l("taken back"),
    State.MERGED: _l("merged with another"),
}
STATE_TONES = {
    State.SUBMITTED: "warn",
    State.TABLED: "info",
    State.DISCUSSED: "info",
    State.ADOPTED: "good",
    State.NOTED: "good",
    State.DEFERRED: "warn",
    State.REFERRED: "warn",
    State.WITHDRAWN: "bad",
}

OUTCOMES = {State.ADOPTED, State.NOTED, State.DEFERRED, State.REFERRED}  # what a meeting can make of a proposal
CONCLUSIONS = OUTCOMES | {State.WITHDRAWN}
ALLOWED: dict[State, set[State]] = {
    State.DRAFT: {State.SUBMITTED, State.TABLED, State.WITHDRAWN},
    State.SUBMITTED: {State.TABLED, State.DRAFT, State.WITHDRAWN, State.MERGED},
    State.TABLED: {State.DISCUSSED, State.TABLED, State.SUBMITTED, State.DRAFT, State.MERGED, *CONCLUSIONS},
    State.DISCUSSED: {State.TABLED, State.MERGED, *CONCLUSIONS},
    # A conclusion may be put right, or a deferred proposal taken up again.
    State.ADOPTED: {State.DISCUSSED},
    State.NOTED: {State.DISCUSSED},
    State.DEFERRED: {State.TABLED, State.DISCUSSED},
    State.REFERRED: {State.TABLED, State.DISCUSSED},
    State.WITHDRAWN: {State.DRAFT},
    State.MERGED: {State.SUBMITTED, State.DISCUSSED},
}
ON_THE_TABLE = {State.TABLED, State.DISCUSSED, *OUTCOMES}
OF_THE_SPONSOR = {State.DRAFT, State.SUBMITTED}  # its sponsors may still change it
