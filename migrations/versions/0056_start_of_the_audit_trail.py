"""where the audit trail begins

Revision: 0056, after 0044
"""

import sqlalchemy as sa
from alembic import op

from jcmevents.extensions import Instant

revision = "0056"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_start",
        sa.Column("forgotten_at", Instant(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_start")),
    )


def downgrade() -> None:
    op.drop_table("audit_start")
