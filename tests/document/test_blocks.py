from datetime import date

import pytest

from jcmevents.document import Box, Document, Heading, Link, ListBlock, NamedItem, Paragraph, Table, plain_text
from jcmevents.errors import DocumentFailed
from tests.document.samples import release, summary_ja


def letter(*blocks):
    return Document("Letter", "en", blocks, kind="letter", author="A6IP Center", created=date(2025, 3, 6))


def test_document_without_a_first_heading_opens_with_its_particulars():
    lines = plain_text(summary_ja()).split("\n")
    assert lines[:5] == ["INF.3", "提案・共有事項 概要集", "第4回会合", "2025年3月6日", "A6IPセンター"]


def test_document_with_a_first_heading_opens_with_its_own_blocks():
    assert release().opening == ()
    assert plain_text(release()).startswith("2025年03月06日\nプレスリリース\n「JCM")


def test_neighbouring_named_items_become_one_list():
    first, second, third = NamedItem("a", "b"), NamedItem("c", "d"), NamedItem("e", "f")
    document = letter(first, second, Paragraph("between"), third)
    assert document.blocks == (ListBlock((first, second)), Paragraph("between"), ListBlock((third,)))


def test_headings_get_ids_in_order_inside_boxes_too():
    document = letter(Heading("One"), Box([Heading("Two")]), Heading("Three", id="three"), Heading("Four"))
    assert [heading.id for heading in document.headings] == ["section-1", "section-2", "three", "section-3"]


def test_equal_documents_are_equal_values():
    assert hash(release()) == hash(release())
    assert release() == release()


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\x7f", "\x85", "\ufffe", "\ud800", "\u202e", "\u2066"])
def test_characters_no_format_can_hold_are_left_out(character):
    assert plain_text(letter(Paragraph(f"one{character}two"))).endswith("onetwo")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//example.org"])
def test_link_to_a_strange_address_is_refused(url):
    with pytest.raises(DocumentFailed, match="here"):
        Link("here", url)


def test_table_with_a_short_row_is_refused():
    with pytest.raises(ValueError, match="differ in length"):
        Table(["a", "b"], [["1"]])


def test_table_with_a_rank_for_some_of_its_rows_is_refused():
    with pytest.raises(ValueError, match="a rank for each row"):
        Table(["a"], [["1"], ["2"]], ranks=["band"])
