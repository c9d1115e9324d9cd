"""/reach: who can be written to, the drill, and the liaison's fresh link for those who are missing."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, timedelta

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper, who
from bot.chat.handlers.roster import voice_of
from bot.chat.work import Context, Toast
from bot.model import BroadcastState
from bot.services import drill_proposals, drills, reach, reach_letters
from bot.services.broadcast_confirming import limits_of
from bot.services.broadcasts import hours_of

MONTHS = 12


async def command(update: Update, context: Context, _rest: str) -> None:
    """/reach."""
    await context.work.do(reach.show, telegram_id=who(update))


async def tap(update: Update, context: Context, call: Call) -> None:
    """A tap on the card, or on the line that a liaison got."""
    about = tapper(update, reach.SUBJECT)
    match call.word(0):
        case "page":
            await context.work.do(reach.turn, **about, page=call.number(1))
        case "ask":
            await context.work.do(reach.turn, **about, view=reach.DRILL)
        case "drill":
            await _drill(update, context)
        case "monthly":
            await _monthly(update, context, call)
        case "link":
            await _link(update, context, call)
        case _:
            raise StaleButton


async def _drill(update: Update, context: Context) -> None:
    state = await context.work.do(
        drills.begin,
        **tapper(update, reach.SUBJECT),
        text=voice_of(context, None).html("reach-drill-text"),
        hours=hours_of(context.settings),
        limits=limits_of(context.settings),
    )
    _say(context, state)


async def _monthly(update: Update, context: Context, call: Call) -> None:
    year, number = divmod(call.number(1), 100)
    if not (1 <= number <= MONTHS and MINYEAR <= year <= MAXYEAR):
        raise StaleButton
    month = date(year, number, 1)
    state = await context.work.do(
        drill_proposals.begin,
        **tapper(update, drill_proposals.subject_of(month)),
        month=month,
        zone=context.settings.operator.zone,
        text=voice_of(context, None).html("reach-drill-text"),
        hours=hours_of(context.settings),
        limits=limits_of(context.settings),
    )
    _say(context, state)


def _say(context: Context, state: BroadcastState | None) -> None:
    context.work.toast = Toast("toast-drill-waiting" if state is BroadcastState.WAITING else "toast-drill-begun")


async def _link(update: Update, context: Context, call: Call) -> None:
    is_made = await context.work.do(
        reach_letters.make_link,
        **tapper(update),
        unit_id=call.number(1),
        bot_name=context.bot.username,
        lasts=timedelta(days=context.settings.registration.invite_days),
        replaces=call.number(2) if len(call.args) > 2 else None,
    )
    if is_made:
        context.work.toast = Toast("toast-reach-link")
