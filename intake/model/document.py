"""What a file says: neither Word- nor Excel-shaped, and nothing in it is judged."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import IntFlag, StrEnum
from typing import NamedTuple, TypeAlias


class FileType(StrEnum):
    """What a file is by its content; its name and its declared type are hints and never decide."""

    DOCX = "docx"
    DOCM = "docm"
    DOTX = "dotx"
    XLSX = "xlsx"
    XLSM = "xlsm"
    XLTX = "xltx"
    XLSB = "xlsb"
    DOC = "doc"
    XLS = "xls"
    RTF = "rtf"
    ODT = "odt"
    ODS = "ods"
    ENCRYPTED_OFFICE = "encrypted_office"
    OLE = "ole"
    PDF = "pdf"
    HTML = "html"
    TEXT = "text"
    IMAGE = "image"
    ZIP = "zip"
    EML = "eml"
    MSG = "msg"
    TNEF = "tnef"
    CALENDAR = "calendar"
    EMPTY = "empty"
    OTHER = "other"


class Mark(IntFlag):
    """How a piece of text stands out; the ways in which people choose among printed words."""

    NONE = 0
    BOLD = 1
    ITALIC = 2
    UNDERLINE = 4
    STRIKE = 8
    HIGHLIGHT = 16
    """A highlighter or a shaded run."""
    RINGED = 32
    """A border round the run, or a shape drawn over it."""
    PLACEHOLDER = 64
    """Prompt of a content control or form field that nobody has filled."""
    INSERTED = 128
    """Typed with change tracking on; read as accepted."""


class SpanKind(StrEnum):
    __hash__ = str.__hash__  # an enum's own is worked out in Python, and spans are many
    TEXT = "text"
    TICK = "tick"
    """A box that can be ticked: a control, a form field, or a glyph. Its state is `Span.ticked`, None where it is not known
    or said in two ways; `text` is the glyph."""
    IMAGE = "image"
    UNREADABLE = "unreadable"
    """Something stands here that cannot be read: ink, an embedded object, a formula without its value, an error value."""


class ControlKind(StrEnum):
    TEXT = "text"
    DATE = "date"
    DROP_DOWN = "drop_down"
    TICK = "tick"
    PICTURE = "picture"
    REPEATING = "repeating"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A content control or legacy form field round some text. Tag and title are hints: other programs drop or rename them."""

    kind: ControlKind
    tag: str | None = None
    title: str | None = None
    is_placeholder: bool = False
    options: tuple[str, ...] = field(default=(), repr=False)
    chosen_date: date | None = field(default=None, repr=False)
    """The whole date behind a date picker; the text wins where the two differ."""


CellValue: TypeAlias = date | datetime | time | int | float | bool | None


# What a file holds by the thousand is named tuples: made and hashed several times as fast as frozen dataclasses.


class Span(NamedTuple):
    """A run of text with one look. Line breaks are newline characters in `text`, tabs are tabs."""

    text: str
    mark: Mark = Mark.NONE
    kind: SpanKind = SpanKind.TEXT
    ticked: bool | None = None
    control: Control | None = None
    value: CellValue = None
    """The typed value of a worksheet cell; None in Word and for text."""

    def __repr__(self) -> str:
        """Its look, and never a word of it."""
        return f"Span({self.kind}, {self.mark!r})"


class Paragraph(NamedTuple):
    spans: tuple[Span, ...]
    heading: int | None = None
    """Outline level of a heading style, 1 for the highest; None for ordinary text."""
    is_listed: bool = False
    is_boxed: bool = False
    """Stands in a text box or a shape, read where the box is anchored."""

    @property
    def text(self) -> str:
        spans = self.spans
        return spans[0].text if len(spans) == 1 else "".join([span.text for span in spans])


class Cell(NamedTuple):
    """One cell, once, at its top left place; a merged cell is not repeated."""

    column: int
    """Grid column of its left edge, from 0; in a worksheet column A is 0."""
    blocks: tuple["Block", ...]
    width: int = 1
    """Grid columns that it covers."""
    height: int = 1
    """Rows that it covers."""
    is_shaded: bool = False
    name: str | None = None
    """A defined name that points here (worksheets)."""
    options: tuple[str, ...] = ()
    """The list that data validation offers here (worksheets)."""
    is_hidden: bool = False
    """Stands in a hidden column (worksheets)."""

    def __repr__(self) -> str:
        """Its place and what it holds, without the list that it offers."""
        return f"Cell({self.column}, {self.blocks!r})"

    @property
    def text(self) -> str:
        return "\n".join(block_text(block) for block in self.blocks)

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """Its paragraphs in reading order, those of tables inside it included."""
        for block in self.blocks:
            yield from block_paragraphs(block)


class Row(NamedTuple):
    number: int
    """From 1: the row of the table as a person counts it, or the worksheet's own row number."""
    cells: tuple[Cell, ...]
    is_header: bool = False
    """Marked as a header row in the file."""
    is_hidden: bool = False


class Table(NamedTuple):
    name: str
    """`Table 3`, a nested one `Table 3.1`; for a worksheet its sheet's name."""
    rows: tuple[Row, ...]


Block: TypeAlias = Paragraph | Table


def block_text(block: Block) -> str:
    """All text of a block; cells are parted by tabs, rows and paragraphs by line breaks."""
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join("\t".join(cell.text for cell in row.cells) for row in block.rows)


def block_paragraphs(block: Block) -> Iterator[Paragraph]:
    """The paragraphs of a block in reading order, tables opened."""
    if isinstance(block, Paragraph):
        yield block
        return
    for row in block.rows:
        for cell in row.cells:
            yield from cell.paragraphs


class StoryKind(StrEnum):
    BODY = "body"
    SHEET = "sheet"
    HEADER = "header"
    FOOTER = "footer"
    NOTE = "note"
    """Footnotes and endnotes."""
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Story:
    """One stream of text. A worksheet is a story of one table (named as the sheet), then the text of its shapes."""

    kind: StoryKind
    blocks: tuple[Block, ...]
    name: str = ""
    """A worksheet's name; for a comment the place it is tied to."""
    is_hidden: bool = False
    """A hidden worksheet, or what lies under the merged cells of one that is seen."""


class RemarkCode(StrEnum):
    """What a reader noticed about a file beside its text."""

    TRACKED_CHANGES = "tracked_changes"
    HIDDEN_TEXT = "hidden_text"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    COMMENT = "comment"
    MACROS = "macros"
    EXTERNAL_CONTENT = "external_content"
    EMBEDDED_OBJECT = "embedded_object"
    FOREIGN_TEXT = "foreign_text"
    """An altChunk: text in another format pasted by a portal."""
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    ERROR_VALUE = "error_value"
    CUT_SHORT = "cut_short"
    """A table or sheet larger than the limits: the rest was not read."""
    STRICT = "strict"
    CONVERTED = "converted"
    """Read from a conversion (.doc, .rtf, .odt, .ods, .xls)."""
    DEFAULT_PASSWORD = "default_password"  # noqa: S105 - a remark, not a secret
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Remark:
    code: RemarkCode
    where: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Everything a person sees in a file, in reading order, and the remarks of its reader."""

    type: FileType
    stories: tuple[Story, ...]
    remarks: tuple[Remark, ...] = ()

    @property
    def is_active(self) -> bool:
        """Holds something that could act on the machine that opens it: the original is not sent on."""
        return any(remark.code in ACTIVE for remark in self.remarks)


ACTIVE = frozenset({RemarkCode.MACROS, RemarkCode.EXTERNAL_CONTENT, RemarkCode.EMBEDDED_OBJECT})


class Trouble(StrEnum):
    """Why a file could not be read at all; the words for a referrer stand in the notices."""

    ENCRYPTED = "encrypted"
    NOT_OFFICE = "not_office"
    PDF = "pdf"
    IMAGE = "image"
    OLD_FORMAT = "old_format"
    """An older or other office format, and nothing here that can convert it."""
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    HOSTILE = "hostile"
    """Refused before any parser: duplicate parts, a DTD, a bomb."""
    EMPTY = "empty"


class UnreadableDocument(Exception):  # noqa: N818 - the field's word
    """A file that cannot become a Document. Carries a code and never a word of the file."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        """`detail` names the limit or the part, for the person who looks into it."""
        super().__init__(trouble, detail)
        self.trouble = trouble
        self.detail = detail
