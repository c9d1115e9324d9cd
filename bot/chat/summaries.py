"""Buttons under the summaries and under the hint in a group."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bot.chat.buttons import Verb, button
from bot.chat.commands import payload_of
from bot.chat.phrases import Voice
from bot.rules.delivery import Button, InlineKeyboard


class SummaryWord(StrEnum):
    """Which summary a button asks for; what it means is decided when it is tapped."""

    RUNNING_WEEK = "now"
    LAST_WEEK = "last"
    MONTH = "month"
    LAST_MONTH = "before"
    YEAR = "year"


PERIODS = {
    SummaryWord.MONTH: "button-this-month",
    SummaryWord.LAST_MONTH: "button-last-month",
    SummaryWord.YEAR: "button-this-year",
}


def _periods(voice: Voice) -> tuple[Button, ...]:
    return tuple(button(voice.plain(key), Verb.SUMMARY, word.value) for word, key in PERIODS.items())


def week(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """人员明细 of all units, the running week or, under that one, the last; below, months and the year."""
    persons = button(voice.plain("button-persons"), Verb.PERSONS, params["first_on"], 0)
    return InlineKeyboard(((persons, _other_week(voice, params)), _periods(voice)))


def _other_week(voice: Voice, params: Mapping[str, Any]) -> Button:
    key, word = (
        ("button-last-week", SummaryWord.LAST_WEEK)
        if params.get("is_running")
        else ("button-running-week", SummaryWord.RUNNING_WEEK)
    )
    return button(voice.plain(key), Verb.SUMMARY, word.value)


def quiet_week(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard | None:
    """The same under a week without service, which has no persons; a liaison has no months, a group no buttons."""
    match params.get("scope"):
        case "all":
            return InlineKeyboard(((_other_week(voice, params),), _periods(voice)))
        case "unit":
            return InlineKeyboard(((_other_week(voice, params),),))
        case _:
            return None


def period(voice: Voice, _params: Mapping[str, Any]) -> InlineKeyboard:
    """The way from a month or a year to the others, and back to the last week."""
    back = button(voice.plain("button-last-week"), Verb.SUMMARY, SummaryWord.LAST_WEEK.value)
    return InlineKeyboard((_periods(voice), (back,)))


def unit(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """下载明细 of the liaison's own unit."""
    download = button(voice.plain("button-download"), Verb.PERSONS, params["first_on"], params["unit_id"])
    return InlineKeyboard(((download,),))


def private_chat(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """The way from a group to the private chat, where the command that was typed is carried out."""
    url = f"https://t.me/{params['username']}?start={payload_of(params['word'])}"
    link = Button(voice.plain("button-private-chat"), url=url)
    return InlineKeyboard(((link,),))
