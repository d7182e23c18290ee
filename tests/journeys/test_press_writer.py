"""A press officer begins a release from a skeleton, inserts a fact, is stopped by the proof-reading, puts it right."""

import re

import pytest

from jcmevents.demo.accounts import known_accounts
from tests.journeys.conftest import Traveller
from tests.live import leave_by


@pytest.fixture
def writer(traveller: Traveller) -> Traveller:
    account = next(each for each in known_accounts() if each["email"].startswith("press@"))
    traveller.open("/sign-in")
    traveller.page.fill("[name=email]", account["email"])
    traveller.page.fill("[name=password]", account["password"])
    traveller.page.press("[name=password]", "Enter")
    traveller.page.wait_for_url("**/")
    return traveller


def begin(writer: Traveller, slug: str) -> str:
    """Draft a release about the demonstration meeting from the skeleton; the address of its English text."""
    writer.open("/releases/new?meeting=jcm-gp-4&lang=en")
    page = writer.page
    page.fill("[name=slug]", slug)
    page.fill("[name=released_on]", "2025-03-06")
    page.select_option("[name=skeleton]", "meeting")
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**/releases/{slug}/workspace")
    writer.look()
    return f"/releases/{slug}/texts/en/"


def rewrite(writer: Traveller, editor: str, kind: str, words: str, fact: str = "") -> None:
    """Type `words` into the first block of this kind, then insert the fact from the list where the cursor stands."""
    writer.open(editor)
    page = writer.page
    leave_by(page.locator(f".block-{kind} a", has_text="Edit").first)
    field = page.locator("main form textarea").first
    field.fill(words)
    if fact:
        page.locator(f"[data-insert='{{{fact}}}']").click()
        page.locator("[data-preview]", has_text=re.compile(r"\d")).wait_for()
    writer.look()
    leave_by(page.locator("main form button[type=submit]:has-text('Save')"))


def faults(writer: Traveller, editor: str) -> list[str]:
    writer.open(editor)
    lines = [re.sub(r"\s+", " ", line).split(" Show the ")[0] for line in writer.read(".notice li")]
    return [line for line in lines if line.startswith("fault")]


def test_release_is_written_from_a_skeleton_and_stopped_until_it_is_in_order(writer: Traveller) -> None:
    editor = begin(writer, f"written-{writer.page.viewport_size['width']}")
    assert any("XXX" in fault for fault in faults(writer, editor))
    rewrite(writer, editor, "title", "{meeting_ordinal} of the JCM Global Partnership Held")
    rewrite(writer, editor, "lead", "The Center held the {meeting_ordinal} in Tokyo, with ", "participants")
    rewrite(writer, editor, "para", "The JCM\u0421 was discussed by countries from Vietnam.")
    assert [fault for fault in faults(writer, editor) if "XXX" not in fault] == [
        "fault “JCM\u0421” mixes letters of different scripts that look alike. Type it again.",
        "fault “Vietnam” is not the name in our table: “Viet Nam”.",
    ]
    rewrite(writer, editor, "para", "The JCM was discussed.")
    rewrite(writer, editor, "closing", "The Center goes on.")
    assert faults(writer, editor) == []
    assert "with about 90 people" in writer.text


def test_blocks_are_put_in_order_by_keyboard(writer: Traveller) -> None:
    editor = begin(writer, f"ordered-{writer.page.viewport_size['width']}")
    writer.open(editor)
    before = writer.read(".blocks .block-kind")
    with writer.page.expect_response(f"**{editor}order"):
        writer.page.locator(".block-lead [data-move=up] button").press("Enter")
    assert "is number 3 of" in (writer.page.locator("[data-arrange-status]").text_content() or "")
    writer.open(editor)
    assert writer.read(".blocks .block-kind") == [before[0], before[1], before[3], before[2], *before[4:]]
