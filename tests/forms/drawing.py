"""Draws a filled form as a Document in any of the layouts people use: the same answers, other looks."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from intake.model.document import (
    Block,
    Cell,
    Document,
    FileType,
    Mark,
    Paragraph,
    Row,
    Span,
    SpanKind,
    Story,
    StoryKind,
    Table,
)
from intake.model.form import Field, FieldType, Form, Party, Section
from tests.forms.looks import CORES, LAYOUTS, NEW_SHEET, PEOPLE, SAME_HEADER, Look
from tests.forms.sheets import as_sheet

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
Drawn = list[list["Box"]]


@dataclass
class Box:
    """A cell before it has its place."""

    blocks: list[Block]
    width: int = 1
    height: int = 1
    is_shaded: bool = False


def text(words: str, mark: Mark = Mark.NONE, heading: int | None = None) -> Paragraph:
    return Paragraph((Span(words, mark),) if words else (), heading=heading)


def tick(ticked: bool) -> Span:  # noqa: FBT001 - the one thing that it says
    return Span("☒" if ticked else "☐", kind=SpanKind.TICK, ticked=ticked)


def shown_date(value: str) -> str:
    year, month, day = value.split("-")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"


def shown(asked: Field, value: Any) -> str:
    """An answer as a person types it."""
    if value is None:
        return ""
    if asked.type in {FieldType.DATE, FieldType.DATE_OR_TEXT} and len(value) == 10 and value[4] == "-":
        return shown_date(value)
    if asked.type is FieldType.CHOICE:
        return next(choice.label for choice in asked.choices if choice.id == value)
    if asked.type is FieldType.CHOICES:
        return ", ".join(choice.label for choice in asked.choices if choice.id in value)
    if asked.type is FieldType.YES_NO:
        return str(value).capitalize()
    return str(value)


@dataclass
class Drawing:
    form: Form
    answers: Mapping[str, Any]
    look: Look
    chance: random.Random
    blocks: list[Block] = field(default_factory=list)
    count: int = 0
    number: int = 0

    # -- words -------------------------------------------------------------------------------------------------------

    def label_words(self, asked: Field) -> str:
        words = self.chance.choice(asked.names) if self.look.aliases else asked.label
        if self.look.typos and len(words) > 9 and self.chance.random() < 0.3:
            at = self.chance.randrange(3, len(words) - 2)
            words = words[:at] + words[at + 1] + words[at] + words[at + 2 :]
        self.number += 1
        if self.look.upper:
            words = words.upper()
        if self.look.numbered:
            words = (
                self.chance.choice(
                    (f"{self.number}. ", f"{self.number} ", f"Q{self.number} ", f"({'abcdefgh'[self.number % 8]}) ")
                )
                + words
            )
        if self.look.footnote and words[-1].isalpha():
            words += "2"
        if self.look.hints and "(" not in words and self.chance.random() < 0.4:
            words += self.chance.choice((" (please state)", " (if known)", " (give full details)", " (dd/mm/yyyy)"))
        return words + (self.look.star if asked.required else "") + self.look.colon

    def label(self, asked: Field) -> Paragraph:
        return text(self.label_words(asked), Mark.BOLD if self.look.bold else Mark.NONE)

    def label_box(self, asked: Field, width: int = 1) -> Box:
        blocks: list[Block] = [self.label(asked)]
        if self.look.hints and self.chance.random() < 0.3:
            blocks.append(
                text(
                    self.chance.choice(
                        ("Say what you know so far.", "As it stands on your records.", "One line will do.")
                    ),
                    Mark.ITALIC,
                )
            )
        return Box(blocks, width=width, is_shaded=self.look.shaded)

    def answer(self, asked: Field) -> list[Block]:
        value = self.answers.get(asked.id)
        if asked.type in {FieldType.CHOICE, FieldType.YES_NO} and self.chance.random() < 0.4:
            return [self.ticked(asked, value)]
        typed: list[Block] = [text(part) for part in shown(asked, value).split("\n")] or [text("")]
        if self.look.boxed and asked.type is FieldType.LONG_TEXT and value:
            return [text(""), *(Paragraph(each.spans, is_boxed=True) for each in typed if isinstance(each, Paragraph))]
        return typed

    def ticked(self, asked: Field, value: Any) -> Paragraph:
        options = (
            [("yes", "Yes"), ("no", "No")]
            if asked.type is FieldType.YES_NO
            else [(c.id, c.label) for c in asked.choices]
        )
        return Paragraph(tuple(span for each, words in options for span in (tick(each == value), Span(f" {words}   "))))

    # -- tables ------------------------------------------------------------------------------------------------------

    def add(self, rows: Drawn, *, header: bool = False) -> None:
        """A table of its own in Word; more rows of the one sheet in Excel."""
        self.count += 1
        self.blocks.append(Table(f"Table {self.count}", tuple(self.rows(rows, header=header))))
        self.blocks.append(text(""))

    def rows(self, rows: Drawn, *, header: bool = False) -> Iterator[Row]:
        for at, boxes in enumerate(rows):
            cells, column = [], 0
            for box in boxes:
                cells.append(Cell(column, tuple(box.blocks), box.width, box.height, box.is_shaded))
                column += box.width
            yield Row(at + 1, tuple(cells), is_header=header and at == 0)

    def table_field(self, asked: Field) -> None:
        title = self.label(asked)
        rows: Drawn = []
        if self.look.table_title == "band":
            rows.append([Box([title], width=len(asked.columns), is_shaded=True)])
        elif self.look.table_title == "paragraph":
            self.blocks.append(title)
        rows.append(
            [
                Box([text(self.chance.choice((column.label, *column.aliases)), Mark.BOLD)], is_shaded=self.look.shaded)
                for column in asked.columns
            ]
        )
        for row in self.answers.get(asked.id) or []:
            rows.append([Box([text(row.get(column.id, ""))]) for column in asked.columns])
        rows += [[Box([text("")]) for _ in asked.columns] for _ in range(self.look.blank_rows)]
        self.add(rows, header=True)

    # -- layouts -----------------------------------------------------------------------------------------------------

    def right(self, fields: Sequence[Field]) -> None:
        self.add([[self.label_box(each), Box(self.answer(each))] for each in fields])

    def pairs(self, fields: Sequence[Field]) -> None:
        rows = []
        for at in range(0, len(fields), 2):
            row = [box for each in fields[at : at + 2] for box in (self.label_box(each), Box(self.answer(each)))]
            row[-1].width = 1 if len(row) == 4 else 3
            rows.append(row)
        self.add(rows)

    def header_rows(self, fields: Sequence[Field]) -> None:
        rows = []
        for at in range(0, len(fields), 3):
            some = fields[at : at + 3]
            last = 3 - len(some) + 1
            rows.append([self.label_box(each, width=last if each is some[-1] else 1) for each in some])
            rows.append([Box(self.answer(each), width=last if each is some[-1] else 1) for each in some])
        self.add(rows)

    def stacked(self, fields: Sequence[Field]) -> None:
        self.add([row for each in fields for row in ([self.label_box(each)], [Box(self.answer(each))])])

    def in_cell(self, fields: Sequence[Field]) -> None:
        rows = []
        for at in range(0, len(fields), 2):
            rows.append([Box(self.together(each)) for each in fields[at : at + 2]])
            rows[-1][-1].width = 3 - len(rows[-1])
        self.add(rows)

    def together(self, asked: Field) -> list[Block]:
        """The label, a colon, and the answer on the same line or the next."""
        label = Span(self.label_words(asked).rstrip(":") + ":", Mark.BOLD if self.look.bold else Mark.NONE)
        first, *others = self.answer(asked)
        if self.chance.random() < 0.3:
            return [Paragraph((label,)), first, *others]
        spans = first.spans if isinstance(first, Paragraph) else ()
        gap = self.chance.choice((" ", "\t", "\n"))
        return [Paragraph((label, Span(gap), *spans)), *others]

    def two_right(self, fields: Sequence[Field]) -> None:
        """A column of guidance between question and answer."""
        head = [[Box([text(each, Mark.BOLD)], is_shaded=True) for each in ("Question", "Guidance", "Answer")]]
        rows = [[self.label_box(each), self.guidance(at), Box(self.answer(each))] for at, each in enumerate(fields)]
        self.add(head + rows)

    def guidance_left(self, fields: Sequence[Field]) -> None:
        self.add([[self.guidance(at), self.label_box(each), Box(self.answer(each))] for at, each in enumerate(fields)])

    def guidance(self, at: int) -> Box:
        return Box(
            [
                text(
                    ("", "Give what you know.", "As it stands on the record.", "One line is enough.")[at % 4],
                    Mark.ITALIC,
                )
            ]
        )

    def number_left(self, fields: Sequence[Field]) -> None:
        self.add(
            [
                [Box([text(str(at))]), self.label_box(each), Box(self.answer(each))]
                for at, each in enumerate(fields, start=1)
            ]
        )

    def many_in_cell(self, fields: Sequence[Field]) -> None:
        """Several questions in one cell, a line each or parted by tabs."""
        rows: Drawn = []
        short = [each for each in fields if each.type is not FieldType.LONG_TEXT]
        long = [each for each in fields if each.type is FieldType.LONG_TEXT]
        for at in range(0, len(short), 3):
            rows.append([Box([block for each in short[at : at + 3] for block in self.one_line(each)])])
        rows += [[Box(self.together(each))] for each in long]
        if rows:
            self.add(rows)

    def one_line(self, asked: Field) -> list[Block]:
        label = Span(self.label_words(asked).rstrip(":") + ": ", Mark.BOLD if self.look.bold else Mark.NONE)
        return [Paragraph((label, Span(shown(asked, self.answers.get(asked.id)))))]

    def tabbed(self, fields: Sequence[Field]) -> None:
        """Two questions on a line, parted by a tab."""
        for at in range(0, len(fields), 2):
            spans: list[Span] = []
            for each in fields[at : at + 2]:
                spans += [Span("\t")] if spans else []
                spans += [Span(self.label_words(each).rstrip(":") + ": ", Mark.BOLD if self.look.bold else Mark.NONE)]
                spans += [Span(shown(each, self.answers.get(each.id)) or "________")]
            self.blocks.append(Paragraph(tuple(spans)))

    def lines(self, fields: Sequence[Field]) -> None:
        for each in fields:
            self.blocks += self.together_line(each)

    def together_line(self, asked: Field) -> list[Block]:
        label = Span(self.label_words(asked).rstrip(":") + ": ", Mark.BOLD if self.look.bold else Mark.NONE)
        first, *others = self.answer(asked)
        return [Paragraph((label, *(first.spans if isinstance(first, Paragraph) else ()))), *others]

    def under(self, fields: Sequence[Field]) -> None:
        for each in fields:
            self.blocks += [text(self.label_words(each), Mark.BOLD), *self.answer(each)]

    # -- considerations ----------------------------------------------------------------------------------------------

    def considerations(self) -> None:
        draw: Mapping[str, Callable[[], None]] = {
            "columns": self.weigh_in_columns,
            "one_column": self.weigh_in_one_column,
            "unheaded": self.weigh_unheaded,
            "one_cell": self.weigh_in_one_cell,
            "rows": self.weigh_in_rows,
            "lines": self.weigh_in_lines,
        }
        draw[self.look.weighing]()

    def weighing(self) -> Iterator[tuple[str, str, str]]:
        for at, each in enumerate(self.form.considerations):
            label = f"({'abcdefgh'[at]}) {each.label}" if self.look.numbered else each.label
            yield label, self.answers.get(each.id) or "", self.answers.get(each.id + "_evidence") or ""

    def heads(self, *words: str) -> list[Box]:
        return [Box([text(each, Mark.BOLD)], is_shaded=True) for each in words]

    def weigh_in_columns(self) -> None:
        rows = [self.heads("Consideration", "Yes", "No", "Evidence")]
        for label, value, evidence in self.weighing():
            marks = [Box([Paragraph((tick(value == each),))]) for each in ("yes", "no")]
            rows.append([Box([text(label)]), *marks, Box([text(evidence)])])
        self.add(rows)

    def weigh_in_one_column(self) -> None:
        rows = [self.heads("Consideration", "Yes or No", "Evidence (where Yes)")]
        rows += [[Box([text(a)]), Box([text(b.capitalize())]), Box([text(c)])] for a, b, c in self.weighing()]
        self.add(rows)

    def weigh_unheaded(self) -> None:
        self.add([[Box([text(a)]), Box([text(b.capitalize())]), Box([text(c)])] for a, b, c in self.weighing()])

    def weigh_in_one_cell(self) -> None:
        rows = []
        for label, value, evidence in self.weighing():
            choice = Paragraph(
                (Span("Yes or no: "), tick(value == "yes"), Span(" Yes  "), tick(value == "no"), Span(" No"))
            )
            rows.append([Box([text(label, Mark.BOLD), choice, text(f"Evidence: {evidence}")])])
        self.add(rows)

    def weigh_in_rows(self) -> None:
        rows: Drawn = []
        for label, value, evidence in self.weighing():
            rows.append([Box([text(label, Mark.BOLD)], width=2, is_shaded=True)])
            rows.append([Box([text(value.capitalize())]), Box([text(f"Evidence: {evidence}")])])
        self.add(rows)

    def weigh_in_lines(self) -> None:
        for label, value, evidence in self.weighing():
            self.blocks.append(Paragraph((Span(label + "  "), Span(value.upper() or "YES / NO"))))
            self.blocks.append(Paragraph((Span("Evidence: ", Mark.BOLD), Span(evidence))))

    # -- the whole ---------------------------------------------------------------------------------------------------

    def person(self, section: Section, heads: Mapping[str, str]) -> None:
        """Short headings that say only under their title whom they are about."""
        fields = {each.id: each for each in section.fields}
        rows = [
            [Box([text(words, Mark.BOLD)], is_shaded=self.look.shaded) for words in heads.values()],
            [
                Box(
                    [text(shown(fields[name], self.answers.get(name))) for name in names.split("+") if name in fields]
                    or [text("")]
                )
                for names in heads
            ],
        ]
        self.add(rows, header=True)
        used = {name for names in heads for name in names.split("+")}
        self.run([each for each in section.fields if each.id not in used])

    def crossed(self, section: Section) -> None:
        """One table for both people: a column each."""
        if section.id == "agreement":
            return
        known = self.form.fields
        rows: Drawn = [[Box([text(each, Mark.BOLD)], is_shaded=True) for each in ("", "Referrer", "Safeguarding lead")]]
        for words, one, other in (("Name", "referrer_name", "lead_name"), ("Role", "referrer_role", "lead_role")):
            cells = [Box([text(shown(known[each], self.answers.get(each)))]) for each in (one, other)]
            rows.append([Box([text(words, Mark.BOLD)], is_shaded=self.look.shaded), *cells])
        self.add(rows)
        rest = [each for each in section.fields if each.id not in {"referrer_name", "referrer_role"}]
        self.run([*rest, known["lead_contact"], known["discussed_date"]])

    def section(self, section: Section, number: int) -> None:
        if self.look.sheets:
            self.blocks.append(text(NEW_SHEET))
        if self.look.titles == "own":
            self.blocks.append(text(section.title, Mark.BOLD, heading=1))
        elif self.look.titles == "renumbered" or section.party is Party.OFFICE:
            bare = section.title.split(". ", 1)[-1]
            self.blocks.append(text(f"Section {number + 3} - {bare}", Mark.BOLD))
        if section.id in PEOPLE and self.look.people == "crossed":
            self.crossed(section)
            return
        if section.id in PEOPLE and self.look.people:
            self.person(section, (CORES if self.look.people == "cores" else SAME_HEADER)[section.id])
            return
        if section.holds_considerations:
            self.considerations()
        fields = [each for each in section.fields if each.evidence_of is None and each.id not in self.weighed]
        fields = [each for each in fields if each.id not in self.look.dropped]
        if self.look.shuffle_fields:
            self.chance.shuffle(fields)
        run: list[Field] = []
        for each in fields:
            if each.type is FieldType.TABLE:
                self.run(run)
                self.table_field(each)
                run = []
            else:
                run.append(each)
        self.run(run)

    @property
    def weighed(self) -> set[str]:
        return {each.id for each in self.form.considerations}

    def asked_in_grid(self, fields: Sequence[Field]) -> None:
        """A row for each question, to be crossed under Yes or No."""
        rows = [
            [
                Box([text(words, Mark.BOLD)], is_shaded=self.look.shaded)
                for words in ("Question", "Yes", "No", "Not known")
            ]
        ]
        for each in fields:
            marks = [Box([text("x" if self.answers.get(each.id) == value else "")]) for value in ("yes", "no", "")]
            rows.append([self.label_box(each), *marks])
        self.add(rows, header=True)

    def crosses(self, asked: Field) -> None:
        """A row for each option, the cross beside it."""
        chosen = self.answers.get(asked.id)
        rows = [[self.label_box(asked), Box([text("(x against one)", Mark.ITALIC)])]]
        for choice in asked.choices:
            is_chosen = choice.id == chosen or (isinstance(chosen, list) and choice.id in chosen)
            rows.append([Box([text(choice.label)]), Box([text("x" if is_chosen else "")])])
        self.add(rows)

    def beside_title(self, fields: Sequence[Field]) -> None:
        """The section's title in one tall cell, left of its questions."""
        title = Box([text(self.form.section_of(fields[0].id).title, Mark.BOLD)], height=len(fields), is_shaded=True)
        rows = [[self.label_box(each), Box(self.answer(each))] for each in fields]
        self.count += 1
        drawn = list(self.rows([[title, *rows[0]]], header=False))
        for at, row in enumerate(rows[1:], start=2):
            cells = tuple(
                Cell(column, tuple(box.blocks), is_shaded=box.is_shaded) for column, box in enumerate(row, start=1)
            )
            drawn.append(Row(at, cells))
        self.blocks += [Table(f"Table {self.count}", tuple(drawn)), text("")]

    def run(self, fields: list[Field]) -> None:
        if self.look.grids:
            asked = [each for each in fields if each.type is FieldType.YES_NO]
            listed = [each for each in fields if each.type in {FieldType.CHOICE, FieldType.CHOICES}]
            fields = [each for each in fields if each not in asked and each not in listed]
            if asked:
                self.asked_in_grid(asked)
            for each in listed:
                self.crosses(each)
        if self.look.side_title and fields:
            self.beside_title(fields)
            return
        if fields:
            name = self.chance.choice(LAYOUTS) if self.look.layout == "mixed" else self.look.layout
            getattr(self, name)(fields)

    def document(self) -> Document:
        if self.look.cover:
            self.blocks += [
                text("Covering note", heading=1),
                text("Please find the referral below. Ring me with questions."),
                text(""),
            ]
        self.blocks += [
            text(self.form.partnership, Mark.BOLD),
            text(self.form.title, heading=1),
            text(self.form.guidance),
        ]
        sections = list(self.form.sections)
        if self.look.shuffle_sections:
            office = sections.pop()
            self.chance.shuffle(sections)
            sections.append(office)
        if self.look.office_first:
            sections = [sections[-1], *sections[:-1]]
        for number, section in enumerate(sections):
            self.section(section, number)
        if self.look.sheet:
            return as_sheet(self.blocks)
        self.blocks = [block for block in self.blocks if not (isinstance(block, Paragraph) and block.text == NEW_SHEET)]
        return Document(type=FileType.DOCX, stories=(Story(StoryKind.BODY, tuple(self.blocks)),))


def draw(form: Form, answers: Mapping[str, Any], look: Look, seed: int = 0) -> Document:
    return Drawing(form, answers, look, random.Random(seed)).document()
