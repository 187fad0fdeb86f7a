"""Who gets hold of the database alone learns nothing; who changes it is noticed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text, update

from intake.model.decision import Outcome, Reason
from intake.model.mail import NoticeKind
from intake.model.message import MessageKind
from intake.store import MailState, Store, StoreFault, StoreRefused
from intake.store.keys import TIES, sealed_columns
from intake.store.schema import metadata, originals
from intake.store.sealing import SealedBytes
from tests.store.builders import NOW, PLACE, REFERRER, SECRET, claimed, decided, fetched, kept, mail, version

CANARY = "Quillfeather"
KEY = b"another key of thirty-two letters"


def with_canaries(store: Store) -> None:
    """A message and letters with an invented name wherever a stranger can put one."""
    store.keep(PLACE, [fetched(1, f"Subject: {CANARY}\r\n\r\n{CANARY}".encode())], now=NOW)
    with store.deciding(claimed(store), now=NOW) as deciding:
        letter = mail("return:1:1", to=f"{CANARY}@{CANARY}.test")
        deciding.record(
            kind=MessageKind.REFERRAL,
            outcome=Outcome.RETURNED,
            reason=Reason.INCOMPLETE,
            fingerprint="f" * 64,
            message_id=f"<{CANARY}.form@{CANARY}.test>",
            sender=f"{CANARY}@{CANARY}.test",
            referrals=[version(deciding.new_reference("HCP", 2026), domain=f"{CANARY}.test")],
            mails=[letter],
        )
    store.heartbeat("decide", now=lambda: NOW, ok=True)
    store.record_digest(NOW.date(), [mail("digest:1", NoticeKind.DIGEST, to=f"{CANARY}@council.test")], now=NOW)


def test_no_name_or_address_can_be_read_in_the_database(store: Store) -> None:
    with_canaries(store)

    with store._database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(text(f"SELECT * FROM {table.name}")):
                shown = " ".join(v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in row).lower()
                assert CANARY.lower() not in shown, table.name


def test_no_name_can_be_found_in_the_file(sqlite_url: str) -> None:
    store = Store.open(sqlite_url, secret=SECRET)
    with_canaries(store)
    store.close()

    assert CANARY.lower().encode() not in Path(sqlite_url.removeprefix("sqlite:///")).read_bytes().lower()


def test_all_of_it_is_read_again_by_whoever_has_the_key(store: Store) -> None:
    with_canaries(store)

    facts = store.digest_facts(since=None, now=NOW)
    assert [line.agency_domain for line in facts.open_returns] == [f"{CANARY}.test"]
    assert store.trace(f"<{CANARY}.form@{CANARY}.test>")[0].message_id == f"<{CANARY}.form@{CANARY}.test>"
    letter = store.claim_mail(worker="one", now=NOW, lease_seconds=60)
    assert letter is not None
    assert letter.mail == mail("return:1:1", to=f"{CANARY}@{CANARY}.test")


def test_every_sealed_column_says_what_its_values_are_tied_to() -> None:
    assert {column.table for column in sealed_columns()} == set(TIES)


def test_a_sealed_column_takes_nothing_open(store: Store) -> None:
    kept(store, 1)

    with pytest.raises(StoreFault), store._database.writing() as connection:
        connection.execute(update(originals).values(content=b"in the open"))


# -- what somebody changed -------------------------------------------------------------------------------------------


def test_a_message_that_was_changed_is_not_read_and_holds_up_no_other(store: Store) -> None:
    kept(store, 1, 2)
    with store._database.writing() as connection:
        connection.execute(update(originals).where(originals.c.arrival_id == 1).values(content=SealedBytes(b"else")))

    damaged, whole = claimed(store), claimed(store)

    assert (damaged.content, damaged.is_damaged, damaged.is_too_large) == (None, True, False)
    assert (whole.content, whole.is_damaged) == (b"message 2", False)


def test_a_message_in_the_place_of_another_is_not_read(store: Store) -> None:
    kept(store, 1, 2)
    with store._database.writing() as connection:
        other = text("UPDATE originals SET content = (SELECT content FROM originals WHERE arrival_id = 2)")
        connection.execute(other)

    assert claimed(store).is_damaged


def test_a_letter_that_was_changed_is_dead_and_the_next_one_goes(store: Store) -> None:
    decided(store, 1)
    decided(store, 2)
    with store._database.writing() as connection:
        other = text("UPDATE outbox SET envelope = (SELECT envelope FROM outbox WHERE id = 2) WHERE id = 1")
        connection.execute(other)

    letter = store.claim_mail(worker="one", now=NOW, lease_seconds=60)

    assert letter is not None
    assert letter.mail.key == "letter-2"
    facts = store.digest_facts(since=None, now=NOW)
    assert [(each.state, each.phase) for each in facts.dead_letters] == [(MailState.DEAD, "seal")]


# -- keys ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_keys(url: str) -> Callable[..., Store]:
    """The same store, opened with other keys."""
    return lambda *keys, secret=SECRET: Store.open(url, secret=secret, keys=keys)


def headers(store: Store) -> set[bytes]:
    with store._database.reading() as connection:
        return {
            row[0].header
            for column in sealed_columns()
            for row in connection.execute(column.table.select().with_only_columns(column))
            if row[0] is not None
        }


def test_rotating_seals_everything_with_the_newest_key(store: Store, with_keys: Callable[..., Store]) -> None:
    store.migrate()
    with_canaries(store)
    rotating = with_keys(KEY)
    rotating.migrate()

    assert len(rotating.sealing_keys()) == 2
    assert rotating.rotate_keys(now=NOW) == sum(1 for _ in sealed_columns()) + 2, "the digest has two more"

    assert headers(rotating) == {rotating._keyring.header}
    assert [key.id for key in rotating.sealing_keys()] == [rotating._keyring.newest]
    assert rotating.rotate_keys(now=NOW) == 0
    alone = with_keys(secret=KEY)
    alone.migrate()
    letter = alone.claim_mail(worker="one", now=NOW, lease_seconds=60)
    assert letter is not None
    assert letter.mail.recipients == (f"{CANARY}@{CANARY}.test",)
    for each in (rotating, alone):
        each.close()


def test_a_store_whose_key_is_missing_refuses_to_start(store: Store, with_keys: Callable[..., Store]) -> None:
    store.migrate()
    other = with_keys(secret=b"a secret that was never here at all")

    with pytest.raises(StoreRefused, match="key that is not here"):
        other.migrate()

    other.close()


def test_a_key_that_was_retired_may_seal_again(store: Store, with_keys: Callable[..., Store]) -> None:
    store.migrate()
    newer = with_keys(KEY)
    newer.migrate()
    newer.rotate_keys(now=NOW)
    newer.close()

    back = with_keys(SECRET, KEY)
    back.migrate()

    assert {key.id for key in back.sealing_keys()} == back._keyring.ids
    back.close()


def test_a_referrer_is_still_counted_under_new_keys(store: Store, with_keys: Callable[..., Store]) -> None:
    decided(store, 1)
    newer = with_keys(KEY)

    assert newer.trace(REFERRER)
    newer.close()
