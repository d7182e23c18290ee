import pytest

from jcmevents.accounts.models import Role
from jcmevents.organizations.models import Organization
from tests.browser import Browser
from tests.factories import make_organization, make_organizer, make_user

TYPED = {
    "key": "moej",
    "name_en": "Ministry of the Environment, Japan",
    "name_ja": "環境省",
    "short_name_en": "Environment",
    "short_name_ja": "環境",
    "abbreviation": "MOEJ",
    "reading_ja": "カンキョウショウ",
    "kind": "ministry",
    "country": "JP",
    "rank": "1",
}


@pytest.fixture
def organizer(browser):
    return browser.sign_in(make_organizer())


def shown(page):
    values = page.form(having={"name_en"}).filled({})
    return {name: values.get(name, "") for name in TYPED}


def test_what_was_entered_is_stored_and_shown(organizer):
    answer = organizer.submit("/organizations/new", **TYPED)
    assert answer.location == "/organizations/moej"
    body = Organization.by_key("moej")
    assert body.names == {"en": TYPED["name_en"], "ja": TYPED["name_ja"]}
    assert body.short_names == {"en": "Environment", "ja": "環境"}
    assert (body.country_iso2, body.rank, body.kind) == ("JP", 1, "ministry")
    page = organizer.follow(answer)
    assert page.one("h1").text == TYPED["name_en"]
    assert {"環境省", "カンキョウショウ", "MOEJ", "Japan"} <= set(page.texts("dd"))
    assert shown(organizer.get("/organizations/moej/edit")) == TYPED | {"key": ""}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("key", "taken", "There is a body with this key already."),
        ("key", "MOEJ", "Use small Latin letters"),
        ("key", "new", "leads to another page"),
        ("name_en", "", "This field is required."),
        ("name_ja", "環\u202e境省", "changes the writing direction"),
        ("rank", "first", "Not a valid integer value."),
        ("rank", "0", "between 1 and 9999"),
    ],
)
def test_what_is_refused_is_told_at_its_field_and_nothing_is_lost(organizer, field, typed, sentence):
    make_organization(key="taken")
    page = organizer.submit("/organizations/new", **TYPED | {field: typed})
    assert sentence in page.one(f"#{field}-error").text
    assert shown(page) == TYPED | {field: typed.replace("\u202e", "")}


def test_an_edit_is_saved_and_may_empty_a_field(organizer):
    make_organization(key="moej", names={"en": "Old", "ja": "旧"}, country_iso2="JP", rank=4)
    organizer.submit("/organizations/moej/edit", name_en="New", name_ja="", country="", rank="")
    body = Organization.by_key("moej")
    assert (body.names, body.country_iso2, body.rank) == ({"en": "New"}, None, None)


def test_a_second_editor_sees_both_texts(organizer, app):
    make_organization(key="moej", names={"en": "Old"})
    second = Browser(app).sign_in(make_organizer())
    page = second.get("/organizations/moej/edit")
    organizer.submit("/organizations/moej/edit", name_en="First")
    clash = second.submit(page, name_en="Second")
    assert clash.texts(".clash-text") == ["First", "Second"]
    assert Organization.by_key("moej").names == {"en": "First"}


def test_press_reads_and_organizers_enter(browser):
    make_organization(key="moej")
    page = browser.sign_in(make_user(Role.PRESS)).get("/organizations/")
    assert "/organizations/new" not in {link["href"] for link in page.select("a[href]")}
    assert "/organizations/new" in {
        link["href"] for link in browser.sign_in(make_organizer()).get("/organizations/").select("a[href]")
    }


def test_the_list_costs_the_same_for_one_and_for_many(organizer, queries):
    make_organization(country_iso2="JP")
    organizer.get("/organizations/")
    with queries() as few:
        organizer.get("/organizations/")
    for _ in range(30):
        make_organization(country_iso2="ID")
    organizer.get("/organizations/")
    with queries() as many:
        assert len(organizer.get("/organizations/").select("tbody tr")) == 31
    assert len(many) == len(few)
