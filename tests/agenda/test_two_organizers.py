"""Two organizers who edit the same sessions at the same time, each with an outdated view of them."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from typing import Any, NamedTuple

from flask import Flask

from jcmevents.agenda.edits import Edit, values_of
from jcmevents.agenda.models import Session
from jcmevents.agenda.rooms import Room
from jcmevents.extensions import db
from tests.browser import Browser
from tests.factories import NOW, make_meeting, make_organizer, make_session

EDITS, SESSIONS = 200, 4
TEXTS = {"title": "titles", "abstract": "abstracts", "question": "questions"}
TYPED = ("title_en", "title_ja", "abstract_en", "question_ja", "code")
STALE = 6  # edits until the page is loaded again


class Sent(NamedTuple):
    """One edit as sent: what was read, what was wanted, and the answer."""

    session_id: int
    read: int
    wanted: dict[str, str]
    status: int
    answer: dict[str, Any]


def random_edit(choice: random.Random, rooms: list[int]) -> dict[str, str]:
    edits: list[dict[str, str]] = [
        {"starts": f"09:{5 * choice.randrange(12):02}"},
        {"ends": f"11:{5 * choice.randrange(12):02}"},
        {"room_id": str(choice.choice(rooms))},
    ]
    first, second = choice.sample(edits, 2)
    return first if choice.random() < 0.7 else {**first, **second}


class Organizer:
    """Edits at random; of each session remembers the version last seen."""

    def __init__(self, browser: Browser, address: str, ids: list[int], rooms: list[int], seed: int):
        self.browser, self.address, self.ids, self.rooms = browser, address, ids, rooms
        self.choice = random.Random(seed)  # noqa: S311 - no secret
        self.seen = dict.fromkeys(ids, 1)
        self.sent: list[Sent] = []

    def work(self) -> None:
        for number in range(EDITS):
            if number % STALE == 0:
                self.look()
            self.edit()

    def look(self) -> None:
        page = self.browser.get(f"{self.address}/grid")
        self.seen = {
            number: int(page.one(f"[data-place$='/sessions/{number}/place']")["data-version"]) for number in self.ids
        }

    def edit(self) -> None:
        number, wanted = self.choice.choice(self.ids), random_edit(self.choice, self.rooms)
        fields = {"version": self.seen[number], **wanted}
        page = self.browser.post(f"{self.address}/sessions/{number}/place", fields)
        self.sent.append(Sent(number, self.seen[number], wanted, page.status, json.loads(page.body)))


def test_two_organizers_with_two_hundred_edits_each_lose_nothing(app: Flask, browser: Browser) -> None:
    meeting = make_meeting()
    rooms = [Room.open(meeting, {"en": name}, by=None, at=NOW).id for name in ("Hall", "Annex", "Garden")]
    held = [make_session(meeting, starts=time(9), ends=time(11)) for _ in range(SESSIONS)]
    begun = {session.id: values_of(session) for session in held}
    users = [make_organizer(), make_organizer()]
    browsers = [browser.sign_in(users[0]), Browser(app).sign_in(users[1])]
    address = f"/meetings/{meeting.slug}/agenda"
    pair = [Organizer(each, address, list(begun), rooms, seed) for seed, each in enumerate(browsers)]
    db.session.commit()
    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Organizer.work, pair))
    db.session.expire_all()
    assert [len(organizer.sent) for organizer in pair] == [EDITS] * 2
    for organizer, user in zip(pair, users, strict=True):
        assert_told_of_each_edit(organizer, user.id)
    for number, values in begun.items():
        assert_history_leads_to_the_present(number, values)


class Typed(NamedTuple):
    """One edit by form: what the fields held when the page was read, what was typed, and whether it was taken."""

    session_id: int
    read: dict[str, str]
    wanted: dict[str, str]
    accepted: bool


class FormOrganizer(Organizer):
    """Edits in the plain forms; of each session keeps the page as it was last read. No two texts are the same."""

    def look(self) -> None:
        self.pages = {number: self.browser.get(f"{self.address}/sessions/{number}/edit") for number in self.ids}
        self.typed: list[Typed] = getattr(self, "typed", [])

    def edit(self) -> None:
        number = self.choice.choice(self.ids)
        names = self.choice.sample(TYPED, self.choice.choice((1, 1, 2)))
        wanted = {name: f"{self.choice.getrandbits(60):x}" for name in names}
        read = {name: str(self.pages[number].form(having={name}).filled({})[name]) for name in names}
        answer = self.browser.submit(self.pages[number], **wanted)
        clashes = answer.status != 302
        assert bool(answer.status == 200 and answer.select(".clash")) is clashes
        self.typed.append(Typed(number, read, wanted, not clashes))


def test_two_organizers_with_two_hundred_edits_each_in_the_plain_forms_lose_nothing(
    app: Flask, browser: Browser
) -> None:
    meeting = make_meeting()
    held = [make_session(meeting) for _ in range(SESSIONS)]
    begun = {session.id: values_of(session) for session in held}
    users = [make_organizer(), make_organizer()]
    browsers = [browser.sign_in(users[0]), Browser(app).sign_in(users[1])]
    pair = [
        FormOrganizer(each, f"/meetings/{meeting.slug}/agenda", list(begun), [], seed)
        for seed, each in enumerate(browsers)
    ]
    db.session.commit()
    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(FormOrganizer.work, pair))
    db.session.expire_all()
    for organizer, user in zip(pair, users, strict=True):
        assert {each.accepted for each in organizer.typed} == {True, False}
        assert_each_text_was_kept(organizer.typed, user.id)
    for number, values in begun.items():
        assert_history_leads_to_the_present(number, values)


def assert_each_text_was_kept(typed: list[Typed], user_id: int) -> None:
    """What was accepted is in the history, once, by its author, over what the author had read; what was not is not."""
    assert len(typed) == EDITS
    for each in typed:
        for name, text in each.wanted.items():
            found = [edit for edit in edits_of(each.session_id) if text_in(edit.after, name) == text]
            new = [edit for edit in found if text_in(edit.before, name) != text]
            assert [edit.by_id for edit in new] == [user_id] * each.accepted
            assert [text_in(edit.before, name) for edit in new] == [each.read[name]] * each.accepted


def text_in(values: dict[str, Any], field: str) -> str:
    """The text of a field like title_en, or of a plain one."""
    name, _, lang = field.rpartition("_")
    return str(values.get(TEXTS[name], {}).get(lang, "")) if name else str(values.get(field, ""))


def edits_of(session_id: int) -> list[Edit]:
    return db.session.query(Edit).filter_by(session_id=session_id).order_by(Edit.id).all()


def assert_told_of_each_edit(organizer: Organizer, user_id: int) -> None:
    """An accepted edit overwrote nothing that its author had not seen; a refused one showed what is stored."""
    accepted = [each for each in organizer.sent if each.status == 200]
    clashes = [each for each in organizer.sent if each.status == 409]
    assert len(accepted) + len(clashes) == EDITS
    assert accepted
    assert clashes
    assert all(each.answer["theirs"].keys() <= each.wanted.keys() for each in clashes)
    assert all(each.answer["theirs"] for each in clashes)
    for each in accepted:
        assert_seen(each, user_id)


def assert_seen(sent: Sent, user_id: int) -> None:
    version = sent.answer["block"]["version"]
    history = edits_of(sent.session_id)
    unseen = [edit for edit in history if sent.read < edit.version < version]
    own = [edit for edit in history if edit.version == version and edit.by_id == user_id]
    for edit in own:
        foreign = {name for each in unseen if each.by_id != user_id for name in each.after}
        overwritten = foreign & edit.after.keys() & sent.wanted.keys()
        assert not {name for name in overwritten if edit.before[name] != read_then(history, sent.read, name)}


def read_then(history: list[Edit], version: int, name: str) -> Any:
    """What the field was in `version`: what the first later edit found."""
    return next(edit.before[name] for edit in history if edit.version > version and name in edit.before)


def assert_history_leads_to_the_present(session_id: int, values: dict[str, Any]) -> None:
    """Each edit found what the one before had left, and the last ones left what is stored; no version is missing."""
    history = edits_of(session_id)
    for edit in history:
        assert {name: values[name] for name in edit.before} == edit.before
        values = {**values, **edit.after}
    session = db.session.get(Session, session_id)
    assert session
    assert values_of(session) == values
    assert [edit.version for edit in history] == list(range(2, session.version + 1))
