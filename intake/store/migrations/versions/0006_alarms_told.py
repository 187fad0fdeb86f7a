"""Whether anybody was told of an alarm, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alarms", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
