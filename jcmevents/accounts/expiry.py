"""What lives a day at most is deleted when its day is over."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from jcmevents.accounts.models import ATTEMPT_WINDOW, SignInAttempt
from jcmevents.forms import SubmittedForm
from jcmevents.kept_forms import KeptForm
from jcmevents.retention import carries_out, rows_changed

ANSWERS_KEPT_FOR = timedelta(hours=24)  # a form sent again later than that is a new one


@carries_out("window", every=timedelta(hours=1))
def forget(at: datetime) -> int:
    """Delete kept forms, answers to submitted forms and refused sign-ins that are past their time at `at`."""
    return rows_changed(
        KeptForm.past(at),
        delete(SubmittedForm).where(SubmittedForm.submitted_at <= at - ANSWERS_KEPT_FOR),
        delete(SignInAttempt).where(SignInAttempt.attempted_at <= at - ATTEMPT_WINDOW),
    )
