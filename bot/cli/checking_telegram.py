"""What ``check`` says about Telegram: whether the token is good, and whether the groups can be written to."""

from __future__ import annotations

from typing import Any

from telegram import ChatFullInfo, ChatMember
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.cli.findings import Finding, Mark
from bot.cli.reaching import TelegramUnreachable, TokenRefused, ask
from bot.config import Settings

_INSIDE = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}


async def findings(settings: Settings) -> list[Finding]:
    """Ask who the bot is, and how it stands in every chat that gets the summary."""
    if settings.telegram.token is None:
        return []  # told among the settings

    async def question(bot: ExtBot[Any]) -> list[Finding]:
        found = [Finding(Mark.GOOD, "cli-check-token", name=bot.username)]
        found += [await _chat(bot, chat_id) for chat_id in settings.operator.summary_chats]
        if not settings.operator.summary_chats:
            found.append(Finding(Mark.NOTE, "cli-check-no-chats"))
        return found

    try:
        return await ask(settings, question)
    except TokenRefused:
        return [Finding(Mark.BAD, "fault-token-refused")]
    except TelegramUnreachable as fault:
        return [Finding(Mark.BAD, fault.key, **fault.params)]


async def _chat(bot: ExtBot[Any], chat_id: int) -> Finding:
    try:
        chat = await bot.get_chat(chat_id)
        if chat.type != ChatType.PRIVATE:
            member = await bot.get_chat_member(chat_id, bot.id)
            if not _may_write(member):
                return Finding(Mark.BAD, "cli-check-chat-mute", chat=_named(chat))
    except (BadRequest, Forbidden):
        return Finding(Mark.BAD, "cli-check-chat-away", chat=chat_id)
    return Finding(Mark.GOOD, "cli-check-chat", chat=_named(chat))


def _may_write(member: ChatMember) -> bool:
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "can_send_messages", False))
    return member.status in _INSIDE


def _named(chat: ChatFullInfo) -> str:
    return f"{chat.title or chat.full_name or ''} {chat.id}".strip()
