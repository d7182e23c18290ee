"""What lives a day at most is deleted when its day is over."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from jcmevents import jobs
from jcmevents.accounts.models import ATTEMPT_WINDOW, SignInAttempt
from jcmevents.extensions import db
from jcmevents.forms import SubmittedForm
from jcmevents.kept_forms import KeptForm

ANSWERS_KEPT_FOR = timedelta(hours=24)  # a form sent again later than that is a new one


@jobs.register_chore(timedelta(hours=1))
def forget(at: datetime) -> None:
    """Delete kept forms, answers to submitted forms and refused sign-ins that are past their time at `at`."""
    KeptForm.forget_old(at)
    db.session.execute(delete(SubmittedForm).where(SubmittedForm.submitted_at <= at - ANSWERS_KEPT_FOR))
    db.session.execute(delete(SignInAttempt).where(SignInAttempt.attempted_at <= at - ATTEMPT_WINDOW))
