"""Two processes behind one address, to which updates are posted by turns; one of them loses its database."""

from __future__ import annotations

from pathlib import Path

import aiohttp
from sqlalchemy import func, select

from bot.config import Settings
from bot.model import InboxRow, Message, MessageState
from tests.cli.terminal import telegram
from tests.processes.crew import SECRET, Crew, Line, Member, RoundRobin, handled, is_all_out, states, until
from tests.town import build_town

CADRES = 20


async def ask(member: Member, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{member.port}{path}") as answer:
        return answer.status, await answer.text()


async def test_no_update_is_lost_or_doubled_between_two_that_are_posted_to(postgres_url: str, tmp_path: Path) -> None:
    line, front = Line(postgres_url), RoundRobin()
    async with line, telegram() as sandbox, Crew(tmp_path, postgres_url, sandbox) as crew, front.serve():
        town = crew.storage.write_now(lambda session: build_town(session, cadres_each=CADRES))
        phones = [sandbox.person(telegram_id) for telegram_id in town.cadres]
        first = await crew.start(url=line.url, webhook=front.address)
        await first.says("leadership.won")
        second = await crew.start(webhook=front.address)
        await second.says("run.listening")
        await first.says("run.started")
        front.spread(first.port, second.port)

        for phone in phones:
            phone.type("/help")
        await until(lambda: crew.storage.read_now(handled) == CADRES)
        assert set(front.taken.values()) == {CADRES // 2}
        assert [(await ask(member, "/readyz"))[0] for member in (first, second)] == [200, 200]
        assert "volunteer_bot_leader 1" in (await ask(first, "/metrics"))[1]
        assert "volunteer_bot_leader 0" in (await ask(second, "/metrics"))[1]

        # Without its database the leader leads no more, and what is posted to it has to be posted again.
        line.cut()
        for phone in phones:
            phone.type("/help")
        await second.says("run.started")
        await until(lambda: crew.storage.read_now(handled) == 2 * CADRES)
        assert (await ask(first, "/healthz"))[0] == 200
        assert (await ask(first, "/readyz"))[0] == 503
        assert first.count("leadership.cut_off") == 1

        # With it back, it sees that another leads.
        await line.join()
        await first.says("leadership.lost")
        await first.says("run.following", 1)
        for phone in phones:
            phone.type("/help")
        await until(lambda: crew.storage.read_now(handled) == 3 * CADRES)
        await until(lambda: crew.storage.read_now(is_all_out))
        async with (
            aiohttp.ClientSession(headers={"X-Telegram-Bot-Api-Secret-Token": SECRET + "x"}) as session,
            session.post(f"http://127.0.0.1:{first.port}/telegram", json={"update_id": 1}) as answer,
        ):
            assert answer.status == 403
        assert [await first.end(), await second.end()] == [0, 0]
        assert crew.storage.read_now(lambda session: session.scalar(select(func.count(InboxRow.id)))) == 3 * CADRES
        # What was on its way when the database went is uncertain. Nothing left more often than it was begun.
        done = crew.storage.read_now(states)
        begun = crew.storage.read_now(lambda session: session.scalar(select(func.sum(Message.attempts)))) or 0
        calls = sandbox.statistics.calls["sendMessage"] + sandbox.statistics.calls["editMessageText"]
        assert done[MessageState.SENT] <= calls <= begun
        assert done[MessageState.UNCERTAIN] <= Settings().delivery.in_flight
        assert all("/settings" in phone.messages[-1].text for phone in phones)
