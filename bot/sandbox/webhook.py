"""Posting updates to a webhook, in order, each again until it is taken."""

from __future__ import annotations

import asyncio
import contextlib

import aiohttp

from bot.sandbox.state import Json
from bot.sandbox.world import Webhook, World

FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0
ANSWER_WITHIN_SECONDS = 10.0


class Poster:
    """Delivers while a webhook is set; the pauses between attempts are real time, as the network is."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look out for a webhook."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop; what was not taken stays pending."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        world = self._world
        await world.webhook_set.wait()  # most sandboxes never see one
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_SECONDS)
        pause = FIRST_PAUSE_SECONDS
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                await world.webhook_set.wait()
                arrived = world.updates.await_next()
                updates = world.updates.peek(1)
                if not updates or world.webhook is None:
                    await arrived.wait()
                elif await self._post(session, world.webhook, updates[0]):
                    world.updates.acknowledge(updates[0]["update_id"] + 1)
                    pause = FIRST_PAUSE_SECONDS
                else:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _post(self, session: aiohttp.ClientSession, webhook: Webhook, update: Json) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret_token} if webhook.secret_token else {}
        try:
            async with session.post(webhook.url, json=update, headers=headers) as answer:
                if 200 <= answer.status < 300:
                    return True
                self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(f"Connection failed: {type(error).__name__}")
        return False

    def _failed(self, why: str) -> None:
        self._world.webhook_error = (self._world.now(), why)
