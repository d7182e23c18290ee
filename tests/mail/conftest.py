from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from tests.mail.sink import Sink

TEMPLATES = {
    "mail/invitation/subject.txt": "{{ _('JCM Events') }}: {{ title }}\n",
    "mail/invitation/body.txt": "{% extends 'mail/layout.txt' %}{% block text %}{{ title }} & <3{% endblock %}",
    "mail/dated/subject.txt": "{{ title }}",
    "mail/dated/body.txt": "{{ day|dateformat('long') }}",
    "mail/bare/subject.txt": "{{ subject }}",
    "mail/bare/body.txt": "{{ body }}",
}


@pytest.fixture(autouse=True)
def _templates(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert app.jinja_env.loader is not None
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([DictLoader(TEMPLATES), app.jinja_env.loader]))


@pytest.fixture
def sink(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    """A mail server that the application sends to."""
    sink = Sink()
    sink.start()
    monkeypatch.setitem(app.config, "SMTP_URL", sink.url)
    yield sink
    sink.stop()
