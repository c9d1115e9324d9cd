"""Groups: joining and leaving them, and the little that the bot says there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session
from telegram import ChatMember, ChatMemberRestricted, Message, Update

from bot.chat.handlers import summary
from bot.chat.handlers.parts import text_of, who
from bot.chat.work import Context
from bot.rules.rights import Right, may
from bot.services import chats, people

OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)
SUMMARY = "summary"


async def on_membership(update: Update, context: Context) -> None:
    """The bot was put into a group, removed from it, or silenced there."""
    change = update.my_chat_member
    assert change is not None  # noqa: S101 - the route takes nothing else
    before, after = change.old_chat_member, change.new_chat_member
    place: dict[str, Any] = {"chat_id": change.chat.id, "title": change.chat.title or ""}
    if after.status in OUTSIDE:
        await context.work.do(chats.lost, **place)
    elif before.status in OUTSIDE:
        configured = context.settings.operator.summary_chats
        await context.work.do(chats.added, telegram_id=change.from_user.id, configured=configured, **place)
    elif isinstance(after, ChatMemberRestricted) and not after.can_send_messages:
        await context.work.do(chats.lost, is_muted=True, **place)


async def on_message(update: Update, context: Context, known: Collection[str]) -> None:
    """A message in a group: its move to another id, or a command; all else is passed over without a word.

    Args:
        update: The message.
        context: Of the update.
        known: The words of all commands; any other is meant for another bot.
    """
    message = update.effective_message
    assert message is not None  # noqa: S101 - the route takes nothing else
    if await _moved(message, context):
        return
    word, _, target = text_of(update).partition(" ")[0].removeprefix("/").partition("@")
    is_command = text_of(update).startswith("/") and word.lower() in known
    if not is_command or update.effective_user is None or target.lower() not in ("", context.bot.username.lower()):
        return
    configured = context.settings.operator.summary_chats
    if not await context.work.read(chats.is_approved, chat_id=message.chat.id, configured=configured):
        await context.work.do(chats.leave, chat_id=message.chat.id, title=message.chat.title or "")
    elif word.lower() == SUMMARY and await context.work.read(_may_read_summary, telegram_id=who(update)):
        await summary.send_to_group(update, context, message.chat.id)
    else:
        await context.work.do(
            chats.hint, telegram_id=who(update), chat_id=message.chat.id, username=context.bot.username
        )


async def _moved(message: Message, context: Context) -> bool:
    """Take note when a group becomes a supergroup; Telegram says so in both chats."""
    if message.migrate_to_chat_id is not None:
        chat_id, new_id = message.chat.id, message.migrate_to_chat_id
    elif message.migrate_from_chat_id is not None:
        chat_id, new_id = message.migrate_from_chat_id, message.chat.id
    else:
        return False
    is_known = chat_id in context.settings.operator.summary_chats
    await context.work.do(chats.moved, chat_id=chat_id, new_id=new_id, is_known=is_known)
    return True


def _may_read_summary(session: Session, *, telegram_id: int) -> bool:
    cadre = people.find(session, telegram_id)
    return cadre is not None and may(people.grants_of(session, cadre.id), Right.READ_SUMMARY)
