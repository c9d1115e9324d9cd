"""疑似重复: who may stand on the roster twice, and which of the two stays."""

from __future__ import annotations

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.leave import today_of
from bot.chat.handlers.parts import tapper
from bot.chat.work import Context, Toast
from bot.services import doubles, merge, namesakes


async def tap(update: Update, context: Context, call: Call) -> None:
    """A tap on the list, on a pair of it, or on the preview of a merge."""
    about = tapper(update, doubles.SUBJECT)
    match call.word(0):
        case "open":
            await context.work.do(doubles.show, **tapper(update))
        case "page":
            await context.work.do(doubles.turn, **about, page=call.number(1))
        case "pair":
            await context.work.do(doubles.turn, **about, view=doubles.pair_view(call.number(1), call.number(2)))
        case "different":
            await context.work.do(doubles.turn, **about, page=call.number(1), view=doubles.DISMISSED)
        case "told":
            await context.work.do(doubles.turn, **about, view=doubles.dismissed_view(call.number(1), call.number(2)))
        case "dismiss":
            await context.work.do(namesakes.dismiss, **about, first_id=call.number(1), second_id=call.number(2))
            context.work.toast = Toast("toast-doubles-different")
        case "suspect":
            await context.work.do(namesakes.take_back, **about, first_id=call.number(1), second_id=call.number(2))
            context.work.toast = Toast("toast-doubles-suspected")
        case "stays":
            await context.work.do(doubles.turn, **about, view=doubles.preview_view(call.number(1), call.number(2)))
        case "sure":
            stays_id, double_id = call.number(1), call.number(2)
            done = await context.work.do(
                merge.merge, **about, stays_id=stays_id, double_id=double_id, today=today_of(context)
            )
            context.work.toast = Toast("toast-merged", {"name": done.stays.name, "number": done.stays.roster_no})
        case _:
            raise StaleButton
