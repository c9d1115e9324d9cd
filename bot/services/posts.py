"""What the lead of a place reports from the spot: how far it is, and what it lacks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Cadre, Callout, CalloutState, Lane, Shift, ShiftProgress, Shortage, Site
from bot.rules.rights import Right
from bot.services import boards, outbox, people, places, summons
from bot.services.boards import NoBoard, post_subject

MORE_HEADS: Final = 5


class NotLead(Fault):
    """Somebody else leads this place."""

    key = "fault-not-lead"


def report(session: Session, *, now: datetime, telegram_id: int, shift_id: int, progress: ShiftProgress) -> None:
    """到岗, 清理中, 完成: the lead says how far the place is.

    Raises:
        NotLead: Somebody else leads it, and the person may not call out either.
        NoBoard: The call has ended.
    """
    actor, shift, callout = _require_post(session, telegram_id, shift_id)
    before, shift.progress = shift.progress, progress
    _note(session, actor, "post.report", shift, now=now, before=before.value, after=progress.value)
    session.flush()
    if progress is ShiftProgress.CLEARED:
        places.spare(session, shift, callout, now=now)
    elif before is ShiftProgress.CLEARED:
        summons.fill(session, shift.id, callout, now=now)
    boards.touch(session, callout, now=now, shift_id=shift_id)


def report_shortage(session: Session, *, now: datetime, telegram_id: int, shift_id: int, lacks: str) -> None:
    """缺人手 or 缺工具: the organizer is told; for hands the place wants some more, and the next wave rings for them.

    Raises:
        NotLead, NoBoard: As ``report``.
    """
    actor, shift, callout = _require_post(session, telegram_id, shift_id)
    shift.shortage = Shortage(lacks)
    is_calling = callout.state is CalloutState.CALLING
    more: dict[str, Any] = {"more": MORE_HEADS} if lacks == "heads" and is_calling else {}
    site = session.get_one(Site, shift.site_id)
    is_new = outbox.say(
        session,
        outbox.cadre_key(callout.confirmed_by or callout.author_id),
        f"callout-shortage-{lacks}" if lacks != "heads" or is_calling else "callout-shortage-heads-stopped",
        now=now,
        lane=Lane.ALARM,
        dedup=f"shortage:{shift.id}:{lacks}:{now:%Y%m%d%H%M}",
        place=site.name,
        **more,
    )
    if not is_new:  # a doubled tap asks for no more than the first
        return
    _note(session, actor, "post.shortage", shift, now=now, before="", after=lacks)
    if lacks == "heads" and is_calling:
        shift.quota = (shift.quota or 0) + MORE_HEADS
        session.flush()
        summons.fill(session, shift.id, callout, now=now)
        shift.shortage = Shortage.HEADS
    boards.touch(session, callout, now=now, shift_id=shift_id)


def take_photo(session: Session, *, now: datetime, telegram_id: int, file_id: str) -> None:
    """Keep a photo of the place that its sender leads, and show it to the organizer; anybody else's is not wanted.

    Raises:
        NotRegistered: A stranger.
    """
    lead = people.require(session, telegram_id)
    has_photo, is_cleared = Shift.photo_id.is_not(None), Shift.progress == ShiftProgress.CLEARED
    shift = session.scalar(
        select(Shift)
        .join(Callout, Callout.activity_id == Shift.activity_id)
        .where(Shift.lead_id == lead.id, Callout.state.in_((CalloutState.CALLING, CalloutState.STOPPED)))
        .order_by(has_photo, is_cleared.desc(), Shift.id)
        .limit(1)
    )
    to = outbox.cadre_key(lead.id)
    if shift is None:
        outbox.say(session, to, "message-not-understood", now=now, is_silent=True)
        return
    key = f"post-photo:{shift.id}:{now:%Y%m%d%H%M%S%f}"
    photo = outbox.attach(session, key, name="photo.jpg", kind="photo", content=b"", now=now)
    photo.telegram_file_id, shift.photo_id = file_id, photo.id
    place = session.get_one(Site, shift.site_id).name
    callout = session.scalars(select(Callout).where(Callout.activity_id == shift.activity_id)).one()
    organizer = outbox.cadre_key(callout.confirmed_by or callout.author_id)
    outbox.say(session, organizer, "post-photo", now=now, dedup=key, is_silent=True, attachment=photo, place=place)
    outbox.say(session, to, "post-photo-kept", now=now, is_silent=True, place=place)
    people.note(session, now=now, actor=to, action="post.photo", subject=post_subject(shift.id))


def _require_post(session: Session, telegram_id: int, shift_id: int) -> tuple[Cadre, Shift, Callout]:
    actor = people.require(session, telegram_id)
    shift = session.get(Shift, shift_id)
    callout = boards.callout_of(session, shift.activity_id) if shift is not None else None
    if shift is None or callout is None:
        raise NotLead
    if shift.lead_id != actor.id:
        people.require_right(session, telegram_id, Right.CALL_OUT)
    if callout.state not in (CalloutState.CALLING, CalloutState.STOPPED):
        raise NoBoard
    return actor, shift, callout


def _note(session: Session, actor: Cadre, action: str, shift: Shift, *, now: datetime, before: str, after: str) -> None:
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(actor.id),
        action=action,
        subject=post_subject(shift.id),
        before={"is": before},
        after={"is": after},
    )
