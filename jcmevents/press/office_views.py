"""The press office's pages of a release as a whole: drafting, its state and faults, publication."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.meetings.models import DEFAULT_ZONE
from jcmevents.press import embargo
from jcmevents.press.facts import Facts
from jcmevents.press.forms import EditReleaseForm, NewReleaseForm
from jcmevents.press.house import LANGUAGES, publishers
from jcmevents.press.lint import findings
from jcmevents.press.models import Release
from jcmevents.press.newsroom import headlines
from jcmevents.press.skeletons import USUAL, carry_over, lay_out
from jcmevents.press.texts import language_name
from jcmevents.press.twins import pairs_in
from jcmevents.text import current_language, localized

bp = Blueprint("office", __name__, url_prefix="/releases")
READERS = (Role.PRESS, Role.ORGANIZER)


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def new() -> Any:
    about = request.args.get("meeting", "")
    form = NewReleaseForm(data={"meeting": about, "released_on": _today(), "skeleton": USUAL})
    if form.validate_on_submit():
        release = Release.draft(slug=form.slug.data, by=current_user, at=clock.now(), **form.details())
        for lang in form.languages.data:
            release.begin_text(lang, by=current_user, at=clock.now())
        carry_over(release, by=current_user, at=clock.now())
        lay_out(release.texts, form.skeleton.data, by=current_user, at=clock.now())
        return created(lambda: url_for(".show", release_slug=release.slug))
    return render_template("press/new.html", form=form)


@bp.get("/<release_slug>/workspace")
@staff_only(*READERS)
def show(release: Release) -> Any:
    missing = [(code, language_name(code)) for code in LANGUAGES if not release.text_in(code)]
    facts = {text.lang: Facts(release, text.lang, gaps=True) for text in release.texts}
    return render_template(
        "press/workspace.html",
        release=release,
        stage=release.stage(embargo.present()),
        headline=headlines([release], current_language())[0],
        publisher=localized(publishers()[release.publisher]),
        findings=findings(release),
        missing=missing,
        facts=facts,
        rows=[(pair.left, pair.right) for pair in pairs_in(release.texts)],
    )


def _today() -> date:
    return clock.now().astimezone(ZoneInfo(DEFAULT_ZONE)).date()


@bp.route("/<release_slug>/edit", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def edit(release: Release) -> Any:
    form = EditReleaseForm(release)
    if form.validate_on_submit():
        release.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(url_for(".show"))
    return render_template("press/edit.html", form=form, release=release)


@bp.post("/<release_slug>/texts")
@staff_only(Role.PRESS)
def begin_text(release: Release) -> Any:
    lang = request.form.get("language")
    if lang not in LANGUAGES:
        raise RuleBroken(gettext("Choose a language from the list."))
    release.begin_text(lang, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for("press.texts.show", text_lang=lang))
