"""The roll-call: `/rollcall`, and the taps on a unit's list."""

from __future__ import annotations

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper, who
from bot.chat.work import Context, Toast
from bot.rules.corrections import Corrections
from bot.services import rollcall, rolls
from bot.services.rollcall import CheckOuts


def corrections_of(context: Context) -> Corrections:
    """Return until when a unit may correct its record."""
    settings = context.settings
    return Corrections(settings.summary.weekday, settings.summary.at, settings.operator.zone)


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
    )
    context.work.toast = Toast("toast-roll-here" if done.is_here else "toast-roll-taken-back", {"name": done.name})


async def confirm(update: Update, context: Context, call: Call) -> None:
    """确认本单位名单."""
    try:
        check_outs = CheckOuts(call.word(1))
    except ValueError:
        raise StaleButton from None
    is_confirmed = await context.work.do(
        rollcall.confirm,
        **tapper(update, rolls.roll_subject(call.number(0))),
        roll_id=call.number(0),
        check_outs=check_outs,
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
