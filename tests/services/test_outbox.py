"""Rows of the outbox: written once, coalesced where that is safe, forgotten in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Card, Lane, Message, MessageState
from bot.services import inbox, outbox
from bot.services.inbox import AlreadyDone, Arrival
from bot.storage import Storage

NOW = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
TO = outbox.user_key(7)


def rows(session: Session) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))


def test_a_message_of_one_key_is_written_once(storage: Storage) -> None:
    written = [storage.write_now(lambda s: outbox.say(s, TO, "x", now=NOW, dedup="key")) for _ in range(2)]
    assert written == [True, False]
    assert len(storage.read_now(rows)) == 1


def test_ten_changes_of_a_card_are_one_edit(on_sqlite: Storage) -> None:
    for _ in range(10):
        on_sqlite.write_now(lambda s: outbox.show(s, TO, "activity:1", now=NOW))
    assert len(on_sqlite.read_now(rows)) == 1
    assert on_sqlite.read_now(lambda s: s.scalars(select(Card)).one()).wanted_version == 10


@pytest.mark.parametrize(
    "waiting",
    [
        {"lane": Lane.BULK},
        {"lane": Lane.REPLY, "only_if": "going"},
        {"lane": Lane.REPLY, "expires_at": NOW + timedelta(minutes=1)},
    ],
    ids=["a slower lane", "may be cancelled", "may expire"],
)
def test_a_change_does_not_rely_on_a_row_that_may_leave_later_or_never(
    on_sqlite: Storage, waiting: dict[str, object]
) -> None:
    on_sqlite.write_now(lambda s: outbox.show(s, TO, "activity:1", now=NOW, **waiting))  # type: ignore[arg-type]
    on_sqlite.write_now(lambda s: outbox.show(s, TO, "activity:1", now=NOW))
    assert len(on_sqlite.read_now(rows)) == 2


def test_a_card_is_drawn_anew_without_being_loaded_as_it_is_with(storage: Storage) -> None:
    storage.write_now(lambda s: outbox.redraw(s, TO, "activity:1", now=NOW))  # never shown before
    assert [row.kind for row in storage.read_now(rows)] == [outbox.CARD]
    storage.write_now(lambda s: outbox.redraw(s, TO, "activity:1", now=NOW))
    assert len(storage.read_now(rows)) == 1  # one edit does for both
    assert storage.read_now(lambda s: s.scalars(select(Card)).one()).wanted_version == 2

    def settle(session: Session) -> None:
        for row in rows(session):
            row.settle(MessageState.SENT, "", NOW)

    storage.write_now(settle)
    storage.write_now(lambda s: outbox.redraw(s, TO, "activity:1", now=NOW, lane=Lane.BULK, activity_id=None))
    assert [(row.lane, row.is_silent, row.params) for row in storage.read_now(rows)[1:]] == [(Lane.BULK, True, {})]


def test_a_card_that_a_session_holds_is_known_there_as_it_was_drawn_last(storage: Storage) -> None:
    def turn(session: Session) -> tuple[int, str | None, int, str | None]:
        card = outbox.show(session, TO, "activity:1", now=NOW)
        card.view = "change"
        outbox.redraw(session, TO, "activity:1", now=NOW)
        before = card.wanted_version, card.view
        outbox.redraw(session, TO, "activity:1", now=NOW, turns_back=True)
        return *before, card.wanted_version, card.view

    assert storage.write_now(turn) == (2, "change", 3, None)


def test_what_waits_of_other_cards_is_not_read_through_to_find_one_that_waits_of_this(on_sqlite: Storage) -> None:
    """A whole city checks in within minutes, and its cards wait for their turn by the thousand."""

    def plan(session: Session) -> list[str]:
        found = on_sqlite._writing, outbox.WAITING_EDIT._statement
        text = f"EXPLAIN QUERY PLAN {found[1].compile(found[0])}"
        return [row.detail for row in session.connection().exec_driver_sql(text, (None,) * text.count("?"))]

    assert on_sqlite.read_now(plan) == ["SEARCH message USING INDEX ix_message_card_id_state (card_id=? AND state=?)"]


@pytest.mark.parametrize(("known", "tapped", "learnt"), [(None, 5, 5), (5, 9, 9), (9, 5, 9)])
def test_the_newest_message_of_a_card_is_learnt_from_a_tap_on_it(
    on_sqlite: Storage, known: int | None, tapped: int, learnt: int
) -> None:
    def run(session: Session) -> int | None:
        card = Card(chat_key=TO, subject="activity:1", telegram_message_id=known)
        session.add(card)
        session.flush()
        outbox.learn(session, TO, "activity:1", tapped, now=NOW)
        return card.telegram_message_id

    assert on_sqlite.write_now(run) == learnt


def test_the_message_that_a_newer_one_replaces_is_retired(on_sqlite: Storage) -> None:
    def run(session: Session) -> None:
        session.add(Card(chat_key=TO, subject="activity:1", telegram_message_id=5))
        session.flush()
        outbox.learn(session, TO, "activity:1", 9, now=NOW)

    on_sqlite.write_now(run)
    assert [(row.kind, row.params["message_id"]) for row in on_sqlite.read_now(rows)] == [(outbox.RETIRE, 5)]


@pytest.mark.parametrize(
    ("kind", "subject", "learnt"),
    [("question-answer", None, 5), (outbox.CARD, "unit:1", 5), (outbox.CARD, "activity:1", 9)],
)
def test_another_message_with_a_button_of_the_card_is_not_taken_for_it(
    on_sqlite: Storage, kind: str, subject: str | None, learnt: int
) -> None:
    def run(session: Session) -> int | None:
        cards = {name: Card(chat_key=TO, subject=name, telegram_message_id=5) for name in ("activity:1", "unit:1")}
        session.add_all(cards.values())
        session.flush()
        outbox.say(session, TO, kind, now=NOW, card=cards[subject] if subject else None)
        session.scalars(select(Message)).one().telegram_message_id = 9
        session.flush()
        outbox.learn(session, TO, "activity:1", 9, now=NOW)
        return cards["activity:1"].telegram_message_id

    assert on_sqlite.write_now(run) == learnt


def test_only_what_was_settled_long_ago_is_blanked(storage: Storage) -> None:
    def run(session: Session) -> None:
        for name, settled_at in (("old", NOW - timedelta(days=91)), ("new", NOW), ("waiting", None)):
            outbox.say(session, TO, "x", now=NOW, dedup=name, name=name)
            row = session.scalars(select(Message).where(Message.dedup_key == name)).one()
            if settled_at is not None:
                row.state, row.finished_at = MessageState.SENT, settled_at

    storage.write_now(run)
    before = NOW - timedelta(days=90)
    assert storage.write_now(lambda s: outbox.forget(s, before=before)) == 1
    assert storage.write_now(lambda s: outbox.forget(s, before=before)) == 0
    assert [row.params for row in storage.read_now(rows)] == [{}, {"name": "new"}, {"name": "waiting"}]


def arrival(number: int) -> Arrival:
    return Arrival(number, "user:7", "{}")


def test_an_update_is_stored_once_whatever_its_number(storage: Storage) -> None:
    """Numbers may jump, also backwards: only the key tells what is known."""
    first = storage.write_now(lambda s: inbox.store(s, 1, [arrival(9), arrival(3)], now=NOW))
    again = storage.write_now(lambda s: inbox.store(s, 1, [arrival(3), arrival(4), arrival(9)], now=NOW))
    assert (len(first), len(again)) == (2, 1)


def test_an_update_is_marked_done_once(storage: Storage) -> None:
    waiting = storage.write_now(lambda s: inbox.store(s, 1, [arrival(1)], now=NOW))
    storage.write_now(lambda s: inbox.mark_done(s, waiting[0].inbox_id, now=NOW))
    with pytest.raises(AlreadyDone):
        storage.write_now(lambda s: inbox.mark_done(s, waiting[0].inbox_id, now=NOW))


def test_keys_of_updates_go_after_a_week_and_what_waits_stays(storage: Storage) -> None:
    waiting = storage.write_now(lambda s: inbox.store(s, 1, [arrival(1), arrival(2)], now=NOW))
    storage.write_now(lambda s: inbox.mark_done(s, waiting[0].inbox_id, now=NOW))
    storage.write_now(lambda s: inbox.forget(s, before=NOW + timedelta(days=7)))
    assert [row.inbox_id for row in storage.write_now(inbox.take_up)] == [waiting[1].inbox_id]
