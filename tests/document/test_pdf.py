"""What the PDF of a document says and how it is built."""

import re
import subprocess
from io import BytesIO

import pikepdf
import pytest

from jcmevents.document import plain_text, render
from tests.document.samples import LONG_WORD, bound, hostile, release, summary_en, summary_ja


@pytest.fixture(autouse=True)
def _context(app):
    with app.app_context():
        yield


def words(pdf, *crop):
    """The text in the order it was painted, without white space and list marks."""
    arguments = ["pdftotext", "-raw", *map(str, crop), "-", "-"]
    text = subprocess.run(arguments, input=pdf, capture_output=True, check=True).stdout.decode()
    return re.sub(r"\s", "", text)


def structure(pdf):
    """The names of all elements in the structure tree."""

    def walk(node):
        if isinstance(node, pikepdf.Dictionary):
            yield str(node.get("/S", ""))
            children = node.get("/K", [])
            for child in children if isinstance(children, pikepdf.Array) else [children]:
                yield from walk(child)

    return set(walk(pdf.Root.StructTreeRoot))


@pytest.mark.parametrize(
    ("sample", "width", "height"), [(release, 595, 842), (summary_ja, 595, 842), (summary_en, 842, 595)]
)
def test_pdf_says_what_the_document_says(sample, width, height):
    inside = ("-x", 0, "-y", 58, "-W", width, "-H", height - 114)  # the page without head and foot
    said = words(render(sample(), "pdf"), *inside)
    before, head, after = said.partition("No.CountryTitle")  # repeated on every page the table runs over
    assert before + head + after.replace("No.CountryTitle", "") == re.sub(r"\s", "", plain_text(sample()))


def test_pdf_prints_hostile_text_as_typed():
    said = words(render(hostile(), "pdf"))
    for text in ("<script>alert(1)</script>", '"><imgsrc=xonerror=alert(1)>', "**「会合」**について", "{{7*7}}{%raw%}"):
        assert said.count(text) >= 7
    assert said.count("W") == len(LONG_WORD)


def test_pdf_names_language_title_author_and_date():
    with pikepdf.open(BytesIO(render(bound(), "pdf"))) as pdf:
        assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("ja", True)
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert (str(pdf.docinfo.Title), str(pdf.docinfo.Author)) == ("提案・共有事項 概要集", "A6IPセンター")
        assert str(pdf.docinfo.CreationDate).startswith("D:20250306")


def test_pdf_has_bookmarks_and_tags():
    with pikepdf.open(BytesIO(render(summary_ja(), "pdf"))) as pdf:
        with pdf.open_outline() as outline:
            [title] = outline.root
        assert (title.title, [item.title for item in title.children]) == (
            "提案・共有事項 概要集",
            ["提案一覧", "各国の提案"],
        )
        assert {"/Table", "/TH", "/L", "/LI", "/H1", "/H2", "/Figure"} <= structure(pdf)


@pytest.mark.parametrize("sample", [release, bound, summary_en])
def test_pdf_embeds_the_universal_design_fonts_alone(sample):
    with pikepdf.open(BytesIO(render(sample(), "pdf"))) as pdf:
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
    assert fonts
    assert all(re.fullmatch(r"/[A-Z]{6}\+BIZ-UDPGothic(-Bold)?", font) for font in fonts)


def test_contents_name_the_page_of_each_heading_and_the_cover_has_no_number():
    pdf = render(bound(), "pdf")
    assert "/" not in words(pdf, "-l", 1)
    contents = words(pdf, "-f", 2, "-l", 2)
    assert re.search(r"提案一覧[.\s]*3", contents)
    assert re.search(r"各国の提案[.\s]*4", contents)
    assert contents.endswith("2/4")


def test_running_head_and_notice_stand_on_every_page_after_the_cover():
    pdf = render(bound(), "pdf")
    assert ["実演用データ" in words(pdf, "-f", n, "-l", n) for n in (1, 2, 3, 4)] == [False, True, True, True]
    assert ["第4回会合概要集" in words(pdf, "-f", n, "-l", n) for n in (1, 2, 3, 4)] == [False, True, True, True]
