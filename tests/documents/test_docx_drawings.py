import pytest

from intake.model.document import Paragraph, RemarkCode, SpanKind
from tests.documents.word_files import p, r, tbl, tc, tr
from tests.documents.word_reading import codes, document, spans, table

SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/x"'
)


def shape(geometry: str, size: str = 'cx="9" cy="9"', inside: str = "", anchor: str = "") -> str:
    return (
        f"<w:r><w:drawing><wp:anchor {SPACES} {anchor}><wps:wsp><wps:spPr><a:xfrm><a:ext {size}/></a:xfrm>"
        f'<a:prstGeom prst="{geometry}"/></wps:spPr>{inside}</wps:wsp></wp:anchor></w:drawing></w:r>'
    )


def kinds_in_cell(run: str) -> list[SpanKind]:
    return [span.kind for span in next(table(tbl(tr(tc(p(run))))).rows[0].cells[0].paragraphs).spans]


@pytest.mark.parametrize(
    ("run", "in_cell", "in_text"),
    [
        (shape("ellipse"), True, True),
        (shape("rect"), True, False),
        (shape("line", 'cx="90" cy="40"'), True, False),
        (shape("line", 'cx="90" cy="0"'), False, False),
        (shape("ellipse", anchor='behindDoc="1"'), False, False),
        ('<w:r><w:pict><v:oval style="width:9pt"/></w:pict></w:r>', True, True),
        ('<w:r><w:pict><v:line from="0,5pt" to="90pt,5pt"/></w:pict></w:r>', False, False),
        ('<w:r><w:pict><v:line from="0,5pt" to="90pt,25pt"/></w:pict></w:r>', True, False),
        ("<w:r><w:pict><v:shapetype><v:path/></v:shapetype></w:pict></w:r>", False, False),
        (
            '<w:r><w:pict><v:rect xmlns:o="urn:schemas-microsoft-com:office:office" o:hr="t"/></w:pict></w:r>',
            False,
            False,
        ),
        ('<w:r><w:drawing><c:chart xmlns:c="x"/></w:drawing></w:r>', True, True),
        ("<w:r><w14:contentPart/></w:r>", True, True),
        ("<w14:contentPart/>", True, True),
        ("<w:r><w:object><v:shape><v:imagedata/></v:shape></w:object></w:r>", True, True),
    ],
)
def test_what_is_drawn_and_cannot_be_read_is_told_where_it_may_be_an_answer(
    run: str,
    in_cell: bool,  # noqa: FBT001
    in_text: bool,  # noqa: FBT001
) -> None:
    assert kinds_in_cell(run) == [SpanKind.UNREADABLE] * in_cell
    assert [span.kind for span in spans(p(run))] == [SpanKind.UNREADABLE] * in_text


def test_a_shape_with_words_is_its_words() -> None:
    run = shape("ellipse", inside=f"<wps:txbx><w:txbxContent>{p(r('Yes'))}</w:txbxContent></wps:txbx>")
    anchor, box = document(p(r("Answer: "), run)).stories[0].blocks
    assert isinstance(anchor, Paragraph)
    assert isinstance(box, Paragraph)
    assert (anchor.text, box.text, anchor.is_boxed, box.is_boxed) == ("Answer: ", "Yes", False, True)


def test_a_picture_with_two_renderings_is_one_picture() -> None:
    run = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><pic:pic/></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:shape><v:imagedata/></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert [span.kind for span in spans(p(run))] == [SpanKind.IMAGE]


def test_an_empty_choice_leaves_the_fallback() -> None:
    run = (
        "<w:r><mc:AlternateContent><mc:Choice/><mc:Fallback><w:pict><v:shape><v:imagedata/></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert [span.kind for span in spans(p(run))] == [SpanKind.IMAGE]


def test_a_drawing_in_hidden_text_is_not_seen() -> None:
    run = "<w:r><w:rPr><w:vanish/></w:rPr><w:drawing><pic:pic/></w:drawing></w:r>"
    assert spans(p(run)) == []


def test_an_embedded_object_is_told_with_its_place() -> None:
    found = document(tbl(tr(tc(p("<w:r><w:object/></w:r>")))))
    assert [(remark.code, remark.where) for remark in found.remarks] == [(RemarkCode.EMBEDDED_OBJECT, "Table 1, row 1")]


def test_boxes_within_boxes_end() -> None:
    inner = p(r("innermost"))
    for _ in range(40):
        inner = p(
            f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    found = document(inner)
    assert RemarkCode.CUT_SHORT in codes(found)
