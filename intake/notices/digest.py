"""The digest: what is open and whether the sums balance. It names references, agencies and codes, and nothing of any form."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from intake.model.digest import DigestFacts, NewReferral, OpenHandOver, OpenReturn, RaisedAlarm, Receipts, UnsentLetter
from intake.model.mail import Notice, NoticeKind
from intake.model.office import Office, Role
from intake.notices.letter import Letter, finished
from intake.notices.lines import Line
from intake.notices.shown import excerpt, shown
from intake.notices.templates import Templates
from intake.notices.times import counted, local_day, moment_in_words, weekday_in_words
from intake.notices.wording import LETTERS, REASONS, alarm_explained, code_in_words
from intake.notices.working_days import working_days_after

AGENCY = 80
CODE = 120
UNKNOWN = "–"
PROCESSES: Mapping[str, str] = {"lcspr": "practice review", "alternative": "alternative review"}
TRIGGERS: Mapping[str, str] = {"died": "child died", "seriously_harmed": "serious harm", "neither": "neither"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of the digest."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    none: str
    """What stands there when there are no rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who gets the digest."""

    name: str
    address: str
    roles: frozenset[Role]
    is_operator: bool
    """Gets the lines about letters, alarms and the record as well."""


def write_digest(
    facts: DigestFacts, office: Office, templates: Templates, *, now: datetime, part: str = "England"
) -> tuple[Notice, ...]:
    """One letter to the Head, then one to the business unit; one in all where both are the same address.

    Ages are in working days of `part` of the United Kingdom. Raises TemplateFault.
    """
    return tuple(finished(letter, office, templates) for letter in digest_letters(facts, office, now=now, part=part))


def digest_letters(facts: DigestFacts, office: Office, *, now: datetime, part: str = "England") -> Iterator[Letter]:
    for reader in readers(office):
        yield Letter(
            kind=NoticeKind.DIGEST,
            key=f"{NoticeKind.DIGEST}:{facts.day.isoformat()}:{reader.name}",
            to=(reader.address,),
            subject=_subject(facts),
            facts=_facts(facts.shown_to(reader.roles), office, reader, now=now, part=part),
        )


def readers(office: Office) -> tuple[Reader, ...]:
    is_one = office.head.casefold() == office.business_unit.casefold()
    unit = Reader(
        name="unit",
        address=office.business_unit,
        roles=frozenset(Role) if is_one else frozenset({Role.BUSINESS_UNIT}),
        is_operator=True,
    )
    head = Reader(name="head", address=office.head, roles=frozenset({Role.HEAD}), is_operator=False)
    return (unit,) if is_one else (head, unit)


def _subject(facts: DigestFacts) -> str:
    words = f"Referral digest for {facts.day.isoformat()}"
    if not facts.receipts.balances:
        return f"{words}: THE SUMS DO NOT BALANCE"
    return f"{words} (late)" if facts.is_late else words


def _facts(facts: DigestFacts, office: Office, reader: Reader, *, now: datetime, part: str) -> dict[str, object]:
    zone = office.zone
    return {
        "day": weekday_in_words(facts.day),
        "written": moment_in_words(now, zone),
        "since": moment_in_words(facts.since, zone) if facts.since is not None else None,
        "is_late": facts.is_late,
        "is_operator": reader.is_operator,
        "balances": facts.receipts.balances,
        "imbalance": imbalance(facts.receipts),
        "receipts": receipt_lines(facts),
        "worries": tuple(worries(facts)),
        "grids": tuple(map(_said, _grids(facts, zone, part, is_operator=reader.is_operator))),
        "part": part,
        "audit_head": facts.audit_head if reader.is_operator else None,
    }


def imbalance(receipts: Receipts) -> str | None:
    """What does not add up, in a sentence; None when everything does."""
    difference = receipts.received - receipts.accounted
    if difference > 0:
        return f"{counted(difference, 'message')} that we received cannot be accounted for."
    return f"{counted(-difference, 'outcome')} more than messages received." if difference else None


def receipt_lines(facts: DigestFacts) -> tuple[Line, ...]:
    counts = facts.receipts
    pairs = (
        ("Received", counts.received),
        ("Forwarded", counts.forwarded),
        ("Returned", counts.returned),
        ("Handed over", counts.handed_over),
        ("Left in the mailbox", counts.left),
        ("In progress", counts.in_progress),
    )
    return tuple(Line(label, str(number)) for label, number in pairs)


def worries(facts: DigestFacts) -> Iterator[str]:
    """What asks for a person before anything else, each in a sentence."""
    dead = sum(letter.is_dead for letter in facts.unsent)
    held = sum(letter.is_held for letter in facts.unsent)
    waiting = len(facts.unsent) - dead - held
    urgent = sum(each.is_urgent for each in facts.open_returns) + sum(each.is_urgent for each in facts.open_hand_overs)
    if urgent:
        yield f"{counted(urgent, 'open item')} marked urgent."
    if dead:
        yield f"{counted(dead, 'letter')} could not be delivered: nobody has been told what {'it says' if dead == 1 else 'they say'}."
    if held:
        yield f"{counted(held, 'letter')} to referrers held back, because unusually many waited at once."
    if waiting:
        yield f"{counted(waiting, 'letter')} not yet accepted by the mail server; it is tried again."
    if facts.alarms:
        yield f"{counted(len(facts.alarms), 'alarm')} of the service open."
    if facts.vanished:
        yield f"{counted(facts.vanished, 'message')} taken out of the mailbox by somebody before it could be read."


def _said(grid: Grid) -> Grid:
    """Without the columns in which nothing is known of any row."""
    kept = [
        number
        for number in range(len(grid.columns))
        if not grid.rows or any(row[number] != UNKNOWN for row in grid.rows)
    ]
    return replace(
        grid,
        columns=tuple(grid.columns[number] for number in kept),
        rows=tuple(tuple(row[number] for number in kept) for row in grid.rows),
    )


def _grids(facts: DigestFacts, zone: str, part: str, *, is_operator: bool) -> Iterator[Grid]:
    yield _new_referrals(facts.new_referrals, zone)
    yield _open_returns(facts.open_returns, facts.day, zone, part)
    yield _open_hand_overs(facts.open_hand_overs, facts.day, zone, part)
    if is_operator:
        yield _unsent(facts.unsent, zone)
        yield _alarms(facts.alarms, zone)


def _new_referrals(lines: Iterable[NewReferral], zone: str) -> Grid:
    return Grid(
        title="New complete referrals",
        columns=("Reference", "Agency", "Process", "Outcome", "Forwarded"),
        rows=tuple(
            (
                _urgent(each.reference, is_urgent=each.is_urgent),
                _agency(each.agency),
                _word(PROCESSES, each.process),
                _word(TRIGGERS, each.trigger),
                moment_in_words(each.forwarded, zone),
            )
            for each in lines
        ),
        none="None since the last digest.",
    )


def _open_returns(lines: Iterable[OpenReturn], today: date, zone: str, part: str) -> Grid:
    return Grid(
        title="Returned, and not yet come again",
        columns=("Reference", "Agency", "Answers missing", "Times returned", "Age"),
        rows=tuple(
            (
                _urgent(each.reference, is_urgent=each.is_urgent),
                _agency(each.agency),
                UNKNOWN if each.gaps is None else str(each.gaps),
                str(each.times_returned),
                _age(each.returned, today, zone, part),
            )
            for each in lines
        ),
        none="None.",
    )


def _open_hand_overs(lines: Iterable[OpenHandOver], today: date, zone: str, part: str) -> Grid:
    return Grid(
        title="Waiting for a person",
        columns=("Reference", "Agency", "Why", "Age"),
        rows=tuple(
            (
                _urgent(each.reference or f"arrival {each.arrival}", is_urgent=each.is_urgent),
                _agency(each.agency),
                REASONS[each.reason].short,
                _age(each.handed_over, today, zone, part),
            )
            for each in lines
        ),
        none="None.",
    )


def _unsent(lines: Iterable[UnsentLetter], zone: str) -> Grid:
    return Grid(
        title="Letters that were not delivered, or are held back",
        columns=("Letter", "Reference", "State", "Written", "Message-ID"),
        rows=tuple(
            (
                LETTERS[each.kind],
                each.reference or UNKNOWN,
                _state(each),
                moment_in_words(each.written, zone),
                shown(each.message_id or UNKNOWN),
            )
            for each in lines
        ),
        none="None.",
    )


def _state(letter: UnsentLetter) -> str:
    if letter.is_held:
        return "held back: a person lets it go"
    words = "undeliverable" if letter.is_dead else "still trying"
    return f"{words} (code {letter.code})" if letter.code is not None else words


def _alarms(lines: Iterable[RaisedAlarm], zone: str) -> Grid:
    return Grid(
        title="Alarms",
        columns=("Alarm", "About", "Since", "Times"),
        rows=tuple(
            (
                alarm_explained(shown(each.code)).what,
                excerpt(shown(each.particular), length=CODE) or UNKNOWN,
                moment_in_words(each.since, zone),
                str(each.times),
            )
            for each in lines
        ),
        none="None.",
    )


def _urgent(name: str, *, is_urgent: bool) -> str:
    return f"{name} (urgent)" if is_urgent else name


def _agency(agency: str | None) -> str:
    return excerpt(shown(agency), length=AGENCY) if agency else UNKNOWN


def _word(words: Mapping[str, str], code: str | None) -> str:
    return words.get(code, code_in_words(shown(code))) if code else UNKNOWN


def _age(since: datetime, today: date, zone: str, part: str) -> str:
    days = working_days_after(local_day(since, zone), today, part=part)
    return counted(days, "working day") if days else "today"
