"""The texts of the consents, per version and language, as they stand in consent_texts/<version>.<lang>.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from sqlalchemy import select

from jcmevents.countries.models import HOST, Country
from jcmevents.delegations.models import InvitationState
from jcmevents.delegations.ordering import all_in_order
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration.consents import ConsentKind
from jcmevents.text import joined

TEXTS = Path(__file__).parent / "consent_texts"
CURRENT = max(int(path.name.split(".")[0]) for path in TEXTS.glob("*.en.yaml"))


class Wording(NamedTuple):
    """What is asked: a short name, the sentence that is ticked, and what follows from it."""

    label: str
    ask: str
    text: str


@cache
def _texts(version: int, lang: str) -> dict[str, dict[str, str]]:
    path = TEXTS / f"{version}.{lang}.yaml"
    found: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def language_read(lang: str, version: int = CURRENT) -> str:
    """`lang` if the texts exist in it, else English: the language in which they are shown."""
    return lang if (TEXTS / f"{version}.{lang}.yaml").is_file() else "en"


def wording(kind: ConsentKind, lang: str, countries: list[Country] | None = None, version: int = CURRENT) -> Wording:
    """The text of `kind` in `lang`; a transfer names `countries`, or says why it cannot."""
    lang = language_read(lang, version)
    told = _texts(version, lang)[kind]
    names = joined((country.name(lang) for country in countries or ()), lang) or told.get("unknown", "")
    return Wording(told["label"], told["ask"], told["text"].replace("{countries}", names))


def countries_abroad(meeting: Meeting) -> list[Country]:
    """The countries of the delegations that may come to `meeting`, in its order; the host's own is not abroad."""
    coming = [d for d in all_in_order(meeting) if d.invitation != InvitationState.DECLINED]
    codes = (d.country_iso2 or (d.organization.country_iso2 if d.organization else None) for d in coming)
    abroad = list(dict.fromkeys(code for code in codes if code and code != HOST))
    found = {country.iso2: country for country in db.session.scalars(select(Country).where(Country.iso2.in_(abroad)))}
    return [found[code] for code in abroad]
