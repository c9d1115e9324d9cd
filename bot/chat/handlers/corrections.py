"""/correct and 提出更正: what is wrong about the own record, and the unit's word on it."""

from __future__ import annotations

from typing import Any

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.leave import today_of
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.handlers.rollcall import corrections_of
from bot.chat.work import Context, Toast
from bot.model import CorrectionKind
from bot.rules.corrections import Wanted, read_times
from bot.services import correction_decisions, corrections
from bot.services.dialogues import Standing

STANDARD = "std"


async def command(update: Update, context: Context, _rest: str) -> None:
    """/correct: the activities of the last days, each with the way to its correction."""
    await context.work.do(
        corrections.offer_recent,
        telegram_id=who(update),
        today=today_of(context),
        corrections=corrections_of(context),
    )


async def tap(update: Update, context: Context, call: Call) -> None:
    """提出更正, what kind, or the times of the activity itself."""
    number = call.number(0)
    about: dict[str, Any] = {"activity_id": number, "corrections": corrections_of(context)}
    if len(call.args) == 1:
        await context.work.do(corrections.offer, telegram_id=who(update), **about)
        return
    kind = _kind(call.word(1))
    if len(call.args) == 2:
        await context.work.do(
            corrections.begin, **tapper(update, corrections.offer_subject(number)), **about, kind=kind
        )
    elif call.word(2) == STANDARD:
        await context.work.do(corrections.ask, telegram_id=who(update), **about, kind=kind, wanted=None)
        context.work.toast = Toast("toast-correction-asked")
    else:
        raise StaleButton


def _kind(word: str) -> CorrectionKind:
    try:
        return CorrectionKind(word)
    except ValueError:
        raise StaleButton from None


async def take_answer(update: Update, context: Context, standing: Standing) -> None:
    """The times that are claimed, or the words that say what is wrong; or 取消."""
    text = text_of(update)
    if text.lower() in CANCEL_WORDS:
        await context.work.do(corrections.give_up, telegram_id=who(update))
        return
    kind = CorrectionKind(standing.data["kind"])
    wanted = Wanted(None, None, text) if kind is CorrectionKind.WRONG else read_times(text)
    await context.work.do(
        corrections.ask,
        telegram_id=who(update),
        activity_id=int(standing.data["activity"]),
        kind=kind,
        wanted=wanted or Wanted(None, None, text),
        corrections=corrections_of(context),
    )


async def decide(update: Update, context: Context, call: Call) -> None:
    """同意, 不同意, or the person's 撤回."""
    number, word = call.number(0), call.word(1)
    if word == "back":
        await context.work.do(corrections.withdraw, telegram_id=who(update), correction_id=number)
        context.work.toast = Toast("toast-correction-withdrawn")
    elif word in ("0", "1"):
        await context.work.do(
            correction_decisions.decide,
            **tapper(update, corrections.request_subject(number)),
            correction_id=number,
            is_granted=word == "1",
            corrections=corrections_of(context),
        )
        context.work.toast = Toast("toast-correction-decided")
    else:
        raise StaleButton
