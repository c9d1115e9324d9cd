"""``deploy/two-replicas.sh``: two processes behind a round robin against the sandbox, and the leader is killed.

What ``deploy/compose.yaml`` starts in containers is started here as plain processes on loopback. It ends by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from bot.model import InboxRow
from bot.storage import schema
from tests import postgres
from tests.cli.terminal import telegram
from tests.processes.crew import Crew, Member, RoundRobin, handled, is_all_out, states, until
from tests.town import build_town

CADRES = 40
ROUNDS = 2


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def database(given: str) -> Iterator[str]:
    """Give an empty database of the newest schema: the one that was named, or one of a server of its own."""
    if given:
        schema.upgrade(given)
        yield given
        return
    with postgres.serve() as server, server.database() as url:
        yield url


async def show(url: str, folder: Path) -> None:
    front = RoundRobin()
    async with telegram() as sandbox, Crew(folder, url, sandbox) as crew, front.serve():
        town = crew.storage.write_now(lambda session: build_town(session, cadres_each=CADRES))
        phones = [sandbox.person(telegram_id) for telegram_id in town.cadres]
        for telegram_id in (town.admin, town.organizer, town.liaison, *town.cadres):
            sandbox.person(telegram_id).account.has_started = True
        members = [await crew.start(webhook=front.address) for _ in range(2)]
        for member in members:
            await member.says("run.listening")
        front.spread(*(member.port for member in members))
        leader = await _leader(members)
        follower = next(member for member in members if member is not leader)
        say(f"processes listen on {members[0].port} and {members[1].port}; {leader.port} leads, epoch {crew.epoch()}")

        async def type_and_wait(rounds: int) -> None:
            for phone in phones:
                phone.type("/today")
            await until(lambda: crew.storage.read_now(handled) == rounds * CADRES)

        await type_and_wait(1)
        say(f"{CADRES} people wrote; posted to {_spread(front)}; each update handled once")
        leader.send(signal.SIGKILL)
        for phone in phones:
            phone.type("/today")
        seconds = await follower.says("leadership.won")
        say(
            f"{leader.port} was killed while {CADRES} wrote again; {follower.port} leads {seconds:.1f} s later, "
            f"epoch {crew.epoch()}"
        )
        await until(lambda: crew.storage.read_now(handled) == ROUNDS * CADRES)
        await until(lambda: crew.storage.read_now(is_all_out))
        done = crew.storage.read_now(states)
        kept = crew.storage.read_now(lambda session: session.scalar(select(func.count(InboxRow.id)))) or 0
        made, ended = sum(sandbox.statistics.updates.values()), crew.storage.read_now(handled)
        say(
            f"{kept} updates of {made} kept, {ended} handled; "
            f"messages: {', '.join(f'{state} {count}' for state, count in sorted(done.items()))}"
        )
        say(f"ended with {await follower.end()}")


async def _leader(members: list[Member]) -> Member:
    await until(lambda: any(member.count("run.started") for member in members))
    return next(member for member in members if member.count("run.started"))


def _spread(front: RoundRobin) -> str:
    return ", ".join(f"{port}: {count}" for port, count in front.taken.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "database", nargs="?", default="", help="URL of an empty PostgreSQL database; one is started otherwise"
    )
    args = parser.parse_args()
    with database(args.database) as url, tempfile.TemporaryDirectory(prefix="two-replicas-") as folder:
        asyncio.run(show(url, Path(folder)))


if __name__ == "__main__":
    main()
