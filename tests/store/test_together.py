"""Several workers at once: each change happens once, and nobody sees half of one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import text

from intake.model.mail import NoticeKind
from intake.store import Store
from tests.store.builders import NOW, PLACE, SECRET, fetched, kept, mail

Answer = TypeVar("Answer")
WORKERS = 4


def together(open_store: Callable[[], Store], work: Callable[[Store], Answer]) -> list[Answer]:
    """What each of several workers with a store of its own answers."""
    stores = [open_store() for _ in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as workers:
        return list(workers.map(work, stores))


def test_a_batch_that_several_fetched_arrives_once(open_store: Callable[[], Store]) -> None:
    batch = [fetched(uid) for uid in range(30)]

    counts = together(open_store, lambda store: store.keep(PLACE, batch, now=NOW))

    assert sorted(counts) == [0, 0, 0, 30]


def test_an_alarm_that_several_raise_is_new_to_one(open_store: Callable[[], Store]) -> None:
    answers = together(open_store, lambda store: store.raise_alarm("quiet", now=NOW))

    assert sorted(answers) == [False, False, False, True]


def test_a_job_that_several_run_is_one_job(open_store: Callable[[], Store]) -> None:
    together(open_store, lambda store: store.heartbeat("collect", now=lambda: NOW, ok=False))

    (run,) = open_store().runs()
    assert run.failures == WORKERS


def test_a_digest_that_several_write_goes_out_once(open_store: Callable[[], Store]) -> None:
    def write(store: Store) -> int:
        return store.record_digest(NOW.date(), [mail("head", NoticeKind.DIGEST)], now=NOW)

    assert sorted(together(open_store, write)) == [0, 0, 0, 1]


def test_several_that_start_at_once_migrate_once(new_postgres_url: str) -> None:
    stores = [Store.open(new_postgres_url, secret=SECRET) for _ in range(2)]

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(Store.migrate, stores))

    kept(stores[0], 1)
    for each in stores:
        each.close()


def test_whoever_looks_sees_one_moment(postgres_url_of_empty_store: str) -> None:
    looking, writing = (
        Store.open(postgres_url_of_empty_store, secret=SECRET),
        Store.open(postgres_url_of_empty_store, secret=SECRET),
    )
    count = text("SELECT count(*) FROM arrivals")

    with looking._database.reading() as connection:
        before = connection.execute(count).scalar_one()
        kept(writing, 1)
        after = connection.execute(count).scalar_one()

    assert (before, after) == (0, 0)
    assert looking.figures(now=NOW).received == 1
    looking.close()
    writing.close()
