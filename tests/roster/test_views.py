import csv
import json
from io import StringIO

import pytest

from jcmevents.registration.answers import Answer
from jcmevents.sheet import unguarded
from tests.factories import NOW, make_delegation, make_letter, make_meeting, make_organizer, make_registration
from tests.questionnaire.fields import make_field
from tests.roster.people import HARD_NAMES, hard_meeting


@pytest.fixture
def organizer(browser):
    return browser.sign_in(make_organizer(name="Hanako"))


def names(page):
    return page.texts("tbody th a")


def test_roster_shows_names_as_typed_and_counts(organizer):
    page = organizer.get(f"/meetings/{hard_meeting().slug}/registrations/")
    assert names(page) == [f"H.E. Mr. {name}" for name in (*HARD_NAMES[1::2], *HARD_NAMES[::2])]
    n = len(HARD_NAMES)
    assert page.texts(".counts li") == [f"{n} of 100 seats taken, {100 - n} free", f"nominated {n}"]


def test_roster_selects_by_form_and_offers_files_of_the_selection(organizer):
    meeting = hard_meeting()
    form = organizer.get(f"/meetings/{meeting.slug}/registrations/")
    page = organizer.submit(form, search="ganbold", state="nominated", capacity="delegate", mode="on_site")
    assert names(page) == []
    page = organizer.submit(form, search="ганболд", state="nominated", capacity="delegate", mode="on_site")
    assert names(page) == ["H.E. Mr. Доржийн Ганболд"]
    [link] = [a["href"] for a in page.select(".exports a") if a.text == "CSV"]
    rows = list(csv.reader(StringIO(organizer.get(link).body.removeprefix("\ufeff"), newline="")))
    assert [unguarded(row[4]) for row in rows] == ["Name", "Доржийн Ганболд"]


def test_filters_in_use_are_unfolded(organizer):
    address = f"/meetings/{hard_meeting().slug}/registrations/"
    opened = {query: organizer.get(address + query).one(".more-filters").get("open") for query in ("", "?funded=yes")}
    assert opened == {"": None, "?funded=yes": ""}


def test_a_page_is_reached_from_those_above_it_and_does_not_lead_to_itself(organizer):
    meeting = hard_meeting()
    address = f"/meetings/{meeting.slug}/registrations/"
    above = ["/meetings/", f"/meetings/{meeting.slug}"]
    assert [link["href"] for link in organizer.get(address).select(".breadcrumbs a")] == above
    assert [link["href"] for link in organizer.get(f"{address}by-delegation").select(".breadcrumbs a")] == [
        *above,
        address,
    ]


@pytest.mark.parametrize(
    "query",
    [
        "state=unheard-of",
        "delegation_id=x",
        "delegation_id=999",
        "search=%08",
        "page=0",
        "lang=ja",
        "columns=x&order=y",
    ],
)
def test_selection_that_makes_no_sense_shows_everybody_or_nobody_but_no_error(organizer, query):
    page = organizer.get(f"/meetings/{make_registration().meeting.slug}/registrations/?{query}")
    assert (page.status, len(names(page)) <= 1, page.select(".field-error")) == (200, True, [])


def test_roster_of_more_than_a_page_leads_on(organizer):
    delegation = make_delegation(seats=200)
    for number in range(101):
        make_registration(delegation, full_name=f"Person {number}")
    page = organizer.get(f"/meetings/{delegation.meeting.slug}/registrations/?state=nominated")
    assert len(names(page)) == 100
    [following] = page.select(".page-list a[rel=next]")
    assert names(organizer.get(following["href"])) == ["Person 100"]


def test_roster_page_takes_as_many_queries_for_thirty_people_as_for_one(organizer, session, queries):
    def statements(meeting, page):
        slug = meeting.slug
        session.commit()
        with queries() as sent:
            assert organizer.get(f"/meetings/{slug}/registrations/{page}").status == 200
        return len(sent)

    small, large = make_meeting(), make_meeting()
    make_registration(make_delegation(small))
    for iso2 in ("MN", "BD", "VN", "LA", "ID", "KE"):
        delegation = make_delegation(large, iso2)
        for _ in range(5):
            make_registration(delegation)
    assert statements(small, "") == statements(large, "") <= 15
    assert statements(small, "by-delegation") == statements(large, "by-delegation") <= 15


@pytest.mark.parametrize(
    ("format", "media_type"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("pdf", "application/pdf"),
    ],
)
def test_file_has_a_name_and_is_kept_by_nobody(organizer, format, media_type):
    answer = organizer.get(f"/meetings/{hard_meeting().slug}/registrations/roster.{format}")
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"] == f"attachment; filename=hard-roster.{format}"
    assert answer.headers["Cache-Control"] == "no-store"


def test_file_of_an_unknown_format_is_not_found(organizer):
    assert organizer.get(f"/meetings/{make_meeting().slug}/registrations/roster.exe").status == 404


def test_json_of_the_page_names_the_selection(organizer):
    registration = make_registration()
    answer = organizer.get(f"/meetings/{registration.meeting.slug}/registrations/roster.json?state=confirmed")
    assert (json.loads(answer.body)["selection"], json.loads(answer.body)["people"]) == ({"state": "confirmed"}, [])


def test_page_in_another_language_finds_no_fault_with_the_form(organizer):
    page = organizer.get(f"/meetings/{make_registration().meeting.slug}/registrations/?lang=ja")
    assert (len(names(page)), page.select(".field-error, [aria-invalid=true]")) == (1, [])


def heads(page):
    return [head for head in page.texts("thead th") if head != "Select"]


def test_chosen_columns_and_order_are_those_of_the_page_and_of_its_files(organizer):
    delegation = make_delegation()
    for name, capacity in (("Bayar", "adviser"), ("Anu", "head")):
        make_registration(delegation, full_name=name, capacity=capacity, phone="+976 11")
    form = organizer.get(f"/meetings/{delegation.meeting.slug}/registrations/")
    page = organizer.submit(form, columns=["full_name", "capacity", "phone"])
    assert heads(page) == ["Name", "Capacity", "Phone"]
    [by_name] = [a["href"] for a in page.select("thead a") if a.text == "Name"]
    page = organizer.get(by_name)
    assert names(page) == ["Anu", "Bayar"]
    files = {a.text: organizer.get(a["href"]).body for a in page.select(".exports a") if a.text in ("CSV", "JSON")}
    rows = list(csv.reader(StringIO(files["CSV"].removeprefix("\ufeff"), newline="")))
    assert rows == [
        ["Name", "Capacity", "Phone"],
        ["Anu", "head of delegation", "'+976 11"],
        ["Bayar", "adviser", "'+976 11"],
    ]
    assert json.loads(files["JSON"])["people"][0] == {"full_name": "Anu", "capacity": "head", "phone": "+976 11"}
    [backwards] = [a["href"] for a in page.select("thead a") if a.text == "Name"]
    assert names(organizer.get(backwards)) == ["Bayar", "Anu"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("funded=yes", ["Funded"]),
        ("funded=no", ["Late", "Plain", "Visa"]),
        ("late=yes", ["Late"]),
        ("wants_visa_letter=yes", ["Visa"]),
        ("funded=yes&late=yes", []),
        ("funded=maybe", ["Funded", "Late", "Plain", "Visa"]),
    ],
)
def test_filters_show_whom_they_name(organizer, query, found):
    delegation = make_delegation(seats=9, funded_seats=3)
    for name, values in {
        "Funded": {"funded": True},
        "Late": {"late": True},
        "Plain": {},
        "Visa": {"wants_visa_letter": True},
    }.items():
        make_registration(delegation, full_name=name, **values)
    page = organizer.get(f"/meetings/{delegation.meeting.slug}/registrations/?order=full_name&{query}")
    assert names(page) == found
    assert page.texts(".counts li") == [
        "3 of 9 seats taken, 6 free",
        "funded 1 of 3",
        "nominated late 1",
        "nominated 4",
    ]


def test_by_delegation_tells_who_is_missing_in_the_order_of_the_meeting(organizer):
    meeting = make_meeting(order_policy="en_un")
    mongolia, laos = make_delegation(meeting, "MN", seats=3, funded_seats=1), make_delegation(meeting, "LA")
    make_registration(mongolia, full_name="Delegate")
    make_registration(mongolia, full_name="Head", capacity="head", funded=True)
    page = organizer.get(f"/meetings/{meeting.slug}/registrations/by-delegation")
    assert page.texts("section h2") == ["Lao PDR", "Mongolia"]
    assert page.texts("section p") == [
        *("not invited 0 of 5 seats taken", "Nobody yet."),
        "not invited 2 of 3 seats taken, 1 of 1 funded",
    ]
    assert names(page) == ["Head", "Delegate"]
    page = organizer.get(f"/meetings/{meeting.slug}/registrations/by-delegation?search=delegate")
    assert (page.texts("section h2"), names(page)) == (["Mongolia"], ["Delegate"])
    assert laos.name() == "Lao PDR"


def test_by_delegation_leads_to_the_list_where_there_are_more_people_than_it_shows(organizer):
    delegation = make_delegation(seats=30)
    for number in range(13):
        make_registration(delegation, full_name=f"Person {number}")
    page = organizer.get(f"/meetings/{delegation.meeting.slug}/registrations/by-delegation")
    assert len(names(page)) == 12
    [more] = [a["href"] for a in page.select("section p a") if a.text.startswith("All 13 people")]
    assert len(names(organizer.get(more))) == 13


def test_answers_to_the_questions_of_the_meeting_are_columns_but_sensitive_ones_are_not(organizer):
    meeting = make_meeting()
    hotel = make_field(meeting, key="hotel", labels={"en": "Hotel"})
    health = make_field(meeting, key="health", labels={"en": "Health"}, data_class="sensitive")
    delegation = make_delegation(meeting)
    anu = make_registration(delegation, full_name="Anu")
    make_registration(delegation, full_name="Bold")
    Answer.keep(anu, {"hotel": "=Grand", "health": "secret"}, fields=[hotel, health], by=None, at=NOW)
    columns = "columns=full_name&columns=answer:hotel&columns=answer:health"
    page = organizer.get(f"/meetings/{meeting.slug}/registrations/?{columns}")
    assert heads(page) == ["Name", "Hotel"]
    assert page.texts("tbody td[data-label=Hotel]") == ["=Grand", ""]
    [link] = [a["href"] for a in page.select(".exports a") if a.text == "CSV"]
    rows = list(csv.reader(StringIO(organizer.get(link).body.removeprefix("\ufeff"), newline="")))
    assert rows == [["Name", "Hotel"], ["Anu", "'=Grand"], ["Bold", ""]]
    everything = organizer.get(f"/meetings/{meeting.slug}/registrations/roster.json").body
    assert ('"answer:hotel": "=Grand"' in everything, "secret" in everything) == (True, False)


def test_people_whose_delegation_owes_a_letter_are_found(organizer):
    meeting = make_meeting()
    given, refused, none = (make_delegation(meeting, iso2) for iso2 in ("MN", "LA", "VN"))
    for delegation, name in ((given, "Given"), (refused, "Refused"), (none, "None")):
        make_registration(delegation, full_name=name)
    make_letter(given)
    make_letter(refused).ask_for_another(why="unsigned", by=None, at=NOW)
    address = f"/meetings/{meeting.slug}/registrations/?order=full_name&letter="
    assert names(organizer.get(address + "missing")) == ["None", "Refused"]
    assert names(organizer.get(address + "given")) == ["Given"]
