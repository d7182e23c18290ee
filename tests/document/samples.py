"""Documents that use every block, in both languages, and text that tries to be something else."""

import zlib
from dataclasses import replace
from datetime import date
from struct import pack

from jcmevents.document import (
    Box,
    Contact,
    Document,
    Figures,
    Heading,
    Image,
    KeyValues,
    Link,
    ListBlock,
    NamedItem,
    PageBreak,
    Paragraph,
    Reference,
    Strong,
    Table,
    Text,
)

ISSUER = "公益財団法人地球環境戦略研究機関(IGES)"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} {% raw %} &amp; &#12354; \\u0041",
    "**「会合」**について",
    "عبد الرحمن بن محمد",
    "Ștefan Țăranu, Nguyễn Thị Huệ, გიორგი",
)
LONG_WORD = "W" * 10_000


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack("!I", len(data)) + kind + data + pack("!I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", pack("!IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress((b"\x00" + b"\x00\x5a\x4e" * 8) * 8))
    + _chunk(b"IEND", b"")
)


def release() -> Document:
    title = "「JCMグローバルパートナーシップ 第4回会合」開催"
    blocks = [
        Paragraph("2025年03月06日", "date"),
        Paragraph("プレスリリース", "label"),
        Heading(title, 1),
        Paragraph("A6IPセンターは、環境省と共に、第4回会合を2025年2月17日～19日に東京で開催しました。", "lead"),
        Heading("本会合の主な議論"),
        Heading("(1)各国の経験共有", 3),
        Paragraph(
            ["約90名が参加し、", Strong("意見交換"), "を行いました。詳細は", Link("こちら", "https://example.org/")]
        ),
        NamedItem("ルールの改訂に関する提案", "緩和クレジット(ITMOs)の評価・配分について説明が行われました。"),
        NamedItem("進捗共有および事例紹介", "仕組みの整備事例が紹介されました。"),
        Heading("参考"),
        Reference(
            "●パリ協定6条とJCMについて", ["JCM (Joint Crediting Mechanism)の仕組みです。", "29カ国と構築しました。"]
        ),
        Contact("【本件に関するお問い合わせ】", ["A6IPセンター", "Email: a6@example.org"]),
        Box([Heading("「A6IPセンター」について"), Paragraph("2023年4月に設立されました。")], "boilerplate"),
    ]
    return Document(title, "ja", blocks, kind="release", author=ISSUER, created=date(2025, 3, 6))


def summary_ja() -> Document:
    blocks = [
        KeyValues(
            [("会期", "2025年2月17日～19日"), ("主催", ["環境省\n", Text("Ministry of the Environment", lang="en")])]
        ),
        Figures([("参加国", "19"), ("参加者", "約90名")]),
        Heading("提案一覧"),
        Table(
            ["番号", "国", "題名"],
            [["1", "モンゴル国", "浮体式太陽光発電"], ["2", "チリ共和国", "間断灌漑"]],
            caption="表1 提案",
            widths=[10, 30, 60],
            numeric=[0],
            header_column=1,
        ),
        ListBlock(["手続きの簡素化", ["相互承認の", Strong("促進")]]),
        PageBreak(),
        Heading("各国の提案"),
        Heading("モンゴル国", 3),
        Paragraph("提案者の見解です。", "note"),
        Image("緑の四角", PNG, "図1 標章"),
        Paragraph("以上", "closing"),
    ]
    return Document(
        "提案・共有事項 概要集",
        "ja",
        blocks,
        kind="summary",
        author="A6IPセンター",
        created=date(2025, 3, 6),
        subtitle="第4回会合",
        number="INF.3",
    )


def summary_en() -> Document:
    rows = [[str(n), f"Country {n}", f"Proposal on rules and guidelines, part {n}"] for n in range(1, 61)]
    blocks = [
        Paragraph(["The meeting ", Strong("adopted"), " 11 proposals.\nThe others were noted."]),
        Heading("List of proposals"),
        Table(["No.", "Country", "Title"], rows, caption="Table 1", widths=[10, 30, 60], numeric=[0]),
        Heading("Country reports"),
        Paragraph("End of the summary."),
    ]
    return Document(
        "Summary of proposals",
        "en",
        blocks,
        kind="summary",
        author="A6IP Center",
        created=date(2025, 3, 6),
        subtitle="Fourth meeting",
        orientation="landscape",
    )


def bound() -> Document:
    """The summary as it is handed out: cover, contents, running head, notice."""
    return replace(summary_ja(), cover=True, toc=True, running_head="第4回会合 概要集", notice="実演用データ")


def hostile() -> Document:
    blocks = [
        block
        for text in HOSTILE
        for block in (Heading(text), Paragraph(text), NamedItem(text, text), Table([text], [[text]]), ListBlock([text]))
    ]
    blocks.append(Paragraph(LONG_WORD))
    return Document(HOSTILE[0], "ja", blocks, kind="letter", author=HOSTILE[1], created=date(2025, 3, 6))
