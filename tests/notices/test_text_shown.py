"""Text from outside: nothing in it acts, hides or can be clicked."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.notices.names import initials
from intake.notices.shown import HIDDEN, excerpt, shown
from intake.notices.wrapping import WIDTH, wrapped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\x00b\u200bc", "a⟨U+0000⟩b⟨U+200B⟩c"),
        ("line\r\nline\ttab", "line line tab"),
        ("see https://evil.example/x", "see hxxps://evil[.]example/x"),
        ("HTTP://EVIL.COM", "HxxP://EVIL[.]COM"),
        ("www.evil.co.uk now", "www.evil.co[.]uk now"),
        (r"\\server\share", r"[\\]server\share"),
        ("javascript:alert(1)", "javascript[:]alert(1)"),
        ("ftp://a.example", "ftp[:]//a[.]example"),
        ("mail d.quill@police.example please", "mail d.quill@police.example please"),
        ("He left.Then he came", "He left.Then he came"),
        ("on 12.03.2026 at 10.30", "on 12.03.2026 at 10.30"),
    ],
)
def test_hidden_characters_are_named_and_links_are_dead(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.text())
def test_what_is_shown_holds_no_hidden_character_and_no_live_link(text: str) -> None:
    words = shown(text)
    assert not any(unicodedata.category(each) in HIDDEN for each in words)
    assert not re.search(r"https?:", words, re.IGNORECASE)


@given(st.text(alphabet="ab ", max_size=400), st.integers(5, 100))
def test_an_excerpt_is_a_beginning_cut_between_words(text: str, length: int) -> None:
    cut = excerpt(text, length=length)
    assert cut == text or (cut.endswith("…") and len(cut) <= length + 1 and text.startswith(cut[:-1]))


def test_a_long_narrative_says_where_the_rest_is() -> None:
    assert excerpt("one two three", length=8, more=" (in the form)") == "one two… (in the form)"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Robin Amber Vale", "RAV"),
        ("VALE, Robin", "RV"),
        ("Anne-Marie van Dyk", "AMVD"),
        ("Robin and Sam Vale", "R and SV"),
        ("Robin Vale (known as Bobby)", "RV"),
        ("Łucja Ōe", "ŁŌ"),
        ("Zoë 'Bee' O'Neill", "ZBO"),
        ("12 34", ""),
        ("", ""),
    ],
)
def test_a_child_is_known_by_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@given(st.lists(st.from_regex(r"[A-Z][a-z]{2,9}", fullmatch=True), min_size=1, max_size=6))
def test_initials_never_hold_a_name(words: list[str]) -> None:
    assert not any(word in initials(" ".join(words)) for word in words)


@given(st.lists(st.text(alphabet="abc ", max_size=200), max_size=8))
def test_wrapped_text_keeps_its_words_and_its_width(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert wrapped(text).split() == text.split()
    assert all(len(line) <= WIDTH or " " not in line.strip() for line in wrapped(text).split("\n"))


def test_what_follows_a_bullet_stands_under_its_words() -> None:
    assert wrapped("  - " + "word " * 20).split("\n")[1].startswith("    word")
