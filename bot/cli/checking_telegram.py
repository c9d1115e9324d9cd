"""What ``check`` says about Telegram: the token, how updates come, and whether the groups can be written to."""

from __future__ import annotations

from typing import Any

from telegram import ChatFullInfo, ChatMember, WebhookInfo
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.cli.findings import Finding, Mark
from bot.cli.reaching import TelegramUnreachable, TokenRefused, ask
from bot.config import Settings, TelegramSettings

_INSIDE = {ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER}


async def findings(settings: Settings) -> list[Finding]:
    """Ask who the bot is, and how it stands in every chat that gets the summary."""
    if settings.telegram.token is None:
        return []  # told among the settings

    async def question(bot: ExtBot[Any]) -> list[Finding]:
        found = [Finding(Mark.GOOD, "cli-check-token", name=bot.username)]
        found += _updates(settings.telegram, await bot.get_webhook_info())
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


def _updates(settings: TelegramSettings, info: WebhookInfo) -> list[Finding]:
    """Tell whether updates come as the settings have it; nothing where they are simply asked for."""
    if settings.mode == "polling":
        return [Finding(Mark.NOTE, "cli-check-webhook-of-others")] if info.url else []
    if info.url != settings.webhook_url:
        return [Finding(Mark.NOTE, "cli-check-webhook-not-set", address=settings.webhook_url or "")]
    if info.last_error_date is not None and (waiting := info.pending_update_count):
        reason = info.last_error_message or ""
        return [Finding(Mark.BAD, "cli-check-webhook-fails", address=info.url, n=waiting, reason=reason)]
    return [Finding(Mark.GOOD, "cli-check-webhook", address=info.url)]


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
