"""Entering meetings: what is refused, what is kept, and that one form makes one meeting however often it is sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting, Series
from tests.browser import Browser
from tests.factories import NOW, make_meeting, make_organizer, make_session

TYPED = {
    "title_en": "The 5th JCM Global Partnership",
    "title_ja": "第5回 JCMグローバルパートナーシップ会合",
    "slug": "jcm-gp-5",
    "ordinal": "5",
    "kind": "training",
    "start": "2026-02-02",
    "end": "2026-02-06",
    "zone": "Europe/Berlin",
    "mode": "hybrid",
    "country": "DE",
    "city_en": "Bonn",
    "city_ja": "ボン",
    "venue_en": "Kameha",
    "venue_ja": "カメハ",
    "summary_en": "First line\nSecond line",
    "summary_ja": "一行目\n二行目",
    "order_policy": "signing",
    "participants_public": True,
}


@pytest.fixture
def organizer(browser):
    return browser.sign_in(make_organizer())


def shown(page):
    """What the form on the page holds now, by field; line ends as the browser would send them."""
    values = page.form(having={"title_en"}).filled({})
    return {name: values.get(name, "").replace("\r\n", "\n").removeprefix("\n") for name in TYPED}


def kept(**changes):
    return {name: "y" if value is True else value for name, value in (TYPED | changes).items()}


def test_what_was_entered_is_what_is_stored(organizer):
    answer = organizer.submit("/meetings/new", **TYPED)
    assert (answer.status, answer.location) == (302, "/meetings/jcm-gp-5")
    meeting = Meeting.by_slug("jcm-gp-5")
    assert meeting.titles == {"en": TYPED["title_en"], "ja": TYPED["title_ja"]}
    assert (meeting.start_on, meeting.end_on, len(meeting.days)) == (date(2026, 2, 2), date(2026, 2, 6), 5)
    assert (meeting.kind, meeting.mode, meeting.zone) == ("training", "hybrid", "Europe/Berlin")
    assert (meeting.country_iso2, meeting.order_policy, meeting.ordinal) == ("DE", "signing", 5)
    assert meeting.summaries == {"en": "First line\nSecond line", "ja": "一行目\n二行目"}
    assert meeting.participants_public is True
    assert meeting.published_at is None


def test_the_edit_form_shows_all_that_is_stored(organizer):
    organizer.submit("/meetings/new", **TYPED)
    assert shown(organizer.get("/meetings/jcm-gp-5/edit")) == kept(slug="")


@pytest.mark.parametrize(
    ("field", "typed", "sentence", "status"),
    [
        ("end", "2026-02-01", "The last day is before the first day.", 409),
        ("end", "2026-09-01", "A meeting lasts at most 31 days.", 409),
        ("start", "0026-02-02", "Please check the year of this day.", 409),
        ("end", "2025-02-30", "There is no such day.", 200),
        ("start", "2026-02-29", "There is no such day.", 200),
        ("start", "", "This field is required.", 200),
        ("title_en", "", "This field is required.", 200),
        ("title_en", "x" * 301, "Field cannot be longer than 300 characters.", 200),
        ("summary_ja", "あ" * 5001, "Field cannot be longer than 5000 characters.", 200),
        ("slug", "JCM GP 5", "Use small Latin letters", 200),
        ("slug", "jcm--gp", "Use small Latin letters", 200),
        ("slug", "new", "leads to another page", 200),
        ("slug", "taken", "Another meeting has this address already.", 409),
        ("ordinal", "five", "Not a valid integer value.", 200),
        ("ordinal", "9" * 30, "Number must be between 1 and 999.", 200),
        ("venue_en", "Hall\x07", "hidden control character", 200),
        ("city_ja", "東\u202e京", "changes the writing direction", 200),
    ],
)
def test_what_is_refused_is_told_at_its_field_and_nothing_is_lost(organizer, field, typed, sentence, status):
    make_meeting(slug="taken")
    page = organizer.submit("/meetings/new", **TYPED | {field: typed})
    assert page.status == status
    assert sentence in page.one(f"#{field}-error").text
    assert sentence in page.one(".error-summary").text
    visible = typed.replace("\x07", "").replace("\u202e", "")
    assert shown(page) == kept(**{field: visible})
    assert count(Meeting) == 1


@pytest.mark.parametrize("zone", ["Tokyo", "Asia/Atlantis", ""])
def test_a_zone_that_is_not_offered_is_refused_and_the_rest_is_kept(organizer, zone):
    page = organizer.post("/meetings/new", TYPED | {"zone": zone, "participants_public": "y"})
    assert "Choose a time zone from the list" in page.one("#zone-error").text
    assert shown(page) | {"zone": ""} == kept(zone="")


def test_a_refused_form_can_be_put_right_and_sent_again(organizer):
    make_meeting(slug="taken")
    page = organizer.submit("/meetings/new", **TYPED | {"slug": "taken"})
    answer = organizer.submit(page, slug="jcm-gp-5")
    assert answer.location == "/meetings/jcm-gp-5"
    assert Meeting.by_slug("jcm-gp-5").titles["ja"] == TYPED["title_ja"]


def count(model):
    return db.session.scalar(select(func.count(model.id)))


def test_a_form_sent_again_leads_to_what_it_made(organizer):
    page = organizer.get("/meetings/new")
    answers = [organizer.submit(page, **TYPED) for _ in range(3)]
    assert [answer.location for answer in answers] == ["/meetings/jcm-gp-5"] * 3
    assert count(Meeting) == 1


def test_going_back_and_changing_the_text_makes_a_second_thing(organizer):
    page = organizer.get("/meetings/series/new")
    organizer.submit(page, key="gp", title_en="Global Partnership")
    organizer.submit(page, key="wg", title_en="Working Group")
    assert {series.key for series in db.session.scalars(select(Series))} == {"gp", "wg"}


@pytest.mark.parametrize(
    ("path", "typed", "model", "target"),
    [
        ("/meetings/new", TYPED, Meeting, "/meetings/jcm-gp-5"),
        ("/meetings/series/new", {"key": "gp", "title_en": "Global Partnership"}, Series, "/meetings/new"),
    ],
)
def test_ten_equal_forms_at_once_make_one_thing_and_get_equal_answers(organizer, app, path, typed, model, target):
    data = organizer.get(path).form(having={"title_en"}).filled(typed)
    cookie = organizer.client.get_cookie("session").value

    def send(_number):
        client = app.test_client()
        client.set_cookie("session", cookie)
        answer = client.post(path, data=data)
        return answer.status_code, answer.headers.get("Location")

    with ThreadPoolExecutor(10) as people:
        answers = list(people.map(send, range(10)))
    assert answers == [(302, target)] * 10
    assert count(model) == 1


def test_different_forms_for_one_address_at_once_make_one_meeting_and_nine_sentences(organizer, app):
    forms = [organizer.get("/meetings/new").form(having={"slug"}).filled(TYPED) for _ in range(10)]
    cookie = organizer.client.get_cookie("session").value

    def send(data):
        client = app.test_client()
        client.set_cookie("session", cookie)
        answer = client.post("/meetings/new", data=data)
        return answer.status_code, "Another meeting has this address already" in answer.text

    with ThreadPoolExecutor(10) as people:
        answers = sorted(people.map(send, forms))
    assert answers == [(302, False), *[(409, True)] * 9]
    assert count(Meeting) == 1


def test_an_edit_is_saved(organizer):
    meeting = make_meeting()
    answer = organizer.submit(f"/meetings/{meeting.slug}/edit", title_ja="新しい題", end="2025-02-20")
    assert answer.location == f"/meetings/{meeting.slug}"
    assert meeting.titles["ja"] == "新しい題"
    assert meeting.end_on == date(2025, 2, 20)


def test_a_second_editor_sees_both_texts_and_may_replace_the_first(organizer, app):
    meeting = make_meeting(titles={"en": "Old"})
    second = Browser(app).sign_in(make_organizer())
    page = second.get(f"/meetings/{meeting.slug}/edit")
    organizer.submit(f"/meetings/{meeting.slug}/edit", title_en="First", end="2025-02-20")
    clash = second.submit(page, title_en="Second", venue_en="Hall")
    assert "Somebody else saved this" in clash.one(".error-summary").text
    assert clash.texts(".clash-text") == ["First", "Second"]  # the rest is of one of them alone
    values = clash.form(having={"title_en"}).filled({})
    assert (values["title_en"], values["venue_en"], values["end"]) == ("Second", "Hall", "2025-02-20")
    assert meeting.titles == {"en": "First"}
    second.submit(clash, title_en="Second")
    assert (meeting.titles, meeting.venues) == ({"en": "Second"}, {"en": "Hall"})


def test_a_day_with_sessions_is_kept_and_so_is_what_was_typed(organizer):
    meeting = make_meeting()
    make_session(meeting)
    page = organizer.submit(f"/meetings/{meeting.slug}/edit", start="2025-02-18", title_en="Typed")
    assert page.status == 409
    assert "still has sessions" in page.one("#end-error").text
    values = page.form(having={"title_en"}).filled({})
    assert (values["title_en"], values["start"]) == ("Typed", "2025-02-18")
    assert meeting.start_on == date(2025, 2, 17)


def test_publishing_and_taking_off_the_public_site(organizer, app):
    meeting = make_meeting(published=False)
    path, visitor = f"/meetings/{meeting.slug}", Browser(app)
    assert visitor.get(path).status == 404
    organizer.submit(path, action=f"{path}/publication")
    assert meeting.titles["en"] in visitor.get(path).text
    organizer.submit(path, action=f"{path}/publication/withdrawal")
    assert visitor.get(path).status == 404


def test_what_is_not_published_cannot_be_told_from_what_does_not_exist(browser):
    meeting = make_meeting(published=False, slug="secret-meeting")
    hidden, unknown = (browser.get(f"/meetings/{slug}") for slug in (meeting.slug, "unknown-thing"))
    assert hidden.data == unknown.data
    assert sorted(hidden.headers) == sorted(unknown.headers)
    assert hidden.status == 404
    assert meeting.titles["en"] not in browser.get("/meetings/").text + browser.get("/").text


def test_meetings_are_listed_the_newest_first_at_a_constant_cost(browser, queries):
    make_meeting(start=date(2024, 5, 1), end=date(2024, 5, 2), titles={"en": "Earlier"})
    make_meeting(titles={"en": "Later"})
    with queries() as few:
        page = browser.get("/meetings/")
    assert page.texts(".meeting-card h2") == ["Later", "Earlier"]
    for _ in range(30):
        make_meeting()
    with queries() as many:
        assert len(browser.get("/meetings/").select(".meeting-card")) == 32
    assert reading(many) == reading(few)


def reading(statements):
    """How many of the statements read; the test's own commit before the request writes."""
    return sum(statement.startswith("SELECT") for statement in statements if "audit_entry" not in statement)


def test_the_page_is_written_in_the_readers_language(browser, app, monkeypatch):
    monkeypatch.setitem(app.extensions, "languages", [("en", "English"), ("ja", "日本語")])
    meeting = make_meeting(cities={"en": "Tokyo", "ja": "東京"}, at=NOW)
    page = browser.get(f"/meetings/{meeting.slug}?lang=ja")
    assert meeting.titles["ja"] in page.one("h1").text
    assert "2025年2月17日～19日" in page.text
    assert "東京、日本" in page.text
