"""A light Bot API on loopback, in a process of its own: it answers at once or after a fixed time, and keeps what came.

It checks no right and no text, so that little but the client is measured. ``python -m tests.bench.api`` writes its port
to standard output. What it is told goes to ``/control/…``: ``set`` (latency, limit), ``feed`` (updates, at once or so
many a second), ``counts`` and ``log``. Its moments are those of ``time.time``, which other processes share.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Any

HEAD = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
CHAT = re.compile(rb"chat_id[^0-9-]{1,40}(-?\d+)")
QUERY = re.compile(rb"callback_query_id[^0-9a-zA-Z]{1,40}(\w+)")
HOLD = re.compile(rb"timeout[^0-9]{1,40}(\d+)")
OFFSET = re.compile(rb"offset[^0-9-]{1,40}(-?\d+)")
ME = b'{"id":123456,"is_bot":true,"first_name":"bench","username":"bench_bot"}'
AT_ONCE = 100
HOLD_SECONDS = 10.0

Answer = Callable[[bytes], None]


class Api:
    """What the one Bot API knows: what it was sent, and what it has to deliver."""

    def __init__(self) -> None:
        self.reset(latency=0.0, limit=0)

    def reset(self, *, latency: float, limit: int) -> None:
        """Forget everything; from now on answer after ``latency`` seconds, and 429 beyond ``limit`` (0: none)."""
        self.latency = latency
        self._limit = limit
        self._sends: list[tuple[float, int, str]] = []
        self._recent: deque[float] = deque()
        self._refused = 0
        self._pending: deque[tuple[int, bytes]] = deque()
        self._released: dict[str, float] = {}
        self._answered: dict[str, float] = {}
        self._acknowledged = 0
        self._delivered_at = 0.0
        self._poll: Answer | None = None
        self._held: asyncio.TimerHandle | None = None
        self._feeding: asyncio.Task[None] | None = None

    def call(self, target: bytes, body: bytes, answer: Answer) -> None:
        """Carry out one call of a method and give its answer, now or later."""
        method = target.rpartition(b"/")[2].partition(b"?")[0].decode().lower()
        if target.startswith(b"/control/"):
            answer(json.dumps(self._control(method, json.loads(body or b"{}"))).encode())
        elif method == "getupdates":
            self._get_updates(target + b" " + body, answer)
        elif method == "getme":
            answer(b'{"ok":true,"result":%b}' % ME)
        elif method == "answercallbackquery":
            if found := QUERY.search(body):
                self._answered.setdefault(found[1].decode(), time.time())
            self._later(answer, b'{"ok":true,"result":true}')
        elif method.startswith(("send", "edit")):
            self._later(answer, self._message(method, body))
        else:
            answer(b'{"ok":true,"result":true}')

    def _message(self, method: str, body: bytes) -> bytes:
        found = CHAT.search(body)
        chat_id, now = int(found[1]) if found else 0, time.time()
        while self._recent and now - self._recent[0] >= 1.0:
            self._recent.popleft()
        if self._limit and len(self._recent) >= self._limit:
            self._refused += 1
            return b'{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":1}}'
        if self._limit:
            self._recent.append(now)
        self._sends.append((now, chat_id, method))
        return (
            b'{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private","first_name":"x"},'
            b'"from":%b,"text":"x"}}' % (len(self._sends), now, chat_id, ME)
        )

    def _later(self, answer: Answer, body: bytes) -> None:
        if self.latency:
            asyncio.get_running_loop().call_later(self.latency, answer, body)
        else:
            answer(body)

    def _get_updates(self, asked: bytes, answer: Answer) -> None:
        if (found := OFFSET.search(asked)) is not None:
            while self._pending and self._pending[0][0] < int(found[1]):
                self._pending.popleft()
                self._acknowledged += 1
        self._poll = answer
        if self._pending:
            self._deliver()
        else:
            found = HOLD.search(asked)
            seconds = min(int(found[1]) if found else 0, HOLD_SECONDS)
            self._held = asyncio.get_running_loop().call_later(seconds, self._deliver)

    def _deliver(self) -> None:
        if self._held is not None:
            self._held.cancel()
            self._held = None
        if (poll := self._poll) is not None:
            self._poll = None
            some = [self._pending[place][1] for place in range(min(AT_ONCE, len(self._pending)))]
            if some and not self._delivered_at:
                self._delivered_at = time.time()
            poll(b'{"ok":true,"result":[%b]}' % b",".join(some))

    def _control(self, word: str, told: dict[str, Any]) -> Any:
        match word:
            case "set":
                self.reset(latency=told["latency"], limit=told["limit"])
            case "feed":
                self._feeding = asyncio.ensure_future(self._feed(told["updates"], told["per_second"]))
            case "counts":
                return [len(self._sends), len(self._answered), self._acknowledged, self._poll is not None]
            case "log":
                return {
                    "sends": self._sends,
                    "released": self._released,
                    "answered": self._answered,
                    "refused": self._refused,
                    "delivered_at": self._delivered_at,
                }
        return {}

    async def _feed(self, updates: list[tuple[str, dict[str, Any]]], per_second: float) -> None:
        began = time.time()
        for place, (key, update) in enumerate(updates):
            if per_second and (ahead := began + place / per_second - time.time()) > 0:
                await asyncio.sleep(ahead)
            self._pending.append((update["update_id"], json.dumps(update).encode()))
            self._released[key] = time.time()
            if per_second or place == len(updates) - 1:
                self._deliver()


class Line(asyncio.Protocol):
    """One connection: as much of HTTP as the clients that are measured speak."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._read = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            found = HEAD.search(self._read, 0, end)
            length = end + 4 + (int(found[1]) if found else 0)
            if len(self._read) < length:
                return
            target, body = self._read[:end].split(b" ", 2)[1], self._read[end + 4 : length]
            self._read = self._read[length:]
            self._api.call(target, body, self._answer)

    def _answer(self, body: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        status = b"429 Too Many Requests" if body.startswith(b'{"ok":false') else b"200 OK"
        self._transport.write(
            b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body)
        )


async def serve() -> None:
    """Serve until the process is ended; the port is told first."""
    api = Api()
    server = await asyncio.get_running_loop().create_server(lambda: Line(api), "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
