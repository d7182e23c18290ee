from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from jcmevents.accounts.expiry import forget
from jcmevents.accounts.models import SignInAttempt
from jcmevents.forms import SubmittedForm
from tests.factories import NOW


def test_what_is_past_its_time_is_forgotten_and_the_rest_stays(session: scoped_session[Session]) -> None:
    for hours in (23, 25):
        session.add(SubmittedForm(key=str(hours), location="/", submitted_at=NOW - timedelta(hours=hours)))
    for minutes in (14, 16):
        SignInAttempt.note(f"{minutes}@example.org", "192.0.2.1", NOW - timedelta(minutes=minutes))
    session.flush()
    forget(NOW)
    assert session.scalars(select(SubmittedForm.key)).all() == ["23"]
    assert session.scalars(select(SignInAttempt.attempted_at)).all() == [NOW - timedelta(minutes=14)]
