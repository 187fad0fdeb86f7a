import pytest

from intake.model.document import ControlKind, Mark, RemarkCode, SpanKind
from tests.documents.word_files import field, p, r, tbl, tc, tr
from tests.documents.word_reading import codes, document, grid, spans, text

BLANKS = "\u2002" * 5
BEGIN, DIVIDE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
INSTRUCTION = "<w:r><w:instrText>{}</w:instrText></w:r>"


def text_input(result: str, default: str = "") -> str:
    prompt = f'<w:default w:val="{default}"/>' if default else ""
    return field("FORMTEXT", f'<w:ffData><w:name w:val="Text1"/><w:textInput>{prompt}</w:textInput></w:ffData>', result)


@pytest.mark.parametrize(
    ("result", "default"),
    [
        (r(BLANKS), ""),
        (r("\u2002\u2002") + r("\u2002\u2002\u2002", "<w:b/>"), ""),
        (r("\u00a0  "), ""),
        (r("Enter name"), "Enter name"),
        (r("Enter ") + r("name", "<w:i/>"), "Enter name"),
        ("", ""),
    ],
)
def test_a_text_input_that_nobody_filled_is_a_prompt(result: str, default: str) -> None:
    (span,) = spans(p(text_input(result, default)))
    assert span.mark & Mark.PLACEHOLDER
    assert span.control is not None
    assert (span.control.is_placeholder, span.control.tag, span.control.kind) == (True, "Text1", ControlKind.TEXT)


def test_spaces_between_the_words_of_an_answer_are_no_prompt() -> None:
    found = spans(p(text_input(r("Ada") + r(" ", "<w:b/>") + r("Example"))))
    assert "".join(span.text for span in found) == "Ada Example"
    assert not any(span.mark & Mark.PLACEHOLDER for span in found)
    assert {span.control.is_placeholder for span in found if span.control} == {False}


def test_a_box_in_a_text_input_is_an_answer() -> None:
    found = spans(p(text_input(r("☒"))))
    assert [(span.kind, span.ticked) for span in found] == [(SpanKind.TICK, True)]


def test_a_field_that_nobody_closes_hides_nothing() -> None:
    assert text(p(r("a"), BEGIN, INSTRUCTION.format("PAGE"), r("b")) + p(r("c"))) == "abc"


def test_an_end_without_a_beginning_is_passed_over() -> None:
    assert text(p(r("a"), END, DIVIDE, r("b"))) == "ab"


def test_a_field_inside_an_instruction_is_not_seen() -> None:
    inner = BEGIN + INSTRUCTION.format("REF x") + DIVIDE + r("unseen") + END
    outer = BEGIN + INSTRUCTION.format("IF ") + inner + INSTRUCTION.format(" = 1") + DIVIDE + r("seen") + END
    assert text(p(outer)) == "seen"


def test_a_field_that_ends_in_deleted_text_ends() -> None:
    body = p(
        BEGIN, INSTRUCTION.format("PAGE"), f"<w:del>{DIVIDE}<w:r><w:delText>1</w:delText></w:r>{END}</w:del>", r("x")
    )
    assert text(body) == "x"


def test_fields_of_a_text_box_stay_in_it() -> None:
    box = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(BEGIN, r('in'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    assert [span.text for span in spans(p(r("a"), box, r("b")))] == ["ab", "in"]


def test_a_field_over_cells_reads_in_each() -> None:
    first = p(BEGIN, INSTRUCTION.format("QUOTE"), DIVIDE, r("a"))
    assert [cell[3] for cell in grid(tbl(tr(tc(first), tc(p(r("b"), END)))))[0]] == ["a", "b"]


@pytest.mark.parametrize("result", ['<w:result w:val="7"/>', '<w:result w:val="x"/>', ""])
def test_a_list_without_such_an_entry_shows_its_text(result: str) -> None:
    data = f"<w:ffData><w:ddList>{result}</w:ddList></w:ffData>"
    assert text(p(field("FORMDROPDOWN", data, r("Other")))) == "Other"


def test_the_result_of_a_check_box_is_not_read_twice() -> None:
    data = "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
    found = spans(p(field("FORMCHECKBOX", data, r("☒")), r(" Yes")))
    assert [(span.kind, span.text) for span in found] == [(SpanKind.TICK, "☒"), (SpanKind.TEXT, " Yes")]


@pytest.mark.parametrize(
    ("instruction", "is_told"),
    [
        ("DDEAUTO c:\\\\x.exe", True),
        (" include", False),
        ('INCLUDEPICTURE "https://x.example/y.png"', True),
        ("PAGE", False),
        ('HYPERLINK "https://x.example"', False),
    ],
)
def test_an_instruction_that_fetches_is_told_however_it_is_split(instruction: str, is_told: bool) -> None:  # noqa: FBT001
    pieces = "".join(INSTRUCTION.format(piece) for piece in (instruction[:3], instruction[3:]))
    found = document(p(BEGIN, pieces, DIVIDE, r("x"), END))
    assert (RemarkCode.EXTERNAL_CONTENT in codes(found)) is is_told
    simple = f"<w:fldSimple w:instr='{instruction}'>{r('x')}</w:fldSimple>"
    assert (RemarkCode.EXTERNAL_CONTENT in codes(document(p(simple)))) is is_told
