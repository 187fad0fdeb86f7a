import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.documents import read
from intake.documents.limits import DocumentLimits
from intake.model.document import Paragraph, RemarkCode, Table
from tests.documents.word_files import p, r, sdt, tbl, tc, tr, word_file
from tests.documents.word_reading import codes, document, grid, table

RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_a_continuation_without_a_beginning_is_a_cell() -> None:
    assert grid(tbl(tr(tc("a")), tr(tc("b", CONTINUE)))) == [[(0, 1, 1, "a")], [(0, 1, 1, "b")]]


def test_a_merge_ends_where_a_row_does_not_go_on_with_it() -> None:
    body = tbl(tr(tc("a", RESTART)), tr(tc("b")), tr(tc("c", CONTINUE)))
    assert grid(body) == [[(0, 1, 1, "a")], [(0, 1, 1, "b")], [(0, 1, 1, "c")]]


def test_text_under_a_merged_cell_is_out_and_told() -> None:
    found = document(tbl(tr(tc("seen", RESTART)), tr(tc("unseen", CONTINUE))))
    assert grid(tbl(tr(tc("seen", RESTART)), tr(tc("unseen", CONTINUE))))[0] == [(0, 1, 2, "seen")]
    assert [(remark.code, remark.where) for remark in found.remarks] == [(RemarkCode.HIDDEN_TEXT, "Table 1, row 2")]


def test_cells_merged_sideways_the_old_way_are_one() -> None:
    body = tbl(tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("b")))
    assert grid(body) == [[(0, 2, 1, "a"), (2, 1, 1, "b")]]


def test_an_empty_cell_has_an_empty_paragraph() -> None:
    cell = table(tbl(tr("<w:tc><w:p/></w:tc>"))).rows[0].cells[0]
    assert cell.blocks == (Paragraph(()),)


@pytest.mark.parametrize(("properties", "is_header"), [("<w:tblHeader/>", True), ('<w:tblHeader w:val="0"/>', False)])
def test_a_header_row_says_so(properties: str, is_header: bool) -> None:  # noqa: FBT001
    assert table(tbl(tr(tc("a"), properties=properties))).rows[0].is_header is is_header


def test_a_hidden_row_is_kept_and_told() -> None:
    found = document(tbl(tr(tc("a"), properties="<w:hidden/>")))
    assert table(tbl(tr(tc("a"), properties="<w:hidden/>"))).rows[0].is_hidden
    assert codes(found) == {RemarkCode.HIDDEN_ROWS}


def test_cells_beyond_the_last_column_are_cut_and_told() -> None:
    content = word_file(tbl(tr(*(tc(str(number)) for number in range(5)))))
    found = read(content, DocumentLimits(columns=3))
    block = found.stories[0].blocks[0]
    assert isinstance(block, Table)
    assert [cell.text for cell in block.rows[0].cells] == ["0", "1", "2"]
    assert codes(found) == {RemarkCode.CUT_SHORT}


def test_tables_nested_beyond_reason_are_cut_and_told() -> None:
    inner = p(r("innermost"))
    for _ in range(70):
        inner = tbl(tr(tc(inner)))
    assert codes(document(inner)) == {RemarkCode.CUT_SHORT}


def test_remarks_of_one_kind_are_bounded() -> None:
    rows = "".join(tr(tc(p(r("x", "<w:vanish/>")))) for _ in range(200))
    assert len(document(tbl(rows)).remarks) == 50


@pytest.mark.parametrize("properties", ["<w:ins/>", "<w:del/>"])
def test_a_tracked_row_is_told(properties: str) -> None:
    found = document(tbl(tr(tc("a"), properties=properties), tr(tc("b"))))
    assert codes(found) == {RemarkCode.TRACKED_CHANGES}


@given(st.lists(st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=5), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_every_cell_stands_once_and_none_overlaps(rows: list[list[tuple[int, bool]]]) -> None:
    """Rows of cells, each some columns wide, wrapped in a control or not: left edges are the widths before them."""
    body = tbl(
        *(
            tr(*(sdt(cell, "<w:text/>") if wrapped else cell for width, wrapped in row for cell in [spanning(width)]))
            for row in rows
        )
    )
    for read_row, row in zip(grid(body), rows, strict=True):
        edges = [sum(width for width, _ in row[:place]) for place in range(len(row))]
        assert [(column, width) for column, width, _, _ in read_row] == [
            (edge, width) for edge, (width, _) in zip(edges, row, strict=True)
        ]


def spanning(width: int) -> str:
    return tc("x", f'<w:gridSpan w:val="{width}"/>')
