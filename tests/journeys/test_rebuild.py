"""The database is lost, or an older copy of it put in its place: the mailbox tells the rest, and nothing is forwarded again."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from intake import app, clock
from intake.app import Job
from intake.demo.minimail import MiniMail
from intake.jobs.rebuild import Rebuilt
from intake.model.decision import Outcome
from intake.model.mail import NoticeKind
from intake.model.office import OldMail
from intake.store import Figures
from tests.journeys.offices import Embedded
from tests.journeys.partnership import Sent, dozen, header
from tests.journeys.travels import SATURDAY, Sight, rested

ALL_LETTERS_OUT = (Job.COLLECT, Job.DECIDE, Job.DELIVER)


@dataclass
class Office:
    ground: Embedded

    @property
    def database(self) -> Path:
        return Path(self.ground.settings().database.removeprefix("sqlite:///"))

    def messages(self) -> tuple[Sent, ...]:
        return dozen(self.ground.book, now=clock.now())

    def receive(self, *messages: Sent) -> None:
        for message in messages:
            self.ground.post(message, at=clock.now())

    def work(self, *jobs: Job) -> None:
        with app.opened(self.ground.settings(), self.ground.book) as service:
            service.cycle(jobs)

    def lose_the_database(self) -> None:
        self.database.unlink()

    def rebuild(self) -> Rebuilt:
        return app.rebuilt(self.ground.settings(), self.ground.book)


@pytest.fixture
def office(minimail: MiniMail, tmp_path: Path, new_user: str) -> Iterator[Office]:
    with time_machine.travel(SATURDAY, tick=True):
        yield Office(Embedded(new_user, tmp_path, minimail))


def letters(sight: Sight, *kinds: str) -> Counter[tuple[str, str]]:
    """How often each reader got each letter."""
    return Counter((each.message_id, each.reader) for kind in kinds for each in sight.of_kind(kind))


def forwards(sight: Sight) -> Counter[tuple[str, str]]:
    return letters(sight, "forward")


def alarms(figures: Figures) -> set[str]:
    return {alarm.code for alarm in figures.alarms}


def test_after_a_lost_database_nothing_is_sent_again(office: Office) -> None:
    office.receive(*office.messages())
    before = rested(office.ground)
    office.lose_the_database()

    rebuilt = office.rebuild()
    after = rested(office.ground)

    assert forwards(after) == forwards(before)
    assert letters(after, "return", "hand_over") == letters(before, "return", "hand_over")
    assert rebuilt.filed == len(before.lines) - before.figures.outcomes[Outcome.LEFT]
    assert after.figures.balances
    assert "database_rebuilt" in alarms(after.figures)


def test_what_was_forwarded_and_not_yet_filed_is_filed_and_not_forwarded_again(office: Office) -> None:
    complete, other = office.messages()[:2]
    office.receive(complete, other)
    office.work(*ALL_LETTERS_OUT)
    before = Counter(each.message_id for each in office.ground.letters() if each.kind == "forward")
    office.lose_the_database()

    assert office.rebuild().under_way == 2
    after = rested(office.ground)

    assert Counter(each.message_id for each in after.of_kind("forward")) == before
    assert after.folder(complete.message_id) == after.folder(other.message_id) == "Intake/Forwarded"


def test_a_message_with_several_papers_that_was_under_way_is_for_a_person_to_look_at(office: Office) -> None:
    two_forms = office.messages()[5]
    office.receive(two_forms)
    office.work(*ALL_LETTERS_OUT)
    office.lose_the_database()

    office.rebuild()
    after = rested(office.ground)

    assert after.folder(two_forms.message_id) == "Intake/Needs a person"
    assert after.figures.open_hand_overs == 1


def test_new_references_and_new_letters_never_take_the_names_of_forgotten_ones(office: Office) -> None:
    """Another letter under a Message-ID that a reader's server knows would be thrown away there without a word."""
    first, second = office.messages()[:2]
    office.receive(first)
    before = rested(office.ground)
    office.lose_the_database()
    office.rebuild()

    office.receive(second)
    after = rested(office.ground)

    news = after.of_kind("forward")
    assert len({each.message_id for each in news}) == len({each.reference for each in news}) == 2
    assert forwards(before) < forwards(after)


def test_an_older_copy_learns_what_happened_since(office: Office) -> None:
    messages = office.messages()
    office.receive(*messages[:2])
    office.work(Job.COLLECT)
    older = office.database.with_suffix(".older")
    shutil.copy(office.database, older)
    office.receive(*messages[2:])
    before = rested(office.ground)
    shutil.copy(older, office.database)

    office.rebuild()
    after = rested(office.ground)

    assert forwards(after) == forwards(before)
    assert letters(after, "return", "hand_over") == letters(before, "return", "hand_over")
    assert after.figures.balances


def test_letters_that_an_older_copy_still_had_to_send_are_looked_for_first(office: Office) -> None:
    complete = office.messages()[0]
    office.receive(complete)
    office.work(Job.COLLECT, Job.DECIDE)
    older = office.database.with_suffix(".older")
    shutil.copy(office.database, older)
    before = rested(office.ground)
    shutil.copy(older, office.database)

    office.rebuild()
    after = rested(office.ground)

    assert forwards(after) == forwards(before)


def test_what_lay_there_before_we_began_stays_left_alone_and_what_came_meanwhile_is_new(office: Office) -> None:
    """As it is by default: on the first day old mail is nobody's business."""
    old, first, second, *_ = office.messages()
    cautious = replace(office.ground.book, schedule=replace(office.ground.book.schedule, old_mail=OldMail.LEAVE))

    def work() -> None:
        with app.opened(office.ground.settings(), cautious) as service:
            service.cycle()

    office.ground.post(old, at=clock.now() - timedelta(days=400))
    work()
    office.receive(first)
    work()
    office.lose_the_database()
    office.receive(second)

    app.rebuilt(office.ground.settings(), cautious)
    work()

    answered = Counter(
        header(each.content, "In-Reply-To") for each in office.ground.letters() if each.kind == "receipt"
    )
    assert answered == {first.message_id: 1}
    kinds = Counter(each.kind for each in office.ground.letters())
    assert (kinds["forward"], kinds["return"]) == (2, 1)


def test_to_rebuild_again_finds_nothing_more(office: Office) -> None:
    office.receive(*office.messages()[:4])
    rested(office.ground)
    office.lose_the_database()
    first = office.rebuild()

    again = office.rebuild()

    assert (again.filed, again.under_way) == (0, 0)
    assert again.letters == first.letters


def test_a_whole_database_is_left_as_it_is(office: Office) -> None:
    office.receive(*office.messages()[:4])
    before = rested(office.ground)

    assert office.rebuild().filed == 0
    after = rested(office.ground)
    assert after.figures.outcomes == before.figures.outcomes
    assert after.deliveries() == before.deliveries()


def test_a_return_that_nobody_answered_is_open_again_with_its_age_under_a_reference_that_nobody_had(
    office: Office,
) -> None:
    office.receive(*office.messages())
    before = rested(office.ground)
    office.lose_the_database()

    office.rebuild()

    with app.opened_store(office.ground.settings()) as store:
        opened = store.digest_facts(since=None, now=clock.now()).open_returns
    assert len(opened) == before.figures.open_returns > 0
    assert all(each.since < clock.now() for each in opened)
    assert {each.reference for each in opened}.isdisjoint(each.reference for each in before.letters)


@pytest.mark.parametrize(("is_forged", "under_way"), [(False, 1), (True, 0)], ids=["ours", "forged"])
def test_only_our_own_copy_says_that_a_form_was_forwarded(office: Office, *, is_forged: bool, under_way: int) -> None:
    """Everything of it can be copied but the keyed hash."""
    complete = office.messages()[0]
    office.receive(complete)
    office.work(Job.COLLECT, Job.DECIDE)
    copy = written_forward(office)
    forged = re.sub(rb"(?im)^(message-id: <forward[.])[0-9a-f]{4}", rb"\g<1>beef", copy)
    office.receive(replace(complete, content=forged if is_forged else copy))
    office.lose_the_database()

    assert office.rebuild() == Rebuilt(letters=under_way, filed=0, under_way=under_way)


def written_forward(office: Office) -> bytes:
    with app.opened_store(office.ground.settings()) as store:
        while item := store.claim_mail(worker="a reader", now=clock.now(), lease_seconds=60):
            if item.mail.kind is NoticeKind.FORWARD:
                return item.mail.content
    raise AssertionError
