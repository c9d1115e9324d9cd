"""Groups: the bot stays only where an admin has put it, or where the settings send the summary to."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.model import Cadre, Card, Chat, ChatState, Message, MessageState, Role
from bot.rules.rights import Right, may
from bot.services import alerts, announcements, outbox, people

# When a group becomes a supergroup, Telegram tells of the new chat and of the move in two updates, in either order: so
# long the bot waits before it takes the new chat for a strange one, or the old one for lost.
PATIENCE = timedelta(seconds=3)
HINT = "group-hint"
HINT_LASTS = timedelta(minutes=10)
HINTED_EVERY = timedelta(minutes=1)
STAYING = (ChatState.APPROVED, ChatState.MUTED)
LONGEST_TITLE = 128


def current_id(session: Session, chat_id: int) -> int:
    """Return the id a group has now; the settings may name one from before it became a supergroup."""
    seen = {chat_id}
    while (chat := session.get(Chat, chat_id)) is not None and chat.moved_to is not None and chat.moved_to not in seen:
        chat_id = chat.moved_to
        seen.add(chat_id)
    return chat_id


def is_approved(session: Session, *, chat_id: int, configured: tuple[int, ...]) -> bool:
    """Tell whether the bot may stay in a group; to one where it is muted nothing leaves."""
    chat = session.get(Chat, chat_id)
    if chat is not None:
        return chat.state in STAYING
    return chat_id in configured


def meet(session: Session, *, now: datetime, chat_id: int, title: str) -> Chat:
    """Return an approved group with its title as it is now; one that only the settings know is written down."""
    chat = session.get(Chat, chat_id)
    if chat is None:
        chat = _chat(session, chat_id)
        chat.state, chat.changed_at = ChatState.APPROVED, now
    chat.title = title[:LONGEST_TITLE]
    session.flush()
    return chat


def added(
    session: Session, *, now: datetime, telegram_id: int, chat_id: int, title: str, configured: tuple[int, ...]
) -> bool:
    """Someone put the bot into a group: it stays if an admin did, or if the settings name the group; else it leaves.

    Into an approved group from which it was removed an organizer may put it back too.

    Returns:
        Whether it stays.
    """
    cadre = people.find(session, telegram_id)
    grants = people.grants_of(session, cadre.id) if cadre is not None else []
    known = session.get(Chat, chat_id)
    was_lost = known is not None and known.state is ChatState.LOST
    may_approve = may(grants, Right.APPROVE_CHAT) or (was_lost and may(grants, Right.PLAN))
    if not may_approve and chat_id not in {current_id(session, number) for number in configured}:
        leave(session, now=now, chat_id=chat_id, title=title)
        return False
    chat = _chat(session, chat_id)
    chat.state, chat.changed_at, chat.title = ChatState.APPROVED, now, title[:LONGEST_TITLE]
    chat.approved_by = cadre.id if cadre is not None and may_approve else None
    actor = f"cadre:{chat.approved_by}" if chat.approved_by else "operator"
    people.note(session, now=now, actor=actor, action="chat.approve", subject=outbox.group_key(chat_id))
    _stay(session, chat_id, now)
    if was_lost:
        _note_back(session, chat, now=now)
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


def lost(
    session: Session, *, now: datetime, chat_id: int, title: str, is_muted: bool = False, is_known: bool = False
) -> None:
    """The bot was removed from a group, or may not write there any more: the organizers hear of it once.

    What waits for the group is cancelled when it would leave. A group that the bot has left by itself, or that has
    become a supergroup, is not lost. ``is_known`` is as in ``moved``.
    """
    chat = session.get(Chat, chat_id)
    state = ChatState.MUTED if is_muted else ChatState.LOST
    if chat is not None and (chat.state in (ChatState.LEFT, ChatState.LOST) or chat.state is state):
        return
    if chat is None and not is_known:
        state = ChatState.LEFT
    if chat is not None or is_known or not is_muted:
        chat = chat or _chat(session, chat_id)
        chat.state, chat.changed_at, chat.title = state, now, title[:LONGEST_TITLE]
    for cadre in organizers(session):
        outbox.say(
            session,
            outbox.cadre_key(cadre.id),
            "group-muted" if is_muted else "group-lost",
            now=now,
            dedup=f"{_lost_key(chat_id)}{cadre.id}:{now:%Y%m%d%H%M}",
            due_at=now + PATIENCE,
            title=title,
        )


def shut_out(session: Session, *, now: datetime, chat_id: int) -> None:
    """Telegram has refused a message to a group: as if it had told of the removal, but that it is not said twice."""
    chat = session.get(Chat, chat_id)
    if chat is not None and chat.state is ChatState.APPROVED:
        chat.state, chat.changed_at = ChatState.LOST, now


def back(session: Session, *, now: datetime, chat_id: int, title: str) -> None:
    """The bot may write in a group again: the organizers hear of it, and its cards there go on."""
    chat = session.get(Chat, chat_id)
    if chat is None or chat.state is not ChatState.MUTED:
        return
    chat.state, chat.changed_at, chat.title = ChatState.APPROVED, now, title[:LONGEST_TITLE]
    _note_back(session, chat, now=now)


def _note_back(session: Session, chat: Chat, *, now: datetime) -> None:
    for cadre in organizers(session):
        outbox.say(
            session,
            outbox.cadre_key(cadre.id),
            "group-back",
            now=now,
            dedup=f"group-back:{chat.id}:{cadre.id}:{now:%Y%m%d%H%M%S}",
            title=chat.title,
        )
    announcements.follow_group(session, chat.id, now=now)


def organizers(session: Session) -> list[Cadre]:
    """List who hears of a group, each once."""
    holders = [*people.holders(session, Role.ORGANIZER), *people.holders(session, Role.ADMIN)]
    return list({cadre.id: cadre for cadre in holders}.values())


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
    was_lost_by_moving = old is not None and old.state not in STAYING and _unsay_lost(session, chat_id, now)
    if was_lost_by_moving or (old.state in STAYING if old else is_known):
        new = _chat(session, new_id)
        new.state = ChatState.MUTED if old is not None and old.state is ChatState.MUTED else ChatState.APPROVED
        new.changed_at = now
        if old is not None:
            new.approved_by, new.title, new.unit_id = old.approved_by, old.title, old.unit_id
        _stay(session, new_id, now)
    old = old or _chat(session, chat_id)
    old.state, old.changed_at, old.moved_to = ChatState.LEFT, now, new_id
    session.flush()
    old_key, new_key = outbox.group_key(chat_id), outbox.group_key(new_id)
    session.execute(update(Message).where(Message.chat_key == old_key).values(chat_key=new_key))
    # The messages of before are not those of the new id, whatever their numbers: a card goes on in a new one.
    moving = update(Card).where(Card.chat_key == old_key)
    session.execute(moving.values(chat_key=new_key, telegram_message_id=None))
    announcements.follow_group(session, new_id, now=now)


def hint(session: Session, *, now: datetime, telegram_id: int, chat_id: int, username: str, word: str) -> None:
    """Point from a group to a command in the private chat: at most once a minute, and only for someone on the roster.

    Raises:
        NotRegistered: A stranger.
    """
    people.require(session, telegram_id)
    to = outbox.group_key(chat_id)
    lately = select(Message.id).where(
        Message.chat_key == to, Message.kind == HINT, Message.created_at > now - HINTED_EVERY
    )
    if session.scalar(lately.limit(1)) is None:
        expires_at = now + HINT_LASTS
        outbox.say(session, to, HINT, now=now, expires_at=expires_at, is_silent=True, username=username, word=word)


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
