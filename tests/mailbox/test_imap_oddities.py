"""Answers that no good server gives: whatever they are, no wrong message comes, and only the port's two exceptions leave."""

import imaplib
import inspect
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import imapclient.exceptions
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intake.mailbox import FolderRefused, MailboxRefused, MailboxUnavailable
from intake.mailbox.account import ImapAccount
from intake.mailbox.dialogue import UIDS_IN_AN_ANSWER, every_uid
from intake.mailbox.driver import DRIVER_FAULTS, in_our_words
from intake.mailbox.imap import ImapMailbox
from intake.model.office import Limits
from tests.mailbox.boxes import everything
from tests.mailbox.scenes import BODY, POLITE, SIZES, hang_up, saying, server, tagged
from tests.servers.script import Conversation, Scene, ScriptedServer

REBUILT = "* 1 EXISTS\r\n* OK [UIDVALIDITY 4] .\r\n* OK [UIDNEXT 2] .\r\nTAG OK [READ-ONLY] ."
ONE = "* SEARCH 1\r\nTAG OK"
OUTSIDE = "head@council.test"
"""Stands in for whatever a server puts into its texts."""


def at(port: int, **changes: object) -> ImapMailbox:
    values: dict[str, object] = {"user": "intake", "password": "secret", "reply_seconds": 2, "connect_seconds": 2}
    return ImapMailbox(ImapAccount(host="127.0.0.1", port=port, security="plain", **(values | changes)))  # type: ignore[arg-type]


@contextmanager
def mailbox_of(scene: Scene, **changes: object) -> Iterator[ImapMailbox]:
    with ScriptedServer(scene) as scripted, closing(at(scripted.port, **changes)) as mailbox:
        yield mailbox


def test_the_polite_server_is_understood() -> None:
    with mailbox_of(server()) as mailbox:
        (fetched,) = everything(mailbox)

    assert (fetched.uid, fetched.content) == (7, BODY)
    assert fetched.received == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ("greeting", "* BYE overloaded"),
        ("greeting", "banana"),
        ("greeting", hang_up),
        ("LOGIN", "* BYE going down"),
        ("LOGIN", "TAG NO [UNAVAILABLE] a part is away"),
        ("LOGIN", "TAG NO [LIMIT] too many"),
        ("LOGIN", hang_up),
        ("EXAMINE", "TAG NO no such folder of head@council.test"),
        ("EXAMINE", "TAG NO [INUSE] busy"),
        ("EXAMINE", "* BYE bored\r\nTAG OK"),
        ("UID SEARCH", "TAG BAD what"),
        ("UID SEARCH", "* SEARCH seven\r\nTAG OK"),
        ("UID SEARCH", "* SEARCH 7"),
        ("UID SEARCH", "* SEARCH 7\r\nOTHER OK"),
        (r"UID FETCH \S+ \(RFC822", "* 1 FETCH (UID 7 RFC822.SIZE\r\nTAG OK"),
        (r"UID FETCH \S+ \(RFC822", "* 1 FETCH UID 7\r\nTAG OK"),
        (r"UID FETCH \S+ \(RFC822", "* one FETCH (UID 7 RFC822.SIZE 3)\r\nTAG OK"),
        (r"UID FETCH \S+ \(BODY", saying(b"* 1 FETCH (UID 7 BODY[]<0> {24}\r\nSubject: he")),
        (r"UID FETCH \S+ \(BODY", "* 1 FETCH (UID 7 BODY[]<0> {4}\r\nSubject: hello)\r\nTAG OK"),
        (r"UID FETCH \S+ \(BODY", "* 1 FETCH (UID 7 BODY[]<0> {99999}\r\nSubject: hello)\r\nTAG OK"),
        (r"UID FETCH \S+ \(BODY", "TAG NO [SERVERBUG] sorry"),
    ],
)
def test_an_answer_that_is_none_is_tried_later(pattern: str, answer: object) -> None:
    with mailbox_of(server({pattern: answer}), reply_seconds=0.3) as mailbox, pytest.raises(MailboxUnavailable) as told:
        everything(mailbox)

    assert OUTSIDE not in str(told.value)
    assert told.value.__suppress_context__ or told.value.__context__ is None


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ("LOGIN", "TAG NO wrong"),
        ("LOGIN", "TAG NO [AUTHENTICATIONFAILED] wrong"),
        ("LOGIN", "TAG NO [EXPIRED] of head@council.test"),
        ("LOGIN", "TAG BAD what"),
        ("CAPABILITY", "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nTAG OK"),
        ("EXAMINE", "TAG NO [NOPERM] not for head@council.test"),
        ("EXAMINE", "* 1 EXISTS\r\nTAG OK [READ-ONLY] no uidvalidity here"),
    ],
)
def test_what_only_a_person_can_mend_is_refused(pattern: str, answer: str) -> None:
    with mailbox_of(server({pattern: answer})) as mailbox, pytest.raises(MailboxRefused) as told:
        mailbox.list()

    assert OUTSIDE not in str(told.value)


def test_a_user_with_blanks_and_quotes_is_quoted() -> None:
    heard: list[str] = []
    with mailbox_of(server(heard=heard), user='DOMAIN\\us er"x', password='p" \\w') as mailbox:
        mailbox.list()

    assert r'LOGIN "DOMAIN\\us er\"x" "p\" \\w"' in heard


@pytest.mark.parametrize(
    "change", [{"user": "a\r\nb"}, {"password": "a\nb"}, {"user": "zoë"}, {"password": "£"}, {"user": "a\0"}]
)
def test_what_login_cannot_say_is_not_said(change: dict[str, str]) -> None:
    heard: list[str] = []
    with mailbox_of(server(heard=heard), **change) as mailbox, pytest.raises(MailboxRefused):
        mailbox.list()

    assert not any(command.startswith("LOGIN") for command in heard)


@pytest.mark.parametrize(
    ("pattern", "answer"),
    [
        ("UID MOVE", "TAG NO [OVERQUOTA] head@council.test has no room"),
        ("UID MOVE", "TAG NO [TRYCREATE] not there"),
        ("UID MOVE", "TAG NO [NOPERM] not you"),
        ("UID MOVE", "TAG NO because"),
        ("UID MOVE", "TAG BAD what"),
        ("CREATE", "TAG NO [NOPERM] not you"),
        ("CREATE", "TAG NO because"),
    ],
)
def test_a_folder_that_takes_nothing_is_told_from_a_server_that_is_away(pattern: str, answer: str) -> None:
    answers = {pattern: answer, 'LIST "" "Intake': "TAG OK"}
    with mailbox_of(server(answers)) as mailbox, pytest.raises(FolderRefused) as told:
        mailbox.move(7, uidvalidity=3, folder="Intake/Forwarded")

    assert OUTSIDE not in str(told.value)


@pytest.mark.parametrize(
    "answer", ["TAG NO [UNAVAILABLE] .", "TAG NO [LIMIT] .", "TAG NO [INUSE] .", "* BYE .\r\nTAG OK", hang_up]
)
def test_a_server_that_is_away_while_moving_is_no_fault_of_the_folder(answer: object) -> None:
    with mailbox_of(server({"UID MOVE": answer})) as mailbox, pytest.raises(MailboxUnavailable):
        mailbox.move(7, uidvalidity=3, folder="Intake/Forwarded")


@pytest.mark.parametrize(
    ("answers", "new"),
    [
        ({"UID SEARCH UID 8": "* SEARCH 9\r\nTAG OK"}, {9}),
        ({"UID SEARCH UID 8": "* SEARCH 7\r\nTAG OK"}, set()),
        ({"UID SEARCH UID 8": "* SEARCH 3 7 8 9\r\nTAG OK"}, {8, 9}),
        ({"UID SEARCH UID 8": "* SEARCH\r\nTAG OK"}, set()),
        ({"NOOP": "* OK [UIDVALIDITY 4] rebuilt\r\nTAG OK", "EXAMINE": REBUILT, "UID SEARCH ALL": ONE}, {1}),
    ],
    ids=["the counter stands still", "the last one again", "more than was asked for", "nothing", "told of a new life"],
)
def test_what_is_new_is_told_by_uids_and_not_by_counters(answers: dict[str, str], new: set[int]) -> None:
    """The server says UIDNEXT 8 all the time."""
    known = {3: 7}
    with mailbox_of(server({"UID SEARCH ALL": "* SEARCH 7\r\nTAG OK", **answers})) as mailbox:
        mailbox.list()
        newer = mailbox.list(after=lambda place: known.get(place.uidvalidity, 0))

    assert newer.uids == new


@pytest.mark.parametrize(
    "answer",
    ["* 1 FETCH (UID 7 BODY[]<0> NIL)\r\nTAG OK", "TAG OK", "* 1 FETCH (UID 7 FLAGS (\\Seen))\r\nTAG OK"],
    ids=["no body", "no answer", "something else"],
)
@pytest.mark.parametrize(("is_there", "told"), [("* SEARCH 7", []), ("* SEARCH", [(7, None, 0)])])
def test_what_is_listed_and_not_given_out_is_not_gone(
    answer: str, is_there: str, told: list[tuple[int, None, int]]
) -> None:
    answers = {r"UID FETCH \S+ \(BODY": answer, "UID SEARCH UID 7": f"{is_there}\r\nTAG OK"}
    with mailbox_of(server(answers)) as mailbox:
        fetched = everything(mailbox)

    assert [(each.uid, each.content, each.size) for each in fetched] == told


# -- bodies ----------------------------------------------------------------------------------------------------------


def test_a_body_that_the_server_made_up_is_not_believed() -> None:
    """As Courier does for a message that another session has expunged."""
    made_up = "This message is no longer available on the server.\r\n"
    answers = {
        r"UID FETCH \S+ \(BODY": f"* 1 FETCH (UID 7 BODY[]<0> {{{len(made_up)}}}\r\n{made_up})\r\nTAG OK",
        "UID SEARCH UID": "* 1 EXPUNGE\r\n* SEARCH\r\nTAG OK",
    }
    with mailbox_of(server(answers)) as mailbox:
        (fetched,) = everything(mailbox)

    assert (fetched.content, fetched.size) == (None, 0)


@pytest.mark.parametrize("stated", [0, 1, 23, 25, 10_000])
def test_a_size_that_is_not_quite_true_loses_no_message(stated: int) -> None:
    """As Exchange states them."""
    sizes = SIZES.replace(f"RFC822.SIZE {len(BODY)}", f"RFC822.SIZE {stated}")
    with mailbox_of(server({r"UID FETCH \S+ \(RFC822": sizes})) as mailbox:
        (fetched,) = everything(mailbox)

    assert (fetched.content, fetched.size) == (BODY, len(BODY))


def test_a_message_far_larger_than_stated_is_not_read_whole() -> None:
    heard: list[str] = []
    with ScriptedServer(server(heard=heard)) as scripted:
        account = at(scripted.port).account
        stated = SIZES.replace(f"RFC822.SIZE {len(BODY)}", "RFC822.SIZE 5")
        scripted.scenes = [server({r"UID FETCH \S+ \(RFC822": stated}, heard)]
        with closing(ImapMailbox(account, limits=Limits(message_bytes=len(BODY) - 1))) as mailbox:
            (fetched,) = everything(mailbox)

    assert fetched.content is None
    assert fetched.size >= len(BODY)
    assert f"UID FETCH 7 (BODY.PEEK[]<0.{len(BODY)}>)" in heard


@pytest.mark.parametrize("body", ["NIL", '""'])
def test_no_body_is_no_message(body: str) -> None:
    answers = {
        r"UID FETCH \S+ \(BODY": f"* 1 FETCH (UID 7 BODY[]<0> {body})\r\nTAG OK",
        "UID SEARCH UID": "* SEARCH\r\nTAG OK",
    }
    with mailbox_of(server(answers)) as mailbox:
        (fetched,) = everything(mailbox)

    assert fetched.content is None


def test_what_nobody_asked_for_is_left_aside() -> None:
    chatter = "* 9 EXISTS\r\n* 2 FETCH (UID 8 FLAGS (\\Seen) BODY[]<0> {3}\r\nabc)\r\n* OK [ALERT] hello\r\n"
    answers = {pattern: chatter + str(POLITE[pattern]) for pattern in POLITE if pattern.startswith("UID FETCH")}
    with mailbox_of(server(answers)) as mailbox:
        assert [(each.uid, each.content) for each in everything(mailbox)] == [(7, BODY)]


@pytest.mark.parametrize("date", ['"rubbish"', "NIL", '"31-Feb-2026 00:00:00 +0000"', '"31-Dec-9999 23:00:00 -1400"'])
def test_an_instant_that_cannot_be_read_loses_no_message(date: str) -> None:
    sizes = SIZES.replace('"05-Jan-2026 09:30:00 +0000"', date)
    with mailbox_of(server({r"UID FETCH \S+ \(RFC822": sizes})) as mailbox:
        (fetched,) = everything(mailbox)

    assert (fetched.content, fetched.received) == (BODY, datetime.fromtimestamp(0, UTC))


# -- moves -----------------------------------------------------------------------------------------------------------

THERE = {"LIST": '* LIST () "/" Done\r\nTAG OK'}


def after(first: str, then: str) -> object:
    """The first time this, then that."""
    answers = iter([first])

    def answer(conversation: Conversation, tag: str) -> None:
        conversation.say(tagged(next(answers, then), tag))

    return answer


@pytest.mark.parametrize("code", ["[COPYUID 4 7 12] done", "[COPYUID 4 7 12]"])
def test_copyuid_is_believed_in_the_tagged_answer_and_before_it(code: str) -> None:
    for answer in (f"TAG OK {code}", f"* OK {code}\r\n* 1 EXPUNGE\r\nTAG OK done"):
        with mailbox_of(server(THERE | {"UID MOVE": answer})) as mailbox:
            moved = mailbox.move(7, uidvalidity=3, folder="Done")

        assert moved is not None
        assert (moved.uidvalidity, moved.uid) == (4, 12)


@pytest.mark.parametrize(
    "answer",
    ["TAG OK done", "TAG OK [COPYUID 4 8 12] of another", "TAG OK [COPYUID rubbish] .", "TAG OK [COPYUID 4] ."],
)
def test_ok_is_no_proof_that_a_message_was_moved(answer: str) -> None:
    with mailbox_of(server(THERE | {"UID MOVE": answer})) as mailbox, pytest.raises(MailboxUnavailable):
        mailbox.move(7, uidvalidity=3, folder="Done")


def test_ok_without_copyuid_for_a_message_that_is_gone_is_none() -> None:
    search = after("* SEARCH 7\r\nTAG OK", "* SEARCH\r\nTAG OK")
    answers = THERE | {"UID MOVE": "TAG OK", "UID SEARCH": search}
    with mailbox_of(server(answers)) as mailbox:  # type: ignore[arg-type]
        assert mailbox.move(7, uidvalidity=3, folder="Done") is None


def test_a_server_that_moves_and_never_says_where_is_believed_when_the_message_is_gone() -> None:
    search = after("* SEARCH 7\r\nTAG OK", "* SEARCH\r\nTAG OK")
    poor = {"CAPABILITY": "* CAPABILITY IMAP4rev1 MOVE\r\nTAG OK", "UID MOVE": "TAG OK", "UID SEARCH": search}
    with mailbox_of(server(THERE | poor)) as mailbox:  # type: ignore[arg-type]
        moved = mailbox.move(7, uidvalidity=3, folder="Done")

    assert moved is not None
    assert (moved.uidvalidity, moved.uid) == (None, None)


def test_without_a_copy_nothing_is_marked_or_expunged() -> None:
    heard: list[str] = []
    only_copy = {"CAPABILITY": "* CAPABILITY IMAP4rev1 UIDPLUS\r\nTAG OK", "UID COPY": "TAG OK done"}
    with mailbox_of(server(THERE | only_copy, heard)) as mailbox, pytest.raises(MailboxUnavailable):
        mailbox.move(7, uidvalidity=3, folder="Done")

    assert not any("STORE" in command or "EXPUNGE" in command for command in heard)


def test_a_mailbox_that_may_only_be_read_is_for_a_person() -> None:
    read_only = str(POLITE["EXAMINE"])
    with mailbox_of(server(THERE | {"SELECT": read_only})) as mailbox, pytest.raises(MailboxRefused):
        mailbox.move(7, uidvalidity=3, folder="Done")


# -- waiting ---------------------------------------------------------------------------------------------------------


def idling(*lines: str) -> object:
    def idle(conversation: Conversation, tag: str) -> None:
        conversation.say("+ idling", *lines)
        conversation.hear()
        conversation.say(f"{tag} OK done")

    return idle


@pytest.mark.parametrize(
    ("lines", "is_change"),
    [
        (("* 2 EXISTS",), True),
        (("* 1 EXPUNGE",), True),
        (("* OK Still here", "* 2 EXISTS"), True),
        (("* OK Still here",), False),
        (("* 1 FETCH (FLAGS (\\Seen))",), False),
        (("* 0 RECENT",), False),
        ((), False),
    ],
)
def test_only_what_comes_or_goes_ends_a_wait(lines: tuple[str, ...], is_change: bool) -> None:  # noqa: FBT001
    with mailbox_of(server({"IDLE": idling(*lines)})) as mailbox:  # type: ignore[dict-item]
        mailbox.list()

        assert mailbox.wait(0.2, stop=threading.Event()) is is_change


def test_half_a_line_while_we_wait_is_a_reason_to_look() -> None:
    """imaplib gives up on it: the next command is spoken on a new connection."""

    def stammer(conversation: Conversation, _tag: str) -> None:
        conversation.say("+ idling")
        conversation.begin_to_say("* 2 EXI")
        conversation.hear()

    with mailbox_of(server({"IDLE": stammer})) as mailbox:
        assert mailbox.wait(30, stop=threading.Event())
        assert mailbox.list().uidvalidity


@pytest.mark.parametrize("ending", ["* BYE bored", ""])
def test_a_server_that_leaves_while_we_wait_is_noticed_and_no_busy_loop(ending: str) -> None:
    def leave(conversation: Conversation, _tag: str) -> None:
        conversation.say("+ idling", *filter(None, [ending]))
        conversation.hang_up()

    with mailbox_of(server({"IDLE": leave})) as mailbox, pytest.raises(MailboxUnavailable):
        mailbox.wait(30, stop=threading.Event())


# -- every exception, every byte -------------------------------------------------------------------------------------


def exceptions_of(*modules: object) -> list[type[Exception]]:
    found = {
        each
        for module in modules
        for name, each in vars(module).items()
        if not name.startswith("_")
        and inspect.isclass(each)
        and issubclass(each, Exception)
        and not issubclass(each, Warning)
    }
    return sorted(found, key=lambda each: each.__qualname__)


RAISED = [
    *exceptions_of(imapclient.exceptions, ssl, socket),
    *(
        ConnectionResetError,
        BrokenPipeError,
        ConnectionRefusedError,
        ValueError,
        UnicodeDecodeError,
        IndexError,
        TypeError,
    ),
]


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: kind.__qualname__)
def test_every_exception_of_the_driver_becomes_one_of_ours_without_its_text(kind: type[Exception]) -> None:
    fault = kind("utf-8", b"x", 0, 1, OUTSIDE) if kind is UnicodeDecodeError else kind(OUTSIDE)

    ours = in_our_words(fault, "listing")

    assert isinstance(fault, DRIVER_FAULTS)
    refuses = issubclass(kind, imapclient.exceptions.LoginError | imaplib.IMAP4.readonly)
    assert type(ours) is (MailboxRefused if refuses else MailboxUnavailable)
    assert OUTSIDE not in str(ours)
    assert str(ours).startswith("listing: ")


WHOLE = (SIZES, str(POLITE[r"UID FETCH \S+ \(BODY"]), str(POLITE["EXAMINE"]), str(POLITE["UID SEARCH"]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(which=st.integers(0, 3), where=st.integers(0, 150), what=st.sampled_from(b'(){}[]<>"\\* 0179\r\nA\xff\0'))
@example(which=0, where=2, what=ord("("))
def test_a_wrong_byte_anywhere_brings_no_strange_exception_and_no_wrong_message(
    which: int, where: int, what: int
) -> None:
    def garbled(conversation: Conversation, tag: str) -> None:
        said = bytearray(tagged(WHOLE[which], tag).encode() + b"\r\n")
        said[where % len(said)] = what
        conversation.connection.sendall(said)

    pattern = (r"UID FETCH \S+ \(RFC822", r"UID FETCH \S+ \(BODY", "EXAMINE", "UID SEARCH")[which]
    with mailbox_of(server({pattern: garbled}), reply_seconds=0.05) as mailbox:
        try:
            came = everything(mailbox)
        except (MailboxUnavailable, MailboxRefused):
            return

    assert all(each.content is None or len(each.content) == len(BODY) for each in came)


def test_the_driver_logs_nothing_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), ScriptedServer(server()) as scripted, closing(at(scripted.port)) as mailbox:
        everything(mailbox)

    assert caplog.records == []


def test_a_very_large_folder_is_listed_in_windows() -> None:
    """One answer of that many UIDs would be too long for imaplib."""
    asked: list[str] = []

    class Large:
        def search(self, criteria: str) -> list[int]:
            asked.append(criteria)
            low, high = (int(number) for number in criteria.removeprefix("UID ").split(":"))
            return [uid for uid in (1, UIDS_IN_AN_ANSWER, UIDS_IN_AN_ANSWER + 1, 123_456) if low <= uid <= high]

    listed = every_uid(Large(), {b"EXISTS": UIDS_IN_AN_ANSWER + 1, b"UIDNEXT": 123_457})  # type: ignore[arg-type]

    assert set(listed) == {1, UIDS_IN_AN_ANSWER, UIDS_IN_AN_ANSWER + 1, 123_456}
    assert len(asked) == 3
