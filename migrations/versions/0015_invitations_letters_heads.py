"""Invitations, letters, heads of days, second focal points

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op

from jcmevents.extensions import Instant  # noqa: F401

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("funded_seats", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_invitation_meeting_id_meeting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_invitation_meeting_id")),
    )
    op.create_table(
        "nomination_letter",
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("checked_at", Instant(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by_id"], ["user.id"], name=op.f("fk_nomination_letter_checked_by_id_user")),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_nomination_letter_delegation_id_delegation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_nomination_letter_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_letter")),
    )
    with op.batch_alter_table("nomination_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nomination_letter_delegation_id"), ["delegation_id"], unique=False)

    op.create_table(
        "head_of_day",
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["day_id"], ["meeting_day.id"], name=op.f("fk_head_of_day_day_id_meeting_day"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_head_of_day_delegation_id_delegation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_head_of_day_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_head_of_day")),
        sa.UniqueConstraint("delegation_id", "day_id", name=op.f("uq_head_of_day_delegation_id_day_id")),
    )
    with op.batch_alter_table("head_of_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_head_of_day_registration_id"), ["registration_id"], unique=False)

    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("focal_point_lang", sa.String(length=5), nullable=False, server_default="en"))
        batch_op.add_column(sa.Column("alternate_name", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("alternate_email", sa.String(length=254), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("alternate_lang", sa.String(length=5), nullable=False, server_default="en"))


def downgrade() -> None:
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_column("alternate_lang")
        batch_op.drop_column("alternate_email")
        batch_op.drop_column("alternate_name")
        batch_op.drop_column("focal_point_lang")

    with op.batch_alter_table("head_of_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_head_of_day_registration_id"))

    op.drop_table("head_of_day")
    with op.batch_alter_table("nomination_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_letter_delegation_id"))

    op.drop_table("nomination_letter")
    op.drop_table("invitation")
