"""The composition root: the one place that joins all parts. Tests and rehearsal hand in their own clock here."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import Any

from telegram.error import TelegramError
from telegram.ext import Application, ContextTypes

from bot.chat.intake import HANDLED_AT_ONCE, POLL_SECONDS, STOP_SECONDS, Dispatcher, Poller
from bot.chat.menu import Menus
from bot.chat.pickup import Pickup
from bot.chat.render import Renderer
from bot.chat.request import build_bot, close_requests
from bot.chat.routes import add_routes
from bot.chat.subscription import Subscription
from bot.chat.transport import Transport
from bot.chat.work import Context
from bot.clock import Clock, SystemClock
from bot.config import Settings
from bot.rules.calendar import WorkCalendar
from bot.rules.snow import Forecast
from bot.sender import Sender
from bot.services.activities import friday_rules
from bot.storage import Leadership, Storage
from bot.storage.leadership import LEAVE_SECONDS
from bot.texts import load_texts
from bot.weather import Weather, WeatherAway, WeatherError
from jobs.book import Book
from jobs.schedule import Job, Schedule, run, run_at_start, run_first, table
from jobs.tools import Ask, Tools

log = logging.getLogger(__name__)

CONNECT_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)


def forecast_of(settings: Settings, clock: Clock) -> Ask | None:
    """Return what asks for the forecast, or None where the settings name no place."""
    snow = settings.snow
    if snow.latitude is None or snow.longitude is None:
        return None
    weather = Weather(snow.forecast_url, snow.latitude, snow.longitude, clock=clock, zone=settings.operator.timezone)

    async def ask() -> Forecast | str:
        try:
            return await weather.fetch()
        except WeatherAway as away:
            return away.cause
        except WeatherError as error:
            return type(error).__name__

    return ask


class Bot:
    """The whole bot over one database; the schema must be there already.

    Args:
        settings: Complete.
        clock: The machine's own, unless another is handed in.
        rings: Without, no scheduler is started: rehearsal asks the table of jobs itself and moves the clock.
        poll_seconds: How long one request for updates may wait.
        storage: The database, if it is open already; it is closed with the bot.
        leadership: Won, where several processes may serve the bot: nothing is written when its epoch is over.
        book: Where the runs of jobs are entered.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        rings: bool = True,
        poll_seconds: int = POLL_SECONDS,
        storage: Storage | None = None,
        leadership: Leadership | None = None,
        book: Book | None = None,
    ) -> None:
        token = settings.telegram.token
        if token is None:
            raise ValueError("the bot needs a token")
        self.settings = settings
        self.clock = clock or SystemClock()
        self.storage = storage or _open(settings.database.url, leadership)
        self._rings = rings
        self.application: Application[Any, Context, Any, Any, Any, Any] = (
            Application.builder()
            .bot(
                build_bot(
                    token.get_secret_value(),
                    settings.telegram.base_url,
                    settings.telegram.file_base_url,
                    settings.telegram.proxy,
                    connections=settings.delivery.in_flight + HANDLED_AT_ONCE,
                )
            )
            .updater(None)
            .job_queue(None)
            .context_types(ContextTypes(context=Context))
            .build()
        )
        self.application.bot_data["settings"] = settings
        add_routes(self.application)
        self.renderer = Renderer(load_texts(), settings)
        self.menus = Menus(
            self.application.bot, self.storage, self.clock, load_texts(), language=settings.operator.language
        )
        self.transport = Transport(self.application.bot)
        self.sender = Sender(
            self.storage,
            self.clock,
            self.transport,
            self.renderer,
            settings.delivery,
            leave_seconds=LEAVE_SECONDS if leadership else None,
        )
        self.dispatcher = Dispatcher(self.application, self.storage, self.clock, self.transport, self.renderer.toast)
        self.poller = Poller(
            self.application,
            self.storage,
            self.clock,
            self.dispatcher.accept,
            updates_per_minute=settings.limits.updates_per_minute,
            poll_seconds=poll_seconds,
            leads=leadership.is_leading if leadership else lambda: True,
        )
        self.pickup = Pickup(
            self.storage, self.clock, self.dispatcher.accept, updates_per_minute=settings.limits.updates_per_minute
        )
        self.subscription = Subscription(self.application.bot, settings.telegram, self.clock)
        holidays = settings.holidays
        self.tools = Tools(
            self.storage,
            self.clock,
            settings,
            WorkCalendar({day.date: day.note for day in holidays.off}, {day.date: day.note for day in holidays.work}),
            friday_rules(settings),
            forecast_of(settings, self.clock),
            self.hears,
            book or Book(),
        )
        self.jobs: tuple[Job, ...] = table(settings)
        self._schedule = Schedule(self.jobs, self.tools)
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is being handled, stored or sent at this moment."""
        return self.dispatcher.is_idle and self.sender.is_idle and self.storage.is_idle

    def hears(self) -> bool:
        """Tell whether updates can come in at this moment; not before Telegram was reached."""
        can_come_in = self.subscription.is_set if self._is_posted_to else not self.poller.is_backing_off
        return bool(self._tasks) and can_come_in

    def sends(self) -> bool:
        """Tell whether messages can leave at this moment; not before Telegram was reached."""
        return bool(self._tasks) and not self.sender.is_cut_off

    @property
    def _is_posted_to(self) -> bool:
        return self.settings.telegram.mode == "webhook"

    async def start(self) -> None:
        """Connect, take up what was left undone, and begin to receive, ring and send."""
        loop = asyncio.get_running_loop()
        self.storage.on_outbox(partial(_wake, loop, self.sender))
        await self._connect()
        await run_first(self.jobs, self.tools)
        self.pickup.know(await self.dispatcher.take_up())
        ways_in = (self.pickup.run(), self.subscription.run()) if self._is_posted_to else (self.poller.run(),)
        forever = (self.sender.run(), *ways_in, self.menus.run())
        self._tasks = [asyncio.create_task(work) for work in forever]
        if self._rings:
            await self._schedule.start()
        else:
            await run_at_start(self.jobs, self.tools)

    async def ring(self, job: Job) -> None:
        """Run one job now, as the scheduler would."""
        await run(job, self.tools)

    async def stop(self, *, is_lost: bool = False) -> None:
        """Receive no more, finish what is being done, and close.

        Args:
            is_lost: Another process leads: nothing that is being done can be finished, so nothing is waited for.
        """
        if is_lost:
            self.storage.abandon()
        self._schedule.stop()
        await self._cancel(self._tasks[1:])
        await self.dispatcher.stop(patience_seconds=0 if is_lost else STOP_SECONDS)
        await self._cancel(self._tasks[:1])
        self.storage.close()
        await self.application.shutdown()
        await close_requests(self.application.bot)

    async def wait(self) -> None:
        """Wait until one of the long-running parts ends, which only a bug makes it do."""
        await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def _connect(self) -> None:
        """Learn who the bot is; an outage at start is waited for, a refused token too, until someone acts."""
        attempt = 0
        while True:
            try:
                return await self.application.initialize()
            except TelegramError as error:
                log.warning("start.no_telegram error=%s", type(error).__name__)
                await self.clock.sleep(CONNECT_SECONDS[min(attempt, len(CONNECT_SECONDS) - 1)])
                attempt += 1

    async def _cancel(self, tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _open(url: str, leadership: Leadership | None) -> Storage:
    if leadership is None:
        return Storage(url)
    return Storage(url, fence=leadership.fence(leadership.epoch), name=leadership.holder)


def _wake(loop: asyncio.AbstractEventLoop, sender: Sender) -> None:
    """Call the sender from the writer's thread."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(sender.wake)
