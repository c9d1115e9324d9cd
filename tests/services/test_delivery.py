"""What a row of the outbox comes to: how often a phone rings, and what a crash leaves to be settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.chat.render import Renderer
from bot.model import Activity, Cadre, Card, Lane, Message, MessageState
from bot.rules.attendance import AnswerState
from bot.rules.calendar import FridayOutlook
from bot.rules.delivery import EditText, SendText, Sent, Uncertain, Wait
from bot.services import activities, attendance, delivery, due, outbox, outcomes
from bot.services.activities import friday_rules
from bot.services.delivery import Limits, Started
from bot.services.outcomes import Delivered
from bot.storage import Storage
from bot.texts import load_texts
from tests.town import START, Town, build_town, settings_for

SETTINGS = settings_for("sqlite:///unused")
RULES = friday_rules(SETTINGS)
RINGS = SETTINGS.delivery.rings_per_activity
ATTEMPTS = SETTINGS.delivery.attempts
LIMITS = Limits(rows=30, rows_beside_replies=30, attempts=ATTEMPTS, rings=RINGS)
FRIDAY = date(2026, 11, 27)
# The Friday of a person who says yes after the reminder and then does not come.
OPENS = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
REMINDS = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 27, 0, 30, tzinfo=UTC)
NUDGES = datetime(2026, 11, 27, 5, 45, tzinfo=UTC)
TO = outbox.user_key(7)


@pytest.fixture
def storage(sqlite_url: str) -> Iterator[Storage]:
    storage = Storage(sqlite_url)
    yield storage
    storage.close()


def plan(session: Session) -> Town:
    town = build_town(session, cadres_each=1)
    outlooks = [FridayOutlook(FRIDAY, is_service_day=True, reason=None, is_provisional=False)]
    activities.plan_fridays(session, now=START, outlooks=outlooks, rules=RULES, settings=SETTINGS.friday)
    return town


def take_steps(session: Session, now: datetime) -> None:
    for step in activities.due_steps(session, now=now, rules=RULES):
        while not activities.run_step(session, now=now, run=step):
            pass


def start(session: Session, now: datetime) -> list[Started]:
    """Mark what is due as started."""
    render = Renderer(load_texts(), SETTINGS)
    return delivery.start_due(session, now=now, limits=LIMITS, busy=(), render=render).started


def deliver(session: Session, now: datetime, *, only: str) -> list[SendText | EditText]:
    """Let leave what is due, as the sender does with a Telegram that takes everything; return what one person got."""
    render = Renderer(load_texts(), SETTINGS)
    got: list[SendText | EditText] = []
    while (
        round_ := delivery.start_due(session, now=now, limits=LIMITS, busy=(), busy_chats=(), render=render)
    ).started:
        taken = [
            Delivered(row, Sent(None if isinstance(row.outgoing, EditText) else row.message_id))
            for row in round_.started
        ]
        outcomes.record(session, taken, now=now, attempts=ATTEMPTS)
        got += [
            row.outgoing
            for row in round_.started
            if row.chat_key == only and isinstance(row.outgoing, SendText | EditText)
        ]
    return got


def test_the_fourth_message_of_one_activity_to_a_person_makes_no_sound(storage: Storage) -> None:
    town = storage.write_now(plan)

    def run(session: Session) -> list[bool]:
        cadre = session.scalars(select(Cadre).where(Cadre.telegram_id == town.cadres[0])).one()
        got = []
        for moment in (OPENS, REMINDS, MORNING, NUDGES):
            take_steps(session, moment)
            got += deliver(session, moment, only=outbox.cadre_key(cadre.id))
            if moment == REMINDS:
                activity = session.scalars(select(Activity)).one()
                attendance.answer(
                    session,
                    now=moment,
                    telegram_id=town.cadres[0],
                    activity_id=activity.id,
                    answer=AnswerState.GOING,
                )
                deliver(session, moment, only=outbox.cadre_key(cadre.id))
        return [sent.is_silent for sent in got if isinstance(sent, SendText)]

    assert storage.write_now(run) == [False, False, False, True]


def test_no_ring_is_counted_for_what_made_no_sound(storage: Storage) -> None:
    def run(session: Session) -> int:
        card = Card(chat_key=TO, subject="help:1", wanted_version=1)
        session.add(card)
        session.flush()
        for _ in range(RINGS + 1):
            outbox.say(session, TO, "message-edited", now=START, card=card, is_silent=True)
        deliver(session, START, only=TO)
        return card.rings

    assert storage.write_now(run) == 0


@pytest.mark.parametrize("later", [timedelta(seconds=10), timedelta(hours=-1)], ids=["soon", "by a clock set back"])
def test_what_is_put_back_keeps_its_place_before_what_fell_due_after_it(storage: Storage, later: timedelta) -> None:
    def write(session: Session) -> list[Started]:
        outbox.say(session, TO, "message-edited", now=START)
        outbox.say(session, TO, "message-read", now=START, due_at=START + timedelta(seconds=1))
        return start(session, START + timedelta(seconds=1))

    def put_back(session: Session) -> list[Started]:
        outcomes.record(session, [Delivered(first, Wait(5))], now=START + later, attempts=ATTEMPTS)
        session.flush()
        return start(session, START + later)

    (first,) = storage.write_now(write)
    (again,) = storage.write_now(put_back)
    assert again.message_id == first.message_id


def test_what_was_written_first_to_a_chat_leaves_first_though_it_fell_due_a_moment_later(storage: Storage) -> None:
    second = timedelta(seconds=1)

    def run(session: Session) -> list[str]:
        outbox.say(session, TO, "message-edited", now=START + second / 2)  # to a tap
        outbox.say(session, TO, "message-read", now=START)  # to the text behind it, by its date
        outbox.say(session, outbox.user_key(8), "message-read", now=START + second)
        kinds = []
        for busy in ((), (TO,)):
            render = Renderer(load_texts(), SETTINGS)
            limits = Limits(rows=2, rows_beside_replies=2, attempts=ATTEMPTS, rings=RINGS)
            round_ = delivery.start_due(session, now=START + second, limits=limits, busy=busy, render=render)
            kinds += [session.get_one(Message, row.message_id).kind for row in round_.started]
        return kinds

    assert storage.write_now(run) == ["message-edited", "message-read"]


def test_what_waits_for_later_is_not_looked_through(storage: Storage) -> None:
    def plan_of(session: Session) -> list[str]:
        values = {"busy": "[]", "now": START, "most": 6}
        lines: list[str] = []
        for statement in (due.FIRST_DUE["sqlite"], due.FIRST_AHEAD["sqlite"], due.HELD["sqlite"]):
            compiled = statement.params(values).compile(session.connection(), compile_kwargs={"literal_binds": True})
            lines += [str(row.detail) for row in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
        return lines

    steps = storage.read_now(plan_of)
    assert not [line for line in steps if line.startswith("SCAN message") or "TEMP B-TREE" in line]
    assert sum("ix_message_state_lane_due_at_id (state=? AND lane=?" in line for line in steps) == 2 * len(Lane)
    assert sum("ix_message_chat_key_state (chat_key=? AND state=?)" in line for line in steps) == 1 + len(Lane)


def cut_off(session: Session, kind: str, *, lane: Lane = Lane.REPLY, card: Card | None = None, **params: Any) -> None:
    """Write a row as a killed process leaves it: started, and nobody knows what came of it."""
    if card is not None:
        session.add(card)
        session.flush()
    outbox.say(session, TO, kind, now=START, lane=lane, card=card, **params)
    row = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
    row.state, row.started_at, row.attempts = MessageState.STARTED, START, 1


def shown() -> Card:
    return Card(chat_key=TO, subject="help:1", telegram_message_id=5)


def unseen() -> Card:
    return Card(chat_key=TO, subject="help:1")


@pytest.mark.parametrize(
    ("row", "comes_to"),
    [
        ({"kind": "message-edited"}, MessageState.UNCERTAIN),
        ({"kind": "message-edited", "lane": Lane.BULK}, MessageState.UNCERTAIN),
        ({"kind": "message-edited", "lane": Lane.ALARM}, MessageState.WAITING),
        ({"kind": "message-edited", "lane": Lane.ALARM, "is_repeat": True}, MessageState.UNCERTAIN),
        ({"kind": outbox.CARD, "card": shown}, MessageState.WAITING),
        ({"kind": outbox.CARD, "card": shown, "rings": True}, MessageState.UNCERTAIN),
        ({"kind": outbox.CARD, "card": unseen}, MessageState.UNCERTAIN),
        ({"kind": outbox.RETIRE, "message_id": 5}, MessageState.WAITING),
        ({"kind": outbox.LEAVE}, MessageState.WAITING),
    ],
    ids=[
        "a message",
        "a notice",
        "a call-out",
        "a repeated call-out",
        "an edit",
        "a card sent anew",
        "a card sent first",
        "an old card retired",
        "a group left",
    ],
)
def test_after_a_crash_only_what_does_no_harm_twice_leaves_again(
    storage: Storage, row: dict[str, Any], comes_to: MessageState
) -> None:
    card = row["card"]() if "card" in row else None
    storage.write_now(lambda s: cut_off(s, **(row | {"card": card})))
    assert storage.write_now(lambda s: outcomes.recover(s, now=START, attempts=ATTEMPTS)) == 1
    assert [message.state for message in storage.read_now(lambda s: s.scalars(select(Message)).all())] == [comes_to]


def test_the_next_life_counts_from_the_answer_and_without_one_from_when_it_has_arrived(storage: Storage) -> None:
    second = timedelta(seconds=1)

    def run(session: Session) -> None:
        for number in (7, 8):
            outbox.say(session, outbox.user_key(number), "message-edited", now=START)
        answered, given_up = start(session, START)
        outcomes.record(session, [Delivered(answered, Sent(1))], now=START + second / 2, attempts=ATTEMPTS)
        outcomes.record(session, [Delivered(given_up, Uncertain("late"))], now=START + 5 * second, attempts=ATTEMPTS)
        for number, lane in ((9, Lane.REPLY), (10, Lane.ALARM)):
            outbox.say(session, outbox.user_key(number), "message-edited", now=START, lane=lane)
        start(session, START)
        outcomes.recover(session, now=START + second, attempts=ATTEMPTS)

    def arrivals(session: Session, now: datetime) -> dict[str, timedelta]:
        found = outcomes.recent(session, now=now, since=now - 60 * second)
        return {one.chat_key.removeprefix("user:"): one.arrived_by - START for one in found}

    storage.write_now(run)
    soon = storage.read_now(lambda session: arrivals(session, START + 5 * second))
    assert soon == {"7": second / 2, "8": 5 * second, "9": 2 * second, "10": 2 * second}
    set_back = storage.read_now(lambda session: arrivals(session, START - 3 * second))
    assert set_back == {"7": -3 * second, "8": -second, "9": -second, "10": -second}


def test_a_pause_lasts_no_longer_when_the_clock_is_set_back(storage: Storage) -> None:
    def run(session: Session) -> datetime | None:
        outcomes.pause(session, until=START + timedelta(seconds=20))
        outcomes.keep_due(session, now=START - timedelta(hours=1), would_be=START)
        return outcomes.paused_until(session)

    assert storage.write_now(run) == START - timedelta(hours=1) + timedelta(seconds=20)


def test_a_call_out_that_leaves_again_after_a_crash_says_so(storage: Storage) -> None:
    def run(session: Session) -> list[str]:
        cut_off(session, "message-edited", lane=Lane.ALARM)
        outcomes.recover(session, now=START, attempts=ATTEMPTS)
        return [sent.text for sent in deliver(session, START, only=TO)]

    (text,) = storage.write_now(run)
    assert text.startswith("【重复发送】")


def test_an_edit_is_not_tried_for_ever(storage: Storage) -> None:
    def run(session: Session) -> MessageState:
        cut_off(session, outbox.CARD, card=shown())
        row = session.scalars(select(Message)).one()
        row.attempts = ATTEMPTS
        outcomes.recover(session, now=START, attempts=ATTEMPTS)
        return row.state

    assert storage.write_now(run) is MessageState.UNCERTAIN


def test_a_ring_that_may_have_sounded_counts_after_a_crash(storage: Storage) -> None:
    def run(session: Session) -> int:
        card = shown()
        cut_off(session, "friday-nudge", card=card)
        outcomes.recover(session, now=START, attempts=ATTEMPTS)
        return card.rings

    assert storage.write_now(run) == 1
