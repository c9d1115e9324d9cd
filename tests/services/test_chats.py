"""Groups in the tables: who may approve one, and a move to another id, in whatever order it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Chat, ChatState, Message, MessageState
from bot.services import chats, outbox
from bot.storage.engine import writing_engine
from tests.town import START, Town, build_town

OLD, NEW, STRANGER = -4_001, -1_004_001, 777_777


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    engine = writing_engine(sqlite_url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def town(session: Session) -> Town:
    return build_town(session)


def add(session: Session, who: int, chat_id: int, configured: tuple[int, ...] = ()) -> bool:
    return chats.added(session, now=START, telegram_id=who, chat_id=chat_id, title="联络员群", configured=configured)


def waiting(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(select(Message).where(Message.state == MessageState.WAITING).order_by(Message.id)).all()
    return [(row.kind, row.chat_key) for row in rows]


def test_only_an_admin_approves_a_group(session: Session, town: Town) -> None:
    assert [add(session, who, OLD - who) for who in (town.admin, town.organizer, town.liaison, STRANGER)] == [
        True,
        False,
        False,
        False,
    ]


def test_a_group_lost_and_added_again_by_a_stranger_is_left(session: Session, town: Town) -> None:
    add(session, town.admin, OLD)
    chats.lost(session, now=START, chat_id=OLD, title="联络员群")
    assert not add(session, STRANGER, OLD)
    assert not chats.is_approved(session, chat_id=OLD, configured=())


def test_a_move_carries_the_approval_and_what_waits_along(session: Session, town: Town) -> None:
    add(session, town.admin, OLD)
    chats.moved(session, now=START, chat_id=OLD, new_id=NEW)
    assert chats.is_approved(session, chat_id=NEW, configured=())
    assert not chats.is_approved(session, chat_id=OLD, configured=())
    assert chats.current_id(session, OLD) == NEW
    assert waiting(session) == [("group-approved", outbox.group_key(NEW))]


def test_a_new_id_heard_of_before_the_move_is_not_left(session: Session, town: Town) -> None:
    add(session, town.admin, OLD)
    add(session, STRANGER, NEW)
    assert (outbox.LEAVE, outbox.group_key(NEW)) in waiting(session)
    chats.moved(session, now=START, chat_id=OLD, new_id=NEW)
    assert outbox.LEAVE not in [kind for kind, _key in waiting(session)]
    assert chats.is_approved(session, chat_id=NEW, configured=())


def test_an_old_id_lost_before_the_move_was_not_lost(session: Session, town: Town) -> None:
    add(session, town.admin, OLD)
    chats.lost(session, now=START, chat_id=OLD, title="联络员群")
    chats.moved(session, now=START, chat_id=OLD, new_id=NEW)
    assert "group-lost" not in [kind for kind, _key in waiting(session)]
    assert chats.is_approved(session, chat_id=NEW, configured=())


def test_a_group_that_nobody_approved_is_left_under_its_new_id_too(session: Session, town: Town) -> None:  # noqa: ARG001 - the admins to tell
    add(session, STRANGER, OLD)
    chats.moved(session, now=START, chat_id=OLD, new_id=NEW)
    assert not chats.is_approved(session, chat_id=NEW, configured=())
    assert (outbox.LEAVE, outbox.group_key(NEW)) in waiting(session)


def test_a_move_told_twice_changes_nothing_more(session: Session, town: Town) -> None:
    add(session, town.admin, OLD)
    for _ in range(2):
        chats.moved(session, now=START, chat_id=OLD, new_id=NEW)
    states = {chat.id: chat.state for chat in session.scalars(select(Chat))}
    assert states == {OLD: ChatState.LEFT, NEW: ChatState.APPROVED}


def test_a_group_of_the_settings_counts_as_approved_until_it_is_left(session: Session, town: Town) -> None:  # noqa: ARG001 - the organizers to tell
    assert chats.is_approved(session, chat_id=OLD, configured=(OLD,))
    chats.lost(session, now=START, chat_id=OLD, title="联络员群")
    assert not chats.is_approved(session, chat_id=OLD, configured=(OLD,))
    assert add(session, STRANGER, OLD, configured=(OLD,))


def test_an_organizer_puts_the_bot_back_into_a_group_it_was_removed_from_and_into_no_other(
    session: Session, town: Town
) -> None:
    add(session, town.admin, OLD)
    chats.lost(session, now=START, chat_id=OLD, title="联络员群")
    assert not chats.is_approved(session, chat_id=OLD, configured=())
    assert add(session, town.organizer, OLD)
    add(session, STRANGER, NEW)
    chats.lost(session, now=START, chat_id=NEW, title="他人群")
    assert not add(session, town.organizer, NEW)


def test_a_muted_group_stays_approved_and_muted_as_a_supergroup(session: Session, town: Town) -> None:
    add(session, town.admin, OLD)
    for _ in range(2):
        chats.lost(session, now=START, chat_id=OLD, title="联络员群", is_muted=True)
    assert [kind for kind, _key in waiting(session)].count("group-muted") == 2  # organizer and admin, once each
    session.get_one(Chat, OLD).unit_id = town.unit_ids[0]
    chats.moved(session, now=START, chat_id=OLD, new_id=NEW)
    moved = session.get_one(Chat, NEW)
    assert (moved.state, moved.title, moved.unit_id) == (ChatState.MUTED, "联络员群", town.unit_ids[0])
    assert chats.is_approved(session, chat_id=NEW, configured=())
    chats.back(session, now=START, chat_id=NEW, title="联络员群")
    assert moved.state is ChatState.APPROVED


def test_a_group_that_nobody_approved_is_not_approved_by_being_muted(session: Session, town: Town) -> None:  # noqa: ARG001 - the organizers to tell
    chats.lost(session, now=START, chat_id=OLD, title="他人群", is_muted=True)
    assert not chats.is_approved(session, chat_id=OLD, configured=())
