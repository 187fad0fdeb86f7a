from dataclasses import replace

import pytest

from intake.model.assessment import Assessment, Gap, Urgency, Verdict
from intake.model.decision import (
    Decision,
    Examined,
    ExaminedFile,
    Forward,
    HandOver,
    History,
    Outcome,
    Reason,
    Return,
)
from intake.model.document import Document, FileType, Remark, RemarkCode, Trouble
from intake.model.message import Attachment, Intent, Message, MessageKind, Sender, Withheld
from intake.model.office import Limits
from intake.model.reading import Problem, Reading, Standing, Unclaimed
from intake.pipeline import decide

SENDER = Sender(address="ada@school.example")


def message(**changes: object) -> Message:
    return Message(**{"kind": MessageKind.ORDINARY, "kind_reason": "ordinary", "sender": SENDER, **changes})  # type: ignore[arg-type]


def gap(problem: Problem = Problem.EMPTY) -> Gap:
    return Gap(field="lead_name", label="Name of lead", section="2", problem=problem)


def form(
    verdict: Verdict = Verdict.COMPLETE, *, unclaimed: bool = False, problem: Problem = Problem.EMPTY, **changes: object
) -> Assessment:
    standing = Standing.NOT_A_FORM if verdict is Verdict.NOT_A_FORM else Standing.FORM
    reading = Reading(
        standing=standing, form="small", unclaimed=(Unclaimed("Paragraph 3", "text"),) if unclaimed else ()
    )
    missing = (gap(problem),) if verdict is Verdict.INCOMPLETE else ()
    return Assessment(**{"reading": reading, "verdict": verdict, "missing": missing, **changes})  # type: ignore[arg-type]


def paper(
    *forms: Assessment, remarks: tuple[Remark, ...] = (), trouble: Trouble | None = None, kind: FileType = FileType.DOCX
) -> ExaminedFile:
    attachment = Attachment(name="form.docx", path="part 2 / form.docx", content=b"", type=kind)
    document = None if trouble else Document(type=kind, stories=(), remarks=remarks)
    return ExaminedFile(attachment=attachment, assessments=forms, document=document, trouble=trouble)


def decided(*files: ExaminedFile, history: History | None = None, **changes: object) -> Decision:
    return decide(Examined(message=message(**changes), files=files), history=history or History(), limits=Limits())


def test_a_complete_form_is_forwarded_with_a_receipt() -> None:
    decision = decided(paper(form()))
    assert (decision.kind, decision.outcome) == (MessageKind.REFERRAL, Outcome.FORWARDED)
    assert isinstance(decision.actions[0], Forward)
    assert decision.actions[0].acknowledge


def test_a_complete_form_of_an_unverified_sender_is_forwarded_without_a_receipt() -> None:
    decision = decided(paper(form()), withheld=(Withheld.UNAUTHENTICATED,))
    assert decision.outcome is Outcome.FORWARDED
    assert isinstance(decision.actions[0], Forward)
    assert not decision.actions[0].acknowledge
    assert not decision.is_answerable


def test_an_incomplete_form_is_returned_to_its_sender_alone() -> None:
    decision = decided(paper(form(Verdict.INCOMPLETE)))
    assert decision.outcome is Outcome.RETURNED
    assert [type(each) for each in decision.actions] == [Return]
    assert isinstance(decision.actions[0], Return)
    assert decision.actions[0].to == SENDER.address


@pytest.mark.parametrize("reason", list(Withheld))
def test_an_incomplete_form_that_may_not_be_answered_goes_to_a_person(reason: Withheld) -> None:
    decision = decided(paper(form(Verdict.INCOMPLETE)), withheld=(reason,))
    assert (decision.outcome, decision.reason) == (Outcome.HANDED_OVER, Reason.RETURN_WITHHELD)


def test_an_urgent_incomplete_form_is_returned_and_handed_over_at_once() -> None:
    decision = decided(paper(form(Verdict.INCOMPLETE, urgency=Urgency.DIED)))
    assert decision.outcome is Outcome.RETURNED
    assert [type(each) for each in decision.actions] == [Return, HandOver]


@pytest.mark.parametrize("words", [{"is_urgent": True}, {"intent": Intent.CONCERN}])
def test_an_incomplete_form_in_an_urgent_message_is_returned_and_handed_over_at_once(words: dict[str, object]) -> None:
    decision = decided(paper(form(Verdict.INCOMPLETE)), **words)
    assert decision.outcome is Outcome.RETURNED
    assert [type(each) for each in decision.actions] == [Return, HandOver]
    assert decision.actions[1].reason is Reason.URGENT_MESSAGE  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("assessment", "reason"),
    [
        (form(Verdict.UNCLEAR), Reason.UNCLEAR_ANSWERS),
        (form(Verdict.INCOMPLETE, unclaimed=True), Reason.UNCLAIMED_TEXT),
        (form(Verdict.INCOMPLETE, problem=Problem.NOT_ON_THIS_VERSION), Reason.OLD_VERSION),
    ],
)
def test_what_we_cannot_tell_is_never_returned(assessment: Assessment, reason: Reason) -> None:
    decision = decided(paper(assessment))
    assert (decision.outcome, decision.reason) == (Outcome.HANDED_OVER, reason)


@pytest.mark.parametrize("code", [RemarkCode.MACROS, RemarkCode.EXTERNAL_CONTENT, RemarkCode.EMBEDDED_OBJECT])
def test_a_file_that_could_act_goes_to_a_person(code: RemarkCode) -> None:
    assert decided(paper(form(), remarks=(Remark(code),))).reason is Reason.ACTIVE_CONTENT


@pytest.mark.parametrize("verdict", [Verdict.COMPLETE, Verdict.INCOMPLETE, Verdict.BLANK])
def test_a_form_that_hides_writing_goes_to_a_person_and_is_not_sent_on(verdict: Verdict) -> None:
    plain = form(verdict)
    file = paper(replace(plain, reading=replace(plain.reading, hides_writing=True)))
    decision = decided(file)
    assert (decision.outcome, decision.reason) == (Outcome.HANDED_OVER, Reason.HIDDEN_WRITING)
    assert not file.is_fit_to_send


def test_a_form_in_a_zip_goes_to_a_person() -> None:
    assert decided(paper(form()), has_container=True).reason is Reason.CONTAINER


def test_two_forms_have_an_action_each_and_count_where_they_need_most() -> None:
    decision = decided(paper(form()), paper(form(Verdict.INCOMPLETE)))
    assert [type(each) for each in decision.actions] == [Forward, Return]
    assert decision.outcome is Outcome.RETURNED


def test_a_supporting_paper_beside_a_form_changes_nothing() -> None:
    decision = decided(paper(form(Verdict.NOT_A_FORM)), paper(form()), paper(trouble=Trouble.PDF, kind=FileType.PDF))
    assert decision.outcome is Outcome.FORWARDED
    assert len(decision.actions) == 1


def test_a_blank_form_beside_a_filled_one_is_no_form() -> None:
    decision = decided(paper(form(Verdict.BLANK)), paper(form()))
    assert [type(each) for each in decision.actions] == [Forward]


def test_a_blank_form_alone_goes_back() -> None:
    decision = decided(paper(form(Verdict.BLANK)))
    assert (decision.outcome, decision.reason) == (Outcome.RETURNED, Reason.BLANK_FORM)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (paper(trouble=Trouble.ENCRYPTED, kind=FileType.ENCRYPTED_OFFICE), Reason.ENCRYPTED),
        (paper(trouble=Trouble.PDF, kind=FileType.PDF), Reason.PDF),
        (paper(trouble=Trouble.IMAGE, kind=FileType.IMAGE), Reason.IMAGE),
        (paper(trouble=Trouble.DAMAGED), Reason.UNREADABLE),
        (paper(trouble=Trouble.HOSTILE), Reason.UNREADABLE),
        (paper(trouble=Trouble.OLD_FORMAT, kind=FileType.DOC), Reason.UNREADABLE),
        (paper(form(Verdict.NOT_A_FORM)), Reason.NO_FORM),
        (
            paper(Assessment(reading=Reading(standing=Standing.OTHER_FORM), verdict=Verdict.NOT_A_FORM)),
            Reason.OTHER_FORM,
        ),
    ],
)
def test_a_paper_that_is_no_form_of_ours_goes_to_a_person_with_the_reason(file: ExaminedFile, reason: Reason) -> None:
    decision = decided(file)
    assert (decision.kind, decision.outcome, decision.reason) == (MessageKind.REFERRAL, Outcome.HANDED_OVER, reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"intent": Intent.CONCERN}, Reason.CONCERN_IN_BODY),
        ({"intent": Intent.REFERRAL}, Reason.NO_FORM),
        ({"intent": Intent.REFERRAL, "is_linked": True}, Reason.LINK_ONLY),
        ({"is_encrypted": True}, Reason.SECURE_WRAPPER),
        (
            {"kind": MessageKind.BROKEN, "kind_reason": "limit_boundary_lines", "intent": Intent.REFERRAL},
            Reason.UNREADABLE,
        ),
        ({"kind_reason": "recall"}, Reason.RECALL),
    ],
)
def test_a_message_without_a_form_that_needs_a_person_says_why(changes: dict[str, object], reason: Reason) -> None:
    decision = decided(**changes)
    assert (decision.outcome, decision.reason) == (Outcome.HANDED_OVER, reason)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (MessageKind.ORDINARY, Reason.ORDINARY),
        (MessageKind.AUTO_REPLY, Reason.AUTO_REPLY),
        (MessageKind.BULK, Reason.BULK),
        (MessageKind.CALENDAR, Reason.CALENDAR),
        (MessageKind.READ_RECEIPT, Reason.READ_RECEIPT),
        (MessageKind.OWN, Reason.OWN_COPY),
    ],
)
def test_what_is_not_ours_to_answer_is_left_with_its_reason(kind: MessageKind, reason: Reason) -> None:
    decision = decided(kind=kind)
    assert (decision.outcome, decision.reason, decision.actions) == (Outcome.LEFT, reason, ())


@pytest.mark.parametrize("kind", [MessageKind.AUTO_REPLY, MessageKind.BULK, MessageKind.CALENDAR])
def test_a_form_in_a_robots_mail_is_still_a_referral(kind: MessageKind) -> None:
    decision = decided(paper(form(Verdict.INCOMPLETE)), kind=kind, withheld=(Withheld.AUTO_SUBMITTED,))
    assert (decision.kind, decision.outcome) == (MessageKind.REFERRAL, Outcome.HANDED_OVER)


def test_a_robots_mail_that_speaks_of_a_child_is_not_left() -> None:
    assert decided(kind=MessageKind.BULK, intent=Intent.CONCERN).reason is Reason.CONCERN_IN_BODY


def test_an_automatic_answer_is_left_whatever_its_owner_set_up() -> None:
    decision = decided(kind=MessageKind.AUTO_REPLY, kind_reason="auto_replied", intent=Intent.CONCERN)
    assert decision.outcome is Outcome.LEFT


def test_what_is_left_says_why_it_would_not_have_been_answered() -> None:
    assert decided(kind=MessageKind.BULK, withheld=(Withheld.LIST,)).withheld == (Withheld.LIST,)


def test_our_own_copy_of_a_forward_is_no_referral() -> None:
    assert decided(paper(form()), kind=MessageKind.OWN).outcome is Outcome.LEFT


def test_a_mail_that_only_says_it_is_ours_is_looked_into() -> None:
    decision = decided(
        paper(form()), kind=MessageKind.OWN, history=History(is_ours=False), withheld=(Withheld.OWN_ADDRESS,)
    )
    assert (decision.kind, decision.reason) == (MessageKind.REFERRAL, Reason.FROM_OURSELVES)


@pytest.mark.parametrize(
    ("history", "rule", "reason"),
    [
        (History(bounced="return"), "delivery_status", Reason.BOUNCED_RETURN),
        (History(bounced="forward"), "delivery_status", Reason.BOUNCED_FORWARD),
        (History(), "delivery_status", Reason.BOUNCE_UNMATCHED),
    ],
)
def test_a_bounce_is_a_persons_matter_and_its_form_no_referral(history: History, rule: str, reason: Reason) -> None:
    decision = decided(paper(form()), kind=MessageKind.BOUNCE, kind_reason=rule, history=history)
    assert (decision.kind, decision.outcome, decision.reason) == (MessageKind.BOUNCE, Outcome.HANDED_OVER, reason)


def test_a_report_of_delay_changes_nothing() -> None:
    assert decided(kind=MessageKind.BOUNCE, kind_reason="delayed").reason is Reason.DELAYED


def test_the_same_mail_by_another_way_is_left() -> None:
    decision = decided(paper(form()), history=History(is_known=True))
    assert (decision.outcome, decision.reason) == (Outcome.LEFT, Reason.DUPLICATE)


@pytest.mark.parametrize(
    ("history", "reason"),
    [
        (History(returns_of_fingerprint=1), Withheld.ALREADY_RETURNED),
        (History(returns_to_sender_today=3), Withheld.SENDER_CEILING),
        (History(returns_this_hour=30), Withheld.HOURLY_CEILING),
        (History(returns_this_day=24, usual_returns_a_day=8.0), Withheld.DAILY_CEILING),
        (History(returns_this_day=20, usual_returns_a_day=0.5), Withheld.DAILY_CEILING),
        (History(returns_this_day=12, usual_returns_a_day=8.0, is_breaker_open=True), Withheld.DAILY_CEILING),
    ],
)
def test_past_a_ceiling_a_person_answers(history: History, reason: Withheld) -> None:
    decision = decided(paper(form(Verdict.INCOMPLETE)), history=history)
    assert decision.outcome is Outcome.HANDED_OVER
    assert reason in decision.withheld


@pytest.mark.parametrize(
    "history",
    [
        History(returns_this_hour=29),
        History(returns_this_day=23, usual_returns_a_day=8.0),
        History(returns_this_day=19, usual_returns_a_day=0.5),
        History(returns_this_day=900),
        History(returns_this_hour=14, returns_this_day=11, usual_returns_a_day=8.0, is_breaker_open=True),
    ],
)
def test_below_every_ceiling_and_while_nothing_is_usual_yet_a_form_is_returned(history: History) -> None:
    assert decided(paper(form(Verdict.INCOMPLETE)), history=history).outcome is Outcome.RETURNED


def test_a_form_without_a_readable_sender_is_never_returned() -> None:
    assert decided(paper(form(Verdict.INCOMPLETE)), sender=None).outcome is Outcome.HANDED_OVER
