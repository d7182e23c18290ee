"""Releases for tests, made by the verbs of the model."""

import itertools
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.press.blocks import Kind
from jcmevents.press.editions import ReleaseEdition
from jcmevents.press.freezing import documents_of
from jcmevents.press.models import Release
from jcmevents.press.press_list import Subscriber
from jcmevents.press.standing import StandingText
from jcmevents.press.texts import ReleaseText, TextBlock
from tests.factories import NOW, make_meeting, make_user

_numbers = itertools.count(1)
BLOCKS = (
    {"kind": Kind.DATE, "text": "{release_date}"},
    {"kind": Kind.TITLE, "text": "Meeting held in {meeting_city}"},
    {"kind": Kind.LEAD, "text": "The {meeting_ordinal} was held on {meeting_days}."},
)


def make_release(
    *, langs: Iterable[str] = ("en",), blocks: Iterable[dict[str, Any]] = BLOCKS, **values: Any
) -> Release:
    """A draft about the Fourth Meeting in Hayama, unless told otherwise, with the same blocks in each language."""
    if "meeting" not in values:
        values["meeting"] = make_meeting(ordinal=4, cities={"en": "Hayama", "ja": "葉山"})
    details = {
        "slug": f"release-{next(_numbers)}",
        "publisher": "iges",
        "released_on": date(2025, 3, 6),
        "by": None,
        "at": NOW,
        **values,
    }
    release = Release.draft(**details)
    for lang in langs:
        text = release.begin_text(lang, by=None, at=NOW)
        for block in blocks:
            add_block(text, **block)
    return release


def make_published(*, at: datetime = NOW, **values: Any) -> Release:
    return published(make_release(**values), at=at)


def published(release: Release, *, at: datetime = NOW, opens_at: datetime | None = None) -> Release:
    """`release` after all steps, those of the fact check and the approval too; out at `opens_at`, else at once."""
    release.approve(frozen(release, at=at).digest, by=make_user(Role.ORGANIZER), at=at)
    release.schedule(opens_at or at, "Asia/Tokyo", by=None, at=at)
    return release


def frozen(release: Release, *, at: datetime = NOW) -> ReleaseEdition:
    """The text of `release`, whatever its faults, frozen to be approved."""
    if not release.latest:
        release.ask_fact_check([], by=None, at=at)
    edition = release.ask_approval(documents_of(release, gaps=True), [], [], by=None, at=at)
    db.session.flush()
    return edition


def add_block(begun: ReleaseText, /, kind: Kind = Kind.PARA, **content: str) -> TextBlock:
    return begun.add_block(kind, by=None, at=NOW, **content)


def make_kept_text(**values: Any) -> StandingText:
    """The first version of a boilerplate, from the day of the releases above."""
    details: dict[str, Any] = {
        "key": "about-center",
        "kind": Kind.BOILERPLATE,
        "titles": {"en": "About the Center", "ja": "センターについて"},
        "texts": {"en": "It has 86 members.", "ja": "86の会員がいます。"},
        "valid_from": date(2025, 1, 1),
        "as_of": date(2025, 1, 1),
        "by": None,
        "at": NOW,
        **values,
    }
    return StandingText.enter(**details)


def make_subscriber(**values: Any) -> Subscriber:
    """Somebody on the press list whom the office has entered."""
    details: dict[str, Any] = {
        "address": f"reader{next(_numbers)}@example.org",
        "name": "A Reader",
        "outlet": "The Paper",
        "lang": "en",
        "consent": "business card",
        "by": None,
        "at": NOW,
        **values,
    }
    person = Subscriber.add(**details)
    db.session.flush()
    return person
