"""The menus of commands that Telegram shows: one for everybody in each language, and single people's own.

A menu of their own have role holders, and whoever chose another language than that of their phone.

Setting a menu is set-up, not a message: it goes straight out, outside any transaction, and is done as well as can be.
What was set is compared with the roles and languages of the moment once a minute, so it does not matter who changed
one, or where.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass

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

LOOKS_EVERY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The menu that someone should have, by roles and language.

    ``is_own``: everybody's is none for them, since they hold or held a role or have another language than the operator.
    """

    roles: frozenset[Role]
    language: str
    is_own: bool


def wanted_menus(session: Session, *, default_language: str) -> dict[int, Wanted]:
    """Return, by Telegram id, the menu of each linked person."""
    grants = session.execute(
        select(Cadre.telegram_id, RoleGrant.role, RoleGrant.revoked_at)
        .join(RoleGrant, RoleGrant.cadre_id == Cadre.id)
        .where(Cadre.telegram_id.is_not(None))
    ).all()
    roles: dict[int, set[Role]] = {}
    for telegram_id, role, revoked_at in grants:
        held = roles.setdefault(telegram_id or 0, set())
        if revoked_at is None:
            held.add(role)
    linked = session.execute(select(Cadre.telegram_id, Cadre.language).where(Cadre.telegram_id.is_not(None))).all()
    return {
        telegram_id: Wanted(
            frozenset(roles.get(telegram_id, ())),
            language or default_language,
            is_own=telegram_id in roles or language not in (None, default_language),
        )
        for telegram_id, language in linked
        if telegram_id is not None
    }


class Menus:
    """Keeps the menus as the roles and languages are; ``run`` goes on until it is cancelled."""

    def __init__(self, bot: Bot, storage: Storage, clock: Clock, texts: Texts, *, language: str) -> None:
        self._bot = bot
        self._storage = storage
        self._clock = clock
        self._texts = texts
        self._language = language
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

        Who is seen for the first time, as all are after a start, is taken to read what everybody reads, unless the menu
        is their own.
        """
        if not self._has_defaults:
            self._has_defaults = await self._set_defaults()
        written = self._storage.handed_in
        if self._looked_at == written:
            return
        wanted = await self._storage.read(lambda session: wanted_menus(session, default_language=self._language))
        for telegram_id in self._seen.keys() - wanted.keys():  # unlinked meanwhile
            await self._set_own(telegram_id, None)
            del self._seen[telegram_id]
        for telegram_id, menu in wanted.items():
            seen = self._seen.get(telegram_id)
            if seen != menu and (seen is not None or menu.is_own):
                await self._set_own(telegram_id, menu)
            self._seen[telegram_id] = menu
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
