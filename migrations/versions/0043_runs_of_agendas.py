"""runs of agendas

Revision: 0043, after 0046
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_run",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_run_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_run")),
    )
    with op.batch_alter_table("agenda_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_run_meeting_id"), ["meeting_id"], unique=False)
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("run_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_session_run_id_agenda_run"), "agenda_run", ["run_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_session_run_id_agenda_run"), type_="foreignkey")
        batch_op.drop_column("run_id")
    op.drop_table("agenda_run")
