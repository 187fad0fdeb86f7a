"""Forms of every shape, to be written blank and read back."""

from hypothesis import strategies as st

from intake.forms.definition import load_form
from intake.model.form import Choice, Column, Condition, Consideration, Duty, Field, FieldType, Form, Party, Section

ADULTS = """\
id: adult-review
version: "3"
title: Request for a Safeguarding Adults Review
partnership: Marsh & Moor Safeguarding Adults Board
marking: CONFIDENTIAL WHEN COMPLETED
guidance: Give what you know. If somebody is in danger, call 999. Ask us if in doubt.
sections:
  - id: you
    title: You
    help: Who asks for the review.
    fields:
      - {id: r, label: "Your name", type: text, required: true, help: As your colleagues know you.}
      - {id: a1, label: "=Email?", type: email}
      - {id: criteria, label: Date, type: date, not_known: true}
      - {id: seen, label: "Was the adult seen, and by whom", type: yes_no, not_known: true}
  - id: adult
    title: The adult
    fields:
      - id: care
        label: "Kind of care"
        type: choices
        choices: [{id: home, label: At home}, {id: ward, label: "Hospital, ward"}]
      - id: reason
        label: Reason
        type: choice
        choices: [{id: long, label: "A \\"quoted\\" reason, with a comma"}, {id: other, label: Other}]
      - {id: why, label: Why, type: long_text, required_when: {reason: [long], seen: ["no"]}}
      - {id: people, label: People, type: table, required: true, none_phrases: [Nobody], columns: [{id: who, label: Who}, {id: born, label: Born, type: date}]}
      - {id: signed, label: Signed, type: signature, required: true}
not_known_phrases: [Not known]
placeholder_phrases: [TBC]
"""
"""Another partnership's: no considerations, no office part, ids that Excel takes for cells, signs that want escaping."""


def adult_review() -> Form:
    return load_form(ADULTS, name="adult-review.yaml")


words = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")),
    min_size=1,
    max_size=60,
).map(lambda text: " ".join(text.split()) or "A question")
ids = st.text("abcr1", min_size=1, max_size=6).map(lambda word: f"a{word}")


@st.composite
def fields(draw: st.DrawFn, field_id: str, section: str, party: Party) -> Field:
    kind = draw(st.sampled_from(FieldType))
    has_choices = kind in {FieldType.CHOICE, FieldType.CHOICES}
    return Field(
        id=field_id,
        label=draw(words),
        type=kind,
        section=section,
        party=party,
        required=party is Party.REFERRER and draw(st.booleans()),
        accepts_not_known=kind is not FieldType.CHOICES and draw(st.booleans()),
        choices=tuple(
            Choice(id=f"c{at}", label=draw(words)) for at in range(draw(st.integers(1, 9)) if has_choices else 0)
        ),
        columns=tuple(
            Column(id=f"k{at}", label=draw(words), is_date=draw(st.booleans()))
            for at in range(draw(st.integers(1, 8)) if kind is FieldType.TABLE else 0)
        ),
        none_phrases=draw(st.lists(words, max_size=1).map(tuple)) if kind is FieldType.TABLE else (),
        help=draw(st.none() | words),
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A form as the definition's loader makes them, in any shape that it lets pass."""
    names = draw(st.lists(ids, unique=True, min_size=2, max_size=8))
    half = len(names) // 2
    considerations = tuple(
        Consideration(
            id=f"point{at}",
            label=draw(words),
            duty=draw(st.sampled_from(Duty)),
            authority=draw(words),
            accepts_not_known=draw(st.booleans()),
        )
        for at in range(draw(st.integers(0, 3)))
    )
    office = draw(st.sampled_from(Party))
    first = [draw(fields(name, "first", Party.REFERRER)) for name in names[:half]]
    second = [draw(fields(name, "second", office)) for name in names[half:]]
    weighed = [each for point in considerations for each in _fields_of(point)]
    return Form(
        id="made-up",
        version=draw(words),
        title=draw(words),
        partnership=draw(words),
        marking=draw(words),
        guidance=draw(words),
        sections=(
            Section(
                id="first",
                title=draw(words),
                fields=(*weighed, *first),
                help=draw(st.none() | words),
                holds_considerations=bool(considerations),
            ),
            Section(id="second", title=draw(words), fields=tuple(second), party=office),
        ),
        considerations=considerations,
        not_known_phrases=("Not known",),
        placeholder_phrases=("TBC",),
    )


def _fields_of(point: Consideration) -> tuple[Field, Field]:
    needed = (Condition(field=point.id, values=("yes",)),)
    return (
        Field(id=point.id, label=point.label, type=FieldType.YES_NO, section="first", required=True, accepts_not_known=point.accepts_not_known),
        Field(id=f"{point.id}_evidence", label=point.label, type=FieldType.LONG_TEXT, section="first", required_when=needed, evidence_of=point.id),
    )  # fmt: skip
