"""A form -> a blank Excel form.

Three sheets, because their columns differ: the questions with their answers, the considerations, the tables. No answer cell
is merged, so that rows grow with what is typed.
"""

import io
from collections.abc import Iterable, Sequence
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.cell import absolute_coordinate
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from intake.forms.blank import wording
from intake.forms.blank.package import CORE_PART, core_properties, package, unpacked
from intake.forms.blank.plan import AnswerRows, BlankTable, Grid, LongAnswer, is_for_office, parts_of
from intake.forms.blank.sheet_looks import FONT, INK, LOOKS, PADDING, QUIET, RULE, SIZE, SMALL_SIZE, Look, height_of
from intake.forms.blank.sheet_rules import DATE_FORMAT, Rule, defined_name, listed, rule_of
from intake.forms.blank.wording import FORM, GRID, OPTIONS, TABLES
from intake.model.form import Column, Field, FieldType, Form, Section

WIDTHS = {FORM: (44, 74), GRID: (58, 14, 62), OPTIONS: (60,)}
"""Columns, in characters."""
TABLE_COLUMN_WIDTH, TABLE_ROWS = 27, 8
LONG_ANSWER_HEIGHT = 80
"""Points."""
LONGEST_PROMPT_TITLE, LONGEST_PROMPT = 32, 255
LONGEST_FOOTER = 100
"""Excel takes 255 characters for a whole footer, commands and doubled signs included."""
LABEL_FONT = InlineFont(rFont=FONT, sz=SIZE, b=True, color=Color(rgb=INK))
HINT_FONT = InlineFont(rFont=FONT, sz=SMALL_SIZE, color=Color(rgb=QUIET))


def write_excel(form: Form) -> bytes:
    """An .xlsx to publish: answers named by their field's id, checked as they are typed. Equal forms give equal bytes."""
    book = Workbook()
    for name, look in LOOKS.items():
        book.add_named_style(_style(name, look))
    _Writer(form, book).write()
    stream = io.BytesIO()
    book.save(stream)
    parts = {name: _growing(part) for name, part in unpacked(stream.getvalue()).items()}
    return package({**parts, CORE_PART: core_properties(form)})


def _growing(part: bytes) -> bytes:
    """A height that is not "custom" is where a row begins, and it grows with what is typed; openpyxl cannot say so."""
    return part.replace(b' customHeight="1"', b"")


def _style(name: str, look: Look) -> NamedStyle:
    edge = Side(style="thin", color=RULE) if look.has_box else Side()
    return NamedStyle(
        name=name,
        font=Font(name=FONT, size=look.size, bold=look.is_bold, color=look.colour),
        fill=PatternFill("solid", fgColor=look.ground) if look.ground else PatternFill(),
        border=Border(left=edge, right=edge, top=edge, bottom=edge),
        alignment=Alignment(
            wrap_text=True, horizontal="left", vertical="top", indent=1 if look.ground or look.has_box else 0
        ),
        protection=Protection(locked=not look.is_open),
    )


class _Writer:
    def __init__(self, form: Form, book: Workbook) -> None:
        self.form = form
        self.book = book
        self.sheets = {FORM: book.worksheets[0]}
        self.sheets[FORM].title = FORM

    def write(self) -> None:
        self.opening()
        for name, is_needed in ((GRID, self.form.considerations), (TABLES, self.tables())):
            if is_needed:
                self.sheet(name)
        for section in self.form.sections:
            self.section(section)
        self.book.properties.title = self.form.title
        for sheet in self.book.worksheets:
            self.settle(sheet)

    # Sheets.

    def sheet(self, name: str) -> Worksheet:
        """The sheet of this name, begun with its heading when it is first asked for."""
        if name not in self.sheets:
            self.sheets[name] = self.book.create_sheet(name)
            self.line(name, self.form.marking, "Marking")
            self.line(name, f"{name}: {self.form.title}" if name != OPTIONS else wording.LISTS_HEADING, "Partnership")
        return self.sheets[name]

    def tables(self) -> list[Field]:
        return [each for each in self.form.fields.values() if each.type is FieldType.TABLE]

    def width_of(self, name: str) -> tuple[int, ...]:
        columns = max((len(each.columns) for each in self.tables()), default=1)
        return WIDTHS.get(name, (TABLE_COLUMN_WIDTH,) * max(columns, len(WIDTHS[FORM])))

    def settle(self, sheet: Worksheet) -> None:
        """Widths, printing and protection; without a password, so that the office can change what it likes."""
        for at, width in enumerate(self.width_of(sheet.title), start=1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.freeze_panes = "A2"
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.orientation = "portrait" if sheet.title == FORM else "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins = PageMargins(left=0.6, right=0.6, top=0.6, bottom=0.8, header=0.3, footer=0.4)
        sheet.print_title_rows = "1:1"
        whole, short = wording.imprint(self.form), wording.version(self.form)
        left = (whole if len(whole) <= LONGEST_FOOTER else short[:LONGEST_FOOTER]).replace("&", "&&")
        sheet.HeaderFooter.oddFooter = HeaderFooterItem(
            left=_HeaderFooterPart(text=left), right=_HeaderFooterPart(text="Page &P of &N")
        )
        sheet.protection.sheet = True
        sheet.protection.formatRows = sheet.protection.formatColumns = sheet.protection.insertRows = False

    def next_row(self, name: str) -> int:
        sheet = self.sheet(name)
        return 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1

    # Lines.

    def line(self, name: str, text: str, style: str) -> Cell:
        """A text over all columns of its sheet."""
        row, widths = self.next_row(name), self.width_of(name)
        cell = self.put(name, row, 1, text, style)
        if len(widths) > 1:
            self.sheets[name].merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(widths))
        self.grow(cell, height_of(text, LOOKS[style].size, sum(widths)))
        return cell

    def grow(self, cell: Cell, height: float) -> None:
        row = self.sheets[str(cell.parent.title)].row_dimensions[cell.row]
        row.height = max(row.height or 0, height + PADDING)

    def put(self, name: str, row: int, column: int, text: str | None, style: str) -> Cell:
        cell = cast("Cell", self.sheets[name].cell(row=row, column=column))
        cell.value, cell.style = text, style
        if text is not None:
            cell.data_type = "s"  # a label that begins with = is no formula
        return cell

    def put_label(self, name: str, row: int, words: str, small: Sequence[str], style: str) -> None:
        """A label with its hints in small print below it."""
        cell = self.put(name, row, 1, words, style)
        if small:
            cell.value = CellRichText(
                TextBlock(LABEL_FONT, words), *(TextBlock(HINT_FONT, f"\n{each}") for each in small)
            )
        sizes = ((words, SIZE), *((each, SMALL_SIZE) for each in small))
        self.grow(cell, sum(height_of(text, size, self.width_of(name)[0]) for text, size in sizes))

    def gap(self, name: str) -> None:
        row = self.next_row(name)
        self.put(name, row, 1, None, "Note")
        self.sheets[name].row_dimensions[row].height = 9

    # The form.

    def opening(self) -> None:
        ordinary, danger = wording.guidance(self.form)
        lines = (
            (self.form.marking, "Marking"),
            (self.form.title, "Form title"),
            (wording.imprint(self.form), "Partnership"),
            (danger, "Danger"),
            (wording.HOW_TO_COMPLETE, "Section"),
            (ordinary, "Guidance"),
            (f"{wording.STAR} {wording.LISTS}", "Guidance"),
        )
        for text, style in lines:
            if text:
                self.line(FORM, text, style)
        if any(map(is_for_office, self.form.sections)):
            self.gap(FORM)
            self.line(FORM, wording.referrers_part(self.form), "Partnership")

    def section(self, section: Section) -> None:
        self.gap(FORM)
        self.line(FORM, section.title, "Section")
        office = is_for_office(section)
        for hint in wording.section_hints(section, office=office):
            self.line(FORM, hint, "Note")
        for part in parts_of(self.form, section):
            match part:
                case AnswerRows(fields=fields):
                    self.answers(fields, office=office)
                case LongAnswer(field=field):
                    self.answers((field,), office=office)
                case BlankTable(field=field):
                    self.point_to(
                        TABLES,
                        self.table(field, section, office=office),
                        wording.table_note(field),
                    )
                case Grid():
                    self.point_to(GRID, self.grid(part, section), wording.GRID_NOTE)

    def point_to(self, name: str, row: int, text: str) -> None:
        cell = self.line(FORM, text, "Note")
        cell.hyperlink = f"#{quote_sheetname(name)}!A{row}"
        cell.style = "Note"

    def answers(self, fields: Iterable[Field], *, office: bool) -> None:
        for field in fields:
            row = self.next_row(FORM)
            self.label(field, row, "Office label" if office else "Label")
            if field.type is FieldType.CHOICES:
                self.boxes(field, row)
                continue
            cell = self.put(FORM, row, 2, None, "Office answer" if office else "Answer")
            self.ask(cell, field)
            self.name(field.id, FORM, cell.coordinate)
            if field.type is FieldType.LONG_TEXT:
                self.grow(cell, LONG_ANSWER_HEIGHT)

    def boxes(self, field: Field, row: int) -> None:
        """One cell for each option; its list turns the empty box into a crossed one."""
        labels = [label for _, label in wording.options(self.form, field)]
        for at, label in enumerate(labels):
            cell = self.put(FORM, row + at, 2, f"{wording.EMPTY_BOX} {label}", "Answer")
            self.check(
                cell,
                listed((f"{wording.EMPTY_BOX} {label}", f"{wording.CROSSED_BOX} {label}")),
                field.label,
                wording.TICK,
            )
            if at:
                self.put(FORM, row + at, 1, None, "Label")
            self.grow(cell, height_of(label, SIZE, self.width_of(FORM)[1]))
        if len(labels) > 1:
            self.sheets[FORM].merge_cells(start_row=row, end_row=row + len(labels) - 1, start_column=1, end_column=1)
        self.name(field.id, FORM, f"B{row}:B{row + len(labels) - 1}")

    def label(self, field: Field, row: int, style: str) -> None:
        self.put_label(FORM, row, field.label + wording.star(field), tuple(wording.hints(self.form, field)), style)

    # The other sheets.

    def grid(self, grid: Grid, section: Section) -> int:
        """The considerations; gives the row where they begin."""
        begin = self.next_row(GRID)
        self.line(GRID, section.title, "Section")
        self.heading(GRID, (wording.CONSIDERATION, f"{wording.YES} / {wording.NO}", wording.EVIDENCE))
        for duty, members in grid.bands:
            self.line(GRID, wording.BANDS[duty], "Band")
            for each in members:
                row = self.next_row(GRID)
                self.put_label(GRID, row, each.label + wording.STAR, (wording.authority(each),), "Label")
                for column, field in enumerate((each.id, f"{each.id}_evidence"), start=2):
                    cell = self.put(GRID, row, column, None, "Answer")
                    self.ask(cell, self.form.fields[field])
                    self.name(field, GRID, cell.coordinate)
        return begin

    def table(self, field: Field, section: Section, *, office: bool) -> int:
        """A table with blank rows; gives the row where it begins."""
        self.gap(TABLES)
        begin = self.next_row(TABLES)
        self.line(TABLES, section.title, "Section")
        self.line(TABLES, field.label + wording.star(field), "Partnership")
        for hint in wording.hints(self.form, field):
            self.line(TABLES, hint, "Note")
        self.heading(TABLES, [column.label for column in field.columns])
        first = self.next_row(TABLES)
        for row in range(first, first + TABLE_ROWS):
            for at, column in enumerate(field.columns, start=1):
                self.blank(self.put(TABLES, row, at, None, "Office answer" if office else "Answer"), column)
        self.name(field.id, TABLES, f"A{first}:{get_column_letter(len(field.columns))}{first + TABLE_ROWS - 1}")
        return begin

    def blank(self, cell: Cell, column: Column) -> None:
        if column.is_date:
            cell.number_format = DATE_FORMAT

    def heading(self, name: str, words: Sequence[str]) -> None:
        row = self.next_row(name)
        for at, text in enumerate(words, start=1):
            self.put(name, row, at, text, "Label")

    # What a cell takes.

    def ask(self, cell: Cell, field: Field) -> None:
        rule = rule_of(self.form, field)
        if field.type is FieldType.DATE:
            cell.number_format = DATE_FORMAT
        self.check(cell, rule, field.label, " ".join((*rule.prompts, *wording.hints(self.form, field))))

    def check(self, cell: Cell, rule: Rule, title: str, prompt: str) -> None:
        """Validation that also names the cell to whoever comes to it, by eye or by ear."""
        checked = DataValidation(type=rule.type, operator=rule.operator, allow_blank=True)
        checked.formula1 = rule.formula if rule.options == () or rule.formula else self.formula_of(rule.options)
        checked.formula2 = rule.formula2
        checked.errorStyle, checked.error, checked.errorTitle = (
            rule.strictness,
            rule.error,
            title[:LONGEST_PROMPT_TITLE],
        )
        checked.promptTitle, checked.prompt = title[:LONGEST_PROMPT_TITLE], prompt[:LONGEST_PROMPT] or None
        checked.showInputMessage, checked.showErrorMessage = True, rule.type is not None
        checked.add(cell)
        self.sheets[str(cell.parent.title)].add_data_validation(checked)

    def formula_of(self, options: Sequence[str]) -> str:
        """A list on a sheet of its own, where it is too long for the cell."""
        self.sheet(OPTIONS)
        first = self.next_row(OPTIONS) + 1
        for at, option in enumerate(options):
            self.put(OPTIONS, first + at, 1, option, "Note")
        return f"{quote_sheetname(OPTIONS)}!$A${first}:$A${first + len(options) - 1}"

    def name(self, field: str, sheet: str, cells: str) -> None:
        name = defined_name(field)
        where = f"{quote_sheetname(sheet)}!{absolute_coordinate(cells)}"
        self.book.defined_names[name] = DefinedName(name, attr_text=where)
