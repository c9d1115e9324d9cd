"""A command leaves the question that was asked before it: what is typed next is no answer to that any more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC

import pytest
from sqlalchemy import func, select

from bot.chat.routes import DIALOGUES
from bot.model import Broadcast, Dialogue
from bot.sandbox.phone import Phone
from bot.services import dialogues, leaves, petitions, positions, privacy, registration
from tests.chat.friday import Friday, settled_friday_on

BY_BUTTONS = (registration.CONSENT, petitions.CHANGE_UNIT, privacy.DELETE, positions.OUTSIDE)
NOT_UNDERSTOOD = {"zh-CN": "没有看懂", "en": "that was not understood"}


@pytest.fixture
async def friday(database_url: str) -> AsyncIterator[Friday]:
    async with settled_friday_on(database_url) as opened:
        yield opened


def ask(friday: Friday, phone: Phone, step: str) -> None:
    """Let a question stand, as if it had just been asked."""
    now = friday.stage.clock.now().astimezone(UTC)
    friday.stage.bot.storage.write_now(lambda session: dialogues.ask(session, phone.id, step, now=now))


def asked(friday: Friday, phone: Phone) -> str | None:
    """Return the step that waits for somebody's answer."""
    return friday.read(lambda session: session.scalar(select(Dialogue.step).where(Dialogue.telegram_id == phone.id)))


async def test_each_question_that_words_answer_ends_with_a_command_and_none_that_buttons_answer(
    friday: Friday,
) -> None:
    organizer = friday.organizer
    for step in DIALOGUES:
        ask(friday, organizer, step)
        await friday.type(organizer, "/help")
        assert asked(friday, organizer) is None, step
    for step in BY_BUTTONS:
        ask(friday, organizer, step)
        await friday.type(organizer, "/help")
        assert asked(friday, organizer) == step


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_sentence_after_another_command_is_no_notice(friday: Friday, language: str) -> None:
    organizer, cadre = friday.organizer, friday.cadre(0)
    if language == "en":
        await friday.type(organizer, "/settings")
        await friday.tap(organizer, "English")
    await friday.type(organizer, "/broadcast")
    assert asked(friday, organizer) == "broadcast.text"
    await friday.type(organizer, "/firday")
    assert asked(friday, organizer) == "broadcast.text", "no command: the question stays"
    await friday.type(organizer, "/friday")
    assert NOT_UNDERSTOOD[language] in await friday.type(organizer, "明早7时集合。")
    assert friday.read(lambda session: session.scalar(select(func.count()).select_from(Broadcast))) == 0

    for _ in range(2):
        await friday.type(organizer, "/broadcast")
        assert asked(friday, organizer) == "broadcast.text", "a command may ask anew"

    ask(friday, cadre, leaves.STEP)
    await friday.type(cadre, "/audit")
    assert asked(friday, cadre) is None, "one that is refused is a command as well"
