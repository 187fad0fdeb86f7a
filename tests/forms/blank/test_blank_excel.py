"""The blank Excel form: answers that are named, checked as they are typed, and open to typing while all else is closed."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from intake.forms.blank.excel import write_excel
from intake.forms.blank.sheet_rules import defined_name
from intake.forms.blank.wording import STAR
from intake.forms.definition import load_form
from intake.model.form import Field, FieldType, Form, Party
from tests.forms.blank.forms_made_up import adult_review, forms

HALTON = Path(__file__).parents[3] / "config" / "forms" / "halton-lcspr.yaml"


def halton() -> Form:
    return load_form(HALTON.read_text(encoding="utf-8"), name=HALTON.name)


@pytest.fixture(scope="module", params=[halton, adult_review], ids=["halton", "adults"])
def form(request: pytest.FixtureRequest) -> Form:
    made: Form = request.param()
    return made


@pytest.fixture(scope="module")
def content(form: Form) -> bytes:
    return write_excel(form)


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def cells_of(book: Workbook, field: str) -> list[Cell]:
    """The cells that bear a field's name."""
    [(sheet, where)] = book.defined_names[defined_name(field)].destinations
    found = book[sheet][where.replace("$", "")]
    return [cell for row in found for cell in row] if isinstance(found, tuple) else [found]


def rule_of(book: Workbook, cell: Cell) -> DataValidation | None:
    return next((each for each in cell.parent.data_validations.dataValidation if cell.coordinate in each.cells), None)


def offered(book: Workbook, cell: Cell) -> list[str]:
    rule = rule_of(book, cell)
    assert rule is not None
    assert rule.type == "list"
    if rule.formula1.startswith('"'):
        return rule.formula1.strip('"').split(",")
    sheet, where = rule.formula1.split("!")
    return [each.value for (each,) in book[sheet.strip("'")][where.replace("$", "")]]


def answered_here(form: Form) -> list[Field]:
    return [each for each in form.fields.values() if each.type not in {FieldType.TABLE, FieldType.CHOICES}]


def test_equal_forms_give_equal_bytes(form: Form, content: bytes) -> None:
    assert write_excel(form) == content


def test_no_part_bears_a_date(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"W3CDTF" not in archive.read("docProps/core.xml")


def test_every_field_has_cells_that_bear_its_name(form: Form, book: Workbook) -> None:
    assert set(book.defined_names) == {defined_name(each) for each in form.fields}
    for field in answered_here(form):
        assert len(cells_of(book, field.id)) == 1


@pytest.mark.parametrize("field", ["r", "c", "a1", "abc12", "r1c1", "true", "criteria", "print_area"])
def test_a_name_that_excel_takes_for_something_else_gets_an_underscore(field: str) -> None:
    assert defined_name(field) == f"{field}_"


@pytest.mark.parametrize("field", ["child_name", "outcome", "reference1", "rc_name", "abcd1"])
def test_any_other_name_is_the_fields_id(field: str) -> None:
    assert defined_name(field) == field


def test_answers_are_open_to_typing_and_nothing_else_is(form: Form, book: Workbook) -> None:
    answers = {
        (cell.parent.title, cell.coordinate)
        for field in form.fields.values()
        if field.party is Party.REFERRER
        for cell in cells_of(book, field.id)
    }
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.protection.locked == ((sheet.title, cell.coordinate) not in answers), cell.coordinate


def test_choices_are_offered_as_a_list(form: Form, book: Workbook) -> None:
    for field in form.fields.values():
        if field.type is FieldType.CHOICE:
            labels = [each.label for each in field.choices] + ["Not known"] * field.accepts_not_known
            shown = offered(book, cells_of(book, field.id)[0])
            assert shown in (labels, [each.replace(",", ";") for each in labels])


def test_yes_and_no_are_offered_with_not_known_where_it_counts(form: Form, book: Workbook) -> None:
    for field in form.fields.values():
        if field.type is FieldType.YES_NO:
            expected = ["Yes", "No", "Not known"] if field.accepts_not_known else ["Yes", "No"]
            assert offered(book, cells_of(book, field.id)[0]) == expected


def test_a_list_that_is_too_long_for_its_cell_or_holds_quotes_stands_on_a_sheet_of_its_own() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_excel(adult_review())))
    assert book.sheetnames == ["Referral", "Tables", "Lists"]
    assert offered(book, cells_of(book, "reason")[0]) == ['A "quoted" reason, with a comma', "Other"]


def test_dates_are_checked_and_shown_in_the_british_way(form: Form, book: Workbook) -> None:
    for field in form.fields.values():
        if field.type is FieldType.DATE:
            cell = cells_of(book, field.id)[0]
            rule = rule_of(book, cell)
            assert cell.number_format == "dd/mm/yyyy"
            assert rule is not None
            assert (rule.type, rule.operator) == ("date", "between")
            assert rule.errorStyle == ("warning" if field.accepts_not_known else "stop")


def test_boxes_to_tick_offer_themselves_crossed(form: Form, book: Workbook) -> None:
    for field in form.fields.values():
        if field.type is FieldType.CHOICES:
            cells = cells_of(book, field.id)
            assert [cell.value for cell in cells] == [f"☐ {each.label}" for each in field.choices]
            crossed = [f"☒ {each.label}".replace(",", ";") for each in field.choices]
            assert [offered(book, cell)[1] for cell in cells] == crossed


def test_whoever_comes_to_an_answer_is_told_its_question(form: Form, book: Workbook) -> None:
    for field in answered_here(form):
        rule = rule_of(book, cells_of(book, field.id)[0])
        assert rule is not None
        assert rule.showInputMessage
        assert rule.promptTitle == field.label[:32]


def test_tables_have_blank_rows_below_their_columns(form: Form, book: Workbook) -> None:
    for field in form.fields.values():
        if field.type is FieldType.TABLE:
            cells = cells_of(book, field.id)
            heading = book["Tables"][cells[0].row - 1]
            assert [cell.value for cell in heading[: len(field.columns)]] == [each.label for each in field.columns]
            assert {cell.value for cell in cells} == {None}
            assert len(cells) == 8 * len(field.columns)


def test_no_answer_cell_is_merged_and_rows_can_grow(form: Form, book: Workbook, content: bytes) -> None:
    for field in form.fields.values():
        for cell in cells_of(book, field.id):
            assert not any(cell.coordinate in each for each in cell.parent.merged_cells.ranges)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"customHeight" in archive.read(each) for each in archive.namelist())


def test_a_label_that_begins_like_a_formula_is_words() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_excel(adult_review())))["Referral"]
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=Email?"] == ["s"]


def test_every_sheet_is_ready_to_print(form: Form, book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet["A1"].value == form.marking
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.right.text == "Page &P of &N"
        assert f"version {form.version}" in sheet.oddFooter.left.text


def test_the_considerations_stand_in_a_grid_under_their_duties() -> None:
    form = halton()
    book = openpyxl.load_workbook(io.BytesIO(write_excel(form)), rich_text=False)
    rows = [row for row in book["Considerations"].iter_rows(min_col=1, max_col=3, values_only=True) if row[0]]
    bands = [str(row[0]) for row in rows if str(row[0]).startswith("The partners")]
    assert ("Consideration", "Yes / No", "Evidence") in rows
    assert bands == ["The partners must take these into account", "The partners should also have regard to these"]
    assert [str(row[0]).split(STAR)[0] for row in rows if f"{STAR}\n" in str(row[0])] == [
        each.label for each in form.considerations
    ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(forms())
def test_any_form_can_be_written_and_has_a_place_for_every_answer(form: Form) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_excel(form)))
    assert set(book.defined_names) == {defined_name(each) for each in form.fields}
    for field in form.fields.values():
        assert cells_of(book, field.id)
