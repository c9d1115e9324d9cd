"""What is chosen for a draft: whom it is for, which side of the card is shown, what stands under the notice."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Activity, ActivityState, AuditEntry, Broadcast, Cadre, Role, Site, Unit
from bot.rules.attendance import AnswerState
from bot.rules.audience import Audience, AudienceKind
from bot.services import dialogues
from bot.services.broadcasts import (
    LIST_STEP,
    NAME_STEP,
    NobodyThere,
    NoSuchBroadcast,
    ask_anew,
    close_question,
    draft_of,
    note_change,
    refresh,
    subject_of,
)

UNITS_PER_PAGE: Final = 8
BUTTONS: Final = ("read", "going", "ask")
# Sides of the card that ask for a message, and the question that it answers.
ASKING: Final = {"list": LIST_STEP, "name": NAME_STEP}


def choose(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, audience: Audience) -> None:
    """Set the audience by one tap; the preview follows."""
    by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    if audience.activity_id is not None and session.get(Activity, audience.activity_id) is None:
        raise NoSuchBroadcast
    broadcast.audience = audience.to_json()
    broadcast.step = "preview"
    broadcast.version += 1
    note_change(session, by, broadcast, "audience", now=now)
    close_question(session, telegram_id, now=now)
    refresh(session, broadcast, now=now)


def set_unit(
    session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, unit_id: int, is_in: bool
) -> None:
    """Put a unit into the audience or take it out; the button says which, so a double tap changes nothing.

    What was chosen by many taps is entered into the audit once, by ``turn_to``.
    """
    _by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    unit = session.get(Unit, unit_id)
    if unit is None or unit.retired_on is not None or broadcast.step != "units":
        raise NoSuchBroadcast
    chosen = set(chosen_units(broadcast))
    chosen = chosen | {unit_id} if is_in else chosen - {unit_id}
    broadcast.audience = Audience(AudienceKind.UNITS, tuple(sorted(chosen))).to_json()
    broadcast.version += 1
    refresh(session, broadcast, now=now)


def chosen_units(broadcast: Broadcast) -> tuple[int, ...]:
    """Return the units chosen so far."""
    audience = Audience.from_json(broadcast.audience)
    return audience.unit_ids if audience is not None else ()


def set_button(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, name: str, is_in: bool) -> None:
    """Put 收到, 参加 or 提问 under the notice, or take it away; the button says which."""
    by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    if name not in BUTTONS or broadcast.step != "buttons":
        raise NoSuchBroadcast
    chosen = {*buttons_of(broadcast)} - {name} | ({name} if is_in else set())
    broadcast.buttons = ",".join(each for each in BUTTONS if each in chosen)
    broadcast.version += 1
    note_change(session, by, broadcast, "buttons", now=now)
    refresh(session, broadcast, now=now)


def buttons_of(broadcast: Broadcast) -> tuple[str, ...]:
    """Return what stands under the notice, in its order."""
    return tuple(name for name in broadcast.buttons.split(",") if name)


def turn_to(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, step: str, page: int = 0) -> None:
    """Show another side of the draft; the units are settled when their list is left.

    Args:
        session: The transaction.
        now: When it was tapped.
        telegram_id: Who may broadcast.
        broadcast_id: The draft.
        step: ``audience``, ``units`` (a page of them), ``roles``, ``sites``, ``buttons``, ``preview``; ``text``,
            ``list`` and ``name`` ask for a message: the text anew, a list of people, the name of a template.
        page: Of the units.

    Raises:
        NobodyThere: The preview wants an audience.
    """
    by, broadcast = draft_of(session, telegram_id, broadcast_id, now=now)
    audience = Audience.from_json(broadcast.audience)
    match step:
        case "preview" if audience is None or (audience.kind is AudienceKind.UNITS and not audience.unit_ids):
            raise NobodyThere
        case "units":
            if not 0 <= page < max(pages_of(session), 1):
                raise NoSuchBroadcast
            if audience is not None and audience.kind is not AudienceKind.UNITS:
                broadcast.audience = {}
        case _:
            pass
    are_settled = broadcast.step == "units" != step
    broadcast.step, broadcast.page = step, page
    broadcast.version += 1
    if are_settled:
        _note_units(session, by, broadcast, now=now)
    if step == "text":
        ask_anew(session, telegram_id, broadcast, now=now)
    elif step in ASKING:
        dialogues.ask(session, telegram_id, ASKING[step], now=now, broadcast_id=broadcast.id)
    else:
        close_question(session, telegram_id, now=now)
    refresh(session, broadcast, now=now)


def _note_units(session: Session, by: Cadre, broadcast: Broadcast, *, now: datetime) -> None:
    """Enter which units are chosen, before → after, unless they are what was entered last."""
    last = session.scalar(
        select(AuditEntry)
        .where(
            AuditEntry.at >= broadcast.created_at,
            AuditEntry.subject == subject_of(broadcast.id),
            AuditEntry.action == "broadcast.change",
            AuditEntry.after["what"].as_string() == "audience",
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    before = last.after.get("units", []) if last is not None and last.after else []
    units = list(chosen_units(broadcast))
    if units != before:
        note_change(session, by, broadcast, "audience", now=now, before={"units": before}, units=units)


def pages_of(session: Session) -> int:
    """Count the pages of the list of units."""
    units = len(session.scalars(select(Unit.id).where(Unit.retired_on.is_(None))).all())
    return -(-units // UNITS_PER_PAGE)


def units_on_page(session: Session, page: int) -> list[tuple[int, str]]:
    """List the units of a page, in the operator's order, as (id, name)."""
    query = select(Unit.id, Unit.name).where(Unit.retired_on.is_(None)).order_by(Unit.position, Unit.id)
    rows = session.execute(query.offset(page * UNITS_PER_PAGE).limit(UNITS_PER_PAGE))
    return [(unit_id, name) for unit_id, name in rows]


def next_activity(session: Session, *, now: datetime) -> Activity | None:
    """Return the open activity that comes next or is under way."""
    return session.scalar(
        select(Activity)
        .where(Activity.state == ActivityState.OPEN, Activity.ends_at > now)
        .order_by(Activity.starts_at, Activity.id)
        .limit(1)
    )


def answer_audience(activity_id: int, answer: str) -> Audience:
    """Return the audience of an answer to an activity.

    Raises:
        NoSuchBroadcast: No such answer can be written to.
    """
    try:
        return Audience(AudienceKind.ANSWER, activity_id=activity_id, answer=AnswerState(answer))
    except ValueError:
        raise NoSuchBroadcast from None


def role_audience(role: str) -> Audience:
    """Return the audience of those who hold a role.

    Raises:
        NoSuchBroadcast: No such role can be written to.
    """
    try:
        return Audience(AudienceKind.ROLE, role=Role(role))
    except ValueError:
        raise NoSuchBroadcast from None


def choose_sites(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, site_id: int) -> None:
    """Set the audience to the people of the units that serve sites of the same kind as this one."""
    draft_of(session, telegram_id, broadcast_id, now=now)  # who may not is told so first
    site = session.get(Site, site_id)
    if site is None or not site.kind:
        raise NoSuchBroadcast
    audience = Audience(AudienceKind.SITES, site_kind=site.kind)
    choose(session, now=now, telegram_id=telegram_id, broadcast_id=broadcast_id, audience=audience)
