"""A copy of a filled form in which its gaps are marked: it says what the form says, and other programs open it."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from intake.documents.limits import DocumentLimits
from intake.documents.package import open_package
from intake.equipment import load_handbook
from intake.filetypes import sniff
from intake.forms.marking import Spot, marked_copy
from intake.model.assessment import Assessment, Verdict
from intake.model.document import FileType
from intake.pipeline import examine_file

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "forms"
BOOK = load_handbook(Path(__file__).resolve().parents[3] / "config")
TODAY = date(2026, 7, 1)
WORD = "03-probation-several-empty.docx"
EXCEL = "10-special-school-several-empty.xlsx"
NOTE = "Please answer this question."


def assessed(content: bytes) -> Assessment:
    (found,) = examine_file(BOOK, "form", content, today=TODAY, converted=None).assessments
    return found


def incomplete() -> list[str]:
    truths = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in SAMPLES.glob("*.json")}
    return sorted(each["file"] for each in truths.values() if each.get("verdict") == "incomplete")


def marked(content: bytes, *, highlights: bool = True) -> bytes | None:
    spots = [Spot(gap.label, gap.where) for gap in assessed(content).missing if gap.where is not None]
    return marked_copy(content, sniff(content), spots, highlights=highlights)


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def certainly(content: bytes | None) -> bytes:
    assert content is not None
    return content


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("highlights", [True, False], ids=["highlighted", "notes alone"])
@pytest.mark.parametrize("name", [each for each in incomplete() if "old-version" not in each])
def test_a_marked_copy_says_to_us_what_the_form_says(name: str, *, highlights: bool) -> None:
    before, after = assessed(sample(name)), assessed(certainly(marked(sample(name), highlights=highlights)))
    assert after.verdict is Verdict.INCOMPLETE
    assert after.missing == before.missing
    assert after.reading.answers == before.reading.answers
    assert after.reading.unclaimed == before.reading.unclaimed


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        (WORD, {"[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels", "word/comments.xml"}),
        (EXCEL, {"[Content_Types].xml", "xl/styles.xml"}),
    ],
)
def test_every_other_part_goes_over_byte_for_byte(name: str, changed: set[str]) -> None:
    before, after = parts(sample(name)), parts(certainly(marked(sample(name))))
    different = {part for part in before if before[part] != after[part]}
    assert {each for each in different if not each.startswith("xl/worksheets/")} <= changed
    assert not set(before) - set(after)
    open_package(certainly(marked(sample(name))), DocumentLimits())


def test_in_word_each_gap_has_a_note_beside_its_highlighted_label() -> None:
    copy = docx.Document(io.BytesIO(certainly(marked(sample(WORD)))))
    assert [comment.text for comment in copy.comments] == [NOTE] * len(assessed(sample(WORD)).missing)
    highlighted = {
        run.text for table in copy.tables for row in table.rows for cell in row.cells for paragraph in cell.paragraphs
        for run in paragraph.runs if run.font.highlight_color is not None
    }  # fmt: skip
    assert {"Telephone", "Gender", "Ethnicity"} <= highlighted


def test_in_excel_each_gap_is_a_yellow_cell_with_a_note() -> None:
    book = openpyxl.load_workbook(io.BytesIO(certainly(marked(sample(EXCEL)))))
    noted = {
        f"{sheet.title}!{cell.coordinate}": cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }
    assert set(noted) == {gap.where for gap in assessed(sample(EXCEL)).missing}
    assert {cell.fill.fgColor.rgb for cell in noted.values()} == {"FFFFF2AB"}
    assert {cell.comment.text for cell in noted.values()} == {NOTE}


def test_a_marked_copy_that_was_completed_counts_as_complete() -> None:
    name = "04-neighbourhood-officer-text-dates.xlsx"
    (gap,) = assessed(sample(name)).missing
    sheet, _, cell = str(gap.where).rpartition("!")
    book = openpyxl.load_workbook(io.BytesIO(certainly(marked(sample(name)))))
    book[sheet][cell] = "12 June 2026"
    saved = io.BytesIO()
    book.save(saved)
    assert assessed(saved.getvalue()).verdict is Verdict.COMPLETE


@pytest.mark.parametrize(
    "spot",
    [
        Spot("A question that no form asks", "Table 3, row 4"),
        Spot("Name", "Paragraph 9"),
        Spot("Telephone", "Referral!C12"),
        Spot("", ""),
    ],
)
def test_what_cannot_be_found_for_certain_is_not_marked(spot: Spot) -> None:
    copy = marked_copy(sample(WORD), FileType.DOCX, [spot], highlights=True)
    assert copy is None or spot.label == "Telephone"


def test_numbers_that_are_none_keep_nothing_from_being_marked() -> None:
    content = sample(EXCEL)
    odd = {
        name: part.replace(b' s="', b' s="x', 40).replace(b'<row r="3"', b'<row r="third"')
        if name.startswith("xl/worksheets/sheet")
        else part
        for name, part in parts(content).items()
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in odd.items():
            archive.writestr(name, part)
    spots = [Spot(gap.label, gap.where) for gap in assessed(content).missing if gap.where is not None]
    assert marked_copy(packed.getvalue(), FileType.XLSX, spots, highlights=True) is not None


@pytest.mark.parametrize("kind", [FileType.PDF, FileType.DOC, FileType.DOCM])
def test_no_other_kind_of_file_is_marked(kind: FileType) -> None:
    assert marked_copy(sample(WORD), kind, [Spot("Telephone", "Table 3, row 4")], highlights=True) is None


def test_what_is_no_package_is_not_marked() -> None:
    assert marked_copy(b"PK no package", FileType.DOCX, [Spot("Telephone", "Table 3, row 4")], highlights=True) is None
