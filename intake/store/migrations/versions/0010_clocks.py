"""Since when nobody has set the clock of a machine."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clocks",
        sa.Column("machine", sa.String(), nullable=False),
        sa.Column("ahead", sa.Float(precision=53), nullable=False),
        sa.Column("calm_since", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("machine", name=op.f("pk_clocks")),
    )
