"""Files that take long: asked for on a page, made by the worker, fetched by their owner."""

from datetime import timedelta

import pytest

from jcmevents import downloads, jobs
from jcmevents.downloads import making
from jcmevents.downloads.models import LEASE, Download
from jcmevents.errors import DocumentFailed
from jcmevents.files.models import StoredFile
from tests.browser import Browser
from tests.factories import NOW, make_download, make_user

PAGE = "/downloads/{}"


@pytest.fixture
def kind(monkeypatch):
    """A kind of file whose content is what its arguments say; it can be told to stumble."""
    monkeypatch.setattr(making, "_makers", {})

    @downloads.makes("text")
    def make(arguments, lang, report):
        report(1, 2)
        if arguments["text"] == "too long":
            raise DocumentFailed("Make it shorter.")
        if arguments["text"] == "broken":
            raise ValueError("a fault of ours")
        return f"{arguments['text']} in {lang}".encode(), "text/plain"

    return "text"


@pytest.fixture
def owner(session):
    return make_user()


def asked(kind, owner, text="words"):
    return make_download(owner, kind=kind, arguments={"text": text}, name="Wörter.txt", lang="ja")


def test_file_is_made_by_the_worker_and_fetched_by_its_owner(app, browser, kind, owner):
    download = asked(kind, owner)
    browser.sign_in(owner)
    address = PAGE.format(download.id)
    waiting = browser.get(address)
    assert waiting.texts("[data-progress-text]") == ["waiting for its turn"]
    assert waiting.one("[data-progress]")["data-progress"] == f"{address}/progress"
    assert browser.get(f"{address}/file").status == 404
    jobs.drain(app, NOW)
    ready = browser.get(address)
    assert ready.select("[data-progress]") == []
    answer = browser.get(ready.one("main a.btn-primary")["href"])
    assert (answer.body, answer.headers["Cache-Control"]) == ("words in ja", "no-store")
    assert "W%C3%B6rter.txt" in answer.headers["Content-Disposition"]


def test_progress_is_told_to_the_script_of_the_page(app, browser, kind, owner):
    download = asked(kind, owner)
    browser.sign_in(owner)
    progress = PAGE.format(download.id) + "/progress"
    told = {"done": 0, "total": 0, "text": "waiting for its turn", "ended": False}
    assert browser.client.get(progress).json == told
    jobs.drain(app, NOW)
    assert browser.client.get(progress).json == {"done": 2, "total": 2, "text": "ready", "ended": True}


def test_nobody_else_sees_the_file_not_even_its_page(app, kind, owner):
    download = asked(kind, owner)
    jobs.drain(app, NOW)
    other = Browser(app).sign_in(make_user())
    assert {other.get(PAGE.format(download.id) + tail).status for tail in ("", "/progress", "/file")} == {404}


def test_reason_is_shown_where_there_can_be_no_file(app, browser, kind, owner):
    download = asked(kind, owner, "too long")
    jobs.drain(app, NOW)
    page = browser.sign_in(owner).get(PAGE.format(download.id))
    assert page.texts(".notice-bad") == ["Make it shorter."]
    assert jobs.drain(app, NOW + timedelta(days=1)) == []


def test_fault_of_ours_is_tried_three_times_and_then_admitted(app, session, kind, owner):
    download = asked(kind, owner, "broken")
    for _ in range(4):
        jobs.drain(app, NOW)
    session.refresh(download)
    assert (download.state, download.attempts) == ("failed", 3)


def test_file_left_by_a_killed_worker_is_made_after_its_lease(app, session, kind, owner):
    download = asked(kind, owner)
    assert Download.claim(download.id, NOW) is download
    assert Download.claim(download.id, NOW) is None
    assert jobs.drain(app, NOW + LEASE) == []
    assert jobs.drain(app, NOW + LEASE + timedelta(seconds=1)) == [("download", download.id)]
    session.refresh(download)
    assert (download.state, download.attempts) == ("ready", 2)


def test_file_is_stored_encrypted_and_deleted_after_a_day(app, session, kind, owner):
    download = asked(kind, owner)
    jobs.drain(app, NOW)
    session.refresh(download)
    file = download.file
    assert (file.sensitive, file.uploaded_by_id) == (True, owner.id)
    making.forget_old(NOW + timedelta(days=1))
    assert session.get(Download, download.id) is download
    making.forget_old(NOW + timedelta(days=1, seconds=1))
    session.commit()
    assert (session.get(Download, download.id), session.get(StoredFile, file.id)) == (None, None)


def test_what_follows_a_file_is_noted_with_it_or_neither_is_kept(app, session, monkeypatch, owner):
    monkeypatch.setattr(making, "_makers", {})
    monkeypatch.setattr(making, "_sequels", {})
    noted = []

    def note(download, at):
        noted.append((download.arguments["text"], at))
        if download.arguments["text"] == "broken":
            raise ValueError("a fault of ours")

    @downloads.makes("noted", then=note)
    def make(arguments, lang, report):
        return arguments["text"].encode(), "text/plain"

    well, badly = asked("noted", owner), asked("noted", owner, "broken")
    jobs.drain(app, NOW)
    assert noted[0] == ("words", NOW)
    assert session.get(Download, well.id).file.read() == b"words"
    assert session.get(Download, badly.id).file is None
