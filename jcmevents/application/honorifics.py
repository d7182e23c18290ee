"""How people are addressed: what is offered, in the language of the delegation first."""

from __future__ import annotations

from collections.abc import Iterator

from babel.languages import get_official_languages
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from jcmevents.delegations.models import Delegation
from jcmevents.text import current_language

OTHER = "other"  # written in a field of its own
LONGEST = 20  # characters
# As lists of participants print them (UNFCCC, COP 25).
OFFERED = {
    "en": ("Ms.", "Mr.", "Mx.", "Dr.", "Prof.", "H.E. Ms.", "H.E. Mr.", "H.E. Dr."),
    "fr": ("Mme", "M.", "Dr", "Pr", "S.E. Mme", "S.E. M."),
    "es": ("Sra.", "Sr.", "Dra.", "Dr.", "Prof.", "S.E. Sra.", "S.E. Sr."),
}
LANGUAGES = {"en": _l("English"), "fr": _l("French"), "es": _l("Spanish")}


def offered(delegation: Delegation | None) -> dict[str, list[tuple[str, str]]]:
    """(value, label) of the honorifics by name of their language, for a select field with groups."""
    groups: dict[str, list[tuple[str, str]]] = {" ": [("", gettext("none"))]}
    seen: set[str] = set()
    for lang in _in_order(delegation):
        new = [word for word in OFFERED[lang] if word not in seen]
        seen.update(new)
        groups[str(LANGUAGES[lang])] = [(word, word) for word in new]
    groups[gettext("Any other")] = [(OTHER, gettext("Another one"))]
    return groups


def known(honorific: str) -> bool:
    return any(honorific in words for words in OFFERED.values())


def _in_order(delegation: Delegation | None) -> Iterator[str]:
    """The delegation's own language, that of the page, then the others."""
    country = delegation.country_iso2 if delegation else None
    spoken = get_official_languages(country, de_facto=True) if country else ()
    wanted = [*(lang for lang in spoken if lang in OFFERED), current_language(), *OFFERED]
    return (lang for lang in dict.fromkeys(wanted) if lang in OFFERED)
