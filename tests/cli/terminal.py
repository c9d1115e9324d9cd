"""The command line as somebody at a terminal uses it: a folder, a process, what it prints, how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import SystemClock
from bot.sandbox import Sandbox

COMMAND = Path(sys.executable).with_name("volunteer-bot")
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended and what it said."""

    code: int
    out: str
    err: str


class Terminal:
    """A shell in a folder; ``environ`` goes over the little that every process gets."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.folder = folder
        # Nothing of the developer's own shell: neither settings nor a language.
        self.environ = {"PATH": f"{COMMAND.parent}:{os.environ['PATH']}", "LANG": "C.UTF-8", **environ}

    async def start(self, *words: str, keys: str | None = None) -> asyncio.subprocess.Process:
        """Start ``volunteer-bot``; with ``keys`` something is typed or piped into it."""
        return await asyncio.create_subprocess_exec(
            COMMAND,
            *words,
            cwd=self.folder,
            env=self.environ,
            stdin=asyncio.subprocess.DEVNULL if keys is None else asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def call(self, *words: str, keys: str | None = None) -> Ended:
        """Run ``volunteer-bot`` to its end."""
        process = await self.start(*words, keys=keys)
        return await ended(process, keys)

    @asynccontextmanager
    async def running(self, *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """Have the bot at work; it is killed at the end if it still is."""
        process = await self.start("run", *words)
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


async def ended(process: asyncio.subprocess.Process, keys: str | None = None) -> Ended:
    """Wait for a process; what it says is read meanwhile."""
    async with asyncio.timeout(SECONDS):
        out, err = await process.communicate(None if keys is None else keys.encode())
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(), err.decode())


async def stopped(process: asyncio.subprocess.Process) -> Ended:
    """End the bot as a service manager does."""
    process.send_signal(signal.SIGTERM)
    return await ended(process)


@asynccontextmanager
async def telegram() -> AsyncIterator[Sandbox]:
    """A sandbox on the real clock, for bots in processes of their own."""
    sandbox = Sandbox(SystemClock())
    await sandbox.start()
    try:
        yield sandbox
    finally:
        await sandbox.stop()


def environ_for(sandbox: Sandbox) -> dict[str, str]:
    """Return the variables that make a bot speak to the sandbox."""
    return {
        "VOLUNTEER_BOT_TELEGRAM__TOKEN": sandbox.token,
        "VOLUNTEER_BOT_TELEGRAM__BASE_URL": sandbox.base_url,
        "VOLUNTEER_BOT_TELEGRAM__FILE_BASE_URL": sandbox.file_base_url,
    }
