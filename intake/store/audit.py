"""The audit: every step appended in the transaction that takes it, each with our own mark on it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, insert

from intake.store.engine import keyring_of
from intake.store.marks import marked
from intake.store.schema import audit
from intake.store.states import Event

GATHERED: Final = "gathered steps"
"""Where a connection keeps the steps that it has not appended yet."""
Step: TypeAlias = dict[str, Any]


def note(
    connection: Connection,
    event: Event,
    *,
    at: datetime,
    arrival_id: int | None = None,
    outbox_id: int | None = None,
    reference: str | None = None,
    detail: str = "",
) -> None:
    """Append one step. `detail` is a code: never a name, an address or content."""
    step: Step = {
        "event": event,
        "at": at,
        "arrival_id": arrival_id,
        "outbox_id": outbox_id,
        "reference": reference,
        "detail": detail,
    }
    gathering = connection.info.get(GATHERED)
    if gathering is None:
        _append(connection, [step])
    else:
        gathering.append(step)


@contextmanager
def gathered(connection: Connection) -> Iterator[None]:
    """The steps noted meanwhile are appended together at the end, in their order; none when anything is raised."""
    kept, steps = connection.info, list[Step]()  # a connection that was lost meanwhile can no longer be asked for it
    kept[GATHERED] = steps
    try:
        yield
    finally:
        del kept[GATHERED]
    if steps:
        _append(connection, steps)


def _append(connection: Connection, steps: Sequence[Step]) -> None:
    keyring = keyring_of(connection)
    connection.execute(insert(audit), [{**step, "mark": marked(step, keyring)} for step in steps])
