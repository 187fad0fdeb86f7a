"""Alarms in words: what the business unit has to know, and what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from intake.notices.wording.codes import code_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmWords:
    """One alarm."""

    what: str
    """Without a full stop: it stands in a heading and in a row of the digest."""
    next: str
    """What it means, and what a person does."""


BOOKS = (
    "The service's own records do not agree. Have the newest messages in the mailbox looked through by hand, and tell whoever"
    " runs the service: it names the records that differ."
)
REFUSED = "It was not delivered. It stands in the digest as not delivered: tell whoever should have had it by another way, and then settle it."
FOLDER = "The messages are dealt with and stay in the inbox until they can be moved there: is the folder there, and has the mailbox room?"

ALARMS: Mapping[str, AlarmWords] = {
    "books_ledger_and_arrivals": AlarmWords(what="Messages seen and messages kept do not agree", next=BOOKS),
    "books_decided_and_outcomes": AlarmWords(what="Decisions and their outcomes do not agree", next=BOOKS),
    "books_outcomes_and_filings": AlarmWords(what="Outcomes and the moves that they ask for do not agree", next=BOOKS),
    "books_letters_and_states": AlarmWords(what="Letters and what became of them do not agree", next=BOOKS),
    "books_letters_and_arrivals": AlarmWords(
        what="Letters and the decisions that they follow from do not agree", next=BOOKS
    ),
    "clock_went_back": AlarmWords(
        what="The clock of the service was ahead and was set back",
        next="Times in letters and digests of the time before may be wrong. Nothing has to be done if the clock is right now.",
    ),
    "database_rebuilt": AlarmWords(
        what="The service's records were lost and brought back from the mailbox",
        next="Open returns are listed under new references. Hand-overs of before are no longer listed: look through the folder of"
        " messages that need a person, and settle this alarm when that is done.",
    ),
    "uid_given_twice": AlarmWords(
        what="The mail server gave the number of one message to another",
        next="The messages were found and are dealt with. The mailbox may have been restored: look whether messages are missing from it.",
    ),
    "folder_rebuilt": AlarmWords(
        what="The mail server has rebuilt the inbox",
        next="Old messages were left alone once more, and everything newer was looked at again. Nothing has to be done.",
    ),
    "not_fetched": AlarmWords(
        what="The mail server lists messages and does not give them out",
        next="They are asked for again and again. Look whether they can be opened in the mailbox, and deal with them there if so.",
    ),
    "cannot_hand_over": AlarmWords(
        what="A message could not be read, nor handed over",
        next="It lies in the inbox: open it there and deal with it by hand.",
    ),
    "head_refused": AlarmWords(
        what="The mail server refused the address of the reader of a forward",
        next="The referral went to the next deputy instead. Is the address in the configuration still right?",
    ),
    "recipient_not_in_handbook": AlarmWords(
        what="A letter waited so long that its reader may no longer have it",
        next="It was not sent. Deal with its referral by hand, and then settle the letter.",
    ),
    "unknown_without_copy": AlarmWords(
        what="It is not known whether a letter was delivered",
        next="Ask its reader whether it came. If so settle it; if not have it sent again with “intake retry”.",
    ),
    "letters_held": AlarmWords(
        what="Unusually many letters to referrers waited at once, and most are held back",
        next="Look whether they should go, and let them go with “intake release”.",
    ),
    "returns_ceiling": AlarmWords(
        what="More returns went out in an hour than is usual",
        next="No more go out for now; what is incomplete is handed over to you instead. Look whether something goes round and round.",
    ),
    "scanner_unavailable": AlarmWords(
        what="The virus scanner does not answer", next="No message is read until it does. They wait in the mailbox."
    ),
    "nothing_fetched": AlarmWords(
        what="The mailbox has not been looked into for a while",
        next="New referrals are not seen meanwhile: look into the mailbox.",
    ),
    "outbox_old": AlarmWords(
        what="A letter has waited for long and has not left", next="It is tried again. If it is urgent use another way."
    ),
    "unusually_quiet": AlarmWords(
        what="No message has come for several working days",
        next="That may be so; or something before the mailbox holds messages back. Send it a message and see whether it comes.",
    ),
    "mailbox_unavailable": AlarmWords(what="The mailbox cannot be reached", next="It is tried again and again."),
    "mailbox_refused": AlarmWords(
        what="The mailbox does not let the service in",
        next="Its password or its rights were changed: they have to be put right.",
    ),
    "transport_unavailable": AlarmWords(
        what="The server for outgoing mail cannot be reached", next="Letters wait, and are tried again."
    ),
    "transport_refused": AlarmWords(
        what="The server for outgoing mail does not let the service in",
        next="Letters wait. Its password or its rights were changed: they have to be put right.",
    ),
    "store_unavailable": AlarmWords(
        what="The service's records cannot be read or written",
        next="Nothing goes on until they can. Messages wait in the mailbox.",
    ),
    "client_secret_ends": AlarmWords(
        what="The secret by which the service signs in ends soon",
        next="It has to be renewed before that day, or all stands still.",
    ),
    "retention_due": AlarmWords(
        what="Messages were kept as long as they should be",
        next="Look through “intake retention list”, and say “intake retention approve”.",
    ),
}
FAMILIES: Mapping[str, AlarmWords] = {
    "refused_": AlarmWords(what="The mail server refused a letter for good: {}", next=REFUSED),
    "cannot_file_": AlarmWords(what="Messages cannot be moved to their folder: {}", next=FOLDER),
    "job_failed_": AlarmWords(
        what="A part of the service failed: {}",
        next="It is tried again at the next beat. If this lasts, messages may wait.",
    ),
    "job_missed_": AlarmWords(
        what="A part of the service did not run when it should: {}",
        next="It runs at the next beat. If this lasts, messages may wait.",
    ),
}
"""By how the code begins; the rest of it says which."""


def alarm_explained(code: str) -> AlarmWords:
    """One that no table knows has its own words."""
    if code in ALARMS:
        return ALARMS[code]
    return next(_of_families(code), AlarmWords(what=code_in_words(code), next=""))


def _of_families(code: str) -> Iterator[AlarmWords]:
    for beginning, family in FAMILIES.items():
        if code.startswith(beginning):
            which = code_in_words(code.removeprefix(beginning)).lower()
            yield AlarmWords(what=family.what.format(which), next=family.next)
