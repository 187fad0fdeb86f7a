"""The chain over the audit: its steps in one order, each link over all before it.

Links are added after the steps, a batch at a time, so that workers who take steps beside each other never wait for a chain.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select

from intake.store.engine import POSTGRESQL, SQLITE, keyring_of
from intake.store.marks import FIRST, chained, is_ours, proven
from intake.store.rows import AuditHead
from intake.store.schema import audit, links

LATE: Final = {SQLITE: 0, POSTGRESQL: 1_000}
"""PostgreSQL numbers steps before they are committed: so far behind the newest link late ones are looked for."""
AT_ONCE: Final = 5_000


def extend(connection: Connection) -> int:
    """Chain the steps that are new; how many. Nobody else does so meanwhile: in a transaction that is alone."""
    newest = _newest(connection)
    steps = _unchained(connection)
    rows = _links(connection, newest, steps)
    if rows:
        connection.execute(insert(links), rows)
    return len(rows)


def head(connection: Connection) -> AuditHead | None:
    """The newest link; None while there is none."""
    newest = _newest(connection)
    return None if newest is None else AuditHead(number=newest.number, link=newest.link.hex())


def _newest(connection: Connection) -> Row[Any] | None:
    return connection.execute(select(links).order_by(links.c.number.desc()).limit(1)).one_or_none()


def _unchained(connection: Connection) -> Sequence[Row[Any]]:
    """Steps without a link, by number: among the newest, and a little before them."""
    last_chained = select(func.coalesce(func.max(links.c.step_id), 0)).scalar_subquery()
    is_chained = select(links.c.step_id).where(links.c.step_id == audit.c.id).exists()
    found = (
        select(audit)
        .where(audit.c.id > last_chained - LATE[connection.dialect.name], ~is_chained)
        .order_by(audit.c.id)
        .limit(AT_ONCE)
    )
    return connection.execute(found).all()


def _links(connection: Connection, newest: Row[Any] | None, steps: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """A step that is not ours gets no link: it is there to be found by whoever verifies."""
    keyring = keyring_of(connection)
    number, before = (0, FIRST) if newest is None else (newest.number, newest.link)
    rows = []
    for step in steps:
        if not is_ours(fields(step), step.mark or b"", keyring):
            continue
        number, before = number + 1, chained(before, step.id, fields(step), step.mark)
        rows.append({"number": number, "step_id": step.id, "link": before, "proof": proven(before, keyring)})
    return rows


def fields(row: Row[Any]) -> Mapping[str, Any]:
    """A row by the names of its columns."""
    return row._mapping  # type: ignore[return-value]  # noqa: SLF001 - the public view of a row
