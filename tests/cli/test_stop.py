"""A calm stop under load: what is on its way lands, what is not stays for the next life, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.model import InboxRow, InboxState, Message, MessageState
from bot.sandbox import Fault
from bot.storage import Storage
from tests.cli.terminal import Terminal, environ_for, stopped, telegram
from tests.cli.test_run import ready
from tests.town import build_town

CADRES = 10
SECONDS = 30.0
UNSETTLED = (MessageState.WAITING, MessageState.STARTED)


def states(session: Session) -> Counter[str]:
    return Counter(state.value for state in session.scalars(select(Message.state)))


def unhandled(session: Session) -> int:
    return session.scalar(select(func.count()).where(InboxRow.state != InboxState.DONE)) or 0


def arrived(session: Session) -> int:
    return session.scalar(select(func.count(InboxRow.id))) or 0


def is_quiet(session: Session) -> bool:
    waits = session.scalar(select(Message.id).where(Message.state.in_(UNSETTLED)).limit(1))
    return waits is None and unhandled(session) == 0


async def until(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not look():  # noqa: ASYNC110 - another process does what is waited for
            await asyncio.sleep(0.02)


async def test_a_bot_that_is_ended_amid_taps_and_sends_loses_and_doubles_nothing(
    database_url: str, tmp_path: Path
) -> None:
    storage = Storage(database_url)
    town = storage.write_now(lambda session: build_town(session, cadres_each=CADRES))
    async with telegram() as sandbox:
        terminal = Terminal(tmp_path, **environ_for(sandbox), VOLUNTEER_BOT_DATABASE__URL=database_url)
        phones = [sandbox.person(telegram_id) for telegram_id in town.cadres]
        for telegram_id in (town.liaison, town.organizer, town.admin, *town.cadres):
            sandbox.person(telegram_id).type("你好")  # else they cannot be written to
        sandbox.faults.add(Fault("sendMessage", "delay", times=None, delay_seconds=0.3))
        async with terminal.running() as process:
            await ready(process)
            for phone in phones:
                phone.type("/help")
            await until(lambda: storage.read_now(states)["started"] > 0)
            end = await stopped(process)
        left = storage.read_now(states)
        assert end.code == 0
        assert "Traceback" not in end.err
        # What was on its way was answered; what was not has not left.
        assert (left["started"], left["uncertain"], left["failed"]) == (0, 0, 0)
        assert left["waiting"] + storage.read_now(unhandled) > 0
        sandbox.faults.clear()
        async with terminal.running() as process:
            await ready(process)
            await until(lambda: storage.read_now(is_quiet))
            end = await stopped(process)
        assert end.code == 0
        done = storage.read_now(states)
        assert done["uncertain"] == done["failed"] == done["expired"] == 0
        assert storage.read_now(arrived) == sum(sandbox.statistics.updates.values())
        helped = [sum("/settings" in message.text for message in phone.messages) for phone in phones]
        assert helped == [1] * CADRES
    storage.close()
