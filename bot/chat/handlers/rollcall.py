"""The roll-call: `/rollcall`, and the taps on a unit's list."""

from __future__ import annotations

from typing import Any

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.work import Context, Toast
from bot.rules.corrections import Corrections
from bot.services import quantities, rollcall, rolls
from bot.services.dialogues import Standing
from bot.services.rollcall import CheckOuts, LateReason, Rest


def corrections_of(context: Context) -> Corrections:
    """Return until when a unit may correct its record."""
    return rolls.corrections_of(context.settings)


async def command(update: Update, context: Context, _rest: str) -> None:
    """/rollcall."""
    await context.work.do(rolls.call, telegram_id=who(update), corrections=corrections_of(context))


async def show(update: Update, context: Context, call: Call) -> None:
    """A unit chosen from the list."""
    await context.work.do(rolls.show, **tapper(update), roll_id=call.number(0))


async def turn(update: Update, context: Context, call: Call) -> None:
    """Another page, or another part of the list."""
    await context.work.do(
        rolls.turn,
        **tapper(update, rolls.roll_subject(call.number(0))),
        roll_id=call.number(0),
        view=rolls.view_of(call.word(1)),
        page=call.number(2),
    )


async def turn_units(update: Update, context: Context, call: Call) -> None:
    """Another page of the units."""
    await context.work.do(rolls.turn_choice, **tapper(update), activity_id=call.number(0), page=call.number(1))


async def mark(update: Update, context: Context, call: Call) -> None:
    """A name: 到场, or 撤销 of it."""
    done = await context.work.do(
        rollcall.mark,
        **tapper(update, rolls.roll_subject(call.number(0))),
        roll_id=call.number(0),
        cadre_id=call.number(1),
        is_here=call.number(2) != 0,
        corrections=corrections_of(context),
        reason=_late_reason(call),
    )
    context.work.toast = Toast("toast-roll-here" if done.is_here else "toast-roll-taken-back", {"name": done.name})


def _late_reason(call: Call) -> LateReason | None:
    """Read why an entry comes late, where the button says so."""
    if len(call.args) < 4:
        return None
    try:
        return LateReason(call.word(3))
    except ValueError:
        raise StaleButton from None


def _about(update: Update, context: Context, call: Call) -> dict[str, Any]:
    """Return whom of which list a tap is about."""
    return {
        **tapper(update, rolls.roll_subject(call.number(0))),
        "roll_id": call.number(0),
        "cadre_id": call.number(1),
        "corrections": corrections_of(context),
    }


async def ask_reason(update: Update, context: Context, call: Call) -> None:
    """A name after the summary: why the entry comes late."""
    await context.work.do(rollcall.ask_reason, **_about(update, context, call))


async def deny(update: Update, context: Context, call: Call) -> None:
    """未见到, or taking it back."""
    is_denied = call.number(2) != 0
    done = await context.work.do(rollcall.deny, **_about(update, context, call), is_denied=is_denied)
    context.work.toast = Toast("toast-roll-denied" if is_denied else "toast-roll-taken-back", {"name": done.name})


async def decide(update: Update, context: Context, call: Call) -> None:
    """按到场计 or 按未到计, where a person's word and the unit's disagree."""
    done = await context.work.do(rollcall.decide, **_about(update, context, call), is_here=call.number(2) != 0)
    context.work.toast = Toast("toast-roll-decided", {"name": done.name})


async def quantity(update: Update, context: Context, call: Call) -> None:
    """填写件数 or 填写株数, or taking the number back."""
    is_asked = call.number(1) != 0
    await context.work.do(
        quantities.ask if is_asked else quantities.take_back,
        **tapper(update, rolls.roll_subject(call.number(0))),
        roll_id=call.number(0),
        corrections=corrections_of(context),
    )
    context.work.toast = Toast("toast-roll-quantity-ask" if is_asked else "toast-roll-quantity-removed")


async def take_quantity(update: Update, context: Context, standing: Standing) -> None:
    """The number that was asked for; or 取消."""
    text = text_of(update)
    if text.casefold() in CANCEL_WORDS:
        await context.work.do(quantities.give_up, telegram_id=who(update))
        return
    await context.work.do(
        quantities.enter,
        telegram_id=who(update),
        roll_id=int(standing.data["roll"]),
        typed=text,
        corrections=corrections_of(context),
    )


async def confirm(update: Update, context: Context, call: Call) -> None:
    """确认本单位名单."""
    try:
        check_outs = CheckOuts(call.word(1))
        rest = Rest(call.word(2)) if len(call.args) > 2 else Rest.ASK
    except ValueError:
        raise StaleButton from None
    is_confirmed = await context.work.do(
        rollcall.confirm,
        **tapper(update, rolls.roll_subject(call.number(0))),
        roll_id=call.number(0),
        check_outs=check_outs,
        rest=rest,
        corrections=corrections_of(context),
    )
    if is_confirmed:
        context.work.toast = Toast("toast-roll-confirmed")


async def reopen(update: Update, context: Context, call: Call) -> None:
    """重新打开."""
    await context.work.do(
        rollcall.reopen,
        **tapper(update, rolls.roll_subject(call.number(0))),
        roll_id=call.number(0),
        corrections=corrections_of(context),
    )
    context.work.toast = Toast("toast-roll-reopened")
