"""consents needs days

What was ticked in `listed` and `listed_publicly` becomes consents of version 0: their text was not kept.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

from jcmevents.extensions import Instant  # noqa: F401

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TICKED = {"participants": "listed", "public": "listed_publicly"}


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["given_by_id"], ["user.id"], name=op.f("fk_consent_given_by_id_user")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_consent_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["user.id"], name=op.f("fk_consent_withdrawn_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(
            "uq_consent_standing",
            ["registration_id", "kind"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "needs",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("diets", sa.JSON(), nullable=False),
        sa.Column("diet_note", sa.LargeBinary(), nullable=True),
        sa.Column("access", sa.JSON(), nullable=False),
        sa.Column("access_note", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_needs_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_needs_registration_id")),
    )
    op.create_table(
        "registration_day",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("day_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["day_id"], ["meeting_day.id"], name=op.f("fk_registration_day_day_id_meeting_day"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_day_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_day")),
        sa.UniqueConstraint("registration_id", "day_id", name=op.f("uq_registration_day_registration_id_day_id")),
    )
    with op.batch_alter_table("registration_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_day_day_id"), ["day_id"], unique=False)

    for kind, column in TICKED.items():
        op.execute(
            "INSERT INTO consent (registration_id, kind, text_version, lang, countries, given_at) "  # noqa: S608
            f"SELECT id, '{kind}', 0, lang, '[]', created_at FROM registration WHERE {column}"
        )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_column("listed_publicly")
        batch_op.drop_column("listed")


def downgrade() -> None:
    with op.batch_alter_table("registration", schema=None) as batch_op:
        for column in TICKED.values():
            batch_op.add_column(sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
    for kind, column in TICKED.items():
        op.execute(
            f"UPDATE registration SET {column} = true WHERE id IN "  # noqa: S608
            f"(SELECT registration_id FROM consent WHERE kind = '{kind}' AND withdrawn_at IS NULL)"
        )

    with op.batch_alter_table("registration_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_day_day_id"))

    op.drop_table("registration_day")
    op.drop_table("needs")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consent_standing",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_consent_registration_id"))

    op.drop_table("consent")
