"""Messages that ask for nothing we know."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session
from telegram import Update

from bot.chat.handlers.parts import who
from bot.chat.work import Context
from bot.services import outbox, people


async def not_understood(update: Update, context: Context) -> None:
    """Say what can be replied instead."""
    await context.work.do(say, telegram_id=who(update), key="message-not-understood")


async def edited(update: Update, context: Context) -> None:
    """An edited message changes nothing; the person is told to send a new one."""
    await context.work.do(say, telegram_id=who(update), key="message-edited")


def say(session: Session, *, now: datetime, telegram_id: int, key: str) -> None:
    """Answer a known person with one line; a stranger is refused like anywhere else."""
    cadre = people.require(session, telegram_id)
    outbox.say(session, outbox.cadre_key(cadre.id), key, now=now, is_silent=True)
