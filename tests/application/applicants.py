"""People who fill in the delegate's form, step by step."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from jcmevents import clock
from jcmevents.application.drafts import Draft
from jcmevents.meetings.models import Meeting
from tests.browser import Browser
from tests.page import Page

STEPS = {
    "": {"full_name", "honorific", "other_honorific", "email", "phone", "lang", "gender", "reading", "badge_name"},
    "/part": {"delegation", "capacity", "function", "unit", "wants_visa_letter"},
    "/needs": {"diet", "diet_note", "diet_consent", "access", "access_note", "access_consent"},
    "/consents": {"participants", "public", "photo", "recording", "contact", "transfer", "mailing"},
}


def make_draft(meeting: Meeting, typed: dict[str, dict[str, Any]] | None = None) -> Draft:
    """What somebody new has typed so far: texts by input, by step."""
    draft = Draft.begin(meeting, None, at=clock.now())
    for step, fields in (typed or {}).items():
        draft.keep(step, MultiDict(fields), at=clock.now())
    return draft


def fill_in(browser: Browser, delegation: Any, **fields: Any) -> str:
    """Go through all steps with these fields; the path of the review. `day_<id>` are fields of the part."""
    form = f"/meetings/{delegation.meeting.slug}/registration/new"
    fields = {"full_name": "Tuul", "email": "tuul@example.org", "delegation": str(delegation.id), **fields}
    for step, names in STEPS.items():
        days = {name for name in fields if name.startswith("day_")} if step == "/part" else set()
        here = {name: value for name, value in fields.items() if name in names | days}
        answer = browser.submit(browser.get(form + step), **(here | {"go": "next"}))
        assert answer.status == 302, (step, answer.texts(".error-summary li"))
    return f"{form}/review"


def send(browser: Browser, review: str) -> Page:
    """Send what has been filled in; the answer."""
    page = browser.get(review)
    return browser.submit(page, once=page.one("[name=once]")["value"])


def register(browser: Browser, delegation: Any, **fields: Any) -> Page:
    """Fill in and send; the answer."""
    return send(browser, fill_in(browser, delegation, **fields))
