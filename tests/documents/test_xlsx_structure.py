import pytest

from intake.documents.limits import DocumentLimits
from intake.model.document import FileType, StoryKind, Trouble, UnreadableDocument, block_text
from tests.documents.workbooks import (
    Sheet,
    cell_at,
    cells_of,
    number,
    read,
    remarks_of,
    row,
    sheets_of,
    strict,
    table_of,
    text,
    workbook,
)

MERGED = '<mergeCells count="9"><mergeCell ref="B2:D4"/></mergeCells>'


def test_each_worksheet_is_a_story_of_one_table_named_as_the_sheet() -> None:
    document = read(workbook(Sheet(name="Part A", rows=row(1, text("A1", "a"))), Sheet(name="Part B")))
    assert [(story.name, story.blocks[0].name) for story in sheets_of(document)] == [  # type: ignore[union-attr]
        ("Part A", "Part A"),
        ("Part B", "Part B"),
    ]


def test_rows_have_the_numbers_of_the_sheet_and_cells_their_columns() -> None:
    document = read(workbook(Sheet(rows=row(3, text("B3", "x")) + row(90, text("XFD90", "y")))))
    rows = table_of(document).rows
    assert [(each.number, [cell.column for cell in each.cells]) for each in rows] == [(3, [1]), (90, [16_383])]


def test_rows_and_cells_without_a_place_follow_those_before_them() -> None:
    follows = '<c t="inlineStr"><is><t>next</t></is></c>'
    rows = row(2, text("C2", "first"), follows) + "<row><c><v>3</v></c></row>"
    assert {place: cell.text for place, cell in cells_of(read(workbook(Sheet(rows=rows)))).items()} == {
        "C2": "first",
        "D2": "next",
        "A3": "3",
    }


def test_rows_out_of_order_are_put_in_order() -> None:
    document = read(workbook(Sheet(rows=row(5, text("A5", "five")) + row(2, text("A2", "two")))))
    assert [each.number for each in table_of(document).rows] == [2, 5]


def test_a_merged_cell_stands_once_with_its_size() -> None:
    document = read(workbook(Sheet(rows=row(2, text("B2", "Answer"), text("E2", "next")), after=MERGED)))
    cell = cell_at(document, "B2")
    assert (cell.width, cell.height) == (3, 3)
    assert list(cells_of(document)) == ["B2", "E2"]


def test_a_value_under_a_merge_is_not_seen_but_remarked() -> None:
    document = read(workbook(Sheet(rows=row(2, text("B2", "Answer"), text("C2", "covered")), after=MERGED)))
    assert list(cells_of(document)) == ["B2"]
    assert ("hidden_text", "Form!C2") in remarks_of(document)
    covered = sheets_of(document)[1]
    assert covered.is_hidden
    assert [block_text(block) for block in covered.blocks] == ["covered"]


def test_hidden_sheets_rows_and_columns_are_read_and_said_to_be_hidden() -> None:
    sheets = (
        Sheet(
            before='<cols><col min="4" max="6" hidden="1"/><col min="9" max="9" hidden="1"/></cols>',
            rows=row(1, text("A1", "seen"), text("E1", "in a hidden column"))
            + row(2, text("A2", "not"), attributes='hidden="1"'),
        ),
        Sheet(name="Lists", state="hidden", rows=row(1, text("A1", "Yes"))),
        Sheet(name="Very", state="veryHidden", rows=row(1, text("A1", "last year"))),
    )
    document = read(workbook(*sheets))
    assert [story.is_hidden for story in sheets_of(document)] == [False, True, True]
    assert [each.is_hidden for each in table_of(document).rows] == [False, True]
    assert [cell.text for cell in cells_of(document).values() if cell.is_hidden] == ["in a hidden column"]
    assert remarks_of(document) == {
        ("hidden_rows", "Form!2:2"),
        ("hidden_text", "Form!D:F"),
        ("hidden_sheet", "Lists"),
        ("hidden_sheet", "Very"),
    }


def test_where_a_sheet_hides_rows_by_default_a_row_with_a_height_is_seen() -> None:
    rows = row(1, text("A1", "seen"), attributes='ht="15"') + row(2, text("A2", "hidden"))
    document = read(workbook(Sheet(before='<sheetFormatPr zeroHeight="1"/>', rows=rows)))
    assert [each.is_hidden for each in table_of(document).rows] == [False, True]


def test_defined_names_name_single_cells_and_merged_areas_only() -> None:
    names = (
        '<definedName name="child_name">Form!$B$2:$D$4</definedName>'
        '<definedName name="dob">Form!$F$9</definedName>'
        '<definedName name="also_dob">Form!$F$9</definedName>'
        '<definedName name="yes_no">Form!$A$20:$A$21</definedName>'
        '<definedName name="local_name" localSheetId="0">$G$9</definedName>'
        '<definedName name="_xlnm.Print_Area">Form!$A$1</definedName>'
        '<definedName name="broken">Form!#REF!</definedName>'
        '<definedName name="rate">0.2</definedName>'
        '<definedName name="elsewhere">Missing!$A$1</definedName>'
    )
    document = read(workbook(Sheet(rows=row(1, text("A1", "x")), after=MERGED), names=names))
    assert {place: cell.name for place, cell in cells_of(document).items()} == {
        "A1": None,
        "B2": "child_name",
        "F9": "dob",
        "G9": "local_name",
    }


LISTS = Sheet(
    name="My lists",
    state="hidden",
    rows="".join(row(at, text(f"A{at}", word)) for at, word in enumerate(("Yes", "No", "Not known"), 1)),
)


def validation(formula: str, sqref: str = "B1", kind: str = "list") -> str:
    return (
        f'<dataValidations><dataValidation type="{kind}" sqref="{sqref}"><formula1>{formula}</formula1>'
        "<formula2>0</formula2></dataValidation></dataValidations>"
    )


EXTENDED = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations>'
    "<x14:dataValidation type=\"list\"><x14:formula1><xm:f>'My lists'!$A$1:$A$3</xm:f></x14:formula1>"
    "<xm:sqref>B1</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


@pytest.mark.parametrize(
    ("after", "options"),
    [
        (validation('"Yes,No, Not known "'), ("Yes", "No", "Not known")),
        (validation('"Yes; now,No"'), ("Yes; now", "No")),
        (validation("'My lists'!$A$1:$A$3"), ("Yes", "No", "Not known")),
        (validation("'MY LISTS'!$A$1:$A$2"), ("Yes", "No")),
        (validation("'My lists'!$A:$A"), ("Yes", "No", "Not known")),
        (validation("answers"), ("Yes", "No", "Not known")),
        (validation("Answers"), ("Yes", "No", "Not known")),
        (validation("$D$1:$D$2"), ("north", "south")),
        (EXTENDED, ("Yes", "No", "Not known")),
    ],
)
def test_a_list_is_offered_wherever_its_entries_lie(after: str, options: tuple[str, ...]) -> None:
    names = "<definedName name=\"answers\">'My lists'!$A$1:$A$3</definedName>"
    rows = row(1, text("A1", "Known?"), text("D1", "north")) + row(2, text("D2", "south"))
    document = read(workbook(Sheet(rows=rows, after=after), LISTS, names=names))
    cell = cell_at(document, "B1")
    assert (cell.options, cell.blocks) == (options, ())


@pytest.mark.parametrize(
    "after",
    [validation('INDIRECT("A"&amp;1)'), validation("nowhere"), validation("5", kind="whole"), validation("Gone!A1")],
)
def test_a_list_that_cannot_be_found_offers_nothing(after: str) -> None:
    document = read(workbook(Sheet(rows=row(1, text("A1", "Known?")), after=after)))
    assert list(cells_of(document)) == ["A1"]


def test_a_list_down_a_whole_column_is_offered_beside_content_only() -> None:
    rows = row(2, text("A2", "a")) + row(7, text("A7", "b"))
    document = read(workbook(Sheet(rows=rows, after=validation('"Yes,No"', "C2:C1048576"))))
    assert [place for place, cell in cells_of(document).items() if cell.options] == ["C2", "C7"]


def test_a_list_of_a_merged_cell_stands_at_its_first_cell_only() -> None:
    document = read(workbook(Sheet(rows=row(2, text("B2", "Yes")), after=MERGED + validation('"Yes,No"', "B2:D4"))))
    assert [(place, cell.options) for place, cell in cells_of(document).items()] == [("B2", ("Yes", "No"))]


NOTES = (
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><commentList>'
    '<comment ref="C7"><text><r><rPr><b/></rPr><t>Pat:</t></r><r><t xml:space="preserve"> see the file</t></r></text></comment>'
    '<comment ref="B2"><text><t>[Threaded comment]\n\nYour version of Excel allows you to read it</t></text></comment>'
    "</commentList></comments>"
)
THREADS = (
    '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    '<threadedComment ref="B2" id="{1}"><text>Is this right?</text></threadedComment>'
    '<threadedComment ref="B2" id="{2}" parentId="{1}"><text>Yes</text></threadedComment></ThreadedComments>'
)


def test_notes_and_threads_are_stories_tied_to_their_cells() -> None:
    arrows = [
        ("rId1", "comments", "../comments1.xml"),
        ("rId2", "threadedComment", "../threadedComments/threadedComment1.xml"),
    ]
    parts = {"xl/comments1.xml": NOTES, "xl/threadedComments/threadedComment1.xml": THREADS}
    document = read(workbook(Sheet(name="Referral", rows=row(1, text("A1", "x")), arrows=arrows), parts=parts))
    comments = [story for story in document.stories if story.kind is StoryKind.COMMENT]
    assert [(story.name, story.blocks[0].text) for story in comments] == [  # type: ignore[union-attr]
        ("Referral!C7", "Pat: see the file"),
        ("Referral!B2", "Is this right?"),
        ("Referral!B2", "Yes"),
    ]
    assert remarks_of(document) == {("comment", "Referral!C7"), ("comment", "Referral!B2")}


def test_a_strict_workbook_says_the_same_as_a_transitional_one() -> None:
    content = workbook(Sheet(rows=row(1, text("A1", "Name"), number("B1", 5)), after=MERGED))
    document = read(strict(content))
    assert document.stories == read(content).stories
    assert remarks_of(document) == {("strict", None)}


def test_a_template_says_that_it_is_one() -> None:
    content = workbook(Sheet(rows=row(1, text("A1", "x"))))
    assert remarks_of(read(content, FileType.XLTX)) == {("template", None)}


def test_a_workbook_without_a_worksheet_is_damaged_and_not_empty() -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read(workbook())
    assert refused.value.trouble is Trouble.DAMAGED


def test_a_chart_sheet_is_no_worksheet() -> None:
    document = read(workbook(Sheet(name="Chart", kind="chartsheet"), Sheet(rows=row(1, text("A1", "x")))))
    assert [story.name for story in sheets_of(document)] == ["Form"]


def test_what_goes_beyond_the_limits_is_cut_and_said_to_be() -> None:
    limits = DocumentLimits(rows=3, columns=2)
    rows = "".join(row(at, *(text(f"{letter}{at}", "x") for letter in "ABC")) for at in range(1, 6))
    document = read(workbook(Sheet(rows=rows)), limits=limits)
    assert list(cells_of(document)) == ["A1", "B1", "A2", "B2", "A3", "B3"]
    assert ("cut_short", "Form") in remarks_of(document)


def test_empty_rows_and_columns_do_not_count_against_the_limits() -> None:
    limits = DocumentLimits(rows=2, columns=2)
    rows = "".join(row(at, f'<c r="A{at}" s="1"/>') for at in range(1, 50)) + row(
        50, text("AZ50", "far"), text("XFD50", "end")
    )
    document = read(workbook(Sheet(rows=rows)), limits=limits)
    assert list(cells_of(document)) == ["AZ50", "XFD50"]
    assert document.remarks == ()
