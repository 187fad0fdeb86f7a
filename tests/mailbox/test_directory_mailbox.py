"""What a directory of files promises beyond the port."""

import os
import threading
from pathlib import Path

import pytest

from intake.mailbox import FolderMissing, MailboxRefused, MailboxUnavailable
from intake.mailbox.folder import INDEX, DirectoryMailbox
from tests.mailbox.boxes import DirectoryBox, everything, letter


@pytest.mark.parametrize("name", ["half.tmp", ".hidden.eml", "notes.txt", "letter.eml.part", "eml"])
def test_what_is_no_finished_letter_is_not_listed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(letter(1))

    assert DirectoryMailbox(tmp_path).list().uids == frozenset()


def test_links_and_directories_are_no_letters(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"another's file")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.eml").symlink_to(outside)
    (tmp_path / "in" / "folder.eml").mkdir()

    assert DirectoryMailbox(tmp_path / "in").list().uids == frozenset()


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "LETTER.EML").write_bytes(letter(1))

    assert len(DirectoryMailbox(tmp_path).list().uids) == 1


def test_a_new_letter_under_an_old_name_is_a_new_message(tmp_path: Path) -> None:
    mailbox = DirectoryMailbox(tmp_path)
    (tmp_path / "mail.eml").write_bytes(letter(1))
    first = mailbox.list()
    mailbox.move(min(first.uids), uidvalidity=first.uidvalidity, folder="Done")
    (tmp_path / "mail.eml").write_bytes(letter(22))

    second = mailbox.list()

    assert second.uids.isdisjoint(first.uids)
    assert [each.content for each in everything(mailbox)] == [letter(22)]


def test_no_letter_is_ever_overwritten_by_a_move(tmp_path: Path) -> None:
    mailbox = DirectoryMailbox(tmp_path)
    for number in (1, 2, 3):
        (tmp_path / "mail.eml").write_bytes(letter(number))
        listing = mailbox.list()
        mailbox.move(max(listing.uids), uidvalidity=listing.uidvalidity, folder="Done")

    assert {each.read_bytes() for each in (tmp_path / "Done").iterdir()} == {letter(1), letter(2), letter(3)}


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"[]", b'{"uidvalidity": 1}', b'{"uidvalidity":1,"uidnext":2,"files":[3]}', b"\xff"]
)
def test_a_broken_index_begins_another_life_of_the_folder(directory_box: DirectoryBox, broken: bytes) -> None:
    directory_box.deliver(letter(1))
    mailbox = directory_box.open()
    before = mailbox.list()
    (directory_box.directory / INDEX).write_bytes(broken)

    after = mailbox.list()

    assert after.uidvalidity != before.uidvalidity
    assert len(after.uids) == 1
    assert mailbox.list() == after


def test_names_of_any_bytes_are_letters(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.eml"))).write_bytes(letter(1))
    mailbox = DirectoryMailbox(tmp_path)

    assert [each.content for each in everything(mailbox)] == [letter(1)]
    assert mailbox.list() == DirectoryMailbox(tmp_path).list()


@pytest.mark.parametrize("folder", ["", "..", "../out", "a/../../out", "/tmp", "a//b", ".hidden", "a\0b"])
def test_a_folder_never_lies_outside(directory_box: DirectoryBox, folder: str) -> None:
    directory_box.deliver(letter(1))
    mailbox = directory_box.open()
    listing = mailbox.list()

    with pytest.raises(MailboxRefused):
        mailbox.move(min(listing.uids), uidvalidity=listing.uidvalidity, folder=folder)
    assert directory_box.contents("INBOX") == [letter(1)]


def test_a_directory_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(MailboxUnavailable) as told:
        DirectoryMailbox(tmp_path / "nowhere").list()
    assert str(tmp_path) not in str(told.value)


def test_two_visitors_at_once_give_each_letter_one_uid(directory_box: DirectoryBox) -> None:
    for number in range(30):
        directory_box.deliver(letter(number))
    listings = []
    visitors = [
        threading.Thread(target=lambda: listings.append(DirectoryMailbox(directory_box.directory).list()))
        for _ in range(8)
    ]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()

    assert len(set(listings)) == 1
    assert len(listings) == 8
    assert len(listings[0].uids) == 30


def test_a_directory_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        DirectoryMailbox(tmp_path / "nowhere").list()
