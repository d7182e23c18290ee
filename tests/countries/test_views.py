from datetime import date

import pytest

from jcmevents import clock
from jcmevents.accounts.models import Role
from jcmevents.countries.models import Country
from tests.factories import NOW, make_organizer, make_user

DAY = "on=2025-02-17"


def names(page):
    return page.texts("tbody th")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2013-01-07", "0 partners on 7 January 2013"),
        ("2013-01-08", "1 partner on 8 January 2013"),
        ("2025-02-17", "29 partners on 17 February 2025"),
        ("2025-06-18", "30 partners on 18 June 2025"),
        ("9999-12-31", "31 partners on 31 December 9999"),
        ("0001-01-01", "0 partners on 1 January 1"),
    ],
)
def test_the_table_counts_the_partners_of_the_day(browser, day, told):
    page = browser.get(f"/countries/?on={day}")
    assert page.status == 200
    assert page.one(".lead").text == told
    assert len(names(page)) == int(told.split()[0])


def test_without_a_day_it_is_today_in_tokyo(browser):
    with clock.frozen_at(NOW.replace(hour=15)):  # midnight in Tokyo
        assert "on 18 February 2025" in browser.get("/countries/").one(".lead").text
        assert "on 18 February 2025" in browser.get("/countries/?on=").one(".lead").text


@pytest.mark.parametrize("typed", ["2025-02-30", "yesterday", "17.2.2025", "2025-02", "99999-01-01", "' OR 1=1"])
def test_a_day_that_does_not_exist_is_told_and_kept(browser, typed):
    with clock.frozen_at(NOW):
        page = browser.get("/countries/", query_string={"on": typed, "order": "signing"})
    assert page.status == 400
    assert "There is no such day." in page.one("#on-error").text
    assert page.one("#on")["value"] == typed
    assert len(names(page)) == 29


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("house_ja", "Azerbaijan"),
        ("signing", "Mongolia"),
        ("en_un", "Azerbaijan"),
        ("gojuon", "Azerbaijan"),
    ],
)
def test_the_order_can_be_chosen(browser, order, first):
    page = browser.get(f"/countries/?{DAY}&order={order}")
    assert names(page)[0] == first
    assert page.one("#order option[selected]")["value"] == order


def test_the_orders_differ(browser):
    found = {
        order: names(browser.get(f"/countries/?{DAY}&order={order}")) for order in ("house_ja", "signing", "en_un")
    }
    assert len({tuple(listed) for listed in found.values()}) == 3
    assert len({frozenset(listed) for listed in found.values()}) == 1


@pytest.mark.parametrize("order", ["protocol", "alphabet", "'"])
def test_an_order_that_is_not_offered_is_told(browser, order):
    page = browser.get("/countries/", query_string={"on": "2025-02-17", "order": order})
    assert page.status == 400
    assert "Not a valid choice." in page.one("#order-error").text
    assert len(names(page)) == 29


def test_names_are_those_of_the_reader_and_of_the_day(browser, app, monkeypatch):
    monkeypatch.setitem(app.extensions, "languages", [("en", "English"), ("ja", "日本語")])
    now = browser.get(f"/countries/?{DAY}&lang=ja")
    assert "ジョージア" in names(now)
    assert "モンゴル国" in now.text
    assert now.one("#order option[selected]")["value"] == "house_ja"
    assert "2013年1月8日" in now.text


def test_a_renewed_memorandum_is_one_row(browser):
    rows = {row.one("th").text: row for row in browser.get(f"/countries/?{DAY}").select("tbody tr")}
    assert rows["Viet Nam"].texts("td")[1:] == ["2 July 2013", "Hanoi", "14 October 2021"]
    before = {r.one("th").text: r for r in browser.get("/countries/?on=2021-10-13").select("tbody tr")}
    assert before["Viet Nam"].texts("td")[3] == ""


def test_the_table_costs_the_same_for_few_and_many_partners(browser, queries):
    with queries() as few:
        browser.get("/countries/?on=2013-01-08")
    with queries() as many:
        browser.get(f"/countries/?{DAY}")
    assert len(many) == len(few) == 3


def test_a_country_is_shown_with_its_names_in_all_languages_and_times(browser):
    page = browser.get("/countries/GE")
    assert page.one("h1").text == "Georgia"
    rows = [row.texts("th, td") for row in page.select("table")[1].select("tbody tr")]
    assert ["Japanese", "グルジア", "グルジア", "グルジア", "until 21 April 2015"] in rows
    assert ["Japanese", "ジョージア", "ジョージア", "ジョージア", "from 22 April 2015"] in rows
    assert {row[0] for row in rows} == {"English", "Japanese", "French", "Spanish"}


def test_a_country_is_found_by_its_code_in_small_letters(browser):
    assert browser.get("/countries/mn").one("h1").text == "Mongolia"


def test_that_a_country_is_invited_only_by_decision_is_told_to_staff_alone(browser):
    sentence = "Invite this country only by decision"
    assert sentence not in browser.get("/countries/MM").text
    assert sentence not in browser.sign_in(make_user()).get("/countries/MM").text
    assert sentence in browser.sign_in(make_user(Role.PRESS)).get("/countries/MM").text
    assert sentence not in browser.get("/countries/MN").text


def test_where_a_date_was_found_is_told_to_staff_alone(browser):
    assert "mofa.go.jp" not in browser.get("/countries/MN").text
    assert "mofa.go.jp" in browser.sign_in(make_organizer()).get("/countries/MN").text


TYPED = {"country": "PE", "signed_on": "2026-11-02", "place": "Lima", "source": "a press release"}
LATER = NOW.replace(year=2026, month=12)


@pytest.fixture
def organizer(browser):
    with clock.frozen_at(LATER):
        yield browser.sign_in(make_organizer())


def test_a_signature_makes_the_next_partner_from_its_day_on(organizer):
    before = len(Country.partners_on(date(2026, 11, 1)))
    answer = organizer.submit("/countries/instruments/new", **TYPED)
    assert answer.location == "/countries/PE"
    assert "2 November 2026" in organizer.follow(answer).text
    assert organizer.get("/countries/?on=2026-11-01").one(".lead").text == f"{before} partners on 1 November 2026"
    page = organizer.get("/countries/?on=2026-11-02&order=signing")
    assert page.one(".lead").text == f"{before + 1} partners on 2 November 2026"
    assert names(page)[-1] == "Peru"


def test_another_instrument_makes_no_partner(organizer):
    organizer.submit("/countries/instruments/new", **TYPED, kind="other")
    assert "PE" not in {country.iso2 for country in Country.partners_on(date(2026, 11, 2))}
    assert "other instrument" in organizer.get("/countries/PE").text


def test_a_renewal_supersedes_what_was_signed_before(organizer):
    organizer.submit("/countries/instruments/new", **TYPED | {"country": "MN"})
    assert [i.supersedes and i.supersedes.signed_on for i in Country.by_code("MN").instruments] == [
        None,
        date(2013, 1, 8),
    ]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("country", "JP", "Choose the other side."),
        ("country", "", "This field is required."),
        ("signed_on", "2027-01-01", "lies between 8 January 2013 and today"),
        ("signed_on", "2013-01-07", "lies between 8 January 2013 and today"),
        ("signed_on", "2026-02-30", "There is no such day."),
        ("place", "x" * 81, "longer than 80"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost(organizer, field, typed, sentence):
    page = organizer.submit("/countries/instruments/new", **TYPED | {field: typed})
    assert sentence in page.one(f"#{field}-error").text
    shown = page.form(having={"signed_on"}).filled({})
    assert {name: shown[name] for name in TYPED} == TYPED | {field: typed}


def test_the_same_instrument_twice_is_told(organizer):
    page = organizer.submit("/countries/instruments/new", **TYPED | {"country": "MN", "signed_on": "2013-01-08"})
    assert page.status == 409
    assert "entered already" in page.one("#signed_on-error").text


def test_the_form_opens_with_the_country_one_came_from(organizer):
    page = organizer.get("/countries/instruments/new?country=MN")
    assert page.one("#country option[selected]").text == "Mongolia"
