"""The proposals somebody looks for as a file: exactly those of the page."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from jcmevents.catalogue.catalogue import Catalogue, Entry
from jcmevents.delegations.models import Delegation
from jcmevents.sheet import XLSX, as_csv, as_xlsx
from jcmevents.text import current_language, joined, localized

MEDIA_TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "json": "application/json"}
MOST_WRITTEN = 20_000  # proposals; more have to be narrowed down, so that nobody waits for minutes
LANGUAGES = ("en", "ja")  # of the names of countries and bodies; other texts come in every language they have


def exported(catalogue: Catalogue, format: str, lang: str) -> bytes:
    """As xlsx or csv with headings and words in `lang`, or as json with the codes of the database."""
    with force_locale(lang):
        return FORMATS[format](catalogue)


def _head() -> list[str]:
    return [
        gettext("Meeting"),
        gettext("First day"),
        gettext("Kind"),
        gettext("Title"),
        gettext("Tabled by"),
        gettext("Themes"),
        gettext("Summary"),
        gettext("Related rules and guidelines"),
        gettext("State"),
        gettext("Outcome"),
        gettext("Follow-ups"),
        gettext("Address"),
    ]


def _rows(catalogue: Catalogue) -> Iterator[list[str]]:
    lang = current_language()
    for entry in catalogue.each():
        yield [
            localized(entry.meeting.titles),
            entry.meeting.start_on.isoformat(),
            entry.kind.label,
            entry.title,
            joined((sponsor.name() for sponsor in entry.sponsors), lang),
            joined((theme.label for theme in entry.themes), lang),
            localized(entry.summaries),
            localized(entry.related_rules),
            entry.state.label,
            localized(entry.outcomes),
            joined((f"{progress.label} {number}" for progress, number in entry.follow_ups.items()), lang),
            _address(entry),
        ]


def _address(entry: Entry) -> str:
    return f"{current_app.config['BASE_URL']}/meetings/{entry.meeting.slug}/proposals/{entry.id}"


def _xlsx(catalogue: Catalogue) -> bytes:
    return as_xlsx(gettext("Proposals"), _head(), _rows(catalogue))


def _csv(catalogue: Catalogue) -> bytes:
    return as_csv(_head(), _rows(catalogue))


def _json(catalogue: Catalogue) -> bytes:
    told = {"wanted": catalogue.wanted.parts, "proposals": [_as_data(entry) for entry in catalogue.each()]}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _as_data(entry: Entry) -> dict[str, Any]:
    texts = ("titles", "summaries", "related_rules", "outcomes", "translated")
    return {
        "meeting": entry.meeting.slug,
        "address": _address(entry),
        "kind": entry.kind,
        "state": entry.state,
        **{name: getattr(entry, name) for name in texts},
        "sponsors": [_sponsor(delegation) for delegation in entry.sponsors],
        "themes": [theme.key for theme in entry.themes],
        "follow_ups": dict(entry.follow_ups),
    }


def _sponsor(delegation: Delegation) -> dict[str, Any]:
    return {
        "country": delegation.country_iso2,
        "organization": delegation.organization.key if delegation.organization else None,
        "names": {lang: delegation.name(lang, "formal") for lang in LANGUAGES},
    }


FORMATS: dict[str, Callable[[Catalogue], bytes]] = {"xlsx": _xlsx, "csv": _csv, "json": _json}
