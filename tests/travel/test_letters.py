"""The letters: what they say in Japanese and English, who gets which, how they are kept."""

import re
import subprocess
from datetime import date

import pytest
from sqlalchemy import select

from jcmevents.audit import AuditEntry
from jcmevents.document import plain_text, render
from jcmevents.errors import RuleBroken
from jcmevents.files.store import FileStore
from jcmevents.travel.issuing import VisaLetter
from jcmevents.travel.letters import Applicant, Head, LetterKind, letter
from jcmevents.travel.passports import PassportReading
from jcmevents.travel.signatory import Signatory
from tests.factories import NOW, make_delegation, make_meeting
from tests.travel.travellers import (
    CANARY,
    SIGNED,
    make_clerk,
    make_passport,
    make_request,
    make_signatory,
    make_traveller,
)

HEAD = Head("A6IPC-V-2025-00007", date(2025, 1, 20), ("Hanako", "desk@example.org"), Signatory(**SIGNED))
INVITATION, GUARANTEE, SCHEDULE, APPLICANTS = LetterKind


def said(kind, lang, *requests):
    applicants = [Applicant(request, make_passport()) for request in requests]
    return plain_text(letter(kind, applicants, HEAD, lang)).splitlines()


@pytest.fixture
def request_(session):
    places = {
        "venues": {"en": "Hayama Centre", "ja": "葉山センター"},
        "cities": {"en": "Hayama", "ja": "神奈川県葉山町"},
    }
    titles = {"en": "4th Meeting", "ja": "第4回会合"}
    delegation = make_delegation(make_meeting(titles=titles, **places), seats=9, funded_seats=9)
    details = {"function": "Deputy Director", "unit": "Ministry of Environment", "funded": True}
    return make_request(make_traveller(delegation=delegation, full_name="Suharto", **details), checked=True)


def test_invitation_in_japanese(request_):
    told = said(INVITATION, "ja", request_)
    assert told[:6] == [
        "パリ協定6条実施パートナーシップ(A6IP)センター",
        "公益財団法人地球環境戦略研究機関(IGES)",
        "文書番号 A6IPC-V-2025-00007",
        "2025年1月20日",
        "在モンゴル日本国大使 / 総領事 殿",
        "招へい理由書",
    ]
    for pair in (
        ["招へい目的", "第4回会合(2025年2月17日～19日、神奈川県葉山町 葉山センター)への参加"],
        ["滞在期間", "2025年2月16日～20日(4泊)"],
        ["費用の負担", "渡航費及び滞在費は、主催者が負担します(別添身元保証書のとおり)。"],
        ["国籍", "モンゴル"],
        ["氏名(旅券記載のとおり)", "Suharto"],
        ["性別", "女"],
        ["生年月日", "1980年5月4日"],
        ["旅券番号(種類)", f"{CANARY} (一般旅券)"],
        ["旅券有効期間満了日", "2031年3月1日"],
    ):
        assert told[told.index(pair[0]) + 1] == pair[1]


def test_invitation_in_english(request_):
    told = said(INVITATION, "en", request_)
    assert told[2:6] == [
        "No. A6IPC-V-2025-00007",
        "20 January 2025",
        "To the Ambassador or Consul-General of Japan in Mongolia",
        "Letter of Invitation",
    ]
    for pair in (
        ["Purpose of the visit", "To take part in 4th Meeting, 17–19 February 2025, Hayama Centre, Hayama"],
        ["Period of stay", "16–20 February 2025 (nights: 4)"],
        ["Position", "Deputy Director, Ministry of Environment"],
        ["Passport number (kind)", f"{CANARY} (ordinary)"],
        ["Passport issued", "2 March 2021 (Mongolia)"],
    ):
        assert told[told.index(pair[0]) + 1] == pair[1]


def test_invitation_says_who_pays(session):
    told = said(INVITATION, "en", make_request(make_traveller(), checked=True))
    assert "The applicant or the sending organization bears the cost of the journey and of the stay." in told


def test_guarantee_has_its_three_points(request_):
    japanese, english = said(GUARANTEE, "ja", request_), said(GUARANTEE, "en", request_)
    assert [japanese[5], *japanese[7:10]] == ["身元保証書", "滞在費", "帰国旅費", "法令の遵守"]
    assert english[5] == "Letter of Guarantee"
    assert "Observance of the laws of Japan" in english


def test_schedule_has_every_day_from_arrival_to_departure(request_):
    told = said(SCHEDULE, "ja", request_)
    days = told[told.index("宿泊先") + 1 :]
    lodging = "Hotel Hayama, 1-1 Horiuchi, Hayama"
    assert days[:14] == [
        *("2025年2月16日", "日本到着", lodging),
        *("2025年2月17日", "第4回会合", "神奈川県葉山町 葉山センター", "同上"),
        *("2025年2月18日", "第4回会合", "同上", "同上"),
        *("2025年2月19日", "第4回会合", "同上"),
    ]
    assert days[15:17] == ["2025年2月20日", "日本出発"]


def test_list_names_everybody_in_order(request_):
    other = make_request(make_traveller(delegation=request_.registration.delegation, full_name="Tuul"), checked=True)
    told = said(APPLICANTS, "en", request_, other)
    assert (
        "The following people (2) ask for visas in order to take part in 4th Meeting, 17–19 February 2025, " in told[6]
    )
    row = told.index("Tuul")
    assert told[row - 2 : row + 5] == ["2", "Mongolia", "Tuul", "female", "4 May 1980", "not stated", CANARY]


def test_letter_is_kept_sealed_with_number_date_and_who(request_, app):
    clerk = make_clerk()
    first = VisaLetter.issue(INVITATION, [request_], lang="ja", by=clerk, at=NOW)
    second = VisaLetter.issue(INVITATION, [request_], lang="ja", by=clerk, at=NOW)
    assert [first.number, second.number] == ["A6IPC-V-2025-00001", "A6IPC-V-2025-00002"]
    assert (first.issued_by, first.issued_at, request_.state) == (clerk, NOW, "issued")
    assert {letter.id for letter in request_.letters} == {first.id, second.id}
    stored = FileStore.of_app().read(first.file.name)
    assert not stored.startswith(b"%PDF")
    content = first.read(by=clerk, at=NOW)
    command = ["pdftotext", "-", "-"]
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    assert CANARY in text
    assert "招へい理由書" in text


def test_making_and_opening_a_letter_is_noted_as_reading(request_, session):
    clerk = make_clerk()
    made = VisaLetter.issue(SCHEDULE, [request_], lang="en", by=clerk, at=NOW)
    made.read(by=clerk, at=NOW)
    session.commit()
    readings = session.scalars(PassportReading.of(request_.registration)).all()
    assert [reading.reason for reading in readings] == [made.number, made.number]
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.object_type == "visa_letter")).all()
    assert actions == ["visa_letter.issue", "visa_letter.read"]


def test_guarantee_is_refused_where_the_host_does_not_pay(session):
    request = make_request(make_traveller(full_name="Tuul"), checked=True)
    with pytest.raises(RuleBroken, match="only where the host pays for the journey; Tuul has no funded seat"):
        VisaLetter.issue(GUARANTEE, [request], lang="en", by=make_clerk(), at=NOW)


def test_letters_wait_for_check_and_confirmation(session):
    unchecked, unconfirmed = make_request(), make_request(checked=True)
    unconfirmed.registration.send_back(why="photo", by=None, at=NOW)
    for request, why in ((unchecked, "Check the passport"), (unconfirmed, "is not confirmed")):
        with pytest.raises(RuleBroken, match=why):
            VisaLetter.issue(INVITATION, [request], lang="en", by=make_clerk(), at=NOW)


def test_letters_are_for_meetings_in_japan(session):
    abroad = make_delegation(make_meeting(country_iso2="TH"), seats=5)
    with pytest.raises(RuleBroken, match="in Japan only"):
        VisaLetter.issue(
            INVITATION,
            [make_request(make_traveller(delegation=abroad), checked=True)],
            lang="en",
            by=make_clerk(),
            at=NOW,
        )


def test_name_that_no_font_can_draw_is_told_rather_than_printed_as_boxes(session):
    request = make_request(make_traveller(full_name="Tuul \ue000"), checked=True)
    with pytest.raises(RuleBroken, match="No font of this system"):
        VisaLetter.issue(INVITATION, [request], lang="en", by=make_clerk(), at=NOW)


def test_file_goes_with_the_passport_and_the_letter_stays_known(request_, session):
    made = VisaLetter.issue(INVITATION, [request_], lang="en", by=make_clerk(), at=NOW)
    session.commit()
    name = made.file.name
    request_.refuse(why="Not invited", by=None, at=NOW)
    session.commit()
    assert (made.file_id, made.number in {letter.number for letter in request_.letters}) == (None, True)
    assert name not in dict(FileStore.of_app().names())
    with pytest.raises(RuleBroken, match="deleted with the passport"):
        made.read(by=make_clerk(), at=NOW)


@pytest.mark.parametrize(
    ("lang", "pairs"),
    [
        (
            "ja",
            [
                ("住所", "神奈川県葉山町上山口2108-11"),
                ("電話番号", "+81 46 855 3700"),
                ("役職・氏名", "センター長　葉山 花子"),
            ],
        ),
        ("ja", [("電話番号", "+81 46 855 3700"), ("担当者", "Hanako, desk@example.org")]),
        ("en", [("Address", "2108-11 Kamiyamaguchi, Hayama, Japan"), ("Name and title", "Hanako HAYAMA, Director")]),
    ],
)
def test_every_letter_names_its_signatory_and_the_address(request_, lang, pairs):
    for kind in LetterKind:
        told = said(kind, lang, request_)
        for label, text in pairs:
            assert told[told.index(label) + 1] == text


@pytest.mark.parametrize("missing", ["names", "positions", "addresses", "phone"])
def test_no_letter_goes_out_without_signatory_or_address(request_, missing):
    make_signatory(request_.registration.meeting, **{missing: "" if missing == "phone" else {"en": "only in English"}})
    with pytest.raises(RuleBroken, match="Enter first who signs the letters in this language"):
        VisaLetter.issue(INVITATION, [request_], lang="ja", by=make_clerk(), at=NOW)


def test_signatory_of_the_last_meeting_signs_for_the_next_until_somebody_else_does(session):
    first, second = make_meeting(), make_meeting()
    make_signatory(first)
    assert Signatory.of(second).signature("en") == "Hanako HAYAMA, Director"
    make_signatory(second, names={"en": "Taro"}, positions={})
    assert [Signatory.of(meeting).signature("en") for meeting in (first, second)] == ["Hanako HAYAMA, Director", "Taro"]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("kind", [INVITATION, GUARANTEE])
def test_letter_about_one_person_fits_on_one_page(request_, kind, lang):
    content = render(letter(kind, [Applicant(request_, make_passport())], HEAD, lang), "pdf")
    command = ["pdfinfo", "-"]
    told = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    assert re.search(r"Pages: +1\n", told)
