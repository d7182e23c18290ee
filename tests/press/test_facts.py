"""What each fact says, and what it says when the data for it are missing."""

from datetime import date
from typing import Any

import pytest

from jcmevents.discussion.models import SessionTheme, Theme
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.press.composing import document_of
from jcmevents.press.fact_sheet import fact_sheet
from jcmevents.press.facts import SOURCES, Facts, FactUnknown
from jcmevents.press.models import Release
from tests.factories import (
    NOW,
    make_attendee,
    make_delegation,
    make_meeting,
    make_organization,
    make_session,
)
from tests.press.releases import make_release

pytestmark = pytest.mark.usefixtures("session")


def said(release: Release, key: str, lang: str = "en") -> str:
    return Facts(release, lang).words(key)


def enter(release: Release, key: str, **values: Any) -> None:
    release.set_fact(key, by=None, at=NOW, **values)


class TestComputed:
    def test_meeting_is_told_in_both_languages(self) -> None:
        release = make_release()
        keys = ("meeting_ordinal", "meeting_days", "meeting_city", "release_date")
        assert [said(release, key, "ja") for key in keys] == [
            "第4回会合",
            "2025年2月17日～19日",
            "葉山",
            "2025年03月06日",
        ]
        assert [said(release, key) for key in keys] == [
            "Fourth Meeting",
            "17\u201319 February 2025",
            "Hayama",
            "6 March 2025",
        ]

    def test_countries_count_by_attendance_and_the_host_is_no_partner(self) -> None:
        release = make_release()
        for iso2 in ("MN", "KE", "JP"):
            make_attendee(make_delegation(release.meeting, iso2))
        assert said(release, "partners_attending") == "2 countries"
        assert said(release, "partners_total") == "29 countries"
        assert said(release, "partners_attending_of_total", "ja") == "29カ国のうち2カ国"

    def test_people_are_about_a_multiple_of_ten_or_exact_by_the_meetings_rule(self) -> None:
        release = make_release()
        delegation = make_delegation(release.meeting, seats=20)
        for _n in range(16):
            make_attendee(delegation)
        assert said(release, "participants") == "about 20 people"
        release.meeting.counting = {"round_to": 1}
        assert said(release, "participants") == "16 people"

    def test_countries_are_named_formally_then_bodies_by_their_short_names(self) -> None:
        release = make_release()
        make_attendee(make_delegation(release.meeting, "MN"))
        make_attendee(make_delegation(release.meeting, "TH"))
        bank = make_organization(names={"en": "World Bank Group"}, short_names={"en": "World Bank"}, country_iso2=None)
        make_attendee(make_delegation(release.meeting, organization=bank))
        assert said(release, "participants_list") == "Kingdom of Thailand, Mongolia, and World Bank"

    def test_themes_are_those_of_the_sessions_in_order(self) -> None:
        release = make_release()
        session = make_session(release.meeting)
        for n, label in enumerate(("solar", "wind"), start=1):
            theme = Theme(key=f"t{n}", labels={"en": label, "ja": f"{label}発電"})
            db.session.add(theme)
            SessionTheme.note(session, theme)
        assert (said(release, "themes"), said(release, "themes", "ja")) == ("solar and wind", "solar発電、wind発電等")

    def test_related_meeting_is_told_by_number_day_and_title(self) -> None:
        release = make_release()
        related = make_meeting(
            ordinal=10, titles={"en": "Tenth of them"}, start=date(2024, 11, 18), end=date(2024, 11, 18)
        )
        enter(release, "related_meeting", subject_meeting=related)
        assert said(release, "related_meeting_ordinal", "ja") == "第10回"
        assert said(release, "related_meeting_day") == "18 November 2024"
        assert said(release, "related_meeting") == "Tenth of them"

    def test_members_bear_the_earlier_of_the_two_months(self) -> None:
        release = make_release()
        enter(release, "a6ip_countries", value=86, counter="countries", as_of=date(2025, 3, 1))
        enter(release, "a6ip_institutions", value=200, counter="institutions", qualifier="over", as_of=date(2025, 1, 9))
        assert said(release, "a6ip_members", "ja") == "2025年1月現在、86カ国、200以上の機関"


class TestMissingData:
    def refused(self, release: Release, key: str) -> str:
        with pytest.raises(FactUnknown) as refusal:
            said(release, key)
        return str(refusal.value)

    def test_meeting_without_number_or_city_says_where_to_enter_them(self) -> None:
        release = make_release(meeting=make_meeting())
        assert "The meeting has no number" in self.refused(release, "meeting_ordinal")
        assert "The meeting has no city" in self.refused(release, "meeting_city")

    def test_related_meeting_that_is_not_chosen_or_has_no_number(self) -> None:
        release = make_release()
        for key in ("related_meeting", "related_meeting_ordinal", "related_meeting_day"):
            assert "Choose the related meeting" in self.refused(release, key)
        enter(release, "related_meeting", subject_meeting=make_meeting(ordinal=None))
        assert "The related meeting has no number" in self.refused(release, "related_meeting_ordinal")

    def test_release_about_no_meeting_computes_nothing_from_one(self) -> None:
        release = make_release(meeting=None)
        assert "about no meeting" in self.refused(release, "meeting_days")
        assert "about no meeting" in self.refused(release, "partners_attending")
        assert said(release, "release_date") == "6 March 2025"

    def test_nobody_present_and_no_themes(self) -> None:
        release = make_release()
        assert "Nobody is marked as present" in self.refused(release, "participants_list")
        assert "No session of the meeting has a theme" in self.refused(release, "themes")

    def test_members_need_both_numbers_and_a_day(self) -> None:
        release = make_release()
        assert "a6ip_countries" in self.refused(release, "a6ip_members")
        enter(release, "a6ip_countries", value=86, counter="countries")
        assert "a6ip_institutions" in self.refused(release, "a6ip_members")
        enter(release, "a6ip_institutions", value=200, counter="institutions")
        assert "Enter the day" in self.refused(release, "a6ip_members")

    def test_number_that_was_not_entered(self) -> None:
        assert "Enter the fact “a6ip_countries”" in self.refused(make_release(), "a6ip_countries")

    def test_unknown_fact_is_named(self) -> None:
        assert "There is no fact “weather”" in self.refused(make_release(), "weather")


class TestFilledTexts:
    @pytest.mark.parametrize(
        "typed",
        [
            "{{7*7}}",
            "%(x)s",
            "{0}",
            "{}",
            "{Meeting}",
            "{ meeting_city }",
            "{meeting-city}",
            "{{ '{' }}",
            "${x",
            "\\{a",
        ],
    )
    def test_anything_but_a_name_in_braces_stays_as_typed(self, typed: str) -> None:
        assert Facts(make_release(), "en").filled(typed) == typed

    def test_braces_around_a_name_stay_when_doubled(self) -> None:
        assert Facts(make_release(), "en").filled("{{meeting_city}}") == "{Hayama}"

    def test_names_in_the_words_of_a_fact_are_not_filled_again(self) -> None:
        release = make_release()
        enter(release, "meeting_city", overrides={"en": "{meeting_days} {x} <b>"})
        assert Facts(release, "en").filled("in {meeting_city}") == "in {meeting_days} {x} <b>"

    def test_override_counts_for_its_language_only(self) -> None:
        release = make_release()
        enter(release, "meeting_city", overrides={"en": "Hayama Town"})
        assert (said(release, "meeting_city"), said(release, "meeting_city", "ja")) == ("Hayama Town", "葉山")

    def test_gap_shows_the_name_of_what_is_missing(self) -> None:
        release = make_release(meeting=make_meeting(ordinal=4))
        assert document_of(release, "en", gaps=True).title == "Meeting held in [meeting_city]"
        with pytest.raises(RuleBroken):
            document_of(release, "en")


class TestFactSheet:
    def test_every_fact_is_listed_once_with_its_words_or_the_reason_for_none(self) -> None:
        release = make_release()
        enter(release, "jcm_projects", value=250, counter="projects", qualifier="over")
        enter(release, "participants", value=95, counter="people")
        lines = {line.key: line for line in fact_sheet(release, ("ja", "en"))}
        assert set(lines) == {*SOURCES, "a6ip_countries", "a6ip_institutions", "jcm_projects"}
        assert [each.words for each in lines["jcm_projects"].said] == ["250件以上", "at least 250 projects"]
        assert [each.words for each in lines["participants"].said] == ["95名", "95 people"]
        assert "Nobody is marked" in lines["participants_list"].said[0].fault

    def test_override_is_shown_beside_what_was_computed(self) -> None:
        release = make_release()
        enter(release, "meeting_city", overrides={"en": "Hayama Town"})
        line = next(line for line in fact_sheet(release, ("en",)) if line.key == "meeting_city")
        assert (line.said[0].words, line.said[0].computed) == ("Hayama Town", "Hayama")
