"""The account that is drawn up at the end, and what is wrong with it beside the account of a life without a fault."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, Engine, text

from tests.journeys.world import Accepted, World

UNFINISHED = (
    "SELECT count(*) FROM arrivals WHERE decided_at IS NULL",
    "SELECT count(*) FROM outbox WHERE finished_at IS NULL",
    "SELECT count(*) FROM filings WHERE finished_at IS NULL",
)


class Finding(StrEnum):
    LOST = "lost"
    """A message without an outcome, or in no folder; a letter that nobody got."""
    DOUBLED = "doubled"
    """Two outcomes, two folders, a letter twice that may come once."""
    ALTERED = "altered"
    """A letter came again with other bytes or to other people."""
    UNKNOWN_LETTER = "unknown_letter"
    """A letter that a life without a fault does not send."""
    MISPLACED = "misplaced"
    UNFINISHED = "unfinished"
    UNBALANCED = "unbalanced"
    REFERENCES = "references"
    """Other numbers than in a life without a fault, or other outcomes under them: one is missing or came twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What can be seen from outside, and what the database says of it, read past our own store."""

    outcomes: Mapping[str, tuple[str, ...]]
    """By the Message-ID of what came: one, where all is well."""
    places: Mapping[str, tuple[str, ...]]
    letters: tuple[Accepted, ...] = field(repr=False)
    states: Mapping[str, str]
    """What the outbox says of each letter."""
    sent_again: int
    """Letters of which the audit says so."""
    versions: tuple[tuple[str, int, str], ...]
    """Reference, number and outcome of each version of each referral."""
    unfinished: int


def drawn_up(world: World, database: Engine) -> Account:
    with database.connect() as connection:
        outcomes: dict[str, tuple[str, ...]] = {}
        message_ids = world.message_ids()
        for sha256, outcome in connection.execute(text("SELECT sha256, outcome FROM arrivals ORDER BY id")):
            outcomes[message_ids[sha256]] = (*outcomes.get(message_ids[sha256], ()), outcome or "none")
        states = connection.execute(text("SELECT message_id, state FROM outbox"))
        versions = connection.execute(
            text("SELECT reference, number, outcome FROM versions ORDER BY reference, number")
        )
        return Account(
            outcomes=outcomes,
            places={message_id: tuple(folders) for message_id, folders in world.places().items()},
            letters=tuple(world.accepted),
            states=dict(iter(states)),
            sent_again=counted(connection, "SELECT count(*) FROM audit WHERE event = 'sent_again'"),
            versions=tuple((reference, number, outcome) for reference, number, outcome in versions),
            unfinished=sum(counted(connection, question) for question in UNFINISHED),
        )


def counted(connection: Connection, question: str) -> int:
    return int(connection.execute(text(question)).scalar_one())


def findings(account: Account, expected: Account, *, may_double: bool) -> frozenset[Finding]:
    """Everything that is wrong. With `may_double` one letter that has no copy of ours may have come twice, and the audit says so."""
    return frozenset(
        (
            *_of_messages(account, expected),
            *_of_letters(account, expected),
            *_of_doubles(account, may_double=may_double),
            *_of_the_books(account, expected),
        )
    )


def _of_messages(account: Account, expected: Account) -> Iterator[Finding]:
    for message_id, outcome in _without(_doubled(account), expected.outcomes):
        found = account.outcomes.get(message_id, ())
        if "none" in found or not found:
            yield Finding.LOST
        elif found != outcome:
            yield Finding.DOUBLED
    for message_id, folders in _without(_doubled(account), expected.places):
        lies = account.places.get(message_id, ())
        if not lies:
            yield Finding.LOST
        elif lies != folders:
            yield Finding.DOUBLED if len(lies) > len(folders) else Finding.MISPLACED


def _without(names: frozenset[str], expected: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What came back twice because it went out twice is found among the letters."""
    return ((message_id, each) for message_id, each in expected.items() if message_id not in names)


def _doubled(account: Account) -> frozenset[str]:
    counted = Counter(letter.message_id for letter in account.letters)
    return frozenset(message_id for message_id, count in counted.items() if count > 1)


def _of_letters(account: Account, expected: Account) -> Iterator[Finding]:
    written = {letter.message_id: letter for letter in expected.letters}
    came: dict[str, set[tuple[tuple[str, ...], str]]] = {}
    for letter in account.letters:
        came.setdefault(letter.message_id, set()).add((letter.recipients, letter.sha256))
    if written.keys() - came.keys():
        yield Finding.LOST
    if came.keys() - written.keys():
        yield Finding.UNKNOWN_LETTER
    if any(len(variants) > 1 for variants in came.values()):
        yield Finding.ALTERED
    if any(written[name].recipients != {who for who, _ in came[name]}.pop() for name in written.keys() & came.keys()):
        yield Finding.ALTERED


def _of_doubles(account: Account, *, may_double: bool) -> Iterator[Finding]:
    doubled = _doubled(account)
    if any(letter.kind == "forward" and letter.message_id in doubled for letter in account.letters):
        yield Finding.DOUBLED
    if len(account.letters) - len({letter.message_id for letter in account.letters}) > int(may_double):
        yield Finding.DOUBLED
    if doubled and account.sent_again != len(doubled):
        yield Finding.UNBALANCED


def _of_the_books(account: Account, expected: Account) -> Iterator[Finding]:
    if account.unfinished:
        yield Finding.UNFINISHED
    if account.states != expected.states:
        yield Finding.UNBALANCED
    if any(sorted(of(account)) != sorted(of(expected)) for of in (numbers, version_outcomes)):
        yield Finding.REFERENCES
    if {*account.outcomes} != {*account.places}:
        yield Finding.UNBALANCED


def numbers(account: Account) -> Iterator[tuple[str, int]]:
    """After a crash messages may be decided in another order, and so get one another's references."""
    return ((reference, number) for reference, number, _ in account.versions)


def version_outcomes(account: Account) -> Iterator[tuple[int, str]]:
    return ((number, outcome) for _, number, outcome in account.versions)
