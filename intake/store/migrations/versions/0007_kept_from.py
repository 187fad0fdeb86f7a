"""Who in the house is not told of an arrival and of its referrals."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("arrivals", "referrals"):
        op.add_column(table, sa.Column("kept_from", sa.JSON(), nullable=True))
