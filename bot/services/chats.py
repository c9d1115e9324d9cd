"""Groups: the bot stays only where an admin has put it, or where the settings send the summary to."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.model import Card, Chat, ChatState, Message, MessageState, Role
from bot.rules.rights import Right, may
from bot.services import alerts, outbox, people

# When a group becomes a supergroup, Telegram tells of the new chat and of the move in two updates, in either order: so
# long the bot waits before it takes the new chat for a strange one, or the old one for lost.
PATIENCE = timedelta(seconds=3)
HINT_LASTS = timedelta(minutes=10)


def current_id(session: Session, chat_id: int) -> int:
    """Return the id a group has now; the settings may name one from before it became a supergroup."""
    seen = {chat_id}
    while (chat := session.get(Chat, chat_id)) is not None and chat.moved_to is not None and chat.moved_to not in seen:
        chat_id = chat.moved_to
        seen.add(chat_id)
    return chat_id


def is_approved(session: Session, *, chat_id: int, configured: tuple[int, ...]) -> bool:
    """Tell whether the bot may stay and speak in a group."""
    chat = session.get(Chat, chat_id)
    if chat is not None:
        return chat.state is ChatState.APPROVED
    return chat_id in configured


def added(
    session: Session, *, now: datetime, telegram_id: int, chat_id: int, title: str, configured: tuple[int, ...]
) -> bool:
    """Someone put the bot into a group: it stays if an admin did, or if the settings name the group; else it leaves.

    Returns:
        Whether it stays.
    """
    cadre = people.find(session, telegram_id)
    is_admin = cadre is not None and may(people.grants_of(session, cadre.id), Right.APPROVE_CHAT)
    if not is_admin and chat_id not in {current_id(session, number) for number in configured}:
        leave(session, now=now, chat_id=chat_id, title=title)
        return False
    chat = _chat(session, chat_id)
    chat.state, chat.changed_at = ChatState.APPROVED, now
    chat.approved_by = cadre.id if cadre is not None and is_admin else None
    actor = f"cadre:{chat.approved_by}" if chat.approved_by else "operator"
    people.note(session, now=now, actor=actor, action="chat.approve", subject=outbox.group_key(chat_id))
    _stay(session, chat_id, now)
    outbox.say(
        session,
        outbox.group_key(chat_id),
        "group-approved",
        now=now,
        dedup=f"group-approved:{chat_id}:{now:%Y%m%d%H%M%S}",
        is_silent=True,
    )
    return True


def leave(session: Session, *, now: datetime, chat_id: int, title: str) -> None:
    """Leave a group that no admin has approved, without a word there, and tell the admins."""
    chat = _chat(session, chat_id)
    chat.state, chat.changed_at = ChatState.LEFT, now
    to = outbox.group_key(chat_id)
    outbox.say(session, to, outbox.LEAVE, now=now, dedup=f"leave:{chat_id}:{now:%Y%m%d%H%M%S}", due_at=now + PATIENCE)
    alerts.raise_alert(session, "alert-group-left", now=now, subject=to, title=title)


def lost(session: Session, *, now: datetime, chat_id: int, title: str, is_muted: bool = False) -> None:
    """The bot was removed from a group, or may not write there any more: the organizers hear of it once.

    A group that the bot has left by itself, or that has become a supergroup, is not lost.
    """
    chat = session.get(Chat, chat_id)
    if chat is not None and chat.state is ChatState.LEFT:
        return
    if not is_muted:
        chat = chat or _chat(session, chat_id)
        chat.state, chat.changed_at = ChatState.LEFT, now
    for cadre in {*people.holders(session, Role.ORGANIZER), *people.holders(session, Role.ADMIN)}:
        outbox.say(
            session,
            outbox.cadre_key(cadre.id),
            "group-muted" if is_muted else "group-lost",
            now=now,
            dedup=f"{_lost_key(chat_id)}{cadre.id}:{now:%Y%m%d%H}",
            due_at=now + PATIENCE,
            title=title,
        )


def moved(session: Session, *, now: datetime, chat_id: int, new_id: int, is_known: bool = False) -> None:
    """A group became a supergroup: it stays approved, and everything that is meant for it goes to the new id.

    Args:
        session: The transaction.
        now: When it is learnt.
        chat_id: The old id.
        new_id: The new one.
        is_known: Whether the group counts as approved though it was never met: the settings name it.
    """
    old = session.get(Chat, chat_id)
    if old is not None and old.moved_to == new_id:
        return
    was_lost_by_moving = old is not None and old.state is ChatState.LEFT and _unsay_lost(session, chat_id, now)
    if was_lost_by_moving or (old.state is ChatState.APPROVED if old else is_known):
        new = _chat(session, new_id)
        new.state, new.changed_at, new.approved_by = ChatState.APPROVED, now, old.approved_by if old else None
        _stay(session, new_id, now)
    old = old or _chat(session, chat_id)
    old.state, old.changed_at, old.moved_to = ChatState.LEFT, now, new_id
    old_key, new_key = outbox.group_key(chat_id), outbox.group_key(new_id)
    for table in (Message, Card):
        session.execute(update(table).where(table.chat_key == old_key).values(chat_key=new_key))


def hint(session: Session, *, now: datetime, telegram_id: int, chat_id: int, username: str) -> None:
    """Point from a group to the private chat: at most once an hour, and only for someone on the roster."""
    people.require(session, telegram_id)
    outbox.say(
        session,
        outbox.group_key(chat_id),
        "group-hint",
        now=now,
        dedup=f"group-hint:{chat_id}:{now:%Y%m%d%H}",
        expires_at=now + HINT_LASTS,
        is_silent=True,
        username=username,
    )


def _chat(session: Session, chat_id: int) -> Chat:
    chat = session.get(Chat, chat_id)
    if chat is None:
        chat = Chat(id=chat_id, state=ChatState.LEFT)
        session.add(chat)
    return chat


def _lost_key(chat_id: int) -> str:
    return f"group-lost:{chat_id}:"


def _stay(session: Session, chat_id: int, now: datetime) -> None:
    """Take back a leaving that has not gone out yet."""
    leaving = update(Message).where(Message.kind == outbox.LEAVE, Message.chat_key == outbox.group_key(chat_id))
    session.execute(leaving.where(Message.state == MessageState.WAITING).values(_taken_back(now)))


def _unsay_lost(session: Session, chat_id: int, now: datetime) -> bool:
    """Take back the notes of a lost group that have not gone out yet; tell whether there were any."""
    notes = update(Message).where(
        Message.dedup_key.startswith(_lost_key(chat_id), autoescape=True), Message.state == MessageState.WAITING
    )
    return bool(session.scalars(notes.values(_taken_back(now)).returning(Message.id)).all())


def _taken_back(now: datetime) -> dict[str, object]:
    return {"state": MessageState.CANCELLED, "reason": "the group has moved or been approved", "finished_at": now}
