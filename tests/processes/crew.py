"""Several processes of one bot, as an operator runs them: started, killed, frozen, cut off; and what lies between."""

from __future__ import annotations

import asyncio
import itertools
import signal
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web
from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session

from bot.model import InboxRow, InboxState, Leadership, Message, MessageState
from bot.sandbox import Sandbox
from bot.storage import Storage
from tests.cli.terminal import Terminal, environ_for

SECONDS = 40.0
SECRET = "a-secret-of-the-webhook"


async def until(look: Callable[[], bool]) -> float:
    """Wait for something that other processes do; return how many seconds it took."""
    begun = time.monotonic()
    async with asyncio.timeout(SECONDS):
        while not look():  # noqa: ASYNC110 - other processes do what is waited for
            await asyncio.sleep(0.02)
    return time.monotonic() - begun


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Member:
    """One process: its log is read all the time."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.port = port
        self.log: list[str] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.log.append(line.decode())

    def count(self, event: str) -> int:
        return sum(event in line for line in self.log)

    async def says(self, event: str, times: int = 1) -> float:
        """Wait until its log has an event so many times."""
        try:
            return await until(lambda: self.count(event) >= times)
        except TimeoutError:
            raise AssertionError(f"no {event}:\n" + "".join(self.log)) from None

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def end(self) -> int:
        """End it calmly; return the exit code."""
        self.send(signal.SIGTERM)
        async with asyncio.timeout(SECONDS):
            return await self.process.wait()

    async def clear(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        await self._reading


class Crew:
    """Starts processes over one database and one sandbox, and asks the database who leads."""

    def __init__(self, folder: Path, url: str, sandbox: Sandbox) -> None:
        self._folder = folder
        self._url = url
        self._sandbox = sandbox
        self._numbers = itertools.count(1)
        self._stack = AsyncExitStack()
        self.members: list[Member] = []
        self.storage = Storage(url)

    async def __aenter__(self) -> Self:
        self._stack.callback(self.storage.close)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()
        if error is not None:
            for number, member in enumerate(self.members, 1):
                error.add_note(f"process {number}:\n{''.join(member.log)}")

    async def start(self, *, url: str = "", webhook: str = "") -> Member:
        """Start one; with ``webhook`` it is posted to by that address."""
        port, folder = free_port(), self._folder / str(next(self._numbers))
        folder.mkdir()
        environ = {**environ_for(self._sandbox), "VOLUNTEER_BOT_DATABASE__URL": url or self._url}
        if webhook:
            environ |= {
                "VOLUNTEER_BOT_WEB__LISTEN": f"127.0.0.1:{port}",
                "VOLUNTEER_BOT_TELEGRAM__MODE": "webhook",
                "VOLUNTEER_BOT_TELEGRAM__WEBHOOK_URL": webhook,
                "VOLUNTEER_BOT_TELEGRAM__WEBHOOK_SECRET": SECRET,
            }
        process = await Terminal(folder, **environ).start("run")
        member = Member(process, port)
        self._stack.push_async_callback(member.clear)
        self.members.append(member)
        return member

    def epoch(self) -> int:
        def query(session: Session) -> int:
            return session.scalar(select(Leadership.epoch)) or 0

        return self.storage.read_now(query)


class Line:
    """A line of TCP between a process and PostgreSQL that can be cut."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        folder = str(parsed.query["host"])
        self._socket = next(Path(folder).glob(".s.PGSQL.*[0-9]"))
        self.port = free_port()
        self.url = parsed.set(query={}).set(host="127.0.0.1", port=self.port).render_as_string(hide_password=False)
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        await self.join()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self.cut()

    async def join(self) -> None:
        """Take connections, also after a cut."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)

    def cut(self) -> None:
        """End every connection and take no other."""
        if self._server is not None:
            self._server.close()
        for end in self._ends:
            end.transport.abort()
        self._ends.clear()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there = await asyncio.open_unix_connection(str(self._socket))
        self._ends |= {writer, there}
        await asyncio.gather(_copy(reader, there), _copy(there_reader, writer))
        self._ends -= {writer, there}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
    writer.close()


class RoundRobin:
    """What stands before several processes: each post goes to the next of them, and is answered as it answers."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/telegram"
        self.taken: dict[int, int] = {}
        self._ports: itertools.cycle[int] = itertools.cycle(())

    def spread(self, *ports: int) -> None:
        self.taken = dict.fromkeys(ports, 0)
        self._ports = itertools.cycle(ports)

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_post("/telegram", self._pass_on)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.Response:
        port, body = next(self._ports), await request.read()
        names = ("Content-Type", "X-Telegram-Bot-Api-Secret-Token")
        headers = {name: request.headers[name] for name in names if name in request.headers}
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
                session.post(f"http://127.0.0.1:{port}/telegram", data=body, headers=headers) as answer,
            ):
                self.taken[port] += answer.status == 200
                return web.Response(status=answer.status)
        except (aiohttp.ClientError, TimeoutError):
            return web.Response(status=502)


def states(session: Session) -> Counter[MessageState]:
    """Count the messages of each state."""
    return Counter(session.scalars(select(Message.state)))


def handled(session: Session) -> int:
    return session.scalar(select(func.count()).where(InboxRow.state == InboxState.DONE)) or 0


def is_all_out(session: Session) -> bool:
    """Tell whether nothing is left to be sent."""
    now = states(session)
    return now[MessageState.WAITING] + now[MessageState.STARTED] == 0
