"""What a person was asked last. A dialogue is a row, so a restart in the middle of a conversation changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, bindparam, delete, select, text
from sqlalchemy.orm import Session

from bot.model import Dialogue
from bot.storage import ByDialect

# A question that nobody answered for a day is forgotten: a stray word must not be taken for its answer.
LASTS = timedelta(hours=24)


# Executed with every message, so they are built once; nobody keeps a dialogue as an object.
_ROWS = Dialogue.__table__
assert isinstance(_ROWS, Table)  # noqa: S101 - every class of the model stands for a table
ASK = ByDialect(
    lambda insert: insert(_ROWS).on_conflict_do_update(
        index_elements=["telegram_id"],
        set_={column: text(f"excluded.{column}") for column in ("step", "data", "updated_at")},
    )
)
ASKED = select(_ROWS.c.step, _ROWS.c.data).where(
    _ROWS.c.telegram_id == bindparam("telegram_id"), _ROWS.c.updated_at > bindparam("since")
)
CLOSE = delete(_ROWS).where(_ROWS.c.telegram_id == bindparam("telegram_id"))
CLOSE_OF = CLOSE.where(_ROWS.c.step.in_(bindparam("steps", expanding=True)))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: the step that was asked, and what is known so far."""

    step: str
    data: dict[str, Any]


def ask(session: Session, telegram_id: int, step: str, *, now: datetime, **data: Any) -> None:
    """Note that the person was asked ``step``; an earlier question is forgotten."""
    row = {"telegram_id": telegram_id, "step": step, "data": data, "updated_at": now}
    session.connection().execute(ASK[session.get_bind().dialect.name], row)


def standing(session: Session, *, telegram_id: int, now: datetime) -> Standing | None:
    """Return the question that waits for the person's answer, or None."""
    row = session.connection().execute(ASKED, {"telegram_id": telegram_id, "since": now - LASTS}).first()
    return Standing(row.step, row.data) if row else None


def close(session: Session, telegram_id: int) -> None:
    """Forget the question."""
    session.connection().execute(CLOSE, {"telegram_id": telegram_id})


def close_of(session: Session, telegram_id: int, steps: Collection[str]) -> None:
    """Forget the question if it is one of ``steps``; any other stays."""
    session.connection().execute(CLOSE_OF, {"telegram_id": telegram_id, "steps": sorted(steps)})
