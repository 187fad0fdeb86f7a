"""What must never leave the house: a word of the form, of the message or of a file name."""

import re
from dataclasses import replace

import pytest

from intake.model.decision import Forward, HandOver, Reason, Return
from intake.model.mail import Notice
from intake.model.message import Sender
from intake.model.reading import Answer, Problem, Standing, State, Unclaimed
from intake.notices import compose
from intake.notices.compose import header_fields
from tests.notices.referrals import (
    FORM,
    NOW,
    OFFICE,
    REFERENCE,
    REFERRER,
    canary_answers,
    decision,
    file,
    letters,
    message,
    weighed,
)

CANARY = re.compile(r"canary", re.IGNORECASE)
MARKED = "canary"


def canaries() -> dict[str, object]:
    """Every field holds a word of its own; the required ones that are missing hold it as something that does not count."""
    tables: dict[str, object] = {
        "family": ({"name": "canaryname", "relationship": "canarymother"},),
        "agencies": ({"agency": "canaryagency", "worker": "canaryworker"},),
        "chronology": ({"date": "canarydate", "event": "canaryevent"},),
    }
    spoiled = {
        "child_dob": Answer(
            state=State.INVALID, text="canary 2020", where="'canary sheet'!B2", problem=Problem.NOT_A_DATE
        ),
        "outcome": Answer(
            state=State.CONFLICTING, text="canary", where="canary, row 1", problem=Problem.SEVERAL_MARKED
        ),
        "lead_name": Answer(
            state=State.PLACEHOLDER, text="canary tbc", where="Table 1, row 1", problem=Problem.PLACEHOLDER
        ),
    }
    return {**canary_answers(), **tables, **spoiled}


def outgoing(standing: Standing) -> tuple[Notice, ...]:
    """Every letter to a referrer about a form and a message full of canaries."""
    assessment = weighed(canaries(), standing=standing, unclaimed=(Unclaimed("canary place", "canary text"),))
    labelled = replace(
        assessment,
        missing=tuple(replace(gap, label=f"canary {gap.label}") for gap in assessment.missing),
        warnings=("canary warning",),
    )
    papers = file(labelled)
    named = replace(
        papers, attachment=replace(papers.attachment, name="canary.docx", path="part 2 / canary.zip / canary.docx")
    )
    about = message(
        subject="canary subject",
        body="canary body",
        sender=Sender(address=REFERRER, name="canary name"),
        attachments=(named.attachment,),
    )
    actions = (
        Return(file=named, assessment=labelled, to=REFERRER),
        Forward(file=named, assessment=labelled, acknowledge=True),
    )
    return tuple(each for each in letters(decision(*actions), about=about) if REFERRER in each.to)


@pytest.mark.parametrize("standing", [Standing.FORM, Standing.BLANK])
def test_no_word_of_the_form_or_the_message_goes_to_a_referrer(standing: Standing) -> None:
    sent = outgoing(standing)
    assert len(sent) == 2
    for letter in sent:
        content = compose(letter, OFFICE, secret=b"secret", now=NOW).content
        assert not CANARY.search(letter.subject + letter.text + letter.html)
        assert not CANARY.search(content.decode("ascii"))


def test_the_canaries_do_sing_where_they_may() -> None:
    assessment = weighed(canaries())
    forward = letters(decision(Forward(file=file(assessment), assessment=assessment, acknowledge=False)))[0]
    assert MARKED in forward.text


def every_letter() -> tuple[Notice, ...]:
    assessment = weighed(canaries())
    papers = file(assessment)
    named = replace(papers, attachment=replace(papers.attachment, name="canary.docx"))
    actions = (
        Forward(file=named, assessment=assessment, acknowledge=True),
        Return(file=named, assessment=assessment, to=REFERRER),
        HandOver(reason=Reason.URGENT_INCOMPLETE, file=named, assessment=assessment),
    )
    return letters(decision(*actions), about=message(subject="canary subject"))


def test_subjects_headers_keys_and_file_names_hold_codes_only() -> None:
    for letter in every_letter():
        mail = compose(letter, OFFICE, secret=b"secret", now=NOW)
        head = mail.content.partition(b"\r\n\r\n")[0].decode()
        names = " ".join(each.name for each in letter.enclosures)
        assert not CANARY.search(
            " ".join((letter.subject, letter.key, head, names, mail.message_id, *map(str, header_fields(mail.content))))
        )


def test_a_child_s_name_stands_in_no_line_of_ours_but_the_referrer_s_words() -> None:
    assessment = weighed({"incident_summary": "Told by the school."})
    actions = (
        Forward(file=file(assessment), assessment=assessment, acknowledge=True),
        HandOver(reason=Reason.UNCLEAR_ANSWERS, file=file(assessment), assessment=assessment),
    )
    for letter in letters(decision(*actions)):
        for name in ("Robin", "Amber", "Vale"):
            assert name not in letter.subject + letter.text + letter.html


def test_no_representation_shows_an_answer_an_address_or_a_text() -> None:
    for letter in every_letter():
        mail = compose(letter, OFFICE, secret=b"secret", now=NOW)
        assert not CANARY.search(repr(letter) + repr(mail))
        assert REFERRER not in repr(letter) + repr(mail)
        assert "head@" not in repr(letter) + repr(mail)


@pytest.mark.parametrize(
    "value", ["<script>alert(1)</script>", '"><img src=x onerror=y>', "</td></table>", "{{ 7*7 }}", "{% raw %}"]
)
def test_markup_in_an_answer_stays_text(value: str) -> None:
    assessment = weighed({"incident_summary": value, "child_disability": value})
    forward = letters(decision(Forward(file=file(assessment), assessment=assessment, acknowledge=False)))[0]
    assert "<script" not in forward.html
    assert "<img" not in forward.html
    assert "49" not in forward.text.replace(REFERENCE, "").partition("In the referrer's words")[2].partition("\n")[0]
    assert forward.html.count("</table>") == forward.html.count("<table")


def test_no_link_and_no_picture_stands_in_any_letter() -> None:
    linked = "see https://evil.example/a and www.evil.example or \\\\server\\share"
    assessment = weighed({field.id: linked for field in FORM.fields.values() if field.type.value == "long_text"})
    actions = (
        Forward(file=file(assessment), assessment=assessment, acknowledge=True),
        HandOver(reason=Reason.UNCLEAR_ANSWERS, file=file(assessment), assessment=assessment),
    )
    for letter in letters(decision(*actions)):
        assert not re.search(
            r"<a\b|<img\b|<link\b|<script\b|\bsrc=|\bhref=|url\(|https?:|\\\\server", letter.html + letter.text
        )
