"""What was kept long enough can be erased, unless it is held."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "holds",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["reference"], ["referrals.reference"], name=op.f("fk_holds_reference")),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_holds")),
    )
    op.add_column("arrivals", sa.Column("erased_at", INSTANT, nullable=True))
