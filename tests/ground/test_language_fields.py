"""Forms ask for their texts in every language of the application."""

import pytest
from flask import Flask
from flask_babel import force_locale, lazy_gettext
from wtforms import StringField

from jcmevents.language_fields import InEachLanguage, LanguagesForm


def field_names(app: Flask) -> list[str]:
    class Titled(LanguagesForm):
        before = StringField("Before")
        title = InEachLanguage(lazy_gettext("Title"), StringField)
        after = StringField("After")

    with app.test_request_context():
        return [field.name for field in Titled() if field.name != "csrf_token"]


def test_a_text_has_a_field_a_language_where_it_was_declared(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert field_names(app) == ["before", "title_en", "title_ja", "title_fr", "title_es", "after"]
    monkeypatch.setitem(app.extensions, "languages", [("en", "English"), ("fr", "Français"), ("ja", "日本語")])
    assert field_names(app) == ["before", "title_en", "title_fr", "title_ja", "after"]


def test_labels_name_the_language_in_the_reader_s_own(app: Flask) -> None:
    class Titled(LanguagesForm):
        title = InEachLanguage("Title", StringField)

    with app.test_request_context():
        assert [str(field.label.text) for field in Titled() if field.name != "csrf_token"] == [
            "Title in English",
            "Title in Japanese",
            "Title in French",
            "Title in Spanish",
        ]
        with force_locale("ja"):
            assert "英語" in str(Titled()["title_en"].label.text)
