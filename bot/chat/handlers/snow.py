"""/snow and /board, the organizer's taps on draft and board, people's answers to a call, and the leads' reports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.work import Context, Toast
from bot.model import ShiftProgress, SummonsState
from bot.rules.attendance import LeaveReason
from bot.services import boards, broadcasts, callouts, posts, stretches, summons
from bot.services.dialogues import Standing

SHORTAGES = frozenset({"heads", "tools"})


async def command(update: Update, context: Context, rest: str) -> None:
    """/snow, with the weather bureau's words behind it where there are any."""
    await context.work.do(callouts.begin, telegram_id=who(update), notice=rest, settings=context.settings.snow)


async def board(update: Update, context: Context, _rest: str) -> None:
    """/board."""
    await context.work.do(boards.bring_back, telegram_id=who(update))


async def tap(update: Update, context: Context, call: Call) -> None:
    """Take an organizer's tap: which call, what, and its arguments."""
    act = ACTS.get(call.word(1))
    if act is None:
        raise StaleButton
    await act(update, context, call)


async def _turn(update: Update, context: Context, call: Call) -> None:
    step, page = call.word(1), call.number(2)
    await context.work.do(callouts.turn, **_drafted(update, call), step=step, page=page)


def _drafted(update: Update, call: Call) -> dict[str, Any]:
    number = call.number(0)
    return {**tapper(update, callouts.subject_of(number)), "callout_id": number}


def _switch(call: Call, place: int) -> bool:
    if call.word(place) not in ("0", "1"):
        raise StaleButton
    return call.word(place) == "1"


async def _choose(update: Update, context: Context, call: Call) -> None:
    site_id, is_chosen = call.number(2), _switch(call, 3)
    await context.work.do(callouts.choose, **_drafted(update, call), site_id=site_id, is_chosen=is_chosen)


async def _set_quota(update: Update, context: Context, call: Call) -> None:
    site_id, quota = call.number(2), call.number(3)
    await context.work.do(callouts.set_quota, **_drafted(update, call), site_id=site_id, quota=quota)


async def _set_muster(update: Update, context: Context, call: Call) -> None:
    await context.work.do(callouts.set_muster, **_drafted(update, call), minutes=call.number(2))


async def _set_flag(update: Update, context: Context, call: Call) -> None:
    flag, is_on = call.word(2), _switch(call, 3)
    await context.work.do(callouts.set_flag, **_drafted(update, call), flag=flag, is_on=is_on)


async def _set_deadline(update: Update, context: Context, call: Call) -> None:
    await context.work.do(callouts.set_deadline, **_drafted(update, call), minutes=call.number(2))


async def _ask_risk(update: Update, context: Context, call: Call) -> None:
    await context.work.do(callouts.ask_risk, **_drafted(update, call))


async def take_risk(update: Update, context: Context, standing: Standing) -> None:
    """The line on what to beware of, or 取消."""
    text = text_of(update)
    await context.work.do(
        callouts.set_risk,
        telegram_id=who(update),
        callout_id=int(standing.data["callout"]),
        risk="" if text.lower() in CANCEL_WORDS else text,
    )


async def _drop(update: Update, context: Context, call: Call) -> None:
    await context.work.do(callouts.drop, **_drafted(update, call))


async def _send(update: Update, context: Context, call: Call) -> None:
    sent = await context.work.do(
        callouts.send_out,
        **_drafted(update, call),
        version=call.number(2),
        rings_at_night=_switch(call, 3),
        hours=broadcasts.hours_of(context.settings),
        settings=context.settings.snow,
        groups=tuple(number for number in context.settings.operator.summary_chats if number < 0),
    )
    context.work.toast = (
        Toast("toast-callout-sent", {"rung": sent.rung}) if sent.is_new else Toast("toast-callout-known")
    )


def _board(update: Update, call: Call) -> dict[str, Any]:
    number = call.number(0)
    return {**tapper(update, boards.subject_of(number)), "callout_id": number}


async def _stop(update: Update, context: Context, call: Call) -> None:
    count = await context.work.do(callouts.stop, **_board(update, call))
    context.work.toast = Toast("toast-callout-stopped", {"count": count})


async def _ask(update: Update, context: Context, call: Call) -> None:
    await context.work.do(boards.turn, **_board(update, call), view=call.word(2))


async def _end(update: Update, context: Context, call: Call) -> None:
    is_cancelled = call.word(1) == "cancel"
    count = await context.work.do(callouts.end, **_board(update, call), is_cancelled=is_cancelled)
    key = "toast-callout-cancelled" if is_cancelled else "toast-callout-ended"
    context.work.toast = Toast(key, {"count": count})


ACTS: Mapping[str, Callable[[Update, Context, Call], Awaitable[None]]] = {
    "places": _turn,
    "preview": _turn,
    "place": _choose,
    "quota": _set_quota,
    "in": _set_muster,
    "flag": _set_flag,
    "by": _set_deadline,
    "risk": _ask_risk,
    "drop": _drop,
    "send": _send,
    "stop": _stop,
    "ask": _ask,
    "end": _end,
    "cancel": _end,
}


async def answer(update: Update, context: Context, call: Call) -> None:
    """参加, with the minutes to the arrival or another place, or 无法参加."""
    number, word = call.number(0), call.word(1)
    person: dict[str, Any] = {**tapper(update, f"activity:{number}"), "activity_id": number}
    if word == "no":
        done = await context.work.do(summons.decline, **person, reason=_reason(call))
    elif word == "come":
        minutes = call.number(2) if len(call.args) > 2 else None
        done = await context.work.do(summons.come, **person, minutes=minutes)
    elif word == "at":
        done = await context.work.do(summons.come, **person, shift_id=call.number(2))
    else:
        raise StaleButton
    params = {"number": done.place} if done.outcome is summons.Outcome.WAITING else {}
    context.work.toast = Toast(f"toast-summons-{done.outcome}", params)


def _reason(call: Call) -> LeaveReason | None:
    """Read why somebody cannot come, where the button says so."""
    if len(call.args) < 3:
        return None
    try:
        return LeaveReason(call.word(2))
    except ValueError:
        raise StaleButton from None


async def undo(update: Update, context: Context, call: Call) -> None:
    """撤销 under what a plain reply came to."""
    try:
        before, after = SummonsState(call.word(1)), SummonsState(call.word(2))
    except ValueError:
        raise StaleButton from None
    await context.work.do(summons.undo, telegram_id=who(update), activity_id=call.number(0), before=before, after=after)
    context.work.toast = Toast("toast-summons-undone")


async def answer_for(update: Update, context: Context, call: Call) -> None:
    """代报 on the card of a liaison's unit."""
    subject = boards.called_subject(call.number(0), call.number(1))
    shift_id, cadre_id = call.number(2), call.number(3)
    await context.work.do(summons.answer_for, **tapper(update, subject), shift_id=shift_id, cadre_id=cadre_id)
    context.work.toast = Toast("toast-answered-for")


async def take_photo(update: Update, context: Context) -> None:
    """A photo from the spot, for the place that its sender leads."""
    message = update.effective_message
    assert message is not None  # noqa: S101 - routed by its photo
    largest = max(message.photo, key=lambda size: size.width * size.height)
    await context.work.do(posts.take_photo, telegram_id=who(update), file_id=largest.file_id)


async def report(update: Update, context: Context, call: Call) -> None:
    """A lead's tap: how far the place is, what it lacks, or somebody reached by telephone."""
    number, word = call.number(0), call.word(1)
    lead = tapper(update, boards.post_subject(number))
    if word == "for":
        await context.work.do(summons.answer_for, **lead, shift_id=call.number(3), cadre_id=call.number(2))
        context.work.toast = Toast("toast-answered-for")
        return
    if word in SHORTAGES:
        await context.work.do(posts.report_shortage, **lead, shift_id=number, lacks=word)
    elif word in (ShiftProgress.ON_SITE, ShiftProgress.CLEARING, ShiftProgress.CLEARED):
        await context.work.do(posts.report, **lead, shift_id=number, progress=ShiftProgress(word))
    else:
        raise StaleButton
    context.work.toast = Toast("toast-post-cleared" if word == ShiftProgress.CLEARED else "toast-post-noted")


async def stretch(update: Update, context: Context, rest: str) -> None:
    """/stretch, with a name and what it needs."""
    await context.work.do(stretches.ask, telegram_id=who(update), typed=rest)


async def take_position(update: Update, context: Context, standing: Standing) -> None:
    """The position sent from the spot, or 取消."""
    message = update.effective_message
    location = message.location if message is not None else None
    if location is None and text_of(update).lower() in CANCEL_WORDS:
        await context.work.do(stretches.give_up, telegram_id=who(update))
        return
    await context.work.do(
        stretches.place,
        telegram_id=who(update),
        data=standing.data,
        position=None if location is None else (location.latitude, location.longitude),
        is_forwarded=message is not None and message.forward_origin is not None,
        settings=context.settings.snow,
    )
