"""The menus of commands that Telegram shows: one for everybody in each language, one of their own for role holders.

Setting a menu is set-up, not a message: it goes straight out, outside any transaction, and is done as well as can be.
What was set is compared with the roles of the moment once a minute, so it does not matter who changed a role, or where.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.chat.commands import commands_for
from bot.clock import Clock
from bot.model import Cadre, Role, RoleGrant
from bot.storage import DatabaseAway, Storage
from bot.texts import LANGUAGES, Texts

log = logging.getLogger(__name__)

LOOKS_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The menu that someone should have: roles (none takes it away again) and language."""

    roles: frozenset[Role]
    language: str


def wanted_menus(session: Session, *, default_language: str) -> dict[int, Wanted]:
    """Return, by Telegram id, the menu of each linked person who holds or held a role."""
    rows = session.execute(
        select(Cadre.telegram_id, Cadre.language, RoleGrant.role, RoleGrant.revoked_at)
        .join(RoleGrant, RoleGrant.cadre_id == Cadre.id)
        .where(Cadre.telegram_id.is_not(None))
    ).all()
    roles: dict[int, set[Role]] = {}
    languages: dict[int, str] = {}
    for telegram_id, language, role, revoked_at in rows:
        if telegram_id is not None:
            held = roles.setdefault(telegram_id, set())
            languages[telegram_id] = language or default_language
            if revoked_at is None:
                held.add(role)
    return {telegram_id: Wanted(frozenset(held), languages[telegram_id]) for telegram_id, held in roles.items()}


class Menus:
    """Keeps the menus as the roles are; ``run`` goes on until it is cancelled."""

    def __init__(self, bot: Bot, storage: Storage, clock: Clock, texts: Texts, *, language: str) -> None:
        self._bot = bot
        self._storage = storage
        self._clock = clock
        self._texts = texts
        self._language = language
        self._set: dict[int, Wanted] = {}
        self._has_defaults = False
        self._looked_at: int | None = None  # how many units had been written at the last look

    async def run(self) -> None:
        """Look for changed roles, for ever."""
        while True:
            try:
                await self.look()
            except DatabaseAway:
                log.warning("menu.database_away")
            except Exception:
                log.exception("menu.failed")
            await self._clock.sleep_until(self._clock.now() + LOOKS_EVERY)

    async def look(self) -> None:
        """Set what differs from what was set last; a chat that refuses is tried again when its menu changes."""
        if not self._has_defaults:
            self._has_defaults = await self._set_defaults()
        written = self._storage.handed_in
        if self._looked_at == written:
            return
        wanted = await self._storage.read(lambda session: wanted_menus(session, default_language=self._language))
        for telegram_id in self._set.keys() - wanted.keys():  # unlinked meanwhile
            await self._set_own(telegram_id, Wanted(frozenset(), self._language))
            del self._set[telegram_id]
        for telegram_id, menu in wanted.items():
            if self._set.get(telegram_id) != menu:
                await self._set_own(telegram_id, menu)
                self._set[telegram_id] = menu
        self._looked_at = written

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

    async def _set_own(self, telegram_id: int, menu: Wanted) -> None:
        scope = BotCommandScopeChat(telegram_id)
        try:
            if menu.roles:
                await self._bot.set_my_commands(self._commands(menu.roles, menu.language), scope=scope)
            else:
                await self._bot.delete_my_commands(scope=scope)
        except TelegramError as error:  # the person has not started the bot, or has blocked it
            log.info("menu.own_not_set error=%s", type(error).__name__)

    def _commands(self, roles: Collection[Role], language: str) -> list[BotCommand]:
        return [BotCommand(word, self._texts.format(language, f"command-{word}")) for word in commands_for(roles)]
