"""The weekly and the monthly summary: each made and sent once, on its day or when the bot is back."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import partial

from bot.reports.child import ReportFailed
from bot.reports.weekly import make_files, make_period_files
from bot.rules.calendar import WorkCalendar
from bot.services import summaries, summary_letters
from bot.services.summary_letters import DueMonth, DueSummary, Edition, Files
from bot.services.summary_periods import gather_period
from jobs.tools import Tools

log = logging.getLogger(__name__)

CHECK_WORKDAYS = 10


async def letters(tools: Tools) -> None:
    """Send whichever summary is due: last week's, and on its day last month's."""
    await weekly(tools)
    await monthly(tools)


async def weekly(tools: Tools) -> None:
    """Send last week's summary unless it was sent; one missed for too long is written down as expired."""
    now, settings = tools.clock.now(), tools.settings
    due = await tools.storage.read(partial(summary_letters.due, now=now, settings=settings))
    if due is None:
        return
    if due.too_late:
        await _expire(tools, due)
        return
    week = await tools.storage.read(
        partial(summaries.gather, first_on=due.first_on, now=now, weeks_back=settings.summary.weeks_back)
    )
    readers = await tools.storage.read(partial(summary_letters.readers, settings=settings))
    check_by = workday_after(tools.calendar, week.last_on, CHECK_WORKDAYS)
    files: dict[str, Files] = {}
    if week.activities:
        try:
            files = await make_files(
                week.figures(),
                settings.operator,
                (reader.language for reader in readers),
                check_by=check_by,
                compare_units=settings.summary.compare_units,
            )
        except ReportFailed:
            log.exception("summary.without_files key=%s", due.key)
    await tools.storage.write(
        partial(
            summary_letters.send_all,
            now=now,
            summary=due,
            edition=Edition(week, files, check_by=check_by),
            to=readers,
            language=settings.operator.language,
        )
    )
    await tools.storage.write(partial(summary_letters.forget_files, now=now))


async def monthly(tools: Tools) -> None:
    """Send last month's summary unless it was sent; one missed for too long is written down as expired."""
    now, settings = tools.clock.now(), tools.settings
    due = await tools.storage.read(
        partial(summary_letters.due_month, now=now, settings=settings, calendar=tools.calendar)
    )
    if due is None:
        return
    if due.too_late:
        await _expire(tools, due)
        return
    figures = await tools.storage.read(partial(gather_period, period=due.period, now=now, zone=settings.operator.zone))
    readers = await tools.storage.read(partial(summary_letters.readers, settings=settings))
    files: dict[str, Files] = {}
    if figures.volume.activities:
        try:
            files = await make_period_files(figures, settings.operator, (reader.language for reader in readers))
        except ReportFailed:
            log.exception("summary.without_files key=%s", due.key)
    await tools.storage.write(
        partial(summary_letters.send_month, now=now, summary=due, figures=figures, files=files, to=readers)
    )


async def _expire(tools: Tools, due: DueSummary | DueMonth) -> None:
    log.warning("summary.expired key=%s reason=%s", due.key, due.too_late)
    await tools.storage.write(partial(summary_letters.expire, now=tools.clock.now(), summary=due))


def workday_after(calendar: WorkCalendar, day: date, workdays: int) -> date:
    """Return the day that lies so many working days after ``day``."""
    while workdays:
        day += timedelta(days=1)
        workdays -= calendar.is_workday(day)
    return day
