"""From the slug in an address to the release, for every view below /releases/<release_slug>."""

from typing import Any

from flask import Blueprint, abort, current_app, g, render_template, request
from flask_login import current_user

from jcmevents.accounts.access import PUBLIC, access_of
from jcmevents.extensions import db
from jcmevents.press.blocks import Kind
from jcmevents.press.house import publishers
from jcmevents.press.models import Release
from jcmevents.press.standing import content_of
from jcmevents.press.texts import ReleaseText, language_name


def load_release(slug: str) -> Release:
    """The release with this slug that the present user may read, or that was withdrawn; else 404."""
    visible = Release.visible_to(current_user).where(Release.slug == slug)
    withdrawn = Release.withdrawn().where(Release.slug == slug)
    return db.session.scalar(visible) or db.session.scalar(withdrawn) or abort(404)


def text_of(release: Release, lang: str) -> ReleaseText:
    """The release's text in `lang`, else 404."""
    return release.text_in(lang) or abort(404)


def _notice(release: Release) -> Any:
    """Of a withdrawn release everybody reads why; nothing else of it is left at any of its public addresses."""
    if release.withdrawn_at is None or access_of(request.endpoint or "") != PUBLIC:
        return None
    return render_template("press/withdrawn.html", release=release), 410


def install(blueprint: Blueprint) -> None:
    """Let views receive `release` instead of `release_slug`, and let `url_for` fill in the slug of the present one."""

    @blueprint.before_request
    def find_release() -> Any:
        if request.view_args and "release_slug" in request.view_args:
            g.release = request.view_args["release"] = load_release(request.view_args.pop("release_slug"))
            return _notice(g.release)
        return None

    @blueprint.app_url_defaults
    def fill_in_slug(endpoint: str, values: dict[str, Any]) -> None:
        expected = current_app.url_map.is_endpoint_expecting(endpoint, "release_slug")
        if "release" in g and "release_slug" not in values and expected:
            values["release_slug"] = g.release.slug

    @blueprint.context_processor
    def words() -> dict[str, Any]:
        return {
            "language_name": language_name,
            "kinds": {kind.value: kind for kind in Kind},
            "content_of": content_of,
            "publishers": publishers(),
        }
