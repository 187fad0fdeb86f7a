"""The audit: every step appended in the transaction that takes it, each with our own mark on it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from intake.store.engine import keyring_of
from intake.store.marks import marked
from intake.store.schema import audit
from intake.store.states import Event


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
    step: dict[str, Any] = {
        "event": event,
        "at": at,
        "arrival_id": arrival_id,
        "outbox_id": outbox_id,
        "reference": reference,
        "detail": detail,
    }
    connection.execute(insert(audit), {**step, "mark": marked(step, keyring_of(connection))})
