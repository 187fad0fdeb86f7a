"""What becomes of each of the demo's messages: its outcome and why, the folder in which it lies then, and who gets which letter."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from intake.model.decision import Outcome, Reason
from tests.journeys.partnership import HEAD

FORWARDED, RETURNED, PERSON, INBOX = "Intake/Forwarded", "Intake/Returned", "Intake/Needs a person", "INBOX"


@dataclass(frozen=True, slots=True)
class Fate:
    outcome: Outcome
    reason: Reason
    folder: str
    letters: tuple[str, ...] = ()
    """Their kinds."""
    referrer: str = ""
    """Who may get a letter about it, and nobody else outside."""


FATES: dict[str, Fate] = {
    "a complete form in Word": Fate(
        Outcome.FORWARDED, Reason.COMPLETE, FORWARDED, ("forward", "receipt"), "imogen.tarrant@larkfield.nhs.example"
    ),
    "a complete form in Excel": Fate(
        Outcome.FORWARDED, Reason.COMPLETE, FORWARDED, ("forward", "receipt"), "dsl@riverside.sch.example"
    ),
    "an incomplete form": Fate(
        Outcome.RETURNED, Reason.INCOMPLETE, RETURNED, ("return",), "rowan.achebe@northshire.gov.example"
    ),
    "an incomplete form that tells of serious harm": Fate(
        Outcome.RETURNED, Reason.INCOMPLETE, RETURNED, ("return", "hand_over"), "percy.dunmore@larkfield.nhs.example"
    ),
    "a blank form": Fate(Outcome.RETURNED, Reason.BLANK_FORM, RETURNED, ("return",), "office@riverside.sch.example"),
    "two forms in one message": Fate(
        Outcome.RETURNED,
        Reason.INCOMPLETE,
        RETURNED,
        ("forward", "receipt", "return", "hand_over"),
        "rowan.achebe@northshire.gov.example",
    ),
    "a form with a supporting paper": Fate(
        Outcome.FORWARDED, Reason.COMPLETE, FORWARDED, ("forward", "receipt"), "percy.dunmore@larkfield.nhs.example"
    ),
    "“form attached”, and no attachment": Fate(Outcome.HANDED_OVER, Reason.NO_FORM, PERSON, ("hand_over",)),
    "an out-of-office reply": Fate(Outcome.LEFT, Reason.AUTO_REPLY, INBOX),
    "a newsletter": Fate(Outcome.LEFT, Reason.BULK, INBOX),
    "a form with a password": Fate(Outcome.HANDED_OVER, Reason.ENCRYPTED, PERSON, ("hand_over",)),
    "another authority's form": Fate(Outcome.HANDED_OVER, Reason.OTHER_FORM, PERSON, ("hand_over",)),
    "a question": Fate(Outcome.LEFT, Reason.ORDINARY, INBOX),
}


def deliveries(fate: Fate, unit: str) -> Counter[tuple[str, str]]:
    """Each letter at each of its readers; `unit` is the business unit's address."""
    return Counter((kind, reader) for kind in fate.letters for reader in _readers(kind, fate, unit))


def _readers(kind: str, fate: Fate, unit: str) -> Iterator[str]:
    match kind:
        case "forward":
            yield from (HEAD, unit)
        case "hand_over":
            yield unit
        case _:
            yield fate.referrer
