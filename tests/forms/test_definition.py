"""A definition becomes a form, or every fault in it with its line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.forms.definition import DefinitionFaults, Fault, load_definition, load_form
from intake.model.form import Condition, Duty, FieldType, Form, Party

HALTON = Path(__file__).parents[2] / "config" / "forms" / "halton-lcspr.yaml"

SMALL = """\
id: small-form
version: 2026.10
title: A small form
partnership: Example Partnership
marking: OFFICIAL
guidance: Say what happened. In danger, call 999.
sections:
  - id: main
    title: 1. Main
    fields:
      - {id: name, label: Name, type: text, required: true}
      - {id: told, label: "Was anybody told?", type: yes_no, required: yes}
      - {id: why_not, label: Why not, type: text, required_when: {told: [no]}}
      - id: kind
        label: Kind
        type: choice
        choices: [{id: on, label: On}, {id: off, label: Off}, {id: 'no', label: None}]
  - id: weighing
    title: 2. Weighing
    layout: considerations
    fields:
      - {id: more, label: More, type: text, required_when: {first: [yes]}}
considerations:
  - {id: first, duty: must, authority: reg. 1, label: The first point, not_known: true}
  - {id: second, duty: regard, authority: guidance, label: The second point}
not_known_phrases: [Not known]
placeholder_phrases: [TBC]
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(DefinitionFaults) as caught:
        load_form(text, name="small.yaml")
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture(scope="module")
def halton() -> Form:
    return load_form(HALTON.read_text(encoding="utf-8"), name=HALTON.name)


def test_the_definition_that_comes_with_the_program_is_without_fault(halton: Form) -> None:
    assert halton.id == "halton-lcspr"
    assert halton.version == "2026.1"
    assert [section.id for section in halton.sections if section.party is Party.OFFICE] == ["office"]
    assert len(halton.considerations) == 8


def test_yaml_booleans_numbers_and_nulls_stay_words() -> None:
    form = load_form(SMALL, name="small.yaml")
    assert form.version == "2026.10"
    assert [(each.id, each.label) for each in form.fields["kind"].choices] == [
        ("on", "On"),
        ("off", "Off"),
        ("no", "None"),
    ]
    assert form.fields["why_not"].required_when == (Condition(field="told", values=("no",)),)
    assert form.fields["told"].required


def test_a_consideration_yields_its_answer_and_its_evidence_before_the_sections_own_fields() -> None:
    form = load_form(SMALL, name="small.yaml")
    assert [each.id for each in form.sections[1].fields] == [
        "first",
        "first_evidence",
        "second",
        "second_evidence",
        "more",
    ]
    answer, evidence = form.fields["first"], form.fields["first_evidence"]
    assert (answer.type, answer.required, answer.accepts_not_known) == (FieldType.YES_NO, True, True)
    assert (evidence.type, evidence.label, evidence.accepts_not_known) == (
        FieldType.LONG_TEXT,
        "The first point",
        False,
    )
    assert evidence.required_when == (Condition(field="first", values=("yes",)),)
    assert evidence.evidence_of == "first"
    assert [each.duty for each in form.considerations] == [Duty.MUST, Duty.REGARD]


def test_blank_files_are_named_with_their_lines() -> None:
    definition = load_definition(SMALL + "blanks:\n  - blanks/small.docx\n", name="small.yaml")
    assert [(each.name, each.line) for each in definition.blanks] == [("blanks/small.docx", 29)]


def test_every_fault_is_told_at_once_with_its_line_and_the_nearest_word() -> None:
    text = (
        SMALL.replace("type: text, required: true", "typ: text, required: perhaps")
        .replace("type: yes_no", "type: yesno")
        .replace("duty: regard", "duty: regards")
        .replace("{told: [no]}", "{tolt: [no]}")
        .replace("version: 2026.10\n", "")
    )
    assert faults_of(text) == [
        "small.yaml:1: `version` is missing",
        "small.yaml:10: `required` must be true or false",
        "small.yaml:10: `type` is missing",
        "small.yaml:10: unknown key `typ`: did you mean `type`?",
        "small.yaml:11: `type`: `yesno` is not known: did you mean `yes_no`?",
        "small.yaml:12: no field `tolt` that the referrer answers: did you mean `told`?",
        "small.yaml:24: `duty`: `regards` is not known: did you mean `regard`?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("id: name,", "id: told,", "12: a second field with the id `told`"),
        ("id: name,", "id: first_evidence,", "11: a second field with the id `first_evidence`"),
        ("id: weighing", "id: main", "18: a second section with the id `main`"),
        ("{id: off,", "{id: on,", "17: a second choice with the id `on`"),
        ("id: kind\n", "id: Kind 2\n", "14: `id`: `Kind 2` is no id: small letters, digits and _ only, a letter first"),
        ("{told: [no]}", "{told: [never]}", "13: `told` has no value `never`: known here: no, yes"),
        ("{told: [no]}", "{kind: [of]}", "13: `kind` has no value `of`: did you mean `off`?"),
        ("{told: [no]}", "{name: [Ann]}", "13: field `name` is neither a choice nor yes/no, so nothing can depend on its value"),
        ("{told: [no]}", "{why_not: [no]}", "13: field `why_not` cannot depend on itself"),
        ("{told: [no]}", "{told: []}", "13: name at least one value of `told`: yes, no"),
        ("type: choice\n", "type: text\n", "17: `choices` belongs to a field of type choice or choices, not text"),
        ("choices: [{id: on, label: On}, {id: off, label: Off}, {id: 'no', label: None}]", "choices: []", "14: field `kind` is of type choice and needs `choices`"),
        ("required_when: {told: [no]}", "required: true, required_when: {told: [no]}", "13: field `why_not`: `required: true` and `required_when` exclude each other"),
        ("    title: 1. Main", "    title: 1. Main\n    completed_by: office", "12: field `name` is completed by the office, so it cannot be required of the referrer"),
        ("    layout: considerations\n", "", "22: no section has `layout: considerations`, so nobody is asked them"),
        ("    title: 1. Main", "    title: 1. Main\n    layout: considerations", "21: a second section with `layout: considerations`"),
        ("not_known_phrases: [Not known]", "not_known_phrases: []", "26: `not_known_phrases` must not be empty: there are fields with `not_known: true`"),
        ("marking: OFFICIAL", "marking:", "5: `marking` must be words (put them in quotes if it is a single sign, or empty)"),
        ("marking: OFFICIAL", "marking: A\nmarking: B", "6: `marking` stands here a second time (first on line 5)"),
        ("marking: OFFICIAL", "marking: &a OFFICIAL", "5: anchors and aliases (& and *) are not used here: write the value out"),
        ("id: small-form", "id: Small Form", "1: `id`: `Small Form` is no form id: small letters, digits and - only"),
        ("placeholder_phrases: [TBC]", "placeholder_phrases: [TBC]\nblanks: [../other.docx]", "28: `../other.docx`: a blank file lies beside the definition or in a folder there"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(old: str, new: str, fault: str) -> None:
    assert old in SMALL
    assert f"small.yaml:{fault}" in faults_of(SMALL.replace(old, new, 1))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1: the file is empty"),
        ("# nothing but a comment\n", "1: the file is empty"),
        ("[a, b]", "1: the file must hold keys and values"),
        (
            "id: a\nversion: [1",
            "2: cannot be read as YAML: expected ',' or ']', but got '<stream end>'; words that hold : ? # or , go in quotes",
        ),
        ("id: a\ntitle: \x00", "2: holds a character that YAML does not allow (U+0000)"),
        ("id: a\n---\nid: b\n", "2: a second document begins here (---): one file holds one"),
        ("[" * 30 + "]" * 30, "1: more than 20 levels inside each other"),
        ("? [a]\n: b\n", "1: a key must be a word"),
        ("id: a\n*b : c\n", "2: anchors and aliases (& and *) are not used here: write the value out"),
    ],
)
def test_what_is_no_definition_at_all_is_told_plainly(text: str, fault: str) -> None:
    assert f"small.yaml:{fault}" in faults_of(text)


@given(
    start=st.integers(0, len(SMALL)),
    length=st.integers(0, 40),
    instead=st.text(st.sampled_from("ab:[]{},-#&*!'\"\n\t 1~|>%@`?é"), max_size=8),
)
def test_a_spoilt_definition_gives_a_form_or_faults_that_stand_in_the_text(
    start: int, length: int, instead: str
) -> None:
    text = SMALL[:start] + instead + SMALL[start + length :]
    faults = _faults(text)
    lines = text.count("\n") + 1
    assert all(1 <= fault.line <= lines for fault in faults)
    assert list(faults) == sorted(faults)


def _faults(text: str) -> tuple[Fault, ...]:
    try:
        load_form(text, name="small.yaml")
    except DefinitionFaults as error:
        return error.faults
    return ()
