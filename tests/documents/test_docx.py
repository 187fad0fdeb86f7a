import contextlib
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.documents import read
from intake.model.document import (
    ControlKind,
    Mark,
    Paragraph,
    RemarkCode,
    SpanKind,
    StoryKind,
    Table,
    Trouble,
    UnreadableDocument,
)
from tests.documents.word_files import MAIN_TYPE, arrow, field, p, part, r, sdt, tbl, tc, tr, word_file, zipped
from tests.documents.word_reading import codes, document, grid, spans, table, text

TICK = '<w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox>'
PROMPT = "<w:showingPlcHdr/><w:text/>"
BOX = "<w:p><w:r>{}</w:r></w:p>"


# -- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        p(r("Ans"), r("wer")),
        p(r("Ans"), '<w:bookmarkStart w:id="1" w:name="x"/><w:proofErr w:type="spellStart"/>', r("wer")),
        p(f'<w:hyperlink r:id="x">{r("Answer")}</w:hyperlink>'),
        p(f"<w:smartTag>{r('Answer')}</w:smartTag>"),
        p(f'<w:fldSimple w:instr="AUTHOR">{r("Answer")}</w:fldSimple>'),
        p(f"<w:ins>{r('Answer')}</w:ins><w:del><w:r><w:delText>Old</w:delText></w:r></w:del>"),
        p(f"<w:moveTo>{r('Answer')}</w:moveTo><w:moveFrom>{r('Old')}</w:moveFrom>"),
        p(sdt(r("Answer"), "<w:text/>")),
        sdt(p(r("Answer"))),
        p(sdt(sdt(r("Answer"), '<w:tag w:val="goog_rdk_0"/>'), '<w:tag w:val="goog_rdk_1"/>')),
        p(field("FORMTEXT", "<w:ffData><w:textInput/></w:ffData>", r("Answer"))),
        p(f"<w:r><w:ruby><w:rt>{r('x')}</w:rt><w:rubyBase>{r('Answer')}</w:rubyBase></w:ruby></w:r>"),
        p(r("An\u00adsw\u200ber")),
        p("<w:r><w:t>Answer</w:t><w:footnoteReference w:id='2'/></w:r>"),
        p(r("Answer"), r("secret", "<w:vanish/>")),
        p(f"<w:customXml>{r('Answer')}</w:customXml>"),
        "<w:customXml>" + p(r("Answer")) + "</w:customXml>",
    ],
)
def test_an_answer_is_read_however_it_is_wrapped(body: str) -> None:
    assert text(body) == "Answer"


def test_runs_of_one_look_are_one_span_and_others_are_not() -> None:
    found = spans(p(r("a"), r("b"), r("c", "<w:b/>"), r("d", '<w:b w:val="0"/>')))
    assert [(span.text, span.mark) for span in found] == [("ab", Mark.NONE), ("c", Mark.BOLD), ("d", Mark.NONE)]


@pytest.mark.parametrize(
    ("look", "mark"),
    [
        ("<w:b/>", Mark.BOLD),
        ("<w:i/>", Mark.ITALIC),
        ('<w:u w:val="single"/>', Mark.UNDERLINE),
        ('<w:u w:val="none"/>', Mark.NONE),
        ("<w:strike/>", Mark.STRIKE),
        ("<w:dstrike/>", Mark.STRIKE),
        ('<w:strike w:val="false"/>', Mark.NONE),
        ('<w:highlight w:val="yellow"/>', Mark.HIGHLIGHT),
        ('<w:shd w:fill="FFFF00"/>', Mark.HIGHLIGHT),
        ('<w:shd w:fill="auto"/>', Mark.NONE),
        ('<w:bdr w:val="single"/>', Mark.RINGED),
        ('<w:rStyle w:val="PlaceholderText"/>', Mark.NONE),
    ],
)
def test_a_look_becomes_a_mark(look: str, mark: Mark) -> None:
    assert spans(p(r("Yes", look)))[0].mark == mark


def test_a_style_gives_its_look_and_a_run_takes_it_back() -> None:
    styles = part(
        "styles",
        '<w:style w:styleId="Base"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:styleId="Label"><w:name w:val="heading 2"/><w:basedOn w:val="Base"/></w:style>',
    )
    body = p(r("bold"), r("plain", '<w:b w:val="0"/>'), properties='<w:pStyle w:val="Label"/>')
    found = document(body, parts={"word/styles.xml": styles}, relations=arrow("s", "styles", "styles.xml"))
    paragraph = found.stories[0].blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.heading == 2
    assert [span.mark for span in paragraph.spans] == [Mark.BOLD, Mark.NONE]


def test_breaks_tabs_and_hyphens_are_kept() -> None:
    assert (
        text(
            "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>0161</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r></w:p>"
        )
        == "a\nb\t0161-2"
    )


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    body = p(r("one "), properties="<w:rPr><w:del/></w:rPr>") + p(r("two"))
    assert [block.text for block in document(body).stories[0].blocks if isinstance(block, Paragraph)] == ["one two"]


def test_a_text_box_is_read_once_and_where_it_is_anchored() -> None:
    box = f"<wps:txbx><w:txbxContent>{p(r('in the box'))}</w:txbxContent></wps:txbx>"
    shown = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback><v:textbox><w:txbxContent>{p(r('in the box'))}</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent>"
    blocks = document(p(f"<w:r>{shown}</w:r>", r("anchor"))).stories[0].blocks
    assert [(block.text, block.is_boxed) for block in blocks if isinstance(block, Paragraph)] == [
        ("anchor", False),
        ("in the box", True),
    ]


# -- ticks, controls and form fields ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "ticked"),
    [
        (p(sdt(r("☒"), TICK.format("1"))), True),
        (p(sdt(r("☐"), TICK.format("0"))), False),
        (p(sdt(sdt(r("☒"), TICK.format("1")), TICK.format("1"))), True),
        (sdt(p(r("☒")), TICK.format("1")), True),
        (p(r("☒")), True),
        (p(r("☐")), False),
        (p(r("☑")), True),
        (p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'), True),
        (p('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>'), False),
        (p(r("\uf0fe", '<w:rFonts w:ascii="Wingdings"/>')), True),
        (p(field("FORMCHECKBOX", "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>")), True),
        (
            p(
                field(
                    "FORMCHECKBOX",
                    '<w:ffData><w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox></w:ffData>',
                )
            ),
            False,
        ),
        (p(field("FORMCHECKBOX", '<w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData>')), True),
        (p(field("FORMCHECKBOX", "<w:ffData><w:checkBox/></w:ffData>")), False),
    ],
)
def test_a_box_is_one_tick_with_its_state(body: str, ticked: bool) -> None:  # noqa: FBT001
    assert [(span.kind, span.ticked) for span in spans(body)] == [(SpanKind.TICK, ticked)]


def test_a_bare_tick_is_text() -> None:
    assert [(span.text, span.kind) for span in spans(p(r("✓")))] == [("✓", SpanKind.TEXT)]


def test_a_box_in_a_cell_that_a_control_wraps_is_a_tick() -> None:
    cell = table(tbl(f"<w:tr>{sdt(tc('☒'), TICK.format('1'))}{tc('next')}</w:tr>")).rows[0].cells[0]
    assert [span.kind for paragraph in cell.paragraphs for span in paragraph.spans] == [SpanKind.TICK]


def test_a_bullet_that_is_a_box_is_a_tick() -> None:
    numbering = part(
        "numbering",
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:lvlText w:val="☐"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>',
    )
    body = p(r("Coroner"), properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>')
    found = spans(body, parts={"word/numbering.xml": numbering}, relations=arrow("n", "numbering", "numbering.xml"))
    assert [(span.kind, span.ticked) for span in found] == [(SpanKind.TICK, False), (SpanKind.TEXT, None)]


def test_a_control_says_its_tag_title_kind_and_choices() -> None:
    properties = '<w:alias w:val="Gender"/><w:tag w:val="child_sex"/><w:dropDownList><w:listItem w:displayText="Female" w:value="f"/></w:dropDownList>'
    control = spans(p(sdt(r("Female"), properties)))[0].control
    assert control is not None
    assert (control.tag, control.title, control.kind, control.options) == (
        "child_sex",
        "Gender",
        ControlKind.DROP_DOWN,
        ("Female",),
    )


def test_a_date_control_keeps_its_whole_date() -> None:
    control = spans(p(sdt(r("9 March"), '<w:date w:fullDate="2026-03-09T00:00:00Z"/>')))[0].control
    assert control is not None
    assert control.chosen_date is not None
    assert control.chosen_date.isoformat() == "2026-03-09"


def test_a_prompt_is_marked_and_what_is_typed_beside_it_is_not() -> None:
    found = spans(p(sdt(r("Click here"), PROMPT), r("Ada Example")))
    assert [(span.text, span.mark) for span in found] == [("Click here", Mark.PLACEHOLDER), ("Ada Example", Mark.NONE)]


def test_a_bound_value_wins_over_a_stale_run() -> None:
    store = "{0B6F5B0E-0000-0000-0000-000000000001}"
    custom = {
        "customXml/item1.xml": '<f:form xmlns:f="urn:form"><f:name>Ada Example</f:name></f:form>',
        "customXml/itemProps1.xml": f'<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{store}"/>',
    }
    binding = f'<w:dataBinding w:prefixMappings="xmlns:f=\'urn:form\'" w:xpath="/f:form[1]/f:name[1]" w:storeItemID="{store}"/>'
    assert text(p(sdt(r("stale"), f"{binding}<w:text/>")), parts=custom) == "Ada Example"


@pytest.mark.parametrize(
    "path", ["//f:name", "/f:form/f:name[position()=1]", "document('file:///etc/passwd')", "/f:form[2]/f:name[1]"]
)
def test_a_binding_by_any_other_path_is_not_followed(path: str) -> None:
    store = "{1}"
    custom = {
        "customXml/item1.xml": '<f:form xmlns:f="urn:form"><f:name>elsewhere</f:name></f:form>',
        "customXml/itemProps1.xml": f'<ds:datastoreItem xmlns:ds="urn:ds" ds:itemID="{store}"/>',
    }
    binding = f'<w:dataBinding w:prefixMappings="xmlns:f=\'urn:form\'" w:xpath="{path}" w:storeItemID="{store}"/>'
    assert text(p(sdt(r("as shown"), f"{binding}<w:text/>")), parts=custom) == "as shown"


@pytest.mark.parametrize(
    ("result", "shown", "is_prompt"),
    [
        ('<w:result w:val="1"/>', "Female", False),
        ('<w:result w:val="0"/>', "Please select", False),
        ("", "Please select", True),
    ],
)
def test_a_drop_down_of_word_97_shows_the_entry_that_was_chosen(result: str, shown: str, is_prompt: bool) -> None:  # noqa: FBT001
    entries = '<w:listEntry w:val="Please select"/><w:listEntry w:val="Female"/>'
    found = spans(p(field("FORMDROPDOWN", f"<w:ffData><w:ddList>{result}{entries}</w:ddList></w:ffData>")))
    assert [(span.text, span.mark == Mark.PLACEHOLDER) for span in found] == [(shown, is_prompt)]


def test_five_spaces_of_an_unfilled_form_field_are_a_prompt() -> None:
    found = spans(p(field("FORMTEXT", "<w:ffData><w:textInput/></w:ffData>", r("\u2002" * 5))))
    assert [span.mark for span in found] == [Mark.PLACEHOLDER]


def test_a_form_field_may_span_paragraphs() -> None:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput/></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMTEXT</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("one")
        + "</w:p>"
        + p(r("two"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>', r(" after"))
    )
    assert text(body) == "onetwo after"


# -- tables ----------------------------------------------------------------------------------------------------------


def test_cells_stand_at_their_true_columns() -> None:
    body = tbl(
        tr(tc("a", '<w:gridSpan w:val="2"/>'), tc("b")),
        tr(tc("c"), tc("d"), tc("e"), properties='<w:gridBefore w:val="1"/>'),
    )
    assert grid(body) == [[(0, 2, 1, "a"), (2, 1, 1, "b")], [(1, 1, 1, "c"), (2, 1, 1, "d"), (3, 1, 1, "e")]]


def test_a_cell_merged_downwards_stands_once() -> None:
    start, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = tbl(tr(tc("label", start), tc("a")), tr(tc(p(), on), tc("b")), tr(tc(p(), on), tc("c")))
    assert grid(body) == [[(0, 1, 3, "label"), (1, 1, 1, "a")], [(1, 1, 1, "b")], [(1, 1, 1, "c")]]


def test_controls_round_cells_and_rows_shift_nothing() -> None:
    body = tbl(f"<w:tr>{tc('label')}{sdt(tc('answer'))}{tc('next')}</w:tr>", sdt(tr(tc("row"))))
    assert grid(body) == [[(0, 1, 1, "label"), (1, 1, 1, "answer"), (2, 1, 1, "next")], [(0, 1, 1, "row")]]


def test_deleted_rows_and_cells_are_gone_and_inserted_ones_are_there() -> None:
    body = tbl(
        tr(tc("gone"), properties="<w:del/>"),
        tr(tc("here"), tc("gone", "<w:cellDel/>"), properties="<w:ins/>"),
    )
    assert grid(body) == [[(0, 1, 1, "here")]]


def test_a_table_in_a_cell_is_named_after_it() -> None:
    inner = table(tbl(tr(tc(tbl(tr(tc("deep"))) + p())))).rows[0].cells[0].blocks[0]
    assert isinstance(inner, Table)
    assert (inner.name, inner.rows[0].cells[0].text) == ("Table 1.1", "deep")


@pytest.mark.parametrize("span", ["30000000", "-1", "abc", "0", ""])
def test_an_absurd_span_is_bounded(span: str) -> None:
    width = table(tbl(tr(tc("a", f'<w:gridSpan w:val="{span}"/>'), tc("b")))).rows[0].cells[0].width
    assert 1 <= width <= 100


def test_more_rows_than_a_form_can_have_are_cut_and_said() -> None:
    found = document(tbl(*[tr(tc("x"))] * 2100))
    assert RemarkCode.CUT_SHORT in codes(found)


def test_a_picture_in_a_cell_is_seen() -> None:
    cell = table(tbl(tr(tc(p("<w:r><w:drawing><pic:pic/></w:drawing></w:r>"))))).rows[0].cells[0]
    assert [span.kind for paragraph in cell.paragraphs for span in paragraph.spans] == [SpanKind.IMAGE]


# -- other stories and remarks ---------------------------------------------------------------------------------------


def test_header_footer_notes_and_comments_are_stories_of_their_own() -> None:
    parts = {
        "word/header1.xml": part("hdr", p(r("OFFICIAL"))),
        "word/footer1.xml": part("ftr", p(r("Version 3"))),
        "word/footnotes.xml": part("footnotes", f"<w:footnote w:id='2'>{p(r('a note'))}</w:footnote>"),
        "word/comments.xml": part("comments", f"<w:comment w:id='5'>{p(r('is this right?'))}</w:comment>"),
    }
    names = {"header": "header1", "footer": "footer1", "footnotes": "footnotes", "comments": "comments"}
    relations = "".join(arrow(kind, kind, f"{name}.xml") for kind, name in names.items())
    called = "<w:commentRangeStart w:id='5'/><w:r><w:footnoteReference w:id='2'/></w:r>"
    shown = "<w:headerReference r:id='header'/><w:footerReference r:id='footer'/>"
    body = f"{tbl(tr(tc(p(r('x'), called))))}<w:sectPr>{shown}</w:sectPr>"
    found = document(body, parts=parts, relations=relations)
    kinds = [story.kind for story in found.stories]
    assert kinds == [StoryKind.BODY, StoryKind.HEADER, StoryKind.FOOTER, StoryKind.NOTE, StoryKind.COMMENT]
    assert found.stories[-1].name == "Table 1, row 1"
    assert RemarkCode.COMMENT in codes(found)


@pytest.mark.parametrize(
    ("relation", "is_active"),
    [
        (arrow("x", "hyperlink", "https://example.org", "External"), False),
        (arrow("x", "attachedTemplate", "file:///C:\\Templates\\Normal.dotm", "External"), False),
        (arrow("x", "attachedTemplate", "https://evil.example/x.dotm", "External"), True),
        (arrow("x", "attachedTemplate", "file:///\\\\server\\share\\x.dotm", "External"), True),
        (arrow("x", "image", "https://evil.example/x.png", "External"), True),
        (arrow("x", "oleObject", "https://evil.example/x", "External"), True),
    ],
)
def test_what_a_file_would_fetch_when_opened_is_told(relation: str, is_active: bool) -> None:  # noqa: FBT001
    assert document(p(r("x")), relations=relation).is_active is is_active


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"main_type": "application/vnd.ms-word.document.macroEnabled.main+xml"}, RemarkCode.MACROS),
        ({"parts": {"word/vbaProject.bin": "x"}}, RemarkCode.MACROS),
        ({"parts": {"word/embeddings/oleObject1.bin": "x"}}, RemarkCode.EMBEDDED_OBJECT),
        ({"parts": {"word/activeX/activeX1.xml": "<x/>"}}, RemarkCode.EMBEDDED_OBJECT),
    ],
)
def test_what_could_act_is_told(changes: dict[str, object], code: RemarkCode) -> None:
    assert code in codes(document(p(r("x")), **changes))


def test_a_field_that_fetches_is_told() -> None:
    assert RemarkCode.EXTERNAL_CONTENT in codes(document(p(field("DDEAUTO excel", "", r("x")))))


def test_text_pasted_by_a_portal_is_read_and_told() -> None:
    found = document(
        '<w:altChunk r:id="c"/>',
        parts={"word/chunk.html": "<html><body><p>Ada</p><script>x</script><p>Example</p></body></html>"},
        relations=arrow("c", "aFChunk", "chunk.html"),
    )
    assert [block.text for block in found.stories[0].blocks if isinstance(block, Paragraph)] == ["Ada", "Example"]
    assert RemarkCode.FOREIGN_TEXT in codes(found)


# -- packages --------------------------------------------------------------------------------------------------------


def test_the_main_part_may_lie_anywhere() -> None:
    assert text(p(r("Answer")), main_part="other/document2.xml") == "Answer"


def test_strict_files_are_read() -> None:
    body = f"<w:document xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'><w:body>{p(r('Answer'))}</w:body></w:document>"
    files = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": body,
    }
    found = read(zipped(files))
    assert [block.text for block in found.stories[0].blocks if isinstance(block, Paragraph)] == ["Answer"]
    assert RemarkCode.STRICT in codes(found)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", Trouble.EMPTY),
        (b"%PDF-1.7 x", Trouble.PDF),
        (b"\x89PNG\r\n\x1a\n x", Trouble.IMAGE),
        (b"{\\rtf1 x}", Trouble.OLD_FORMAT),
        (b"just words", Trouble.NOT_OFFICE),
        (word_file(p(r("x")))[:-60], Trouble.DAMAGED),
        (word_file("<w:p>"), Trouble.DAMAGED),
        (word_file(p(r("x")), prolog="<!DOCTYPE x [<!ENTITY e 'boom'>]>"), Trouble.HOSTILE),
        (word_file(tbl(tr(tc("x"))) * 1, parts={"WORD/DOCUMENT.XML": "<x/>"}), Trouble.HOSTILE),
        (word_file(p(r("x")), parts={"../../etc/x": "x"}), Trouble.HOSTILE),
        (word_file(p(r("a" * 6_000_000))), Trouble.HOSTILE),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, trouble: Trouble) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read(content)
    assert error.value.trouble is trouble


@given(st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_no_damage_raises_anything_else(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(
        word_file(tbl(tr(tc("label"), tc(p(sdt(r("answer"), PROMPT))))), relations=arrow("x", "styles", "none.xml"))
    )
    for _ in range(chance.randrange(1, 12)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    cut = bytes(content[: chance.choice([len(content), chance.randrange(len(content))])])
    with contextlib.suppress(UnreadableDocument):
        read(cut)
