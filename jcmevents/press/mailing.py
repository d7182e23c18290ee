"""Mails to the press list: one for each person when an edition is out, by the database's clock, without a person.

A mail is written only then, so no title lies in the outbox while the embargo lasts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from jcmevents import audit, clock, jobs
from jcmevents.extensions import Base, db
from jcmevents.mail.models import OutgoingMail
from jcmevents.press.editions import EditionText, ReleaseEdition
from jcmevents.press.models import Release
from jcmevents.press.press_list import Subscriber

JOB = "press_mailing"
AT_ONCE = 200  # people per transaction


class Mailing(Base):
    """That the press list is to be told of an edition, and how far down the list that is done."""

    __tablename__ = "press_mailing"

    edition_id: Mapped[int] = mapped_column(ForeignKey("release_edition.id", ondelete="CASCADE"), unique=True)
    told_up_to: Mapped[int] = mapped_column(default=0)  # id of the last subscriber who was told
    finished_at: Mapped[datetime | None]

    edition: Mapped[ReleaseEdition] = relationship()

    @classmethod
    def plan(cls, edition: ReleaseEdition, wished: bool) -> None:
        """Have the list told when `edition` is out, or not; the last word before that counts."""
        planned = db.session.scalar(select(cls).where(cls.edition_id == edition.id))
        if wished and planned is None:
            db.session.add(cls(edition_id=edition.id))
        elif planned is not None and not wished:
            db.session.delete(planned)

    @classmethod
    def due(cls) -> Any:
        """Those whose edition is out and of which somebody has not been told."""
        out = select(cls).join(ReleaseEdition).join(Release).where(ReleaseEdition.is_out())
        return out.where(cls.finished_at.is_(None), Release.withdrawn_at.is_(None))

    def tell_some(self, at: datetime) -> None:
        """Queue the mails of the next people on the list; when nobody is left, it is finished."""
        agreed = Subscriber.on_list() & (Subscriber.confirmed_at <= self.edition.opens_at)
        rest = select(Subscriber).where(agreed, Subscriber.id > self.told_up_to).order_by(Subscriber.id)
        people = db.session.scalars(rest.limit(AT_ONCE)).all()
        for person in people:
            _tell(person, self.edition, at)
        if people:
            self.told_up_to = people[-1].id
        else:
            self.finished_at = at
            audit.record("release.mail_list", self.edition, by=None, at=at)


@jobs.register(JOB)
def tell_everybody(mailing_id: int) -> None:
    """The job: repeated or done by two workers at once, it mails nobody twice."""
    one = Mailing.due().where(Mailing.id == mailing_id).with_for_update(of=Mailing)
    while mailing := db.session.scalar(one):
        mailing.tell_some(clock.now())
        db.session.commit()


@jobs.register_sweep
def due_mailings(_at: datetime) -> list[tuple[str, int]]:
    return [(JOB, mailing.id) for mailing in db.session.scalars(Mailing.due())]


def _tell(person: Subscriber, edition: ReleaseEdition, at: datetime) -> None:
    lang = edition.language(person.lang)
    text: EditionText = next(text for text in edition.texts if text.lang == lang)
    page = {"release_slug": edition.release.slug, "lang": lang}
    OutgoingMail.queue(
        "press_release",
        to=person.address,
        name=person.name,
        lang=person.lang,
        at=at,
        dedupe_key=f"press-{edition.id}-{person.id}",
        unsubscribe_url=person.link("end"),
        title=" ".join(text.title.split()),
        lead=text.lead,
        corrects=edition.corrects,
        link=current_app.config["BASE_URL"] + current_app.url_map.bind("localhost").build("press.show", page),
        end=person.link("end"),
    )
