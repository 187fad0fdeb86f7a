"""What is wrong with what real servers show is found: one thing at a time is made wrong."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.journeys.evidence import Arrived, Books, Evidence, Written
from tests.journeys.fates import FORWARDED, INBOX
from tests.journeys.offices import Letter, Lying
from tests.journeys.partnership import HEAD, Sent
from tests.simulation.books import Finding

TITLE, REFERRER, UNIT = "a complete form in Word", "imogen.tarrant@larkfield.nhs.example", "unit@intake.test"
MESSAGE = Sent(title=TITLE, message_id="<1@a.example>", content=b"Message-ID: <1@a.example>\r\n\r\n")
COPY = b"Message-ID: <forward.1@intake.test>\r\nX-Intake-Ref: A-1\r\n\r\n"


def lying(content: bytes, message_id: str, folder: str) -> Lying:
    return Lying(message_id=message_id, folder=folder, flags=frozenset(), content=content)


def letter(kind: str, reader: str) -> Letter:
    return Letter(kind=kind, message_id=f"<{kind}.1@intake.test>", reader=reader, content=b"")


FORM, LEDGER_COPY = lying(MESSAGE.content, MESSAGE.message_id, FORWARDED), lying(COPY, "<forward.1@intake.test>", INBOX)
FORWARD, RECEIPT = letter("forward", HEAD), letter("receipt", REFERRER)
RIGHT = Evidence(
    unit=UNIT,
    sent=(MESSAGE,),
    lying=(FORM, LEDGER_COPY),
    outside=(FORWARD, RECEIPT),
    books=Books(
        arrived={
            hashlib.sha256(MESSAGE.content).hexdigest(): (Arrived("forwarded", "complete", 1),),
            hashlib.sha256(COPY).hexdigest(): (Arrived("left", "own_copy", 1),),
        },
        written={each.message_id: Written("sent", 0) for each in (FORWARD, RECEIPT)},
        contradictions=(),
        unfinished=(),
    ),
)


def with_books(**change: object) -> Evidence:
    return replace(RIGHT, books=replace(RIGHT.books, **change))  # type: ignore[arg-type]


WRONG: dict[str, tuple[Callable[[], Evidence], Finding]] = {
    "a message in no folder": (lambda: replace(RIGHT, lying=(LEDGER_COPY,)), Finding.LOST),
    "a message that nobody kept": (lambda: with_books(arrived={}), Finding.LOST),
    "a message in two folders": (
        lambda: replace(RIGHT, lying=(FORM, LEDGER_COPY, replace(FORM, folder=INBOX))),
        Finding.DOUBLED,
    ),
    "a message in another folder": (
        lambda: replace(RIGHT, lying=(replace(FORM, folder=INBOX), LEDGER_COPY)),
        Finding.WRONG_OUTCOME,
    ),
    "a forward that nobody got": (lambda: replace(RIGHT, outside=(RECEIPT,)), Finding.LOST),
    "a forward twice": (lambda: replace(RIGHT, outside=(FORWARD, FORWARD, RECEIPT)), Finding.DOUBLED),
    "another forward of the same form": (
        lambda: replace(RIGHT, outside=(FORWARD, replace(FORWARD, message_id="<forward.2@intake.test>"), RECEIPT)),
        Finding.DOUBLED,
    ),
    "a receipt twice of which the audit knows nothing": (
        lambda: replace(RIGHT, outside=(FORWARD, RECEIPT, RECEIPT)),
        Finding.BOOKS,
    ),
    "a letter that is not in the books": (lambda: with_books(written={}), Finding.BOOKS),
    "a contradiction in the books": (lambda: with_books(contradictions=("I1",)), Finding.BOOKS),
    "something left to do": (lambda: with_books(unfinished=("letters",)), Finding.UNFINISHED),
}


def test_when_all_is_right_nothing_is_found() -> None:
    assert RIGHT.is_at_rest
    assert not [*RIGHT.wrong()]


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_found(name: str) -> None:
    make, finding = WRONG[name]
    assert finding in {each.finding for each in make().wrong()}


def test_a_receipt_twice_is_counted_apart_when_the_audit_says_so() -> None:
    written = {FORWARD.message_id: Written("sent", 0), RECEIPT.message_id: Written("sent", 1)}
    twice = replace(with_books(written=written), outside=(FORWARD, RECEIPT, RECEIPT))
    assert not [*twice.wrong()]
    assert twice.without_copy_doubled == {RECEIPT.message_id}
