"""The editor of one text of a release: its blocks, one form each."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug import Response

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.press.block_forms import EditBlockForm, NewBlockForm
from jcmevents.press.blocks import Kind
from jcmevents.press.fact_sheet import fact_sheet
from jcmevents.press.facts import Facts
from jcmevents.press.lint import findings_in
from jcmevents.press.models import Release
from jcmevents.press.pictures import keep_picture
from jcmevents.press.previewing import preview_html
from jcmevents.press.scope import text_of
from jcmevents.press.texts import ReleaseText, TextBlock

bp = Blueprint("texts", __name__, url_prefix="/releases/<release_slug>/texts/<string:text_lang>")


@bp.get("/")
@staff_only(Role.PRESS, Role.ORGANIZER)
def show(release: Release, text_lang: str) -> Any:
    text = text_of(release, text_lang)
    return render_template("press/text.html", release=release, text=text, found=findings_in(text), **_beside(text))


@bp.route("/blocks/new", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def new_block(release: Release, text_lang: str) -> Any:
    text, kind = text_of(release, text_lang), _kind()
    form = NewBlockForm(text, kind, Facts(release, text_lang))
    if form.validate_on_submit():
        after = text.block(form.after.data)
        block = text.add_block(kind, after=after, by=current_user, at=clock.now(), **_content(form))
        return created(lambda: _place_of(block))
    return render_template("press/new_block.html", form=form, release=release, text=text, kind=kind, **_beside(text))


@bp.route("/blocks/<int:block_id>", methods=["GET", "POST"])
@staff_only(Role.PRESS)
def edit_block(release: Release, text_lang: str, block_id: int) -> Any:
    text, block = _found(release, text_lang, block_id)
    form = EditBlockForm(block, Facts(release, text_lang))
    if form.validate_on_submit():
        text.revise(block, by=current_user, at=clock.now(), **_content(form))
        db.session.commit()
        return redirect(_place_of(block))
    return render_template("press/block.html", form=form, release=release, text=text, block=block, **_beside(text))


@bp.post("/order")
@staff_only(Role.PRESS)
def arrange(release: Release, text_lang: str) -> Response:
    ids = request.form.getlist("order", type=int)
    text_of(release, text_lang).arrange(ids, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".show", text_lang=text_lang))


@bp.post("/preview")
@staff_only(Role.PRESS)
def preview(release: Release, text_lang: str) -> Any:
    """What is typed in the form of a block, as it will stand in the release; nothing of it is stored."""
    text_of(release, text_lang)
    return {"html": preview_html(release, text_lang, _kind(), request.form)}


@bp.post("/blocks/<int:block_id>/position")
@staff_only(Role.PRESS)
def move_block(release: Release, text_lang: str, block_id: int) -> Response:
    text, block = _found(release, text_lang, block_id)
    text.move(block, -1 if request.form.get("to") == "up" else 1, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(_place_of(block))


@bp.post("/blocks/<int:block_id>/removal")
@staff_only(Role.PRESS)
def remove_block(release: Release, text_lang: str, block_id: int) -> Response:
    text, block = _found(release, text_lang, block_id)
    text.remove(block, by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".show", text_lang=text_lang))


def _content(form: Any) -> dict[str, Any]:
    """What was entered, the picture stored."""
    upload = form.picture.data if "picture" in form else None
    image = keep_picture(upload, by=current_user, at=clock.now()) if upload else None
    return {**form.content(), "image": image}


def _found(release: Release, lang: str, block_id: int) -> tuple[ReleaseText, TextBlock]:
    text = text_of(release, lang)
    return text, text.block(block_id) or abort(404)


def _kind() -> Kind:
    try:
        return Kind(request.args.get("kind", Kind.PARA))
    except ValueError:
        abort(404)


def _beside(text: ReleaseText) -> dict[str, Any]:
    """What stands beside every form of the editor: the facts and what each says at present."""
    return {"lines": fact_sheet(text.release, [text.lang]), "facts": Facts(text.release, text.lang, gaps=True)}


def _place_of(block: TextBlock) -> str:
    return url_for(".show", text_lang=block.text_in_language.lang, _anchor=f"block-{block.id}")
