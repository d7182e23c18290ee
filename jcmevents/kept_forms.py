"""Forms that were sent in vain, because the sign-in had ended meanwhile: what was typed comes back into the form.

The text is stored encrypted for a day; only the browser that sent it can have it back. Files are not kept.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, has_request_context, request, session, url_for
from sqlalchemy import Delete, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from jcmevents import clock
from jcmevents.crypto import decrypt_text, encrypt, new_token, token_digest
from jcmevents.extensions import Base, db

KEPT = "kept_form"  # in the browser's session: the page with the form, and the token of the row
KEPT_FOR = timedelta(hours=24)
LARGEST = 500_000  # bytes of JSON; a long release has a tenth of it
NOT_KEPT = {"csrf_token"}


class KeptForm(Base):
    """What was typed into one form. The token that opens it is in the sender's browser alone."""

    __tablename__ = "kept_form"

    digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(index=True)

    @classmethod
    def of_token(cls, token: str, at: datetime) -> "MultiDict[str, str] | None":
        """What was typed, as sent; None once it is too old."""
        young = (cls.digest == token_digest(token)) & (cls.kept_at > at - KEPT_FOR)
        kept = db.session.scalar(select(cls).where(young))
        return MultiDict(json.loads(decrypt_text(kept.sealed, row=_place(kept.digest)))) if kept else None

    @classmethod
    def past(cls, at: datetime) -> Delete:
        """The statement that deletes those that are too old."""
        return delete(cls).where(cls.kept_at <= at - KEPT_FOR)


def _place(digest: str) -> str:
    return f"kept_form:{digest}"


def keep() -> bool:
    """Keep what this request has sent, and commit. The form on `page_of_form` then shows it again.

    Only a form that one of our own pages sent is kept: no other site shall write into our forms.
    """
    fields = json.dumps([(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT])
    if not request.form or len(fields) > LARGEST or not _sent_by_our_page():
        return False
    token = new_token()
    digest = token_digest(token)
    db.session.rollback()
    db.session.add(KeptForm(digest=digest, sealed=encrypt(fields, row=_place(digest)), kept_at=clock.now()))
    db.session.commit()
    session[KEPT] = [urlsplit(page_of_form()).path, token]
    return True


def page_of_form() -> str:
    """The page that shows the form of this request: its own address, else the page it was sent from."""
    if _is_page(request.path):
        return request.full_path.rstrip("?")
    sender = urlsplit(request.referrer or "")
    ours = sender.netloc == request.host and _is_page(sender.path)
    return sender._replace(scheme="", netloc="", fragment="").geturl() if ours else url_for("dashboard.home")


def _is_page(path: str) -> bool:
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return False
    return True


def _sent_by_our_page() -> bool:
    sender = request.headers.get("Origin") or request.referrer or ""
    return urlsplit(sender).netloc == request.host


def of_this_page() -> "MultiDict[str, str] | None":
    """What was typed into a form of this page and sent in vain, while the page is only being shown."""
    if not has_request_context() or request.method != "GET" or session.get(KEPT, [""])[0] != request.path:
        return None
    if "kept_form" not in g:
        g.kept_form = KeptForm.of_token(session[KEPT][1], clock.now())
    kept: Any = g.kept_form
    return kept


def let_go() -> None:
    """A form of the page has been sent: what was kept for it is no longer needed."""
    if request.method == "POST" and session.get(KEPT, [""])[0] == urlsplit(page_of_form()).path:
        del session[KEPT]
