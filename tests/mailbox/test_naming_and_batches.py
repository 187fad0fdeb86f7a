"""Folder names in a server's spelling, and messages parted into batches: values in, values out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.mailbox.batches import by_number, by_weight
from intake.mailbox.naming import Namespace

SIZES = st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 500)))


@pytest.mark.parametrize(
    ("prefix", "separator", "folder", "spelling"),
    [
        ("", "/", "INBOX", "INBOX"),
        ("", "/", "inbox", "INBOX"),
        ("", "/", "Intake/Forwarded", "Intake/Forwarded"),
        ("", ".", "Intake/Needs a person", "Intake.Needs a person"),
        ("INBOX.", ".", "INBOX", "INBOX"),
        ("INBOX.", ".", "Intake/Forwarded", "INBOX.Intake.Forwarded"),
        ("INBOX.", ".", "INBOX/Forwarded", "INBOX.Forwarded"),
        ("INBOX/", "/", "Intake/Forwarded", "INBOX/Intake/Forwarded"),
        ("Inbox.", ".", "Intake", "INBOX.Intake"),
        ("mail/", "/", "Intake/Forwarded", "mail/Intake/Forwarded"),
        ("", ".", "Dr. Example/Old", "Dr- Example.Old"),
        ("", None, "Intake/Forwarded", "Intake-Forwarded"),
        ("", "\\", "Intake/Forwarded", "Intake\\Forwarded"),
    ],
)
def test_a_folder_is_spelled_as_the_server_spells(
    prefix: str, separator: str | None, folder: str, spelling: str
) -> None:
    assert Namespace(prefix=prefix, separator=separator).spelling(folder) == spelling


@settings(max_examples=100, deadline=None)
@given(sizes=SIZES, most=st.integers(1, 10), most_bytes=st.integers(1, 1_000))
def test_batches_lose_nothing_and_keep_their_bounds(sizes: list[tuple[int, int]], most: int, most_bytes: int) -> None:
    batches = list(by_weight(sizes, most=most, most_bytes=most_bytes))

    assert [uid for batch in batches for uid in batch] == [uid for uid, _ in sizes]
    weights = iter(size for _, size in sizes)
    for batch in batches:
        weight = sum(next(weights) for _ in batch)
        assert 0 < len(batch) <= most
        assert weight <= most_bytes or len(batch) == 1


@settings(max_examples=100, deadline=None)
@given(uids=st.lists(st.integers()), most=st.integers(1, 7))
def test_chunks_lose_nothing(uids: list[int], most: int) -> None:
    chunks = list(by_number(uids, most=most))

    assert [uid for chunk in chunks for uid in chunk] == uids
    assert all(0 < len(chunk) <= most for chunk in chunks)
