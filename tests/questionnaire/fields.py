"""Fields and the forms made of them, for tests."""

import itertools
from collections.abc import Mapping
from typing import Any

from flask import Flask, has_request_context
from werkzeug.datastructures import MultiDict

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.questionnaire.asking import PREFIX, Questions, questions_form
from jcmevents.questionnaire.kinds import WITH_OPTIONS, Kind
from jcmevents.questionnaire.models import FormField
from tests.factories import NOW, make_meeting

_numbers = itertools.count(1)


def option(key: str, label: str = "") -> dict[str, Any]:
    return {"key": key, "labels": {"en": label or key.capitalize(), "ja": f"{key}の日本語"}}


def make_field(meeting: Meeting | None = None, kind: str = Kind.TEXT, **values: Any) -> FormField:
    n = next(_numbers)
    details: dict[str, Any] = {"labels": {"en": f"Question {n}", "ja": f"質問{n}"}, "by": None, "at": NOW, **values}
    if kind in WITH_OPTIONS:
        details.setdefault("options", [option("fish"), option("meat")])
    field = FormField.add(meeting or make_meeting(), kind=kind, **details)
    db.session.flush()
    return field


def only_if(about: str, operator: str, value: str = "", *, is_fact: bool = False) -> dict[str, Any]:
    return {"about": about, "operator": operator, "value": value, "is_fact": is_fact}


def sent(
    app: Flask, meeting: Meeting, typed: Mapping[str, Any], capacity: str = "delegate", **arguments: Any
) -> Questions:
    """The form of a meeting as it is after somebody has sent what he `typed`, by key of the field."""
    assert not has_request_context()
    data = MultiDict[str, Any]()
    for key, value in typed.items():
        data.setlist(PREFIX + key, value if isinstance(value, list) else [value])
    with app.test_request_context(method="POST"):
        form = questions_form(meeting, capacity, **arguments)(formdata=data, meta={"csrf": False})
        form.validate()
        return form
