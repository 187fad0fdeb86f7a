import random
import zipfile
import zlib
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from intake.documents.read import read as read_any
from intake.model.document import Document, FileType, Trouble, UnreadableDocument
from tests.documents.workbooks import (
    MAIN,
    WORKBOOK_TYPE,
    Sheet,
    cell_at,
    cells_of,
    read,
    relationships,
    remarks_of,
    row,
    text,
    workbook,
    zipped,
)

ONE_ROW = row(1, text("A1", "Name"), text("B1", "Pat"))


def ordinary_workbook() -> bytes:
    """With something of everything that openpyxl writes."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for at, words in enumerate(("Name", "Born", "Told", "Why"), 1):
        sheet.cell(at, 1, words).font = Font(bold=True)
        sheet.cell(at, 1).fill = PatternFill("solid", fgColor="D9E1F2")
    sheet["B1"], sheet["B2"], sheet["B3"], sheet["B4"] = "Pat", 46_090, True, "=B1"
    sheet["B2"].number_format = "dd/mm/yyyy"
    sheet["B1"].comment = Comment("as on the roll", "Lee")
    sheet.merge_cells("B4:D5")
    rule = DataValidation(type="list", formula1='"Yes,No"')
    rule.add("B3")
    sheet.add_data_validation(rule)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


ORDINARY = ordinary_workbook()
PARTS = {name: part for name, part in parts_of(ORDINARY).items() if "theme" not in name}


def read_or_refused(content: bytes) -> Document | Trouble:
    try:
        return read_any(content)
    except UnreadableDocument as refusal:
        return refusal.trouble


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(ORDINARY) * 8 - 1))
def test_a_flipped_bit_makes_another_document_or_a_refusal_and_nothing_else(bit: int) -> None:
    flipped = bytearray(ORDINARY)
    flipped[bit // 8] ^= 1 << bit % 8
    read_or_refused(bytes(flipped))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PARTS)), st.integers(0, 10**6))
def test_a_bit_flipped_before_packing_does_no_other_harm(name: str, bit: int) -> None:
    part = bytearray(PARTS[name])
    part[bit // 8 % len(part)] ^= 1 << bit % 8
    read_or_refused(zipped({**PARTS, name: bytes(part)}))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(ORDINARY)))
def test_a_file_cut_short_is_refused(length: int) -> None:
    cut = ORDINARY[:length]
    assert isinstance(read_or_refused(cut), Document if cut == ORDINARY else Trouble)


PIECES = (
    '<row r="1">', "</row>", '<c r="A1" t="s">', '<c r="B9" s="7" t="b">', '<c t="inlineStr">', "</c>", "<v>", "</v>", "<f>", "</f>",
    "1", "-1", "99999999999999999999", "<is>", "</is>", "<t>", "</t>", "_xD800_", "</sheetData>", "<sheetData>",
    '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', '<cols><col min="1" max="9" hidden="1"/></cols>',
    '<dataValidations><dataValidation type="list" sqref="A:XFD"><formula1>A:XFD</formula1></dataValidation></dataValidations>',
    '<control shapeId="1" r:id="rId1"/>', '<drawing r:id="rId9"/>', "é\u202e",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_heap_of_pieces_of_a_sheet_is_read_or_refused(pieces: list[str]) -> None:
    read_or_refused(workbook(Sheet(rows="".join(pieces))))


@pytest.mark.parametrize(
    "rows",
    [
        row(1, text("A1", "Name")) + row(1_048_576, text("XFD1048576", "far")),
        row(1, text("A1", "Name")) + "".join(f'<row r="{at}"><c r="A{at}" s="1"/></row>' for at in range(2, 60_000)),
    ],
)
def test_a_sheet_that_says_it_is_huge_is_as_small_as_what_it_holds(rows: str) -> None:
    document = read(workbook(Sheet(rows=rows, before='<dimension ref="A1:XFD1048576"/>')))
    assert cell_at(document, "A1").text == "Name"
    assert len(cells_of(document)) <= 2


def test_a_sheet_that_says_it_is_small_is_read_whole() -> None:
    document = read(workbook(Sheet(rows=ONE_ROW, before='<dimension ref="A1"/>')))
    assert list(cells_of(document)) == ["A1", "B1"]


def test_a_merge_of_the_whole_sheet_does_no_harm() -> None:
    document = read(workbook(Sheet(rows=ONE_ROW, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')))
    cell = cell_at(document, "A1")
    assert (cell.width, cell.height) == (100, 2_000)


def test_tens_of_thousands_of_merges_do_no_harm() -> None:
    merges = "".join(f'<mergeCell ref="A{at}:B{at}"/>' for at in range(1, 40_001))
    document = read(workbook(Sheet(rows=ONE_ROW, after=f"<mergeCells>{merges}</mergeCells>")))
    assert cell_at(document, "A1").width == 2


def test_what_the_string_table_says_of_its_size_is_not_believed() -> None:
    table = f'<sst xmlns="{MAIN}" count="9" uniqueCount="4000000000"><si><t>Pat</t></si></sst>'
    named = Sheet(rows=row(1, '<c r="A1" t="s"><v>0</v></c>'))
    document = read(workbook(named, strings="<si/>", parts={"xl/sharedStrings.xml": table}))
    assert cell_at(document, "A1").text == "Pat"


def test_one_long_string_in_every_cell_is_refused() -> None:
    cells = "".join(row(at, f'<c r="A{at}" t="s"><v>0</v></c>') for at in range(1, 1_000))
    with pytest.raises(UnreadableDocument) as refused:
        read(workbook(Sheet(rows=cells), strings=f"<si><t>{words(40_000)}</t></si>"))
    assert refused.value.trouble is Trouble.TOO_LARGE


def words(length: int) -> str:
    """Letters that do not pack well: a string that did would be refused for that."""
    return "".join(random.Random(length).choices("abcdefghijklmnop qrstuvwxyz", k=length))


def test_a_dtd_anywhere_is_refused() -> None:
    parts = {"xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY e "boom">]><worksheet><sheetData/></worksheet>'}
    with pytest.raises(UnreadableDocument) as refused:
        read(workbook(Sheet(), parts=parts))
    assert refused.value.trouble is Trouble.HOSTILE


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/comments1.xml"]
)
def test_a_broken_part_is_damage(part: str) -> None:
    arrows = [("rId1", "comments", "../comments1.xml")]
    content = workbook(
        Sheet(rows=ONE_ROW, arrows=arrows),
        strings="<si/>",
        styles="<a/>",
        parts={"xl/comments1.xml": "<comments/>", part: "<worksheet><sheetData><row></sheetData>"},
    )
    with pytest.raises(UnreadableDocument) as refused:
        read(content)
    assert refused.value.trouble is Trouble.DAMAGED


def test_a_sheet_whose_part_is_missing_is_damage() -> None:
    arrows = relationships(("rId1", "worksheet", "worksheets/gone.xml"))
    with pytest.raises(UnreadableDocument) as refused:
        read(workbook(Sheet(), parts={"xl/_rels/workbook.xml.rels": arrows}))
    assert refused.value.trouble is Trouble.DAMAGED


MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


@pytest.mark.parametrize(
    ("arrow", "remark"),
    [
        (("rId50", "vbaProject", "vbaProject.bin"), ("macros", None)),
        (("rId50", "externalLink", "externalLinks/externalLink1.xml"), ("external_content", None)),
        (("rId50", "connections", "connections.xml"), ("external_content", None)),
        (("rId50", "image", "http://example.org/x.png"), ("external_content", None)),
        (("rId50", "oleObject", "embeddings/oleObject1.bin"), ("embedded_object", None)),
        (("rId50", "package", "embeddings/Microsoft_Word_Document1.docx"), ("embedded_object", None)),
    ],
)
def test_what_could_act_or_fetch_is_remarked(arrow: tuple[str, str, str], remark: tuple[str, str | None]) -> None:
    document = read(workbook(Sheet(rows=ONE_ROW), arrows=[arrow]))
    assert remarks_of(document) == {remark}
    assert document.is_active


def test_a_link_that_a_person_has_to_click_is_nothing_to_remark() -> None:
    sheet = Sheet(rows=ONE_ROW, arrows=[("rId1", "hyperlink", "http://example.org/")])
    assert remarks_of(read(workbook(sheet))) == set()


def test_a_macro_enabled_workbook_is_read_and_said_to_be_one() -> None:
    document = read_any(workbook(Sheet(rows=ONE_ROW), main_type=MACRO_TYPE))
    assert (document.type, remarks_of(document)) == (FileType.XLSM, {("macros", None)})


def test_a_macro_sheet_is_no_form() -> None:
    document = read(workbook(Sheet(name="Macro1", kind="xlMacrosheet", state="veryHidden"), Sheet(rows=ONE_ROW)))
    assert ("macros", "Macro1") in remarks_of(document)
    assert [story.name for story in document.stories] == ["Form"]


@pytest.mark.parametrize(
    ("formula", "fetches"),
    [
        ('WEBSERVICE("http://example.org/")', True),
        ('_xlfn.IMAGE("http://example.org/x.png")', True),
        ("cmd|'/c calc'!A0", True),
        ('IF(A1="IMAGE","y","n")', False),
        ("SUM(A1:B2)", False),
    ],
)
def test_a_formula_that_fetches_or_starts_something_is_remarked(formula: str, fetches: bool) -> None:  # noqa: FBT001
    cell = f"<c r='A1' t='str'><f>{formula}</f><v>x</v></c>"
    assert (("external_content", "Form!A1") in remarks_of(read(workbook(Sheet(rows=row(1, cell)))))) is fetches


def test_no_word_of_the_file_is_in_what_a_document_shows_of_itself() -> None:
    shown = repr(read(workbook(Sheet(rows=row(1, text("A1", "Secretname"), '<c r="B1"><v>4242</v></c>')))))
    assert "Secretname" not in shown
    assert "4242" not in shown


def test_the_type_of_the_main_part_decides_and_not_a_name() -> None:
    assert read_any(workbook(Sheet(rows=ONE_ROW), main_type=WORKBOOK_TYPE)).type is FileType.XLSX


def test_a_bomb_is_refused_before_it_is_parsed() -> None:
    rows = row(1, text("A1", "a" * 3_000_000))
    assert len(zlib.compress(rows.encode())) < 10_000
    with pytest.raises(UnreadableDocument) as refused:
        read(workbook(Sheet(rows=rows)))
    assert refused.value.trouble is Trouble.HOSTILE


def test_openpyxl_sees_the_same_values() -> None:
    sheet = openpyxl.load_workbook(BytesIO(ORDINARY), data_only=True).active
    assert sheet is not None
    seen = {cell.coordinate: cell.value for cells in sheet.iter_rows() for cell in cells if cell.value is not None}
    ours = cells_of(read(ORDINARY), "Sheet")
    assert {place: str(value) for place, value in seen.items() if place not in {"B2", "B3"}} == {
        place: cell.text for place, cell in ours.items() if place not in {"B2", "B3", "B4"}
    }
    assert (ours["B2"].text, ours["B3"].text) == ("09/03/2026", "TRUE")
