"""The unit of work of one update: one service, its outbox rows and the done mark in one transaction.

PTB's ``process_update`` swallows exceptions, so what went wrong is noted here and decided by the dispatcher.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any, TypeVar

from sqlalchemy.orm import Session
from telegram.ext import CallbackContext, ExtBot

from bot.config import Settings
from bot.errors import Fault
from bot.services import dialogues, inbox, outbox, people
from bot.services.inbox import AlreadyDone
from bot.storage import AlreadyKept, Storage

T = TypeVar("T")

current_work: ContextVar[Work] = ContextVar("current_work")


@dataclass(frozen=True, slots=True)
class Toast:
    """What is shown over the chat in answer to a tap: a key of the catalogs and its placeholders."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)
    is_alert: bool = False


class Work:
    """One update on its way through a handler.

    ``now`` is when it happened: a message's date, the moment a tap was stored; never the moment of a replay.
    ``ends`` are the questions that the person leaves unanswered by it: forgotten with its one effect, just before it.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        inbox_id: int,
        now: datetime,
        telegram_id: int | None,
        language: str,
        is_private: bool,
        zone: tzinfo,
        real_now: Callable[[], datetime],
    ) -> None:
        self.now = now
        self.telegram_id = telegram_id
        self.language = language
        self.is_private = is_private
        self.toast: Toast | None = None
        self.failure: BaseException | None = None
        self.is_done = False
        self.ends: Collection[str] = ()
        self._storage = storage
        self._inbox_id = inbox_id
        self._zone = zone
        self._real_now = real_now

    @property
    def age(self) -> timedelta:
        """How long ago it happened, by the real clock; not negative."""
        return max(self._real_now() - self.now, timedelta())

    async def do(self, service: Callable[..., T], /, *, tapped: tuple[str, int] | None = None, **params: Any) -> T:
        """Run a service as ``service(session, now=…, **params)`` and mark the update done in the same transaction.

        Args:
            service: A plain function of a session and ``now``.
            tapped: Subject and message id of the card that was tapped: it is learnt where its sending got no answer.
            params: What else the service takes.

        Raises:
            Fault: The service refused; nothing was changed, and the dispatcher tells the person.
            DatabaseAway: Nothing was changed; the dispatcher tries the whole update again.
            AlreadyDone: It took effect at an earlier try, whose answer was lost. Nothing is left to do.
        """
        if self.is_done:
            raise RuntimeError("an update has one effect")

        def run(session: Session) -> T:
            to = self._address(session)
            if tapped is not None and to is not None:
                outbox.learn(session, to, *tapped, now=self._real_now())
            result = service(session, now=self.now, **params)
            inbox.mark_done(session, self._inbox_id, now=self._real_now())
            return result

        return await self._keep(run)

    async def note(self, service: Callable[..., object], /, **params: Any) -> None:
        """Write down at once what holds whatever becomes of the update; it must bear being repeated."""
        await self._storage.write(lambda session: service(session, now=self.now, **params))

    async def read(self, query: Callable[..., T], /, **params: Any) -> T:
        """Run a query that changes nothing."""
        return await self._storage.read(lambda session: query(session, **params))

    async def announce(self, key: str, /, **params: Any) -> None:
        """Say one line before long work begins; it does not end the update, and a replay says it no second time."""

        def run(session: Session) -> None:
            if self.telegram_id is None:
                return
            outbox.say(
                session,
                people.reply_key(session, self.telegram_id),
                key,
                now=self._real_now(),
                dedup=f"announce:{self._inbox_id}",
                is_silent=True,
                **params,
            )

        await self._storage.write(run)

    async def finish(self) -> None:
        """Mark an update done that asked for nothing."""

        def run(session: Session) -> None:
            self._address(session)
            inbox.mark_done(session, self._inbox_id, now=self._real_now())

        await self._keep(run)

    async def refuse(self, fault: Fault, *, in_chat: bool) -> None:
        """Mark the update done and tell the person why nothing happened.

        Args:
            fault: What the service refused with.
            in_chat: As a message; a tap is told in its own answer instead.
        """

        def run(session: Session) -> None:
            to = self._address(session)
            if in_chat and to is not None:
                outbox.say(session, to, fault.key, now=self._real_now(), language=self.language, **fault.params)
            inbox.mark_done(session, self._inbox_id, now=self._real_now())

        await self._keep(run)

    async def give_up(self, error: str, body: str) -> None:
        """Keep the update with its error: nobody foresaw it."""

        def run(session: Session) -> None:
            to = self._address(session) if self.is_private else None
            inbox.mark_failed(session, self._inbox_id, to=to, error=error, body=body, now=self._real_now())

        await self._keep(run)

    def _address(self, session: Session) -> str | None:
        """Return the person's key, if there is a person; the answer is in the language that they have chosen.

        A person of the roster is noted as seen on that day, and the question that the update ends is forgotten.
        """
        if self.telegram_id is None:
            return None
        if self.ends:
            dialogues.close_of(session, self.telegram_id, self.ends)
        address = people.address_of(session, self.telegram_id)
        self.language = address.language or self.language
        people.note_seen(session, address, today=self.now.astimezone(self._zone).date())
        return address.key

    async def _keep(self, run: Callable[[Session], T]) -> T:
        """Commit the update's one effect."""
        try:
            result = await self._storage.write(run, is_done=self._was_kept)
        except (AlreadyKept, AlreadyDone):
            self.is_done = True
            raise AlreadyDone from None
        self.is_done = True
        return result

    def _was_kept(self, session: Session) -> bool:
        return inbox.is_done(session, self._inbox_id)


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context with our unit of work."""

    @property
    def work(self) -> Work:
        """Return the unit of work of the update that is being handled."""
        return current_work.get()

    @property
    def settings(self) -> Settings:
        """Return the operator's settings."""
        settings = self.bot_data["settings"]
        assert isinstance(settings, Settings)  # noqa: S101 - the composition root has put them there
        return settings
