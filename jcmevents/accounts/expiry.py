"""What lives a day at most is deleted when its day is over; links, ended sign-ins and closed accounts later."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, delete, literal, select, update

from jcmevents.accounts.models import ATTEMPT_WINDOW, RoleGrant, SignIn, SignInAttempt, User
from jcmevents.accounts.private_links import PrivateLink
from jcmevents.accounts.tokens import AccessToken
from jcmevents.forms import SubmittedForm
from jcmevents.kept_forms import KeptForm
from jcmevents.retention import NOBODY, carries_out, kept_from, rows_changed

ANSWERS_KEPT_FOR = timedelta(hours=24)  # a form sent again later than that is a new one
KEPT_AFTER_THE_END = timedelta(days=90)  # accounts after they were closed, sign-ins after they ended


@carries_out("window", every=timedelta(hours=1))
def forget(at: datetime) -> int:
    """Delete kept forms, answers to submitted forms and refused sign-ins that are past their time at `at`."""
    return rows_changed(
        KeptForm.past(at),
        delete(SubmittedForm).where(SubmittedForm.submitted_at <= at - ANSWERS_KEPT_FOR),
        delete(SignInAttempt).where(SignInAttempt.attempted_at <= at - ATTEMPT_WINDOW),
    )


@carries_out("account")
def forget_accounts(at: datetime) -> int:
    """Empty the accounts that were closed long ago, and delete the sign-ins that ended as long ago.

    The row of an account stays: acts that are on record point to it.
    """
    past = at - KEPT_AFTER_THE_END
    closed = select(User.id).where(User.disabled_at <= past)
    emptied = {"name": NOBODY, "email": literal("closed-") + cast(User.id, String), "password_hash": None}
    return rows_changed(
        delete(SignIn).where(SignIn.ends_at <= past),
        delete(AccessToken).where(AccessToken.user_id.in_(closed)),
        delete(RoleGrant).where(RoleGrant.user_id.in_(closed)),
        update(User).where(User.id.in_(closed), User.name != NOBODY).values(emptied),
    )


@carries_out("link")
def forget_links(at: datetime) -> int:
    """Delete the private links that expired long ago."""
    return rows_changed(delete(PrivateLink).where(PrivateLink.expires_at < kept_from("link", at)))
