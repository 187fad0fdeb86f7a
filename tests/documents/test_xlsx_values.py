from datetime import date, datetime, time

import pytest

from intake.model.document import Document, Mark, SpanKind
from tests.documents.workbooks import (
    Sheet,
    cell_at,
    cells_of,
    number,
    one_cell,
    read,
    remarks_of,
    row,
    spans_at,
    styles_for,
    text,
    workbook,
)


def words_of(document: Document) -> list[str]:
    return [cell.text for cell in cells_of(document).values()]


def shared(*items: str) -> str:
    return "".join(f"<si>{item}</si>" for item in items)


@pytest.mark.parametrize(
    ("cell", "shown", "value"),
    [
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE", True),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE", False),
        ('<c r="A1" t="b"><f>A2=1</f><v>1</v></c>', "TRUE", True),
        ('<c r="A1" t="str"><f>"Pat"</f><v>Pat</v></c>', "Pat", None),
        ('<c r="A1"><f>20+4</f><v>24</v></c>', "24", 24),
        ('<c r="A1"><v>1632960488</v></c>', "1632960488", 1_632_960_488),
        ('<c r="A1"><v> 7 </v></c>', "7", 7),
        ('<c r="A1"><v>7.0</v></c>', "7", 7),
        ('<c r="A1" t="d"><v>2009-03-18</v></c>', "2009-03-18", date(2009, 3, 18)),
        ('<c r="A1" t="d"><v>2009-03-18T00:00:00</v></c>', "2009-03-18", date(2009, 3, 18)),
        ('<c r="A1" t="d"><v>2009-03-18T14:05:00Z</v></c>', "2009-03-18 14:05", datetime(2009, 3, 18, 14, 5)),  # noqa: DTZ001
        ('<c r="A1" t="d"><v>14:05:00</v></c>', "14:05", time(14, 5)),
        ('<c r="A1" t="inlineStr"><is><t>18.3.09</t></is></c>', "18.3.09", None),
        ('<c t="inlineStr"><is><t>no reference</t></is></c>', "no reference", None),
    ],
)
def test_a_value_has_its_type(cell: str, shown: str, value: object) -> None:
    span = one_cell(cell)
    assert (span.text, span.value, type(span.value)) == (shown, value, type(value))


@pytest.mark.parametrize(
    ("cell", "shown", "remark"),
    [
        ('<c r="A1"><f>1+1</f></c>', "", "formula_without_value"),
        ('<c r="A1"><f>1+1</f><v></v></c>', "", "formula_without_value"),
        ('<c r="A1" t="str"><f>"a"</f></c>', "", "formula_without_value"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!", "error_value"),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!", "error_value"),
        ('<c r="A1" t="s"><v>999</v></c>', "", "error_value"),
        ('<c r="A1" t="s"><v>-1</v></c>', "", "error_value"),
        ('<c r="A1" t="n"><v>abc</v></c>', "", "error_value"),
        ('<c r="A1"><v>1e999</v></c>', "", "error_value"),
        ('<c r="A1" t="b"><v>perhaps</v></c>', "", "error_value"),
        ('<c r="A1" t="d"><v>9999-99-99</v></c>', "9999-99-99", "error_value"),
    ],
)
def test_what_cannot_be_read_is_there_and_said_so(cell: str, shown: str, remark: str) -> None:
    document = read(workbook(Sheet(rows=row(1, cell)), strings=shared("<t>one</t>")))
    (span,) = spans_at(document, "A1")
    assert (span.kind, span.text, span.value) == (SpanKind.UNREADABLE, shown, None)
    assert (remark, "Form!A1") in remarks_of(document)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" s="1"/>',
        '<c r="A1" t="n"></c>',
        '<c r="A1"><v/></c>',
        '<c r="A1" t="str"><f>IF(B1,"x","")</f><v></v></c>',
        '<c r="A1" t="inlineStr"><is><t></t></is></c>',
        '<c r="A1" t="s"><v>0</v></c>',
    ],
)
def test_an_empty_cell_is_not_there(cell: str) -> None:
    assert cells_of(read(workbook(Sheet(rows=row(1, cell)), strings=shared("<t/>")))) == {}


def test_rich_text_keeps_what_is_struck_bold_or_underlined() -> None:
    runs = (
        '<r><t xml:space="preserve">Yes / </t></r><r><rPr><strike/></rPr><t>No</t></r>'
        '<r><rPr><b/><u val="double"/><i val="0"/></rPr><t>!</t></r><r><rPr><u val="none"/></rPr><t>?</t></r>'
    )
    document = read(workbook(Sheet(rows=row(1, '<c r="A1" t="s"><v>0</v></c>')), strings=shared(runs)))
    assert [(span.text, span.mark) for span in spans_at(document, "A1")] == [
        ("Yes / ", Mark.NONE),
        ("No", Mark.STRIKE),
        ("!", Mark.BOLD | Mark.UNDERLINE),
        ("?", Mark.NONE),
    ]


def test_the_font_of_a_cell_marks_what_has_no_look_of_its_own() -> None:
    styles = styles_for(fonts="<font><b/><strike/></font>", xfs='<xf fontId="1"/>')
    runs = '<r><t xml:space="preserve">as the cell, </t></r><r><rPr><i/></rPr><t>not</t></r>'
    cells = row(1, text("A1", "Yes", 1), number("B1", 4, 1), '<c r="C1" s="1" t="s"><v>0</v></c>')
    document = read(workbook(Sheet(rows=cells), styles=styles, strings=shared(runs)))
    marks = [span.mark for place in ("A1", "B1", "C1") for span in spans_at(document, place)]
    struck = Mark.BOLD | Mark.STRIKE
    assert marks == [struck, struck, struck, Mark.ITALIC]


@pytest.mark.parametrize(
    ("fill", "is_shaded"),
    [
        ('<fill><patternFill patternType="solid"><fgColor rgb="FFD9E1F2"/></patternFill></fill>', True),
        ('<fill><patternFill patternType="solid"><fgColor theme="0" tint="-0.15"/></patternFill></fill>', True),
        ('<fill><patternFill patternType="gray125"/></fill>', True),
        ("<fill><gradientFill/></fill>", True),
        ('<fill><patternFill patternType="none"/></fill>', False),
        ('<fill><patternFill patternType="solid"><fgColor rgb="FFFFFFFF"/></patternFill></fill>', False),
        ('<fill><patternFill patternType="solid"><fgColor theme="0"/></patternFill></fill>', False),
        ("<fill/>", False),
    ],
)
def test_a_filled_cell_is_shaded_and_a_white_one_is_not(fill: str, is_shaded: bool) -> None:  # noqa: FBT001
    document = read(
        workbook(Sheet(rows=row(1, text("A1", "Name", 1))), styles=styles_for(fills=fill, xfs='<xf fillId="1"/>'))
    )
    assert cell_at(document, "A1").is_shaded is is_shaded


@pytest.mark.parametrize(
    ("item", "seen"),
    [
        ("<t>one_x000D_\ntwo</t>", "one\ntwo"),
        ("<t>one&#13;&#10;two</t>", "one\ntwo"),
        ("<t>_x0041__x005F_x0042_</t>", "A_x0042_"),
        ("<t>_xD83D__xDE00_</t>", "😀"),
        ("<t>_xD83D_</t>", "\ufffd"),
        ("<t>_x0000_nul</t>", "nul"),
        ("<t>_xyz1_</t>", "_xyz1_"),
        ("<t>東京</t><rPh><t>トウキョウ</t></rPh><phoneticPr/>", "東京"),
    ],
)
def test_strings_are_read_as_a_person_sees_them(item: str, seen: str) -> None:
    document = read(workbook(Sheet(rows=row(1, '<c r="A1" t="s"><v>0</v></c>')), strings=shared(item)))
    assert cell_at(document, "A1").text == seen


@pytest.mark.parametrize(
    ("words", "spans"),
    [
        ("☐ Yes ☒ No", [("☐", False), (" Yes ", None), ("☒", True), (" No", None)]),
        ("☑", [("☑", True)]),
        ("☑\ufe0f done", [("☑", True), (" done", None)]),
        ("✓", [("✓", None)]),
    ],
)
def test_a_box_in_text_can_be_ticked_and_a_mere_tick_is_text(words: str, spans: list[tuple[str, bool | None]]) -> None:
    document = read(workbook(Sheet(rows=row(1, text("A1", words)))))
    assert [(span.text, span.ticked) for span in spans_at(document, "A1")] == spans


@pytest.mark.parametrize(
    ("font", "letter", "seen"),
    [
        ("Wingdings", "þ", "☑"),
        ("Wingdings", "\uf0fe", "☑"),
        ("Wingdings", "o", "☐"),
        ("wingdings 2", "P", "✓"),
        ("Wingdings", "ü", "✓"),
        ("Webdings", "a", "✓"),
        ("Calibri", "o", "o"),
    ],
)
def test_a_letter_in_a_font_of_symbols_is_what_it_looks_like(font: str, letter: str, seen: str) -> None:
    styles = styles_for(fonts=f'<font><name val="{font}"/></font>', xfs='<xf fontId="1"/>')
    run = f'<r><rPr><rFont val="{font}"/></rPr><t>{letter}</t></r>'
    cells = row(1, text("A1", letter, 1), '<c r="B1" t="s"><v>0</v></c>')
    document = read(workbook(Sheet(rows=cells), styles=styles, strings=shared(run)))
    assert (cell_at(document, "A1").text, cell_at(document, "B1").text) == (seen, seen)


BOX = (
    '<xf><extLst><ext uri="{C7286773-470A-42A8-94C5-96B5CB345126}">'
    '<xfpb:xfComplement xmlns:xfpb="http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag" i="0"/>'
    "</ext></extLst></xf>"
)


def test_a_boolean_in_a_check_box_style_is_a_box() -> None:
    cells = row(
        1,
        '<c r="A1" s="1" t="b"><v>1</v></c>',
        '<c r="B1" s="1" t="b"><v>0</v></c>',
        '<c r="C1" s="1"/>',
        '<c r="D1" t="b"><v>0</v></c>',
    )
    document = read(workbook(Sheet(rows=cells), styles=styles_for(xfs=BOX)))
    spans = [spans_at(document, place)[0] for place in ("A1", "B1", "C1", "D1")]
    assert [(span.kind, span.ticked) for span in spans] == [
        (SpanKind.TICK, True),
        (SpanKind.TICK, False),
        (SpanKind.TICK, False),
        (SpanKind.TEXT, None),
    ]


def test_a_picture_placed_in_a_cell_is_a_picture_and_no_error() -> None:
    cell = '<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>'
    arrows = [("rId9", "richValueRel", "richData/richValueRel.xml")]
    document = read(workbook(Sheet(rows=row(1, cell)), arrows=arrows, parts={"xl/richData/richValueRel.xml": "<a/>"}))
    assert [span.kind for span in spans_at(document, "A1")] == [SpanKind.IMAGE]


def test_what_a_format_hides_is_not_read_but_remarked() -> None:
    cells = row(1, number("A1", 5, 1), text("B1", "a private note", 1), text("C1", "seen"))
    document = read(workbook(Sheet(rows=cells), styles=styles_for(";;;")))
    assert words_of(document) == ["seen"]
    assert {("hidden_text", "Form!A1"), ("hidden_text", "Form!B1")} <= remarks_of(document)


WHITE_FONT = '<font><color rgb="FFFFFFFF"/></font>'
BLUE = '<fill><patternFill patternType="solid"><fgColor rgb="FF1F3864"/></patternFill></fill>'


@pytest.mark.parametrize(
    ("fonts", "look", "is_seen"),
    [
        (WHITE_FONT, '<xf fontId="1"/>', False),
        ('<font><color theme="0"/></font>', '<xf fontId="1"/>', False),
        ('<font><sz val="1"/></font>', '<xf fontId="1"/>', False),
        (WHITE_FONT, '<xf fontId="1" fillId="1"/>', True),
        ('<font><color theme="0" tint="-0.5"/></font>', '<xf fontId="1"/>', True),
        ('<font><sz val="6"/><color rgb="FF000000"/></font>', '<xf fontId="1"/>', True),
    ],
)
def test_white_on_white_and_dots_for_letters_are_not_read_but_remarked(fonts: str, look: str, is_seen: bool) -> None:  # noqa: FBT001 - a case
    cells = row(1, number("A1", 5, 1), text("B1", "unseen", 1), text("C1", "seen"))
    document = read(workbook(Sheet(rows=cells), styles=styles_for(fonts=fonts, fills=BLUE, xfs=look)))
    assert words_of(document) == (["5", "unseen", "seen"] if is_seen else ["seen"])
    assert remarks_of(document) == (set() if is_seen else {("hidden_text", "Form!A1"), ("hidden_text", "Form!B1")})


def test_white_letters_may_be_seen_where_a_table_or_a_rule_colours_the_sheet() -> None:
    rule = '<conditionalFormatting sqref="A1"/>'
    styles = styles_for(fonts=WHITE_FONT, xfs='<xf fontId="1"/>')
    document = read(workbook(Sheet(rows=row(1, text("A1", "x", 1)), after=rule), styles=styles))
    assert words_of(document) == ["x"]


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    for written in ("1", "true"):
        span = one_cell(
            number("A1", 38_428, 1), styles=styles_for("dd/mm/yyyy"), properties=f'<workbookPr date1904="{written}"/>'
        )
        assert span.value == date(2009, 3, 18)


def test_without_styles_and_strings_values_are_still_read() -> None:
    assert one_cell(number("A1", 39_890, 7)).text == "39890"
