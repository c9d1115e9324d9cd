"""Groups: joining and leaving them, and the little that the bot says there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session
from telegram import ChatMember, ChatMemberRestricted, Message, Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.commands import UNOFFERED, commands_for
from bot.chat.handlers import summary
from bot.chat.handlers.parts import text_of, who
from bot.chat.work import Context, Toast
from bot.model import Chat
from bot.rules.attendance import AnswerState
from bot.rules.rights import Right, may
from bot.services import chats, group_posts, group_units, people

OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)
SUMMARY, FRIDAY, BIND = "summary", "friday", "bind"
WISHES = {"go": AnswerState.GOING, "leave": AnswerState.EXCUSED, "no": AnswerState.DECLINED}


async def on_membership(update: Update, context: Context) -> None:
    """The bot was put into a group, removed from it, or silenced there."""
    change = update.my_chat_member
    assert change is not None  # noqa: S101 - the route takes nothing else
    before, after = change.old_chat_member, change.new_chat_member
    place: dict[str, Any] = {"chat_id": change.chat.id, "title": change.chat.title or ""}
    configured = context.settings.operator.summary_chats
    is_known = change.chat.id in configured
    if _is_outside(after):
        await context.work.do(chats.lost, is_known=is_known, **place)
    elif _is_outside(before):
        await context.work.do(chats.added, telegram_id=change.from_user.id, configured=configured, **place)
    elif _is_muted(after):
        await context.work.do(chats.lost, is_muted=True, is_known=is_known, **place)
    elif _is_muted(before):
        await context.work.do(chats.back, **place)


def _is_outside(member: ChatMember) -> bool:
    has_gone = isinstance(member, ChatMemberRestricted) and not member.is_member
    return member.status in OUTSIDE or has_gone


def _is_muted(member: ChatMember) -> bool:
    return isinstance(member, ChatMemberRestricted) and not member.can_send_messages


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
    else:
        await _command(update, context, message, word.lower())


async def _command(update: Update, context: Context, message: Message, word: str) -> None:
    """Do what belongs into a group; point to the private chat for all else that is somebody's to ask for."""
    someone: dict[str, Any] = {"telegram_id": who(update), "chat_id": message.chat.id}
    title = message.chat.title or ""
    if word == SUMMARY and await context.work.read(_may_read_summary, **someone):
        await summary.send_to_group(update, context, message.chat.id)
    elif word == FRIDAY and await context.work.read(group_posts.may_post, **someone):
        await context.work.do(group_posts.post_friday, **someone, title=title)
    elif word == BIND:
        named = text_of(update).partition(" ")[2].strip()
        configured = context.settings.operator.summary_chats
        await context.work.do(group_units.bind, **someone, title=title, named=named, configured=configured)
    elif await context.work.read(_is_offered, telegram_id=who(update), word=word):
        await context.work.do(chats.hint, **someone, username=context.bot.username, word=word)


async def bind_elsewhere(update: Update, context: Context, _rest: str) -> None:
    """/bind in the private chat."""
    await context.work.do(group_units.explain, telegram_id=who(update))


async def answer(update: Update, context: Context, call: Call) -> None:
    """参加, 请假 and 不参加 under an announcement; the card of the group tells nobody who it was."""
    if call.word(1) not in WISHES or update.effective_message is None:
        raise StaleButton
    row = await context.work.do(
        group_posts.answer,
        telegram_id=who(update),
        chat_id=update.effective_message.chat.id,
        message_id=update.effective_message.message_id,
        activity_id=call.number(0),
        wish=WISHES[call.word(1)],
        configured=context.settings.operator.summary_chats,
        bot=context.bot.username,
    )
    is_leave = row.answer == AnswerState.EXCUSED
    context.work.toast = Toast("toast-group-excused" if is_leave else f"toast-{row.answer}")


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


def _may_read_summary(session: Session, *, telegram_id: int, chat_id: int) -> bool:
    """Tell whether somebody may have the summary in a group; it is of all units, so it goes into no unit's group."""
    cadre, chat = people.find(session, telegram_id), session.get(Chat, chat_id)
    is_of_unit = chat is not None and chat.unit_id is not None
    return cadre is not None and not is_of_unit and may(people.grants_of(session, cadre.id), Right.READ_SUMMARY)


def _is_offered(session: Session, *, telegram_id: int, word: str) -> bool:
    cadre = people.find(session, telegram_id)
    if cadre is None:
        return False
    return word in UNOFFERED or word in commands_for({grant.role for grant in people.grants_of(session, cadre.id)})
