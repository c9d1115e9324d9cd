"""The ways to check in beside one's own tap: the code of a place, shown and entered, and one's position."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.friday import said_in_toast
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.work import Context, Toast
from bot.reports.child import in_child
from bot.rules.site_codes import code_in
from bot.services import activities, invites, positions, site_code_entry, site_codes
from bot.services.dialogues import Standing
from bot.services.positions import Sent

BACK_WORDS = frozenset({"返回", "back"})


async def command(update: Update, context: Context, _rest: str) -> None:
    """/code."""
    await context.work.do(site_codes.call_up, telegram_id=who(update), settings=context.settings.check_in)


async def tap_code(update: Update, context: Context, call: Call) -> None:
    """A tap on the card with the code, or on the choice of places."""
    act = CODE_ACTS.get(call.word(1))
    if act is None:
        raise StaleButton
    await act(update, context, call)


async def _choose(update: Update, context: Context, call: Call) -> None:
    settings = context.settings.check_in
    await context.work.do(site_codes.choose, **tapper(update), shift_id=call.number(0), settings=settings)


async def _turn(update: Update, context: Context, call: Call) -> None:
    settings = context.settings.check_in
    await context.work.do(site_codes.turn, **tapper(update), page=call.number(2), settings=settings)


async def _refresh(update: Update, context: Context, call: Call) -> None:
    number, settings = call.number(0), context.settings.check_in
    tapped = tapper(update, site_codes.subject_of(number))
    await context.work.do(site_codes.refresh, **tapped, shift_id=number, settings=settings)
    context.work.toast = Toast("toast-code-refreshed")


async def _send_picture(update: Update, context: Context, call: Call) -> None:
    number, settings = call.number(0), context.settings.check_in
    made = await context.work.read(
        site_codes.ticket, now=context.work.now, telegram_id=who(update), shift_id=number, settings=settings
    )
    picture = await in_child("draw_qr", invites.link_of(context.bot.username, made.payload))
    tapped = tapper(update, site_codes.subject_of(number))
    await context.work.do(site_codes.hand_out, **tapped, shift_id=number, made=made, picture=picture, settings=settings)
    context.work.toast = Toast("toast-code-picture")


CODE_ACTS: Mapping[str, Callable[[Update, Context, Call], Awaitable[None]]] = {
    "show": _choose,
    "page": _turn,
    "again": _refresh,
    "qr": _send_picture,
}


async def ask_code(update: Update, context: Context, call: Call) -> None:
    """输入签到码."""
    number, settings = call.number(0), context.settings.check_in
    tapped = tapper(update, activities.subject_of(number))
    await context.work.do(site_code_entry.ask, **tapped, activity_id=number, settings=settings)
    context.work.toast = Toast("toast-code-ask")


async def take_code(update: Update, context: Context, _standing: Standing | None = None) -> None:
    """Six digits, asked for or not; in answer to the question also 取消 or something that is no code."""
    text = text_of(update)
    if (code := code_in(text)) is not None:
        await context.work.do(
            site_code_entry.enter,
            telegram_id=who(update),
            code=code,
            settings=context.settings.check_in,
            tries_per_hour=context.settings.registration.code_tries,
        )
    elif text.lower() in CANCEL_WORDS:
        await context.work.do(site_code_entry.give_up, telegram_id=who(update))
    else:
        await context.work.do(site_code_entry.ask_again, telegram_id=who(update))


async def scan(update: Update, context: Context, payload: str) -> None:
    """/start with what a QR picture or a printed sheet carries."""
    settings = context.settings.check_in
    await context.work.do(site_code_entry.scan, telegram_id=who(update), typed=payload, settings=settings)


async def tap_position(update: Update, context: Context, call: Call) -> None:
    """发送位置, the answers to its notice, and what is offered to somebody outside."""
    act = POSITION_ACTS.get(call.word(1))
    if act is None:
        raise StaleButton
    await act(update, context, call)


async def _ask_position(update: Update, context: Context, call: Call) -> None:
    number, settings = call.number(0), context.settings.check_in
    tapped = tapper(update, activities.subject_of(number))
    await context.work.do(positions.ask, **tapped, activity_id=number, settings=settings)


async def _consent(update: Update, context: Context, _call: Call) -> None:
    await context.work.do(positions.consent, **tapper(update))
    context.work.toast = Toast("toast-agreed")


async def _refuse(update: Update, context: Context, _call: Call) -> None:
    await context.work.do(positions.refuse, **tapper(update))


async def _check_in_anyway(update: Update, context: Context, call: Call) -> None:
    number, settings = call.number(0), context.settings.check_in
    done = await context.work.do(positions.check_in_anyway, **tapper(update), activity_id=number, settings=settings)
    context.work.toast = said_in_toast(done)


POSITION_ACTS: Mapping[str, Callable[[Update, Context, Call], Awaitable[None]]] = {
    "ask": _ask_position,
    "yes": _consent,
    "no": _refuse,
    "off": _refuse,
    "anyway": _check_in_anyway,
}


async def take_position(update: Update, context: Context) -> None:
    """A position that no question asked for by name: it checks in."""
    message = update.effective_message
    assert message is not None  # noqa: S101 - routed by its position
    assert message.location is not None  # noqa: S101 - same
    sent = Sent(
        message.location.latitude,
        message.location.longitude,
        accuracy=message.location.horizontal_accuracy,
        is_forwarded=message.forward_origin is not None or message.via_bot is not None,
        is_live=message.location.live_period is not None,
        is_picked=message.venue is not None,
        age=context.work.age,
    )
    await context.work.do(positions.check, telegram_id=who(update), sent=sent, settings=context.settings.check_in)


async def leave_position(update: Update, context: Context) -> None:
    """返回 on the keyboard that sends a position."""
    await context.work.do(positions.leave, telegram_id=who(update))
