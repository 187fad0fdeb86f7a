"""To whom a marked copy of their own form goes, and to whom never."""

from dataclasses import replace
from datetime import date
from email.message import EmailMessage

import pytest

from intake.handbook import Handbook
from intake.model.decision import Examined, History
from intake.model.mail import Notice, NoticeKind
from intake.notices import Templates, write
from intake.pipeline import decide, examine
from tests.bad_inputs import papers
from tests.bad_inputs.rows import with_file
from tests.pipeline.robots import COMPLETE, INCOMPLETE, NOW, handbook, mail

TODAY = date(2026, 7, 1)
UNPROVED = "mx.haltonsafeguarding.example; dmarc=none header.from=cheshire.police.example"
ELSEWHERE = "rowan@charity.example"


def book(*, copies: bool = True) -> Handbook:
    office = replace(handbook().office, has_marked_copies=copies)
    return replace(handbook(), office=office)


def examined(message: EmailMessage, *, copies: bool = True) -> Examined:
    return examine(book(copies=copies), message.as_bytes(), today=TODAY, converted={})


def has_copy(message: EmailMessage, *, copies: bool = True) -> bool:
    return any(file.marked is not None for file in examined(message, copies=copies).files)


def letters(found: Examined) -> tuple[Notice, ...]:
    office = book().office
    decision = decide(found, history=History(), limits=book().limits)
    forms = {form.id: form for form in book().forms}
    return tuple(
        write(
            decision,
            found.message,
            office,
            forms,
            Templates(book().templates),
            arrival="1",
            references=("HCP-2026-0042",) * len(decision.actions),
            received=NOW,
            now=NOW,
        )
    )


def said(notice: Notice) -> tuple[str, str]:
    """Its text and its HTML, without their line breaks."""
    return " ".join(notice.text.split()), " ".join(notice.html.split())


def test_a_verified_sender_of_a_listed_agency_is_sent_their_form_with_its_gaps_marked() -> None:
    assert has_copy(mail(form=INCOMPLETE))


def test_nothing_of_a_form_goes_back_where_the_handbook_does_not_say_so() -> None:
    assert not has_copy(mail(form=INCOMPLETE), copies=False)


@pytest.mark.parametrize(
    "message",
    [
        mail(form=INCOMPLETE, Authentication_Results=UNPROVED),
        mail(form=INCOMPLETE, Authentication_Results=""),
        mail(form=INCOMPLETE, Auto_Submitted="auto-generated"),
        mail(
            form=INCOMPLETE,
            From=ELSEWHERE,
            Return_Path=f"<{ELSEWHERE}>",
            Authentication_Results="mx.haltonsafeguarding.example; dmarc=pass header.from=charity.example",
        ),
        mail(form=COMPLETE),
        with_file(papers.blank_word()),
        with_file(papers.excel_hiding("Last year", "Una Lowe"), "Referral.xlsx"),
    ],
    ids=["dmarc none", "no result", "a robot", "no agency", "complete", "blank", "hides writing"],
)
def test_nobody_else_and_no_other_form_has_one(message: EmailMessage) -> None:
    assert not has_copy(message)


def test_the_copy_goes_with_the_return_under_a_neutral_name_and_the_letter_says_so() -> None:
    found = examined(mail(form=INCOMPLETE))
    notice, *others = letters(found)
    (enclosure,) = notice.enclosures
    assert notice.kind is NoticeKind.RETURN
    assert not any(each.enclosures for each in others)
    assert enclosure.name == "HCP-2026-0042-to-complete.docx"
    for words in said(notice):
        assert "A copy of your form is attached" in words
        assert "Nothing from your form" not in words


def test_a_return_without_a_copy_says_that_nothing_is_repeated() -> None:
    notice, *_ = letters(examined(mail(form=INCOMPLETE), copies=False))
    assert notice.enclosures == ()
    assert all("Nothing from your form is repeated here" in words for words in said(notice))
