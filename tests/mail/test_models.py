from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from jcmevents.errors import RuleBroken
from jcmevents.mail.models import LEASE, RETRY_AFTER, MailState, OutgoingMail, due_mails

AT = datetime(2025, 2, 17, 3, 0, tzinfo=UTC)
Db = scoped_session[Session]


def queue(**given: Any) -> OutgoingMail:
    mail = {"to": "a@b.example", "name": "Amina", "lang": "en", "at": AT, "subject": "Hello", "body": "Text"}
    return OutgoingMail.queue("bare", **mail | given)


def claimed(session: Db, mail: OutgoingMail, at: datetime = AT) -> OutgoingMail:
    taken = OutgoingMail.claim(mail.id, at)
    assert taken is not None
    session.commit()
    return taken


def test_mail_is_rendered_for_its_reader_and_not_escaped(session: Db) -> None:
    mail = OutgoingMail.queue("invitation", to="a@b.example", name="Amina", lang="en", at=AT, title="R&D")
    assert mail.subject == "JCM Events: R&D"
    assert mail.body_text.startswith("Dear Amina,\n\nR&D & <3\n\n-- \n")
    assert (mail.lang, mail.template, mail.state, mail.attempts) == ("en", "invitation", "queued", 0)


@pytest.mark.parametrize(("lang", "written"), [("en", "February 17, 2025\n"), ("ja", "2025年2月17日\n")])
def test_mail_is_written_in_the_language_of_its_reader(session: Db, lang: str, written: str) -> None:
    mail = OutgoingMail.queue("dated", to="a@b.example", name="A", lang=lang, at=AT, title="第4回", day=AT)
    assert mail.body_text == written


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a@b.example", "a@b.example"),
        (" a.b+c@d.example ", "a.b+c@d.example"),
        ("a@日本.example", "a@xn--wgv71a.example"),
    ],
)
def test_one_address_is_kept(session: Db, given: str, kept: str) -> None:
    assert queue(to=given).to_address == kept


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@b.example",
        "a@",
        "a@b.example, c@d.example",
        "A <a@b.example>",
        "a@@b",
        "ü@b.example",
        "a b@c.example",
    ],
)
def test_what_is_not_one_address_is_refused(session: Db, address: str) -> None:
    with pytest.raises(RuleBroken, match="Enter one mail address"):
        queue(to=address)


@pytest.mark.parametrize(
    "given",
    [
        {"to": "a@b.example\nBcc: x@y.example"},
        {"name": "A\r\nBcc: x@y.example"},
        {"subject": "Hello\nBcc: x@y.example"},
        {"subject": "Hello\rBcc: x@y.example"},
    ],
)
def test_line_break_in_a_header_is_refused(session: Db, given: dict[str, str]) -> None:
    with pytest.raises(RuleBroken, match="must be one line"):
        queue(**given)


def test_mail_with_the_same_key_is_queued_once(session: Db) -> None:
    first = queue(dedupe_key="reminder:7:2025-02-10")
    assert queue(dedupe_key="reminder:7:2025-02-10") is first
    assert queue(dedupe_key="reminder:8:2025-02-10") is not first
    session.commit()
    assert session.scalar(select(func.count(OutgoingMail.id))) == 2


def test_mails_without_a_key_are_all_queued(session: Db) -> None:
    assert queue() is not queue()


def test_message_id_is_fixed_when_queued_and_bears_our_domain(session: Db) -> None:
    first, second = queue(), queue()
    session.commit()
    assert first.message_id != second.message_id
    assert first.message_id.endswith("@jcm-events.example>")


def test_due_are_those_whose_time_has_come_the_longest_waiting_first(session: Db) -> None:
    late, early, future, sent = (queue(at=AT + timedelta(minutes=m)) for m in (2, 1, 60, 0))
    session.commit()
    claimed(session, sent).note_sent(AT)
    session.commit()
    assert OutgoingMail.due(AT + timedelta(minutes=5)) == [early.id, late.id]
    assert due_mails(AT + timedelta(hours=2)) == [("mail", mail.id) for mail in (early, late, future)]


def test_mail_is_claimed_once_until_the_claim_ends(session: Db) -> None:
    mail = queue()
    session.commit()
    assert claimed(session, mail).attempts == 1
    assert OutgoingMail.claim(mail.id, AT + LEASE - timedelta(seconds=1)) is None
    assert claimed(session, mail, AT + LEASE).attempts == 2


def test_mail_is_not_claimed_before_its_time_nor_after_it_was_sent(session: Db) -> None:
    mail = queue()
    session.commit()
    assert OutgoingMail.claim(mail.id, AT - timedelta(seconds=1)) is None
    claimed(session, mail).note_sent(AT)
    session.commit()
    assert OutgoingMail.claim(mail.id, AT + timedelta(days=1)) is None


def test_tries_go_on_with_growing_delays_for_more_than_a_day(session: Db) -> None:
    mail, at, tries = queue(), AT, []
    session.commit()
    while mail.state == MailState.QUEUED:
        claimed(session, mail, at).note_failure("451 try later", at)
        session.commit()
        session.refresh(mail)
        tries.append(at)
        at = mail.next_attempt_at
    delays = [later - earlier for earlier, later in zip(tries, tries[1:], strict=False)]
    assert delays == sorted(delays) == RETRY_AFTER
    assert tries[-1] - tries[0] >= timedelta(hours=24)
    assert (mail.state, mail.last_error) == (MailState.FAILED, "451 try later")


def test_late_report_of_an_earlier_attempt_changes_nothing(session: Db) -> None:
    mail = queue()
    session.commit()
    slow = claimed(session, mail)
    session.expunge(slow)
    quick = claimed(session, mail, AT + LEASE)
    quick.note_sent(AT + LEASE)
    slow.note_failure("too late", AT + LEASE)
    session.commit()
    session.refresh(quick)
    assert (quick.state, quick.last_error) == (MailState.SENT, None)
