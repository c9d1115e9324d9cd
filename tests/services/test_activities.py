"""Steps of an activity: each once, in chunks, however often and by however many it is begun."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, Attendance, Cadre, Lane, Message, Occurrence, OccurrenceState
from bot.rules.attendance import AnswerState
from bot.rules.calendar import FridayOutlook
from bot.services import activities, attendance
from bot.services.activities import friday_rules
from bot.storage import Storage
from tests.town import START, build_town, settings_for

FRIDAY = date(2026, 11, 27)
OPENS = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
CLOSES = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
SETTINGS = settings_for("sqlite:///unused")
RULES = friday_rules(SETTINGS)


def plan(session: Session, *, people: int) -> None:
    build_town(session, cadres_each=people)
    outlooks = [FridayOutlook(FRIDAY, is_service_day=True, reason=None, is_provisional=False)]
    activities.plan_fridays(session, now=START, outlooks=outlooks, rules=RULES, settings=SETTINGS.friday)


def steps(storage: Storage, now: datetime, *, chunks: int | None = None) -> None:
    """Do what is due, as the job does; with ``chunks`` stop after so many, as a killed process does."""
    done = 0
    for run in storage.read_now(lambda s: activities.due_steps(s, now=now, rules=RULES)):
        while not storage.write_now(lambda s, run=run: activities.run_step(s, now=now, run=run)):  # type: ignore[misc]
            done += 1
            if done == chunks:
                return


def messages(storage: Storage) -> Counter[str]:
    """Count the rows of each step in the outbox, by the beginning of their keys."""
    keys = storage.read_now(lambda s: s.scalars(select(Message.dedup_key)).all())
    return Counter(key.partition(":")[0] for key in keys)


def test_a_step_that_is_cut_off_between_two_chunks_goes_on_where_it_was(storage: Storage) -> None:
    storage.write_now(lambda s: plan(s, people=activities.CHUNK + 20))
    steps(storage, OPENS, chunks=1)
    assert messages(storage)["open"] == activities.CHUNK
    steps(storage, OPENS)
    steps(storage, OPENS)
    assert messages(storage)["open"] == activities.CHUNK + 21  # and the liaison
    states = storage.read_now(lambda s: s.scalars(select(Occurrence.state)).all())
    assert set(states) == {OccurrenceState.DONE}


def test_a_close_that_is_cut_off_reaches_everybody_all_the_same(on_sqlite: Storage) -> None:
    on_sqlite.write_now(lambda s: plan(s, people=activities.CHUNK + 20))
    steps(on_sqlite, OPENS)
    steps(on_sqlite, CLOSES, chunks=1)
    assert on_sqlite.read_now(lambda s: s.scalars(select(Activity.state)).one()) is ActivityState.CLOSED
    steps(on_sqlite, CLOSES + timedelta(minutes=1))
    assert messages(on_sqlite)["close"] == activities.CHUNK + 21


async def test_two_schedulers_at_once_write_each_message_once(database_url: str) -> None:
    first, second = Storage(database_url), Storage(database_url)
    try:
        await first.write(lambda s: plan(s, people=60))

        async def run(storage: Storage) -> None:
            runs = await storage.read(lambda s: activities.due_steps(s, now=OPENS, rules=RULES))
            for due in runs:
                while not await storage.write(lambda s, due=due: activities.run_step(s, now=OPENS, run=due)):  # type: ignore[misc]
                    pass

        await asyncio.gather(*(run(storage) for storage in (first, second) for _ in range(4)))
        assert messages(first)["open"] == 61
    finally:
        first.close()
        second.close()


def test_who_is_linked_between_two_chunks_is_invited_once(on_sqlite: Storage) -> None:
    on_sqlite.write_now(lambda s: plan(s, people=activities.CHUNK + 20))
    steps(on_sqlite, OPENS, chunks=1)

    def link(session: Session) -> int:
        cadre = session.scalars(select(Cadre).order_by(Cadre.id.desc()).limit(1)).one()
        assert activities.invite(session, cadre, now=OPENS) == 1
        return cadre.id

    number = on_sqlite.write_now(link)
    steps(on_sqlite, OPENS)
    rows = on_sqlite.read_now(lambda s: s.scalars(select(Message).where(Message.chat_key == f"cadre:{number}")).all())
    assert len(rows) == 1


def test_after_a_night_offline_the_morning_brings_what_is_still_worth_something(on_sqlite: Storage) -> None:
    on_sqlite.write_now(lambda s: plan(s, people=3))
    steps(on_sqlite, OPENS)
    steps(on_sqlite, datetime(2026, 11, 27, 0, 0, tzinfo=UTC))  # Friday 08:00, over the reminder of Thursday 15:00
    assert messages(on_sqlite)["remind"] == 4
    steps(on_sqlite, datetime(2026, 11, 27, 7, 40, tzinfo=UTC))  # Friday 15:40, after the service
    assert messages(on_sqlite)["morning"] == 0
    states = on_sqlite.read_now(lambda s: dict(s.execute(select(Occurrence.key, Occurrence.state)).all()))
    assert [state for key, state in states.items() if ":morning:" in key] == [OccurrenceState.EXPIRED]


def test_in_the_morning_the_card_of_who_has_not_answered_is_drawn_anew_without_a_sound(on_sqlite: Storage) -> None:
    on_sqlite.write_now(lambda s: plan(s, people=2))
    steps(on_sqlite, OPENS)

    def answer(session: Session) -> str:
        cadre = session.scalars(select(Cadre).where(Cadre.telegram_id.is_not(None)).order_by(Cadre.id.desc())).first()
        activity = session.scalars(select(Activity)).one()
        assert cadre is not None
        assert cadre.telegram_id is not None
        going = AnswerState.GOING
        attendance.answer(session, now=OPENS, telegram_id=cadre.telegram_id, activity_id=activity.id, answer=going)
        return f"cadre:{cadre.id}"

    going = on_sqlite.write_now(answer)
    steps(on_sqlite, datetime(2026, 11, 27, 0, 30, tzinfo=UTC))
    rows = on_sqlite.read_now(
        lambda s: s.scalars(select(Message).where(Message.dedup_key.startswith("morning:"))).all()
    )
    assert {row.chat_key for row in rows if not row.is_silent} == {going}
    silent = [row for row in rows if row.is_silent]
    assert len(silent) == 2
    assert {(row.only_if, row.lane, bool(row.params)) for row in silent} == {("pending", Lane.BULK, False)}


def test_a_holiday_is_planned_as_skipped_and_never_opens(on_sqlite: Storage) -> None:
    def run(session: Session) -> None:
        build_town(session)
        outlooks = [FridayOutlook(FRIDAY, is_service_day=False, reason="节日", is_provisional=False)]
        activities.plan_fridays(session, now=START, outlooks=outlooks, rules=RULES, settings=SETTINGS.friday)

    on_sqlite.write_now(run)
    steps(on_sqlite, CLOSES)
    assert not messages(on_sqlite)
    assert not on_sqlite.read_now(lambda s: s.scalars(select(Attendance)).all())
