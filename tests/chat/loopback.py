"""Servers on 127.0.0.1 that stand for Telegram: one answers as scripted, one breaks the line as told."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.chat.request import AiohttpRequest, Timeouts, build_bot
from bot.chat.transport import Transport

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
PATIENT = Timeouts()
HASTY = Timeouts(pool=0.05, connect=0.05, write=0.05, upload=0.05, read=0.05)
MESSAGE = {"message_id": 7, "date": 1_780_000_000, "chat": {"id": 5, "type": "private", "first_name": "李"}}


@dataclass
class Seen:
    """A request as it arrived; ``files`` holds (file name, bytes) by field."""

    method: str
    params: dict[str, Any]
    files: dict[str, tuple[str | None, bytes]] = field(default_factory=dict)


@dataclass
class Scripted:
    """Answers with ``answers`` in turn, the last one for ever."""

    url: str
    answers: list[web.Response | tuple[int, object]] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.seen.append(await _seen(request))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, web.Response):
            return answer
        return web.json_response(answer[1], status=answer[0])

    def say(self, status: int, description: str, **parameters: object) -> None:
        body: dict[str, object] = {"ok": False, "error_code": status, "description": description}
        self.answers = [(status, body | ({"parameters": parameters} if parameters else {}))]

    def accept(self, result: object) -> None:
        self.answers = [(200, {"ok": True, "result": result})]


async def _seen(request: web.Request) -> Seen:
    method = request.path.rsplit("/", 1)[-1]
    if request.content_type == "application/json":
        return Seen(method, await request.json())
    seen = Seen(method, {})
    if request.content_type == "multipart/form-data":
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                seen.files[name] = (value.filename, value.file.read())
            else:
                seen.params[name] = value
    return seen


@asynccontextmanager
async def scripted() -> AsyncIterator[Scripted]:
    app = web.Application(client_max_size=64 * 2**20)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    server = Scripted("")
    app.router.add_route("*", "/{path:.*}", server.handle)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()


@dataclass
class Line:
    """One connection of a raw server, and the whole requests that came over all of them."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    requests: list[bytes]

    async def read_request(self) -> bytes:
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        request = head + await self.reader.readexactly(length)
        self.requests.append(request)
        return request

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, result: object) -> None:
        body = json.dumps({"ok": True, "result": result}).encode()
        await self.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    def reset(self) -> None:
        """Close with a reset instead of a farewell."""
        linger = struct.pack("ii", 1, 0)
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.writer.transport.abort()


Talk = Callable[[Line], Awaitable[None]]


@dataclass
class Raw:
    """Where a raw server listens and what reached it."""

    host: str
    url: str
    requests: list[bytes]
    connections: int = 0


@asynccontextmanager
async def raw(talk: Talk) -> AsyncIterator[Raw]:
    """Serve every connection with ``talk``; it is closed when ``talk`` returns."""
    state = Raw("", "", [])
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        state.connections += 1
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await talk(Line(reader, writer, state.requests))
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the test is over
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    state.host, state.url = f"127.0.0.1:{port}", f"http://127.0.0.1:{port}"
    try:
        yield state
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


async def hang(line: Line) -> None:
    """Read all and say nothing."""
    while await line.reader.read(65536):
        pass


@contextmanager
def closed_port() -> Iterator[str]:
    """Give an address on which nobody listens."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))  # bound but not listening: connecting is refused, and nobody else gets the port
        yield f"http://127.0.0.1:{holder.getsockname()[1]}"


@asynccontextmanager
async def requesting(
    *,
    timeouts: Timeouts = PATIENT,
    proxy: str | None = None,
    connections: int = 5,
) -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(secret=TOKEN, timeouts=timeouts, proxy=proxy, connections=connections) as request:
        yield request


@asynccontextmanager
async def transporting(url: str, *, timeouts: Timeouts = PATIENT) -> AsyncIterator[Transport]:
    bot = build_bot(TOKEN, f"{url}/bot", f"{url}/file/bot", timeouts=timeouts)
    async with bot.request:
        yield Transport(bot)
