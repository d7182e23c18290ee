"""names of follow-ups

Revision: 0046, after 0055
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uid", sa.String(length=36), nullable=True))
    table = sa.table("follow_up", sa.column("id", sa.Integer), sa.column("uid", sa.String))
    connection = op.get_bind()
    for (row_id,) in connection.execute(sa.select(table.c.id)).all():
        connection.execute(table.update().where(table.c.id == row_id).values(uid=str(uuid4())))
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.alter_column("uid", existing_type=sa.String(length=36), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_follow_up_uid"), ["uid"])


def downgrade() -> None:
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_follow_up_uid"), type_="unique")
        batch_op.drop_column("uid")
