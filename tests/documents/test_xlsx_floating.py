from collections.abc import Sequence

import pytest

from intake.model.document import ControlKind, Document, Mark, SpanKind
from tests.documents.workbooks import (
    LIMITS,
    Sheet,
    boxed,
    cell_at,
    cells_of,
    number,
    read,
    remarks_of,
    row,
    spans_at,
    text,
    workbook,
)

DRAWING = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"'
)
VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
MERGED = '<mergeCells><mergeCell ref="B2:D4"/></mergeCells>'
ROWS = row(1, text("A1", "Asthma")) + row(2, text("A2", "Diabetes"))


def corner(tag: str, column: int, row_index: int, right: int = 0, down: int = 0) -> str:
    return (
        f"<xdr:{tag}><xdr:col>{column}</xdr:col><xdr:colOff>{right}</xdr:colOff>"
        f"<xdr:row>{row_index}</xdr:row><xdr:rowOff>{down}</xdr:rowOff></xdr:{tag}>"
    )


def over(inner: str, begin: Sequence[int] = (1, 1), end: Sequence[int] = (2, 2)) -> str:
    """Something anchored from one cell's corner to another's, columns first, from 0."""
    return (
        f"<xdr:twoCellAnchor>{corner('from', *begin)}{corner('to', *end)}{inner}<xdr:clientData/></xdr:twoCellAnchor>"
    )


def shape(words: str = "", geometry: str = "rect", properties: str = 'id="2" name="Box"') -> str:
    body = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in words.split("|") if line)
    return (
        f"<xdr:sp><xdr:nvSpPr><xdr:cNvPr {properties}/><xdr:cNvSpPr/></xdr:nvSpPr>"
        f'<xdr:spPr><a:prstGeom prst="{geometry}"/></xdr:spPr><xdr:txBody><a:bodyPr/>{body}</xdr:txBody></xdr:sp>'
    )


PICTURE = "<xdr:pic><xdr:nvPicPr><xdr:cNvPr id='3' name='Signature'/></xdr:nvPicPr></xdr:pic>"
INK = "<mc:AlternateContent><mc:Choice Requires='xdr14'><xdr:contentPart/></mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"


def drawn(*anchors: str, rows: str = ROWS, after: str = "") -> Document:
    sheet = Sheet(
        rows=rows, after=f'{after}<drawing r:id="rId1"/>', arrows=[("rId1", "drawing", "../drawings/drawing1.xml")]
    )
    return read(
        workbook(sheet, parts={"xl/drawings/drawing1.xml": f"<xdr:wsDr {DRAWING}>{''.join(anchors)}</xdr:wsDr>"})
    )


# -- shapes -----------------------------------------------------------------------------------------------------------


def test_text_in_shapes_is_boxed_and_read_once() -> None:
    group = f"<xdr:grpSp>{shape('in a group')}</xdr:grpSp>"
    choice = f"<mc:AlternateContent><mc:Choice>{shape('chosen')}</mc:Choice><mc:Fallback>{shape('fallback')}</mc:Fallback></mc:AlternateContent>"
    document = drawn(over(shape("one|two")), over(group), over(choice), over(shape("")))
    assert boxed(document) == ["one", "two", "in a group", "chosen"]


def test_the_looks_of_words_in_a_shape_are_marks() -> None:
    run = "<a:r><a:rPr b='1' strike='sngStrike' u='sng'/><a:t>No</a:t></a:r><a:br/><a:r><a:rPr strike='noStrike'/><a:t>Yes</a:t></a:r>"
    body = f"<xdr:sp><xdr:txBody><a:p>{run}</a:p></xdr:txBody></xdr:sp>"
    paragraph = drawn(over(body)).stories[0].blocks[1]
    assert paragraph.text == "No\nYes"  # type: ignore[union-attr]
    assert [span.mark for span in paragraph.spans] == [Mark.BOLD | Mark.STRIKE | Mark.UNDERLINE, 0, 0]  # type: ignore[union-attr]


def test_a_hidden_shape_is_not_read() -> None:
    assert boxed(drawn(over(shape("old instructions", properties='id="2" name="x" hidden="1"')))) == []


@pytest.mark.parametrize(
    ("begin", "end", "place"),
    [
        ((1, 1), (2, 2), "B2"),
        ((1, 1, 20_000, 20_000), (1, 1, 200_000, 150_000), "B2"),
        ((1, 0, 0, 180_000), (2, 1, 0, 180_000), "B2"),
        ((1, 0, 0, 100_000), (4, 3, 0, 0), "B2"),
        ((1, 1, 0, 10_000), (4, 6, 0, 0), "B2"),
    ],
)
def test_a_picture_stands_in_the_cell_that_it_mostly_covers(
    begin: Sequence[int], end: Sequence[int], place: str
) -> None:
    document = drawn(over(PICTURE, begin, end))
    assert [span.kind for span in spans_at(document, place)] == [SpanKind.IMAGE]


def test_a_picture_over_a_merged_cell_stands_in_the_merged_cell() -> None:
    document = drawn(over(PICTURE, (2, 2), (3, 3)), after=MERGED)
    cell = cell_at(document, "B2")
    assert (cell.width, [span.kind for span in spans_at(document, "B2")]) == (3, [SpanKind.IMAGE])


def test_a_picture_tied_to_no_cell_is_still_there() -> None:
    anchor = f"<xdr:absoluteAnchor><xdr:pos x='0' y='0'/>{PICTURE}<xdr:clientData/></xdr:absoluteAnchor>"
    paragraph = drawn(anchor).stories[0].blocks[1]
    assert [span.kind for span in paragraph.spans] == [SpanKind.IMAGE]  # type: ignore[union-attr]


def test_a_picture_tied_to_one_corner_stands_there() -> None:
    anchor = f"<xdr:oneCellAnchor>{corner('from', 1, 1)}<xdr:ext cx='9' cy='9'/>{PICTURE}</xdr:oneCellAnchor>"
    assert [span.kind for span in spans_at(drawn(anchor), "B2")] == [SpanKind.IMAGE]


def test_ink_is_there_and_cannot_be_read() -> None:
    assert [span.kind for span in spans_at(drawn(over(INK.format(PICTURE))), "B2")] == [SpanKind.UNREADABLE]


def test_a_ring_drawn_over_a_word_marks_its_cell() -> None:
    document = drawn(over(shape(geometry="ellipse"), (0, 1), (1, 2)))
    assert [spans_at(document, place)[0].mark for place in ("A1", "A2")] == [Mark.NONE, Mark.RINGED]


def test_an_embedded_object_is_there_and_cannot_be_read() -> None:
    anchor = f"<anchor>{corner('from', 1, 1)}{corner('to', 2, 2)}</anchor>"
    ole = (
        f'<oleObjects><mc:AlternateContent><mc:Choice Requires="x14"><oleObject r:id="rId5"><objectPr>{anchor}</objectPr>'
        '</oleObject></mc:Choice><mc:Fallback><oleObject r:id="rId5"/></mc:Fallback></mc:AlternateContent></oleObjects>'
    )
    sheet = Sheet(rows=ROWS, after=ole, arrows=[("rId5", "oleObject", "../embeddings/oleObject1.bin")])
    document = read(workbook(sheet, parts={"xl/embeddings/oleObject1.bin": "x"}))
    assert [span.kind for span in spans_at(document, "B2")] == [SpanKind.UNREADABLE]
    assert ("embedded_object", None) in remarks_of(document)
    assert document.is_active


# -- controls ---------------------------------------------------------------------------------------------------------


def control(number_: int, name: str = "Check Box 1", begin: Sequence[int] = (1, 0), end: Sequence[int] = (2, 1)) -> str:
    anchor = f"<anchor>{corner('from', *begin)}{corner('to', *end)}</anchor>"
    return (
        f'<mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="{1024 + number_}" r:id="rId{10 + number_}" name="{name}">'
        f"<controlPr>{anchor}</controlPr></control></mc:Choice></mc:AlternateContent>"
    )


def vml_box(shape_id: str, caption: str, anchor: str, inside: str = "", kind: str = "Checkbox") -> str:
    return (
        f'<v:shape id="{shape_id}"><v:textbox><div><font face="Segoe UI">{caption}</font></div></v:textbox>'
        f'<x:ClientData ObjectType="{kind}"><x:Anchor>{anchor}</x:Anchor>{inside}</x:ClientData></v:shape>'
    )


def controlled(
    controls: str,
    properties: Sequence[str],
    vml: str = "",
    *,
    rows: str = ROWS,
    kind: str = "ctrlProp",
    others: Sequence[Sheet] = (),
    after: str = "",
) -> Document:
    """A sheet with controls whose `ctrlProp` parts have these attributes."""
    arrows = [(f"rId{10 + at}", kind, f"../ctrlProps/ctrlProp{at}.xml") for at in range(1, len(properties) + 1)]
    arrows.append(("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"))
    parts = {
        f"xl/ctrlProps/ctrlProp{at}.xml": f'<formControlPr xmlns="urn:x" {each}/>'
        for at, each in enumerate(properties, 1)
    }
    parts["xl/drawings/vmlDrawing1.vml"] = f"<xml {VML}>{vml}</xml>"
    sheet = Sheet(rows=rows, after=f'{after}<legacyDrawing r:id="rId2"/><controls>{controls}</controls>', arrows=arrows)
    return read(workbook(sheet, *others, parts=parts))


ON, OFF = 'objectType="CheckBox" checked="Checked"', 'objectType="CheckBox"'
BOX_ON = vml_box("_x0000_s1025", "Seen", "1, 0, 0, 0, 2, 0, 1, 0", "<x:Checked>1</x:Checked>")
BOX_OFF = vml_box("_x0000_s1026", "Not<br>seen", "1, 0, 1, 0, 2, 0, 2, 0")


def ticks(document: Document, place: str) -> list[tuple[bool | None, str]]:
    """The boxes in a cell with the words after each."""
    spans = spans_at(document, place)
    return [
        (span.ticked, spans[at + 1].text.strip() if at + 1 < len(spans) else "")
        for at, span in enumerate(spans)
        if span.kind is SpanKind.TICK
    ]


def test_a_check_box_stands_with_its_caption_in_the_cell_under_it() -> None:
    document = controlled(control(1) + control(2, begin=(1, 1), end=(2, 2)), [ON, OFF], BOX_ON + BOX_OFF)
    assert ticks(document, "B1") == [(True, "Seen")]
    assert ticks(document, "B2") == [(False, "Notseen")]


def test_a_box_half_over_the_row_above_stands_in_the_row_that_it_mostly_covers() -> None:
    document = controlled(control(1, begin=(1, 0, 0, 120_000), end=(2, 1, 0, 140_000)), [ON], BOX_ON)
    assert ticks(document, "B2") == [(True, "Seen")]


def test_a_box_at_the_right_edge_of_a_cell_stands_in_the_next() -> None:
    document = controlled(control(1, begin=(1, 0, 640_000, 0), end=(4, 1)), [ON], BOX_ON)
    assert ticks(document, "C1") == [(True, "Seen")]


def test_the_state_is_read_though_old_drawings_do_not_know_it() -> None:
    zeros = {"begin": (0, 0), "end": (0, 0)}
    boxes = vml_box("shape_0", "Seen", "1, 0, 0, 0, 2, 0, 1, 0") + vml_box("shape_0", "Heard", "1, 0, 1, 0, 2, 0, 2, 0")
    document = controlled(control(1, "Heard", **zeros) + control(2, "Seen", **zeros), [ON, OFF], boxes)
    assert (ticks(document, "B1"), ticks(document, "B2")) == ([(False, "Seen")], [(True, "Heard")])


def test_old_drawings_alone_are_enough() -> None:
    document = controlled("", [], BOX_ON + BOX_OFF)
    assert (ticks(document, "B1"), ticks(document, "B2")) == ([(True, "Seen")], [(False, "Notseen")])


@pytest.mark.parametrize(
    ("properties", "ticked"),
    [
        ('objectType="CheckBox" checked="Mixed"', None),
        ('objectType="CheckBox" checked="Unchecked"', False),
        ('objectType="Radio" checked="Checked"', True),
        ('objectType="Radio"', False),
    ],
)
def test_option_buttons_are_read_like_check_boxes(properties: str, ticked: bool | None) -> None:  # noqa: FBT001
    assert ticks(controlled(control(1), [properties], BOX_ON), "B1") == [(ticked, "Seen")]


@pytest.mark.parametrize(
    ("properties", "stored", "ticked"),
    [(ON, 1, True), (OFF, 0, False), (ON, 0, None), (OFF, 1, None)],
)
def test_a_box_and_the_cell_that_follows_it_must_agree(properties: str, stored: int, ticked: bool | None) -> None:  # noqa: FBT001
    rows = row(1, text("A1", "Asthma"), f'<c r="H1" t="b"><v>{stored}</v></c>')
    document = controlled(control(1), [f'{properties} fmlaLink="$H$1"'], BOX_ON, rows=rows)
    assert ticks(document, "B1") == [(ticked, "Seen")]
    assert ticks(document, "H1") == [(ticked, "")]


def test_a_box_over_the_cell_that_follows_it_stands_there_once() -> None:
    rows = row(1, text("A1", "Asthma"), '<c r="B1" t="b"><v>1</v></c>')
    document = controlled(control(1), [f'{ON} fmlaLink="Form!B1"'], BOX_ON, rows=rows)
    assert [span.text for span in spans_at(document, "B1")] == ["☒", " Seen"]


def test_boxes_over_words_stand_behind_them_from_left_to_right() -> None:
    yes = vml_box("_x0000_s1025", "Yes", "0, 40, 0, 0, 0, 60, 1, 0")
    no = vml_box("_x0000_s1026", "No", "0, 2, 0, 0, 0, 38, 1, 0", "<x:Checked/>")
    document = controlled("", [], yes + no)
    assert cell_at(document, "A1").text == "Asthma ☒ No ☐ Yes"


def test_the_face_of_a_control_is_its_caption_and_no_text_box() -> None:
    face = shape("From the face", properties='id="1025" name="Check Box 1" hidden="1"').replace(
        "/><xdr:cNvSpPr/>",
        "><a:extLst><a:ext><a14:compatExt spid='_x0000_s1025'/></a:ext></a:extLst></xdr:cNvPr><xdr:cNvSpPr/>",
        1,
    )
    arrows = [
        ("rId1", "drawing", "../drawings/drawing1.xml"),
        ("rId11", "ctrlProp", "../ctrlProps/ctrlProp1.xml"),
    ]
    after = f'<drawing r:id="rId1"/><controls>{control(1)}</controls>'
    parts = {
        "xl/drawings/drawing1.xml": f"<xdr:wsDr {DRAWING}>{over(face)}</xdr:wsDr>",
        "xl/ctrlProps/ctrlProp1.xml": f"<formControlPr {ON}/>",
    }
    document = read(workbook(Sheet(rows=ROWS, after=after, arrows=arrows), parts=parts))
    assert (ticks(document, "B1"), boxed(document)) == ([(True, "From the face")], [])


def test_a_drop_down_control_shows_its_choice_and_offers_the_rest() -> None:
    lists = Sheet(
        name="Lists", rows="".join(row(at, text(f"A{at}", word)) for at, word in enumerate(("Low", "High"), 1))
    )
    chosen = 'objectType="Drop" fmlaRange="Lists!$A$1:$A$2" sel="2"'
    document = controlled(control(1), [chosen], others=[lists])
    (span,) = spans_at(document, "B1")
    assert (span.text, cell_at(document, "B1").options) == ("High", ("Low", "High"))
    assert span.control is not None
    assert span.control.kind is ControlKind.DROP_DOWN


@pytest.mark.parametrize(("chosen", "spans"), [("0", []), ("9", [SpanKind.UNREADABLE])])
def test_a_drop_down_control_without_a_choice_is_empty_and_with_a_lost_one_unreadable(
    chosen: str, spans: list[SpanKind]
) -> None:
    lists = Sheet(name="Lists", rows=row(1, text("A1", "Low")))
    document = controlled(control(1), [f'objectType="Drop" fmlaRange="Lists!$A$1" sel="{chosen}"'], others=[lists])
    assert [span.kind for span in spans_at(document, "B1")] == spans


def test_an_activex_control_cannot_be_read_and_is_remarked() -> None:
    document = controlled(control(1), [""], kind="control")
    assert [span.kind for span in spans_at(document, "B1")] == [SpanKind.UNREADABLE]
    assert ("embedded_object", "Form!B1") in remarks_of(document)


def test_labels_and_headings_of_groups_are_words_and_no_answers() -> None:
    heading = vml_box("_x0000_s1030", "Choose one", "1, 0, 0, 0, 2, 0, 1, 0", kind="GBox")
    note = vml_box("_x0000_s1031", "a note", "1, 0, 0, 0, 2, 0, 1, 0", kind="Note")
    document = controlled("", [], heading + note)
    assert (boxed(document), list(cells_of(document))) == (["Choose one"], ["A1", "A2"])


def test_a_control_without_a_place_is_still_there() -> None:
    document = controlled(control(1, "Seen", begin=(0, 0), end=(0, 0)), [ON])
    assert boxed(document) == ["☒ Seen"]


def test_a_number_beside_a_control_stays_a_number() -> None:
    rows = row(1, text("A1", "Choice"), number("H1", 2))
    document = controlled(control(1), ['objectType="Radio" checked="Checked" fmlaLink="$H$1"'], BOX_ON, rows=rows)
    assert (ticks(document, "B1"), cell_at(document, "H1").text) == ([(True, "Seen")], "2")


def test_limits_hold_for_what_floats_too() -> None:
    boxes = "".join(
        vml_box(f"_x0000_s{1025 + at}", "x", f"1, 0, {at}, 0, 2, 0, {at + 1}, 0") for at in range(LIMITS.rows + 9)
    )
    document = controlled("", [], boxes)
    assert len(cells_of(document)) <= LIMITS.rows + 2
