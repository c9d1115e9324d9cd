"""Taps under a notice that people got: 收到, 参加, 提问; the question that follows, and the organizer's answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from telegram import Update

from bot.chat.buttons import Call, StaleButton
from bot.chat.handlers.parts import CANCEL_WORDS, tapper, text_of, who
from bot.chat.work import Context, Toast
from bot.services import broadcast_answers, broadcasts, questions
from bot.services.broadcast_answers import NotYours, Outcome, Retracted
from bot.services.dialogues import Standing
from bot.services.people import NotAllowed
from bot.services.questions import AnsweredBy, NoSuchQuestion, QuestionLate, QuestionsMany

OVER = (NotYours, Retracted, NotAllowed, AnsweredBy, NoSuchQuestion, QuestionLate, QuestionsMany)


async def tap(update: Update, context: Context, call: Call) -> None:
    """Take a tap; under a trial it only shows how it would be."""
    number = call.number(0)
    word = call.word(1) if len(call.args) > 1 else "read"
    person = tapper(update, broadcasts.notice_of(number)) | {"broadcast_id": number}
    match word:
        case "trial":
            context.work.toast = Toast("toast-broadcast-trial-read")
            return
        case "read":
            outcome = await context.work.do(broadcast_answers.read, **person)
        case "going" | "not-going":
            is_going = word == "going"
            outcome = await context.work.do(broadcast_answers.say_going, **person, is_going=is_going)
        case "ask":
            await context.work.do(questions.begin, **person)
            context.work.toast = Toast("toast-question-write")
            return
        case _:
            raise StaleButton
    before = "" if outcome is Outcome.NEW else "-before"
    context.work.toast = Toast(f"toast-broadcast-{word}{before}")


async def take_question(update: Update, context: Context, standing: Standing) -> None:
    """Take the question back, or 取消."""
    if text_of(update).lower() in CANCEL_WORDS:
        await context.work.do(questions.give_up, telegram_id=who(update))
        return
    number = int(standing.data["broadcast_id"])
    await _answer(update, context, questions.take, broadcast_id=number)


async def take_answer(update: Update, context: Context, standing: Standing) -> None:
    """Take the organizer's answer, or 取消."""
    if text_of(update).lower() in CANCEL_WORDS:
        await context.work.do(questions.give_up, telegram_id=who(update))
        return
    number = int(standing.data["question_id"])
    await _answer(update, context, questions.take_answer, question_id=number)


async def _answer(update: Update, context: Context, service: Callable[..., None], **params: Any) -> None:
    """Hand the text to its service; where there is nothing to answer any more, the question ends with the refusal."""
    try:
        await context.work.do(service, telegram_id=who(update), text=text_of(update), **params)
    except OVER as fault:
        await context.work.do(broadcasts.end_question, telegram_id=who(update), fault=fault)
