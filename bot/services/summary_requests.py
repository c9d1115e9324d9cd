"""The summary asked for by hand: who may see which part, and handing over the sheet of persons, with an audit entry.

Rights are checked twice: before the work in the child, so that nobody makes it work in vain, and again in the
transaction that hands the result over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.config import Settings
from bot.errors import Fault
from bot.model import Cadre, Unit
from bot.rules.figures import PersonRow, WeekFigures
from bot.rules.period_figures import PeriodFigures
from bot.rules.periods import Period, read_period
from bot.rules.rights import Right, may
from bot.services import chats, outbox, people
from bot.services.summaries import Week, gather, monday_of, person_rows, week_key
from bot.services.summary_letters import (
    PREFIX,
    Edition,
    Files,
    Posting,
    Reader,
    send_period,
    send_quiet_unit,
    send_unit,
    send_week,
)
from bot.services.summary_periods import gather_period
from bot.services.summary_texts import say, title_of

FARTHEST_BACK = timedelta(days=370)
ALL_UNITS = 0
OLDEST_YEARS = 10


class NoSuchPeriod(Fault):
    """What was typed names no month or year that has begun; ``month`` and ``year`` are examples."""

    key = "fault-no-such-period"


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone who asks for the summary gets: the figures of all units, or the parts of the own ones."""

    week: Week
    reader: Reader
    unit_ids: tuple[int, ...] = ()
    until: date | None = None


def last_week(now: datetime, settings: Settings) -> date:
    """Return the Monday of the last finished week."""
    return this_week(now, settings) - timedelta(days=7)


def this_week(now: datetime, settings: Settings) -> date:
    """Return the Monday of the running week."""
    return monday_of(now.astimezone(settings.operator.zone).date())


def is_week(first_on: date, now: datetime, settings: Settings) -> bool:
    """Tell whether a date that came with a tap is a Monday that can be asked about."""
    current = this_week(now, settings)
    return first_on.weekday() == 0 and current - FARTHEST_BACK <= first_on <= current


def this_month(now: datetime, settings: Settings) -> Period:
    """Return the running month."""
    return Period.month_of(now.astimezone(settings.operator.zone).date())


def period_of(text: str, now: datetime, settings: Settings) -> Period:
    """Read which month or year is asked for.

    Raises:
        NoSuchPeriod: It names none, or one that lies ahead or more than ten years back.
    """
    running = this_month(now, settings)
    period = read_period(text)
    if period is None or period.first_on > running.first_on or period.year < running.year - OLDEST_YEARS:
        raise NoSuchPeriod(month=running.before.key, year=str(running.year))
    return period


def _scope(session: Session, telegram_id: int) -> tuple[Cadre, tuple[int, ...]]:
    """Return the person, and the units of a liaison's own parts; none for whoever may see the figures of all."""
    cadre = people.require(session, telegram_id)
    if may(people.grants_of(session, cadre.id), Right.READ_SUMMARY):
        return cadre, ()
    unit_ids = tuple(people.units_of(session, cadre.id))
    if not unit_ids:
        raise people.NotAllowed
    return cadre, unit_ids


def ask(session: Session, *, now: datetime, telegram_id: int, first_on: date, settings: Settings) -> Asked:
    """Gather what a person may see of a week.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: Neither a reader of the summary nor liaison of a unit.
    """
    cadre, unit_ids = _scope(session, telegram_id)
    week = gather(session, first_on=first_on, now=now, weeks_back=settings.summary.weeks_back)
    language = cadre.language or settings.operator.language
    reader = Reader(outbox.cadre_key(cadre.id), language, is_of_unit=bool(unit_ids))
    return Asked(week, reader, unit_ids, _until(first_on, now, settings))


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """A month or a year as gathered, for the one who asked."""

    figures: PeriodFigures
    reader: Reader


def ask_for_period(
    session: Session, *, now: datetime, telegram_id: int, period: Period, settings: Settings
) -> AskedPeriod:
    """Gather a month or a year for someone who may see the figures of all units.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: No reader of the summary.
    """
    cadre = people.require_right(session, telegram_id, Right.READ_SUMMARY)
    figures = gather_period(session, period=period, now=now, zone=settings.operator.zone)
    return AskedPeriod(figures, Reader(outbox.cadre_key(cadre.id), cadre.language or settings.operator.language))


def give_period(
    session: Session, *, now: datetime, telegram_id: int, asked: AskedPeriod, files: dict[str, Files]
) -> None:
    """Send the month or year that was asked for.

    Raises:
        NotRegistered: The person was unlinked meanwhile.
        NotAllowed: The role was taken away meanwhile.
    """
    people.require_right(session, telegram_id, Right.READ_SUMMARY)
    send_period(session, asked.reader, asked.figures, files, Posting(now))


def ask_for_group(session: Session, *, now: datetime, telegram_id: int, chat_id: int, settings: Settings) -> Asked:
    """Gather last week for a group: without anything about single persons.

    Raises:
        NotRegistered: A stranger asked.
        NotAllowed: The person may not read the summary, or no admin has approved the group.
    """
    people.require_right(session, telegram_id, Right.READ_SUMMARY)
    if not chats.is_approved(session, chat_id=chat_id, configured=settings.operator.summary_chats):
        raise people.NotAllowed
    week = gather(session, first_on=last_week(now, settings), now=now, weeks_back=settings.summary.weeks_back)
    return Asked(week, Reader(outbox.group_key(chat_id), settings.operator.language, is_group=True))


def _until(first_on: date, now: datetime, settings: Settings) -> date | None:
    today = now.astimezone(settings.operator.zone).date()
    return today if monday_of(today) == first_on else None


def give(session: Session, *, now: datetime, telegram_id: int, asked: Asked, files: dict[str, Files]) -> None:
    """Send what was asked for.

    Raises:
        NotRegistered: The person was unlinked meanwhile.
        NotAllowed: The role was taken away meanwhile.
    """
    _cadre, unit_ids = _scope(session, telegram_id)
    posting = Posting(now)
    edition = Edition(asked.week, files, until=asked.until)
    if not asked.unit_ids or not asked.week.activities:
        if unit_ids and asked.week.activities:
            raise people.NotAllowed
        send_week(session, asked.reader, edition, posting)
        return
    for unit_id in asked.unit_ids:
        if unit_id not in unit_ids:
            raise people.NotAllowed
        unit = asked.week.units.get(unit_id)
        if unit is not None and unit.is_opened:
            send_unit(session, asked.reader.to, asked.reader.language, unit_id, edition, posting)
        else:
            send_quiet_unit(session, asked.reader, session.get_one(Unit, unit_id).name, edition, posting)


@dataclass(frozen=True, slots=True)
class PersonSheet:
    """The rows of a sheet of persons, the figures above them, and whom and what they are about."""

    figures: WeekFigures
    rows: tuple[PersonRow, ...]
    language: str
    scope: str


def _require_persons(session: Session, telegram_id: int, unit_id: int) -> Cadre:
    cadre = people.require(session, telegram_id)
    grants = people.grants_of(session, cadre.id)
    if may(grants, Right.READ_PERSONS) or (unit_id != ALL_UNITS and may(grants, Right.SEE_UNIT, unit_id)):
        return cadre
    raise people.NotAllowed


def ask_for_persons(
    session: Session, *, now: datetime, telegram_id: int, first_on: date, unit_id: int, settings: Settings
) -> PersonSheet:
    """Gather the sheet of persons of one unit, or with ``ALL_UNITS`` of all.

    Raises:
        NotRegistered: A stranger.
        NotAllowed: The scope of the person is another one.
    """
    cadre = _require_persons(session, telegram_id, unit_id)
    week = gather(session, first_on=first_on, now=now, weeks_back=0)
    if unit_id != ALL_UNITS and unit_id not in week.units:
        raise people.NotAllowed
    unit_ids = None if unit_id == ALL_UNITS else (unit_id,)
    language = cadre.language or settings.operator.language
    scope = say(language, "summary-scope-all") if unit_ids is None else session.get_one(Unit, unit_id).name
    rows = person_rows(session, first_on=first_on, now=now, unit_ids=unit_ids)
    return PersonSheet(week.figures(None if unit_ids is None else unit_id), tuple(rows), language, scope)


def give_persons(
    session: Session, *, now: datetime, telegram_id: int, unit_id: int, sheet: PersonSheet, workbook: bytes
) -> None:
    """Send the sheet of persons to the private chat of the one who asked, and note that it was given.

    Raises:
        NotRegistered: The person was unlinked meanwhile.
        NotAllowed: The scope of the person is another one by now.
    """
    cadre = _require_persons(session, telegram_id, unit_id)
    week = week_key(sheet.figures.first_on)
    attachment = outbox.attach(
        session,
        f"{PREFIX}{week}:persons:{unit_id}:{cadre.id}",
        name=say(sheet.language, "summary-file-persons", week=week),
        kind="document",
        content=workbook,
        now=now,
    )
    outbox.say(
        session,
        outbox.cadre_key(cadre.id),
        "summary-persons",
        now=now,
        attachment=attachment,
        scope=sheet.scope,
        week=title_of(sheet.figures, sheet.language),
        rows=len(sheet.rows),
    )
    subject = "units" if unit_id == ALL_UNITS else f"unit:{unit_id}"
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(cadre.id),
        action="summary.persons",
        subject=subject,
        after={"week": week, "rows": len(sheet.rows)},
    )
