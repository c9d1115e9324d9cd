"""The menus of commands that Telegram shows: one for everybody in each language, and single people's own.

A menu of their own have role holders, and whoever chose another language than that of their phone.

Setting a menu is set-up, not a message: it goes straight out, outside any transaction, and is done as well as can be.
What was set is compared with the roles and languages of the moment once a minute, so it does not matter who changed
one, or where.
"""

from __future__ import annotations

import logging
from array import array
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.chat.commands import commands_for
from bot.clock import Clock
from bot.model import Cadre, Role, RoleGrant
from bot.storage import DatabaseAway, Storage
from bot.texts import LANGUAGES, Texts

log = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 60.0
READ_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """The menu that someone should have, by roles and language."""

    roles: frozenset[Role]
    language: str


def wanted_menus(session: Session, *, default_language: str, kept: Collection[int] = ()) -> dict[int, Wanted]:
    """Return, by Telegram id, the menu of each linked person for whom everybody's is none.

    Those are who holds or held a role, has another language than the operator, or is among ``kept``. All others are
    not even read: they are nearly all, and this is asked every minute.
    """
    grants = session.execute(
        select(Cadre.telegram_id, Cadre.language, RoleGrant.role, RoleGrant.revoked_at)
        .join(RoleGrant, RoleGrant.cadre_id == Cadre.id)
        .where(Cadre.telegram_id.is_not(None))
    ).all()
    people = select(Cadre.telegram_id, Cadre.language).where(Cadre.telegram_id.is_not(None))
    languages = {telegram_id: language for telegram_id, language, _role, _revoked_at in grants}
    languages |= _pairs(session, people.where(Cadre.language != default_language))
    if others := set(kept) - languages.keys():
        languages |= _pairs(session, people.where(Cadre.telegram_id.in_(others)))
    roles: dict[int | None, set[Role]] = {}
    for telegram_id, _language, role, revoked_at in grants:
        if revoked_at is None:
            roles.setdefault(telegram_id, set()).add(role)
    return {
        telegram_id: Wanted(frozenset(roles.get(telegram_id, ())), language or default_language)
        for telegram_id, language in languages.items()
        if telegram_id is not None
    }


def linked_people(session: Session) -> array[int]:
    """Return the Telegram ids of all linked people, ascending, in eight bytes each."""
    query = select(Cadre.telegram_id).where(Cadre.telegram_id.is_not(None)).order_by(Cadre.telegram_id)
    # Taken piece by piece, so that all of them never stand in memory as rows of SQLAlchemy.
    pieces = session.connection().execute(query).partitions(READ_AT_ONCE)
    return array("q", (number for piece in pieces for (number,) in piece if number is not None))


def _gone(before: array[int], now: array[int]) -> list[int]:
    """Return what stood in an ascending array and stands no more."""
    if before == now:
        return []
    places = ((number, bisect_left(now, number)) for number in before)
    return [number for number, place in places if place == len(now) or now[place] != number]


def _pairs(session: Session, query: Select[int | None, str | None]) -> dict[int | None, str | None]:
    return dict(session.execute(query).all())


class Menus:
    """Keeps the menus as the roles and languages are; ``run`` goes on until it is cancelled."""

    def __init__(self, bot: Bot, storage: Storage, clock: Clock, texts: Texts, *, language: str) -> None:
        self._bot = bot
        self._storage = storage
        self._clock = clock
        self._texts = texts
        self._language = language
        self._linked = array("q")
        self._seen: dict[int, Wanted] = {}
        self._has_defaults = False
        self._looked_at: int | None = None  # how many units had been written at the last look

    async def run(self) -> None:
        """Look for changed roles and languages, for ever."""
        while True:
            try:
                await self.look()
            except DatabaseAway:
                log.warning("menu.database_away")
            except Exception:
                log.exception("menu.failed")
            await self._clock.sleep(LOOKS_EVERY_SECONDS)

    async def look(self) -> None:
        """Set what differs from what was seen last; a chat that refuses is tried again when its menu changes.

        Of nearly all no more is seen than that they are linked: they are taken to read what everybody reads.
        """
        if not self._has_defaults:
            self._has_defaults = await self._set_defaults()
        written = self._storage.handed_in
        if self._looked_at == written:
            return
        linked, wanted = await self._storage.read(self._read)
        for telegram_id in _gone(self._linked, linked):
            await self._set_own(telegram_id, None)
            self._seen.pop(telegram_id, None)
        self._linked = linked
        for telegram_id, menu in wanted.items():
            if self._seen.get(telegram_id) != menu:
                await self._set_own(telegram_id, menu)
            self._seen[telegram_id] = menu
        self._looked_at = written

    def _read(self, session: Session) -> tuple[array[int], dict[int, Wanted]]:
        wanted = wanted_menus(session, default_language=self._language, kept=self._seen.keys())
        return linked_people(session), wanted

    async def _set_defaults(self) -> bool:
        scope = BotCommandScopeAllPrivateChats()
        try:
            await self._bot.set_my_commands(self._commands((), self._language), scope=scope)
            for language in LANGUAGES:
                code = language.partition("-")[0]
                await self._bot.set_my_commands(self._commands((), language), scope=scope, language_code=code)
        except TelegramError as error:
            log.warning("menu.not_set error=%s", type(error).__name__)
            return False
        return True

    async def _set_own(self, telegram_id: int, menu: Wanted | None) -> None:
        scope = BotCommandScopeChat(telegram_id)
        try:
            if menu is None:
                await self._bot.delete_my_commands(scope=scope)
            else:
                await self._bot.set_my_commands(self._commands(menu.roles, menu.language), scope=scope)
        except TelegramError as error:  # the person has not started the bot, or has blocked it
            log.info("menu.own_not_set error=%s", type(error).__name__)

    def _commands(self, roles: Collection[Role], language: str) -> list[BotCommand]:
        return [BotCommand(word, self._texts.format(language, f"command-{word}")) for word in commands_for(roles)]
