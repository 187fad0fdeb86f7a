import pytest

from intake.documents import read
from intake.model.document import Mark, Paragraph, RemarkCode, SpanKind, Table
from tests.documents.word_files import arrow, p, part, r, tbl, tc, tr, word_file
from tests.documents.word_reading import codes, document, grid, spans, text

STYLES = arrow("s", "styles", "styles.xml")


def style(
    name: str, look: str = "", *, kind: str = "paragraph", shown: str = "", more: str = "", default: str = ""
) -> str:
    name_ = f'<w:name w:val="{shown}"/>' if shown else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"{default}>{name_}{more}<w:rPr>{look}</w:rPr></w:style>'


def marks(body: str, *styles: str) -> list[Mark]:
    found = spans(body, parts={"word/styles.xml": part("styles", "".join(styles))}, relations=STYLES)
    return [span.mark for span in found]


def paragraph(body: str, *styles: str) -> Paragraph:
    found = document(body, parts={"word/styles.xml": part("styles", "".join(styles))}, relations=STYLES)
    block = found.stories[0].blocks[0]
    assert isinstance(block, Paragraph)
    return block


LABEL, STRONG = '<w:pStyle w:val="Label"/>', '<w:rStyle w:val="Strong"/>'
BOLD_LABEL, BOLD_STRONG = style("Label", "<w:b/>"), style("Strong", "<w:b/>", kind="character")


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ("", Mark.BOLD),
        (STRONG, Mark.NONE),
        (f"{STRONG}<w:b/>", Mark.BOLD),
        ('<w:b w:val="off"/>', Mark.NONE),
        ('<w:b w:val="true"/>', Mark.BOLD),
        ("<w:i/>", Mark.BOLD | Mark.ITALIC),
    ],
)
def test_styles_of_paragraph_and_letters_cancel_out_and_the_run_decides(look: str, expected: Mark) -> None:
    assert marks(p(r("x", look), properties=LABEL), BOLD_LABEL, BOLD_STRONG) == [expected]


def test_a_paragraph_without_a_style_has_the_default_one() -> None:
    assert marks(p(r("x")), style("Normal", "<w:i/>", default=' w:default="1"')) == [Mark.ITALIC]


def test_the_defaults_of_the_document_hold_unless_a_run_says_otherwise() -> None:
    defaults = "<w:docDefaults><w:rPrDefault><w:rPr><w:b/></w:rPr></w:rPrDefault></w:docDefaults>"
    assert marks(p(r("x"), r("y", '<w:b w:val="0"/>')), defaults) == [Mark.BOLD, Mark.NONE]


def test_a_style_inherits_and_takes_back() -> None:
    child = style("Label", '<w:b w:val="0"/>', more='<w:basedOn w:val="Base"/>')
    assert marks(p(r("x"), properties=LABEL), style("Base", "<w:b/><w:strike/>"), child) == [Mark.STRIKE]


def test_styles_based_on_each_other_end() -> None:
    loop = (style("Label", more='<w:basedOn w:val="Other"/>'), style("Other", more='<w:basedOn w:val="Label"/>'))
    assert marks(p(r("x"), properties=LABEL), *loop) == [Mark.NONE]


def test_a_link_is_underlined_for_everybody_and_says_nothing() -> None:
    link = style("Link", '<w:u w:val="single"/>', kind="character", shown="Hyperlink")
    own = '<w:rStyle w:val="Link"/>'
    body = p(r("x", own), r("y", f'{own}<w:u w:val="single"/>'))
    assert marks(body, link) == [Mark.NONE, Mark.UNDERLINE]


def test_hidden_text_of_a_style_is_out_and_told() -> None:
    hidden = style("Secret", "<w:vanish/>", kind="character")
    parts = {"word/styles.xml": part("styles", hidden)}
    found = document(p(r("seen"), r("unseen", '<w:rStyle w:val="Secret"/>')), parts=parts, relations=STYLES)
    assert found.stories[0].blocks == (Paragraph((spans(p(r("seen")))[0],)),)
    assert RemarkCode.HIDDEN_TEXT in codes(found)


@pytest.mark.parametrize(
    ("shading", "expected"),
    [
        ('<w:shd w:val="clear" w:fill="FFFFFF"/>', Mark.NONE),
        ('<w:shd w:val="clear" w:fill="00FF00"/>', Mark.HIGHLIGHT),
        ('<w:shd w:val="pct15" w:color="auto" w:fill="FFFFFF"/>', Mark.HIGHLIGHT),
        ('<w:shd w:val="nil"/>', Mark.NONE),
        ('<w:highlight w:val="none"/>', Mark.NONE),
        ('<w:highlight w:val="white"/>', Mark.NONE),
        ('<w:bdr w:val="nil"/>', Mark.NONE),
    ],
)
def test_a_colour_counts_where_it_is_seen_on_white_paper(shading: str, expected: Mark) -> None:
    assert [span.mark for span in spans(p(r("x", shading)))] == [expected]


@pytest.mark.parametrize(
    ("own", "shown", "outline", "expected"),
    [
        ("", "heading 3", "", 3),
        ("", "Title", "", 1),
        ("", "Part of form", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>', 2),
        ("", "heading 1", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>', None),
        ('<w:outlineLvl w:val="9"/>', "heading 1", "", None),
        ('<w:outlineLvl w:val="0"/>', "Body Text", "", 1),
        ('<w:outlineLvl w:val="x"/>', "Body Text", "", None),
        ("", "headings", "", None),
    ],
)
def test_a_heading_has_the_level_of_its_outline_or_its_style(
    own: str, shown: str, outline: str, expected: int | None
) -> None:
    assert paragraph(p(r("x"), properties=LABEL + own), style("Label", shown=shown, more=outline)).heading == expected


def test_a_numbered_heading_is_a_heading_and_no_list() -> None:
    numbering = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    found = paragraph(p(r("x"), properties=LABEL + numbering), style("Label", shown="heading 1"))
    assert (found.heading, found.is_listed) == (1, False)


def test_a_style_may_bring_the_list() -> None:
    listed = style("Label", more='<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>')
    assert paragraph(p(r("x"), properties=LABEL), listed).is_listed
    off = p(r("x"), properties=f'{LABEL}<w:numPr><w:numId w:val="0"/></w:numPr>')
    assert not paragraph(off, listed).is_listed


# -- what a table's style gives to its cells --------------------------------------------------------------------------

GRID = style(
    "Grid",
    kind="table",
    more='<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:fill="DDDDDD"/></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="firstCol"><w:rPr><w:i/></w:rPr></w:tblStylePr>',
)


def cells(look: str, *, shading: str = "") -> list[list[tuple[Mark, bool]]]:
    properties = f'<w:tblPr><w:tblStyle w:val="Grid"/><w:tblLook {look}/></w:tblPr>'
    body = tbl(properties, tr(tc("a", shading), tc("b")), tr(tc("c"), tc("d")))
    content = word_file(body, parts={"word/styles.xml": part("styles", GRID)}, relations=STYLES)
    found = read(content).stories[0].blocks[0]
    assert isinstance(found, Table)
    return [[(next(cell.paragraphs).spans[0].mark, cell.is_shaded) for cell in row.cells] for row in found.rows]


PLAIN = (Mark.NONE, False)


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ('w:val="0000"', [[PLAIN, PLAIN], [PLAIN, PLAIN]]),
        ('w:val="0020"', [[(Mark.BOLD, True), (Mark.BOLD, True)], [PLAIN, PLAIN]]),
        ('w:val="0020" w:firstRow="0"', [[PLAIN, PLAIN], [PLAIN, PLAIN]]),
        (
            'w:firstRow="1" w:firstColumn="1"',
            [[(Mark.BOLD | Mark.ITALIC, True), (Mark.BOLD, True)], [(Mark.ITALIC, False), PLAIN]],
        ),
        ('w:val="none"', [[PLAIN, PLAIN], [PLAIN, PLAIN]]),
    ],
)
def test_a_table_style_looks_as_the_table_asks(look: str, expected: list[list[tuple[Mark, bool]]]) -> None:
    assert cells(look) == expected


def test_a_cell_may_take_back_the_shading_of_its_table() -> None:
    assert cells('w:firstRow="1"', shading='<w:shd w:fill="FFFFFF"/>')[0][0] == (Mark.BOLD, False)


# -- letters ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Na\u00adme", "Name"),
        ("N\u200ba\ufeffm\u2060e", "Name"),
        ("N\u202ea\u202cm\u200fe", "Name"),
        ("first\n   second", "first    second"),
        ("a\u00a0b", "a\u00a0b"),
        ("caf\u00e9 \u2713 \u2714 x", "caf\u00e9 \u2713 \u2714 x"),
    ],
)
def test_what_nobody_sees_is_no_text(markup: str, expected: str) -> None:
    assert text(p(r(markup))) == expected


@pytest.mark.parametrize(
    ("letter", "font", "kind", "seen"),
    [
        ("\uf0fe", "Wingdings", SpanKind.TICK, "☑"),
        ("þ", "Wingdings", SpanKind.TICK, "☑"),
        ("\uf0a8", "", SpanKind.TICK, "☐"),
        ("\uf0fc", "Wingdings", SpanKind.TEXT, "✓"),
        ("J", "Wingdings", SpanKind.TEXT, "•"),
        ("R", "Wingdings 2", SpanKind.TICK, "☑"),
        ("R", "Arial", SpanKind.TEXT, "R"),
    ],
)
def test_a_letter_is_what_its_font_shows(letter: str, font: str, kind: SpanKind, seen: str) -> None:
    look = f'<w:rFonts w:ascii="{font}"/>' if font else ""
    (span,) = spans(p(r(letter, look)))
    assert (span.kind, span.text) == (kind, seen)


def test_the_font_of_symbols_may_come_from_a_style() -> None:
    symbols = style("Symbols", '<w:rFonts w:ascii="Wingdings"/>', kind="character")
    parts = {"word/styles.xml": part("styles", symbols)}
    (span,) = spans(p(r("\u00fe", '<w:rStyle w:val="Symbols"/>')), parts=parts, relations=STYLES)
    assert (span.kind, span.ticked) == (SpanKind.TICK, True)


@pytest.mark.parametrize("code", ["", "zz", "FFFFFFFFFF", "-1"])
def test_a_symbol_without_a_code_is_nothing(code: str) -> None:
    assert text(p(f'<w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r>')) == ""


RAISED = '<w:vertAlign w:val="superscript"/>'


@pytest.mark.parametrize("before", ["GP", "GP:", "GP*", "Name (if applicable)"])
def test_a_raised_number_typed_behind_a_label_is_the_number_of_a_note(before: str) -> None:
    assert text(p(r(before), r("3", RAISED))).strip() == before


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (p(r("5 m"), r("2", RAISED)), "5 m2"),
        (p(r("5 km"), r("2", RAISED)), "5 km2"),
        (p(r("10"), r("3", RAISED), r(" a year")), "103 a year"),
        (p(r("Age:"), r("3")), "Age:3"),
        (p(r("12", RAISED)), ""),
        (p(r("Age:"), r("3", '<w:vertAlign w:val="subscript"/>')), "Age:3"),
        (p(r("On the 1"), r("st", RAISED), r(" of May")), "On the 1st of May"),
    ],
)
def test_other_raised_and_lowered_text_stays(body: str, expected: str) -> None:
    assert text(body).strip() == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (p(r("12", RAISED)), "12"),
        (p() + p(r(" "), r("1", RAISED), r("2", RAISED)), "12"),
        (p(r("Where did it happen")) + p(r("3", RAISED)), "Where did it happen"),
    ],
)
def test_a_raised_number_that_has_its_cell_to_itself_is_an_answer(cell: str, expected: str) -> None:
    (found,) = grid(tbl(tr(tc(cell))))[0]
    assert found[3].strip() == expected
