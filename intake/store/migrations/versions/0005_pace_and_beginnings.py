"""How many letters went lately is counted quickly; and what lay in a mailbox before the first day is left alone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    finished = sa.text("finished_at IS NOT NULL")
    op.create_index("ix_outbox_finished", "outbox", ["finished_at"], sqlite_where=finished, postgresql_where=finished)
    op.create_table(
        "beginnings",
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "folder", name=op.f("pk_beginnings")),
    )
    op.execute(
        "INSERT INTO beginnings (mailbox, folder, begun_at) SELECT mailbox, folder, min(seen_at) FROM ledger GROUP BY mailbox, folder"
    )
    op.add_column("arrivals", sa.Column("quiet", sa.Boolean(), nullable=True))
