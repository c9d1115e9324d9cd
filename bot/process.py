"""One process of the bot: it serves the web where it is told to, waits for its turn to lead, and leads.

On SQLite it leads always. On PostgreSQL several may serve one bot; see ``bot.storage.leadership``.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.bootstrap import Bot
from bot.chat.inlet import Inlet
from bot.clock import SystemClock
from bot.collector import spare_what_stays
from bot.config import Settings
from bot.logs import event
from bot.storage import Leadership, Storage
from bot.vitals import Standing, Vitals
from jobs.book import Book
from jobs.schedule import late

if TYPE_CHECKING:
    from bot.web.server import WebServer

log = logging.getLogger(__name__)


class Process:
    """``run`` ends when it is cancelled, calmly: what is being done is finished and the leadership handed over."""

    def __init__(self, settings: Settings) -> None:
        url, token = settings.database.url, settings.telegram.token
        if token is None:
            raise ValueError("the bot needs a token")
        self._settings = settings
        self._clock = SystemClock()
        self._leadership = None if settings.database.is_sqlite else Leadership(url)
        self._storage = Storage(url)  # not fenced: whoever leads, an update is stored
        self._bot: Bot | None = None
        self._web: WebServer | None = None
        self._book = Book()
        bot_id = int(token.get_secret_value().partition(":")[0])
        self._inlet = Inlet(self._storage, self._clock, bot_id, on_stored=self._call)
        self._vitals = Vitals(
            self._storage,
            self._clock,
            settings.watch,
            self._book,
            self._late,
            hears=lambda: self._bot is not None and self._bot.hears(),
            sends=lambda: self._bot is not None and self._bot.sends(),
            standing=self._standing,
        )

    async def run(self) -> None:
        """Serve and lead; return when a part of the bot ended by itself, which only a bug makes it do.

        Raises:
            AddressTaken: The address to listen at cannot be had.
        """
        try:
            await self._listen()
            if self._leadership is None:
                await self._lead(Bot(self._settings, clock=self._clock, storage=self._storage, book=self._book))
                return
            is_lost = True
            while is_lost:
                event(log, "run.following")
                await self._leadership.win()
                bot = Bot(self._settings, clock=self._clock, leadership=self._leadership, book=self._book)
                is_lost = await self._lead(bot)
        finally:
            await self._close()

    async def _listen(self) -> None:
        if self._settings.web.listen is None:
            return
        serving = importlib.import_module("bot.serving")
        self._web = serving.web_server(self._settings, self._take, self._vitals)
        await self._web.start()
        event(log, "run.listening")

    async def _lead(self, bot: Bot) -> bool:
        """Work for as long as this process leads; tell whether it was another's turn that ended it."""
        self._bot, self._vitals.storage = bot, bot.storage
        work = asyncio.create_task(_work(bot))
        hold = asyncio.create_task(self._hold())
        is_lost = False
        try:
            await asyncio.wait((work, hold), return_when=asyncio.FIRST_COMPLETED)
            if is_lost := hold.done():
                hold.result()
            if work.done():
                await work  # tells what went wrong at the start
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            await bot.stop(is_lost=is_lost)
            self._bot, self._vitals.storage = None, self._storage
            self._book.runs.clear()
            hold.cancel()
            await asyncio.gather(hold, return_exceptions=True)
            if self._leadership is not None and not is_lost:
                await self._leadership.hand_over()
        return is_lost

    async def _hold(self) -> None:
        if self._leadership is None:
            await asyncio.Event().wait()
        else:
            await self._leadership.keep()

    async def _close(self) -> None:
        if self._web is not None:
            await self._web.stop()
        self._storage.close()
        if self._leadership is not None:
            await self._leadership.close()

    async def _take(self, update: dict[str, Any]) -> None:
        await self._inlet.take(update)

    def _call(self) -> None:
        if self._bot is not None:
            self._bot.pickup.call()

    def _late(self, now: datetime) -> Mapping[str, timedelta]:
        return late(self._bot.jobs, self._book, now) if self._bot is not None else {}

    def _standing(self) -> Standing:
        if self._leadership is None:
            return Standing()
        return Standing(self._bot is not None and self._leadership.is_leading(), self._leadership.epoch)


async def _work(bot: Bot) -> None:
    await bot.start()
    spare_what_stays()
    event(log, "run.started", jobs=len(bot.jobs))
    await bot.wait()
