"""What floats above the cells of an .xls: records as Excel and as LibreOffice write them."""

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import Element

from intake.documents.excel.anchors import Geometry
from intake.documents.excel.sheet import StoredSheet
from intake.documents.excel_97.drawing import MOST_CHILDREN, outlines
from intake.documents.xls import read_xls
from intake.model.document import Document, Mark, SpanKind, Trouble, UnreadableDocument
from tests.documents.test_xls import boolean, read, read_or_refused, record, text, trouble_of, workbook
from tests.documents.test_xlsx_floating import ticks
from tests.documents.workbooks import LIMITS, boxed, cell_at, remarks_of, spans_at

SAMPLE = Path(__file__).parent / "samples" / "boxes.xls"
"""By LibreOffice out of `boxes.fods` beside it: two check boxes, an option button, a drop-down and a shape with text."""
CHECK_BOX, OPTION_BUTTON, DROP_DOWN, PICTURE, TEXT_BOX, NOTE, OVAL = 0x0B, 0x0C, 0x14, 0x08, 0x06, 0x19, 0x03
GROUP_SHAPE, SHAPE_IN_GROUP = 0x1, 0x2
STRINGS = ("Asthma", "Diabetes")
WORDS = (text(0, 0, 0), text(1, 0, 1))
LINK_TO_H1 = struct.pack("<HI", 5, 0) + struct.pack("<BHH", 0x24, 0, 7) + b"\0"


def art(kind: int, body: bytes = b"", version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(body)) + body


def drawn(
    place: tuple[int, int] | None = (1, 0), *, switches: int = 0, options: bytes = b"", child: tuple[int, ...] = ()
) -> bytes:
    """A shape over the cell (column, row), up to where its object follows."""
    anchor = b""
    if place is not None:
        column, row_index = place
        anchor = art(0xF010, struct.pack("<9H", 0, column, 32, row_index, 16, column, 992, row_index, 240))
    if child:
        anchor = art(0xF00F, struct.pack("<4i", *child))
    inside = art(0xF00A, struct.pack("<II", 1025, switches)) + options + anchor + art(0xF011)
    return record(0x00EC, f"{len(inside) + 8}s", art(0xF004, inside, 0xF))


def stored(kind: int, *fields: tuple[int, bytes], switches: int = 0x11) -> bytes:
    body = struct.pack("<HHHHH12x", 0x15, 0x12, kind, 1, switches)
    body += b"".join(struct.pack("<HH", each, len(content)) + content for each, content in fields)
    return record(0x005D, f"{len(body) + 4}s", body)


def box(state: int, kind: int = CHECK_BOX, *more: tuple[int, bytes]) -> bytes:
    """As Excel writes it: an empty field, a link, the state."""
    return stored(kind, (0x0A, bytes(12)), *more, (0x12, struct.pack("<HHHH", state, 0, 0, 2)))


def words(letters: str, *, wide: bool = False) -> bytes:
    encoded = b"\1" + letters.encode("utf-16-le") if wide else b"\0" + letters.encode("latin-1")
    sizes = record(0x01B6, "10xHH4x", len(letters), 16)
    art_part = record(0x00EC, "8s", art(0xF00D))
    return art_part + sizes + record(0x003C, f"{len(encoded)}s", encoded) + record(0x003C, "16s", bytes(16))


def sheet(*records: bytes, rows: Sequence[bytes] = WORDS, **book: bytes) -> Document:
    return read(workbook(("Form", 0, 0, [*rows, *records]), strings=STRINGS, **book))


@pytest.mark.parametrize(("state", "ticked"), [(0, False), (1, True), (2, None)])
@pytest.mark.parametrize("kind", [CHECK_BOX, OPTION_BUTTON])
def test_a_box_stands_with_its_state_and_caption_in_the_cell_under_it(
    state: int,
    kind: int,
    ticked: bool | None,  # noqa: FBT001
) -> None:
    document = sheet(drawn((1, 1)), box(state, kind), words("Seen"), drawn((1, 0)), box(0), words("Gehört", wide=True))
    assert (ticks(document, "B1"), ticks(document, "B2")) == ([(False, "Gehört")], [(ticked, "Seen")])


@pytest.mark.parametrize(("follows", "ticked"), [(1, True), (0, None)])
def test_a_box_and_the_cell_that_follows_it_must_agree(follows: int, ticked: bool | None) -> None:  # noqa: FBT001
    rows = (*WORDS, boolean(0, 7, follows))
    document = sheet(drawn(), box(1, CHECK_BOX, (0x14, LINK_TO_H1)), words("Seen"), rows=rows)
    assert ticks(document, "B1") == [(ticked, "Seen")]
    assert ticks(document, "H1") == [(ticked, "")]


def test_a_cell_on_another_sheet_follows_too() -> None:
    own = record(0x01AE, "H2s", 2, b"\1\4") + record(0x0017, "HHhh", 1, 0, 1, 1)
    link = struct.pack("<HI", 7, 0) + struct.pack("<BHHH", 0x3A, 0, 0, 7) + b"\0"
    sheets = (
        ("Form", 0, 0, [*WORDS, drawn(), box(1, CHECK_BOX, (0x14, link))]),
        ("It's", 0, 0, [boolean(0, 7, 0)]),
    )
    document = read(workbook(*sheets, strings=STRINGS, before=own))
    assert ticks(document, "B1") == [(None, "")]


def test_the_chosen_entry_of_a_drop_down_is_its_text() -> None:
    cells = struct.pack("<HI", 9, 0) + struct.pack("<BHHHH", 0x25, 0, 1, 0, 0) + b"\0"
    entries = struct.pack("<H", len(cells)) + cells + struct.pack("<HHHH", 2, 2, 0, 0)
    document = sheet(drawn(), stored(DROP_DOWN, (0x0C, bytes(20)), (0x13, entries)))
    assert (cell_at(document, "B1").text, cell_at(document, "B1").options) == ("Diabetes", STRINGS)


def test_text_in_a_shape_is_boxed() -> None:
    assert boxed(sheet(drawn(), stored(TEXT_BOX), words("one\ntwo"))) == ["one", "two"]


def test_a_picture_an_embedded_object_and_an_active_control_are_there() -> None:
    embedded, active = (0x09, bytes(6)), (0x08, struct.pack("<H", 0x10))
    objects = (stored(PICTURE), stored(PICTURE, embedded), stored(PICTURE, active))
    document = sheet(*(each for at, found in enumerate(objects) for each in (drawn((1, at)), found)))
    assert [spans_at(document, place)[0].kind for place in ("B1", "B2", "B3")] == [
        SpanKind.IMAGE,
        SpanKind.UNREADABLE,
        SpanKind.UNREADABLE,
    ]
    assert ("embedded_object", "Form!B3") in remarks_of(document)


def test_a_ring_drawn_over_a_word_marks_its_cell() -> None:
    document = sheet(drawn((0, 1)), stored(OVAL))
    assert [spans_at(document, place)[0].mark for place in ("A1", "A2")] == [Mark.NONE, Mark.RINGED]


def test_what_nobody_sees_or_nobody_drew_is_not_read() -> None:
    hidden = art(0xF00B, struct.pack("<HI", 0x03BF, 0x20002), 0x13)
    arrow = stored(DROP_DOWN, switches=0x0100)
    document = sheet(drawn(options=hidden), box(1), drawn((1, 1)), arrow, drawn((1, 2)), stored(NOTE), words("a note"))
    assert (set(document.stories[0].blocks[1:]), "B1" in _places(document)) == (set(), False)


def _places(document: Document) -> set[str]:
    (table,) = [block for block in document.stories[0].blocks if hasattr(block, "rows")]
    return {f"{'ABCDEFGH'[cell.column]}{row.number}" for row in table.rows for cell in row.cells if cell.blocks}


def test_a_chart_among_the_objects_hides_none_behind_it() -> None:
    chart = record(0x0809, "HHHHII", 0x0600, 0x0020, 0, 1997, 0, 0) + record(0x00EC, "3s", b"???") + record(0x000A)
    document = sheet(drawn((3, 0)), stored(0x05), chart, drawn(), box(1))
    assert ticks(document, "B1") == [(True, "")]


def test_a_drawing_goes_on_behind_an_object_or_its_text() -> None:
    later = drawn((1, 1))[4:]
    document = sheet(drawn(), box(1), words("Seen"), record(0x003C, f"{len(later)}s", later), box(1))
    assert (ticks(document, "B1"), ticks(document, "B2")) == ([(True, "Seen")], [(True, "")])


def grouped(*parts: bytes, rectangle: tuple[int, int, int, int] = (0, 0, 100, 400)) -> Sequence[bytes]:
    """A group over B1 to B4, and what is in it."""
    anchor = art(0xF010, struct.pack("<9H", 0, 1, 0, 0, 0, 2, 0, 4, 0))
    inside = art(0xF009, struct.pack("<4i", *rectangle)) + art(0xF00A, struct.pack("<II", 1025, 1)) + anchor
    return record(0x00EC, f"{len(inside) + 16}s", art(0xF004, inside + art(0xF011), 0xF)), stored(0x00), *parts


def in_group(top: int, bottom: int, switches: int = SHAPE_IN_GROUP) -> bytes:
    return drawn(switches=switches, child=(10, top, 90, bottom))


def test_a_box_in_a_group_stands_at_its_part_of_the_group() -> None:
    tall = record(0x0208, "HHHHHHHH", 0, 0, 8, 900, 0, 0, 0x0140, 0x0F)
    boxes = grouped(in_group(10, 90), box(1), in_group(290, 390), box(0))
    document = sheet(*boxes)
    assert (ticks(document, "B1"), ticks(document, "B4")) == ([(True, "")], [(False, "")])
    assert ticks(sheet(tall, *grouped(in_group(105, 180), box(1))), "B1") == [(True, "")]


@pytest.mark.parametrize("kind", [CHECK_BOX, PICTURE])
def test_where_a_box_in_a_group_of_groups_may_lie_nothing_is_empty(kind: int) -> None:
    nested = in_group(0, 400, GROUP_SHAPE | SHAPE_IN_GROUP), stored(0x00)
    document = sheet(*grouped(*nested, in_group(10, 90), stored(kind)))
    assert [spans_at(document, place)[0].kind for place in ("B1", "B2", "B3", "B4")] == [SpanKind.UNREADABLE] * 4


def test_a_box_outside_its_group_is_not_guessed_at() -> None:
    document = sheet(*grouped(in_group(10, 500), box(1)))
    assert [span.kind for span in spans_at(document, "B3")] == [SpanKind.UNREADABLE]


@pytest.mark.parametrize(
    "records",
    [
        (box(1),),
        (drawn(None), box(1)),
        (drawn(), record(0x005D, "4s", b"\x15\0\x12\0")),
        (record(0x00EC, "5s", b"?????"), box(0)),
    ],
)
def test_a_box_that_makes_no_sense_goes_to_a_person(records: Sequence[bytes]) -> None:
    assert trouble_of(workbook(("Form", 0, 0, [*WORDS, *records]), strings=STRINGS)) is Trouble.DAMAGED


def test_an_object_of_a_kind_that_nobody_knows_is_there() -> None:
    assert [span.kind for span in spans_at(sheet(drawn(), stored(0x77)), "B1")] == [SpanKind.UNREADABLE]


def test_a_box_of_excel_95_is_there_and_cannot_be_read() -> None:
    old = record(0x005D, "IHHH8H", 1, CHECK_BOX, 1, 0, 1, 32, 0, 16, 1, 992, 0, 240)
    content = workbook(("Form", 0, 0, [*WORDS, old]), strings=STRINGS)
    begin = content.index(struct.pack("<HHHH", 0x0809, 16, 0x0600, 0x0005))
    content = content[: begin + 4] + struct.pack("<H", 0x0500) + content[begin + 6 :]
    assert "unreadable" in {span.kind for story in read(content).stories for span in _all_spans(story.blocks)}


def _all_spans(blocks: Sequence[object]) -> list[object]:
    return [
        span
        for block in blocks
        for row in block.rows
        for cell in row.cells
        for p in cell.paragraphs
        for span in p.spans
    ]  # type: ignore[attr-defined]


def test_a_workbook_of_libreoffice_keeps_its_boxes() -> None:
    document = read_xls(SAMPLE.read_bytes(), LIMITS)
    assert [ticks(document, place) for place in ("B1", "B2", "B3")] == [
        [(True, "Seen")],
        [(False, "Heard")],
        [(True, "Yes")],
    ]
    assert (cell_at(document, "B4").text, cell_at(document, "B4").options) == ("Mid", ("Low", "Mid", "High"))
    assert boxed(document) == ["In a shape"]


def test_sheets_that_share_their_records_are_refused_before_they_cost() -> None:
    shared = ("Form", 0, 0, [*WORDS, *[drawn(), box(1)] * 100])
    content = workbook(shared, ("Two", 0, 0, []), ("Three", 0, 0, []), strings=STRINGS)
    places = [content.index(name) - 8 for name in (b"Form", b"Two", b"Three")]
    begin = content[places[0] : places[0] + 4]
    for place in places:
        content = content[:place] + begin + content[place + 4 :]
    with pytest.raises(UnreadableDocument, match="sheets within sheets"):
        read(content)


def test_more_shapes_in_groups_than_a_person_draws_are_refused() -> None:
    child = art(0xF00F, struct.pack("<4i", 0, 0, 1, 1))
    geometry = Geometry(StoredSheet(rows=(), root=Element("worksheet")))
    assert outlines(child * MOST_CHILDREN, geometry) == {}
    with pytest.raises(UnreadableDocument, match="drawing"):
        outlines(child * (MOST_CHILDREN + 1), geometry)


BOXED = workbook(("Form", 0, 0, [*WORDS, drawn(), box(1), words("Seen"), drawn((1, 1)), box(0)]), strings=STRINGS)
OBJECTS = BOXED.index(drawn()), BOXED.rindex(box(0)) + len(box(0)) - 1


@settings(max_examples=200, deadline=None)
@given(st.integers(*OBJECTS), st.integers(0, 255))
def test_a_changed_byte_makes_another_document_or_a_refusal_and_nothing_else(place: int, byte: int) -> None:
    changed = bytearray(BOXED)
    changed[place] = byte
    assert isinstance(read_or_refused(bytes(changed)), Document | Trouble)
