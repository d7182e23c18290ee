"""Files that take too long to make while somebody waits for a page: asked for, made by the worker, fetched.

A slice says how a kind of file is made:

    @downloads.makes("roster")
    def make(arguments, lang, report):
        ...
        report(done, total)  # every now and then; the page shows it
        return content, media_type

and a view asks for one and leads to its page, which shows the progress and then the file:

    download = Download.request("roster", {"meeting_id": 1}, name="roster.pdf", lang="en", by=current_user, at=now)
    return created(lambda: url_for("downloads.show", download_id=download.id))
"""

from jcmevents.downloads.making import makes
from jcmevents.downloads.models import Download

__all__ = ["Download", "makes"]
