"""The organizers' steps: pages, mails, corrections."""

import pytest
from sqlalchemy import select

from jcmevents.mail.models import OutgoingMail
from jcmevents.registration.corrections import corrections_of
from jcmevents.registration.models import Registration
from jcmevents.registration.states import State
from tests.factories import NOW, make_delegation, make_meeting, make_organizer, make_registration

NOTHING = "This field is required."


@pytest.fixture
def organizer(browser):
    return browser.sign_in(make_organizer(name="Hanako"))


@pytest.fixture
def registration(session):
    return make_registration(full_name="Tuul", email="tuul@example.org")


def address(registration, tail=""):
    return f"/meetings/{registration.meeting.slug}/registrations/{registration.number}{tail}"


def take(organizer, registration, noun, **fields):
    return organizer.submit(address(registration, f"/{noun}"), **{"why": "", **fields})


def mails(session):
    return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_person_page_offers_the_steps_that_are_possible(organizer, registration):
    assert organizer.get(address(registration)).texts(".next-steps a") == [
        *("Confirm", "Form is complete", "Put on the waiting list", "Ask for a correction", "Decline", "Withdraw"),
        "Replace by another person",
    ]
    registration.withdraw(by=None, at=NOW)
    assert organizer.get(address(registration)).texts(".next-steps a") == ["Confirm"]
    registration.state = State.WAITLISTED
    assert organizer.get(address(registration)).texts(".next-steps a") == [
        *("Confirm", "Promote from the waiting list", "Decline", "Withdraw"),
        "Replace by another person",
    ]


@pytest.mark.parametrize(
    ("noun", "state", "subject"),
    [
        ("confirmation", State.CONFIRMED, "is confirmed"),
        ("submission", State.SUBMITTED, "Your registration"),
        ("waitlisting", State.WAITLISTED, "is on the waiting list"),
        ("correction-request", State.NEEDS_CORRECTION, "Please correct"),
        ("refusal", State.DECLINED, "could not be accepted"),
        ("withdrawal", State.WITHDRAWN, "has been withdrawn"),
    ],
)
def test_step_is_told_by_its_mail_with_the_reason(organizer, session, registration, noun, state, subject):
    answer = take(organizer, registration, noun, why="The letter\nis missing.")
    assert (answer.location, registration.state) == (address(registration), state)
    [mail] = mails(session)
    assert subject in mail.subject
    page = organizer.get(address(registration))
    assert (page.texts(".timeline-who")[0], page.texts(".timeline-note")) == ("Hanako", ["The letter is missing."])
    assert page.texts("tbody th") == [mail.subject]
    assert page.texts("tbody .status") == ["waiting"]


def test_mail_is_shown_before_it_is_sent_and_goes_out_as_the_organizer_left_it(organizer, session, registration):
    page = organizer.get(address(registration, "/confirmation"))
    assert page.one("[name=subject]")["value"].startswith(f"Your registration {registration.number} is confirmed")
    assert "Dear Tuul," in page.one("[name=body]").text
    organizer.submit(page, subject="Welcome", body="Dear Tuul,\n\nbring an umbrella. {page}")
    [mail] = mails(session)
    assert mail.subject == "Welcome"
    assert mail.body_text == (
        "Dear Tuul,\n\nbring an umbrella. "
        f"http://localhost/meetings/{registration.meeting.slug}/registration/{registration.number}\n"
    )


def test_preview_shows_the_whole_mail_and_changes_nothing(organizer, session, registration):
    page = organizer.submit(address(registration, "/refusal"), why="The hall is full.", preview="Preview")
    assert "The hall is full." in page.one(".mail-body").text
    assert (registration.state, mails(session)) == ("nominated", [])
    assert page.one("[name=why]").text.strip() == "The hall is full."


def test_step_without_a_mail_needs_the_reason_for_it(organizer, session, registration):
    page = take(organizer, registration, "confirmation", mail="none")
    assert page.texts(".error-summary li") == ["Why no mail: Say why nobody is told."]
    take(organizer, registration, "confirmation", mail="none", no_mail_because="Told by phone.")
    assert (registration.state, mails(session)) == ("confirmed", [])
    assert organizer.get(address(registration)).texts(".timeline-note") == ["No mail: Told by phone."]


def test_unknown_placeholder_comes_back_with_everything_typed(organizer, session, registration):
    page = take(organizer, registration, "confirmation", body="Dear {nmae}", why="Agreed.")
    [error] = page.texts(".field-error")
    assert "There is no placeholder {nmae}" in error
    assert (page.one("[name=why]").text.strip(), registration.state) == ("Agreed.", "nominated")


@pytest.mark.parametrize("noun", ["refusal", "withdrawal"])
def test_step_that_needs_a_reason_is_taken_only_with_one(organizer, registration, noun):
    page = take(organizer, registration, noun, why="   ")
    assert (page.texts(".error-summary li"), registration.state) == ([f"Reason: {NOTHING}"], "nominated")


def test_impossible_step_leads_back_or_is_refused_with_the_reason(organizer, registration):
    form = organizer.get(address(registration, "/refusal"))
    registration.withdraw(by=None, at=NOW)
    assert organizer.get(address(registration, "/refusal")).location == address(registration)
    page = organizer.submit(form, why="Too late.")
    assert (page.status, registration.state) == (409, "withdrawn")
    assert page.texts(".error-summary li") == ["Tuul is “withdrawn” now; this step is not possible from there."]


def test_correction_names_the_fields_and_the_person_reads_what_is_wrong(organizer, session, registration):
    take(
        organizer,
        registration,
        "correction-request",
        asks_reading=True,
        note_function="In English, please.",
        note_unit="  ",
    )
    assert corrections_of(registration) == {"reading": "Please check.", "function": "In English, please."}
    [mail] = mails(session)
    assert "- Reading: Please check.\n- Function: In English, please.\n" in mail.body_text
    page = organizer.get(address(registration))
    assert page.texts("h2")[1] == "To be corrected"
    registration.submit(by=None, at=NOW)
    assert corrections_of(registration) == {}


def test_correction_of_nothing_is_refused(organizer, registration):
    page = take(organizer, registration, "correction-request")
    [error] = page.texts(".error-summary li")
    assert "Name at least one field" in error
    assert registration.state == "nominated"


def test_person_without_any_address_is_told_nothing_and_the_page_says_so(organizer, session):
    registration = make_registration()
    page = organizer.get(address(registration, "/confirmation"))
    assert "No mail address is known" in page.text
    organizer.submit(page, no_mail_because="Told in person.")
    assert (registration.state, mails(session)) == ("confirmed", [])


def test_organizer_puts_another_person_in_the_place_and_both_are_told(organizer, session, registration):
    registration.funded = registration.delegation.funded_seats = 1
    registration.delegation.seats = 1
    answer = organizer.submit(
        address(registration, "/replacement"), full_name="Oyun", email="oyun@example.org", why="Tuul is ill."
    )
    page = organizer.follow(answer)
    assert (page.texts("h1"), page.texts(".notice a")) == (["Oyun"], ["Tuul"])
    successor = session.scalar(select(Registration).where(Registration.slot_of_id == registration.id))
    assert (registration.state, successor.state, successor.funded) == ("withdrawn", "nominated", True)
    assert successor.position == registration.position
    told = [(mail.to_address, mail.template) for mail in mails(session)]
    assert told == [
        ("tuul@example.org", "registration_replaced"),
        ("oyun@example.org", "registration_nominated"),
    ]
    assert "Tuul is ill." in mails(session)[0].body_text


def test_who_has_given_up_the_slot_is_not_replaced(organizer, registration):
    registration.withdraw(by=None, at=NOW)
    page = organizer.get(address(registration, "/replacement"))
    assert (page.status, "cannot be replaced" in page.text) == (409, True)


def test_person_page_leads_from_one_to_the_other_of_a_replacement(organizer):
    first = make_registration(full_name="Tuul")
    second = make_registration(first.delegation, full_name="Oyun")
    second.slot_of_id = first.id
    for registration, other in ((first, "Oyun"), (second, "Tuul")):
        assert other in organizer.get(address(registration)).texts(".notice a")


def test_wordings_are_changed_per_language_and_shown_with_invented_values(organizer, session, registration):
    slug = registration.meeting.slug
    page = organizer.get(f"/meetings/{slug}/registrations/mails/confirmed/en")
    assert "Dear Ms. Example," in page.texts(".mail-body")[0]
    page = organizer.submit(page, body="Dear {name}, come to {place}!", preview="Preview")
    assert page.texts(".mail-body")[0].startswith("Dear Ms. Example, come to")
    organizer.submit(page, body="Dear {name}, come!")
    index = organizer.get(f"/meetings/{slug}/registrations/mails")
    assert index.texts(".status") == ["own wording"]
    take(organizer, registration, "confirmation")
    assert mails(session)[0].body_text == "Dear Tuul, come!\n"


def test_wording_with_an_unknown_placeholder_is_refused(organizer, registration):
    path = f"/meetings/{registration.meeting.slug}/registrations/mails/confirmed/ja"
    page = organizer.submit(path, subject="{config}")
    assert "There is no placeholder {config}" in page.texts(".field-error")[0]
    assert organizer.get(path.replace("/ja", "/xx")).status == 404


def test_person_page_takes_as_many_queries_for_many_steps_as_for_one(organizer, session, queries):
    delegation = make_delegation(make_meeting(), seats=9)
    short, long = (make_registration(delegation, email=f"p{n}@example.org") for n in range(2))
    take(organizer, short, "confirmation")
    for _ in range(5):
        take(organizer, long, "correction-request", why="Again.")
        take(organizer, long, "submission")
    counts = []
    for registration in (short, long):
        path = address(registration)
        session.commit()
        with queries() as sent:
            assert organizer.get(path).status == 200
        counts.append(len(sent))
    assert counts[1] <= counts[0] + 1
