"""The mailbox as a directory of .eml files: what lies in it is the inbox, sub-directories are the folders."""

import fcntl
import hashlib
import json
import os
import re
import secrets
import stat
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from intake.mailbox import After, FolderMissing, FolderRefused, MailboxRefused, MailboxUnavailable, checked_message_id
from intake.mailbox.batches import by_weight
from intake.mailbox.naming import INBOX
from intake.model.mailbox import Fetched, Likeness, Listing, Moved, Place
from intake.model.office import Limits

INDEX = ".intake-index.json"
LOCK = ".intake-lock"
SUFFIX = ".eml"
GLANCE_SECONDS = 0.5
LAST_UIDVALIDITY = 2**32 - 1
MESSAGE_ID_LINE = re.compile(rb"(?im)^message-id:[ \t\r\n]*(<[^>\r\n]*>)")
END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
UNKNOWN_INSTANT = datetime.fromtimestamp(0, UTC)

Content = tuple[str, int, int]
"""A file as it is: its name, when it was written in ns, its size. One that is written anew is a new message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """Which file has which UID. Lost or broken it begins again under a new UIDVALIDITY, as a mail server would."""

    uidvalidity: int
    uidnext: int = 1
    files: Mapping[int, Content] = field(default_factory=dict)

    def with_files(self, found: Sequence[Content]) -> "Index":
        """The index of what is there: known files keep their UID, new ones get the next in the order of `found`."""
        known = {file: uid for uid, file in self.files.items()}
        new = [file for file in found if file not in known]
        numbered = {known[file]: file for file in found if file in known} | dict(enumerate(new, self.uidnext))
        return Index(uidvalidity=self.uidvalidity, uidnext=self.uidnext + len(new), files=numbered)


class DirectoryMailbox:
    """Files that end in `.eml` and do not begin with a dot. Whoever puts them there writes elsewhere and renames."""

    def __init__(self, directory: Path, *, limits: Limits | None = None) -> None:
        self.directory = directory
        self.limits = limits or Limits()
        self._seen: frozenset[Content] = frozenset()

    def list(self, *, after: After | None = None) -> Listing:
        with self._reading(), self._locked():
            index = self._indexed()
        self._seen = frozenset(index.files.values())
        place = Place(mailbox=f"{self.directory.name}@directory", folder=INBOX, uidvalidity=index.uidvalidity)
        known = max(0, after(place)) if after is not None else 0
        return Listing(
            mailbox=place.mailbox,
            folder=place.folder,
            uidvalidity=place.uidvalidity,
            uids=frozenset(uid for uid in index.files if uid > known),
            uidnext=index.uidnext,
            after=known,
        )

    def since(self, day: date) -> frozenset[int]:
        with self._reading(), self._locked():
            files = self._indexed().files
        begin_ns = int(datetime.combine(day, time.min, UTC).timestamp()) * 10**9
        return frozenset(uid for uid, (_, written_ns, _) in files.items() if written_ns >= begin_ns)

    def dates(self, uids: Sequence[int]) -> Mapping[int, datetime]:
        with self._reading(), self._locked():
            files = self._indexed().files
        return {uid: _instant(files[uid][1]) for uid in uids if uid in files}

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[Fetched, ...]]:
        wanted = tuple(dict.fromkeys(uids))
        with self._reading(), self._locked():
            files = self._indexed().files
        weights = ((uid, files[uid][2] if uid in files else 0) for uid in wanted)
        for batch in by_weight(weights, most=self.limits.fetch_messages, most_bytes=self.limits.fetch_bytes):
            with self._reading():
                fetched = tuple(self._fetched(uid, files.get(uid)) for uid in batch)
            yield fetched

    def move(self, uid: int, *, uidvalidity: int, folder: str, copied: Moved | None = None) -> Moved | None:  # noqa: ARG002 - a file is moved as one
        with self._reading(), self._locked():
            index = self._indexed()
            if index.uidvalidity != uidvalidity or uid not in index.files:
                return None
            name = index.files[uid][0]
            try:
                target = self._folder(folder)
                target.mkdir(parents=True, exist_ok=True)
                (self.directory / name).rename(_free_name(target, name))
            except FileNotFoundError:
                return None
            except PermissionError:
                raise FolderRefused("moving: no right to do this") from None
            except OSError as fault:
                raise FolderRefused(f"moving: {type(fault).__name__}") from None
        return Moved(uidvalidity=None, uid=None)

    def locate(self, likeness: Likeness, *, folder: str) -> tuple[Moved, ...]:
        with self._reading():
            alike = [file for file in _letters(self._folder(folder)) if self._is_like(file, likeness)]
        return tuple(Moved(uidvalidity=None, uid=None) for _ in alike)

    def _is_like(self, file: Path, likeness: Likeness) -> bool:
        """By content, which no move changes."""
        if file.stat().st_size != likeness.size or likeness.sha256 is None:
            return False
        return hashlib.sha256(file.read_bytes()).hexdigest() == likeness.sha256

    def find(self, message_id: str, *, folders: Sequence[str]) -> bool:
        wanted = checked_message_id(message_id).encode("ascii")
        with self._reading():
            return any(
                _message_id(file, self.limits.header_block_bytes) == wanted
                for folder in folders
                for file in _letters(self._folder(folder))
            )

    def wait(self, seconds: float, *, stop: threading.Event) -> bool:
        glances = max(1, round(seconds / GLANCE_SECONDS))
        with self._reading():
            for _ in range(glances):
                if frozenset(self._found()) != self._seen:
                    return True
                if stop.wait(seconds / glances):
                    return False
            return frozenset(self._found()) != self._seen

    def close(self) -> None:
        """Nothing is kept open."""

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except PermissionError:
            raise MailboxRefused("no right to use the directory of the mailbox") from None
        except FileNotFoundError:
            raise FolderMissing("the directory of the mailbox is not there") from None
        except OSError as fault:
            raise MailboxUnavailable(f"the directory of the mailbox: {type(fault).__name__}") from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time gives out UIDs."""
        with (self.directory / LOCK).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _indexed(self) -> Index:
        """The index brought up to what lies there, and kept."""
        kept = _kept_index(self.directory / INDEX)
        index = kept or Index(uidvalidity=1 + secrets.randbelow(LAST_UIDVALIDITY))
        index = index.with_files(self._found())
        if index != kept:
            _keep_index(self.directory / INDEX, index)
        return index

    def _found(self) -> Sequence[Content]:
        """The letters that lie there, oldest first."""
        found = [(file.name, status.st_mtime_ns, status.st_size) for file, status in _with_status(self.directory)]
        return sorted(found, key=lambda each: (each[1], each[0]))

    def _fetched(self, uid: int, file: Content | None) -> Fetched:
        if file is None:
            return Fetched(uid=uid, received=UNKNOWN_INSTANT, content=None, size=0)
        name, written_ns, size = file
        received = _instant(written_ns)
        if size > self.limits.message_bytes:
            return Fetched(uid=uid, received=received, content=None, size=size)
        try:
            content = (self.directory / name).read_bytes()
        except FileNotFoundError:
            return Fetched(uid=uid, received=UNKNOWN_INSTANT, content=None, size=0)
        return Fetched(uid=uid, received=received, content=content, size=len(content))

    def _folder(self, folder: str) -> Path:
        parts = folder.split("/")
        if not all(parts) or any(part.startswith(".") or "\0" in part for part in parts):
            raise MailboxRefused("a folder with such a name cannot be")
        return self.directory if folder.upper() == INBOX else self.directory.joinpath(*parts)


def _instant(written_ns: int) -> datetime:
    return datetime.fromtimestamp(written_ns // 10**9, UTC)


def _letters(directory: Path) -> Iterator[Path]:
    if directory.is_dir():
        yield from (file for file, _ in _with_status(directory))


def _with_status(directory: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Letters with their status; links, half-written files and what vanishes meanwhile are left out."""
    for file in directory.iterdir():
        if file.suffix.lower() == SUFFIX and not file.name.startswith("."):
            try:
                status = file.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if stat.S_ISREG(status.st_mode):
                yield file, status


def _message_id(file: Path, most_bytes: int) -> bytes | None:
    try:
        with file.open("rb") as opened:
            header = END_OF_HEADER.split(opened.read(most_bytes), maxsplit=1)[0]
    except FileNotFoundError:
        return None
    found = MESSAGE_ID_LINE.search(header)
    return found[1] if found else None


def _free_name(directory: Path, name: str) -> Path:
    """`name` in the directory, with a number where one of that name lies there already: nothing is overwritten."""
    path, number = directory / name, 1
    while path.exists():
        number += 1
        path = directory / f"{Path(name).stem}-{number}{SUFFIX}"
    return path


def _kept_index(path: Path) -> Index | None:
    try:
        kept = json.loads(path.read_bytes())
        return Index(
            uidvalidity=int(kept["uidvalidity"]),
            uidnext=int(kept["uidnext"]),
            files={int(uid): (str(name), int(ns), int(size)) for uid, (name, ns, size) in kept["files"].items()},
        )
    except (FileNotFoundError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _keep_index(path: Path, index: Index) -> None:
    """Whole or not at all, even when the power goes."""
    written = {"uidvalidity": index.uidvalidity, "uidnext": index.uidnext, "files": index.files}
    half = path.with_suffix(".tmp")
    with half.open("w", encoding="utf-8") as opened:
        json.dump(written, opened)
        opened.flush()
        os.fsync(opened.fileno())
    half.replace(path)
