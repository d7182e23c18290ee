"""drafts, and how often somebody without an account acts

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

from jcmevents.extensions import Instant  # noqa: F401

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_act",
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_act")),
    )
    with op.batch_alter_table("public_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_act_address_digest"), ["address_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_public_act_done_at"), ["done_at"], unique=False)

    op.create_table(
        "draft",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_draft_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_draft_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_draft_registration_id")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_meeting_id"), ["meeting_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_meeting_id"))

    op.drop_table("draft")
    with op.batch_alter_table("public_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_act_done_at"))
        batch_op.drop_index(batch_op.f("ix_public_act_address_digest"))

    op.drop_table("public_act")
