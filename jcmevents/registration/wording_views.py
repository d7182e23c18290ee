"""Pages where the organizers of a meeting change what its mails about registrations say."""

from typing import Any

from flask import abort, current_app, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.registration import mails
from jcmevents.registration.blueprint import bp
from jcmevents.registration.moderation_forms import MailTemplateForm
from jcmevents.registration.wording import PLACEHOLDERS, MailKind, MailTemplate, standard_wording, wording_of

KINDS = ",".join(f'"{kind}"' for kind in MailKind)


@bp.get("/mails")
@staff_only(Role.ORGANIZER)
def wordings(meeting: Meeting) -> Any:
    languages, own = current_app.extensions["languages"], MailTemplate.own_ones(meeting)
    return render_template(
        "registration/wordings.html", meeting=meeting, kinds=list(MailKind), codes=languages, own=own
    )


@bp.route(f"/mails/<any({KINDS}):kind>/<string(length=2):mail_lang>", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def wording(meeting: Meeting, kind: str, mail_lang: str) -> Any:
    language = dict(current_app.extensions["languages"]).get(mail_lang) or abort(404)
    chosen = MailKind(kind)
    form = MailTemplateForm(data=wording_of(meeting, chosen, mail_lang)._asdict())
    if form.validate_on_submit() and not form.preview.data:
        MailTemplate.reword(meeting, chosen, mail_lang, form.wording(), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".wordings"))
    shown = form.wording().filled(mails.example(meeting, mail_lang))
    context = {"placeholders": PLACEHOLDERS, "standard": standard_wording(chosen, mail_lang), "preview": shown}
    return render_template(
        "registration/wording.html", meeting=meeting, kind=chosen, language=language, form=form, **context
    )
