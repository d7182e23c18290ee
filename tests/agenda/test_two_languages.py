"""The agenda to be handed out in two languages at once."""

from collections.abc import Callable
from datetime import date, time
from io import BytesIO
from pathlib import Path

import pikepdf
from click.testing import Result

from jcmevents.agenda.bilingual import agenda_side_by_side
from jcmevents.agenda.drafting import draft
from jcmevents.agenda.rooms import Room
from jcmevents.document import Heading, Table
from jcmevents.document.runs import flat
from jcmevents.meetings.models import Meeting
from tests.agenda.test_exports import words_of
from tests.browser import Browser
from tests.factories import NOW, make_edition, make_item, make_meeting, make_session


def a_meeting() -> Meeting:
    meeting = make_meeting(titles={"en": "Fourth Meeting", "ja": "第4回会合"})
    room = Room.open(meeting, {"en": "Main hall", "ja": "大ホール"}, by=None, at=NOW)
    held = make_session(meeting, titles={"en": "Opening", "ja": "開会式"}, room=room)
    person = {"names": {"en": "MURAI Ryoko", "ja": "村井 涼子"}}
    make_item(held, titles={"en": "Aims", "ja": "目的"}, minutes=20, people=[person])
    make_session(meeting, day=meeting.days[1], titles={"en": "English only"}, starts=time(14), ends=time(15))
    make_edition(meeting)
    return meeting


def test_each_row_tells_the_same_in_both_languages(browser: Browser) -> None:
    document = agenda_side_by_side(draft(a_meeting()), date(2025, 2, 1))
    tables = [block for block in document.blocks if isinstance(block, Table)]
    rows = [[flat(cell) for cell in row] for table in tables for row in table.rows]
    assert rows == [
        ["09:30–11:00", "Opening\nDiscussion", "開会式\n討議", "Main hall\n大ホール"],
        ["09:30–09:50", "Aims\nMURAI Ryoko", "目的\n村井 涼子", ""],
        ["14:00–15:00", "English only\nDiscussion", "English only\n討議"],
    ]
    headings = [flat(block.text) for block in document.blocks if isinstance(block, Heading)]
    assert headings[0] == "17 February 2025 (Mon) / 2025年2月17日（月）"
    assert document.title == "Fourth Meeting"
    assert document.subtitle.startswith("第4回会合\n17–19 February 2025 / 2025年2月17日～19日")


def test_words_of_the_other_language_are_marked_as_such(browser: Browser) -> None:
    document = agenda_side_by_side(draft(a_meeting()), date(2025, 2, 1))
    first = next(block for block in document.blocks if isinstance(block, Table)).rows[0]
    assert {run.lang for run in first[2]} == {"ja"}  # type: ignore[union-attr]


def test_the_page_and_the_command_give_it_on_a4(
    browser: Browser, command: Callable[..., Result], tmp_path: Path
) -> None:
    meeting = a_meeting()
    target = tmp_path / "both.pdf"
    result = command("agenda", "export", meeting.slug, "--lang", "both", "-o", str(target))
    assert result.exit_code == 0, result.output
    for content in (target.read_bytes(), browser.get(f"/meetings/{meeting.slug}/agenda.pdf?lang=both").data):
        words = words_of(content, tmp_path)
        assert ["Opening" in words, "開会式" in words, "Main hall" in words] == [True] * 3
        with pikepdf.open(BytesIO(content)) as pdf:
            box = [float(edge) for edge in pdf.pages[0].mediabox]
        assert [round(edge) for edge in box[2:]] == [842, 595]


def test_the_page_offers_it(browser: Browser) -> None:
    page = browser.get(f"/meetings/{a_meeting().slug}/agenda")
    assert "lang=both" in " ".join(link["href"] for link in page.select(".downloads a"))
