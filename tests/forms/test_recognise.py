"""What a document is to us: our form, a blank of it, another form, or none."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from intake.forms import printed_lines, read_forms
from intake.forms.definition import load_form
from intake.model.document import Cell, Document, FileType, Mark, Paragraph, Row, Span, Story, StoryKind, Table
from intake.model.form import Form, Party
from intake.model.reading import Reading, Standing
from tests.forms.drawing import draw
from tests.forms.looks import Look

ROOT = Path(__file__).resolve().parents[2]


@cache
def our_form() -> Form:
    definition = ROOT / "config" / "forms" / "halton-lcspr.yaml"
    return load_form(definition.read_text(encoding="utf-8"), name=definition.name)


@cache
def answers() -> dict[str, Any]:
    truth = json.loads((ROOT / "tests" / "samples" / "forms" / "01-police-tidy.json").read_text(encoding="utf-8"))
    fields = our_form().fields
    return {name: value for name, value in truth["answers"].items() if fields[name].party is Party.REFERRER}


def text(words: str, heading: int | None = None) -> Paragraph:
    return Paragraph((Span(words),), heading=heading)


def pairs(rows: Sequence[tuple[str, str]]) -> Table:
    cells = ([Cell(column, (text(words),)) for column, words in enumerate(row)] for row in rows)
    return Table("Table 1", tuple(Row(number, tuple(row)) for number, row in enumerate(cells, start=1)))


def paper(*blocks: Paragraph | Table, margins: Iterable[tuple[StoryKind, str]] = ()) -> Document:
    stories = [Story(StoryKind.BODY, blocks), *(Story(kind, (text(words),)) for kind, words in margins)]
    return Document(type=FileType.DOCX, stories=tuple(stories))


def read(document: Document, form: Form | None = None) -> Reading:
    return read_forms(document, [form or our_form()])[0]


PERSON = (
    ("Name of child", "A. Wren"),
    ("Date of birth", "11/11/2019"),
    ("Address", "17 Mossbank"),
    ("School", "Canalside Primary"),
    ("Name of referrer", "L. Heron"),
    ("Job title", "Head"),
    ("Agency", "Canalside Primary"),
    ("Telephone", "01632 960871"),
)
EVENTS = (("Date", "Event"), ("Sept 2023", "First visit"), ("Jan 2024", "Second visit"))


@pytest.mark.parametrize(
    "document",
    [
        paper(),
        paper(text("Dear Sir, please see the referral form that I sent last week.")),
        paper(
            text("Chronology of key events", 1), text("Name of child: A.W.  Date of birth: 27/09/2018"), pairs(EVENTS)
        ),
        paper(
            text("Minutes of the strategy meeting", 1),
            text("Present: L. Heron, Head. Apologies: the social worker."),
            text("Name of child: A.W."),
            text("What happened: the child was seen on Monday. Decision: to meet again."),
        ),
        paper(
            text("Invoice", 1), pairs((("Date", "1 May"), ("Address", "17 Mossbank"), ("Telephone", "01632 960871")))
        ),
    ],
    ids=["empty", "letter", "chronology", "minutes", "invoice"],
)
def test_a_paper_with_some_of_the_labels_is_no_form(document: Document) -> None:
    reading = read(document)
    assert reading.standing is Standing.NOT_A_FORM
    assert reading.form is None


@pytest.mark.parametrize(
    "document",
    [
        paper(
            text("Multi-Agency Referral Form (MARF)", 1), pairs((*PERSON, ("What are you worried about?", "A bruise.")))
        ),
        paper(text("Request for early help assessment", 1), pairs((*PERSON, ("Parental consent", "Given")))),
        paper(text("Serious Case Review referral form", 1), pairs((*PERSON, ("Is the child safe tonight?", "No")))),
    ],
    ids=["marf", "early help", "another board"],
)
def test_another_authoritys_form_is_named_as_such(document: Document) -> None:
    assert read(document).standing is Standing.OTHER_FORM


def test_a_filled_form_is_ours_and_says_how_surely() -> None:
    reading = read(draw(our_form(), answers(), Look()))
    assert (reading.standing, reading.form, reading.score) == (Standing.FORM, our_form().id, 1.0)


def test_an_old_version_that_asks_less_is_ours_all_the_same() -> None:
    asked = [
        each.id for each in our_form().fields.values() if each.party is Party.REFERRER and each.evidence_of is None
    ]
    dropped = frozenset(asked[::3]) - {each.id for each in our_form().considerations}
    reading = read(draw(our_form(), answers(), Look(dropped=dropped, titles="renumbered")))
    assert reading.standing is Standing.FORM
    assert 0.5 < reading.score < 0.8


@pytest.mark.parametrize("look", [Look(), Look(layout="lines"), Look(sheet=True)], ids=["tables", "lines", "worksheet"])
def test_a_form_that_nobody_answered_is_blank(look: Look) -> None:
    reading = read(draw(our_form(), dict.fromkeys(answers()), look))
    assert reading.standing is Standing.BLANK


def test_one_answer_makes_a_blank_a_form() -> None:
    reading = read(draw(our_form(), {**dict.fromkeys(answers()), "referrer_name": "L. Heron"}, Look()))
    assert reading.standing is Standing.FORM


@pytest.mark.parametrize(
    ("kind", "words", "version"),
    [
        (StoryKind.FOOTER, "Referral form  |  Version 2025.1\tPage 2 of 7", "2025.1"),
        (StoryKind.HEADER, "SCRRF v1/2010 RESTRICTED", "1/2010"),
        (StoryKind.FOOTER, "Issued by the board, V1 August 2023", "1 August 2023"),
        (StoryKind.FOOTER, "Page 2 of 7", None),
    ],
)
def test_the_printed_version_stands_in_the_margins(kind: StoryKind, words: str, version: str | None) -> None:
    drawn = draw(our_form(), answers(), Look())
    document = replace(drawn, stories=(*drawn.stories, Story(kind, (text(words),))))
    assert read(document).printed_version == version


def test_no_form_at_all_is_asked_of_no_definition() -> None:
    (reading,) = read_forms(paper(text("A letter")), [])
    assert reading.standing is Standing.NOT_A_FORM


def test_the_nearest_of_several_definitions_is_taken_and_a_near_miss_is_told() -> None:
    twin = replace(our_form(), id="twin")
    (reading,) = read_forms(draw(our_form(), answers(), Look()), [our_form(), twin])
    assert reading.form == our_form().id
    assert any("twin" in warning for warning in reading.warnings)


def test_a_cover_page_is_no_part_of_the_form() -> None:
    reading = read(draw(our_form(), answers(), Look(cover=True)))
    assert (reading.standing, reading.unclaimed) == (Standing.FORM, ())


def test_what_a_blank_prints_is_known_line_by_line() -> None:
    document = paper(
        Paragraph((Span("Say which of these you rely on:\nImprovements", Mark.ITALIC),)),
        pairs((("Name of child *", ""),)),
        margins=[(StoryKind.FOOTER, "Version 2026.1")],
    )
    expected = {"say which of these you rely on", "improvements", "name of child", "version 2026 1"}
    assert expected <= printed_lines(document)
    assert "" not in printed_lines(document)
