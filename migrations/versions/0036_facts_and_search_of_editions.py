"""facts and search of editions

Revision: 0036, after 0035
"""

import sqlalchemy as sa
from alembic import op

from jcmevents.text import folded

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TEXTS = sa.table("release_edition_text", sa.column("id"), sa.column("words"), sa.column("search_text"))


def upgrade() -> None:
    with op.batch_alter_table("release_edition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("facts", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("release_edition_text", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    for row in connection.execute(sa.select(TEXTS.c.id, TEXTS.c.words)).all():
        connection.execute(sa.update(TEXTS).where(TEXTS.c.id == row.id).values(search_text=folded(row.words)))
    with op.batch_alter_table("release_edition", schema=None) as batch_op:
        batch_op.alter_column("facts", server_default=None)
    with op.batch_alter_table("release_edition_text", schema=None) as batch_op:
        batch_op.alter_column("search_text", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("release_edition_text", schema=None) as batch_op:
        batch_op.drop_column("search_text")
    with op.batch_alter_table("release_edition", schema=None) as batch_op:
        batch_op.drop_column("facts")
