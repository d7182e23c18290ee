import pytest

from tests.browser import Browser
from tests.factories import make_meeting, make_organizer, make_registration, make_roster_view


@pytest.fixture
def organizer(browser):
    return browser.sign_in(make_organizer(name="Hanako"))


def address(meeting, tail=""):
    return f"/meetings/{meeting.slug}/registrations/{tail}"


def keep(organizer, meeting, query, **fields):
    page = organizer.get(address(meeting, f"?{query}"))
    [link] = [a["href"] for a in page.select(".view-links a") if a.text == "Keep this view"]
    return organizer.submit(link, **fields)


def test_view_is_kept_with_selection_columns_and_order(organizer):
    meeting = make_registration(full_name="Bold").meeting
    page = organizer.follow(
        keep(organizer, meeting, "state=nominated&columns=number&columns=full_name&order=-number", name="To confirm")
    )
    assert page.texts(".kept-views a[aria-current]") == ["To confirm"]
    assert page.texts("thead th")[-2:] == ["Number", "Name"]
    [link] = page.select(".kept-views a")
    assert organizer.get(link["href"]).texts("thead [aria-sort=descending]") == ["Number"]


def test_views_of_others_are_seen_only_when_shared_and_never_changed(app, organizer):
    meeting = make_meeting()
    shared = make_roster_view(meeting, name="Shared", shared=True)
    hidden = make_roster_view(meeting, name="Hidden")
    page = organizer.get(address(meeting, f"?view={shared.id}"))
    assert page.texts(".kept-views a") == ["Shared"]
    assert "Rename or remove this view" not in page.text
    for view in (shared, hidden):
        assert organizer.get(address(meeting, f"views/{view.id}")).status == 404
        assert organizer.post(address(meeting, f"views/{view.id}/removal")).status == 404


def test_view_is_renamed_shared_and_removed(app, organizer):
    meeting = make_registration().meeting
    keep(organizer, meeting, "state=nominated", name="Mine")
    colleague = Browser(app).sign_in(make_organizer())
    assert colleague.get(address(meeting)).texts(".kept-views a") == []
    page = organizer.get(address(meeting))
    page = organizer.get(page.one(".kept-views a")["href"])
    [edit] = [a["href"] for a in page.select(".view-links a") if a.text == "Rename or remove this view"]
    organizer.submit(edit, name="Ours", shared=True)
    assert colleague.get(address(meeting)).texts(".kept-views a") == ["Ours"]
    organizer.submit(edit, confirmed=True)
    assert organizer.get(address(meeting)).texts(".kept-views a") == []


def test_two_views_of_one_person_have_two_names(organizer):
    meeting = make_registration().meeting
    keep(organizer, meeting, "state=nominated", name="Mine")
    page = keep(organizer, meeting, "state=confirmed", name="Mine")
    assert (page.status, page.texts(".field-error")) == (409, ["Error: You have a view of this name already."])
    assert page.one("[name=arguments]")["value"] == "state=confirmed"
