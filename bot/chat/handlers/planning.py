"""What organizers plan: the Fridays ahead, and activities of any other kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers import plan_sites
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.handlers.roster import voice_of
from bot.chat.work import Context, Toast
from bot.rules.plans import MADE, Field
from bot.services import approvals, calling_off, group_posts, outlook, planning, publishing
from bot.services.activities import friday_rules
from bot.services.dialogues import Standing
from bot.services.planning import Words


async def fridays(update: Update, context: Context, _rest: str) -> None:
    """/friday."""
    await context.work.do(outlook.show_ahead, telegram_id=who(update))


async def command(update: Update, context: Context, _rest: str) -> None:
    """/activity."""
    await context.work.do(planning.show_list, telegram_id=who(update))


def _today(context: Context) -> date:
    return context.work.now.astimezone(context.settings.operator.zone).date()


async def tap_list(update: Update, context: Context, call: Call) -> None:
    """Take a tap on the list or on a Friday: the first argument says what."""
    act = LIST_ACTS.get(call.word(0))
    if act is None:
        raise StaleButton
    await act(update, context, call)


async def _turn_list(update: Update, context: Context, call: Call) -> None:
    views = {"list": None, "new": "new"}
    view = str(call.number(1)) if call.word(0) == "one" else views[call.word(0)]
    await context.work.do(planning.turn_list, **tapper(update, planning.LIST), view=view)


async def _choose_group(update: Update, context: Context, call: Call) -> None:
    view = f"{group_posts.CHOOSING}{call.number(1)}"
    await context.work.do(planning.turn_list, **tapper(update, planning.LIST), view=view)


async def _post(update: Update, context: Context, call: Call) -> None:
    chat = await context.work.do(
        group_posts.post,
        **tapper(update, planning.LIST),
        activity_id=call.number(1),
        chat_id=call.chat_id(2),
    )
    context.work.toast = Toast("toast-group-posted", {"title": chat.title})


async def _begin(update: Update, context: Context, call: Call) -> None:
    kind = call.word(1)
    if kind not in MADE:
        raise StaleButton
    voice, name = voice_of(context, context.settings.operator.language), kind.replace("_", "-")
    risk = f"plan-risk-{name}" if kind == "tree_planting" else "plan-risk-other"
    words = Words(voice.plain(f"plan-title-{name}"), voice.plain(f"plan-content-{name}"), voice.plain(risk))
    await context.work.do(
        planning.begin, **tapper(update, planning.LIST), kind=kind, words=words, today=_today(context)
    )


async def _copy(update: Update, context: Context, call: Call) -> None:
    await context.work.do(
        planning.copy,
        **tapper(update, planning.LIST),
        activity_id=call.number(1),
        today=_today(context),
        zone=context.settings.operator.zone,
    )


async def _change(update: Update, context: Context, call: Call) -> None:
    zone = context.settings.operator.zone
    await context.work.do(planning.change, **tapper(update), activity_id=call.number(1), zone=zone)


async def _ask_reason(update: Update, context: Context, call: Call) -> None:
    await context.work.do(calling_off.ask_reason, **tapper(update), activity_id=call.number(1))


async def _restore(update: Update, context: Context, call: Call) -> None:
    await context.work.do(calling_off.restore, **tapper(update, calling_off.FRIDAYS), activity_id=call.number(1))
    context.work.toast = Toast("toast-friday-restored")


async def _approve(update: Update, context: Context, call: Call) -> None:
    year, month = divmod(call.number(1), 100)
    if not (1 <= month <= 12 and MINYEAR <= year <= MAXYEAR):
        raise StaleButton
    is_new = await context.work.do(approvals.approve, **tapper(update, calling_off.FRIDAYS), month=date(year, month, 1))
    context.work.toast = Toast("toast-fridays-approved" if is_new else "toast-fridays-approved-before")


LIST_ACTS: Mapping[str, Callable[[Update, Context, Call], Awaitable[None]]] = {
    "list": _turn_list,
    "new": _turn_list,
    "one": _turn_list,
    "kind": _begin,
    "copy": _copy,
    "change": _change,
    "cancel": _ask_reason,
    "groups": _choose_group,
    "post": _post,
    "restore": _restore,
    "approve": _approve,
}


async def tap(update: Update, context: Context, call: Call) -> None:
    """Take a tap on a plan: which, what, and its arguments."""
    act = ACTS.get(call.word(1))
    if act is None:
        raise StaleButton
    await act(update, context, call)


def _plan(update: Update, call: Call) -> dict[str, Any]:
    number = call.number(0)
    return {**tapper(update, planning.plan_subject(number)), "plan_id": number}


async def _ask(update: Update, context: Context, call: Call) -> None:
    if call.word(2) not in set(Field):
        raise StaleButton
    await context.work.do(planning.ask, **_plan(update, call), field=Field(call.word(2)))


async def take(update: Update, context: Context, standing: Standing) -> None:
    """Take a field's value, or 取消."""
    text, number = text_of(update), int(standing.data["plan"])
    if text.casefold() in CANCEL_WORDS:
        await context.work.do(planning.leave_question, telegram_id=who(update), plan_id=number)
        return
    await context.work.do(
        planning.take,
        telegram_id=who(update),
        plan_id=number,
        field=Field(standing.data["field"]),
        text=text,
        today=_today(context),
    )


async def take_reason(update: Update, context: Context, standing: Standing) -> None:
    """Take the reason for cancelling, or 取消."""
    text, number = text_of(update), int(standing.data["activity"])
    if text.casefold() in CANCEL_WORDS:
        await context.work.do(planning.show_list, telegram_id=who(update))
        return
    await context.work.do(calling_off.cancel, telegram_id=who(update), activity_id=number, reason=text)


async def _turn(update: Update, context: Context, call: Call) -> None:
    view = {"whole": "", "units": "units"}[call.word(1)]
    page = call.number(2) if view else 0
    await context.work.do(planning.turn, **_plan(update, call), view=view, page=page)


async def _set_unit(update: Update, context: Context, call: Call) -> None:
    is_in = call.word(3) == "1"
    await context.work.do(planning.set_unit, **_plan(update, call), unit_id=call.number(2), is_in=is_in)


async def _publish(update: Update, context: Context, call: Call) -> None:
    published = await context.work.do(
        publishing.publish,
        **_plan(update, call),
        version=call.number(2),
        is_series=call.word(3) == "1",
        friday=friday_rules(context.settings),
    )
    count = len(published.activity_ids)
    key = "toast-plan-changed" if published.is_change else "toast-plan-published"
    context.work.toast = Toast(key, {"count": count}) if count else Toast("toast-plan-known")


async def _drop(update: Update, context: Context, call: Call) -> None:
    await context.work.do(planning.drop, **_plan(update, call))
    context.work.toast = Toast("toast-plan-dropped")


ACTS: Mapping[str, Callable[[Update, Context, Call], Awaitable[None]]] = {
    "ask": _ask,
    "whole": _turn,
    "units": _turn,
    "unit": _set_unit,
    "publish": _publish,
    "drop": _drop,
    **plan_sites.ACTS,
}
