import pytest

from intake.model.document import ControlKind, Mark, Paragraph, Span, SpanKind
from tests.documents.word_files import arrow, p, r, sdt, tbl, tc, tr
from tests.documents.word_reading import document, grid, spans, text

STORE = "{11111111-1111-1111-1111-111111111111}"
PARTS = {
    "customXml/item1.xml": "<form><name>Ada Example</name><none> </none><kind>b</kind><tick>true</tick></form>",
    "customXml/itemProps1.xml": '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" '
    f'ds:itemID="{STORE.lower()}"/>',
}
TICKED = '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'


def cell_spans(body: str, **changes: object) -> list[Span]:
    found = document(body, **changes).stories[0].blocks[0]
    assert not isinstance(found, Paragraph)
    return [span for row in found.rows for cell in row.cells for each in cell.paragraphs for span in each.spans]


def bound(place: str) -> str:
    return f'<w:dataBinding w:xpath="/form[1]/{place}[1]" w:storeItemID="{STORE}"/>'


# -- places without a word ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        p(r("Name: "), sdt("", '<w:tag w:val="name"/><w:text/>')),
        p(r("Name: ")) + sdt(p(), '<w:tag w:val="name"/><w:text/>'),
        p(r("Name: ")) + sdt(p(r("")), '<w:tag w:val="name"/>'),
    ],
)
def test_an_empty_control_is_a_place_for_an_answer(body: str) -> None:
    last = spans(body)[-1]
    assert last.control is not None
    assert (last.text, last.control.tag) == ("", "name")


def test_a_picture_control_with_its_own_picture_is_empty() -> None:
    picture = "<w:r><w:drawing><pic:pic/></w:drawing></w:r>"
    (prompt,) = spans(p(sdt(picture, "<w:showingPlcHdr/><w:picture/>")))
    assert (prompt.kind, prompt.mark) == (SpanKind.TEXT, Mark.PLACEHOLDER)
    (signed,) = spans(p(sdt(picture, "<w:picture/>")))
    assert signed.kind is SpanKind.IMAGE
    assert signed.control is not None
    assert signed.control.kind is ControlKind.PICTURE


# -- wrappers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "properties",
    ['<w:tag w:val="goog_rdk_7"/>', "<w15:repeatingSection/>", "<w:group/>", "<w:docPartObj/>", ""],
)
def test_a_mere_wrapper_is_no_field_and_splits_nothing(properties: str) -> None:
    wrapped = sdt(r("Na"), properties) if properties else f"<w:sdt><w:sdtContent>{r('Na')}</w:sdtContent></w:sdt>"
    (span,) = spans(p(wrapped, r("me")))
    assert (span.text, span.control) == ("Name", None)


def test_a_control_round_rows_or_a_table_is_no_field() -> None:
    row = tr(tc("Label"), tc("Answer"))
    for body in (tbl(sdt(row, "<w:text/>")), sdt(tbl(row), "<w:richText/>")):
        assert [span.control for span in cell_spans(body)] == [None, None]


def test_a_field_inside_another_is_its_own() -> None:
    body = p(sdt(r("a ") + sdt(r("b"), '<w:tag w:val="inner"/>'), '<w:tag w:val="outer"/><w:showingPlcHdr/>'))
    assert [(span.text, span.control.tag, span.mark) for span in spans(body) if span.control] == [
        ("a ", "outer", Mark.PLACEHOLDER),
        ("b", "inner", Mark.NONE),
    ]


# -- boxes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (r("R", '<w:rFonts w:ascii="Wingdings 2"/>'), "☒"),
        ("", "☒"),
        (sdt(r("☒") + r(""), TICKED), "☒"),
        (r("☒") + r("Yes"), "☒Yes"),
        (r("☒ Yes"), "☒ Yes"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☒"),
    ],
)
def test_the_state_of_a_box_is_said_once_and_its_flag_wins(inside: str, expected: str) -> None:
    found = spans(p(sdt(inside, TICKED)))
    assert [span.ticked for span in found if span.kind is SpanKind.TICK] == [True]
    assert "".join(span.text for span in found) == expected


@pytest.mark.parametrize(("flag", "glyph"), [("1", "☐"), ("0", "☒"), ("0", "☑")])
def test_a_box_whose_flag_and_glyph_disagree_has_no_known_state(flag: str, glyph: str) -> None:
    box = f'<w14:checkbox><w14:checked w14:val="{flag}"/></w14:checkbox>'
    for inside in (r(glyph), r(" ") + r(glyph)):
        (span,) = spans(p(sdt(inside, box)))
        assert (span.kind, span.ticked, span.text) == (SpanKind.TICK, None, glyph)


def test_a_box_round_a_cell_without_a_glyph_is_a_box() -> None:
    (span,) = cell_spans(tbl(tr(sdt(tc(p()), TICKED))))
    assert (span.kind, span.ticked) == (SpanKind.TICK, True)


def test_a_bound_box_has_the_bound_state() -> None:
    box = bound("tick") + '<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>'
    assert [span.ticked for span in spans(p(sdt(r("☐"), box)), parts=PARTS)] == [True]


# -- bound values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "kind", "expected"),
    [
        ("name", "<w:text/>", "Ada Example"),
        ("none", "<w:text/>", "stale"),
        ("gone", "<w:text/>", "stale"),
        ("kind", '<w:dropDownList><w:listItem w:displayText="Both" w:value="b"/></w:dropDownList>', "Both"),
        ("kind", "<w:comboBox/>", "b"),
        ("name", "<w:richText/>", "stale"),
    ],
)
def test_a_bound_value_stands_where_its_kind_shows_it(place: str, kind: str, expected: str) -> None:
    properties = bound(place) + kind
    assert text(p(sdt(r("st") + r("ale", "<w:b/>"), properties)), parts=PARTS) == expected
    assert "".join(span.text for span in cell_spans(tbl(tr(sdt(tc("stale"), properties))), parts=PARTS)) == expected


def test_a_bound_value_that_stands_there_already_keeps_its_look() -> None:
    (span,) = spans(p(sdt(r("Ada Example", "<w:strike/>"), bound("name") + "<w:text/>")), parts=PARTS)
    assert span.mark is Mark.STRIKE


def test_a_bound_value_is_no_prompt() -> None:
    (span,) = spans(p(sdt(r("Click here"), bound("name") + "<w:showingPlcHdr/><w:text/>")), parts=PARTS)
    assert span.control is not None
    assert (span.text, span.mark, span.control.is_placeholder) == ("Ada Example", Mark.NONE, False)


def test_a_broken_store_is_no_store() -> None:
    parts = {**PARTS, "customXml/item1.xml": "<form>"}
    assert text(p(sdt(r("run"), bound("name") + "<w:text/>")), parts=parts) == "run"


def test_controls_nested_beyond_reason_are_cut() -> None:
    body = "x"
    deep = r(body)
    for _ in range(90):
        deep = sdt(deep, "<w:text/>")
    assert text(p(deep, r("after")), relations=arrow("a", "x", "y")) == "after"


def test_cells_after_a_wrapped_one_keep_their_columns() -> None:
    body = tbl(
        tr(tc("a"), sdt(tc("b", '<w:gridSpan w:val="2"/>'), "<w:date/>"), f"<w:customXml>{tc('c')}</w:customXml>")
    )
    assert [cell[:2] for cell in grid(body)[0]] == [(0, 1), (1, 2), (3, 1)]
