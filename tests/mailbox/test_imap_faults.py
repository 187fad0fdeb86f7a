"""A mailbox whose server, or the way to it, fails: only two exceptions leave, nothing is lost, the next call goes on."""

import hashlib
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from intake.mailbox import FolderRefused, MailboxRefused, MailboxUnavailable
from intake.mailbox.account import ImapAccount, verifying
from intake.mailbox.imap import ImapMailbox
from intake.model.mailbox import Likeness, Listing
from tests.conftest import server_or_skip
from tests.mailbox.boxes import ImapBox, everything, letter
from tests.servers.dovecot import Dovecot
from tests.servers.faultproxy import FaultProxy

FOLDER = "Intake/Forwarded"


def test_wherever_the_line_is_cut_no_half_message_comes(dovecot_box: ImapBox, proxy: FaultProxy) -> None:
    """At every seventh byte of one dialogue: connecting, logging in, listing, fetching."""
    written = [letter(1), letter(2, filling=300)]
    for content in written:
        dovecot_box.deliver(content)
    offset, came = 0, []
    while len(came) < 2:
        proxy.faults.cut_after = offset
        came = []
        mailbox = dovecot_box.at_port(proxy.port)
        try:
            came = everything(mailbox)
        except MailboxUnavailable:
            pass
        finally:
            mailbox.close()
        assert [each.content for each in came] == written[: len(came)]
        offset += 7

    assert offset > 1_000


def test_after_a_cut_the_same_mailbox_goes_on(dovecot_box: ImapBox, proxy: FaultProxy) -> None:
    dovecot_box.deliver(letter(1, filling=5_000))
    mailbox = dovecot_box.at_port(proxy.port)
    listing = mailbox.list()
    proxy.faults.cut_after = 3_000

    with pytest.raises(MailboxUnavailable):
        list(mailbox.fetch(sorted(listing.uids)))

    proxy.faults.cut_after = None
    ((fetched,),) = mailbox.fetch(sorted(listing.uids))
    assert fetched.content == letter(1, filling=5_000)


def test_a_server_that_falls_silent_is_left_in_time(dovecot_box: ImapBox, proxy: FaultProxy) -> None:
    mailbox = dovecot_box.at_port(proxy.port, reply_seconds=0.3, connect_seconds=0.3)
    mailbox.list()
    proxy.faults.silent = True
    began = time.monotonic()

    with pytest.raises(MailboxUnavailable):
        mailbox.list()

    assert time.monotonic() - began < 3


def test_a_connection_refused_or_reset_is_unavailable(dovecot_box: ImapBox, proxy: FaultProxy) -> None:
    proxy.faults.refuse = True
    for port in (proxy.port, 1):
        with pytest.raises(MailboxUnavailable):
            dovecot_box.at_port(port).list()


def test_a_kept_connection_that_has_died_is_opened_again(dovecot_box: ImapBox, proxy: FaultProxy) -> None:
    dovecot_box.deliver(letter(1))
    mailbox = dovecot_box.at_port(proxy.port)
    first = mailbox.list()
    proxy.reset_all()

    assert mailbox.list() == first
    assert proxy.accepted == 2


def test_one_connection_serves_call_after_call(dovecot_box: ImapBox, proxy: FaultProxy) -> None:
    dovecot_box.deliver(letter(1))
    mailbox = dovecot_box.at_port(proxy.port)
    for _ in range(3):
        everything(mailbox)
        mailbox.find("<m1@sender.test>", folders=["INBOX"])
        mailbox.wait(0.01, stop=threading.Event())

    assert proxy.accepted == 1


def test_a_server_that_says_bye_is_spoken_to_again(dovecot: Dovecot, dovecot_box: ImapBox) -> None:
    dovecot_box.deliver(letter(1))
    mailbox = dovecot_box.open()
    first = mailbox.list()
    dovecot.kick(dovecot_box.account.user)

    assert listed_soon(mailbox) == first


def listed_soon(mailbox: ImapMailbox) -> Listing:
    """The BYE may come between two commands: the first listing may fail by it, and no other."""
    try:
        return mailbox.list()
    except MailboxUnavailable:
        return mailbox.list()


def test_a_killed_server_is_unavailable_and_comes_back() -> None:
    with server_or_skip(Dovecot) as server:
        account = ImapAccount(host="127.0.0.1", port=server.imap, user="alice", password="secret", security="plain")
        box = ImapBox(account)
        box.deliver(letter(1))
        mailbox = box.open()
        first = mailbox.list()
        server.kill()

        with pytest.raises(MailboxUnavailable):
            mailbox.list()
        server.start()

        assert mailbox.list() == first
        box.close()


def test_a_move_whose_answer_is_lost_has_moved_and_says_none_the_next_time(
    dovecot_box: ImapBox, proxy: FaultProxy
) -> None:
    dovecot_box.deliver(letter(1))
    dovecot_box.deliver(letter(2))
    mailbox = dovecot_box.at_port(proxy.port)
    listing = mailbox.list()
    uid = min(listing.uids)
    proxy.faults.lose_answer_to = b"UID MOVE"

    with pytest.raises(MailboxUnavailable):
        mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=FOLDER)

    assert mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=FOLDER) is None
    assert dovecot_box.contents(FOLDER) == [letter(1)]
    assert dovecot_box.contents("INBOX") == [letter(2)]


@pytest.mark.parametrize("command", [b"UID COPY", b"UID STORE", b"UID EXPUNGE"])
def test_a_copy_and_expunge_cut_short_loses_nothing(like_courier_box: ImapBox, command: bytes) -> None:
    like_courier_box.deliver(letter(1))
    like_courier_box.deliver(letter(2))
    with FaultProxy(like_courier_box.account.port) as proxy:
        mailbox = like_courier_box.at_port(proxy.port)
        listing = mailbox.list()
        uid = min(listing.uids)
        proxy.faults.lose_answer_to = command
        with pytest.raises(MailboxUnavailable):
            mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=FOLDER)
        assert letter(1) in like_courier_box.contents("INBOX") + like_courier_box.contents(FOLDER)

        mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=FOLDER)

    assert like_courier_box.contents("INBOX") == [letter(2)]
    assert set(like_courier_box.contents(FOLDER)) == {letter(1)}


@pytest.mark.parametrize("command", [b"UID COPY", b"UID STORE", b"UID EXPUNGE"])
def test_a_copy_that_was_made_before_the_line_was_lost_is_not_made_again(
    like_courier_box: ImapBox, command: bytes
) -> None:
    """A server that cannot move copies, and a move may be broken off between copying and expunging."""
    written = letter(1, filling=50)
    like_courier_box.deliver(written)
    likeness = Likeness(message_id=None, size=len(written), sha256=hashlib.sha256(written).hexdigest())
    with FaultProxy(like_courier_box.account.port) as proxy:
        mailbox = like_courier_box.at_port(proxy.port)
        listing = mailbox.list()
        (uid,) = listing.uids
        proxy.faults.lose_answer_to = command
        with pytest.raises(MailboxUnavailable):
            mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=FOLDER)

        (copied,) = mailbox.locate(likeness, folder=FOLDER)
        moved = mailbox.move(uid, uidvalidity=listing.uidvalidity, folder=FOLDER, copied=copied)

    assert moved in {copied, None}
    assert like_courier_box.contents(FOLDER) == [written]
    assert like_courier_box.contents("INBOX") == []


def test_what_only_looks_like_a_copy_is_none(like_courier_box: ImapBox) -> None:
    """Two messages of the same size: the second is copied too, and none is expunged for the other."""
    like_courier_box.deliver(letter(1))
    like_courier_box.deliver(letter(2))
    mailbox = like_courier_box.open()
    listing = mailbox.list()
    first, second = sorted(listing.uids)
    there = mailbox.move(first, uidvalidity=listing.uidvalidity, folder=FOLDER)

    assert mailbox.move(second, uidvalidity=listing.uidvalidity, folder=FOLDER, copied=there) not in {there, None}

    assert like_courier_box.contents(FOLDER) == [letter(1), letter(2)]


# -- waiting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["minimail", "dovecot"])
def test_idle_tells_of_what_comes_while_we_wait(request: pytest.FixtureRequest, kind: str) -> None:
    box: ImapBox = request.getfixturevalue(f"{kind}_box")
    mailbox = box.open()
    mailbox.list()
    coming = [threading.Timer(0.3 + 4 * n, box.deliver, [letter(n)]) for n in range(3)]
    for each in coming:  # a busy machine may take so long to begin that a server says nothing of the first
        each.start()

    assert mailbox.wait(60, stop=threading.Event())
    for each in coming:
        each.cancel()
        each.join()
    assert len(mailbox.list().uids) >= 1


@pytest.mark.parametrize("kind", ["minimail", "dovecot", "mdbox", "cyrus", "courier"])
def test_what_came_before_the_wait_is_told_at_once(request: pytest.FixtureRequest, kind: str) -> None:
    box: ImapBox = request.getfixturevalue(f"{kind}_box")
    mailbox = box.open()
    mailbox.list()
    box.deliver(letter(1))

    assert mailbox.wait(30, stop=threading.Event())


@pytest.mark.parametrize("ending", ["reset", "kicked"])
def test_a_connection_lost_while_waiting_is_noticed(
    dovecot: Dovecot, dovecot_box: ImapBox, proxy: FaultProxy, ending: str
) -> None:
    mailbox = dovecot_box.at_port(proxy.port)
    mailbox.list()
    end = proxy.reset_all if ending == "reset" else lambda: dovecot.kick(dovecot_box.account.user)
    threading.Thread(target=lambda: proxy.has_idled.wait(30) and end(), daemon=True).start()

    with pytest.raises(MailboxUnavailable):
        mailbox.wait(60, stop=threading.Event())

    assert mailbox.list().uids == frozenset()


def test_a_silent_line_is_noticed_when_the_wait_is_over(dovecot_box: ImapBox, proxy: FaultProxy) -> None:
    mailbox = dovecot_box.at_port(proxy.port, reply_seconds=0.3, connect_seconds=0.3)
    mailbox.list()
    proxy.faults.silent = True

    with pytest.raises(MailboxUnavailable):
        mailbox.wait(0.2, stop=threading.Event())


# -- other people's hands --------------------------------------------------------------------------------------------


def test_a_folder_that_began_another_life_is_listed_anew(dovecot_box: ImapBox) -> None:
    watched = ImapBox(replace(dovecot_box.account, folder="Watched"))
    with dovecot_box.person() as client:
        client.create_folder("Watched")
    watched.deliver(letter(1))
    mailbox = watched.open()
    first = mailbox.list()
    with dovecot_box.person() as client:
        client.delete_folder("Watched")
        client.create_folder("Watched")
    watched.deliver(letter(2))

    second = mailbox.list()

    assert second.uids == first.uids
    assert second.uidvalidity != first.uidvalidity
    assert mailbox.move(1, uidvalidity=first.uidvalidity, folder=FOLDER) is None
    assert watched.contents("Watched") == [letter(2)]
    watched.close()


def test_uids_of_the_life_before_are_not_fetched(dovecot_box: ImapBox, proxy: FaultProxy) -> None:
    with dovecot_box.person() as client:
        client.create_folder("Watched")
    watched = ImapBox(replace(dovecot_box.account, folder="Watched"))
    watched.deliver(letter(1))
    mailbox = watched.at_port(proxy.port)
    listing = mailbox.list()
    proxy.reset_all()
    with dovecot_box.person() as client:
        client.delete_folder("Watched")
        client.create_folder("Watched")
    watched.deliver(letter(2))

    with pytest.raises(MailboxUnavailable):  # the lost connection, and then the folder rebuilt
        list(mailbox.fetch(sorted(listing.uids)))
    with pytest.raises(MailboxUnavailable, match="rebuilt"):
        list(mailbox.fetch(sorted(listing.uids)))
    watched.close()


@pytest.mark.parametrize("kind", ["dovecot", "like_courier"])
def test_what_people_marked_as_deleted_stays_where_it_is(request: pytest.FixtureRequest, kind: str) -> None:
    box: ImapBox = request.getfixturevalue(f"{kind}_box")
    box.deliver(letter(1))
    box.deliver(letter(2))
    mailbox = box.open()
    listing = mailbox.list()
    first, second = sorted(listing.uids)
    with box.person() as client:
        client.add_flags([first], [b"\\Deleted", b"\\Flagged"])

    assert mailbox.move(second, uidvalidity=listing.uidvalidity, folder=FOLDER) is not None
    mailbox.close()

    assert box.contents("INBOX") == [letter(1)]
    assert box.traces() == {first: [b"\\Deleted", b"\\Flagged"]}


def test_where_one_message_can_neither_be_moved_nor_expunged_nothing_is_touched(poor_box: ImapBox) -> None:
    poor_box.deliver(letter(1))
    mailbox = poor_box.open()
    listing = mailbox.list()
    before = poor_box.traces()

    with pytest.raises(MailboxRefused):
        mailbox.move(min(listing.uids), uidvalidity=listing.uidvalidity, folder=FOLDER)

    assert poor_box.traces() == before
    assert poor_box.contents(FOLDER) == []


def test_a_move_tells_where_the_message_lies_now(dovecot_box: ImapBox) -> None:
    dovecot_box.deliver(letter(1))
    mailbox = dovecot_box.open()
    listing = mailbox.list()

    moved = mailbox.move(min(listing.uids), uidvalidity=listing.uidvalidity, folder=FOLDER)

    with dovecot_box.person(FOLDER, readonly=True) as client:
        assert moved is not None
        assert client.search("ALL") == [moved.uid]
        assert client.folder_status(FOLDER, ["UIDVALIDITY"])[b"UIDVALIDITY"] == moved.uidvalidity


def test_a_folder_that_was_removed_meanwhile_is_made_again(dovecot_box: ImapBox) -> None:
    mailbox = dovecot_box.open()
    for number in (1, 2):
        dovecot_box.deliver(letter(number))
    listing = mailbox.list()
    first, second = sorted(listing.uids)
    mailbox.move(first, uidvalidity=listing.uidvalidity, folder=FOLDER)
    with dovecot_box.person() as client:
        client.delete_folder(FOLDER)

    with pytest.raises(FolderRefused):
        mailbox.move(second, uidvalidity=listing.uidvalidity, folder=FOLDER)
    assert mailbox.move(second, uidvalidity=listing.uidvalidity, folder=FOLDER) is not None
    assert dovecot_box.contents(FOLDER) == [letter(2)]


def test_a_watched_folder_that_is_not_there_is_said_plainly(dovecot_box: ImapBox) -> None:
    mailbox = ImapMailbox(replace(dovecot_box.account, folder="No such folder"))

    with pytest.raises(MailboxUnavailable, match="'No such folder' cannot be opened"):
        mailbox.list()


# -- letting us in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["minimail", "dovecot"])
@pytest.mark.parametrize("password", ["letmein", "", "pässword £", 'quo"te \\ (', "x" * 500])
def test_a_wrong_password_is_for_a_person_and_said_without_it(
    request: pytest.FixtureRequest, kind: str, password: str
) -> None:
    box: ImapBox = request.getfixturevalue(f"{kind}_box")
    mailbox = ImapMailbox(replace(box.account, password=password))

    with pytest.raises(MailboxRefused) as told:
        mailbox.list()

    assert box.account.user not in str(told.value)
    assert not password or password not in str(told.value)


def test_a_verified_connection_reads_the_same_mailbox(dovecot: Dovecot, dovecot_box: ImapBox) -> None:
    dovecot_box.deliver(letter(1))
    protected = replace(dovecot_box.account, host="localhost", port=dovecot.imaps, security="tls", ca_file=dovecot.ca)
    mailbox = ImapMailbox(protected)

    assert [each.content for each in everything(mailbox)] == [letter(1)]
    assert not mailbox.wait(0.05, stop=threading.Event())
    mailbox.close()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"ca_file": None}, id="an authority that nobody knows"),
        pytest.param({"host": "127.1"}, id="another host's certificate"),
    ],
)
def test_a_certificate_that_does_not_verify_is_no_server_of_ours(
    dovecot: Dovecot, dovecot_box: ImapBox, change: dict[str, object]
) -> None:
    known = replace(dovecot_box.account, host="localhost", port=dovecot.imaps, security="tls", ca_file=dovecot.ca)
    mailbox = ImapMailbox(replace(known, **change))  # type: ignore[arg-type]

    with pytest.raises(MailboxUnavailable, match="certificate"):
        mailbox.list()


def test_a_server_without_tls_gets_no_password(dovecot_box: ImapBox, proxy: FaultProxy) -> None:
    mailbox = ImapMailbox(replace(dovecot_box.account, port=proxy.port, security="tls"))

    with pytest.raises(MailboxUnavailable):
        mailbox.list()
    assert not any(b"secret" in command or b"LOGIN" in command for command in proxy.commands)


def test_an_authority_that_cannot_be_read_is_for_a_person(tmp_path: Path) -> None:
    with pytest.raises(MailboxRefused):
        verifying(tmp_path / "nowhere.pem")


@pytest.mark.parametrize("host", ["mail.council.test", "10.0.0.1", "127.0.0.1.council.test", ""])
def test_nothing_goes_in_the_clear_but_to_this_machine(host: str) -> None:
    with pytest.raises(ValueError, match="in the clear"):
        ImapAccount(host=host, port=143, user="u", password="p", security="plain")


def test_the_account_shows_no_password() -> None:
    account = ImapAccount(host="mail.council.test", port=993, user="intake@council.test", password="hidden")

    assert "hidden" not in repr(account)
    assert "intake@" not in repr(account)
    assert account.mailbox == "intake@council.test@mail.council.test"
