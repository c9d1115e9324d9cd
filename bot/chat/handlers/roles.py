"""`/roles`: who holds which role, one person's card, and the taps that give and take."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.work import Context, Toast
from bot.model import Role
from bot.rules.role_ends import read_end
from bot.rules.roster_changes import LOCAL_ROLES
from bot.services import role_ends, role_holders, roles
from bot.services.dialogues import Standing
from bot.services.outbox import Term
from bot.services.rolls import corrections_of

SCOPED = LOCAL_ROLES | {Role.LEAD}
NO_END_WORDS = frozenset({"不限", "no end", "none"})


def _today(context: Context) -> date:
    return context.work.now.astimezone(context.settings.operator.zone).date()


async def command(update: Update, context: Context, rest: str) -> None:
    """/roles: all holders; with a name or a number behind it, that person."""
    if rest:
        await context.work.do(role_holders.look_up, telegram_id=who(update), typed=rest)
    else:
        await context.work.do(role_holders.show, telegram_id=who(update))


async def take_name(update: Update, context: Context, _standing: Standing) -> None:
    """The name or number, in answer to 查人; or 取消."""
    text = text_of(update)
    if text.casefold() in CANCEL_WORDS:
        await context.work.do(role_holders.give_up, telegram_id=who(update))
    else:
        await context.work.do(role_holders.look_up, telegram_id=who(update), typed=text)


async def take_end(update: Update, context: Context, standing: Standing) -> None:
    """The last day, in answer to 设期限; 不限, or 取消."""
    text, today = text_of(update), _today(context)
    if text.casefold() in CANCEL_WORDS:
        await context.work.do(role_holders.give_up, telegram_id=who(update))
        return
    ends_on = None if text.casefold() in NO_END_WORDS else read_end(text, today)
    if ends_on is None and text.casefold() not in NO_END_WORDS:
        raise role_ends.EndUnfit
    await context.work.do(
        role_ends.set_end,
        telegram_id=who(update),
        cadre_id=int(standing.data["cadre_id"]),
        grant_id=int(standing.data["grant_id"]),
        ends_on=ends_on,
        today=today,
    )


async def tap(update: Update, context: Context, call: Call) -> None:
    """Take a tap: the first argument says what, the second on whose card, 0 for the list of all."""
    act = ACTS.get(call.word(0))
    if act is None:
        raise StaleButton
    await act(update, context, call)


async def _turn(update: Update, context: Context, call: Call) -> None:
    await context.work.do(role_holders.turn, **tapper(update, role_holders.SUBJECT), page=call.number(2))


async def _ask_whom(update: Update, context: Context, _call: Call) -> None:
    await context.work.do(role_holders.ask_whom, **tapper(update))


async def _open(update: Update, context: Context, call: Call) -> None:
    await context.work.do(role_holders.open_person, **tapper(update), cadre_id=call.number(1))


async def _turn_person(update: Update, context: Context, call: Call, view: str | None, page: int = 0) -> None:
    number = call.number(1)
    await context.work.do(
        role_holders.turn_person,
        **tapper(update, role_holders.grants_subject(number)),
        cadre_id=number,
        view=view,
        page=page,
    )


async def _offer(update: Update, context: Context, call: Call) -> None:
    await _turn_person(update, context, call, "give")


async def _back(update: Update, context: Context, call: Call) -> None:
    await _turn_person(update, context, call, None)


async def _pick(update: Update, context: Context, call: Call) -> None:
    role = _role(call)
    if role not in SCOPED:
        raise StaleButton
    await _turn_person(update, context, call, f"pick:{role.value}", call.number(3))


def _role(call: Call) -> Role:
    try:
        return Role(call.word(2))
    except ValueError:
        raise StaleButton from None


async def _give(update: Update, context: Context, call: Call) -> None:
    role, scope = _role(call), call.number(3)
    await _appoint(update, context, call, role, scope, takes_over=None)


async def _give_over(update: Update, context: Context, call: Call) -> None:
    """接任 or 同时担任."""
    if call.word(3) not in ("0", "1"):
        raise StaleButton
    await _appoint(update, context, call, Role.LIAISON, call.number(2), takes_over=call.word(3) == "1")


async def _appoint(
    update: Update, context: Context, call: Call, role: Role, scope: int, *, takes_over: bool | None
) -> None:
    number = call.number(1)
    is_given = await context.work.do(
        roles.appoint,
        **tapper(update, role_holders.grants_subject(number)),
        cadre_id=number,
        role=role,
        scope_id=scope,
        takes_over=takes_over,
        corrections=corrections_of(context.settings),
    )
    if is_given:
        context.work.toast = Toast("toast-role-given", {"role": Term(f"roster-role-{role.value}")})


async def _take(update: Update, context: Context, call: Call) -> None:
    number = call.number(1)
    role = await context.work.do(
        roles.take, **tapper(update, role_holders.grants_subject(number)), cadre_id=number, grant_id=call.number(2)
    )
    context.work.toast = Toast("toast-role-taken", {"role": Term(f"roster-role-{role.value}")})


async def _ask_end(update: Update, context: Context, call: Call) -> None:
    number = call.number(1)
    await context.work.do(
        role_ends.ask_end,
        **tapper(update, role_holders.grants_subject(number)),
        cadre_id=number,
        grant_id=call.number(2),
    )


async def _no_end(update: Update, context: Context, call: Call) -> None:
    await context.work.do(
        role_ends.set_end,
        **tapper(update),
        cadre_id=call.number(1),
        grant_id=call.number(2),
        ends_on=None,
        today=_today(context),
    )
    context.work.toast = Toast("toast-role-no-end")


ACTS: Mapping[str, Callable[[Update, Context, Call], Awaitable[None]]] = {
    "page": _turn,
    "find": _ask_whom,
    "open": _open,
    "offer": _offer,
    "back": _back,
    "pick": _pick,
    "give": _give,
    "over": _give_over,
    "take": _take,
    "until": _ask_end,
    "free": _no_end,
}
