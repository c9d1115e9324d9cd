"""Asks Telegram one thing and hangs up; outside the outbox, because nothing is said to anybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.chat.request import build_bot
from bot.config import Settings
from bot.errors import Fault

T = TypeVar("T")


class TelegramUnreachable(Fault):
    """Telegram cannot be reached at this moment."""

    key = "fault-telegram-unreachable"


class TokenRefused(Fault):
    """Telegram knows no bot with this token."""

    key = "fault-token-refused"


async def ask(settings: Settings, question: Callable[[ExtBot[Any]], Awaitable[T]]) -> T:
    """Connect, ask, disconnect.

    Args:
        settings: With a token.
        question: Gets the bot, which knows by then who it is (``username``).

    Raises:
        TokenRefused: The token is of no bot.
        TelegramUnreachable: There was no answer.
    """
    telegram = settings.telegram
    token = telegram.token.get_secret_value() if telegram.token else ""
    bot = build_bot(token, telegram.base_url, telegram.file_base_url, telegram.proxy)
    try:
        await bot.initialize()
        return await question(bot)
    except InvalidToken:
        raise TokenRefused from None  # from none: the library quotes the token
    except TelegramError as error:
        raise TelegramUnreachable(reason=type(error).__name__) from None
    finally:
        await bot.shutdown()


async def username(settings: Settings) -> str:
    """Return the bot's name on Telegram, as in ``https://t.me/name``.

    Raises:
        TokenRefused: The token is of no bot.
        TelegramUnreachable: There was no answer.
    """

    async def named(bot: ExtBot[Any]) -> str:
        return bot.username

    return await ask(settings, named)
