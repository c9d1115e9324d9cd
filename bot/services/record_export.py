"""The record exported: who may have which part of it, and handing the file over with an audit entry.

Rights are checked twice: before the work in the child, and again in the transaction that hands the file over. What
stands in the record is gathered in ``bot.services.record_gather``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from bot.config import Settings
from bot.errors import Fault
from bot.model import Cadre, Unit
from bot.rules.periods import Period
from bot.rules.record_rows import MOST_CSV_ROWS, MOST_ROWS, Record
from bot.rules.rights import Right, may
from bot.services import dialogues, handouts, outbox, people
from bot.services.record_gather import gather
from bot.services.summary_texts import say

KEY: Final = "record:"
ALL_UNITS: Final = 0
LONGEST_DAYS: Final = 366
LONGEST_SUBJECT: Final = 60
"""What an audit entry can hold of the names of units, in characters."""
DAY: Final = timedelta(days=1)
FORMS: Final = ("xlsx", "csv", "platform", "platform-csv")
"""The record as a workbook or as CSV, and the operator's own columns for the national platform as either."""


class PeriodUnfit(Fault):
    """The days are no dates, stand in the wrong order, or are more than a year."""

    key = "fault-export-period"


class RecordTooLong(Fault):
    """The record has more rows than one file takes; ``rows`` and ``limit`` say how many."""

    key = "fault-export-too-long"


class NothingToExport(Fault):
    """Nobody stands in the record of these days; ``conflicts`` are those in question."""

    key = "fault-export-empty"


def is_csv(form: str) -> bool:
    """Tell whether a form is CSV and no workbook."""
    return form.endswith("csv")


def is_for_platform(form: str) -> bool:
    """Tell whether a form has the operator's own columns."""
    return form.startswith("platform")


def check_period(first_on: date, last_on: date) -> None:
    """Refuse days that are no period.

    Raises:
        PeriodUnfit: They stand in the wrong order, are more than a year, or lie at an end of the calendar.
    """
    if not timedelta() <= last_on - first_on < LONGEST_DAYS * DAY:
        raise PeriodUnfit(days=LONGEST_DAYS)
    if first_on == date.min or last_on == date.max:  # the days before and after are looked at as well
        raise PeriodUnfit(days=LONGEST_DAYS)


def period_named(name: str, today: date) -> tuple[date, date] | None:
    """Return the first and the last day of 本周, 上周, 本月, 上月 or 本年; None for another name."""
    monday, month, year = today - today.weekday() * DAY, Period.month_of(today), Period.year_of(today)
    periods = {
        "week": (monday, monday + 6 * DAY),
        "last-week": (monday - 7 * DAY, monday - DAY),
        "month": (month.first_on, month.last_on),
        "last-month": (month.before.first_on, month.before.last_on),
        "year": (year.first_on, year.last_on),
    }
    return periods.get(name)


def ask_period(session: Session, *, now: datetime, telegram_id: int) -> None:
    """Ask for the period; a question that waited is dropped, so that a sheet that is sent back is taken as one.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: Neither an organizer nor liaison of a unit.
    """
    cadre, unit_ids = _scope(session, telegram_id, ALL_UNITS)
    dialogues.close(session, telegram_id)
    kind = "export-ask-period" if unit_ids is None else "export-ask-period-unit"
    outbox.say(session, outbox.cadre_key(cadre.id), kind, now=now)


def ask_form(
    session: Session, *, now: datetime, telegram_id: int, first_on: date, last_on: date, unit_id: int = ALL_UNITS
) -> None:
    """Ask for the form of the file; a question that waited is dropped, as above.

    Raises:
        NotRegistered, NotAllowed: As ``ask_period``, or the unit is another one's.
        PeriodUnfit: The days are no period.
    """
    cadre, _unit_ids = _scope(session, telegram_id, unit_id)
    check_period(first_on, last_on)
    dialogues.close(session, telegram_id)
    outbox.say(
        session,
        outbox.cadre_key(cadre.id),
        "export-ask-form",
        now=now,
        first=outbox.Day(first_on),
        last=outbox.Day(last_on),
        days=f"{first_on:%Y%m%d}:{last_on:%Y%m%d}",
        unit=unit_id,
    )


def _scope(session: Session, telegram_id: int, unit_id: int) -> tuple[Cadre, tuple[int, ...] | None]:
    """Return the person and the units they get: None for all, where nobody asked for one unit and they may."""
    cadre = people.require(session, telegram_id)
    grants = people.grants_of(session, cadre.id)
    if unit_id != ALL_UNITS:
        if not may(grants, Right.EXPORT, unit_id) or session.get(Unit, unit_id) is None:
            raise people.NotAllowed
        return cadre, (unit_id,)
    if may(grants, Right.EXPORT):
        return cadre, None
    own = tuple(people.units_of(session, cadre.id))
    if not own:
        raise people.NotAllowed
    return cadre, own


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody gets, in which language, and whether they may send corrections of it back."""

    record: Record
    unit_ids: tuple[int, ...] | None
    language: str
    may_return: bool


def ask(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    first_on: date,
    last_on: date,
    unit_id: int,
    form: str,
    is_everyone: bool,
    settings: Settings,
) -> Asked:
    """Gather what a person may have of the record; changes nothing.

    Raises:
        NotRegistered, NotAllowed, PeriodUnfit: As ``ask_form``.
        NothingToExport: There is no row.
        RecordTooLong: There are too many.
    """
    cadre, unit_ids = _scope(session, telegram_id, unit_id)
    check_period(first_on, last_on)
    record = gather(
        session,
        first_on=first_on,
        last_on=last_on,
        now=now,
        unit_ids=unit_ids,
        is_everyone=is_everyone,
        settings=settings,
    )
    check_rows(record, form)
    may_return = may(people.grants_of(session, cadre.id), Right.EXPORT)
    return Asked(record, unit_ids, cadre.language or settings.operator.language, may_return)


def check_rows(record: Record, form: str) -> None:
    """Refuse a record without rows, and one with more than a file takes.

    Raises:
        NothingToExport: There is no row.
        RecordTooLong: There are too many.
    """
    if not record.rows:
        raise NothingToExport(conflicts=len(record.left_out.conflicts))
    limit = MOST_CSV_ROWS if is_csv(form) else MOST_ROWS
    if len(record.rows) > limit:
        raise RecordTooLong(rows=len(record.rows), limit=limit)


def give(
    session: Session, *, now: datetime, telegram_id: int, unit_id: int, asked: Asked, form: str, content: bytes
) -> None:
    """Send the file to the private chat of the one who asked, and note that it was given.

    Raises:
        NotRegistered: The person was unlinked meanwhile.
        NotAllowed: Their scope is another one by now.
    """
    cadre, unit_ids = _scope(session, telegram_id, unit_id)
    if unit_ids != asked.unit_ids:
        raise people.NotAllowed
    record = asked.record
    days = f"{record.first_on:%Y%m%d}-{record.last_on:%Y%m%d}"
    who = "all" if record.is_everyone else "here"
    handouts.hand_out(
        session,
        outbox.cadre_key(cadre.id),
        "export-file-platform" if is_for_platform(form) else "export-file",
        now=now,
        key=f"{KEY}{cadre.id}:{now:%Y%m%d%H%M%S}:{unit_id}:{days}:{form}:{who}",
        name=file_name(record, form, asked.language),
        content=content,
        scope=outbox.Names(record.scope) if record.scope else outbox.Term("export-scope-all"),
        first=outbox.Day(record.first_on),
        last=outbox.Day(record.last_on),
        rows=len(record.rows),
        conflicts=len(record.left_out.conflicts),
    )
    note_export(session, now=now, actor=outbox.cadre_key(cadre.id), record=record, unit_ids=unit_ids, form=form)


def file_name(record: Record, form: str, language: str) -> str:
    """Name the file of a record."""
    key = "export-name-platform" if is_for_platform(form) else "export-name"
    days = f"{record.first_on:%Y%m%d}-{record.last_on:%Y%m%d}"
    return say(language, key, days=days) + (".csv" if is_csv(form) else ".xlsx")


def note_export(
    session: Session,
    *,
    now: datetime,
    actor: str,
    record: Record,
    unit_ids: Collection[int] | None,
    form: str,
) -> None:
    """Enter an export into the audit: period, unit, rows."""
    people.note(
        session,
        now=now,
        actor=actor,
        action="record.export",
        subject=subject_of(unit_ids),
        after={
            "from": record.first_on.isoformat(),
            "to": record.last_on.isoformat(),
            "form": form,
            "everyone": record.is_everyone,
            "rows": len(record.rows),
        },
    )


def subject_of(unit_ids: Collection[int] | None) -> str:
    """Name in the audit which units an export or an import was about: ``units`` for all, or for too many to name."""
    named = ",".join(f"unit:{unit_id}" for unit_id in sorted(unit_ids or ()))
    return named if 0 < len(named) <= LONGEST_SUBJECT else "units"
