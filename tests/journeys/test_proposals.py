"""A proposal, from the phone of a head of delegation to the frozen summary in the hands of the organizer."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple

import pytest
from flask import Flask
from playwright.sync_api import Browser, ViewportSize, expect
from sqlalchemy import select

from jcmevents import clock, jobs
from jcmevents.accounts.models import User
from jcmevents.extensions import db
from jcmevents.mail.models import OutgoingMail
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import State
from jcmevents.registration.states import Capacity
from tests.factories import make_delegation, make_meeting, make_organizer, make_registration, make_session, make_user
from tests.journeys.conftest import DESK, PHONE, Traveller, travelling
from tests.live import leave_by, sign_in
from tests.record.samples import squeezed, words_of_pdf

Comes = Callable[[str, ViewportSize, User | None], Traveller]
MEETING = "/meetings/jcm-gp-5"
TITLES = {"en": "Simpler forms for small projects", "ja": "小規模案件の様式の簡素化"}
SUMMARIES = {"en": "Forms of ten pages keep small projects away.", "ja": "様式が長く、小規模案件の障害となっている。"}


class Ids(NamedTuple):
    """A session, two delegations and their people, by id: rows would keep the server from writing."""

    held: int
    kenya: int
    laos: int


@pytest.fixture
def head(session: Any) -> User:
    return make_user()


@pytest.fixture
def ids(head: User) -> Ids:
    """A meeting to which Kenya sends `head`, and the focal point of Laos is known."""
    meeting = make_meeting(slug="jcm-gp-5", titles={"en": "Fifth Meeting", "ja": "第5回会合"})
    held = make_session(meeting, titles={"en": "Rules", "ja": "ルール"})
    kenya, laos = make_delegation(meeting, "KE"), make_delegation(meeting, "LA")
    laos.revise(focal_point_email="focal@example.la", focal_point_name="Vanna", by=None, at=clock.now())
    make_registration(kenya, capacity=Capacity.HEAD, user_id=head.id).confirm(by=None, at=clock.now())
    return Ids(held.id, kenya.id, laos.id)


@pytest.fixture
def comes(live_server: str, browser_window: Browser) -> Iterator[Comes]:
    """`comes("ja", PHONE, user)`: somebody opens an own browser, and signs in if a user is given."""
    with ExitStack() as windows:

        def come(lang: str, screen: ViewportSize, user: User | None = None) -> Traveller:
            somebody = windows.enter_context(travelling(browser_window, live_server, screen))
            if user:
                sign_in(somebody.page, user)
            somebody.open(f"{MEETING}?lang={lang}")
            return somebody

        yield come


def press(somebody: Traveller, action: str) -> None:
    """Send the form that goes to `action`, and look at what comes then."""
    leave_by(somebody.page.locator(f'main form[action$="{action}"] [type=submit]:visible').first)
    somebody.look()


def send(somebody: Traveller, path: str, **fields: str) -> None:
    """Open a page, fill in its form, send it, look at what comes then."""
    somebody.open(path)
    page = somebody.page
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]")
        if field.first.evaluate("each => each.type") == "checkbox":
            page.check(f"main [name={name}][value='{value}']")
        elif field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator(f"main form:has([name={next(iter(fields))}]) [type=submit]:visible").first.click()
    page.wait_for_url(lambda url: not url.endswith(path))
    somebody.look()


def path_of(somebody: Traveller) -> str:
    return re.sub(r"^https?://[^/]+|[?#].*", "", somebody.page.url)


def enter(head: Traveller, ids: Ids) -> str:
    """The head of Kenya writes a draft, asks Laos to join, and hands it in; the address of the proposal."""
    head.follow(f"{MEETING}/proposals/")
    head.follow(door := f"{MEETING}/delegations/{ids.kenya}/proposals/")
    send(head, f"{door}new", title_en=TITLES["en"], summary_en=SUMMARIES["en"])
    path = path_of(head)
    send(head, f"{path}/joining", others=str(ids.laos))
    press(head, "/submission")
    return path


def agree(app: Flask, other: Traveller) -> None:
    """The focal point of Laos opens the link of the mail and agrees."""
    jobs.drain(app, clock.now())
    mail = select(OutgoingMail.body_text).where(OutgoingMail.to_address == "focal@example.la")
    body = db.session.scalars(mail.order_by(OutgoingMail.id.desc())).first() or ""
    db.session.rollback()
    other.open(re.findall(r"https?://[^/]+(/links/\S+)", body)[0])
    other.page.click("main form [type=submit]")
    other.page.wait_for_url(lambda url: "/links/" not in url)
    other.look()
    leave_by(other.page.get_by_role("link", name=TITLES["en"]))
    press(other, "/joining/agreed")


def translate_and_table(secretariat: Traveller, proposal: str, ids: Ids) -> None:
    translation = {"title_ja": TITLES["ja"], "summary_ja": SUMMARIES["ja"], "translated": "ja"}
    send(secretariat, f"{proposal}/edit", **translation)
    secretariat.open(f"{MEETING}/proposals/board")
    card = secretariat.page.locator("li.board-card")
    card.locator("select").select_option(str(ids.held))
    card.locator("[type=submit]").first.click()
    expect(secretariat.page.locator(f'[data-column="{ids.held}"] li.board-card')).to_have_count(1)
    secretariat.look()


def record(rapporteur: Traveller, proposal: str, ids: Ids) -> None:
    """Two points noted on the page that saves by itself, the conclusion, a follow-up."""
    page = rapporteur.page
    rapporteur.open(f"{MEETING}/sessions/{ids.held}/notes/")
    group = page.locator(f'[data-group="{proposal.rpartition("/")[2]}"]')
    for number, (text, kind, raised_by) in enumerate(
        (("Small projects need it most.", "point", ids.laos), ("A draft will be written.", "decision", 0))
    ):
        group.locator("[data-add=point]").click()
        page.keyboard.type(text)
        group.locator("select[name=kind]").nth(number).select_option(kind)
        group.locator("select[name=raised_by]").nth(number).select_option(str(raised_by))
    expect(page.locator("[data-status]")).to_have_attribute("data-status", "saved")
    rapporteur.look()
    send(rapporteur, f"{proposal}/conclusion", state="adopted", outcome_en="Adopted.", outcome_ja="採択された。")
    task = {"text_en": "Write the draft", "text_ja": "案を作成する", "owner": str(ids.kenya), "due_on": "2027-03-31"}
    send(rapporteur, f"{proposal}/follow-ups/new", **task)


def freeze(app: Flask, organizer: Traveller) -> None:
    organizer.follow(f"{MEETING}/proposals/")
    organizer.follow(f"{MEETING}/proposals/summary/")
    expect(organizer.page.locator("[data-preview]")).to_contain_text("2027")
    organizer.look()
    press(organizer, "/summary/versions")
    assert jobs.drain(app, clock.now())
    organizer.wait_for_the_work()


EXPECTED = {
    "en": (
        "Fifth Meeting: summary of proposals and discussions",
        "Simpler forms for small projects",
        "Tabled by Republic of Kenya, Lao People's Democratic Republic",
        "Status Adopted",
        "Lao PDR: Small projects need it most.",
        "Decisions A draft will be written.",
        "Outcome Adopted.",
        "Kenya: Write the draft (until 31 March 2027, to be done)",
    ),
    "ja": (
        "小規模案件の様式の簡素化",
        "ケニア共和国、ラオス人民民主共和国",
        "様式が長く、小規模案件の障害となっている。",
        "ラオス：Small projects need it most.",
        "採択された。",
        "ケニア：案を作成する",
        "2027年3月31日",
    ),
}


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_proposal_goes_from_the_head_of_a_delegation_to_the_frozen_summary(
    app: Flask, comes: Comes, head: User, ids: Ids, lang: str
) -> None:
    delegate = comes(lang, PHONE, head)
    own = enter(delegate, ids)
    agree(app, comes(lang, PHONE, None))
    proposal = f"{MEETING}/proposals/{own.rpartition('/')[2]}"
    secretariat = comes(lang, DESK, make_organizer())
    translate_and_table(secretariat, proposal, ids)
    record(comes(lang, PHONE, make_organizer()), proposal, ids)
    freeze(app, secretariat)
    for each, expected in EXPECTED.items():
        pdf = secretariat.taken(f"{MEETING}/proposals/summary/versions/1/long/{each}.pdf")
        text = squeezed(words_of_pdf(pdf))
        assert [line for line in expected if squeezed(line) not in text] == []
    short = secretariat.taken(f"{MEETING}/proposals/summary/versions/1/short/{lang}.pdf")
    assert squeezed(TITLES[lang]) in squeezed(words_of_pdf(short))
    delegate.open(own)
    assert db.session.scalars(select(Proposal.state)).all() == [State.ADOPTED]
