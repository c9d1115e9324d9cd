"""A record for tests: a Friday and a night of snow behind a small town, entered through the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.model import Activity, Attendance, AuditEntry, Cadre
from bot.rules.attendance import AnswerState, MarkKind, MarkSource
from bot.rules.record_rows import Record
from bot.services import attendance, settling
from bot.services.record_gather import gather
from bot.storage import Storage
from tests.services.weeks import FRIDAY, NEXT_MONDAY, cadres_of, hold
from tests.town import Town, build_town, settings_for

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def wall(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Name a moment of November 2026 in Shanghai."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=ZONE).astimezone(UTC)


def line_of(session: Session, activity: Activity, cadre: Cadre, answer: AnswerState = AnswerState.GOING) -> Attendance:
    """Put somebody on the roll."""
    row = Attendance(activity_id=activity.id, cadre_id=cadre.id, unit_id=cadre.unit_id, answer=answer)
    session.add(row)
    session.flush()
    settling.settle_row(session, row, activity)
    return row


def came(session: Session, activity: Activity, cadre: Cadre, start: datetime, end: datetime | None) -> Attendance:
    """Enter that somebody came and perhaps left, as by their own taps."""
    row = line_of(session, activity, cadre)
    for kind, at in ((MarkKind.CHECK_IN, start), (MarkKind.CHECK_OUT, end)):
        if at is not None:
            attendance.add_mark(
                session, activity, cadre.id, kind, at=at, now=at, source=MarkSource.SELF_TAP, by=cadre.id, row=row
            )
    return row


def reach(activity: Activity, start: datetime, end: datetime) -> None:
    """Give an activity other hours: check-in opens half an hour before, check-out closes an hour after."""
    activity.check_in_from, activity.muster_at = start - timedelta(minutes=30), start
    activity.starts_at, activity.ends_at, activity.closes_at = start, end, end + timedelta(hours=1)
    activity.late_after, activity.left_early_before = start + timedelta(minutes=10), end - timedelta(minutes=10)


@dataclass
class Books:
    """A database with a Friday: 张1 13:25:40—15:40, 张2 14:00—15:00, 张3 without check-out, 联络1 excused."""

    storage: Storage
    town: Town
    friday_id: int
    settings: Settings
    now: datetime = NEXT_MONDAY

    def do(self, service: Callable[..., T], **params: object) -> T:
        """Run a service at ``now``."""
        return self.storage.write_now(lambda session: service(session, now=self.now, **params))

    def read(self, query: Callable[[Session], T]) -> T:
        return self.storage.read_now(query)

    def write(self, change: Callable[[Session], T]) -> T:
        return self.storage.write_now(change)

    def gather(self, first_on: date = FIRST, last_on: date = LAST, **other: object) -> Record:
        known: dict[str, object] = {"unit_ids": None, "is_everyone": False, "settings": self.settings, "now": self.now}
        return self.read(lambda session: gather(session, first_on=first_on, last_on=last_on, **(known | other)))  # type: ignore[arg-type]

    def friday(self, session: Session) -> Activity:
        return session.get_one(Activity, self.friday_id)

    def person(self, session: Session, name: str, unit: int = 0) -> Cadre:
        query = select(Cadre).where(Cadre.name == name, Cadre.unit_id == self.town.unit_ids[unit])
        return session.scalars(query).one()

    def line(self, name: str) -> Attendance:
        return self.read(
            lambda session: session.scalars(
                select(Attendance).where(
                    Attendance.activity_id == self.friday_id, Attendance.cadre_id == self.person(session, name).id
                )
            ).one()
        )

    def deny(self, name: str) -> None:
        """Enter that the unit did not see somebody at the Friday."""

        def enter(session: Session) -> None:
            attendance.add_mark(
                session,
                self.friday(session),
                self.person(session, name).id,
                MarkKind.ABSENT,
                at=wall(27, 13, 30),
                now=self.now,
                source=MarkSource.LIAISON,
                by=None,
            )

        self.write(enter)

    def audit(self, action: str) -> list[tuple[str, str, dict[str, object] | None]]:
        found = self.read(lambda session: session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all())
        return [(entry.actor, entry.subject, entry.after) for entry in found]


def enter_friday(session: Session) -> tuple[Town, int]:
    """Write the town and its Friday."""
    town = build_town(session, units=2)
    friday = hold(session, town, FRIDAY)
    liaison, first, second, third = cadres_of(session, town.unit_ids[0])
    came(session, friday, first, wall(27, 13, 25, 40), wall(27, 15, 40))
    came(session, friday, second, wall(27, 14), wall(27, 15))
    came(session, friday, third, wall(27, 13, 20), None)
    line_of(session, friday, liaison, AnswerState.EXCUSED)
    return town, friday.id


def open_books(url: str) -> Books:
    """Open a migrated database with that Friday in it."""
    storage = Storage(url)
    town, friday_id = storage.write_now(enter_friday)
    return Books(storage, town, friday_id, settings_for(url))
