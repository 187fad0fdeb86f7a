"""Catalogue 5.3: answers in every shape that Word and Excel know, and what is none."""

from typing import Any

from lxml import etree

from intake.demo.filling import W14, S, W
from tests.bad_inputs import papers
from tests.bad_inputs.papers import LEAD, cell_as, excel_with, lead_as, sheet_with, typed, with_body, word_with
from tests.bad_inputs.rows import Bad, F, P, R, with_file
from tests.pipeline.robots import Became, mail

RUN = "<w:r><w:t>{}</w:t></w:r>"
UNCLEAR, HIDDEN = P("unclear_answers"), P("hidden_writing")


def said(found: Became) -> str | None:
    """What was read as the lead's name."""
    (assessment,) = found.examined.files[0].assessments
    return str(assessment.reading.answers["lead_name"].value)


def is_read(found: Became) -> bool:
    return said(found) == LEAD


def word(number: int, name: str, content: Any, ended: str = F, **more: Any) -> Bad:
    return Bad(number=number, name=name, made=lambda: with_file(content()), ended=ended, **more)


def sheet(number: int, name: str, content: Any, ended: str = F, **more: Any) -> Bad:
    return Bad(number=number, name=name, made=lambda: with_file(content(), "Referral.xlsx"), ended=ended, **more)


def shape(number: int, name: str, markup: str, ended: str = F, *, block: bool = False, **more: Any) -> Bad:
    more.setdefault("also", is_read if ended == F else None)
    return word(number, name, lambda: lead_as(markup, block=block), ended, **more)


def merged_value(root: Any) -> None:
    """A second value under a merge, where nobody sees it."""
    row = next(each for each in root.iter(f"{S}row") if LEAD in "".join(each.itertext()))
    cell = etree.SubElement(row, f"{S}c", r=f"C{row.get('r')}", t="inlineStr")
    etree.SubElement(etree.SubElement(cell, f"{S}is"), f"{S}t").text = "under"
    papers.with_merge(f"B{row.get('r')}:C{row.get('r')}")(root)


def hidden_note(root: Any) -> None:
    row = next(each for each in root.iter(f"{S}row") if LEAD in "".join(each.itertext()))
    cell = etree.SubElement(row, f"{S}c", r=f"J{row.get('r')}", t="inlineStr")
    etree.SubElement(etree.SubElement(cell, f"{S}is"), f"{S}t").text = "His mother says that he made it up."
    etree.SubElement(root.find(f"{S}cols"), f"{S}col", min="10", max="10", hidden="1")


def struck(root: Any) -> None:
    cell = next(each for each in root.iter(f"{S}c") if "".join(each.itertext()) == LEAD)
    inside = cell.find(f"{S}is")
    inside.clear()
    for text, is_struck in (("Old Name ", True), (LEAD, False)):
        run = etree.SubElement(inside, f"{S}r")
        if is_struck:
            etree.SubElement(etree.SubElement(run, f"{S}rPr"), f"{S}strike")
        etree.SubElement(run, f"{S}t").text = text


def both_boxes(root: Any) -> None:
    """Yes and No of one question, both ticked."""
    for control in root.iter(f"{W}sdt"):
        tag = control.find(f"{W}sdtPr/{W}tag")
        if (
            tag is not None
            and tag.get(f"{W}val") == "no_agency"
            and (box := control.find(f"{W}sdtPr/{W14}checkbox")) is not None
        ):
            box.find(f"{W14}checked").set(f"{W14}val", "1")
            next(control.iter(f"{W}t")).text = "☒"


def without_place(cell: Any) -> None:
    cell.set("r", "A0")


DEL = '<w:del w:id="1"><w:r><w:delText>Old Name</w:delText></w:r></w:del>'
INS = '<w:ins w:id="2" w:author="a">' + RUN + "</w:ins>"
ROWS = (
    shape(118, "tracked insertion", INS),
    shape(119, "tracked replacement", DEL + INS),
    shape(120, "moved text", '<w:moveTo w:id="3">' + RUN + "</w:moveTo>"),
    shape(121, "content control", "<w:sdt><w:sdtPr/><w:sdtContent>" + RUN + "</w:sdtContent></w:sdt>"),
    shape(
        122,
        "paragraph in a content control",
        "<w:sdt><w:sdtPr/><w:sdtContent><w:p>" + RUN + "</w:p></w:sdtContent></w:sdt>",
        block=True,
    ),
    shape(
        123,
        "prompt of a control",
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click or tap here to enter text.</w:t></w:r></w:sdtContent></w:sdt>",
        R,
    ),
    word(124, "placeholders typed as answers", lambda: word_with(lead_name="TBC"), R),
    word(125, "drop-down left at its prompt", lambda: word_with(proposed_process=None), R),
    word(126, "boxes of all kinds", papers.word, F, note="each kind of box: tests/documents, docs/habits.md"),
    word(
        127,
        "both boxes ticked",
        lambda: papers.with_part(papers.word(), papers.DOCUMENT, both_boxes),
        UNCLEAR,
    ),
    shape(128, "answer partly struck out", "<w:r><w:rPr><w:strike/></w:rPr><w:t>Old Name </w:t></w:r>" + RUN),
    shape(
        129,
        "hidden text",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r>",
        R,
        note="what nobody sees is no answer",
    ),
    shape(130, "white text", '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{}</w:t></w:r>'),
    shape(
        131,
        "smart tag and simple field",
        '<w:smartTag w:uri="x" w:element="y"><w:fldSimple w:instr="AUTHOR">' + RUN + "</w:fldSimple></w:smartTag>",
    ),
    word(
        132,
        "entity in an answer",
        lambda: papers.with_text(
            papers.with_text(papers.word(), papers.DOCUMENT, LEAD.encode(), b"&x;"),
            papers.DOCUMENT,
            b"<w:document",
            b'<!DOCTYPE w [<!ENTITY x "Zebedee">]><w:document',
        ),
        P("unreadable"),
    ),
    shape(
        134,
        "soft hyphens and no-break spaces",
        "<w:r><w:t>Zebedee</w:t><w:softHyphen/><w:t>\u00a0Marker</w:t></w:r>",
        also=None,
    ),
    word(
        135,
        "name turned round",
        lambda: word_with(lead_name="Zebedee \u202eMarker"),
        F,
        also=lambda b: all("\u202e" not in each.text + each.html for each in b.notices),
    ),
    word(136, "letters of another alphabet in an answer", lambda: word_with(lead_name="Zеbеdее"), F),
    sheet(137, "formula never calculated", lambda: cell_as(typed(None, ("f", "A1&B1"))), UNCLEAR),
    sheet(
        138,
        "formula that links",
        lambda: cell_as(typed("str", ("f", 'HYPERLINK("http://evil.example","x")'), ("v", LEAD))),
        F,
        also=lambda b: all("HYPERLINK" not in each.text for each in b.notices),
    ),
    sheet(
        139,
        "error value",
        lambda: cell_as(typed("e", ("v", "#REF!"))),
        UNCLEAR,
        note="what stood there before is for a person to find",
    ),
    sheet(
        140,
        "telephone stored as a number",
        lambda: cell_as(typed(None, ("v", "1632960877")), "01632 960877"),
        F,
        also=lambda b: any("lacks the 0" in each.text for each in b.notices),
        note="shown as it stands, and said to the Head: what was dropped is only guessed",
    ),
    sheet(
        141,
        "number in powers of ten",
        lambda: cell_as(typed(None, ("v", "9.43E+09")), "01632 960877"),
        F,
        note="the form asks for no such number",
    ),
    word(142, "date in words", lambda: word_with(referral_date="1st July 2026"), F),
    word(
        143,
        "birth in the future",
        lambda: word_with(child_dob="2031-01-01"),
        F,
        also=lambda b: any("before the date of birth" in each.text for each in b.notices),
        note="said to the Head",
    ),
    sheet(
        144,
        "value under a merge",
        lambda: sheet_with(merged_value),
        HIDDEN,
        also=is_read,
    ),
    sheet(145, "cell without a place", lambda: cell_as(without_place), F, also=is_read),
    sheet(146, "shared string that is not there", lambda: cell_as(typed("s", ("v", "99999"))), UNCLEAR),
    sheet(147, "a number without end", lambda: cell_as(typed(None, ("v", "1e999"))), UNCLEAR),
    sheet(
        148,
        "hidden rows",
        lambda: sheet_with(papers.hidden_rows),
        F,
        also=lambda b: any("hidden rows" in each.text for each in b.notices),
    ),
    sheet(148, "hidden sheet with last year's child", lambda: papers.excel_hiding("Last year", "Una Lowe"), HIDDEN),
    sheet(148, "hidden sheet with the form's own lists", lambda: papers.excel_hiding("Lists", "Yes", "No"), F),
    sheet(148, "hidden column with a note", lambda: sheet_with(hidden_note), HIDDEN, also=is_read),
    sheet(151, "rich text partly struck out", lambda: sheet_with(struck), F, also=is_read),
    word(
        152,
        "a narrative of thirty thousand letters",
        lambda: word_with(incident_summary="A long story. " * 2300),
        F,
        also=lambda b: all(len(each.text) < 40_000 for each in b.notices),
    ),
    sheet(
        149,
        "nothing but the prompt",
        lambda: excel_with(lead_name=None),
        R,
        note="found by its labels on whichever sheet: tests/documents",
    ),
    word(150, "comment beside an answer", lambda: with_body("<w:p><w:commentRangeStart w:id='1'/></w:p>"), F),
    Bad(
        number=133,
        name="answer under its label",
        made=lambda: mail(form="11-midwife-not-known.docx"),
        ended=F,
        note="places of answers: docs/habits.md",
    ),
)
