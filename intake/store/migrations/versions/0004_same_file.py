"""How often the same file was forwarded is looked up by its hash."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_versions_attachment_sha256"), "versions", ["attachment_sha256"], unique=False)
