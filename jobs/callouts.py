"""The calls' job: let the next wave ring where hands are missing, and end what nobody ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.services import callouts, waves
from jobs.tools import Tools


async def run(tools: Tools) -> None:
    """Go on with every call that is under way."""
    now, settings = tools.clock.now(), tools.settings.snow
    going_on, running_out = await tools.storage.read(partial(_look, now=now))
    for callout_id in going_on:
        await tools.storage.write(partial(waves.go_on, now=now, callout_id=callout_id, settings=settings))
    for callout_id in running_out:
        await tools.storage.write(partial(callouts.end, now=now, telegram_id=None, callout_id=callout_id))


def _look(session: Session, *, now: datetime) -> tuple[Sequence[int], Sequence[int]]:
    """List the calls that go on and those that nobody ended, at one look."""
    return waves.due(session, now=now), waves.run_out(session, now=now)
