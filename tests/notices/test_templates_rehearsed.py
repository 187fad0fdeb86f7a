"""Templates: faults show at the start, with file and line, and a sandbox holds what they do."""

import re

import pytest

from intake.model.decision import HandOver, Reason, Return
from intake.model.mail import NoticeKind
from intake.notices import TemplateFault, Templates, check
from intake.notices.letter import context_of
from intake.notices.rehearsal import rehearsed
from intake.notices.sample import OFFICE as SAMPLE_OFFICE
from tests.notices.referrals import REFERRER, SOURCES, TEMPLATES, decision, file, letters, weighed


def with_change(name: str, old: str, new: str) -> Templates:
    assert old in SOURCES[name]
    return Templates({**SOURCES, name: SOURCES[name].replace(old, new, 1)})


def line_of(name: str, words: str) -> int:
    return SOURCES[name][: SOURCES[name].index(words)].count("\n") + 1


def test_our_own_templates_have_no_fault() -> None:
    assert check(TEMPLATES) == ()


def test_every_kind_of_letter_is_rehearsed() -> None:
    assert {letter.kind for letter in rehearsed()} == set(NoticeKind)


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_template_that_is_not_there_is_a_fault(name: str) -> None:
    without = {each: text for each, text in SOURCES.items() if each != name}
    assert any(fault.problem == f"there is no template {name}" for fault in check(Templates(without)))


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("return.html", "{{ office.danger_advice }}", "{{ office.danger_advise }}", "danger_advise"),
        ("return.txt", "{{ received }}", "{{ recieved }}", "recieved"),
        ("forward.txt", "{{ row.number }}", "{{ row.number / 0 }}", "ZeroDivisionError"),
        ("hand_over.txt", "{{ why }}", "{{ ''.__class__.__mro__ }}", "unsafe"),
        ("digest.txt", "{{ audit_head }}", "{{ audit_heads }}", "audit_heads"),
        ("parts.html", "{{ answer.wrong }}", "{{ answer.wrongs }}", "wrongs"),
        ("alarm.txt", "{{ what }}", "{{ what }", "unexpected '}'"),
        ("receipt.txt", "{{ received }}", "{% include 'elsewhere.txt' %}", "there is no template elsewhere.txt"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(name: str, old: str, new: str, problem: str) -> None:
    [fault, *_] = check(with_change(name, old, new))
    assert (fault.template, fault.line) == (name, line_of(name, old))
    assert problem in fault.problem


def test_all_faults_are_told_at_once() -> None:
    broken = {**SOURCES, "return.txt": "{{ nothing }}", "forward.html": "{% if %}"}
    assert {"return.txt", "forward.html"} <= {fault.template for fault in check(Templates(broken))}


def test_a_letter_inside_the_house_goes_out_plainly_when_its_template_fails() -> None:
    broken = Templates({**SOURCES, "hand_over.html": "{{ nothing }}"})
    assessment = weighed({"child_dob": None})
    action = HandOver(reason=Reason.RETURN_WITHHELD, file=file(assessment), assessment=assessment)
    letter = letters(decision(action), templates=broken)[0]
    assert "template of this letter is faulty" in " ".join(letter.text.split())
    assert "no automatic answer may be given" in " ".join(letter.text.split())
    assert "Date of birth" in letter.text
    assert letter.html.startswith("<!DOCTYPE html>")


def test_a_letter_to_a_referrer_is_whole_or_not_written() -> None:
    broken = Templates({**SOURCES, "return.html": "{{ nothing }}"})
    assessment = weighed({"child_dob": None})
    with pytest.raises(TemplateFault, match=r"return\.html:1"):
        letters(decision(Return(file=file(assessment), assessment=assessment, to=REFERRER)), templates=broken)


def test_values_are_escaped_in_html_and_plain_in_text() -> None:
    templates = Templates({"x.html": "{{ value }}", "x.txt": "{{ value }}"})
    assert templates.html("x", {"value": "<b>"}) == "&lt;b&gt;\n"
    assert templates.text("x", {"value": "<b>"}) == "<b>\n"


def test_a_template_cannot_change_what_it_is_given() -> None:
    templates = Templates({"x.txt": "{{ values.append(1) }}"})
    with pytest.raises(TemplateFault):
        templates.text("x", {"values": []})


def test_a_letter_without_end_is_refused() -> None:
    templates = Templates({"x.txt": "{{ 'a' * 3000000 }}"})
    with pytest.raises(TemplateFault, match="too long"):
        templates.text("x", {})


@pytest.mark.parametrize(
    "name", [name for name in SOURCES if name.endswith(".html") and name not in {"parts.html", "layout.html"}]
)
def test_the_html_is_for_mail_programs_and_for_everybody(name: str) -> None:
    for letter in rehearsed():
        if letter.kind.value != name.removesuffix(".html"):
            continue
        html = TEMPLATES.html(
            letter.kind.value,
            context_of(letter, SAMPLE_OFFICE),
        )
        assert html.startswith("<!DOCTYPE html>")
        assert '<html lang="en-GB">' in html
        assert html.count("<h1") == 1
        assert not re.search(r"<(img|a|link|script|style|div|form)\b", html)
        assert all('scope="' in header for header in re.findall(r"<th\b[^>]*>", html))
        assert all('role="presentation"' in table or "<th" in html for table in re.findall(r"<table\b[^>]*>", html))
        for tag in ("table", "tr", "td", "th", "p", "ul", "h2", "span"):
            assert len(re.findall(rf"<{tag}\b", html)) == html.count(f"</{tag}>")
