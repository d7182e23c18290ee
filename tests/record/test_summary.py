"""The summary of the proposals: what it tells, what it keeps to itself, the same in every format."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
import html5lib
import pytest
from docx.oxml.ns import qn
from flask_babel import force_locale

from jcmevents.agenda.models import Session
from jcmevents.document import Document, plain_text, render
from jcmevents.document.runs import flat
from jcmevents.extensions import db
from jcmevents.meetings.models import Meeting
from jcmevents.proposals.models import Proposal
from jcmevents.proposals.states import State
from jcmevents.record.proceedings import Proceedings
from jcmevents.record.summary import summary_document
from tests.factories import NOW, make_delegation, make_meeting, make_proposal, make_session
from tests.record.samples import a_meeting_held, squeezed, table, words_of_pdf

pytestmark = pytest.mark.usefixtures("session")

LATER = datetime(2025, 3, 6, tzinfo=UTC)


def summary(meeting: Meeting, **options: Any) -> Document:
    db.session.flush()
    db.session.expire_all()
    return summary_document(meeting, Proceedings.of(meeting), LATER, **options)


def text_of(meeting: Meeting, **options: Any) -> str:
    return plain_text(summary(meeting, **options))


def lines_after(text: str, line: str, count: int) -> list[str]:
    lines = text.splitlines()
    return lines[lines.index(line) + 1 :][:count]


def test_summary_tells_what_was_put_on_the_table() -> None:
    text = text_of(a_meeting_held())
    assert lines_after(text, "(1) Open proposal", 11) == [
        *("Kind", "Proposal", "Tabled by", "Mongolia", "Status", "Tabled", "Summary of Open proposal."),
        *("Points discussed", "Georgia: Open point.", "Outcome", "Open outcome."),
    ]


def test_summary_tells_of_sessions_with_themes_and_recommendations() -> None:
    text = text_of(a_meeting_held())
    assert lines_after(text, "Session 1: Rules", 5) == [
        *("Time", "17 February 2025, 09:30–11:00", "Themes", "Floating solar power", "What was reported."),
    ]
    assert lines_after(text, "Recommendations", 1) == ["Private funds are needed."]


def test_summary_opens_with_title_days_place_and_organizer() -> None:
    text = text_of(a_meeting_held())
    assert text.splitlines()[:5] == [
        "Fourth Meeting: summary of proposals and discussions",
        "17–19 February 2025",
        "Tokyo, Japan",
        "6 March 2025",
        "The Center",
    ]
    assert lines_after(text, "Partner countries", 5) == [
        "2 of 29",
        "Participants",
        "about 10",
        "Proposals and reports",
        "2",
    ]


def test_sponsors_stand_under_their_official_names() -> None:
    meeting = make_meeting()
    proposal = table(meeting, make_session(meeting), "Rules", make_delegation(meeting, "VN"))
    proposal.sponsor(make_delegation(meeting, "LA"))
    assert "Socialist Republic of Viet Nam, Lao People's Democratic Republic" in text_of(meeting)


def test_chatham_house_session_leaves_no_name_and_no_attribution() -> None:
    text = text_of(a_meeting_held(), with_participants=True)
    told = text[text.index("(2) Quiet proposal") : text.index("Participating delegations")]
    assert "Quiet point." in told
    assert "Quiet outcome." in told
    assert "Quiet remark." in text
    assert not {"Georgia", "Mongolia", "Tabled by"} & set(re.findall(r"Tabled by|\w+", told))
    assert "Georgia: Quiet remark." not in text
    session_told = text[text.index("\nFrank words\nTime") : text.index("\nBilateral talks\nTime")]
    assert "YAMADA Haruo" not in session_told
    assert "Chatham House Rule" in session_told


def test_closed_session_leaves_title_and_time_only() -> None:
    text = text_of(a_meeting_held(), with_participants=True)
    assert lines_after(text, "Bilateral talks", 4) == [
        *("Time", "17 February 2025, 09:30–11:00", "Record", "Closed session: nothing is reported."),
    ]
    assert "Secret " not in text
    assert text.count("Bilateral talks") == 2  # among the sessions and in the agenda


def test_nothing_closed_or_unattributed_is_in_the_proceedings_at_all() -> None:
    _open, quiet, closed = Proceedings.of(a_meeting_held()).sessions
    assert {point.raised_by for point in (*quiet.points, *quiet.proposals[0].points)} == {None}
    assert quiet.proposals[0].sponsors == ()
    assert (closed.themes, closed.points, closed.items, closed.proposals, dict(closed.summaries)) == (
        (),
        (),
        (),
        (),
        {},
    )


def test_draft_and_withdrawn_proposals_are_not_told() -> None:
    meeting = make_meeting()
    session = make_session(meeting)
    table(meeting, session, "Kept")
    make_proposal(meeting, titles={"en": "Draft"})
    table(meeting, session, "Withdrawn").conclude(State.WITHDRAWN, {}, by=None, at=NOW)
    text = text_of(meeting)
    assert ("(1) Kept" in text, "Draft" in text, "Withdrawn" in text) == (True, False, False)


def test_proposals_are_numbered_in_the_order_in_which_they_are_told() -> None:
    meeting = make_meeting()
    first, second = make_session(meeting), make_session(meeting)
    for session, title in ((None, "Nowhere"), (second, "Later"), (first, "Earlier")):
        table(meeting, session, title)
    text = text_of(meeting)
    positions = [text.index(words) for words in ("(1) Earlier", "(2) Later", "Outside of the sessions", "(3) Nowhere")]
    assert positions == sorted(positions)


def test_delegations_stand_in_the_order_of_the_meeting() -> None:
    assert lines_after(text_of(a_meeting_held()), "Participating delegations", 6) == [
        *("JCM partner countries (2)", "Georgia, Mongolia", "Japan (1)", "Ministry of the Environment"),
        *("Secretariat (1)", "The Center"),
    ]


def test_visitors_version_names_nobody() -> None:
    text = text_of(a_meeting_held())
    people = ("Munkhbat", "Oyungerel Tsend", "Nino Beridze", "SATO Kenji", "Staff Member", "YAMADA Haruo")
    assert [name for name in people if name in text] == []
    assert "Annex 2" not in text


def test_staff_version_names_those_who_consented_and_moderators() -> None:
    text = text_of(a_meeting_held(), with_participants=True)
    assert lines_after(text, "Moderator", 1) == ["YAMADA Haruo"]
    assert lines_after(text, "Munkhbat", 1) == ["and 1 further participant"]
    assert "Nobody Named" not in text


def test_summary_speaks_japanese_where_there_is_japanese_and_marks_what_is_not() -> None:
    meeting = a_meeting_held()
    with force_locale("ja"):
        document = summary(meeting)
        assert (document.lang, document.running_head) == ("ja", "第4回会合")
        page = render(document, "html").decode()
    assert "浮体式太陽光発電" in page
    assert "ジョージア、モンゴル国" in page
    assert '<span lang="en">Summary of Open proposal.</span>' in page


def test_demonstration_says_so_on_its_cover_and_in_every_margin() -> None:
    document = summary(a_meeting_held(is_demonstration=True))
    assert document.notice == document.number == "Demonstration data: persons and details invented"


def test_real_meeting_has_no_notice() -> None:
    document = summary(a_meeting_held())
    assert (document.notice, document.number) == ("", "")


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_formats_say_the_same(lang: str) -> None:
    meeting = a_meeting_held()
    with force_locale(lang):
        document = summary(meeting, with_participants=True)
        expected = squeezed(plain_text(document))
        tree = html5lib.parse(render(document, "html").decode(), namespaceHTMLElements=False)
        word = docx.Document(BytesIO(render(document, "docx")))
        pdf = render(document, "pdf")
    article = tree.find(".//article")
    contents = squeezed("".join(tree.find(".//nav").itertext()))
    assert squeezed("".join(article.itertext())).replace(contents, "", 1) == expected
    in_word = squeezed("".join(each.text or "" for each in word.element.body.iter(qn("w:t"))))
    assert in_word.replace(contents, "", 1) == expected
    assert without_contents(squeezed(words_of_pdf(pdf)), document) == expected


def without_contents(said: str, document: Document) -> str:
    """The words of a PDF without its table of contents, which has page numbers in it."""
    first, last = (re.escape(squeezed(flat(document.contents[n].text))) for n in (0, -1))
    return re.sub(rf"(Contents|目次){first}[.\d].*?{last}\.*\d+(?={first})", "", said, count=1)


def test_summary_takes_as_many_queries_for_one_proposal_as_for_a_hundred(queries: Callable[[], Any]) -> None:
    counts = []
    for size in (1, 100):
        meeting = make_meeting()
        sponsors = [make_delegation(meeting, iso2) for iso2 in ("MN", "GE", "VN")]
        for n in range(size):
            session = make_session(meeting) if n % 10 == 0 else session  # noqa: F821 - the first round makes one
            proposal = table(meeting, session, f"Proposal {n}", sponsors[n % 3])
            proposal.add_point({"en": "A point."}, raised_by=sponsors[(n + 1) % 3])
        db.session.flush()
        db.session.expire_all()
        meeting.days  # noqa: B018 - loaded before counting, as in a request
        with queries() as statements:
            summary_document(meeting, Proceedings.of(meeting), LATER)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert len(db.session.scalars(Proposal.of_meeting(meeting)).all()) == 100
    assert Session.count_in(meeting) == 10
