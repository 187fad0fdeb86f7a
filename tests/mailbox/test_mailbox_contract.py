"""What every mailbox promises, kept by each of them: a directory, the embedded server, Dovecot, Cyrus, Courier."""

import hashlib
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from intake.mailbox import MailboxRefused
from intake.model.mailbox import Likeness, Place
from intake.model.office import Limits
from tests.mailbox.boxes import EARLIER, Box, everything, letter

FORWARDED = "Intake/Forwarded"
PERSON = "Intake/Needs a person"


def test_an_empty_mailbox_lists_nothing(box: Box) -> None:
    assert box.open().list().uids == frozenset()


def test_what_was_delivered_is_fetched_byte_for_byte_and_oldest_first(box: Box) -> None:
    for number in (1, 2, 3):
        box.deliver(letter(number))

    fetched = everything(box.open())

    assert [each.content for each in fetched] == [letter(1), letter(2), letter(3)]
    assert [each.size for each in fetched] == [len(letter(number)) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\r\n", id="nothing at all"),
        pytest.param("Subject: Zoë\r\n\r\nnaïve café £5\r\n".encode("latin-1"), id="bytes of no charset"),
        pytest.param(b"Subject: a line\r\n\r\n" + b"y" * 100_000 + b"\r\n", id="a line of 100 kB"),
        pytest.param(
            b"Subject: look\r\n\r\n* 1 FETCH (BODY[] {3}\r\nA1 OK done\r\n)\r\n", id="text like an answer of IMAP"
        ),
    ],
)
def test_content_is_never_interpreted(box: Box, content: bytes) -> None:
    box.deliver(content)

    assert [each.content for each in everything(box.open())] == [content]


def test_content_without_a_header_is_content(exact_box: Box) -> None:
    exact_box.deliver(b"no header here\r\nnor here\r\n")

    assert [each.content for each in everything(exact_box.open())] == [b"no header here\r\nnor here\r\n"]


def test_the_instant_of_receipt_is_the_servers_in_utc(box: Box) -> None:
    in_summer = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    box.deliver(letter(1), received=in_summer)

    (fetched,) = everything(box.open())

    assert fetched.received.replace(microsecond=0) == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert fetched.received.utcoffset() == timedelta(0)


def test_the_dates_of_messages_are_asked_for_without_them(box: Box) -> None:
    for number in (1, 2):
        box.deliver(letter(number))
    fetched = everything(box.open())
    another = box.open()
    another.list()

    dates = another.dates([*(each.uid for each in fetched), 77_777, 2**32 - 1])

    assert dates == {each.uid: each.received for each in fetched}


def test_uids_stay_the_same_for_another_visitor(box: Box) -> None:
    box.deliver(letter(1))
    box.deliver(letter(2))

    first, second = box.open().list(), box.open().list()

    assert first == second
    assert first.uidnext is None or first.uidnext > max(first.uids), "Courier says none"


def test_only_what_is_above_the_known_uid_is_listed(box: Box) -> None:
    for number in (1, 2, 3):
        box.deliver(letter(number))
    mailbox = box.open()
    whole = mailbox.list()
    first, *others = sorted(whole.uids)

    newer = mailbox.list(after=lambda _: first)

    assert (whole.is_whole, newer.is_whole) == (True, False)
    assert newer.uids == frozenset(others)
    assert newer.place == whole.place


def test_the_place_is_named_before_it_is_asked_what_is_known(box: Box) -> None:
    box.deliver(letter(1))
    mailbox = box.open()
    asked: list[Place] = []

    listing = mailbox.list(after=lambda place: len(asked.append(place) or ""))

    assert asked == [listing.place]
    assert listing == replace(mailbox.list(), uidnext=listing.uidnext)


@pytest.mark.parametrize("uid", [77_777, 2**32 - 2, 2**32 - 1, 2**40])
def test_nothing_is_above_the_last(box: Box, uid: int) -> None:
    box.deliver(letter(1))

    assert box.open().list(after=lambda _: uid).uids == frozenset()


def test_what_came_since_is_listed_by_one_that_stayed_open(box: Box) -> None:
    mailbox = box.open()
    box.deliver(letter(1))
    known = max(mailbox.list().uids)
    for number in (2, 3):
        assert mailbox.list(after=lambda _, known=known: known).uids == frozenset()
        box.deliver(letter(number))
        ((came,),) = mailbox.fetch(sorted(mailbox.list(after=lambda _, known=known: known).uids))
        assert came.content == letter(number)
        known = came.uid


def test_what_came_since_a_day_is_told_by_the_servers_clock(box: Box) -> None:
    box.deliver(letter(1), received=EARLIER)
    box.deliver(letter(2), received=EARLIER + timedelta(days=30))
    mailbox = box.open()
    first, second = sorted(mailbox.list().uids)
    day = EARLIER.date()

    since = [mailbox.since(day + timedelta(days=days)) for days in (-400, 0, 1, 30, 31)]

    assert since == [{first, second}, {first, second}, {second}, {second}, set()]


def test_what_a_person_puts_back_is_listed_as_new(box: Box) -> None:
    box.deliver(letter(1))
    box.deliver(letter(2))
    mailbox = box.open()
    listing = mailbox.list()
    mailbox.move(min(listing.uids), uidvalidity=listing.uidvalidity, folder=FORWARDED)
    assert mailbox.list(after=lambda _: max(listing.uids)).uids == frozenset()

    box.bring_back(FORWARDED)

    back = mailbox.list(after=lambda _: max(listing.uids))
    ((fetched,),) = mailbox.fetch(sorted(back.uids))
    assert fetched.content == letter(1)
    assert back.uids.isdisjoint(listing.uids)


def test_what_is_gone_before_it_is_fetched_holds_up_nothing_that_is_new(box: Box) -> None:
    box.deliver(letter(1))
    mailbox = box.open()
    known = max(mailbox.list().uids)
    box.deliver(letter(2))
    box.deliver(letter(3))
    second, third = sorted(mailbox.list(after=lambda _: known).uids)
    box.remove(second)

    ((gone, there),) = mailbox.fetch([second, third])

    assert (gone.uid, gone.content, gone.size) == (second, None, 0)
    assert there.content == letter(3)
    assert mailbox.list(after=lambda _: known).uids == frozenset({third})


def test_two_messages_with_one_message_id_are_two(box: Box) -> None:
    box.deliver(letter(1, message_id="<same@sender.test>"))
    box.deliver(letter(2, message_id="<same@sender.test>"))

    assert len(box.open().list().uids) == 2


def test_messages_come_in_the_order_that_was_asked_for(box: Box) -> None:
    for number in (1, 2, 3):
        box.deliver(letter(number))
    mailbox = box.open()
    first, second, third = sorted(mailbox.list().uids)

    fetched = [each.uid for batch in mailbox.fetch([third, first, second, first]) for each in batch]

    assert fetched == [third, first, second]


def test_batches_are_bounded_in_number(box: Box) -> None:
    for number in range(5):
        box.deliver(letter(number))
    mailbox = box.open(Limits(fetch_messages=2))

    assert [len(batch) for batch in mailbox.fetch(sorted(mailbox.list().uids))] == [2, 2, 1]


def test_batches_are_bounded_in_bytes_and_a_larger_message_comes_alone(box: Box) -> None:
    for filling in (500, 500, 9_000, 500):
        box.deliver(letter(1, filling=filling))
    mailbox = box.open(Limits(fetch_bytes=2_000))

    assert [len(batch) for batch in mailbox.fetch(sorted(mailbox.list().uids))] == [2, 1, 1]


def test_a_message_larger_than_the_limit_is_told_of_and_not_fetched(box: Box) -> None:
    box.deliver(letter(1, filling=5_000))
    box.deliver(letter(2))
    mailbox = box.open(Limits(message_bytes=1_000))

    large, small = everything(mailbox)

    assert (large.content, large.size) == (None, len(letter(1, filling=5_000)))
    assert small.content == letter(2)


def test_a_message_of_exactly_the_limit_is_fetched(box: Box) -> None:
    box.deliver(letter(1))
    mailbox = box.open(Limits(message_bytes=len(letter(1))))

    assert [each.content for each in everything(mailbox)] == [letter(1)]


@pytest.mark.parametrize("uid", [0, 77_777, 2**32 - 1, 2**32, 10**12])
def test_a_uid_that_never_was_is_empty_and_holds_up_nothing(box: Box, uid: int) -> None:
    box.deliver(letter(1))
    mailbox = box.open()
    (known,) = mailbox.list().uids

    ((strange, whole),) = mailbox.fetch([uid, known])

    assert (strange.uid, strange.content, strange.size) == (uid, None, 0)
    assert whole.content == letter(1)


def test_what_a_person_removed_after_the_listing_is_empty(box: Box) -> None:
    box.deliver(letter(1))
    box.deliver(letter(2))
    mailbox = box.open()
    listed = sorted(mailbox.list().uids)
    box.remove(listed[0])

    ((gone, there),) = mailbox.fetch(listed)

    assert (gone.content, gone.size) == (None, 0)
    assert there.content == letter(2)


def test_looking_leaves_no_trace(box: Box) -> None:
    box.deliver(letter(1))
    before = box.traces()
    mailbox = box.open()

    everything(mailbox)
    mailbox.find("<m1@sender.test>", folders=["INBOX"])
    mailbox.wait(0.01, stop=threading.Event())
    mailbox.close()

    assert box.traces() == before


def test_moving_takes_one_message_and_no_other(box: Box) -> None:
    for number in (1, 2, 3):
        box.deliver(letter(number))
    mailbox = box.open()
    listing = mailbox.list()

    moved = mailbox.move(sorted(listing.uids)[1], uidvalidity=listing.uidvalidity, folder=FORWARDED)

    assert moved is not None
    assert box.contents("INBOX") == [letter(1), letter(3)]
    assert box.contents(FORWARDED) == [letter(2)]
    assert mailbox.list().uids == listing.uids - {sorted(listing.uids)[1]}


def test_a_folder_is_made_once_and_used_again(box: Box) -> None:
    box.deliver(letter(1))
    box.deliver(letter(2))
    mailbox = box.open()
    listing = mailbox.list()

    for uid in sorted(listing.uids):
        assert mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=PERSON) is not None

    assert box.contents(PERSON) == [letter(1), letter(2)]


@pytest.mark.parametrize("folder", ["Intake/Zurück & erledigt", "One", "A/B/C/D", "Say so (again)"])
def test_folders_may_have_any_ordinary_name(box: Box, folder: str) -> None:
    box.deliver(letter(1))
    mailbox = box.open()
    listing = mailbox.list()

    assert mailbox.move(min(listing.uids), uidvalidity=listing.uidvalidity, folder=folder) is not None

    assert mailbox.find("<m1@sender.test>", folders=[folder])
    assert box.contents("INBOX") == []


def test_moving_what_is_not_there_any_more_is_none(box: Box) -> None:
    box.deliver(letter(1))
    box.deliver(letter(2))
    mailbox = box.open()
    listing = mailbox.list()
    uid = min(listing.uids)
    box.remove(uid)

    assert mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=FORWARDED) is None
    assert box.contents("INBOX") == [letter(2)]


def test_moving_twice_is_moving_once(box: Box) -> None:
    box.deliver(letter(1))
    mailbox = box.open()
    listing = mailbox.list()
    uid = min(listing.uids)

    moves = [mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=FORWARDED) for _ in range(2)]

    assert moves[0] is not None
    assert moves[1] is None
    assert box.contents(FORWARDED) == [letter(1)]


@pytest.mark.parametrize("uid", [0, 2**32 - 1, 2**40])
def test_moving_what_never_was_is_none(box: Box, uid: int) -> None:
    mailbox = box.open()

    assert mailbox.move(uid, uidvalidity=mailbox.list().uidvalidity, folder=FORWARDED) is None


def test_a_uid_of_another_life_of_the_folder_moves_nothing(box: Box) -> None:
    box.deliver(letter(1))
    mailbox = box.open()
    listing = mailbox.list()

    assert mailbox.move(min(listing.uids), uidvalidity=listing.uidvalidity + 1, folder=FORWARDED) is None
    assert box.contents("INBOX") == [letter(1)]


def test_a_new_message_never_gets_the_uid_of_one_that_was_moved(box: Box) -> None:
    box.deliver(letter(1))
    mailbox = box.open()
    listing = mailbox.list()
    mailbox.move(min(listing.uids), uidvalidity=listing.uidvalidity, folder=FORWARDED)

    box.deliver(letter(2))

    again = mailbox.list()
    assert again.uidvalidity == listing.uidvalidity
    assert min(again.uids) > max(listing.uids)


def likeness(content: bytes, message_id: str | None = None) -> Likeness:
    return Likeness(message_id=message_id, size=len(content), sha256=hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    "message_id", ["<m1@sender.test>", None, "<no at sign>", "<a@b>\r\nA1 LOGOUT", "<gone@sender.test>"]
)
def test_a_message_that_was_moved_is_located_by_what_it_is(box: Box, message_id: str | None) -> None:
    for number in (1, 2, 3):
        box.deliver(letter(number))
    mailbox = box.open()
    listing = mailbox.list()
    places = [mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=FORWARDED) for uid in sorted(listing.uids)]

    assert mailbox.locate(likeness(letter(1), message_id), folder=FORWARDED) == (places[0],)


def test_what_lies_elsewhere_or_is_another_message_is_not_located(box: Box) -> None:
    box.deliver(letter(1))
    box.deliver(letter(2))
    mailbox = box.open()
    listing = mailbox.list()
    mailbox.move(max(listing.uids), uidvalidity=listing.uidvalidity, folder=FORWARDED)

    assert mailbox.locate(likeness(letter(1), "<m1@sender.test>"), folder=FORWARDED) == ()
    assert mailbox.locate(likeness(letter(2), "<m2@sender.test>"), folder="No/Such/Folder") == ()
    assert mailbox.locate(Likeness(message_id=None, size=len(letter(2)), sha256=None), folder=FORWARDED) == ()


def test_of_two_messages_with_one_message_id_the_one_with_the_content_is_located(box: Box) -> None:
    same = [letter(number, message_id="<same@sender.test>") for number in (1, 2)]
    for content in same:
        box.deliver(content)
    mailbox = box.open()
    listing = mailbox.list()
    places = [mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=FORWARDED) for uid in sorted(listing.uids)]

    for content, place in zip(same, places, strict=True):
        assert mailbox.locate(likeness(content, "<same@sender.test>"), folder=FORWARDED) == (place,)


def test_a_letter_of_ours_is_found_where_it_lies_and_nowhere_else(box: Box) -> None:
    box.deliver(letter(1, message_id="<forward.1@intake.test>"))
    mailbox = box.open()

    assert mailbox.find("<forward.1@intake.test>", folders=["INBOX"])
    assert not mailbox.find("<forward.2@intake.test>", folders=["INBOX"])
    assert not mailbox.find("<forward.1@intake.test>", folders=[FORWARDED, "No/Such/Folder"])
    assert mailbox.find("<forward.1@intake.test>", folders=["No/Such/Folder", "INBOX"])


def test_a_letter_is_found_by_its_whole_message_id(box: Box) -> None:
    box.deliver(letter(1, message_id="<another.forward.1@intake.test>"))

    assert not box.open().find("<forward.1@intake.test>", folders=["INBOX"])


def test_a_message_id_in_the_text_or_in_another_header_is_no_find(box: Box) -> None:
    mention = b"Message-ID: <x@sender.test>\r\nReferences: <forward.1@intake.test>\r\n\r\nMessage-ID: <forward.1@intake.test>\r\n"
    box.deliver(mention)

    assert not box.open().find("<forward.1@intake.test>", folders=["INBOX"])


def test_a_letter_that_came_after_the_last_look_is_found(box: Box) -> None:
    mailbox = box.open()
    assert not mailbox.find("<forward.1@intake.test>", folders=["INBOX"])

    box.deliver(letter(1, message_id="<forward.1@intake.test>"))

    assert mailbox.find("<forward.1@intake.test>", folders=["INBOX"])


@pytest.mark.parametrize(
    "quirk", ['<a"b@intake.test>', "<a\\b@intake.test>", "<a{3}b@intake.test>", "<(a*%)@intake.test>"]
)
def test_a_message_id_of_any_letters_is_no_command(exact_box: Box, quirk: str) -> None:
    exact_box.deliver(letter(1))
    exact_box.deliver(letter(2, message_id=quirk))

    assert exact_box.open().find(quirk, folders=["INBOX"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "m1@sender.test",
        "<no at sign>",
        "<a b@c>",
        "<a@b>\r\nA1 LOGOUT",
        "<a@b>\r",
        "<a@b>\n",
        "<é@b>",
        "ALL",
        "<a@b>\0",
    ],
)
def test_what_is_no_message_id_of_ours_is_never_asked_for(box: Box, text: str) -> None:
    with pytest.raises(MailboxRefused):
        box.open().find(text, folders=["INBOX"])


def test_waiting_never_lasts_longer_than_asked(box: Box) -> None:
    mailbox = box.open()
    mailbox.list()
    box.deliver(letter(1))

    began = time.monotonic()
    mailbox.wait(1, stop=threading.Event())

    assert time.monotonic() - began < 1.5


def test_waiting_for_nothing_ends_in_time(box: Box) -> None:
    box.deliver(letter(1), received=EARLIER)
    mailbox = box.open()
    mailbox.list()
    began = time.monotonic()

    assert not mailbox.wait(0.3, stop=threading.Event())
    assert 0.2 < time.monotonic() - began < 3


def test_waiting_ends_soon_when_it_is_to_stop(box: Box) -> None:
    mailbox = box.open()
    mailbox.list()
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()

    assert not mailbox.wait(60, stop=stop)
    assert time.monotonic() - began < 5
    assert mailbox.list().uids == frozenset()


def test_after_closing_it_opens_again(box: Box) -> None:
    box.deliver(letter(1))
    mailbox = box.open()
    mailbox.list()
    mailbox.close()
    mailbox.close()

    assert [each.content for each in everything(mailbox)] == [letter(1)]
