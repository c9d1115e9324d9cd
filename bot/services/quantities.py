"""How much a unit got done at an activity (件, 株): one number on its list, entered by its liaison, or nobody's.

It is no part of the list that is confirmed: it may be entered, changed and taken back before and after that, as long as
the unit may correct its record.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Unit
from bot.rules.corrections import Corrections
from bot.rules.kinds import KINDS, MOST, Measure, read_quantity
from bot.services import dialogues, outbox, people, rollcall, rolls
from bot.services.rollcall import Call

STEP: Final = "roll.quantity"


class NoMeasure(Fault):
    """Nothing is counted for this kind of activity."""

    key = "fault-roll-no-quantity"


class QuantityUnfit(Fault):
    """What was typed is no whole number from 0 to ``most``."""

    key = "fault-roll-quantity-unfit"


def ask(session: Session, *, now: datetime, telegram_id: int, roll_id: int, corrections: Corrections) -> None:
    """填写件数, 填写株数: ask for the number.

    Raises:
        NotAllowed, RollGone, RollNotYet, RollClosed: As ``rollcall.mark``.
        NoMeasure: Nothing is counted here.
    """
    call, measure = _require(session, telegram_id, roll_id, corrections, now=now)
    dialogues.ask(session, telegram_id, STEP, now=now, roll=roll_id)
    outbox.say(
        session,
        outbox.cadre_key(call.actor.id),
        f"roll-quantity-ask-{measure}",
        now=now,
        is_silent=True,
        title=call.activity.title,
        unit=session.get_one(Unit, call.roll.unit_id).name,
        day=outbox.Day(call.activity.held_on),
    )


def enter(
    session: Session, *, now: datetime, telegram_id: int, roll_id: int, typed: str, corrections: Corrections
) -> None:
    """Enter the number that was asked for, in the place of an earlier one.

    Raises:
        NotAllowed, RollGone, RollNotYet, RollClosed, NoMeasure: As ``ask``.
        QuantityUnfit: It is no number that fits; the question stands.
    """
    call, measure = _require(session, telegram_id, roll_id, corrections, now=now)
    quantity = read_quantity(typed, measure)
    if quantity is None:
        raise QuantityUnfit(most=MOST)
    dialogues.close(session, telegram_id)
    _keep(session, call, quantity, now=now)
    outbox.say(
        session,
        outbox.cadre_key(call.actor.id),
        f"roll-quantity-entered-{measure}",
        now=now,
        is_silent=True,
        count=quantity,
        unit=session.get_one(Unit, call.roll.unit_id).name,
        day=outbox.Day(call.activity.held_on),
    )


def take_back(session: Session, *, now: datetime, telegram_id: int, roll_id: int, corrections: Corrections) -> None:
    """撤销件数, 撤销株数: nobody has said how much was done; a second tap changes nothing.

    Raises:
        NotAllowed, RollGone, RollNotYet, RollClosed, NoMeasure: As ``ask``.
    """
    call, _measure = _require(session, telegram_id, roll_id, corrections, now=now)
    _keep(session, call, None, now=now)


def give_up(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消 in answer to the question.

    Raises:
        NotRegistered: A stranger.
    """
    cadre = people.require(session, telegram_id)
    dialogues.close(session, telegram_id)
    outbox.say(session, outbox.cadre_key(cadre.id), "roll-quantity-given-up", now=now, is_silent=True)


def _require(
    session: Session, telegram_id: int, roll_id: int, corrections: Corrections, *, now: datetime
) -> tuple[Call, Measure]:
    """Return the list a number may be entered on at this moment and what it counts, or refuse."""
    call = rollcall.require_call(session, telegram_id, roll_id, corrections, now=now)
    measure = KINDS.get(call.activity.kind)
    if measure is None:
        raise NoMeasure
    if now < call.activity.check_in_from:
        raise rollcall.RollNotYet(time=outbox.TimeOfDay(call.activity.check_in_from))
    return call, measure


def _keep(session: Session, call: Call, quantity: int | None, *, now: datetime) -> None:
    before = call.roll.quantity
    if before == quantity:
        return
    call.roll.quantity = quantity
    subject = rolls.roll_subject(call.roll.id)
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(call.actor.id),
        action="roll.quantity",
        subject=subject,
        before={"quantity": before},
        after={"quantity": quantity},
    )
    outbox.refresh(session, subject, now=now)
