from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from jcmevents import jobs
from jcmevents.config import ConfigurationError
from jcmevents.mail.delivery import deliver, mail_server
from jcmevents.mail.models import LEASE, MailState, OutgoingMail
from tests.mail.sink import Sink, closed_port

AT = datetime(2025, 2, 17, 3, 0, tzinfo=UTC)
TITLE = "第4回JCMパートナー国会合のご案内（参加登録の締切は2月10日です。期日までにご登録ください。）"
Db = scoped_session[Session]


def queue(session: Db, **given: Any) -> OutgoingMail:
    mail = {"to": "a@b.example", "name": "Amina", "lang": "en", "at": AT, "subject": "Hello", "body": "Text"}
    queued = OutgoingMail.queue("bare", **mail | given)
    session.commit()
    return queued


def test_mail_arrives_as_it_was_written(session: Db, sink: Sink) -> None:
    body = "山田様\n\n" + "長い行です。" * 40 + "\n.\nFrom here\n"
    mail = queue(session, name="山田, 太郎", lang="ja", subject=TITLE, body=body)
    assert deliver(mail.id, AT)
    [came] = sink.mails
    assert came["Subject"] == TITLE
    assert str(came["To"].addresses[0].display_name) == "山田, 太郎"
    assert [address.addr_spec for address in came["To"].addresses] == ["a@b.example"]
    assert came["From"].addresses[0].addr_spec == "no-reply@jcm-events.example"
    assert (came["Message-ID"], came["Content-Language"]) == (mail.message_id, "ja")
    assert (came["Auto-Submitted"], came["Date"].datetime) == ("auto-generated", AT)
    assert came.get_content().replace("\r\n", "\n") == body
    assert (mail.state, mail.sent_at, mail.attempts) == (MailState.SENT, AT, 1)


def test_second_delivery_sends_nothing(session: Db, sink: Sink) -> None:
    mail = queue(session)
    assert deliver(mail.id, AT)
    assert not deliver(mail.id, AT + timedelta(days=1))
    assert len(sink.mails) == 1


def test_mail_that_another_worker_is_sending_is_left_to_it(session: Db, sink: Sink) -> None:
    mail = queue(session)
    OutgoingMail.claim(mail.id, AT)
    session.commit()
    assert not deliver(mail.id, AT + timedelta(seconds=30))
    assert sink.mails == []


def test_mail_of_a_dead_worker_goes_out_with_the_same_message_id(session: Db, sink: Sink) -> None:
    mail = queue(session)
    OutgoingMail.claim(mail.id, AT)
    session.commit()
    assert deliver(mail.id, AT + LEASE)
    assert sink.ids == [mail.message_id]


def test_address_refused_for_good_is_not_tried_again(session: Db, sink: Sink) -> None:
    sink.refused.add("gone@b.example")
    mail = queue(session, to="gone@b.example")
    assert not deliver(mail.id, AT)
    assert (mail.state, mail.last_error) == (MailState.FAILED, "550 5.1.1 no such mailbox")


def test_bad_address_delays_nobody(app: Flask, session: Db, sink: Sink) -> None:
    sink.refused.add("gone@b.example")
    queue(session, to="gone@b.example")
    others = [queue(session, to=f"{number}@b.example") for number in range(3)]
    jobs.drain(app, AT)
    assert sink.ids == [mail.message_id for mail in others]


def test_mail_is_tried_again_when_the_mail_server_was_away(
    app: Flask, session: Db, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = queue(session)
    with monkeypatch.context() as away, closed_port() as port:
        away.setitem(app.config, "SMTP_URL", f"smtp://127.0.0.1:{port}")
        assert not deliver(mail.id, AT)
    session.refresh(mail)
    assert (mail.state, mail.next_attempt_at) == (MailState.QUEUED, AT + timedelta(minutes=1))
    assert "ConnectionRefusedError" in (mail.last_error or "")
    assert jobs.drain(app, AT + timedelta(seconds=59)) == []
    jobs.drain(app, AT + timedelta(minutes=1))
    assert sink.ids == [mail.message_id]


@pytest.mark.parametrize(
    "url",
    [
        "smtp://127.0.0.1:1025",
        "smtp://localhost",
        "smtp://[::1]:25",
        "smtps://user:pass@mail.example",
        "smtp+starttls://mail.example:587",
    ],
)
def test_mail_server_on_this_machine_or_reached_by_tls_is_used(url: str) -> None:
    assert mail_server(url).hostname


@pytest.mark.parametrize("url", ["smtp://mail.example", "smtp://127.0.0.1.mail.example", "smtps:", "http://localhost"])
def test_mail_server_reached_in_the_clear_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        mail_server(url)


def test_starttls_is_never_skipped(app: Flask, session: Db, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SMTP_URL", sink.url.replace("smtp:", "smtp+starttls:"))
    mail = queue(session)
    assert not deliver(mail.id, AT)
    assert sink.mails == []
    assert "STARTTLS" in (mail.last_error or "")
