"""Keyboards of plain messages: the small standing one, and the buttons that some texts carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.chat import entry, export_keyboards, roster_keyboards, summaries
from bot.chat.buttons import Verb, button, reason_rows
from bot.chat.cards import broadcast_sides
from bot.chat.phrases import Voice
from bot.rules.delivery import InlineKeyboard, Key, Keyboard, ReplyKeyboard
from bot.services.outbox import Day

# What is said to a position that cannot be taken asks for another one; all else that ends it gives the keyboard back.
AGAIN = ("fault-position-forwarded", "fault-position-live", "fault-position-picked", "fault-position-old")
GIVING_BACK = (
    "position-checked-in",
    "position-already-in",
    "position-outside",
    "position-left",
    "position-declined",
    "position-withdrawn",
    "fault-position-off",
    "fault-position-site",
)
# A time at which a broadcast cannot leave comes with one that would do.
UNTIMELY = ("fault-broadcast-time", "fault-broadcast-time-past", "fault-broadcast-time-quiet")
STANDING_KEYS = ("key-check-in", "key-today", "key-leave", "key-me")


def standing(voice: Voice) -> ReplyKeyboard:
    """Draw the small keyboard: a check-in by message outlives an outage, a tap does not."""
    keys = tuple(Key(voice.plain(key)) for key in STANDING_KEYS)
    return ReplyKeyboard((keys[:2], keys[2:]))


def leave_menu(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw the reasons for leave of one activity."""
    return InlineKeyboard(tuple(reason_rows(voice.plain, Verb.LEAVE, params["activity"])))


def correct_menu(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw the activities whose record may be corrected, the latest first."""
    return InlineKeyboard(
        tuple(
            (
                button(
                    voice.plain("button-me-correct", day=Day(date.fromisoformat(day)), title=title),
                    Verb.CORRECT,
                    activity_id,
                ),
            )
            for activity_id, day, title in reversed(params["entries"])
        )
    )


def undo(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw 撤销 under what a plain reply to a call came to."""
    states = params["before"], params["after"]
    return InlineKeyboard(((button(voice.plain("button-undo"), Verb.SUMMONS_UNDO, params["activity"], *states),),))


def standard_times(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw the short answer to the question when somebody was there: as long as the activity lasted."""
    label = voice.plain("button-correction-standard")
    return InlineKeyboard(((button(label, Verb.CORRECT, params["activity"], "came", "std"),),))


def ask_again(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw 继续提问 under an answer."""
    return InlineKeyboard(((button(voice.plain("button-question-again"), Verb.READ, params["number"], "ask"),),))


def send_position(voice: Voice, _params: Mapping[str, Any] | None = None) -> ReplyKeyboard:
    """Draw the one-time keyboard that sends a position; the small one comes back with the next word about it."""
    send, back = voice.plain("key-position-send"), voice.plain("key-position-back")
    return ReplyKeyboard(((Key(send, asks_location=True),), (Key(back),)), is_one_time=True)


def position_consent(voice: Voice, _params: Mapping[str, Any]) -> InlineKeyboard:
    """同意, 不同意 to comparing one's position."""
    yes = button(voice.plain("button-agree"), Verb.POSITION, 0, "yes")
    return InlineKeyboard(((yes, button(voice.plain("button-disagree"), Verb.POSITION, 0, "no")),))


def outside(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw what somebody outside the fence can do: 重新定位, 输入签到码, 仍然签到."""
    number = params["activity"]
    row = [button(voice.plain("button-position-again"), Verb.POSITION, number, "ask")]
    if params["code"]:
        row.append(button(voice.plain("button-enter-code"), Verb.ENTER_CODE, number))
    if params["tap"]:
        row.append(button(voice.plain("button-position-anyway"), Verb.POSITION, number, "anyway"))
    return InlineKeyboard((tuple(row),))


def members(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw 人员变动 for each of a liaison's units, while there are no answers to look at."""
    return InlineKeyboard(
        tuple(
            (button(voice.plain("button-members-of", unit=unit), Verb.MEMBERS, unit_id),)
            for unit_id, unit in params["units"]
        )
    )


def no_end(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Draw 不限 under the question for a role's last day."""
    label = voice.plain("button-role-no-end")
    return InlineKeyboard(((button(label, Verb.ROLE, "free", params["cadre"], params["grant"]),),))


Draw = Callable[[Voice, Mapping[str, Any]], Keyboard | None]

KEYBOARDS: dict[str, Draw] = {
    "roster-send-file": roster_keyboards.send_file,
    "invites-offer": roster_keyboards.offer,
    "invites-again": roster_keyboards.again,
    "reach-missing": roster_keyboards.link,
    "reach-link-ask": roster_keyboards.link_again,
    "broadcast-ask-text": broadcast_sides.ask_keyboard,
    **dict.fromkeys(UNTIMELY, broadcast_sides.offered_time),
    "question-answer": ask_again,
    "welcome": lambda voice, _params: standing(voice),
    "position-ask": send_position,
    **dict.fromkeys(AGAIN, send_position),
    **dict.fromkeys(GIVING_BACK, lambda voice, _params: standing(voice)),
    "position-notice": position_consent,
    "position-outside-next": outside,
    "leave-menu": leave_menu,
    "correct-menu": correct_menu,
    **{f"message-summons-{outcome}": undo for outcome in ("coming", "waiting", "declined", "dropped")},
    "correction-ask-came": standard_times,
    "export-ask-period": export_keyboards.periods,
    "export-ask-period-unit": export_keyboards.periods,
    "export-ask-form": export_keyboards.forms,
    "summary-week": summaries.week,
    **dict.fromkeys(("summary-quiet", "summary-quiet-day-off", "summary-quiet-unit"), summaries.quiet_week),
    "summary-period": summaries.period,
    "summary-period-quiet": summaries.period,
    "summary-unit": summaries.unit,
    "group-hint": summaries.private_chat,
    "welcome-staff": lambda voice, _params: standing(voice),
    "language-changed": lambda voice, _params: standing(voice),
    "notice": entry.notice,
    "notice-personal": entry.notice,
    "notice-renewed": entry.notice,
    "change-unit-ask": entry.change_unit,
    "delete-ask": entry.delete,
    "roles-ask-until": no_end,
    "fault-unit-nothing": members,
}


def keyboard_for(kind: str, voice: Voice, params: Mapping[str, Any]) -> Keyboard | None:
    """Return the keyboard that a kind of message carries, or None."""
    draw = KEYBOARDS.get(kind)
    return draw(voice, params) if draw else None
