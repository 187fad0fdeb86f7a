"""The value of a cell as spans: typed, in its format, with what cannot be read said to be so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from intake.documents.excel.cells import CellKind, StoredCell
from intake.documents.excel.moments import iso_moment, iso_text, shown_moment
from intake.documents.excel.numbers import formatted_number, number_of
from intake.documents.excel.serials import DateSystem
from intake.documents.excel.strings import RichText, Run, spans
from intake.documents.excel.styles import PLAIN, Style
from intake.documents.excel.symbols import tick
from intake.model.document import CellValue, RemarkCode, Span, SpanKind

IMAGE_IN_CELL = "#VALUE!"
BOOLEANS = {"1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What the cells of every sheet share."""

    strings: Sequence[RichText]
    styles: Sequence[Style]
    dates: DateSystem
    has_cell_images: bool = False
    is_white: bool = True
    """Nothing but the styles of cells colours the sheet that is read: no table, no conditional format."""

    @property
    def box_styles(self) -> frozenset[int]:
        """Styles that show a check box even where no value is stored."""
        return frozenset(number for number, style in enumerate(self.styles) if style.is_tick_box)

    def style(self, number: int) -> Style:
        return self.styles[number] if number < len(self.styles) else PLAIN


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows, and what is to be remarked of it."""

    spans: tuple[Span, ...] = ()
    remark: RemarkCode | None = None


NOTHING = Shown()
HIDDEN = Shown(remark=RemarkCode.HIDDEN_TEXT)
"""Something is stored there that nobody sees."""


def shown(cell: StoredCell, book: Workbook) -> Shown:
    """What a person sees in the cell; nothing for an empty one, and where its look or its format hides all of it."""
    style = book.style(cell.style)
    if cell.lacks_result:
        return _unreadable("", RemarkCode.FORMULA_WITHOUT_VALUE)
    return READERS[cell.kind](cell, book, style)


def _typed(text: str, value: CellValue, style: Style) -> Span:
    return Span(text, style.look.mark, value=value)


def _unreadable(text: str, remark: RemarkCode) -> Shown:
    return Shown((Span(text, kind=SpanKind.UNREADABLE),), remark)


def _shared(cell: StoredCell, book: Workbook, style: Style) -> Shown:
    index = number_of(cell.text)
    if cell.text == "":
        return NOTHING
    if not isinstance(index, int) or not 0 <= index < len(book.strings):
        return _unreadable("", RemarkCode.ERROR_VALUE)
    return _text(book.strings[index], book, style)


def _inline(cell: StoredCell, book: Workbook, style: Style) -> Shown:
    return _text(cell.runs, book, style)


def _formula_string(cell: StoredCell, book: Workbook, style: Style) -> Shown:
    return _text((Run(cell.text, None),) if cell.text else (), book, style)


def _text(runs: RichText, book: Workbook, style: Style) -> Shown:
    """The runs that can be seen."""
    if style.format.hides_text:
        return HIDDEN if runs else NOTHING
    seen = tuple(run for run in runs if not style.hides(run.look, on_white=book.is_white))
    return Shown(spans(seen, style.look), HIDDEN.remark if len(seen) < len(runs) else None)


def _boolean(cell: StoredCell, _book: Workbook, style: Style) -> Shown:
    text = cell.text.lower()
    if text and text not in BOOLEANS:
        return _unreadable("", RemarkCode.ERROR_VALUE)
    value = BOOLEANS.get(text)
    if style.is_tick_box:
        return Shown((tick(ticked=bool(value)),))
    return NOTHING if value is None else Shown((_typed(str(value).upper(), value, style),))


def _error(cell: StoredCell, book: Workbook, _style: Style) -> Shown:
    if cell.has_rich_value and book.has_cell_images and cell.text == IMAGE_IN_CELL:
        return Shown((Span("", kind=SpanKind.IMAGE),))
    return _unreadable(cell.text, RemarkCode.ERROR_VALUE)


def _iso(cell: StoredCell, _book: Workbook, style: Style) -> Shown:
    moment = iso_moment(cell.text)
    if moment is None:
        return _unreadable(cell.text, RemarkCode.ERROR_VALUE) if cell.text else NOTHING
    return Shown((_typed(iso_text(moment), moment, style),))


def _number(cell: StoredCell, book: Workbook, style: Style) -> Shown:
    if not cell.text:
        return Shown((tick(ticked=False),)) if style.is_tick_box else NOTHING
    number = number_of(cell.text)
    if number is None:
        return _unreadable("", RemarkCode.ERROR_VALUE)
    seen, value = _seen(number, style, book.dates)
    if not seen or style.hides(None, on_white=book.is_white):
        return HIDDEN
    return Shown((_typed(seen, value, style),))


def _seen(number: float, style: Style, dates: DateSystem) -> tuple[str, CellValue]:
    section, size = style.format.section_for(number)
    if section.is_moment:
        return shown_moment(number, section, dates)
    return formatted_number(size, section), number


READERS: Mapping[CellKind, Callable[[StoredCell, Workbook, Style], Shown]] = {
    CellKind.SHARED_STRING: _shared,
    CellKind.INLINE_STRING: _inline,
    CellKind.FORMULA_STRING: _formula_string,
    CellKind.BOOLEAN: _boolean,
    CellKind.ERROR: _error,
    CellKind.ISO_DATE: _iso,
    CellKind.NUMBER: _number,
}
