"""The Friday's jobs: plan the coming weeks, and do whatever step of an activity is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from bot.rules.timetable import FridayRules
from bot.services import activities, approvals, early_reminders, outlook, waiting
from bot.services.activities import DueRun
from jobs.tools import Tools


async def plan(tools: Tools) -> None:
    """Make the coming Fridays; a holiday is skipped and said so."""
    now = tools.clock.now()
    today = now.astimezone(tools.settings.operator.zone).date()
    outlooks = tools.calendar.coming_fridays(today, tools.settings.friday.plan_weeks_ahead)
    await tools.storage.write(
        partial(activities.plan_fridays, now=now, outlooks=outlooks, rules=tools.friday, settings=tools.settings.friday)
    )


async def announce(tools: Tools) -> None:
    """Say which Friday is a holiday, and that next year's schedule is awaited; ask once a month for an approval."""
    now = tools.clock.now()
    today = now.astimezone(tools.settings.operator.zone).date()
    is_awaited = today.month >= outlook.WARN_FROM_MONTH and not tools.calendar.is_published(today.year + 1)
    await tools.storage.write(
        partial(outlook.announce, now=now, unpublished_year=today.year + 1 if is_awaited else None)
    )
    await tools.storage.write(partial(approvals.ask, now=now, today=today))


async def steps(tools: Tools) -> None:
    """Do the steps that are due, chunk by chunk; offer on the places that somebody let pass."""
    now = tools.clock.now()
    runs, passed = await tools.storage.read(partial(_look, now=now, rules=tools.friday))
    for run in runs:
        while not await tools.storage.write(partial(activities.run_step, now=now, run=run)):
            pass
    for activity_id in passed:
        await tools.storage.write(partial(waiting.move_on, now=now, activity_id=activity_id))


async def remind_early(tools: Tools) -> None:
    """Remind those who want it before the morning's hour."""
    now = tools.clock.now()
    for early in await tools.storage.read(partial(early_reminders.due, now=now, rules=tools.friday)):
        await tools.storage.write(partial(early_reminders.write, now=now, early=early))


def _look(session: Session, *, now: datetime, rules: FridayRules) -> tuple[list[DueRun], Sequence[int]]:
    """List the steps that are due, and the activities with a place that was let pass, at one look."""
    return activities.due_steps(session, now=now, rules=rules), waiting.run_out(session, now=now)
