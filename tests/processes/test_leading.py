"""Who leads when the leader is killed, frozen or ended; and that one that was frozen sends nothing when it wakes."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.config import Settings
from bot.model import InboxRow, InboxState, MessageState
from tests.cli.terminal import telegram
from tests.processes.crew import Crew, is_all_out, states, until
from tests.town import build_town

CADRES = 60


def unhandled(session: Session) -> int:
    return session.scalar(select(func.count()).where(InboxRow.state == InboxState.WAITING)) or 0


async def test_the_next_leads_when_the_leader_is_killed_frozen_or_ended_and_nothing_is_lost_or_doubled(
    postgres_url: str, tmp_path: Path
) -> None:
    async with telegram() as sandbox, Crew(tmp_path, postgres_url, sandbox) as crew:
        town = crew.storage.write_now(lambda session: build_town(session, cadres_each=CADRES))
        phones = [sandbox.person(telegram_id) for telegram_id in town.cadres]
        first = await crew.start()
        await first.says("run.started")
        second = await crew.start()
        await second.says("run.following")

        first.send(signal.SIGKILL)
        after_kill = await second.says("leadership.won"), await second.says("run.started")
        third = await crew.start()
        await third.says("run.following")
        await until(lambda: not crew.storage.read_now(states)[MessageState.STARTED])
        killed = crew.storage.read_now(states)[MessageState.UNCERTAIN]

        # Frozen while it has much to send: what it had begun is uncertain, all else the next one sends.
        for phone in phones:
            phone.type("/help")
        await until(lambda: crew.storage.read_now(states)[MessageState.SENT] > 5)
        second.send(signal.SIGSTOP)
        after_freeze = await third.says("leadership.won"), await third.says("run.started")

        def is_over() -> bool:
            is_handled = crew.storage.read_now(unhandled) == 0 and not sandbox.has_pending
            return is_handled and crew.storage.read_now(is_all_out)

        await until(is_over)
        sent = sandbox.statistics.calls["sendMessage"]
        second.send(signal.SIGCONT)
        await second.says("run.following", 2)
        assert second.count("leadership.lost") == 1
        assert sandbox.statistics.calls["sendMessage"] == sent

        # Ended calmly, the leader hands over: nobody waits for its lease to run out.
        assert await third.end() == 0
        after_end = await second.says("leadership.won", 2), await second.says("run.started", 2)
        phones[0].type("/help")
        await until(lambda: sandbox.statistics.calls["sendMessage"] > sent)
        assert await second.end() == 0
        assert crew.epoch() == 4
        for what, (won, works) in {"killed": after_kill, "frozen": after_freeze, "ended": after_end}.items():
            print(f"{what}: another leads after {won:.2f} s, its jobs have run after {won + works:.2f} s")  # noqa: T201
        done = crew.storage.read_now(states)
    frozen = done[MessageState.UNCERTAIN] - killed
    assert max(killed, frozen) <= Settings().delivery.in_flight
    helped = Counter(sum("/settings" in message.text for message in phone.messages) for phone in phones[1:])
    assert set(helped) <= {0, 1}
    assert helped[0] <= frozen
