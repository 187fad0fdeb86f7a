"""The whole journey: from the mailbox to the Head of Safeguarding, on real servers, on the embedded one, and in directories.

Each ground is travelled once; the tests read what was to be seen on the way.
"""

import functools
import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.model.decision import Outcome, Reason
from intake.settings import Security
from intake.store import Event, Store
from tests.journeys.fates import FATES, FORWARDED, INBOX, deliveries
from tests.journeys.offices import SEEN, Directories, Embedded, Ground, RealServers
from tests.journeys.partnership import HEAD, OWN_DOMAIN, SECRET, TITLES
from tests.journeys.travels import Journey, Sight, travelled

NUMBERS = itertools.count(1)


def real_servers(request: pytest.FixtureRequest, room: Path, security: Security) -> Ground:
    names = ("dovecot", "postfix", "relay")
    dovecot, postfix, relay = (request.getfixturevalue(name) for name in names)
    return RealServers(f"journey{next(NUMBERS)}", room, (dovecot, postfix, relay), security=security)


def embedded(request: pytest.FixtureRequest, room: Path) -> Ground:
    return Embedded(f"journey{next(NUMBERS)}", room, request.getfixturevalue("minimail"))


GROUNDS: dict[str, Callable[[pytest.FixtureRequest, Path], Ground]] = {
    "real servers over TLS": functools.partial(real_servers, security=Security.TLS),
    "real servers in the clear": functools.partial(real_servers, security=Security.PLAIN),
    "the embedded server": embedded,
    "directories": lambda _request, room: Directories("journey", room),
}
WITH_FLAGS = tuple(name for name in GROUNDS if name != "directories")
"""Where letters to our own mailbox come in again, and messages have flags."""


@pytest.fixture(scope="session")
def journey_on(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, pytest.FixtureRequest], Journey]:
    """Travels each ground once, when it is first asked for."""
    travels: dict[str, Journey] = {}

    def journey(name: str, request: pytest.FixtureRequest) -> Journey:
        if name not in travels:
            travels[name] = travelled(GROUNDS[name](request, tmp_path_factory.mktemp("office")))
        return travels[name]

    return journey


@pytest.fixture(params=GROUNDS)
def journey(request: pytest.FixtureRequest, journey_on: Callable[[str, pytest.FixtureRequest], Journey]) -> Journey:
    return journey_on(request.param, request)


on_imap = pytest.mark.parametrize("journey", WITH_FLAGS, indirect=True)


def test_every_message_ends_in_its_outcome_for_its_reason(journey: Journey) -> None:
    lines = {title: journey.first.lines[journey.message_id(title)] for title in TITLES}
    assert {title: (line.outcome, line.reason) for title, line in lines.items()} == {
        title: (fate.outcome, fate.reason) for title, fate in FATES.items()
    }


def test_every_message_lies_once_in_the_folder_of_its_outcome(journey: Journey) -> None:
    lies = {title: journey.first.folder(journey.message_id(title)) for title in TITLES}
    assert lies == {title: fate.folder for title, fate in FATES.items()}


def test_every_message_leads_to_its_letters_and_no_others(journey: Journey) -> None:
    letters = {title: journey.first.lines[journey.message_id(title)].letters for title in TITLES}
    assert letters == {title: fate.letters for title, fate in FATES.items()}


def test_every_letter_is_at_its_readers_and_at_each_once(journey: Journey) -> None:
    readers = Counter((each.kind, each.reader) for each in journey.first.letters)
    expected: Counter[tuple[str, str]] = Counter()
    for fate in FATES.values():
        expected += deliveries(fate, journey.ground.address)
    assert readers == expected
    assert set(journey.first.deliveries().values()) == {1}


def test_what_came_in_is_the_same_byte_for_byte_in_the_end(journey: Journey) -> None:
    """A server may add fields above; what was sent stands below them untouched."""
    lying = {each.message_id: each.content for each in journey.on_monday.lying}
    assert all(lying[each.message_id].endswith(each.content) for each in journey.sent)


@on_imap
def test_our_own_letters_that_come_in_again_are_left_where_they_lie(journey: Journey) -> None:
    own = {each.message_id for each in journey.first.letters if each.reader == journey.ground.address}
    lines = [journey.first.lines[message_id] for message_id in own]
    assert own
    assert {(line.outcome, line.reason) for line in lines} == {(Outcome.LEFT, Reason.OWN_COPY)}
    assert {journey.first.folder(message_id) for message_id in own} == {INBOX}


@on_imap
def test_nobody_sees_from_the_flags_that_we_were_there(journey: Journey) -> None:
    seen = {each.message_id for each in journey.on_monday.lying if each.flags}
    assert {flag for each in journey.on_monday.lying for flag in each.flags} == {SEEN}
    assert seen == journey.read


def test_another_cycle_does_nothing(journey: Journey) -> None:
    assert not any(journey.again.values())
    assert journey.after_again.deliveries() == journey.first.deliveries()
    assert places(journey.after_again) == places(journey.first)
    assert journey.after_again.lines == journey.first.lines


def places(sight: Sight) -> Counter[tuple[str, str]]:
    return Counter((each.message_id, each.folder) for each in sight.lying)


def test_the_references_have_no_gap(journey: Journey) -> None:
    references = [each for line in journey.first.lines.values() for each in line.references]
    assert sorted(references) == [f"HCP-2026-{number:04}" for number in range(1, 9)]


def test_a_corrected_form_that_answers_our_return_is_forwarded_under_the_same_reference(journey: Journey) -> None:
    before = journey.first.lines[journey.message_id("an incomplete form")]
    after = journey.with_correction.lines[journey.correction.message_id]
    assert (after.outcome, after.references) == (Outcome.FORWARDED, before.references)
    assert journey.with_correction.folder(journey.correction.message_id) == FORWARDED
    (reference,) = before.references
    letters = [each for each in journey.with_correction.letters if each.reference == reference]
    assert Counter((each.kind, each.reader) for each in letters) == Counter(
        [
            ("return", FATES["an incomplete form"].referrer),
            ("forward", HEAD),
            ("forward", journey.ground.address),
            ("receipt", FATES["an incomplete form"].referrer),
        ]
    )


def test_a_corrected_form_is_the_second_version_of_its_referral(journey: Journey) -> None:
    (reference,) = journey.first.lines[journey.message_id("an incomplete form")].references
    store = Store.open(journey.ground.settings().database, secret=SECRET)
    events = [step.event for step in store.trace(reference)]
    store.close()
    versions = [event for event in events if event in {Event.REFERRAL_OPENED, Event.REFERRAL_ANSWERED}]
    assert versions == [Event.REFERRAL_OPENED, Event.REFERRAL_ANSWERED]
    assert events.count(Event.REFERRAL_CLOSED) == 1


@pytest.mark.parametrize("sight", ["first", "after_again", "with_correction", "on_monday"])
def test_the_sums_balance_at_every_rest(journey: Journey, sight: str) -> None:
    seen: Sight = getattr(journey, sight)
    figures = seen.figures
    assert figures.balances
    assert figures.received == len(seen.lying)
    assert (figures.in_progress, figures.unsent, figures.undelivered, figures.waiting_to_be_filed) == (0, 0, 0, 0)
    assert not figures.alarms


def test_on_monday_morning_the_head_and_the_business_unit_have_one_digest_each(journey: Journey) -> None:
    digests = Counter(each.reader for each in journey.on_monday.of_kind("digest"))
    assert digests == Counter([HEAD, journey.ground.address])
    assert not journey.with_correction.of_kind("digest")
    for letter in journey.on_monday.of_kind("digest"):
        assert "process: practice review; outcome: serious harm" in " ".join(letter.text.split())


def test_nothing_goes_to_anybody_but_the_partnership_and_those_who_wrote(journey: Journey) -> None:
    readers = {each.reader for each in journey.on_monday.letters}
    assert readers == {HEAD, journey.ground.address, *(fate.referrer for fate in FATES.values() if fate.referrer)}
    assert all(each.reader.endswith(OWN_DOMAIN) for each in journey.on_monday.of_kind("hand_over"))
