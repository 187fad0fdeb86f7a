"""Advice on definitions that are right and yet would be hard to read back."""

from pathlib import Path

import pytest

from intake.forms.definition import lint, load_form

HALTON = Path(__file__).parents[2] / "config" / "forms" / "halton-lcspr.yaml"

SOUND = """\
id: sound
version: "1"
title: A sound form
partnership: Example Partnership
marking: OFFICIAL
guidance: Say what happened. In an emergency, call 999.
sections:
  - id: main
    title: 1. Main
    fields:
      - {id: name, label: Name, type: text, required: true}
      - {id: role, label: Job title, type: text, aliases: [Role]}
      - {id: told, label: "Was anybody told?", type: yes_no}
      - {id: kind, label: Kind, type: choice, choices: [{id: one, label: One}, {id: two, label: Two, aliases: [Second]}]}
      - {id: people, label: People, type: table, required: true, none_phrases: [Nobody], columns: [{id: who, label: Who}, {id: where, label: Where}]}
not_known_phrases: [Not known]
placeholder_phrases: [TBC, "N/A"]
"""


def advice_on(text: str) -> tuple[str, ...]:
    return lint(load_form(text, name="sound.yaml"))


def test_the_definition_that_comes_with_the_program_needs_no_advice() -> None:
    assert advice_on(HALTON.read_text(encoding="utf-8")) == ()


def test_a_sound_definition_needs_no_advice() -> None:
    assert advice_on(SOUND) == ()


@pytest.mark.parametrize(
    ("old", "new", "advice"),
    [
        ("label: Name,", "label: '____',", "`name`: nothing of “____” is left to look for; give it a word"),
        ("label: Name,", "label: 'JOB TITLE:',", "in section `main`: “Job title” of `role` reads the same as “JOB TITLE:” of `name`"),
        ("aliases: [Role]", "aliases: [name]", "in section `main`: “name” of `role` reads the same as “Name” of `name`"),
        ("aliases: [Second]", "aliases: [one]", "among the choices of `kind`: “one” of `two` reads the same as “One” of `one`"),
        ("label: Where", 'label: "Who?"', "among the columns of `people`: “Who?” of `where` reads the same as “Who” of `who`"),
        ("[Nobody]", "[n/a]", "`people`: the answer “n/a” is a placeholder too, so it never counts"),
        ("[Not known]", "[Not known, tbc]", "“tbc” is both a not-known phrase and a placeholder"),
        (", {id: two, label: Two, aliases: [Second]}", "", "`kind` offers one choice only"),
        ("none_phrases: [Nobody], ", "", "`people` is a required table without `none_phrases`: a referrer with nothing to list cannot say so"),
        ("In an emergency, call 999.", "", "`guidance` does not say where to turn when somebody is at risk now"),
    ],
)  # fmt: skip
def test_what_is_hard_to_read_back_is_advised_against(old: str, new: str, advice: str) -> None:
    assert old in SOUND
    assert advice_on(SOUND.replace(old, new, 1)) == (advice,)


def test_needs_that_turn_in_circles_are_advised_against() -> None:
    text = SOUND.replace("type: yes_no}", "type: yes_no, required_when: {kind: [one]}}").replace(
        "type: choice,", "type: choice, required_when: {told: ['yes']},"
    )
    assert [line.split(" ")[0] for line in advice_on(text)] == ["`told`", "`kind`"]


def test_a_form_that_requires_nothing_is_advised_against() -> None:
    assert "no field is required, so a blank form counts as complete" in advice_on(
        SOUND.replace("required: true, ", "").replace(", required: true", "")
    )


def test_the_example_in_the_documentation_is_sound() -> None:
    page = (Path(__file__).parents[2] / "docs" / "form-definitions.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert advice_on(example) == ()
