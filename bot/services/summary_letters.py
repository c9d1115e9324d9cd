"""Whom the weekly and the monthly summary go to, and sending each once.

Organizers, leaders and admins get text, chart and the totals of the units in private; the chats of the settings the
same without buttons; of a week each liaison the own unit's part. The sheet of persons goes out only when it is asked
for (``bot.services.summary_requests``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.model import (
    Activity,
    Attachment,
    Cadre,
    Lane,
    Message,
    MessageState,
    Occurrence,
    OccurrenceState,
    Role,
    RoleGrant,
)
from bot.rules.calendar import WorkCalendar
from bot.rules.period_figures import PeriodFigures
from bot.rules.periods import Period
from bot.services import alerts, chats, occurrences, outbox, people
from bot.services.summaries import Week, monday_of, week_key
from bot.services.summary_texts import period_text, period_title, quiet_text, say, title_of, unit_text, week_text

TOO_LATE = timedelta(days=3)
MONTH_TOO_LATE = timedelta(days=7)
# Long enough to send a file again; a sheet of persons is not to lie about.
FILES_KEPT = timedelta(days=7)
PREFIX = "summary:"
FILE_PARTS = ("chart", "workbook")


@dataclass(frozen=True, slots=True)
class Files:
    """Chart and workbook in one language, without any person's name."""

    chart: bytes
    workbook: bytes


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone whom the summary goes to, and in which language; ``is_of_unit``: they may see that of own units alone."""

    to: str
    language: str
    is_group: bool = False
    is_of_unit: bool = False


def readers(session: Session, settings: Settings) -> list[Reader]:
    """List who gets the summary of all units: organizers, leaders and admins, then the chats of the settings."""
    operator = settings.operator
    cadres = {
        cadre.id: cadre for role in (Role.LEADER, Role.ORGANIZER, Role.ADMIN) for cadre in people.holders(session, role)
    }
    found = {
        outbox.cadre_key(cadre.id): Reader(outbox.cadre_key(cadre.id), cadre.language or operator.language)
        for cadre in cadres.values()
    }
    for chat_id in operator.summary_chats:
        if chat_id < 0:
            key = outbox.group_key(chats.current_id(session, chat_id))
        else:
            key = people.reply_key(session, chat_id)
        found.setdefault(key, Reader(key, operator.language, is_group=True))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Edition:
    """One week's summary, made ready: what was gathered, the files by language, and until when to check."""

    week: Week
    files: Mapping[str, Files]
    check_by: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """How the rows of one sending are written: when, in which lane, and under which key, if they may go only once."""

    now: datetime
    lane: Lane = Lane.REPLY
    key: str | None = None
    expires_at: datetime | None = None

    def say(self, session: Session, to: str, kind: str, part: str, **more: Any) -> None:
        """Write one row of it."""
        outbox.say(
            session,
            to,
            kind,
            now=self.now,
            lane=self.lane,
            dedup=f"{self.key}:{part}:{to}" if self.key else None,
            expires_at=self.expires_at,
            **more,
        )


def send_week(session: Session, reader: Reader, edition: Edition, posting: Posting) -> None:
    """Send one reader text, chart and workbook, in this order; a week without service is one line."""
    week, language = edition.week, reader.language
    if not week.activities:
        scope = "group" if reader.is_group else "unit" if reader.is_of_unit else "all"
        key, params = quiet_text(week, language, until=edition.until, scope=scope)
        posting.say(session, reader.to, key, "text", **params)
        return
    kind = "summary-week-group" if reader.is_group else "summary-week"
    params = week_text(week, language, until=edition.until, is_group=reader.is_group)
    posting.say(session, reader.to, kind, "text", **params)
    if (files := edition.files.get(language)) is None:
        return
    name = week_key(week.first_on)
    names = {part: say(language, f"summary-file-{part}", week=name) for part in FILE_PARTS}
    _send_files(session, reader, files, posting, key=name, names=names, title=title_of(week.figures(), language))


def send_period(
    session: Session, reader: Reader, figures: PeriodFigures, files: Mapping[str, Files], posting: Posting
) -> None:
    """Send one reader a month or a year: text, chart and workbook; one without service is one line."""
    language = reader.language
    kind, params = period_text(figures, language, is_group=reader.is_group)
    posting.say(session, reader.to, kind, "text", **params)
    made = files.get(language)
    if made is None or not figures.volume.activities:
        return
    name = figures.period.key
    names = {part: say(language, f"summary-file-period-{part}", period=name) for part in FILE_PARTS}
    _send_files(session, reader, made, posting, key=name, names=names, title=period_title(figures, language))


def _send_files(
    session: Session,
    reader: Reader,
    files: Files,
    posting: Posting,
    *,
    key: str,
    names: Mapping[str, str],
    title: str,
) -> None:
    for part, content, ending in zip(FILE_PARTS, (files.chart, files.workbook), ("photo", "document"), strict=True):
        attachment = outbox.attach(
            session,
            f"{PREFIX}{key}:{part}:{reader.language}",
            name=names[part],
            kind=ending,
            content=content,
            now=posting.now,
        )
        posting.say(session, reader.to, f"summary-{part}", part, attachment=attachment, is_silent=True, week=title)


def send_unit(session: Session, to: str, language: str, unit_id: int, edition: Edition, posting: Posting) -> None:
    """Send one unit's part."""
    params = unit_text(edition.week, unit_id, language, check_by=edition.check_by)
    posting.say(session, to, "summary-unit", f"unit{unit_id}", **params)


def send_quiet_unit(session: Session, reader: Reader, unit: str, edition: Edition, posting: Posting) -> None:
    """Say in one line that a unit had no service in a week in which others had."""
    key, params = quiet_text(edition.week, reader.language, until=edition.until, scope="unit", unit=unit)
    posting.say(session, reader.to, key, "text", **params)


def liaisons(session: Session) -> dict[int, list[Cadre]]:
    """List each unit's linked liaisons; the deputies where a unit has no liaison who is linked."""
    rows = session.execute(
        select(RoleGrant.unit_id, RoleGrant.role, Cadre)
        .join(Cadre, Cadre.id == RoleGrant.cadre_id)
        .where(
            RoleGrant.role.in_((Role.LIAISON, Role.DEPUTY)),
            RoleGrant.revoked_at.is_(None),
            RoleGrant.unit_id.is_not(None),
            Cadre.telegram_id.is_not(None),
        )
        .order_by(RoleGrant.id)
    ).all()
    found: dict[Role, dict[int, list[Cadre]]] = {Role.LIAISON: {}, Role.DEPUTY: {}}
    for unit_id, role, cadre in rows:
        if cadre not in found[role].setdefault(unit_id or 0, []):
            found[role][unit_id or 0].append(cadre)
    return found[Role.DEPUTY] | found[Role.LIAISON]


def last_moment(now: datetime, settings: Settings) -> datetime:
    """Return the last moment at or before ``now`` at which a summary was to be sent."""
    zone, summary = settings.operator.zone, settings.summary
    local = now.astimezone(zone)
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(summary.weekday)
    day = local.date() - timedelta(days=(local.weekday() - weekday) % 7)
    moment = datetime.combine(day, summary.at, tzinfo=zone)
    if moment > now:
        moment = datetime.combine(day - timedelta(days=7), summary.at, tzinfo=zone)
    return moment.astimezone(now.tzinfo)


@dataclass(frozen=True, slots=True)
class DueSummary:
    """A summary that was not sent yet: of which week, when it was due, and why it is not worth sending any more."""

    key: str
    first_on: date
    due_at: datetime
    too_late: str = ""


def due(session: Session, *, now: datetime, settings: Settings) -> DueSummary | None:
    """Return the summary of the last finished week, unless its occurrence stands already.

    One missed for three days or more is only written down as expired, and so is a week before there was anything.
    """
    moment = last_moment(now, settings)
    first_on = monday_of(moment.astimezone(settings.operator.zone).date()) - timedelta(days=7)
    key = f"{PREFIX}{week_key(first_on)}"
    if occurrences.stands(session, key):
        return None
    if now - moment >= TOO_LATE:
        return DueSummary(key, first_on, moment, "missed for three days")
    if not session.scalar(select(exists().where(Activity.held_on < first_on + timedelta(days=7)))):
        return DueSummary(key, first_on, moment, "before the first activity")
    return DueSummary(key, first_on, moment)


@dataclass(frozen=True, slots=True)
class DueMonth:
    """A month's summary that was not sent yet: of which month, when it was due, and why it is not worth sending."""

    key: str
    period: Period
    due_at: datetime
    too_late: str = ""


def month_moment(month: Period, settings: Settings, calendar: WorkCalendar) -> datetime:
    """Return when a month's summary is to be sent: on the first workday after it, at the hour of the weekly one."""
    day = calendar.add_workdays(month.last_on, 1)
    return datetime.combine(day, settings.summary.at, tzinfo=settings.operator.zone).astimezone(UTC)


def due_month(session: Session, *, now: datetime, settings: Settings, calendar: WorkCalendar) -> DueMonth | None:
    """Return the summary of the last month whose hour has come, unless its occurrence stands already.

    One missed for seven days or more is only written down as expired, and so is a month before there was anything.
    """
    if not settings.summary.monthly:
        return None
    month = Period.month_of(now.astimezone(settings.operator.zone).date()).before
    if (moment := month_moment(month, settings, calendar)) > now:
        month = month.before
        moment = month_moment(month, settings, calendar)
    key = f"{PREFIX}{month.key}"
    if occurrences.stands(session, key):
        return None
    if now - moment >= MONTH_TOO_LATE:
        return DueMonth(key, month, moment, "missed for seven days")
    if not session.scalar(select(exists().where(Activity.held_on < month.end_on))):
        return DueMonth(key, month, moment, "before the first activity")
    return DueMonth(key, month, moment)


def expire(session: Session, *, now: datetime, summary: DueSummary | DueMonth) -> None:
    """Write a summary down as not sent, with the reason."""
    session.add(
        Occurrence(
            key=summary.key,
            due_at=summary.due_at,
            started_at=now,
            finished_at=now,
            state=OccurrenceState.EXPIRED,
            outcome={"reason": summary.too_late},
        )
    )


def send_all(
    session: Session, *, now: datetime, summary: DueSummary, edition: Edition, to: Iterable[Reader], language: str
) -> bool:
    """Send the summary to everyone, once; the occurrence, the files and all rows stand in one transaction.

    Args:
        session: The transaction.
        now: When it is sent.
        summary: Which one is due.
        edition: What was made; without files in a language its readers get the text alone, and the admins are told.
        to: Who gets the figures of all units.
        language: Of liaisons who have chosen none.

    Returns:
        Whether it was sent; False when it had been sent meanwhile.
    """
    if occurrences.stands(session, summary.key):
        return False
    posting = Posting(now, Lane.BULK, summary.key, summary.due_at + TOO_LATE)
    people_told = list(to)
    for reader in people_told:
        send_week(session, reader, edition, posting)
    parts = _send_units(session, edition, posting, language)
    lacking = edition.week.activities and any(reader.language not in edition.files for reader in people_told)
    if lacking:
        week = week_key(edition.week.first_on)
        alerts.raise_alert(session, "alert-summary-without-files", now=now, subject=summary.key, week=week)
    _done(session, now, summary, {"readers": len(people_told), "units": parts})
    return True


def send_month(
    session: Session,
    *,
    now: datetime,
    summary: DueMonth,
    figures: PeriodFigures,
    files: Mapping[str, Files],
    to: Iterable[Reader],
) -> bool:
    """Send a month's summary to everyone, once, as ``send_all`` does with a week's; liaisons get no part of it."""
    if occurrences.stands(session, summary.key):
        return False
    posting = Posting(now, Lane.BULK, summary.key, summary.due_at + MONTH_TOO_LATE)
    people_told = list(to)
    for reader in people_told:
        send_period(session, reader, figures, files, posting)
    if figures.volume.activities and any(reader.language not in files for reader in people_told):
        month = figures.period.key
        alerts.raise_alert(session, "alert-summary-month-without-files", now=now, subject=summary.key, month=month)
    _done(session, now, summary, {"readers": len(people_told)})
    return True


def _done(session: Session, now: datetime, summary: DueSummary | DueMonth, outcome: dict[str, Any]) -> None:
    session.add(
        Occurrence(
            key=summary.key,
            due_at=summary.due_at,
            started_at=now,
            finished_at=now,
            state=OccurrenceState.DONE,
            outcome=outcome,
        )
    )


def _send_units(session: Session, edition: Edition, posting: Posting, language: str) -> int:
    if not edition.week.activities:
        return 0
    sent = 0
    for unit_id, cadres in liaisons(session).items():
        unit = edition.week.units.get(unit_id)
        if unit is None or not unit.is_opened:
            continue
        for cadre in cadres:
            send_unit(session, outbox.cadre_key(cadre.id), cadre.language or language, unit_id, edition, posting)
            sent += 1
    return sent


def forget_files(session: Session, *, now: datetime, prefix: str = PREFIX) -> int:
    """Empty the files of summaries, or of another prefix, that are old and wait for nobody; return how many."""
    waiting = select(Message.attachment_id).where(
        Message.attachment_id.is_not(None),
        Message.state.in_((MessageState.WAITING, MessageState.STARTED)),
    )
    emptied = (
        update(Attachment)
        .where(
            Attachment.key.startswith(prefix, autoescape=True),
            Attachment.created_at < now - FILES_KEPT,
            Attachment.content != b"",
            Attachment.id.not_in(waiting),
        )
        .values(content=b"", telegram_file_id=None)
    )
    return len(session.scalars(emptied.returning(Attachment.id)).all())
