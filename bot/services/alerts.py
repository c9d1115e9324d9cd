"""Telling the admins that something needs a hand: once, not once per fault."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Lane, Role, RoleGrant
from bot.services import outbox


def raise_alert(session: Session, kind: str, *, now: datetime, subject: str, **params: Any) -> None:
    """Tell every admin, at most once an hour for one subject; ``params`` name no person."""
    admins = session.scalars(
        select(RoleGrant.cadre_id).where(RoleGrant.role == Role.ADMIN, RoleGrant.revoked_at.is_(None)).distinct()
    )
    for cadre_id in admins:
        outbox.say(
            session,
            outbox.cadre_key(cadre_id),
            kind,
            now=now,
            lane=Lane.REPLY,
            dedup=f"{kind}:{subject}:{cadre_id}:{now:%Y%m%d%H}",
            **params,
        )
