"""Which letters a decision becomes, to whom, and what stands in them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from intake.model.decision import EarlierReferral, Forward, HandOver, Outcome, Reason, Return
from intake.model.document import FileType, Remark, RemarkCode
from intake.model.mail import NoticeKind
from intake.model.message import Authentication, Domain, DomainStanding, Sender, Withheld
from intake.model.reading import Answer, Problem, Standing, State, Unclaimed
from intake.notices import write
from intake.notices.wording import URGENT_REASONS
from tests.notices.referrals import (
    FORM,
    NOW,
    OFFICE,
    REFERENCE,
    REFERRER,
    TEMPLATES,
    decision,
    file,
    forwarded,
    handed_over,
    letters,
    message,
    returned,
    weighed,
)


def words(text: str) -> str:
    """A letter's text without its line breaks."""
    return " ".join(text.split())


# -- which letters ---------------------------------------------------------------------------------------------------


def test_a_complete_form_goes_to_the_head_with_a_copy_to_the_business_unit_and_a_receipt() -> None:
    forward, receipt = forwarded()
    assert (forward.kind, forward.to, forward.copies) == (NoticeKind.FORWARD, (OFFICE.head,), (OFFICE.business_unit,))
    assert (receipt.kind, receipt.to, receipt.copies) == (NoticeKind.RECEIPT, (REFERRER,), ())
    assert receipt.in_reply_to == "<source.1@police.example>"


def test_no_receipt_goes_out_where_none_may_be_given() -> None:
    assert [each.kind for each in forwarded(acknowledge=False)] == [NoticeKind.FORWARD]


def test_an_incomplete_form_goes_back_to_the_one_address_decided_on() -> None:
    letter = returned({"child_dob": None})
    assert (letter.kind, letter.to, letter.copies, letter.enclosures) == (NoticeKind.RETURN, (REFERRER,), (), ())


def test_subjects_are_fixed_words_and_the_reference() -> None:
    forward, receipt = forwarded()
    urgent = handed_over(Reason.URGENT_INCOMPLETE)
    assert forward.subject == f"OFFICIAL-SENSITIVE: complete referral {REFERENCE}"
    assert receipt.subject == f"Referral {REFERENCE}: received and complete"
    assert returned({"child_dob": None}).subject == f"Referral {REFERENCE}: more information needed"
    assert urgent.subject == f"A person is needed: {REFERENCE} (urgent)"


def test_a_message_without_a_referral_is_named_by_its_arrival() -> None:
    letter = letters(decision(HandOver(reason=Reason.NO_FORM)), references=(None,))[0]
    assert letter.subject == "A person is needed: arrival 17"
    assert letter.to == (OFFICE.business_unit,)


def test_writing_again_gives_the_same_letters_under_the_same_keys() -> None:
    assert forwarded() == forwarded()
    assert [each.key for each in forwarded()] == ["forward:17:1", "receipt:17:1"]


def test_each_action_has_its_own_reference_and_key() -> None:
    complete, incomplete = weighed(), weighed({"child_dob": None})
    both = file(complete, incomplete)
    made = letters(
        decision(
            Forward(file=both, assessment=complete, acknowledge=False),
            Return(file=both, assessment=incomplete, to=REFERRER),
        ),
        references=("HCP-2026-0001", "HCP-2026-0002"),
    )
    assert [(each.key, each.reference) for each in made] == [
        ("forward:17:1", "HCP-2026-0001"),
        ("return:17:2", "HCP-2026-0002"),
    ]
    assert "This is about the second of the 2 forms" in words(made[1].text)


def test_references_that_do_not_fit_the_actions_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        letters(decision(HandOver(reason=Reason.NO_FORM)), references=(None, None))


def test_nothing_is_written_about_what_is_left() -> None:
    left = replace(decision(HandOver(reason=Reason.NO_FORM)), outcome=Outcome.LEFT, actions=())
    assert write(left, message(), OFFICE, {}, TEMPLATES, arrival="1", references=(), received=NOW, now=NOW) == ()


# -- the forward -----------------------------------------------------------------------------------------------------


def test_the_head_reads_initials_and_age_and_never_the_name_in_our_lines() -> None:
    forward = forwarded()[0]
    assert "Child: RAV, aged 2 years at the incident" in words(forward.text)
    assert "Robin" not in forward.text + forward.html


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"child_dob": "2025-11-17"}, "RAV, aged 3 months at the incident"),
        ({"child_dob": "2026-02-20"}, "RAV, aged 1 week at the incident; aged 2 weeks now"),
        ({"child_dob": "2026-06-01", "child_sex": "unborn"}, "RAV, expected 1 June 2026"),
        ({"outcome": "died", "child_death_date": "2026-03-04"}, "at the incident; aged 2 years at death"),
        ({"child_name": "Not known"}, "name not known, aged 2 years"),
        ({"incident_date": "Not known"}, "Child: RAV, aged 2 years Sex"),
    ],
)
def test_the_age_fits_the_child(answers: dict[str, object], expected: str) -> None:
    assert expected in words(forwarded(answers)[0].text)


@pytest.mark.parametrize(
    ("outcome", "abuse", "expected"),
    [
        ("died", "known", "asserts both limbs"),
        ("seriously_harmed", "suspected", "asserts both limbs"),
        ("died", "no", "asserts one of the two limbs"),
        ("neither", "suspected", "asserts one of the two limbs"),
        ("neither", "no", "asserts neither limb"),
    ],
)
def test_the_threshold_is_told_as_asserted(outcome: str, abuse: str, expected: str) -> None:
    answers = {"outcome": outcome, "abuse_or_neglect": abuse, "child_death_date": "2026-03-03"}
    assert expected in words(forwarded(answers)[0].text)


def test_no_letter_says_that_a_criterion_is_met() -> None:
    forward = forwarded()[0]
    for phrase in ("is met", "are met", "meets the", "criteria met", "threshold met"):
        assert phrase not in words(forward.text).lower()
        assert phrase not in words(forward.html).lower()


def test_the_considerations_stand_by_duty_with_authority_answer_evidence_and_place() -> None:
    text = words(forwarded()[0].text)
    must, regard = text.index("must take these into account"), text.index("should also have regard")
    assert must < text.index("(SI 2018/789, reg. 11(a))") < regard < text.index("(statutory guidance)")
    assert "Answer: Yes (Table" in text
    assert "Evidence given: Two reports were not put together." in text


def test_a_long_narrative_is_cut_between_words_and_says_where_the_rest_is() -> None:
    text = words(forwarded({"incident_summary": "word " * 400})[0].text)
    assert "word… (full text in the form)" in text
    assert text.count("word ") < 130


def test_how_complete_it_is_and_what_came_before_are_said() -> None:
    assessment = weighed({"child_ethnicity": "Not known"})
    action = Forward(file=file(assessment), assessment=assessment, acknowledge=False)
    earlier = EarlierReferral(reference=REFERENCE, attempts=2)
    text = words(letters(decision(action, earlier=earlier))[0].text)
    assert f"all {assessment.required_count} required answers given; 1 answer “Not known”" in text
    assert "Earlier versions: 2 versions came before this one" in text
    assert "ANSWERED “NOT KNOWN” - Ethnicity" in text


def test_clocks_are_counted_in_working_days_and_called_indicative() -> None:
    text = words(forwarded()[0].text)
    assert "To the notification: working day 2 of 5 (indicative" in text
    assert "today is working day 3 of 15 (indicative: counted from 5 March 2026)" in text


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"panel_notified": "no", "panel_notified_date": None}, "today is working day 5 of 5"),
        (
            {"panel_notified": "no", "panel_notified_date": None, "aware_date": "2026-02-02"},
            "working day 26; the period is 5",
        ),
    ],
)
def test_a_notification_that_is_not_made_is_counted_to_today(answers: dict[str, object], expected: str) -> None:
    assert expected in words(forwarded(answers)[0].text)


def test_no_clock_runs_without_its_dates() -> None:
    text = words(forwarded({"outcome": "neither", "panel_notified": None, "panel_notified_date": None})[0].text)
    assert "working day" not in text


def test_inconsistencies_and_unclaimed_text_are_shown() -> None:
    assessment = weighed({"working_together": "yes", "agencies": ({"agency": "Invented Police"},)})
    strange = replace(
        assessment, reading=replace(assessment.reading, unclaimed=(Unclaimed("Table 2, row 4", "A note"),))
    )
    text = words(letters(decision(Forward(file=file(strange), assessment=strange, acknowledge=False)))[0].text)
    assert "fewer than two agencies are listed" in text
    assert "Table 2, row 4: A note" in text


def test_the_original_goes_along_under_a_neutral_name() -> None:
    forward = forwarded()[0]
    assert [(each.name, each.content) for each in forward.enclosures] == [(f"{REFERENCE}.docx", b"PK-original")]


@pytest.mark.parametrize(
    ("remark", "kind"),
    [
        (RemarkCode.MACROS, FileType.DOCX),
        (RemarkCode.EMBEDDED_OBJECT, FileType.XLSX),
        (RemarkCode.STRICT, FileType.XLSM),
    ],
)
def test_an_original_that_could_act_stays_behind_and_the_letter_says_so(remark: RemarkCode, kind: FileType) -> None:
    assessment = weighed()
    action = Forward(
        file=file(assessment, remarks=(Remark(remark),), kind=kind), assessment=assessment, acknowledge=False
    )
    forward = letters(decision(action))[0]
    assert forward.enclosures == ()
    assert "The form is not attached" in forward.text


def test_a_form_that_asks_less_has_a_shorter_summary_without_empty_parts() -> None:
    kept = tuple(section for section in FORM.sections if section.id in {"referrer", "child"})
    small = replace(FORM, id="small", sections=kept, considerations=())
    assessment = weighed(form=small)
    forward = letters(decision(Forward(file=file(assessment), assessment=assessment, acknowledge=False)), form=small)[0]
    for title in ("CONSIDERATIONS", "AGENCIES", "PROCESS PROPOSED", "WHAT HAPPENED", "CLOCKS", "limbs"):
        assert title not in forward.text
    assert "THE CHILD" in forward.text


def test_an_address_on_the_form_that_differs_from_the_sender_is_pointed_out() -> None:
    assert "is not the one that the message was sent from" in words(
        forwarded({"referrer_email": "other@police.example"})[0].text
    )
    assert "is not the one that the message was sent from" not in words(forwarded()[0].text)


def test_times_are_local() -> None:
    assessment = weighed()
    action = Forward(file=file(assessment), assessment=assessment, acknowledge=False)
    july = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    made = write(
        decision(action),
        message(),
        OFFICE,
        {FORM.id: FORM},
        TEMPLATES,
        arrival="1",
        references=("R",),
        received=july,
        now=july,
    )
    assert "Received: Thursday 2 July 2026 at 00:30" in made[0].text


# -- the return ------------------------------------------------------------------------------------------------------


def test_each_gap_stands_in_its_section_with_what_is_wrong_and_how_to_answer() -> None:
    letter = returned({"child_dob": None, "child_legal_status": None, "signature": None})
    text = words(letter.text)
    assert "3 required answers are still needed" in text
    assert (
        text.index("4. The child")
        < text.index("Date of birth (or expected date of delivery)")
        < text.index("12. Sign-off")
    )
    assert "No date is given. Give the whole date" in text
    assert "Mark one of the options: None; Looked after; Care leaver; Other order." in text
    assert "There is no signature and no typed name. Sign, or type your name." in text


def test_not_known_is_offered_only_where_it_counts() -> None:
    text = words(returned({"child_dob": None, "child_ethnicity": None}).text)
    assert "“Not known” is accepted here: Ethnicity. Everything else above is needed." in text


def test_where_none_may_be_not_known_nothing_is_said_of_it() -> None:
    assert "is accepted here" not in words(returned({"child_dob": None}).text)


def test_how_to_send_it_again_danger_and_a_telephone_stand_in_every_return() -> None:
    for letter in (returned({"child_dob": None}), returned(standing=Standing.BLANK)):
        text = words(letter.text)
        assert f"Please keep {REFERENCE} in the subject." in text
        assert OFFICE.danger_advice in text
        assert OFFICE.contact_phone in text


def test_a_blank_form_is_called_blank_and_no_list_is_given() -> None:
    blank = weighed(dict.fromkeys(FORM.fields), standing=Standing.BLANK)
    letter = letters(decision(Return(file=file(blank), assessment=blank, to=REFERRER)))[0]
    assert "has nothing filled in" in words(letter.text)
    assert "Date of birth" not in letter.text


def test_evidence_is_asked_for_by_the_name_of_its_consideration() -> None:
    text = words(returned({"improvements_evidence": None}).text)
    assert "Evidence for: Improvements needed to safeguard and promote the welfare of children" in text
    assert "No evidence is given." in text


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("Table 3, row 2", "(Table 3, row 2)"),
        ("Referral!C7", "(Referral, cell C7)"),
        ("'Robin Vale'!C7", "(cell C7)"),
        ("Robin's page", None),
    ],
)
def test_places_are_told_without_a_word_of_theirs(where: str, said: str | None) -> None:
    text = returned({"child_dob": Answer(state=State.EMPTY, where=where, problem=Problem.EMPTY)}).text
    assert "Robin" not in text
    assert said is None or said in words(text)


def test_a_label_with_words_that_no_form_prints_gives_way_to_the_definition() -> None:
    assessment = weighed({"child_dob": None})
    printed = replace(assessment, missing=(replace(assessment.missing[0], label="Date of birth of Robin Vale"),))
    letter = letters(decision(Return(file=file(printed), assessment=printed, to=REFERRER)))[0]
    assert "Robin" not in letter.text
    assert "Date of birth (or expected date of delivery)" in letter.text


def test_a_label_printed_in_other_words_of_the_form_is_kept() -> None:
    assessment = weighed({"child_dob": None})
    printed = replace(assessment, missing=(replace(assessment.missing[0], label="4.2 D.O.B. of child"),))
    letter = letters(decision(Return(file=file(printed), assessment=printed, to=REFERRER)))[0]
    assert "4.2 D.O.B. of child" in letter.text


# -- the hand-over ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", Reason)
def test_every_hand_over_says_why_what_to_do_and_where_the_original_lies(reason: Reason) -> None:
    letter = handed_over(reason, {"outcome": "neither"})
    text = words(letter.text)
    assert "WHY" in text
    assert "WHAT TO DO" in text
    assert (
        "Folder: Intake/Needs a person Received: Tuesday 10 March 2026 at 09:12 Message-ID: <source.1@police.example>"
        in text
    )
    assert letter.subject.endswith("(urgent)") is (reason in URGENT_REASONS)


def test_an_urgent_hand_over_says_so_first() -> None:
    letter = handed_over(Reason.UNCLEAR_ANSWERS)
    assert letter.text.split("\n")[2].startswith("URGENT: please look at this now.")
    assert letter.subject.endswith("(urgent)")


def test_the_sender_is_named_with_what_our_provider_says_of_them() -> None:
    stranger = message(
        sender=Sender(address="someone@elsewhere.example"), authentication=Authentication.FAILED, domain=None
    )
    text = words(handed_over(Reason.NO_FORM, about=stranger).text)
    assert "Sent from: someone@elsewhere.example" in text
    assert "AUTHENTICATION FAILED" in text
    assert "not on the list of agencies" in text


def test_what_came_is_told_by_kind_and_never_by_file_name() -> None:
    letter = handed_over(Reason.NO_FORM)
    assert "Attached: 1 × Word document (.docx)" in words(letter.text)
    assert "Robin" not in letter.text + letter.html


def test_missing_answers_and_doubts_are_listed_for_the_person() -> None:
    unclear = {"child_dob": None, "outcome": Answer(state=State.CONFLICTING, problem=Problem.SEVERAL_MARKED)}
    text = words(handed_over(Reason.RETURN_WITHHELD, unclear).text)
    assert "Date of birth (or expected date of delivery) (Table" in text
    assert "What was the outcome for the child?: More than one option is marked" in text


def test_why_the_sender_was_not_told_is_said_unless_a_return_went_out() -> None:
    assessment = weighed({"child_dob": None})
    held = HandOver(reason=Reason.RETURN_WITHHELD, file=file(assessment), assessment=assessment)
    back = Return(file=file(assessment), assessment=assessment, to=REFERRER)
    alone = letters(decision(held, withheld=(Withheld.LIST,)))[0]
    beside = letters(decision(back, held, withheld=(Withheld.LIST,)))[1]
    assert "it came through a mailing list" in alone.text
    assert "The sender has had no answer from us." in words(alone.text)
    assert "it came through a mailing list" not in beside.text
    assert "The sender has been told which answers are missing." in words(beside.text)


def test_an_answer_about_another_form_is_not_taken_for_one_about_this() -> None:
    complete, unclear = weighed(), weighed({"child_dob": None})
    both = file(complete, unclear)
    made = letters(
        decision(
            Forward(file=both, assessment=complete, acknowledge=True),
            HandOver(reason=Reason.RETURN_WITHHELD, file=both, assessment=unclear),
        )
    )
    assert "told of another form in this message, and nothing of this" in words(made[-1].text)


def test_where_nothing_would_go_back_no_reason_is_given_for_it() -> None:
    bounce = letters(decision(HandOver(reason=Reason.BOUNCE_UNMATCHED), withheld=(Withheld.NULL_SENDER,)))[0]
    assert "may go to this message" not in words(bounce.text)


def test_other_children_are_known_by_initials_and_age_too() -> None:
    others = (
        {"name": "Sam Vale", "dob": "2020-05-01"},
        {"name": "Unborn Vale", "dob": "2026-08-01"},
        {"name": "", "dob": "about four"},
    )
    text = words(forwarded({"other_children": others})[0].text)
    assert "Other children: SV, aged 5 years; UV, expected 1 August 2026; name not known" in text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            Answer(state=State.INVALID, text="some time in spring", problem=Problem.NOT_A_DATE),
            "some time in spring (as written)",
        ),
        (
            Answer(state=State.CONFLICTING, text="x", problem=Problem.SEVERAL_PLACES),
            "cannot be told: please look at the form",
        ),
        (Answer(state=State.NOT_KNOWN, text="NK"), "Not known"),
    ],
)
def test_an_optional_answer_that_does_not_count_is_told_as_it_is(given: Answer, said: str) -> None:
    assert f"Discussed with the lead: {said}" in words(forwarded({"discussed_date": given})[0].text)


def test_agencies_that_the_form_says_are_none_are_told_so() -> None:
    assert "Agencies involved: None, as the referrer says" in words(forwarded({"agencies": ()})[0].text)


# -- who sent it -----------------------------------------------------------------------------------------------------


def sender_said(**about: object) -> str:
    """The lines about the sender in a hand-over."""
    past = {name: bool(about.pop(name, False)) for name in ("is_newcomer", "has_namesake")}
    decided = replace(decision(HandOver(reason=Reason.NO_FORM)), **past)
    return " ".join(letters(decided, about=message(**about))[0].text.split())


def test_a_person_sees_what_the_domain_says_of_its_sender() -> None:
    odd = Domain(standing=DomainStanding.LOOK_ALIKE, looks_like="police.example", reads_as="pоlice.example")
    said = sender_said(domain=odd, sender=Sender(address="x@xn--plice-0ye.example"))
    assert "LOOKS LIKE police[.]example" in said or "LOOKS LIKE police.example" in said
    assert "о⟨U+043E⟩" in said
    assert "CLOSED" in sender_said(domain=Domain(standing=DomainStanding.RETIRED))
    assert "a public body's domain" in sender_said(domain=Domain(standing=DomainStanding.PUBLIC_BODY))


def test_a_person_sees_that_an_address_is_new_and_where_answers_are_asked_for() -> None:
    said = sender_said(is_newcomer=True, has_namesake=True, reply_to="elsewhere@other.example")
    assert "nothing has come from this address before" in said
    assert "another message came before with the same identity" in said
    assert "which is never used" in said
    assert "nothing has come" not in sender_said()
