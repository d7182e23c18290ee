"""A visitor reads the meeting from the front page on, in each language, at a desk and on a phone."""

import pytest

from jcmevents.factory import languages
from jcmevents.meetings.models import Meeting
from tests.journeys.conftest import Traveller

HOME = "/meetings/jcm-gp-4"


@pytest.mark.parametrize("lang", [code for code, _name in languages() if code in ("en", "ja")])
def test_visitor_reads_the_meeting(traveller: Traveller, demo: Meeting, lang: str) -> None:
    traveller.open(f"/?lang={lang}")
    assert traveller.page.get_attribute("html", "lang") == lang
    assert [value.split()[-1] for value in traveller.read(".result .stat-value")][0] == "19"
    traveller.follow(HOME)
    assert traveller.read("h1") == [demo.titles[lang]]
    traveller.follow(f"{HOME}/agenda")
    assert {"en": "Sharing of country experiences", "ja": "各国の経験共有"}[lang] in traveller.text
    assert "14:00" in traveller.text
    traveller.follow(f"{HOME}/proposals/")
    assert {"en": "green hydrogen production", "ja": "グリーン水素製造"}[lang] in traveller.text
    traveller.follow(f"{HOME}/participants")
    assert {"en": "Republic of Palau", "ja": "パラオ共和国"}[lang] in traveller.text


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_visitor_searches_the_proposals_of_all_meetings(traveller: Traveller, lang: str) -> None:
    traveller.open(f"/?lang={lang}")
    traveller.follow("/proposals/")
    assert len(traveller.read(".found > li")) == 3
    assert len(traveller.read(".chart-label")) == 11
    traveller.page.fill("[name=search]", {"en": "guidelines", "ja": "ｶﾞｲﾄﾞﾗｲﾝ"}[lang])
    traveller.page.click(".selection button[type=submit]")
    traveller.page.wait_for_url("**search=*")
    traveller.look()
    assert len(traveller.read(".found > li")) == 1
    assert {"en": "Kingdom of Thailand", "ja": "タイ王国"}[lang] in traveller.text
    assert traveller.taken("/proposals/proposals.xlsx").startswith(b"PK")
    assert traveller.taken("/proposals/proposals.json").count(b'"meeting": "jcm-gp-4"') == 1


def test_visitor_reads_the_release_and_takes_it_along(traveller: Traveller) -> None:
    traveller.open("/?lang=en")
    traveller.follow("/releases/jcm-gp-4")
    assert "19 of the 29 JCM partner countries" in traveller.text
    traveller.page.locator("a[hreflang=ja]:visible", has_text="日本語").last.click()
    traveller.page.get_by_text("29カ国のうち19カ国").wait_for()
    traveller.look()
    assert traveller.taken("/releases/jcm-gp-4.pdf").startswith(b"%PDF")
    assert "29カ国のうち19カ国" in traveller.taken("/releases/jcm-gp-4.txt").decode()


def test_visitor_takes_files_along(traveller: Traveller) -> None:
    traveller.open(f"{HOME}/agenda")
    assert traveller.taken(f"{HOME}/agenda.ics").startswith(b"BEGIN:VCALENDAR")
    assert traveller.taken(f"{HOME}/agenda.pdf").startswith(b"%PDF")
    traveller.open(f"{HOME}/proposals/")
    assert traveller.taken(f"{HOME}/proposals/summary.pdf").startswith(b"%PDF")


def test_visitor_is_led_to_the_sign_in_page_where_staff_only_may_look(traveller: Traveller) -> None:
    traveller.page.goto(f"{HOME}/registrations/")
    assert "/sign-in" in traveller.page.url
    traveller.look()
