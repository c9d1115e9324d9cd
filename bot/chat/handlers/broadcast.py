"""``/broadcast`` and the taps on its cards: the draft, the hour, a second person's word, the sending, the templates.

What is typed or sent in between is taken in ``bot.chat.handlers.broadcast_words``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import tapper, who
from bot.chat.work import Context, Toast
from bot.model import BroadcastState
from bot.rules.audience import Audience, AudienceKind
from bot.services import (
    broadcast_choices,
    broadcast_composing,
    broadcast_confirming,
    broadcast_control,
    broadcast_retraction,
    broadcast_sending,
    broadcast_templates,
    broadcast_times,
    broadcast_unreached,
    broadcasts,
    questions,
)

SIDES = frozenset({"audience", "preview", "text", "roles", "sites", "buttons", "list", "name"})
LAST_MINUTE = 2**26


async def begin(update: Update, context: Context, _rest: str) -> None:
    """``/broadcast``: ask for the text."""
    await context.work.do(broadcast_composing.begin, telegram_id=who(update))


async def tap(update: Update, context: Context, call: Call) -> None:
    """Take a tap on a card: the first argument says what, the second which broadcast."""
    act = ACTS.get(call.word(0))
    if act is None:
        raise StaleButton
    await act(update, context, call)


async def _do(update: Update, context: Context, call: Call, service: Callable[..., Any], **params: Any) -> Any:
    """Run a service about the broadcast that a card shows."""
    number = call.number(1)
    subject = broadcasts.subject_of(number)
    return await context.work.do(service, **tapper(update, subject), broadcast_id=number, **params)


async def _choose_all(update: Update, context: Context, call: Call) -> None:
    await _do(update, context, call, broadcast_choices.choose, audience=Audience(AudienceKind.ALL))


async def _choose_answer(update: Update, context: Context, call: Call) -> None:
    audience = broadcast_choices.answer_audience(call.number(2), call.word(3))
    await _do(update, context, call, broadcast_choices.choose, audience=audience)


async def _choose_role(update: Update, context: Context, call: Call) -> None:
    audience = broadcast_choices.role_audience(call.word(2))
    await _do(update, context, call, broadcast_choices.choose, audience=audience)


async def _choose_sites(update: Update, context: Context, call: Call) -> None:
    await _do(update, context, call, broadcast_choices.choose_sites, site_id=call.number(2))


async def _choose_unlinked(update: Update, context: Context, call: Call) -> None:
    await _do(update, context, call, broadcast_choices.choose, audience=Audience(AudienceKind.UNLINKED))


async def _set_unit(update: Update, context: Context, call: Call) -> None:
    is_in = call.number(3) == 1
    await _do(update, context, call, broadcast_choices.set_unit, unit_id=call.number(2), is_in=is_in)


async def _set_button(update: Update, context: Context, call: Call) -> None:
    is_in = call.number(3) == 1
    await _do(update, context, call, broadcast_choices.set_button, name=call.word(2), is_in=is_in)


async def _turn(update: Update, context: Context, call: Call) -> None:
    side = call.word(2)
    if side not in SIDES:
        raise StaleButton
    await _do(update, context, call, broadcast_choices.turn_to, step=side)
    if side == "text":
        context.work.toast = Toast("toast-broadcast-send-text")


async def _units(update: Update, context: Context, call: Call) -> None:
    await _do(update, context, call, broadcast_choices.turn_to, step="units", page=call.number(2))


async def _open(update: Update, context: Context, call: Call) -> None:
    await context.work.do(broadcasts.open_card, **tapper(update), broadcast_id=call.number(1))


async def _try_out(update: Update, context: Context, call: Call) -> None:
    await _do(update, context, call, broadcasts.try_out)
    context.work.toast = Toast("toast-broadcast-trial")


async def _ask_time(update: Update, context: Context, call: Call) -> None:
    await _do(update, context, call, broadcast_times.ask)
    context.work.toast = Toast("toast-broadcast-send-time")


async def _set_time(update: Update, context: Context, call: Call) -> None:
    """Take the hour that was offered in place of one that does not do."""
    minute = call.number(2)
    if not 0 < minute < LAST_MINUTE:
        raise StaleButton
    at = datetime.fromtimestamp(minute * 60, UTC)
    hours = broadcasts.hours_of(context.settings)
    await context.work.do(broadcast_times.set_at, **tapper(update), broadcast_id=call.number(1), at=at, hours=hours)
    context.work.toast = Toast("toast-broadcast-timed")


async def _at_once(update: Update, context: Context, call: Call) -> None:
    await _do(update, context, call, broadcast_times.send_at_once)


async def _keep_time(update: Update, context: Context, call: Call) -> None:
    await _do(update, context, call, broadcast_times.keep)


async def _confirm(update: Update, context: Context, call: Call) -> None:
    state = await _do(
        update,
        context,
        call,
        broadcast_sending.start,
        version=call.number(2),
        hours=broadcasts.hours_of(context.settings),
        limits=broadcast_confirming.limits_of(context.settings),
    )
    context.work.toast = Toast(CONFIRMED.get(state, "toast-broadcast-known"))


async def _approve(update: Update, context: Context, call: Call) -> None:
    number, version, hours = call.number(1), call.number(2), broadcasts.hours_of(context.settings)
    person = tapper(update, broadcasts.approval_of(number))
    await context.work.do(broadcast_sending.approve, **person, broadcast_id=number, version=version, hours=hours)
    context.work.toast = Toast("toast-broadcast-approved")


async def _send_back(update: Update, context: Context, call: Call) -> None:
    number, version = call.number(1), call.number(2)
    person = tapper(update, broadcasts.approval_of(number))
    await context.work.do(broadcast_confirming.send_back, **person, broadcast_id=number, version=version)
    context.work.toast = Toast("toast-broadcast-returned")


async def _cancel(update: Update, context: Context, call: Call) -> None:
    if call.number(1) == 0:  # the question for a first text, before there is a draft
        await context.work.do(broadcast_composing.give_up_text, **tapper(update))
    else:
        await _do(update, context, call, broadcasts.cancel)
    context.work.toast = Toast("toast-broadcast-cancelled")


async def _pause(update: Update, context: Context, call: Call) -> None:
    is_new = await _do(update, context, call, broadcast_control.pause)
    context.work.toast = Toast("toast-broadcast-paused" if is_new else "toast-broadcast-paused-before")


async def _resume(update: Update, context: Context, call: Call) -> None:
    hours = broadcasts.hours_of(context.settings)
    is_new = await _do(update, context, call, broadcast_control.resume, hours=hours)
    context.work.toast = Toast("toast-broadcast-resumed" if is_new else "toast-broadcast-resumed-before")


async def _stop(update: Update, context: Context, call: Call) -> None:
    await _do(update, context, call, broadcast_control.stop)
    context.work.toast = Toast("toast-broadcast-stopped")


async def _ask_retract(update: Update, context: Context, call: Call) -> None:
    is_asked = len(call.args) <= 2
    await _do(update, context, call, broadcast_retraction.ask, is_asked=is_asked)


async def _retract(update: Update, context: Context, call: Call) -> None:
    is_new = await _do(update, context, call, broadcast_retraction.retract)
    context.work.toast = Toast("toast-broadcast-retracted" if is_new else "toast-broadcast-retracted-before")


async def _tell_liaisons(update: Update, context: Context, call: Call) -> None:
    told = await _do(update, context, call, broadcast_unreached.tell_liaisons)
    params = {"units": told.units, "count": told.people, "without": told.without_liaison}
    context.work.toast = Toast("toast-broadcast-unreached", params, is_alert=True)


async def _templates(update: Update, context: Context, call: Call) -> None:
    page, view = call.number(1), call.word(2)
    await context.work.do(broadcast_templates.show, **tapper(update, broadcast_templates.SUBJECT), page=page, view=view)


async def _use(update: Update, context: Context, call: Call) -> None:
    await context.work.do(broadcast_templates.use, **tapper(update), template_id=call.number(1))


async def _drop(update: Update, context: Context, call: Call) -> None:
    await context.work.do(
        broadcast_templates.drop, **tapper(update, broadcast_templates.SUBJECT), template_id=call.number(1)
    )
    context.work.toast = Toast("toast-template-dropped")


async def _reply(update: Update, context: Context, call: Call) -> None:
    """回复 under a question."""
    number = call.number(1)
    await context.work.do(questions.begin_answer, **tapper(update, questions.subject_of(number)), question_id=number)
    context.work.toast = Toast("toast-question-write")


CONFIRMED: Mapping[BroadcastState | None, str] = {
    BroadcastState.SENDING: "toast-broadcast-confirmed",
    BroadcastState.SCHEDULED: "toast-broadcast-timed",
    BroadcastState.WAITING: "toast-broadcast-waiting",
}

ACTS: Mapping[str, Callable[[Update, Context, Call], Awaitable[None]]] = {
    "all": _choose_all,
    "answer": _choose_answer,
    "role": _choose_role,
    "sites": _choose_sites,
    "unlinked": _choose_unlinked,
    "unit": _set_unit,
    "units": _units,
    "put": _set_button,
    "turn": _turn,
    "open": _open,
    "trial": _try_out,
    "time": _ask_time,
    "at": _set_time,
    "now": _at_once,
    "untimed": _keep_time,
    "send": _confirm,
    "approve": _approve,
    "return": _send_back,
    "cancel": _cancel,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "recall": _ask_retract,
    "retract": _retract,
    "missed": _tell_liaisons,
    "templates": _templates,
    "use": _use,
    "drop": _drop,
    "reply": _reply,
}
