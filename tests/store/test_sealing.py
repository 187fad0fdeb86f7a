"""What is sealed opens in its own place, whole, with a key that is here; and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.store import StoreRefused
from intake.store.schema import originals, outbox
from intake.store.sealing import Keyring, SealBroken

SECRET = b"s" * 32
RING = Keyring(SECRET)
PLACE = (outbox.c.content, "return:17:2")


@given(clear=st.binary(max_size=2_000), row=st.one_of(st.integers(0), st.text(max_size=20)))
def test_what_was_sealed_opens(clear: bytes, row: str | int) -> None:
    assert RING.unseal(RING.seal(clear, outbox.c.content, row), outbox.c.content, row) == clear


def test_nothing_of_it_can_be_seen_and_nothing_shows_that_two_are_the_same() -> None:
    one, other = (RING.seal(b"Alice Example", *PLACE) for _ in range(2))

    assert b"Alice" not in one
    assert one != other


@pytest.mark.parametrize(
    "place",
    [(outbox.c.envelope, "return:17:2"), (originals.c.content, "return:17:2"), (outbox.c.content, "return:18:2")],
)
def test_it_opens_in_no_other_row_column_or_table(place: tuple[object, str]) -> None:
    with pytest.raises(SealBroken):
        RING.unseal(RING.seal(b"Alice Example", *PLACE), *place)


@given(position=st.integers(0, 45), change=st.integers(1, 255))
def test_a_change_of_any_byte_is_seen(position: int, change: int) -> None:
    sealed = bytearray(RING.seal(b"Alice Example", *PLACE))
    assert len(sealed) == 46
    sealed[position] ^= change

    with pytest.raises(SealBroken):
        RING.unseal(bytes(sealed), *PLACE)


@given(junk=st.binary(max_size=100))
def test_what_was_never_sealed_does_not_open(junk: bytes) -> None:
    with pytest.raises(SealBroken):
        RING.unseal(junk, *PLACE)


def test_the_newest_key_seals_and_every_key_opens() -> None:
    old = RING.seal(b"Alice Example", *PLACE)
    ring = Keyring(SECRET, [b"n" * 32, b"o" * 32])

    assert ring.unseal(old, *PLACE) == b"Alice Example"
    assert ring.seal(b"Alice Example", *PLACE).header == Keyring(b"n" * 32).header
    with pytest.raises(SealBroken):
        RING.unseal(ring.seal(b"Alice Example", *PLACE), *PLACE)


@pytest.mark.parametrize(("secret", "keys"), [(b"", ()), (b"s" * 15, ()), (SECRET, [b""])])
def test_without_a_secret_worth_the_name_there_is_no_ring(secret: bytes, keys: list[bytes]) -> None:
    with pytest.raises(StoreRefused):
        Keyring(secret, keys)


def test_an_address_has_one_hash_however_it_is_written_and_another_under_another_secret() -> None:
    assert RING.address_hash(" Kim@School.test ") == RING.address_hash("kim@school.test")
    assert RING.address_hash("kim@school.test") != Keyring(b"t" * 32).address_hash("kim@school.test")


def test_a_message_id_is_no_address_to_the_hash_and_keeps_its_case() -> None:
    assert RING.message_id_hash("<A@b>") != RING.message_id_hash("<a@b>")
    assert RING.message_id_hash("<a@b>") != RING.address_hash("<a@b>")


@given(text=st.text(st.characters(), max_size=50))
def test_a_text_comes_back_as_it_was_and_none_stays_none(text: str) -> None:
    assert RING.unseal_text(RING.seal_text(text, *PLACE), *PLACE) == text
    assert RING.unseal_text(RING.seal_text(None, *PLACE), *PLACE) is None


def test_a_text_with_a_broken_seal_is_not_shown() -> None:
    assert RING.unseal_text(b"Alice Example", *PLACE) is None
