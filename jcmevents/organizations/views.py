"""The bodies that take part in meetings: list, page, entering and editing."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user

from jcmevents import clock
from jcmevents.accounts.access import staff_only
from jcmevents.accounts.models import Role
from jcmevents.countries.models import Country
from jcmevents.extensions import db
from jcmevents.forms import created
from jcmevents.organizations.forms import EditOrganizationForm, NewOrganizationForm
from jcmevents.organizations.models import Organization
from jcmevents.text import current_language

bp = Blueprint("organizations", __name__, url_prefix="/organizations")


@bp.get("/")
@staff_only(Role.ORGANIZER, Role.PRESS)
def index() -> Any:
    organizations = db.session.scalars(Organization.in_list_order()).all()
    countries = Country.names(current_language())
    return render_template("organizations/index.html", organizations=organizations, countries=countries)


@bp.get("/<string:organization_key>")
@staff_only(Role.ORGANIZER, Role.PRESS)
def show(organization_key: str) -> Any:
    return render_template("organizations/show.html", organization=find(organization_key))


@bp.route("/new", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def new() -> Any:
    form = NewOrganizationForm()
    if form.validate_on_submit():
        organization = Organization.enter(key=form.key.data, **form.details(), by=current_user, at=clock.now())
        return created(lambda: url_for(".show", organization_key=organization.key))
    return render_template("organizations/new.html", form=form)


@bp.route("/<string:organization_key>/edit", methods=["GET", "POST"])
@staff_only(Role.ORGANIZER)
def edit(organization_key: str) -> Any:
    organization = find(organization_key)
    form = EditOrganizationForm(organization)
    if form.validate_on_submit():
        organization.revise(**form.details(), by=current_user, at=clock.now())
        db.session.commit()
        return redirect(url_for(".show", organization_key=organization.key))
    return render_template("organizations/edit.html", form=form, organization=organization)


def find(key: str) -> Organization:
    return Organization.by_key(key) or abort(404)
