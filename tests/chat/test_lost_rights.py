"""Cards in the chat of somebody whose role has ended: they show nothing newer, and their buttons do nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.model import Question, Role, RoleGrant
from bot.services import outbox
from bot.services.broadcasts import subject_of
from tests.chat.broadcasting import Opening, Play, openings


@pytest.fixture
async def opening() -> AsyncIterator[Opening]:
    async with openings() as open_play:
        yield open_play


def dismiss(play: Play) -> None:
    def write(session: Session) -> None:
        ended = update(RoleGrant).where(RoleGrant.role == Role.ORGANIZER)
        session.execute(ended.values(revoked_at=play.stage.clock.now()))

    play.write(write)


async def test_who_is_organizer_no_more_sees_no_newer_figures_or_questions_and_sends_nothing(
    sqlite_url: str, opening: Opening
) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    broadcast, shown = play.broadcast(), play.organizer.last.text
    dismiss(play)

    def go_on(session: Session) -> None:
        now, to = play.stage.clock.now(), outbox.cadre_key(broadcast.author_id)
        broadcast_now = session.get_one(type(broadcast), broadcast.id)
        broadcast_now.text = "另一件事"
        session.add(Question(broadcast_id=broadcast.id, cadre_id=broadcast.author_id, text="几点？", asked_at=now))
        session.flush()
        outbox.refresh(session, subject_of(broadcast.id), now=now)
        outbox.show(session, to, "question:1", now=now, anew=True)
        outbox.show(session, to, "fridays:0", now=now, anew=True)

    before = len(play.organizer.messages)
    play.write(go_on)
    await play.settle(minutes=2)
    assert play.organizer.last.text == shown
    assert len(play.organizer.messages) == before
    for label in ("确认发送", "仅发给我试看", "取消"):
        assert await play.tap(label) == "您没有办理此事的权限。如需办理，请联系管理员。"
    assert play.copies("另一件事") == [0, 0, 0]
