"""``/broadcast``, the taps on its card, and 收到 under what people got."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper, who
from bot.chat.work import Context, Toast
from bot.rules.audience import Audience, AudienceKind
from bot.services import broadcast_sending, broadcasts
from bot.services.dialogues import Standing

SIDES = frozenset({"audience", "preview", "text"})


async def begin(update: Update, context: Context, _rest: str) -> None:
    """``/broadcast``: ask for the text."""
    await context.work.do(broadcasts.begin, telegram_id=who(update))


async def take_text(update: Update, context: Context, standing: Standing) -> None:
    """Take the text as it was formatted on the phone; what is no text is asked for again."""
    message = update.effective_message
    text = (message.text if message is not None else None) or ""
    html = message.text_html if message is not None and text else ""
    broadcast_id = standing.data.get("broadcast_id")
    await context.work.do(
        broadcasts.compose,
        telegram_id=who(update),
        text=html.strip(),
        length=len(text.strip().encode("utf-16-le")) // 2,
        broadcast_id=broadcast_id if isinstance(broadcast_id, int) else None,
    )


async def tap(update: Update, context: Context, call: Call) -> None:
    """Take a tap on the organizer's card: the first argument says what, the second which broadcast."""
    act = ACTS.get(call.word(0))
    if act is None:
        raise StaleButton
    await act(update, context, call)


async def _choose_all(update: Update, context: Context, call: Call) -> None:
    await _choose(update, context, call, Audience(AudienceKind.ALL))


async def _choose_answer(update: Update, context: Context, call: Call) -> None:
    await _choose(update, context, call, broadcasts.answer_audience(call.number(2), call.word(3)))


async def _choose(update: Update, context: Context, call: Call, audience: Audience) -> None:
    number = call.number(1)
    await context.work.do(
        broadcasts.choose, **tapper(update, broadcasts.subject_of(number)), broadcast_id=number, audience=audience
    )


async def _set_unit(update: Update, context: Context, call: Call) -> None:
    number = call.number(1)
    await context.work.do(
        broadcasts.set_unit,
        **tapper(update, broadcasts.subject_of(number)),
        broadcast_id=number,
        unit_id=call.number(2),
        is_in=call.number(3) == 1,
    )


async def _turn(update: Update, context: Context, call: Call) -> None:
    side = call.word(2)
    if side not in SIDES:
        raise StaleButton
    await _turn_to(update, context, call.number(1), side)
    if side == "text":
        context.work.toast = Toast("toast-broadcast-send-text")


async def _units(update: Update, context: Context, call: Call) -> None:
    await _turn_to(update, context, call.number(1), "units", call.number(2))


async def _turn_to(update: Update, context: Context, number: int, step: str, page: int = 0) -> None:
    await context.work.do(
        broadcasts.turn_to, **tapper(update, broadcasts.subject_of(number)), broadcast_id=number, step=step, page=page
    )


async def _try_out(update: Update, context: Context, call: Call) -> None:
    number = call.number(1)
    await context.work.do(broadcasts.try_out, **tapper(update, broadcasts.subject_of(number)), broadcast_id=number)
    context.work.toast = Toast("toast-broadcast-trial")


async def _confirm(update: Update, context: Context, call: Call) -> None:
    number = call.number(1)
    is_new = await context.work.do(
        broadcast_sending.start,
        **tapper(update, broadcasts.subject_of(number)),
        broadcast_id=number,
        version=call.number(2),
        hours=broadcasts.hours_of(context.settings),
    )
    context.work.toast = Toast("toast-broadcast-confirmed" if is_new else "toast-broadcast-known")


async def _cancel(update: Update, context: Context, call: Call) -> None:
    number = call.number(1)
    if number == 0:  # the question for a first text, before there is a draft
        await context.work.do(broadcasts.give_up_text, **tapper(update))
    else:
        await context.work.do(broadcasts.cancel, **tapper(update, broadcasts.subject_of(number)), broadcast_id=number)
    context.work.toast = Toast("toast-broadcast-cancelled")


async def _stop(update: Update, context: Context, call: Call) -> None:
    number = call.number(1)
    await context.work.do(broadcast_sending.stop, **tapper(update, broadcasts.subject_of(number)), broadcast_id=number)
    context.work.toast = Toast("toast-broadcast-stopped")


async def read(update: Update, context: Context, call: Call) -> None:
    """收到 under a notice; under a trial it only shows how it would be."""
    number = call.number(0)
    if len(call.args) > 1:
        context.work.toast = Toast("toast-broadcast-trial-read")
        return
    is_new = await context.work.do(
        broadcast_sending.read, **tapper(update, broadcasts.notice_of(number)), broadcast_id=number
    )
    context.work.toast = Toast("toast-broadcast-read" if is_new else "toast-broadcast-read-before")


ACTS: Mapping[str, Callable[[Update, Context, Call], Awaitable[None]]] = {
    "all": _choose_all,
    "answer": _choose_answer,
    "unit": _set_unit,
    "units": _units,
    "turn": _turn,
    "trial": _try_out,
    "send": _confirm,
    "cancel": _cancel,
    "stop": _stop,
}
