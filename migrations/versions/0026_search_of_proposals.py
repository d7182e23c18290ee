"""search of proposals

Revision: 0026, after 0025
"""

import json

import sqlalchemy as sa
from alembic import op

from jcmevents.text import folded

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SEARCHED = ("titles", "summaries", "related_rules", "outcomes")
LISTED = ["meeting_id", "state", "position", "session_id", "entered_by_id", "submitted_at"]


def upgrade() -> None:
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
        batch_op.create_index("ix_proposal_listed", LISTED, unique=False)
    with op.batch_alter_table("proposal_sponsor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_sponsor_delegation_id"), ["delegation_id"], unique=False)
    _fold_what_is_there()


def _fold_what_is_there() -> None:
    proposals = sa.table("proposal", sa.column("id"), sa.column("search_text"), *(sa.column(c) for c in SEARCHED))
    connection = op.get_bind()
    for row in connection.execute(sa.select(proposals)).mappings().all():
        stored = (row[name] for name in SEARCHED)
        texts = [json.loads(each) if isinstance(each, str) else each or {} for each in stored]
        words = folded("\n".join(text for each in texts for text in each.values()))
        connection.execute(proposals.update().where(proposals.c.id == row["id"]).values(search_text=words))


def downgrade() -> None:
    with op.batch_alter_table("proposal_sponsor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_sponsor_delegation_id"))
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_listed")
        batch_op.drop_column("search_text")
