"""发布到群: an activity's announcement put into a group, and what members answer on it.

How the announcement follows the answers is in ``bot.services.announcements``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import CALL_KINDS, Activity, ActivityState, Attendance, Cadre, Chat, ChatState
from bot.rules.attendance import AnswerState, LeaveReason
from bot.rules.rights import Right, may
from bot.services import announcements, attendance, chats, outbox, people
from bot.services.activities import SERIES
from bot.services.activities import subject_of as activity_subject
from bot.services.planning import AHEAD, LIST, ActivityOver, NoSuchPlan

CHOOSING: Final = "group"
"""Before an activity's id: the view of the list of activities that offers the groups for it."""


class NoSuchGroup(Fault):
    """The bot is not in that group any more, may not write there, or it is not for this activity."""

    key = "fault-group-gone"


class NotLinkedInGroup(Fault):
    """A member who is bound to nobody; ``bot`` is the name of the private chat where that is done."""

    key = "fault-group-not-linked"


class NotInvitedInGroup(Fault):
    """A member who is not on the roll of the activity; ``bot`` as above."""

    key = "fault-group-not-invited"


def groups_for(session: Session, activity: Activity) -> Sequence[Chat]:
    """List the groups in which an activity may be announced: all but those of units that are not invited to it."""
    groups = session.scalars(select(Chat).where(Chat.state == ChatState.APPROVED).order_by(Chat.title, Chat.id)).all()
    return [chat for chat in groups if _is_for(chat, activity)]


def announced_in(session: Session, activity_id: int) -> int:
    """Count the groups that have an activity's announcement."""
    return len(session.scalars(outbox.CARDS_OF, {"subject": announcements.subject_of(activity_id)}).all())


def _is_for(chat: Chat, activity: Activity) -> bool:
    return chat.unit_id is None or not activity.unit_ids or chat.unit_id in activity.unit_ids


def post(session: Session, *, now: datetime, telegram_id: int, activity_id: int, chat_id: int) -> Chat:
    """Announce an activity in a group that an organizer has chosen, at the bottom of the group and with a sound.

    Raises:
        NotRegistered, NotAllowed: Planning is not theirs.
        ActivityOver: The activity is over or does not stand any more.
        NoSuchGroup: The group is none for it.
    """
    by = people.require_right(session, telegram_id, Right.PLAN)
    activity = session.get(Activity, activity_id)
    if activity is None or activity.kind in CALL_KINDS:
        raise NoSuchPlan
    if activity.state not in AHEAD or activity.ends_at <= now:
        raise ActivityOver
    chat = session.get(Chat, chats.current_id(session, chat_id))
    if chat is None or chat.state is not ChatState.APPROVED or not _is_for(chat, activity):
        raise NoSuchGroup
    _post(session, chat, activity, by, now=now)
    outbox.show(session, outbox.cadre_key(by.id), LIST, now=now).view = str(activity.id)
    return chat


def may_post(session: Session, *, telegram_id: int, chat_id: int) -> bool:
    """Tell whether somebody may announce in a group: an organizer, in a unit's group its liaison too."""
    cadre = people.find(session, telegram_id)
    chat = session.get(Chat, chat_id)
    return cadre is not None and _may_post(session, cadre, chat)


def _may_post(session: Session, cadre: Cadre, chat: Chat | None) -> bool:
    grants = people.grants_of(session, cadre.id)
    unit_id = chat.unit_id if chat is not None else None
    return may(grants, Right.PLAN) or (unit_id is not None and may(grants, Right.SEE_UNIT, unit_id))


def post_friday(session: Session, *, now: datetime, telegram_id: int, chat_id: int, title: str) -> None:
    """``/friday`` in an approved group: announce the next Friday there, or say that none is planned.

    Raises:
        NotRegistered, NotAllowed: Announcing is not theirs.
    """
    cadre = people.require(session, telegram_id)
    chat = chats.meet(session, now=now, chat_id=chat_id, title=title)
    if not _may_post(session, cadre, chat):
        raise people.NotAllowed
    query = select(Activity).where(Activity.series == SERIES, Activity.state.in_(AHEAD), Activity.ends_at > now)
    friday = session.scalars(query.order_by(Activity.starts_at).limit(1)).first()
    if friday is None:
        outbox.say(session, outbox.group_key(chat_id), "group-no-friday", now=now, is_silent=True)
    else:
        _post(session, chat, friday, cadre, now=now)


def _post(session: Session, chat: Chat, activity: Activity, by: Cadre, *, now: datetime) -> None:
    outbox.show(
        session,
        outbox.group_key(chat.id),
        announcements.subject_of(activity.id),
        now=now,
        rings=True,
        expires_at=activity.ends_at,
        activity_id=activity.id,
    )
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(by.id),
        action="chat.post",
        subject=f"{outbox.group_key(chat.id)},{activity_subject(activity.id)}",
    )


def answer(
    session: Session,
    *,
    now: datetime,
    telegram_id: int,
    chat_id: int,
    message_id: int,
    activity_id: int,
    wish: AnswerState,
    configured: tuple[int, ...],
    bot: str,
) -> Attendance:
    """Record what a member taps under an announcement, as if it were on their own card, which follows.

    请假 is for 个人原因, as by a plain word; on the own card it can be made another reason.

    Raises:
        NoSuchGroup: The bot has left the group, or it was never approved.
        NotLinkedInGroup, NotInvitedInGroup: A stranger, or somebody whom the activity is not for.
        AnswersClosed, Moved: As on the own card.
    """
    if not chats.is_approved(session, chat_id=chats.current_id(session, chat_id), configured=configured):
        raise NoSuchGroup
    cadre = people.find(session, telegram_id)
    if cadre is None:
        raise NotLinkedInGroup(bot=bot)
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise NoSuchPlan
    if attendance.find_line(session, activity_id, cadre.id) is None:
        raise attendance.AnswersClosed if activity.state is not ActivityState.OPEN else NotInvitedInGroup(bot=bot)
    card = outbox.find_card(session, outbox.group_key(chat_id), announcements.subject_of(activity_id))
    if card is not None and card.telegram_message_id is None:
        card.telegram_message_id = message_id  # the answer to its sending was lost
    reason = LeaveReason.PERSONAL if wish is AnswerState.EXCUSED else None
    return attendance.answer(
        session, now=now, telegram_id=telegram_id, activity_id=activity_id, answer=wish, reason=reason
    )
