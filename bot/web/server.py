"""Listens and serves the application; imported only where the settings say so, for it costs memory."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from bot.errors import Fault

STOP_SECONDS = 3
IDLE_SECONDS = 75
AT_ONCE = 400
"""Connections beyond which one is turned away with 503; Telegram opens at most 100."""


class AddressTaken(Fault):
    """The address to listen at is not this machine's, or somebody else listens there."""

    key = "fault-address-taken"


class WebServer:
    """One listening address; ``start`` listens before it returns."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=AT_ONCE,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
            ws="none",
        )
        self._address = host, port
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen.

        Raises:
            AddressTaken: The address cannot be had.
        """
        host, port = self._address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
            listening.listen(AT_ONCE)
        except OSError as error:
            listening.close()
            raise AddressTaken(address=f"{host}:{port}", reason=error.strerror or type(error).__name__) from None
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))

    async def stop(self) -> None:
        """Take no more, and let what is being answered end."""
        if self._serving is not None:
            self._server.should_exit = True
            await self._serving
            self._serving = None


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # The process has its own way to end.
        yield
