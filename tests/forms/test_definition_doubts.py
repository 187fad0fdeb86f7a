"""A doubt stands in a learned definition until a person deletes its comment."""

from pathlib import Path

from intake.documents.read import read
from intake.forms.blank.word import write_word
from intake.forms.definition import load_form
from intake.forms.definition_doubts import StandingDoubt, standing_doubts
from intake.forms.learn import as_yaml, learn

HALTON = Path(__file__).parents[2] / "config" / "forms" / "halton-lcspr.yaml"


def words_in(text: str) -> list[str]:
    return [each.words for each in standing_doubts(text, name="form.yaml")]


def test_every_doubt_of_learning_stands_on_the_line_where_it_was_written() -> None:
    form = load_form(HALTON.read_text(encoding="utf-8"), name="halton-lcspr.yaml")
    proposal = learn(read(write_word(form)), form_id="learned")
    text = as_yaml(proposal)
    found = standing_doubts(text, name="form.yaml")
    assert len(found) == len(proposal.doubts) > 0
    assert {each.message for each in proposal.doubts} == {each.words.split(" (Table")[0] for each in found}
    assert all(each.words in text.splitlines()[each.line - 1] for each in found)


def test_a_doubt_names_file_line_and_words() -> None:
    (doubt,) = standing_doubts("id: a\n  # doubt: one  or several?\n", name="config/forms/a.yaml")
    assert doubt == StandingDoubt("config/forms/a.yaml", 2, "one or several?")
    assert str(doubt) == "config/forms/a.yaml:2: doubt: one or several?"


def test_a_doubt_goes_with_its_comment() -> None:
    text = "# doubt: first\nid: a\n# doubt: second\ntitle: b\n"
    assert words_in(text) == ["first", "second"]
    assert words_in(text.replace("# doubt: first\n", "")) == ["second"]


def test_a_doubt_moved_behind_its_line_or_written_by_hand_stands() -> None:
    assert words_in("- {id: a}  # doubt: which?\r\n- {id: b} #Doubt: or this?\r\n") == ["which?", "or this?"]


def test_words_of_the_form_are_no_doubt() -> None:
    assert (
        words_in("guidance: |\n  Say so.\n  # doubt: is no comment here\ntitle: 'a # doubt: b'\n# no doubt: said\n")
        == []
    )


def test_a_comment_under_words_of_several_lines_is_a_comment() -> None:
    assert words_in("guidance: >\n  Say so.\n  And more.\n# doubt: stands\ntitle: a\n") == ["stands"]
