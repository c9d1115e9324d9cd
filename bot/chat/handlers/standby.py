"""/standby, the organizer's taps on the card of a morning, and people's answers to the question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper, who
from bot.chat.work import Context, Toast
from bot.model import StandbyAnswer
from bot.services import broadcasts, standbys

ANSWERS: Mapping[str, StandbyAnswer] = {
    said.value: said for said in (StandbyAnswer.READY, StandbyAnswer.LATE, StandbyAnswer.UNABLE)
}


async def command(update: Update, context: Context, _rest: str) -> None:
    """/standby."""
    hours = broadcasts.hours_of(context.settings)
    await context.work.do(standbys.begin, telegram_id=who(update), hours=hours)


async def tap(update: Update, context: Context, call: Call) -> None:
    """Take a tap: an organizer's, with the day and what to do, or a person's, with the stand-by and the answer."""
    word = call.word(1)
    if word in ANSWERS:
        await _answer(update, context, call)
        return
    if word not in ACTS:
        raise StaleButton
    await ACTS[word](update, context, call)


def _morning(update: Update, call: Call) -> dict[str, Any]:
    held_on = standbys.morning_of(call.number(0))
    return {**tapper(update, standbys.subject_of(held_on)), "held_on": held_on}


async def _send(update: Update, context: Context, call: Call) -> None:
    hours = broadcasts.hours_of(context.settings)
    is_new = await context.work.do(standbys.send_out, **_morning(update, call), hours=hours)
    context.work.toast = Toast("toast-standby-sent" if is_new else "toast-standby-known")


async def _drop(update: Update, context: Context, call: Call) -> None:
    await context.work.do(standbys.drop, **_morning(update, call))


async def _turn(update: Update, context: Context, call: Call) -> None:
    await context.work.do(standbys.turn, **_morning(update, call), asks=call.word(1) == "ask")


async def _cancel(update: Update, context: Context, call: Call) -> None:
    zone = context.settings.operator.zone
    is_new = await context.work.do(standbys.cancel, **_morning(update, call), zone=zone)
    context.work.toast = Toast("toast-standby-cancelled" if is_new else "toast-standby-cancelled-before")


async def _answer(update: Update, context: Context, call: Call) -> None:
    number, said = call.number(0), ANSWERS[call.word(1)]
    person = tapper(update, standbys.question_of(number))
    zone = context.settings.operator.zone
    await context.work.do(standbys.answer, **person, standby_id=number, said=said, zone=zone)
    context.work.toast = Toast(f"toast-standby-{said.value}")


ACTS: Mapping[str, Callable[[Update, Context, Call], Awaitable[None]]] = {
    "send": _send,
    "drop": _drop,
    "ask": _turn,
    "back": _turn,
    "cancel": _cancel,
}
