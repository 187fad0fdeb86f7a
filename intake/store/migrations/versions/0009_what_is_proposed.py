"""Which process a referral proposes, and the outcome for the child: codes of choices, for the digest."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("process", "child_outcome"):
        op.add_column("versions", sa.Column(name, sa.LargeBinary(), nullable=True))
