"""The way in: raw updates are stored and committed, then acknowledged, then handled in order for each person.

PTB's own Updater acknowledges first and loses what was queued when the process dies; here an update is in the inbox
before Telegram forgets it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.chat.flood import FloodGate
from bot.chat.raw import masked, moment_of, object_of, part_of, person_key, sender_and_message
from bot.chat.sound import is_sound
from bot.chat.transport import Transport
from bot.chat.work import Toast, Work, current_work
from bot.clock import Clock
from bot.errors import Fault
from bot.services import inbox, outages
from bot.services.inbox import AlreadyDone, Arrival, Waiting
from bot.storage import DatabaseAway, Storage
from bot.texts import language_of

log = logging.getLogger(__name__)

T = TypeVar("T")

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
POLL_SECONDS = 25
ANSWER_SECONDS = 10.0
BACK_OFF_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
REJECTED_SECONDS = 30.0
AWAY_SECONDS = 0.5
STOP_SECONDS = 5.0
# Beyond this many stored and unhandled updates no more are fetched; Telegram keeps them meanwhile.
HANDLED_AT_ONCE = 64
WAITING_AT_MOST = 5_000


class Poller:
    """Asks for updates, for ever; no fault of the network or of Telegram ends it."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        storage: Storage,
        clock: Clock,
        accept: Callable[[list[Waiting]], Awaitable[None]],
        *,
        updates_per_minute: int,
        poll_seconds: int = POLL_SECONDS,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._bot = application.bot
        self._poll_seconds = poll_seconds
        self._storage = storage
        self._clock = clock
        self._accept = accept
        self._leads = leads
        self._flood = FloodGate(updates_per_minute)
        self._offset: int | None = None
        self._failures = 0
        self._is_backing_off = False
        self._heard_until: datetime | None = None

    @property
    def is_backing_off(self) -> bool:
        """Tell whether it asks for nothing at this moment, because the last request failed."""
        return self._is_backing_off

    async def run(self) -> None:
        """Fetch, store, acknowledge, until cancelled."""
        while True:
            while not self._leads():
                await self._clock.sleep(AWAY_SECONDS)  # another process may be asking by now
            try:
                asked_at = self._clock.now()
                updates = await self._fetch()
                await self._mind_gap(asked_at)
                await self._take(updates)
                self._failures = 0
            except Exception as error:  # noqa: BLE001 - nothing may end the way in
                seconds = self._back_off(error)
                if isinstance(error, Conflict) and "webhook" in str(error).lower():
                    seconds = await self._end_webhook()
                self._is_backing_off = True
                await self._clock.sleep(seconds)
                self._is_backing_off = False

    async def _fetch(self) -> list[dict[str, Any]]:
        """Ask for raw updates: PTB's own method would parse each of them once more."""
        # The first answer, of a life or after a fault, is not waited for: it tells that the way in is open again.
        seconds = self._poll_seconds if self._heard_until is not None and not self._failures else 0
        parameters: dict[str, Any] = {"timeout": seconds, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if self._offset is not None:
            parameters["offset"] = self._offset
        body = await self._bot.request.retrieve(
            f"{self._bot.base_url}/getUpdates?{urlencode(parameters)}",
            read_timeout=seconds + ANSWER_SECONDS,
        )
        result = self._bot.request.parse_json_payload(body).get("result")
        return [update for update in result if isinstance(update, dict)] if isinstance(result, list) else []

    async def _mind_gap(self, asked_at: datetime) -> None:
        """Write down for how long nothing could come in: since the last answer, of this life or of the one before."""
        await mind_gap(self._storage, self._heard_until, asked_at)
        self._heard_until = self._clock.now()

    async def _end_webhook(self) -> float:
        """Have Telegram post no more, for somebody had it do so; return after how many seconds to ask again."""
        log.warning("intake.webhook_ended")
        try:
            await self._bot.delete_webhook()
        except TelegramError as error:
            return self._back_off(error)
        return BACK_OFF_SECONDS[0]

    async def _take(self, updates: list[dict[str, Any]]) -> None:
        if not updates:
            return
        now = self._clock.now()
        arrivals = [self._arrival(update, now) for update in updates if isinstance(update.get("update_id"), int)]
        bot_id = self._bot.id

        def store(session: Session) -> list[Waiting]:
            outages.note_heard(session, now=now)
            return inbox.store(session, bot_id, arrivals, now=now)

        waiting = await self._storage.write(store)
        self._flood.settle()
        # Only now, with the rows committed, does the next request tell Telegram to forget them.
        self._offset = max((arrival.update_id + 1 for arrival in arrivals), default=self._offset)
        await self._accept(waiting)

    def _arrival(self, update: dict[str, Any], now: datetime) -> Arrival:
        key, number = person_key(update), int(update["update_id"])
        # Escaped to ASCII: no character whatever can keep a database from taking it.
        body = json.dumps(update, separators=(",", ":"))
        is_dropped = self._flood.is_over(key, number, moment_of(update, now))
        return Arrival(number, key, body, is_dropped=is_dropped)

    def _back_off(self, error: Exception) -> float:
        self._failures += 1
        if isinstance(error, DatabaseAway):
            log.warning("intake.database_away")
            return AWAY_SECONDS
        if isinstance(error, InvalidToken):
            log.error("intake.token_rejected")
            return REJECTED_SECONDS
        if isinstance(error, Conflict):
            log.error("intake.another_poller")
            return BACK_OFF_SECONDS[-2]
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            return wait if isinstance(wait, int) else wait.total_seconds()
        if isinstance(error, TelegramError):
            log.warning("intake.network error=%s", type(error).__name__)
        else:
            log.error("intake.unforeseen", exc_info=error)
        return BACK_OFF_SECONDS[min(self._failures, len(BACK_OFF_SECONDS)) - 1]


async def mind_gap(storage: Storage, since: datetime | None, until: datetime) -> None:
    """Write down that nothing could come in from ``since`` (None: what the tables know) to ``until``, if long."""
    since = since or await storage.read(outages.heard_until)
    if since is not None and until - since > outages.KEPT:
        log.warning("intake.gap seconds=%d", (until - since).total_seconds())
        await storage.write(partial(outages.note_gap, since=since, until=until))


class Dispatcher:
    """Hands stored updates to PTB's handlers: in order for one person, side by side for different people."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        storage: Storage,
        clock: Clock,
        transport: Transport,
        say: Callable[[str, Toast], str],
    ) -> None:
        self._application = application
        self._storage = storage
        self._clock = clock
        self._transport = transport
        self._say = say
        self._queues: dict[str, deque[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(HANDLED_AT_ONCE)
        self._waiting = self._begun = self._asleep = 0
        self._has_room = asyncio.Event()
        self._has_room.set()
        application.add_error_handler(_note_failure)

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is being handled at this moment; what waits for the database to come back is not."""
        if self._asleep < self._begun:
            return False
        return len(self._tasks) <= self._begun or self._begun >= HANDLED_AT_ONCE

    async def take_up(self) -> list[int]:
        """At start: handle what was stored before and not done; what keeps killing the process is given up.

        What was begun before and not ended is suspect: it is tried alone, so that no other update is under way, and
        counted with it, when it kills the process once more.

        Returns:
            The numbers of all it took up.
        """
        left = await self._stubbornly(lambda: self._storage.write(inbox.take_up))
        for row in left:
            if row.attempts:
                await self._handle(row)
        await self.accept([row for row in left if not row.attempts])
        return [row.inbox_id for row in left]

    async def accept(self, rows: list[Waiting]) -> None:
        """Queue stored updates; wait while too many are queued."""
        for row in rows:
            self._waiting += 1
            if (queue := self._queues.get(row.person_key)) is not None:
                queue.append(row)
                continue
            self._queues[row.person_key] = deque([row])
            task = asyncio.create_task(self._serve(row.person_key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self._waiting > WAITING_AT_MOST:
            self._has_room.clear()
        await self._has_room.wait()

    async def stop(self, *, patience_seconds: float = STOP_SECONDS) -> None:
        """Let what is being handled end within so long; what waits stays in the inbox."""
        for queue in self._queues.values():
            queue.clear()
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=patience_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _serve(self, key: str) -> None:
        queue = self._queues[key]
        try:
            while queue:
                row = queue.popleft()
                async with self._slots:
                    await self._handle(row)
                self._waiting -= 1
                if self._waiting < WAITING_AT_MOST // 2:
                    self._has_room.set()
        finally:
            self._queues.pop(key, None)

    async def _handle(self, row: Waiting) -> None:
        """Handle one update to its end, however long the database is away."""
        self._begun += 1
        try:
            if row.attempts is not None and await self._stubbornly(lambda: self._is_deadly(row)):
                log.error("dispatch.deadly inbox=%d", row.inbox_id)
                work = self._work_of(row, _update_of(row))
                await self._stubbornly(lambda: self._give_up(row, work, "killed the process"))
            else:
                await self._stubbornly(lambda: self._try(row))
        except Exception:
            # It could not even be given up. The row stays for the next start, and the queue goes on.
            log.exception("dispatch.left_undone inbox=%d", row.inbox_id)
        finally:
            self._begun -= 1

    async def _stubbornly(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call again for as long as the database is away."""
        while True:
            try:
                return await call()
            except DatabaseAway:
                log.warning("dispatch.database_away")
                self._asleep += 1
                try:
                    await self._clock.sleep(AWAY_SECONDS)
                finally:
                    self._asleep -= 1

    async def _is_deadly(self, row: Waiting) -> bool:
        """Count one more attempt at what an earlier life left behind; tell whether there have been too many."""
        return await self._storage.write(lambda session: inbox.count_attempt(session, row.inbox_id)) >= inbox.TRIES

    async def _try(self, row: Waiting) -> None:
        raw = _update_of(row)
        work = self._work_of(row, raw)
        token = current_work.set(work)
        try:
            if raw:
                await self._application.process_update(object_of(raw, self._application.bot))
        except Exception as error:  # noqa: BLE001 - a body that PTB cannot read is as unforeseen as a bug in a handler
            work.failure = work.failure or error
        finally:
            current_work.reset(token)
        await self._conclude(row, work, raw)

    async def _conclude(self, row: Waiting, work: Work, raw: dict[str, Any]) -> None:
        query = raw.get("callback_query")
        failure = work.failure
        if isinstance(failure, DatabaseAway) and not work.is_done:
            raise failure
        if isinstance(failure, AlreadyDone):
            log.info("dispatch.done_before inbox=%d", row.inbox_id)
        elif isinstance(failure, Fault):
            if not work.is_done:
                await self._once(work.refuse(failure, in_chat=query is None and work.is_private))
            work.toast = Toast(failure.key, failure.params, is_alert=True)
        elif failure is not None:
            log.error("dispatch.unforeseen inbox=%d", row.inbox_id, exc_info=failure)
            work.toast = Toast("fault-unknown", is_alert=True)
            if not work.is_done:
                await self._give_up(row, work, _place(failure))
        elif not work.is_done:
            await self._once(work.finish())
        if isinstance(query, dict):
            text = self._say(work.language, work.toast) if work.toast else None
            is_alert = work.toast.is_alert if work.toast else False
            await self._transport.answer_callback(str(query.get("id")), text, is_alert=is_alert)

    async def _give_up(self, row: Waiting, work: Work, error: str) -> None:
        await self._once(work.give_up(error, masked(row.body)))

    async def _once(self, settling: Awaitable[None]) -> None:
        with suppress(AlreadyDone):  # the answer to an earlier commit was lost
            await settling

    def _work_of(self, row: Waiting, raw: dict[str, Any]) -> Work:
        sender, message, is_tap = sender_and_message(raw)
        now = row.received_at if is_tap else moment_of(raw, row.received_at)
        chat = part_of(message or {}, "chat")
        number = sender.get("id")
        return Work(
            self._storage,
            inbox_id=row.inbox_id,
            now=now,
            telegram_id=number if isinstance(number, int) else None,
            language=language_of(sender.get("language_code")),
            is_private=chat.get("type") == "private",
            zone=self._application.bot_data["settings"].operator.zone,
            real_now=self._clock.now,
        )


def _update_of(row: Waiting) -> dict[str, Any]:
    """Return the update; empty for one that is passed over, because Telegram sends no such thing."""
    raw: dict[str, Any] = json.loads(row.body)
    return raw if is_sound(raw) else {}


def _place(error: BaseException) -> str:
    """Name an error by its class and where it arose, without its text, which may quote a person."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""
    return type(error).__name__ + where


async def _note_failure(_update: object, context: Any) -> None:
    context.work.failure = context.error
