"""removed sessions kept for a while

Revision: 0028, after 0027
"""

import sqlalchemy as sa
from alembic import op

from jcmevents.extensions import Instant  # noqa: F401

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agenda_edit", schema=None) as batch_op:
        batch_op.alter_column("session_id", existing_type=sa.INTEGER(), nullable=True)

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", Instant(), nullable=True))

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", Instant(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM agenda_edit WHERE session_id IS NULL")
    op.execute("DELETE FROM item WHERE removed_at IS NOT NULL")
    op.execute("DELETE FROM session WHERE removed_at IS NOT NULL")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_column("removed_at")

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_column("removed_at")

    with op.batch_alter_table("agenda_edit", schema=None) as batch_op:
        batch_op.alter_column("session_id", existing_type=sa.INTEGER(), nullable=False)
