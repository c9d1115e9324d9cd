"""The HTTP side: one handler for ``/bot{token}/{method}`` and ``/file/bot{token}/{path}`` on loopback."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from bot.sandbox import account, commands, editing, messages  # noqa: F401 - they enter their methods into the table
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.params import Upload
from bot.sandbox.polling import Poller
from bot.sandbox.registry import METHODS, call
from bot.sandbox.webhook import Poster
from bot.sandbox.world import World

LARGEST_BODY = 64 * 1024 * 1024


class Server:
    """Speaks HTTP for a world; ``in_flight`` counts the calls being served, ``getUpdates`` aside."""

    def __init__(self, world: World, token: str, faults: Faults, longest_poll_seconds: int) -> None:
        self._world = world
        self._token = token
        self._faults = faults
        self.poller = Poller(world, longest_poll_seconds)
        self._poster = Poster(world)
        self._runner: web.ServerRunner | None = None
        self.in_flight = 0

    async def start(self, port: int) -> int:
        """Listen on 127.0.0.1; returns the port."""
        server = web.Server(self._handle, request_factory=_request)
        runner = web.ServerRunner(server, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        self._runner = runner
        self._poster.start()
        return int(runner.addresses[0][1])

    async def stop(self) -> None:
        """Close all connections."""
        await self._poster.stop()
        if self._runner is not None:
            self.poller.end()
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        lead, _, rest = request.path.lstrip("/").partition("/")
        if lead == "file":
            return self._download(rest)
        token, name = lead.removeprefix("bot"), rest
        method = METHODS.get(name.lower())
        if not lead.startswith("bot") or ":" not in token:
            return self._refuse(ApiError(404, "Not Found"))
        if token != self._token:
            return self._refuse(ApiError(401, "Unauthorized"))
        if method is None and name.lower() != "getupdates":
            self._world.calls[name] += 1
            return self._refuse(ApiError(404, "Not Found"))
        try:
            values = await _values(request)
        except ValueError:
            return self._refuse(bad_request("can't parse the parameters of the request"))
        if method is None:
            return await self._guarded(request, "getUpdates", values)
        self.in_flight += 1
        try:
            return await self._guarded(request, method.name, values)
        finally:
            self.in_flight -= 1
            self._world.changed()

    async def _guarded(self, request: web.BaseRequest, name: str, values: dict[str, Any]) -> web.StreamResponse:
        self._world.calls[name] += 1
        fault = self._faults.strike(name, str(values.get("chat_id"))) if self._faults else None
        if fault is None:
            return await self._served(name, values)
        if fault.kind == "status":
            return self._refuse(_planned(fault))
        if fault.kind == "reset_before":
            return _cut_off(request)
        response = await self._served(name, values)
        if fault.kind == "reset_after":
            return _cut_off(request)
        if fault.kind == "garbage":
            return web.Response(body=b"<html><body>502 Bad Gateway</body>", content_type="text/html")
        await asyncio.sleep(fault.delay_seconds)
        return response

    async def _served(self, name: str, values: dict[str, Any]) -> web.StreamResponse:
        try:
            if name == "getUpdates":
                result = await self.poller.get_updates(values)
            else:
                result = call(self._world, METHODS[name.lower()], values)
        except ApiError as refusal:
            return self._refuse(refusal)
        return _json({"ok": True, "result": result})

    def _refuse(self, refusal: ApiError) -> web.StreamResponse:
        self._world.errors[refusal.code] += 1
        return _error(refusal.code, refusal.description, refusal.parameters)

    def _download(self, rest: str) -> web.StreamResponse:
        token, _, path = rest.removeprefix("bot").partition("/")
        if token != self._token:
            return _error(401, "Unauthorized")
        self._world.calls["file"] += 1
        for file in self._world.files.values():
            if file.path == unquote(path):
                return web.Response(body=file.content, content_type="application/octet-stream")
        return self._refuse(ApiError(404, "Not Found"))


def _request(*args: Any) -> web.BaseRequest:
    message, payload, protocol, writer, task = args
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY)


async def _values(request: web.BaseRequest) -> dict[str, Any]:
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    if request.method != "POST" or not request.can_read_body:
        return values
    kind = request.content_type
    if kind == "multipart/form-data":
        for name, part in (await request.post()).items():
            values[name] = _part(part)
        return values
    body = await request.read()
    if kind == "application/json":
        decoded = json.loads(body or b"{}")
        values.update(decoded if isinstance(decoded, dict) else {})
    else:
        values.update(parse_qsl(body.decode(), keep_blank_values=True))
    return values


def _part(part: str | bytes | bytearray | web.FileField) -> str | Upload:
    if isinstance(part, web.FileField):
        return Upload(part.filename, part.content_type, part.file.read())
    return part if isinstance(part, str) else part.decode()


def _json(content: dict[str, Any], status: int = 200) -> web.Response:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return web.Response(body=body, status=status, headers={"Content-Type": "application/json"})


def _error(code: int, description: str, parameters: dict[str, Any] | None = None) -> web.Response:
    content: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        content["parameters"] = parameters
    return _json(content, code)


def _planned(fault: Fault) -> ApiError:
    if fault.status == 429:
        return ApiError(429, f"retry after {fault.retry_after}", {"retry_after": fault.retry_after})
    refusal = ApiError(fault.status, "")
    refusal.description = HTTPStatus(fault.status).phrase
    return refusal


def _cut_off(request: web.BaseRequest) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
