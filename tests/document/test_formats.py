"""Every format says the same words, and the words as they were typed."""

import json
import re
from datetime import date
from io import BytesIO

import docx
import html5lib
import pytest
from docx.oxml.ns import qn

from jcmevents.document import (
    FORMATS,
    Document,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Table,
    media_type,
    plain_text,
    render,
)
from jcmevents.document.html import body_html, unbroken
from tests.document.samples import HOSTILE, bound, hostile, release, summary_en, summary_ja

SAMPLES = [release, summary_ja, summary_en, hostile]


@pytest.fixture(autouse=True)
def _context(app):
    with app.app_context():
        yield


def squeezed(text):
    return re.sub(r"\s", "", text)


def words_of_html(page):
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return "".join(tree.find(".//article").itertext())


def opened(document):
    return docx.Document(BytesIO(render(document, "docx")))


def words_of_docx(word):
    return "".join(text.text or "" for text in word.element.body.iter(qn("w:t")))


def words_of_json(value):
    """The text of all blocks; what only describes them is left aside."""
    if isinstance(value, dict):
        described = {
            "kind",
            "role",
            "level",
            "id",
            "url",
            "lang",
            "alt",
            "listed",
            "ordered",
            "numeric",
            "widths",
            "header_column",
            "strong",
        }
        return "".join(words_of_json(item) for name, item in value.items() if name not in described)
    return "".join(map(words_of_json, value)) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("sample", SAMPLES)
def test_html_says_what_the_document_says(sample):
    assert squeezed(words_of_html(render(sample(), "html").decode())) == squeezed(plain_text(sample()))


@pytest.mark.parametrize("sample", SAMPLES)
def test_docx_says_what_the_document_says(sample):
    assert squeezed(words_of_docx(opened(sample()))) == squeezed(plain_text(sample()))


@pytest.mark.parametrize("sample", SAMPLES)
def test_txt_adds_nothing_but_list_marks(sample):
    text = re.sub("^- ", "", render(sample(), "txt").decode(), flags=re.MULTILINE)
    assert squeezed(text) == squeezed(plain_text(sample()))


def test_json_holds_the_words_of_the_blocks():
    data = json.loads(render(release(), "json"))
    assert {"kind": data["kind"], "lang": data["lang"], "created": data["created"]} == {
        "kind": "release",
        "lang": "ja",
        "created": "2025-03-06",
    }
    assert words_of_json(data["blocks"]) == plain_text(release()).replace("\n", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_markup_on_the_site(text):
    tree = html5lib.parseFragment(str(body_html(hostile())), namespaceHTMLElements=False)
    assert not {"script", "img", "a"} & {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert text in "".join(tree.itertext())


@pytest.mark.parametrize("format", FORMATS)
def test_equal_documents_are_equal_files(format):
    assert render(bound(), format) == render(bound(), format)


def test_formats_have_media_types():
    assert {format: media_type(format).split(";")[0] for format in ("pdf", "html", "txt", "json")} == {
        "pdf": "application/pdf",
        "html": "text/html",
        "txt": "text/plain",
        "json": "application/json",
    }


def test_html_page_names_its_language_title_and_author():
    tree = html5lib.parse(render(release(), "html").decode(), namespaceHTMLElements=False)
    assert (tree.get("lang"), tree.findtext(".//title")) == ("ja", release().title)
    assert tree.find(".//meta[@name='author']").get("content") == release().author
    assert tree.find(".//meta[@name='dcterms.created']").get("content") == "2025-03-06"


def test_html_body_holds_no_style_of_its_own():
    assert "style" not in str(body_html(bound()))  # the site forbids inline styles


def test_html_marks_words_of_another_language():
    assert '<span lang="en">Ministry of the Environment</span>' in str(body_html(summary_ja()))


def test_link_without_an_address_is_text():
    document = Document("t", "en", [Paragraph([Link("later")])], kind="letter", author="a", created=date(2025, 3, 6))
    assert "<p>later</p>" in str(body_html(document))


@pytest.mark.parametrize(
    ("heading", "kept"),
    [
        ("第4回会合", ["第4回会合"]),
        ("「グローバルパートナーシップ 第 10 回会合」開催", ["「グローバルパートナーシップ", "第 10 回会合」", "開催"]),
        ("29カ国のうち19カ国", ["29カ国", "19カ国"]),
        ("<b>3名</b>", ["3名"]),
    ],
)
def test_heading_keeps_words_whole(heading, kept):
    markup = unbroken(heading)
    assert re.findall('<span class="keep">(.*?)</span>', markup) == kept
    assert markup.striptags() == heading if "<" not in heading else "&lt;b&gt;" in markup


def test_txt_sets_a_narrow_table_in_columns_and_a_wide_one_with_tabs():
    assert "番号  国          題名\n1     モンゴル国  浮体式太陽光発電\n" in render(summary_ja(), "txt").decode()
    wide = Document(
        "t", "en", [Table(["a", "b"], [["x" * 99, "y"]])], kind="roster", author="a", created=date(2025, 3, 6)
    )
    assert f"a\tb\n{'x' * 99}\ty\n" in render(wide, "txt").decode()


def test_docx_has_real_headings_lists_and_repeated_table_heads():
    word = opened(summary_ja())
    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}
    texts = ("提案一覧", "モンゴル国", "手続きの簡素化")
    assert [styles[text] for text in texts] == ["Heading 2", "Heading 3", "List Bullet"]
    table = next(table for table in word.tables if table.cell(0, 0).text == "番号")
    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [True, False, False]


def test_docx_properties_language_sheet_and_picture():
    word = opened(summary_en())
    known = word.core_properties
    assert (known.title, known.author, known.language) == ("Summary of proposals", "A6IP Center", "en-GB")
    assert known.created.date() == known.modified.date() == date(2025, 3, 6)
    assert word.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    assert (round(word.sections[0].page_width.mm), round(word.sections[0].page_height.mm)) == (297, 210)
    picture = opened(summary_ja()).inline_shapes[0]
    assert picture._inline.docPr.get("descr") == "緑の四角"


def test_docx_margins_bear_running_head_notice_and_page_numbers():
    section = opened(bound()).sections[0]
    assert section.header.paragraphs[0].text == "第4回会合 概要集\t実演用データ"
    fields = [asked.text.strip() for asked in section.footer.paragraphs[0]._p.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_docx_numbers_each_list_from_one():
    lists = [Heading("First"), ListBlock(["a", "b"], ordered=True), Heading("Second"), ListBlock(["c"], ordered=True)]
    word = opened(Document("t", "en", lists, kind="letter", author="a", created=date(2025, 3, 6)))
    numbers = {p.text: p._p.pPr.numPr.numId.val for p in word.paragraphs if p.style.name == "List Number"}
    assert numbers["a"] == numbers["b"] != numbers["c"]


def test_docx_links_lead_to_their_addresses_and_runs_know_their_language():
    word = opened(release())
    assert [link.address for p in word.paragraphs for link in p.hyperlinks] == ["https://example.org/"]
    foreign = [lang.get(qn("w:val")) for lang in opened(summary_ja()).element.body.iter(qn("w:lang"))]
    assert foreign == ["en-GB"]


def test_samples_use_every_kind_of_block():
    kinds = {
        item["kind"] for sample in (release, summary_ja) for item in json.loads(render(sample(), "json"))["blocks"]
    }
    assert kinds == {
        "heading",
        "paragraph",
        "list",
        "reference",
        "table",
        "key_values",
        "contact",
        "figures",
        "image",
        "page_break",
        "box",
    }
