"""The page of a file that is being made: how far it is, then the file. Each person sees her own only."""

from typing import Any

from flask import Blueprint, abort, render_template
from flask_login import current_user

from jcmevents.downloads.models import Download, DownloadState
from jcmevents.headers import file_response

bp = Blueprint("downloads", __name__, url_prefix="/downloads")


def _own(download_id: int) -> Download:
    return Download.of(current_user, download_id) or abort(404)


@bp.get("/<int:download_id>")
def show(download_id: int) -> Any:
    download = _own(download_id)
    state = DownloadState(download.state)
    return render_template("downloads/show.html", download=download, state=state, State=DownloadState)


@bp.get("/<int:download_id>/progress")
def progress(download_id: int) -> Any:
    """For the script of the page: {done, total, text, ended}."""
    download = _own(download_id)
    state = DownloadState(download.state)
    ended = state in (DownloadState.READY, DownloadState.FAILED)
    return {"done": download.done, "total": download.total, "text": state.label, "ended": ended}


@bp.get("/<int:download_id>/file")
def file(download_id: int) -> Any:
    download = _own(download_id)
    if download.file is None:
        abort(404)
    return file_response(download.file.read(), download.file.media_type, download.name)
