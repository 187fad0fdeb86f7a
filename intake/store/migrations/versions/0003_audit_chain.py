"""Each step of the audit bears a mark, and a chain runs over all of them."""

import sqlalchemy as sa
from alembic import context, op

from intake.store.marks import FIRST, chained, proven

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

SQLITE_LINKS = (
    "CREATE TRIGGER links_are_not_changed BEFORE UPDATE ON audit_links "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END",
    "CREATE TRIGGER links_are_not_deleted BEFORE DELETE ON audit_links "
    "BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END",
)
POSTGRESQL_LINKS = (
    "CREATE TRIGGER links_are_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_links "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_audit()",
)


def upgrade() -> None:
    op.add_column("audit", sa.Column("mark", sa.LargeBinary(), nullable=True))
    op.add_column("digests", sa.Column("head", sa.LargeBinary(), nullable=True))
    op.create_table(
        "audit_links",
        sa.Column("number", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("step_id", ROW_ID, nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("step_id", name=op.f("uq_audit_links_step_id")),
    )
    chain_what_is_there()
    for statement in SQLITE_LINKS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_LINKS:
        op.execute(statement)


def chain_what_is_there() -> None:
    """Steps from before there were marks are believed, and cannot be changed from here on."""
    keyring, before = context.config.attributes["keyring"], FIRST
    links = sa.table("audit_links", *(sa.column(each) for each in ("number", "step_id", "link", "proof")))
    for number, step in enumerate(steps(), start=1):
        before = chained(before, step["id"], dict(step), None)
        values = {"number": number, "step_id": step["id"], "link": before, "proof": proven(before, keyring)}
        op.get_bind().execute(sa.insert(links), values)


def steps() -> list[sa.RowMapping]:
    from intake.store.columns import Instant

    names = ("id", "event", "arrival_id", "outbox_id", "reference", "detail")
    audit = sa.table("audit", sa.column("at", Instant), *(sa.column(each) for each in names))
    return list(op.get_bind().execute(sa.select(audit).order_by(audit.c.id)).mappings())
