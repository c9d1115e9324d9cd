"""Codes typed wrongly: who did so too often within an hour has to wait, whatever the codes are for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.model import CodeTry

SPAN: Final = timedelta(hours=1)


def minutes_to_wait(session: Session, *, now: datetime, telegram_id: int, tries_per_hour: int) -> int:
    """Return for how many minutes no code of this account is looked at; 0 when one may be tried."""
    count, oldest = session.execute(
        select(func.count(), func.min(CodeTry.at)).where(CodeTry.telegram_id == telegram_id, CodeTry.at > now - SPAN)
    ).one()
    return max(1, -(-(oldest + SPAN - now) // timedelta(minutes=1))) if count >= tries_per_hour else 0


def enter(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Enter a wrong code, and forget those that no longer count."""
    session.execute(delete(CodeTry).where(CodeTry.at <= now - SPAN))
    session.add(CodeTry(telegram_id=telegram_id, at=now))
    session.flush()
