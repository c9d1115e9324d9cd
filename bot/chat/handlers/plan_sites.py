"""Taps on the sites of a plan: which, how many places, who leads, which units go there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.work import Context
from bot.rules.plan_sites import SiteField
from bot.services import plan_sites, planning
from bot.services.dialogues import Standing

ALL_OF_THEM = {"sites": plan_sites.CHOOSE, "spots": plan_sites.SITES, "add": plan_sites.ADD}
OF_ONE = (plan_sites.ONE, plan_sites.SWAP, plan_sites.SEND)


def _plan(update: Update, call: Call) -> dict[str, Any]:
    number = call.number(0)
    return {**tapper(update, planning.plan_subject(number)), "plan_id": number}


def _site(update: Update, call: Call) -> dict[str, Any]:
    return {**_plan(update, call), "site_id": call.number(2)}


async def _turn(update: Update, context: Context, call: Call) -> None:
    word = call.word(1)
    if word in ALL_OF_THEM:
        view, page = ALL_OF_THEM[word], 0 if word == "spots" else call.number(2)
    else:
        view, page = plan_sites.view_of(word, call.number(2)), 0 if word == "spot" else call.number(3)
    await context.work.do(planning.turn, **_plan(update, call), view=view, page=page)


async def _choose(update: Update, context: Context, call: Call) -> None:
    await context.work.do(plan_sites.choose, **_site(update, call))


async def _add(update: Update, context: Context, call: Call) -> None:
    await context.work.do(plan_sites.add, **_site(update, call))


async def _swap(update: Update, context: Context, call: Call) -> None:
    await context.work.do(plan_sites.swap, **_site(update, call), to_id=call.number(3))


async def _remove(update: Update, context: Context, call: Call) -> None:
    await context.work.do(plan_sites.remove, **_site(update, call))


async def _ask(update: Update, context: Context, call: Call) -> None:
    if call.word(3) not in set(SiteField):
        raise StaleButton
    await context.work.do(plan_sites.ask, **_site(update, call), field=SiteField(call.word(3)))


async def _drop_lead(update: Update, context: Context, call: Call) -> None:
    await context.work.do(plan_sites.drop_lead, **_site(update, call))


async def _send(update: Update, context: Context, call: Call) -> None:
    is_here = call.word(4) == "1"
    await context.work.do(plan_sites.send_unit, **_site(update, call), unit_id=call.number(3), is_here=is_here)


async def take(update: Update, context: Context, standing: Standing) -> None:
    """Take the number of places at a site, or who leads there; or 取消."""
    text = text_of(update)
    where: dict[str, Any] = {"plan_id": int(standing.data["plan"]), "site_id": int(standing.data["site"])}
    if text.casefold() in CANCEL_WORDS:
        await context.work.do(plan_sites.leave_question, telegram_id=who(update), **where)
        return
    await context.work.do(
        plan_sites.take,
        telegram_id=who(update),
        **where,
        field=SiteField(standing.data["field"]),
        text=text,
        today=context.work.now.astimezone(context.settings.operator.zone).date(),
    )


ACTS: Mapping[str, Callable[[Update, Context, Call], Awaitable[None]]] = {
    **dict.fromkeys((*ALL_OF_THEM, *OF_ONE), _turn),
    "site": _choose,
    "plus": _add,
    "instead": _swap,
    "less": _remove,
    "of": _ask,
    "nolead": _drop_lead,
    "to": _send,
}
