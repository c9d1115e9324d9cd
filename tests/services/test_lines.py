"""Lines read as columns: every name gets the value of its own column, and whoever it is read for."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, Attendance
from bot.rules.attendance import AnswerState
from bot.services import attendance, lines, people, settling
from bot.services.lines import Line
from bot.storage import Storage
from tests.services.test_attendance import Afternoon

MINUTE = timedelta(minutes=1)


def test_a_line_says_what_its_row_and_its_activity_say(storage: Storage) -> None:
    def look(session: Session) -> None:
        friday = Afternoon.open(session, 1)
        now, person = friday.activity.check_in_from + MINUTE, friday.town.cadres[0]
        attendance.answer(
            session, now=now, telegram_id=person, activity_id=friday.activity.id, answer=AnswerState.GOING
        )
        attendance.check_in(session, now=now, telegram_id=person)
        attendance.check_out(session, now=friday.activity.ends_at - MINUTE, telegram_id=person)
        row = session.scalars(select(Attendance).where(Attendance.checked_in_at.is_not(None))).one()
        [line] = lines.standing(session, row.cadre_id, now=friday.activity.ends_at)
        assert line == lines.last_checked_in(session, row.cadre_id, activity_id=row.activity_id)
        renamed = {
            "line_id": (row, "id"),
            "kind": (friday.activity, "kind"),
            "activity_state": (friday.activity, "state"),
        }
        for name in Line._fields:
            source, attribute = renamed.get(name, (row if hasattr(Attendance, name) else friday.activity, name))
            assert getattr(line, name) == getattr(source, attribute), name
        assert settling.window_of(line) == settling.window_of(friday.activity)
        assert (line.is_inside, line.may_check_in(now), line.may_check_in(friday.activity.ends_at)) == (
            False,
            True,
            False,
        )

    storage.write_now(look)


def test_a_line_that_the_session_holds_is_settled_there_and_any_other_in_its_table(storage: Storage) -> None:
    def check_in(session: Session) -> tuple[bool, list[bool]]:
        friday = Afternoon.open(session, 1)
        now = friday.activity.starts_at
        ids = [people.require_id(session, person) for person in friday.town.cadres[:2]]
        held = attendance.row_of(session, friday.activity.id, ids[0])
        for person in friday.town.cadres[:2]:
            attendance.check_in(session, now=now, telegram_id=person)
        is_settled = held.checked_in_at == now
        session.flush()
        session.expunge_all()
        rows = [attendance.row_of(session, friday.activity.id, number) for number in ids]
        return is_settled, [row.checked_in_at == now for row in rows]

    assert storage.write_now(check_in) == (True, [True, True])


def test_a_line_of_a_closed_record_or_another_person_is_not_among_those_that_stand(storage: Storage) -> None:
    def look(session: Session) -> tuple[int, int, Line | None]:
        friday = Afternoon.open(session, 1)
        ids = session.scalars(select(Attendance.cadre_id).order_by(Attendance.id)).all()
        closes_at = session.get_one(Activity, friday.activity.id).closes_at
        return (
            len(lines.standing(session, ids[0], now=closes_at - MINUTE)),
            len(lines.standing(session, ids[0], now=closes_at)),
            lines.last_checked_in(session, ids[0]),
        )

    assert storage.write_now(look) == (1, 0, None)
