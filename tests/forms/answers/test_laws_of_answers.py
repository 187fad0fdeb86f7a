"""Laws: looks and white space change no value, and nothing that stands in a slot makes reading fail."""

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.forms.answers import understand
from intake.forms.answers.lines import fold
from intake.forms.slot import Option, Slot, SlotRow
from intake.model.document import Cell, Control, ControlKind, Mark, Paragraph, Row, Span, SpanKind, Table
from intake.model.reading import State
from tests.forms.answers.slots import FORM, para, read

LOOKS = st.sampled_from(
    [
        Mark.NONE,
        Mark.BOLD,
        Mark.ITALIC,
        Mark.UNDERLINE,
        Mark.HIGHLIGHT,
        Mark.RINGED,
        Mark.INSERTED,
        Mark.BOLD | Mark.ITALIC,
    ]
)
SPACES = st.sampled_from([" ", "  ", "\u00a0", "\t", "\n", " \u2002"])
ANSWERS = st.sampled_from(
    [
        ("name", "Jo Marsh"),
        ("story", "He fell. Nobody saw it (she was out). Not known why."),
        ("born", "Tuesday 3 March 2026"),
        ("incident", "w/c 2 March 2026"),
        ("email", "jo@school.example"),
        ("phone", "01632 960 221"),
        ("open", "Yes, since May"),
        ("outcome", "The child was seriously harmed"),
        ("others", "Police investigation, Coroner"),
        ("signature", "J. Marsh"),
        ("themes_evidence", "Nobody asked who was there."),
    ]
)


@given(answer=ANSWERS, space=SPACES, data=st.data())
def test_looks_splits_and_white_space_change_no_value(answer: tuple[str, str], space: str, data: st.DataObject) -> None:
    field, text = answer
    spread = text.replace(" ", space)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(spread)), max_size=4)))
    pieces = [spread[start:end] for start, end in zip([0, *cuts], [*cuts, len(spread)], strict=True)]
    look = data.draw(LOOKS)
    spans = [Span(space), *(Span(piece, look) for piece in pieces), Span(space)]
    assert read(field, para(*spans)).value == read(field, text).value
    assert read(field, text).state is State.FILLED


WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "Yes",
            "No",
            " / ",
            "☐",
            "☒",
            "x",
            "✓",
            "[ ]",
            "(x)",
            "TBC",
            "N/A",
            "NK",
            "31/02/2026",
            "3 May 2026",
            "____",
            "\n",
            "None",
            "LAC",
            "a@b.example",
            "(",
        ]
    ),
)
CONTROLS = st.one_of(
    st.none(),
    st.builds(
        Control, kind=st.sampled_from(ControlKind), is_placeholder=st.booleans(), chosen_date=st.none() | st.dates()
    ),
)
VALUES = st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.dates(), st.datetimes(), st.times())
SPANS = st.builds(
    Span,
    WORDS,
    st.builds(Mark, st.integers(0, 255)),
    st.sampled_from(SpanKind),
    ticked=st.none() | st.booleans(),
    control=CONTROLS,
    value=VALUES,
)
PARAGRAPHS = st.builds(Paragraph, st.lists(SPANS, max_size=6).map(tuple))
BLOCKS = st.lists(
    st.one_of(PARAGRAPHS, st.builds(lambda each: Table("Table 1.1", (Row(1, (Cell(0, (each,)),)),)), PARAGRAPHS)),
    max_size=3,
).map(tuple)
OPTIONS = st.lists(st.builds(lambda label, blocks: Option(label=label, blocks=blocks), WORDS, BLOCKS), max_size=3).map(
    tuple
)
ROWS = st.lists(
    st.builds(lambda one, two: SlotRow(cells={"name": one, "dob": two}, where="row 1"), BLOCKS, BLOCKS), max_size=3
).map(tuple)
SLOTS = st.builds(
    lambda label, blocks, options, rows: Slot(
        field="any", where="here", label=label, blocks=blocks, options=options, rows=rows
    ),
    st.none() | WORDS,
    BLOCKS,
    OPTIONS,
    ROWS,
)


@settings(max_examples=300)
@given(slot=SLOTS, field=st.sampled_from(list(FORM.fields.values())))
def test_nothing_that_stands_in_a_slot_makes_reading_fail(slot: Slot, field: object) -> None:
    answer = understand(slot, field, FORM)  # type: ignore[arg-type]
    assert (answer.value is not None) == (answer.state is State.FILLED)
    assert (answer.problem is None) == (
        answer.state is State.FILLED or (answer.state is State.NOT_KNOWN and field.accepts_not_known)
    )  # type: ignore[attr-defined]
    assert answer.text == fold(answer.text)


def test_typed_values_without_text_are_read() -> None:
    assert read("incident", Span("", value=datetime(2026, 3, 3))).value == "2026-03-03"  # noqa: DTZ001 - worksheets know no zones
    assert read("place", Span("", value=date(2026, 3, 3))).value == "2026-03-03"
