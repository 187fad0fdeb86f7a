"""Single exchanges with an IMAP server: what is asked, and how much of the answer is believed. Knows no driver by name."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from intake.mailbox import FolderRefused, MailboxUnavailable, is_askable
from intake.mailbox.naming import INBOX, Namespace
from intake.model.mailbox import Likeness, Moved

UIDS_IN_AN_ANSWER = 50_000
"""imaplib gives up on lines longer than 1 MB."""
LAST_UID = 2**32 - 1
"""No message ever has it, and Cyrus takes it for none."""
UNKNOWN_INSTANT = datetime.fromtimestamp(0, UTC)
NOT_SELECTABLE = frozenset({b"\\noselect", b"\\nonexistent"})
COPYUID = re.compile(rb"(\d+) (\d+) (\d+)")
BODY = b"BODY[]<0>"
STAND_IN = b"\nSubject: message unavailable\r\n"
"""In the body that Courier makes up; also a subject that anybody may write."""
MAY_COME = frozenset({b"SEQ", BODY, b"FLAGS", b"MODSEQ", b"RFC822.SIZE", b"INTERNALDATE"})
"""Of one message, asked for or not."""
MOST_ALIKE = 20
"""So many messages of the same size are read to find one among them."""
CHANGES = frozenset({b"EXISTS", b"EXPUNGE"})

Fields = Mapping[bytes, Any]
"""What the server says of a folder or of a message, by the name of the item."""


class Client(Protocol):
    """What we use of an IMAP client, all by UID."""

    _imap: Any

    def has_capability(self, capability: str, /) -> bool: ...
    def namespace(self) -> Any: ...
    def list_folders(self, directory: str = ..., pattern: str = ..., /) -> Any: ...
    def create_folder(self, folder: str, /) -> Any: ...
    def subscribe_folder(self, folder: str, /) -> Any: ...
    def search(self, criteria: Any = ..., /) -> Any: ...
    def fetch(self, messages: Any, data: Any, /) -> Any: ...
    def noop(self) -> Any: ...
    def move(self, messages: Any, folder: str, /) -> Any: ...
    def copy(self, messages: Any, folder: str, /) -> Any: ...
    def add_flags(self, messages: Any, flags: Any, /, *, silent: bool = ...) -> Any: ...
    def uid_expunge(self, messages: Any, /) -> Any: ...


def quoted(text: str) -> str:
    """A quoted string (RFC 9051 §4.3) of text without line ends."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def namespace_of(client: Client) -> Namespace:
    """Our personal namespace; where the server names none, its separator alone."""
    personal = client.namespace().personal if client.has_capability("NAMESPACE") else None
    if personal:
        prefix, separator = personal[0]
        return Namespace(prefix=prefix, separator=separator or None)
    listed = client.list_folders("", "")
    separator = listed[0][1] if listed else None
    return Namespace(prefix="", separator=separator.decode("ascii") if separator else None)


def folder_is_there(client: Client, spelling: str) -> bool:
    return any(
        _same_folder(name, spelling) and NOT_SELECTABLE.isdisjoint(flag.lower() for flag in flags)
        for flags, _, name in client.list_folders("", spelling)
    )


def _same_folder(name: str, spelling: str) -> bool:
    return name == spelling or name.upper() == spelling.upper() == INBOX


def every_uid(client: Client, opened: Fields) -> Iterable[int]:
    """Every UID of the open folder, asked for in windows where one answer would be too long."""
    uidnext = opened.get(b"UIDNEXT")
    if uidnext is None or opened.get(b"EXISTS", 0) <= UIDS_IN_AN_ANSWER:
        return client.search("ALL")  # type: ignore[no-any-return]
    windows = range(1, uidnext, UIDS_IN_AN_ANSWER)
    return {uid for low in windows for uid in client.search(f"UID {low}:{low + UIDS_IN_AN_ANSWER - 1}")}


def uids_above(client: Client, known: int) -> frozenset[int]:
    """The UIDs above one that is known. `n:*` names the last message also where it is below n (RFC 9051 §9)."""
    if known + 1 >= LAST_UID:
        return frozenset()
    return frozenset(uid for uid in client.search(f"UID {known + 1}:*") if uid > known)


def uidvalidity_told(client: Client, known: int) -> int:
    """What the server said last about the life of the open folder; what is known where it said nothing since."""
    told = client._imap.untagged_responses.get("UIDVALIDITY") or []  # noqa: SLF001 - imapclient keeps it from us
    found = told[-1] if told else None
    return int(found) if isinstance(found, bytes) and found.isdigit() else known


def uids_still_there(client: Client, uids: Sequence[int]) -> frozenset[int]:
    askable = [uid for uid in uids if 0 < uid < LAST_UID]
    if not askable:
        return frozenset()
    return frozenset(client.search("UID " + ",".join(map(str, askable)))) & frozenset(askable)


def bodies(client: Client, stated: Mapping[int, Fields], *, most_bytes: int) -> dict[int, bytes]:
    """The whole messages, each cut one byte past `most_bytes`; those that are not there any more are left out."""
    if not stated:
        return {}
    answer = client.fetch(tuple(stated), [f"BODY.PEEK[]<0.{most_bytes + 1}>"])
    found = {uid: fields.get(BODY) for uid, fields in answer.items()}
    whole = {uid: body for uid, body in found.items() if isinstance(body, bytes)}
    doubtful = [uid for uid, body in whole.items() if len(body) != size_of(stated[uid]) or STAND_IN in body[:512]]
    if any(not MAY_COME.issuperset(answer[uid]) for uid in doubtful):
        raise MailboxUnavailable("fetching: the answer makes no sense")  # a literal was shorter than its message
    for uid in _made_up(client, doubtful):
        del whole[uid]
    return whole


def body_of(client: Client, uid: int, *, most_bytes: int) -> bytes | None:
    """One whole message; None where it is not there, or is larger."""
    stated = client.fetch([uid], ["RFC822.SIZE"])
    body = bodies(client, stated, most_bytes=most_bytes).get(uid)
    return body if body is not None and len(body) <= most_bytes else None


def _made_up(client: Client, doubtful: Sequence[int]) -> frozenset[int]:
    """Those that are not as they should be because they are not there any more.

    Courier makes up a body, and its size, for a message that another session expunged; Exchange states sizes that are
    not quite true.
    """
    if not doubtful:
        return frozenset()
    client.noop()
    return frozenset(doubtful) - uids_still_there(client, doubtful)


def size_of(stated: Fields | None) -> int:
    size = (stated or {}).get(b"RFC822.SIZE")
    return size if isinstance(size, int) else 0


def instant_of(stated: Fields | None) -> datetime:
    """INTERNALDATE in UTC; the epoch where the server gives none that can be read."""
    given = (stated or {}).get(b"INTERNALDATE")
    try:
        return given.astimezone(UTC) if isinstance(given, datetime) else UNKNOWN_INSTANT
    except OverflowError:
        return UNKNOWN_INSTANT


def move_message(client: Client, uid: int, spelling: str) -> Moved | None:
    """Move one message that was there a moment ago. OK is no proof, as a missing UID is answered with OK: COPYUID is."""
    client._imap.untagged_responses.pop("COPYUID", None)  # noqa: SLF001 - imapclient keeps the code from us
    if moves_at_once(client):
        client.move([uid], spelling)
        return _copied(client, uid) or _moved_without_proof(client, uid)
    if not client.has_capability("UIDPLUS"):
        raise FolderRefused("the server can neither move one message nor expunge one")
    client.copy([uid], spelling)
    copied = _copied(client, uid)
    if copied is None:
        return _moved_without_proof(client, uid)
    remove_copied(client, uid)
    return copied


def remove_copied(client: Client, uid: int) -> None:
    """The second half of a move by copying: this message alone is expunged."""
    client.add_flags([uid], [b"\\Deleted"], silent=True)
    client.uid_expunge([uid])


def moves_at_once(client: Client) -> bool:
    """Whether a move is one step (RFC 6851); else it is copied and then expunged, and may be broken off between."""
    return bool(client.has_capability("MOVE"))


def _copied(client: Client, uid: int) -> Moved | None:
    """What COPYUID (RFC 4315 §3) says of this UID."""
    codes = client._imap.untagged_responses.pop("COPYUID", None) or [b""]  # noqa: SLF001
    found = COPYUID.fullmatch(codes[-1] or b"")
    if found is None or int(found[2]) != uid:
        return None
    return Moved(uidvalidity=int(found[1]), uid=int(found[3]))


def _moved_without_proof(client: Client, uid: int) -> Moved | None:
    if uids_still_there(client, [uid]):
        raise MailboxUnavailable("moving: the server says OK and the message lies where it lay")
    return None if client.has_capability("UIDPLUS") else Moved(uidvalidity=None, uid=None)


def uids_like(client: Client, likeness: Likeness, *, most_bytes: int) -> tuple[int, ...]:
    """The messages of the open folder that are like this one, newest last.

    By Message-ID, and where that finds nothing or is none, by the size; by their content where several have the same.
    """
    found: Sequence[int] = ()
    if likeness.message_id is not None and is_askable(likeness.message_id):
        found = sorted(client.search(f"HEADER Message-ID {quoted(likeness.message_id)}"))
        if len(found) == 1:
            return tuple(found)
    for candidates in (found, _of_size(client, likeness.size), sorted(client.search("ALL"))):
        alike = _of_content(client, candidates[-MOST_ALIKE:], likeness.sha256, most_bytes=most_bytes)
        if alike:
            return alike
    return ()


def _of_size(client: Client, size: int) -> Sequence[int]:
    """Courier counts other bytes when it searches than when it answers: there the newest messages are looked at."""
    return sorted(client.search(f"LARGER {max(0, size - 1)} SMALLER {size + 1}"))


def _of_content(client: Client, uids: Sequence[int], sha256: str | None, *, most_bytes: int) -> tuple[int, ...]:
    if sha256 is None or not uids:
        return ()
    stated = client.fetch(uids, ["RFC822.SIZE"])
    came = bodies(client, stated, most_bytes=most_bytes)
    return tuple(uid for uid in uids if uid in came and hashlib.sha256(came[uid]).hexdigest() == sha256)


def tells_of_change(told: Iterable[tuple[Any, ...]]) -> bool:
    """Whether what came during IDLE means another look. Raises MailboxUnavailable at a BYE."""
    answers = tuple(told)
    if any(answer[:1] == (b"BYE",) for answer in answers):
        raise MailboxUnavailable("waiting: the server ended the connection")
    return any(not CHANGES.isdisjoint(part for part in answer if isinstance(part, bytes)) for answer in answers)
