"""The press list: nobody is on it who did not agree, and a release reaches everybody on it once, never early."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from jcmevents import clock
from jcmevents.accounts.models import Role
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.mail.delivery import deliver, message
from jcmevents.mail.models import OutgoingMail
from jcmevents.press import mailing
from jcmevents.press.mailing import Mailing, due_mailings, tell_everybody
from jcmevents.press.models import Release
from jcmevents.press.press_list import Subscriber, forget_subscribers
from tests.browser import Browser
from tests.factories import NOW, make_user
from tests.mail.sink import Sink
from tests.press.releases import frozen, make_release, make_subscriber

pytestmark = pytest.mark.usefixtures("session")
T = NOW + timedelta(hours=1)
PERSON = {"address": "Reader@Example.org", "name": "A Reader", "outlet": "", "lang": "en"}


@pytest.fixture
def sink(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    sink = Sink()
    sink.start()
    monkeypatch.setitem(app.config, "SMTP_URL", sink.url)
    yield sink
    sink.stop()


def scheduled(wished: bool = True, **values: Any) -> Release:
    release = make_release(**values)
    release.approve(frozen(release).digest, by=make_user(Role.ORGANIZER), at=NOW)
    Mailing.plan(release.schedule(T, "Asia/Tokyo", by=None, at=NOW), wished)
    db.session.commit()
    return release


def run_worker() -> None:
    for _job, mailing_id in due_mailings(NOW):  # which the database's clock decides, not this time
        tell_everybody(mailing_id)


def mails() -> list[OutgoingMail]:
    return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


class TestJoining:
    def test_link_in_the_mail_shows_and_only_its_button_confirms(self, browser: Browser) -> None:
        browser.submit("/press-list/", **PERSON)
        [mail], [person] = mails(), db.session.scalars(select(Subscriber)).all()
        assert (mail.to_address, person.is_on_list) == ("reader@example.org", False)
        page = browser.get(person.link("confirm").removeprefix("http://localhost"))
        assert (page.status, person.is_on_list, person.link("confirm") in mail.body_text) == (200, False, True)
        browser.submit(page, action=f"/press-list/{person.key}/confirm")
        assert person.is_on_list

    def test_answer_is_the_same_for_known_and_unknown_addresses(self, browser: Browser) -> None:
        known = make_subscriber()
        db.session.commit()
        first = browser.submit("/press-list/", **PERSON)
        second = browser.submit("/press-list/", **{**PERSON, "address": known.address})
        assert (first.status, first.body) == (second.status, second.body)
        assert [mail.to_address for mail in mails()] == ["reader@example.org"]

    def test_one_address_is_not_mailed_again_at_once(self) -> None:
        for minutes in (0, 9, 11):
            Subscriber.ask(**PERSON, at=NOW + timedelta(minutes=minutes))
        assert len(mails()) == 2

    def test_stranger_neither_changes_nor_ends_a_subscription(self) -> None:
        person = make_subscriber(address="reader@example.org")
        Subscriber.ask(**{**PERSON, "lang": "ja"}, at=T)
        assert (person.lang, person.is_on_list) == ("en", True)

    def test_asking_very_often_is_refused(self, browser: Browser) -> None:
        answers = [browser.submit("/press-list/", **{**PERSON, "address": f"r{n}@example.org"}) for n in range(31)]
        assert [answer.status for answer in answers[-2:]] == [302, 429]

    def test_old_link_confirms_nothing(self) -> None:
        Subscriber.ask(**PERSON, at=NOW)
        with pytest.raises(RuleBroken, match="too old"):
            db.session.scalars(select(Subscriber)).one().confirm(at=NOW + timedelta(days=7))


class TestOffice:
    def test_lines_are_imported_and_those_that_cannot_be_are_named(self, browser: Browser) -> None:
        gone = make_subscriber(address="gone@example.org")
        gone.end(by=None, at=NOW)
        db.session.commit()
        people = ("a@example.org,Ann,Paper,en", "b@example.org,Ben,,xx", "gone@example.org,G,,en", "no,N,,en")
        lines = "\n".join(("address,name,outlet,lang", *people))
        page = browser.sign_in(make_user(Role.PRESS)).submit("/releases/press-list/import", lines=lines, consent="fair")
        assert [line in page.text for line in ("Line 2", "Line 3", "Line 4", "Line 5")] == [False, True, True, True]
        assert db.session.scalars(select(Subscriber.address).where(Subscriber.on_list())).all() == ["a@example.org"]

    @pytest.mark.parametrize("lines", ["name\nAnn", "address,name,lang\n" + "a" * 200_000, 'address,name,lang\n"a'])
    def test_lines_that_are_no_such_list_are_explained_and_add_nobody(self, browser: Browser, lines: str) -> None:
        office = browser.sign_in(make_user(Role.PRESS))
        assert office.submit("/releases/press-list/import", lines=lines, consent="fair").status == 200
        assert db.session.scalars(select(Subscriber.id)).all() == []

    def test_list_takes_as_many_queries_for_many_people(self, browser: Browser, queries: Any) -> None:
        browser.sign_in(make_user(Role.PRESS))
        counts = []
        for number in (1, 30):
            for _n in range(number):
                make_subscriber()
            db.session.commit()
            with queries() as statements:
                browser.get("/releases/press-list/")
            counts.append(len(statements))
        assert counts[0] == counts[1]


class TestMailing:
    def test_nothing_is_written_before_the_time_and_one_mail_each_after_it(self) -> None:
        make_subscriber(lang="en")
        make_subscriber(lang="ja")
        make_subscriber(address="left@example.org").end(by=None, at=NOW)
        scheduled(langs=("en", "ja"))
        with clock.frozen_at(T - timedelta(microseconds=1)):
            run_worker()
        assert mails() == []
        with clock.frozen_at(T):
            run_worker()
            run_worker()
        assert [mail.lang for mail in mails()] == ["en", "ja"]
        assert all("Meeting held in" in mail.subject for mail in mails())

    def test_worker_that_was_killed_midway_leaves_nobody_out_and_tells_nobody_twice(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mailing, "AT_ONCE", 2)
        people = [make_subscriber() for _n in range(5)]
        scheduled()
        with clock.frozen_at(T):
            planned = db.session.scalars(Mailing.due()).one()
            planned.tell_some(T)
            db.session.commit()
            planned.tell_some(T)
            db.session.rollback()
            planned.told_up_to = 0  # a second worker that has not seen how far the first one came
            db.session.commit()
            run_worker()
        assert [mail.to_address for mail in mails()] == [person.address for person in people]

    def test_release_that_is_withdrawn_or_called_off_is_not_mailed(self) -> None:
        make_subscriber()
        scheduled().call_off(by=None, at=NOW)
        scheduled().withdraw({"en": "Wrong", "ja": "誤り"}, by=None, at=T)
        scheduled(wished=False)
        db.session.commit()
        with clock.frozen_at(T):
            run_worker()
        assert mails() == []

    def test_who_joins_after_publication_gets_no_old_release(self) -> None:
        scheduled()
        make_subscriber(at=T + timedelta(seconds=1))
        with clock.frozen_at(T + timedelta(minutes=1)):
            run_worker()
        assert mails() == []

    def test_mail_is_ended_by_one_press_in_the_mail_program(self, app: Flask, browser: Browser, sink: Sink) -> None:
        person = make_subscriber()
        scheduled()
        with clock.frozen_at(T):
            run_worker()
        deliver(mails()[0].id, NOW + timedelta(days=9999))
        [came] = sink.mails
        assert came["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert b"\r\nList-Unsubscribe: <http://localhost/press-list/" in message(mails()[0]).as_bytes()
        path = came["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
        assert (browser.get(path).status, person.is_on_list) == (200, True)
        answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})  # without any form of ours
        db.session.refresh(person)
        assert (answer.status_code, person.is_on_list) == (200, False)


def test_who_left_and_who_never_confirmed_is_forgotten_in_time() -> None:
    make_subscriber()
    make_subscriber().end(by=None, at=NOW)
    Subscriber.ask(**PERSON, at=NOW)
    for days, left in ((6, 3), (7, 2), (30, 1)):
        forget_subscribers(NOW + timedelta(days=days))
        assert db.session.scalar(select(func.count()).select_from(Subscriber)) == left
