"""The rows of a lane in the order in which they fall due, so that what waits for later costs nothing now."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_message_state_lane_id", table_name="message")
    op.create_index("ix_message_state_lane_due_at_id", "message", ["state", "lane", "due_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_message_state_lane_due_at_id", table_name="message")
    op.create_index("ix_message_state_lane_id", "message", ["state", "lane", "id"], unique=False)
