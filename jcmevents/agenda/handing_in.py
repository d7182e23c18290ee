"""Pages on which organizers add slides, papers and links, and the address under which everybody gets them."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.agenda.blueprint import bp
from jcmevents.agenda.editing import organizers, require_confirmation
from jcmevents.agenda.material_forms import EditMaterialForm, NewMaterialForm, kept_file
from jcmevents.agenda.materials import Material
from jcmevents.agenda.models import Item, Session
from jcmevents.agenda.readers import audience_of, programme_for
from jcmevents.extensions import db
from jcmevents.files.content import JPEG, MEGABYTE, PDF, PNG
from jcmevents.files.models import StoredFile
from jcmevents.forms import created
from jcmevents.headers import file_response
from jcmevents.meetings.models import Meeting
from jcmevents.refusals import takes_files

LARGEST = 20 * MEGABYTE
FIELDS = MEGABYTE  # what else a form sends


def _material(meeting: Meeting, material_id: int) -> Material:
    return Material.found_in(meeting, material_id) or abort(404)


def _kept(form: NewMaterialForm) -> StoredFile | None:
    chosen = kept_file(form)
    if not chosen:
        return None
    kinds = (PDF, JPEG, PNG)
    return StoredFile.keep(
        **chosen, allowed=kinds, max_bytes=LARGEST, sensitive=False, at=clock.now(), uploaded_by_id=current_user.id
    )


def _handing_in(place: Session | Item) -> Any:
    form = NewMaterialForm()
    if form.validate_on_submit():
        details = {"file": _kept(form), "url": form.url.data, "by": current_user, "at": clock.now()}
        Material.hand_in(place, **details, **form.details())
        return created(lambda: request.path)
    return render_template("agenda/materials.html", form=form, place=place, meeting=place.meeting)


@bp.route("/agenda/sessions/<int:session_id>/materials", methods=["GET", "POST"])
@organizers
@takes_files(LARGEST + FIELDS)
def session_materials(meeting: Meeting, session_id: int) -> Any:
    return _handing_in(Session.found_in(meeting, session_id) or abort(404))


@bp.route("/agenda/items/<int:item_id>/materials", methods=["GET", "POST"])
@organizers
@takes_files(LARGEST + FIELDS)
def item_materials(meeting: Meeting, item_id: int) -> Any:
    return _handing_in(Item.found_in(meeting, item_id) or abort(404))


@bp.route("/agenda/materials/<int:material_id>/edit", methods=["GET", "POST"])
@organizers
def edit_material(meeting: Meeting, material_id: int) -> Any:
    material = _material(meeting, material_id)
    form = EditMaterialForm(material)
    if form.validate_on_submit():
        material.revise(by=current_user, at=clock.now(), **form.details())
        db.session.commit()
        return redirect(url_for(".index"))
    return render_template("agenda/edit_material.html", form=form, meeting=meeting, material=material)


@bp.post("/agenda/materials/<int:material_id>/removal")
@organizers
def remove_material(meeting: Meeting, material_id: int) -> Any:
    material = _material(meeting, material_id)
    require_confirmation()
    material.withdraw(by=current_user, at=clock.now())
    db.session.commit()
    return redirect(url_for(".index"))


@bp.get("/agenda/materials/<int:material_id>")
@public
def material(meeting: Meeting, material_id: int) -> Any:
    """The file itself, or the way to it, for those to whom the programme tells of it."""
    programme = programme_for(meeting, audience_of(current_user, meeting))
    if material_id not in programme.material_ids:
        abort(404)
    found = _material(meeting, material_id)
    if found.file is None:
        return redirect(found.url)
    return file_response(found.file.read(), found.file.media_type, found.file.original_name, inline=True)
