"""Contents, Message-IDs of strangers and the agencies' domains are sealed."""

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("since", INSTANT, server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
    )
    op.add_column("arrivals", sa.Column("message_id_hash", sa.String(), nullable=True))
    op.create_index(op.f("ix_arrivals_message_id_hash"), "arrivals", ["message_id_hash"], unique=False)
    op.drop_index(op.f("ix_arrivals_message_id"), table_name="arrivals")
    seal_texts("arrivals", "message_id", ("id",), hashed=True)
    seal_texts("referrals", "agency_domain", ("reference",))
    seal_texts("versions", "agency_domain", ("reference", "number"))
    seal_bytes("originals", "content", ("arrival_id",))
    seal_bytes("outbox", "content", ("key",))
    seal_bytes("outbox", "envelope", ("key",))


def seal_texts(table: str, column: str, ties: tuple[str, ...], *, hashed: bool = False) -> None:
    """A column of another type in its place; the open one goes with what stood in it."""
    keyring = context.config.attributes["keyring"]
    opened = f"open_{column}"
    op.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO {opened}")
    op.add_column(table, sa.Column(column, sa.LargeBinary(), nullable=True))
    rows = sa.table(table, *(sa.column(each) for each in (*ties, opened, column, "message_id_hash")))
    for row in every(rows, opened, ties):
        values: dict[str, object] = {column: bytes(keyring.seal_text(row[0], f"{table}.{column}", " ".join(map(str, row[1:]))))}
        if hashed:
            values["message_id_hash"] = keyring.message_id_hash(row[0])
        change(rows, ties, row[1:], values)
    op.drop_column(table, opened)


def seal_bytes(table: str, column: str, ties: tuple[str, ...]) -> None:
    keyring = context.config.attributes["keyring"]
    rows = sa.table(table, sa.column(column, sa.LargeBinary()), *(sa.column(each) for each in ties))
    for tie in op.get_bind().execute(sa.select(*(rows.c[each] for each in ties))).all():
        where = [rows.c[each] == value for each, value in zip(ties, tie, strict=True)]
        content = op.get_bind().execute(sa.select(rows.c[column]).where(*where)).scalar_one()
        sealed = keyring.seal(bytes(content), f"{table}.{column}", " ".join(map(str, tie)))
        change(rows, ties, tuple(tie), {column: bytes(sealed)})


def every(rows: sa.TableClause, column: str, ties: tuple[str, ...]) -> list[tuple[object, ...]]:
    chosen = sa.select(rows.c[column], *(rows.c[each] for each in ties)).where(rows.c[column].is_not(None))
    return [tuple(row) for row in op.get_bind().execute(chosen)]


def change(rows: sa.TableClause, ties: tuple[str, ...], tie: tuple[object, ...], values: dict[str, object]) -> None:
    where = [rows.c[each] == value for each, value in zip(ties, tie, strict=True)]
    op.get_bind().execute(sa.update(rows).where(*where).values(**values))
