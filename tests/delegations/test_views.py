from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from jcmevents.delegations.invitation import Invitation
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from tests.browser import Browser
from tests.factories import make_delegation, make_meeting, make_organization, make_organizer


@pytest.fixture
def organizer(browser):
    return browser.sign_in(make_organizer())


@pytest.fixture
def meeting(session):
    return make_meeting(slug="jcm-gp-4")


LIST = "/meetings/jcm-gp-4/delegations/"


INVITE = f"{LIST}invitations/new"


def states(page):
    """Invitation by delegation, as the list shows them."""
    return {row.one("th").text: row.one("td[data-label=Invitation] .status").text for row in page.select("tbody tr")}


def by_country():
    return {d.country_iso2: d for d in db.session.scalars(select(Delegation))}


def row_of(page, name):
    """The prefix of the fields of a country or body on the page of those who could be invited."""
    names = [row.one(".form-check-label").text for row in page.select("tbody tr")]
    return f"invitees-{names.index(name)}-"


def invite(organizer, path=INVITE, **fields):
    """Send the page of those who could be invited as it stands, but for `fields`."""
    return organizer.submit(path, **{"invitees-0-invited": True, **fields})


def test_all_partners_are_invited_at_once_but_those_by_decision(organizer, meeting):
    make_organization(key="adb", names={"en": "Asian Development Bank"})
    page = organizer.get(INVITE)
    doubts = {row.one(".form-check-label").text: row.texts(".status") for row in page.select("tbody tr")}
    assert {name: doubt for name, doubt in doubts.items() if doubt} == {
        "Myanmar": ["only by decision"],
        "Asian Development Bank": ["not on the list of the meeting"],
    }
    answer = invite(organizer)
    assert answer.location == LIST
    page = organizer.follow(answer)
    assert "28 delegations are invited now." in page.one(".flashes").text
    assert set(states(page).values()) == {"invited"}
    assert len(states(page)) == 28
    assert page.texts("h2 + ul li") == ["Myanmar only by decision"]


def test_whoever_is_in_doubt_is_invited_by_a_tick(organizer, meeting):
    make_organization(key="adb", names={"en": "Asian Development Bank"})
    page = organizer.get(INVITE)
    ticks = {f"{row_of(page, name)}invited": True for name in ("Myanmar", "Asian Development Bank")}
    invite(organizer, page, **ticks)
    assert {d.name() for d in by_country().values()} >= {"Myanmar", "Asian Development Bank"}
    assert organizer.get(INVITE).texts(".empty-state-title") == ["Everybody is invited"]


def test_each_is_invited_with_its_seats_and_a_mail_to_its_focal_point(organizer, meeting):
    organizer.submit(f"{LIST}invitation", seats="4", funded_seats="2", due="2025-01-31T18:00")
    page = organizer.get(INVITE)
    mongolia, chile = row_of(page, "Mongolia"), row_of(page, "Chile")
    typed = {
        f"{mongolia}seats": "6",
        f"{mongolia}funded_seats": "1",
        f"{mongolia}focal_point_name": "Бат-Эрдэнэ",
        f"{mongolia}focal_point_email": "bat@example.mn",
        f"{mongolia}focal_point_lang": "ja",
        f"{chile}invited": False,
    }
    answer = invite(organizer, page, **typed)
    assert "No mail went to: " in organizer.follow(answer).one(".flashes").text
    invited = by_country()
    assert "CL" not in invited
    assert (invited["MN"].seats, invited["MN"].funded_seats) == (6, 1)
    assert (invited["KE"].seats, invited["KE"].funded_seats) == (4, 2)
    (mail,) = db.session.scalars(select(OutgoingMail))
    assert (mail.to_address, mail.to_name, mail.lang) == ("bat@example.mn", "Бат-Эрдэнэ", "ja")
    assert "第" in mail.subject
    assert "2025年1月31日 18:00（UTC+09:00）" in mail.body_text
    assert "/links/" in mail.body_text


def test_a_row_that_is_not_in_order_is_told_and_nobody_is_invited(organizer, meeting):
    page = organizer.get(INVITE)
    mongolia = row_of(page, "Mongolia")
    wrong = {f"{mongolia}focal_point_email": "bat@", f"{mongolia}seats": "2"}
    page = invite(organizer, page, **wrong)
    assert page.one(".data-table .field-error").text.endswith("like name@example.org.")
    assert page.form(having=set(wrong)).filled({})[f"{mongolia}seats"] == "2"
    assert by_country() == {}


def test_more_funded_seats_than_seats_are_refused(organizer, meeting):
    page = organizer.get(INVITE)
    mongolia = row_of(page, "Mongolia")
    page = invite(organizer, page, **{f"{mongolia}seats": "2", f"{mongolia}funded_seats": "3"})
    assert page.status == 409
    assert "Of the seats, from 0 to all can be funded." in page.one(".error-summary").text
    assert by_country() == {}


def test_nobody_ticked_is_refused(organizer, meeting):
    page = organizer.get(INVITE)
    unticked = {control["name"]: None for control in page.select("input[name$=invited]")}
    page = organizer.submit(page, **unticked)
    assert (page.status, by_country()) == (409, {})
    assert "Tick at least one" in page.one(".error-summary").text


def test_no_mail_leads_to_a_meeting_that_is_not_published(organizer, session):
    make_meeting(slug="hidden", published=False)
    path = "/meetings/hidden/delegations/invitations/new"
    page = organizer.get(path)
    mongolia = row_of(page, "Mongolia")
    page = invite(organizer, page, **{f"{mongolia}focal_point_email": "bat@example.mn"})
    assert page.status == 409
    assert "Publish the meeting first" in page.one(".error-summary").text
    assert by_country() == {}


def test_who_has_an_invitation_is_not_asked_about_again(organizer, meeting):
    make_delegation(meeting, "MN").accept(by=None, at=meeting.created_at)
    make_delegation(meeting, "CL").decline(by=None, at=meeting.created_at)
    make_delegation(meeting, "MM")
    names = [label.text for label in organizer.get(INVITE).select(".form-check-label")]
    assert len(names) == 27
    assert not {"Mongolia", "Chile"} & set(names)
    assert "Myanmar" in names


def test_partners_are_those_of_the_first_day(organizer, session):
    make_meeting(slug="early", start=date(2013, 1, 8), end=date(2013, 1, 9))
    path = "/meetings/early/delegations/"
    page = organizer.follow(invite(organizer, f"{path}invitations/new"))
    assert states(page) == {"Mongolia": "invited"}
    assert "1 delegation is invited now." in page.one(".flashes").text


def test_two_organizers_who_invite_all_at_once_make_one_list(organizer, meeting, app):
    data = organizer.get(INVITE).form(having={"invitees-0-key"}).filled({})
    cookie = organizer.client.get_cookie("session").value

    def send(_number):
        client = app.test_client()
        client.set_cookie("session", cookie)
        return client.post(INVITE, data=data).status_code

    with ThreadPoolExecutor(4) as people:
        assert list(people.map(send, range(4))) == [302] * 4
    assert db.session.scalar(select(func.count(Delegation.id))) == 28


def test_the_words_of_the_invitation_are_changed_by_language_and_looked_at(organizer, meeting):
    page = organizer.get(f"{LIST}invitation")
    assert "We have the honour to invite" in page.form(having={"text_en"}).filled({})["text_en"]
    answer = organizer.submit(page, text_en="Please come to us.", seats="3", funded_seats="1")
    assert answer.location == INVITE
    invitation = Invitation.of(meeting)
    assert (invitation.seats, invitation.funded_seats, list(invitation.texts)) == (3, 1, ["en"])
    shown = organizer.get(f"{LIST}invitation/preview?of=en").one(".mail-preview").text
    assert "Please come to us." in shown
    assert "Seats: 3, of which the host pays for 1" in shown
    assert "Please come to us." not in organizer.get(f"{LIST}invitation/preview?of=ja").text


def test_a_delegation_is_added_with_its_seats(organizer, meeting):
    body = make_organization(key="adb", names={"en": "Asian Development Bank"})
    organizer.submit(f"{LIST}new", country="MN", seats="3")
    answer = organizer.submit(f"{LIST}new", organization="adb", seats="0")
    assert "Asian Development Bank" in organizer.follow(answer).one("h1").text
    assert (by_country()["MN"].seats, by_country()[None].seats) == (3, 0)
    assert by_country()[None].organization_id == body.id
    assert states(organizer.get(LIST)) == {"Mongolia": "not invited", "Asian Development Bank": "not invited"}


@pytest.mark.parametrize(
    ("typed", "field", "sentence", "status"),
    [
        ({"country": "MN", "seats": "7"}, "country", "This delegation is on the list of the meeting already.", 409),
        ({"organization": "adb", "seats": "7"}, "organization", "on the list of the meeting already.", 409),
        ({"country": "CL", "organization": "adb", "seats": "7"}, "organization", "not both", 409),
        ({"seats": "7"}, "country", "Choose a country or an organization.", 409),
        ({"country": "CL", "seats": "-1"}, "seats", "between 0 and 999", 200),
        ({"country": "CL", "seats": "many"}, "seats", "Not a valid integer value.", 200),
        ({"country": "CL", "seats": ""}, "seats", "This field is required.", 200),
    ],
)
def test_what_is_refused_is_told_at_its_field_and_nothing_is_lost(organizer, meeting, typed, field, sentence, status):
    make_delegation(meeting, "MN")
    make_delegation(meeting, organization=make_organization(key="adb"))
    page = organizer.submit(f"{LIST}new", **typed)
    assert page.status == status
    assert sentence in page.one(f"#{field}-error").text
    shown = page.form(having={"seats"}).filled({})
    assert {name: shown[name] for name in ("country", "organization", "seats")} == {
        "country": "",
        "organization": "",
    } | typed
    assert db.session.scalar(select(func.count(Delegation.id))) == 2


def test_one_country_entered_by_ten_at_once_is_admitted_once(organizer, meeting, app):
    forms = [organizer.get(f"{LIST}new").form(having={"seats"}).filled({"country": "MN"}) for _ in range(10)]
    cookie = organizer.client.get_cookie("session").value

    def send(data):
        client = app.test_client()
        client.set_cookie("session", cookie)
        answer = client.post(f"{LIST}new", data=data)
        return answer.status_code, "on the list of the meeting already" in answer.text

    with ThreadPoolExecutor(10) as people:
        answers = sorted(people.map(send, forms))
    assert answers == [(302, False), *[(409, True)] * 9]
    assert db.session.scalar(select(func.count(Delegation.id))) == 1


def test_answers_are_noted_by_buttons(organizer, meeting):
    delegation = make_delegation(meeting, "MN")
    path = f"{LIST}{delegation.id}"
    for noun, state in (
        ("invitation", "invited"),
        ("acceptance", "accepted"),
        ("refusal", "declined"),
        ("acceptance", "accepted"),
    ):
        answer = organizer.submit(path, action=f"{path}/{noun}")
        assert answer.location == path
        assert organizer.get(path).one(".page-actions .status").text == state


def test_an_invitation_that_is_not_possible_says_so(organizer, meeting):
    delegation = make_delegation(meeting, "MN")
    delegation.decline(by=None, at=meeting.created_at)
    page = organizer.post(f"{LIST}{delegation.id}/invitation")
    assert page.status == 409
    assert "This delegation has declined." in page.text
    assert delegation.invitation == "declined"


def test_an_edit_is_saved(organizer, meeting):
    delegation = make_delegation(meeting, "MN")
    typed = {"seats": "2", "focal_point_name": "Бат-Эрдэнэ", "focal_point_email": "bat@example.mn", "rank": "3"}
    answer = organizer.submit(f"{LIST}{delegation.id}/edit", **typed)
    assert {"0 of 2", "Бат-Эрдэнэ, bat@example.mn", "3"} <= set(organizer.follow(answer).texts("dd"))
    values = organizer.get(f"{LIST}{delegation.id}/edit").form(having={"seats"}).filled({})
    assert {name: values[name] for name in typed} == typed


@pytest.mark.parametrize(
    "email", ["bat", "bat@", "a b@example.mn", "bat@example.mn\u202e", "bat@example.mn,eve@example.org"]
)
def test_an_address_that_is_none_is_told_and_the_rest_is_kept(organizer, meeting, email):
    delegation = make_delegation(meeting, "MN")
    page = organizer.submit(f"{LIST}{delegation.id}/edit", seats="2", focal_point_name="Bat", focal_point_email=email)
    assert page.one("#focal_point_email-error")
    values = page.form(having={"seats"}).filled({})
    assert (values["seats"], values["focal_point_name"]) == ("2", "Bat")
    assert values["focal_point_email"] == email.replace("\u202e", "")
    assert delegation.seats == 5


def test_a_second_editor_sees_both_texts(organizer, meeting, app):
    delegation = make_delegation(meeting, "MN")
    second = Browser(app).sign_in(make_organizer())
    page = second.get(f"{LIST}{delegation.id}/edit")
    organizer.submit(f"{LIST}{delegation.id}/edit", seats="2")
    clash = second.submit(page, seats="9")
    assert clash.texts(".clash-text") == ["2", "9"]
    assert delegation.seats == 2


def order(page):
    return page.texts(".ordered-name")


def test_the_order_is_chosen_and_changed_by_buttons(organizer, meeting):
    for code in ("MN", "MV", "MD", "LA"):
        make_delegation(meeting, code)
    organizer.submit(f"{LIST}order", policy="gojuon")
    page = organizer.get(f"{LIST}order")
    assert order(page) == ["Maldives", "Moldova", "Mongolia", "Lao PDR"]
    mongolia = by_country()["MN"].id
    for _ in range(2):
        answer = organizer.post(f"{LIST}{mongolia}/moves", {"direction": "up"})
        assert answer.location == f"{LIST}order#delegation-{mongolia}"
    assert order(organizer.get(f"{LIST}order")) == ["Mongolia", "Maldives", "Moldova", "Lao PDR"]
    assert list(states(organizer.get(LIST))) == ["Mongolia", "Maldives", "Moldova", "Lao PDR"]
    organizer.post(f"{LIST}{mongolia}/moves", {"direction": "down"})
    assert order(organizer.get(f"{LIST}order")) == ["Maldives", "Mongolia", "Moldova", "Lao PDR"]


def test_only_moves_that_are_possible_have_a_button(organizer, meeting):
    for code in ("MN", "MV", "MD"):
        make_delegation(meeting, code)
    buttons = [item.texts("button") for item in organizer.get(f"{LIST}order").select(".ordered li")]
    assert [len(labels) for labels in buttons] == [1, 2, 1]
    assert buttons[0] == ["Move Mongolia down"]


def test_another_order_discards_the_moves(organizer, meeting):
    make_delegation(meeting, "MN")
    last = make_delegation(meeting, "LA")
    organizer.post(f"{LIST}{last.id}/moves", {"direction": "up"})
    assert "Moves by hand are discarded." in organizer.get(f"{LIST}order").text
    organizer.submit(f"{LIST}order", policy="house_ja")
    assert meeting.order_moves == []
    assert "Moves by hand are discarded." not in organizer.get(f"{LIST}order").text


@pytest.mark.parametrize("direction", ["", "sideways", "left"])
def test_a_move_elsewhere_is_refused(organizer, meeting, direction):
    delegation = make_delegation(meeting, "MN")
    assert organizer.post(f"{LIST}{delegation.id}/moves", {"direction": direction}).status == 400


def test_bodies_are_not_moved_but_ranked(organizer, meeting):
    delegation = make_delegation(meeting, organization=make_organization(key="adb"))
    assert organizer.post(f"{LIST}{delegation.id}/moves", {"direction": "up"}).status == 400
    assert "/organizations/adb/edit" in {a["href"] for a in organizer.get(f"{LIST}order").select("a[href]")}


def test_an_unknown_order_is_told(organizer, meeting):
    page = organizer.post(f"{LIST}order", {"policy": "alphabet"})
    assert "Not a valid choice." in page.one("#policy-error").text


@pytest.mark.parametrize("path", ["", "order"])
def test_the_lists_cost_the_same_for_one_and_for_many(organizer, meeting, queries, path):
    make_delegation(meeting, "MN")
    organizer.get(LIST + path)
    with queries() as few:
        organizer.get(LIST + path)
    invite(organizer)
    with queries() as many:
        assert "Kenya" in organizer.get(LIST + path).text
    assert len(many) == len(few)
