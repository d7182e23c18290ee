"""How often one network address may register people and have private links mailed."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from flask import abort, current_app, request
from flask_babel import gettext
from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from jcmevents.crypto import token_digest
from jcmevents.extensions import Base, db
from jcmevents.retention import carries_out, rows_changed

WINDOW = timedelta(minutes=15)
MOST_MAILS = 30  # a delegation shares the address of its hotel


class Act(enum.StrEnum):
    REGISTER = "register"
    MAIL = "mail"


class PublicAct(Base):
    """Something that somebody did without an account, by the digest of his network address."""

    __tablename__ = "public_act"

    act: Mapped[str] = mapped_column(String(10))
    address_digest: Mapped[str] = mapped_column(String(64), index=True)
    done_at: Mapped[datetime] = mapped_column(index=True)


def count(act: Act, *, at: datetime) -> None:
    """Count an act of this request's sender, or answer 429 when he has had his share of this quarter of an hour."""
    digest = token_digest(request.remote_addr or "")
    recent = (PublicAct.act == act, PublicAct.address_digest == digest, PublicAct.done_at > at - WINDOW)
    most = MOST_MAILS if act == Act.MAIL else current_app.config["REGISTRATIONS_PER_ADDRESS"]
    if (db.session.scalar(select(func.count()).select_from(PublicAct).where(*recent)) or 0) >= most:
        sentence = gettext(
            "This was done very often from here. What you typed is kept: please try again in 15 minutes."
        )
        abort(429, description=sentence)
    db.session.add(PublicAct(act=act, address_digest=digest, done_at=at))


@carries_out("window", every=timedelta(hours=1))
def forget_acts(at: datetime) -> int:
    return rows_changed(delete(PublicAct).where(PublicAct.done_at <= at - WINDOW))
