"""What Telegram's answers mean for a message: one table, read from the top.

Errors that are no answer have got their class in ``bot.chat.failures`` before they come here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.chat.failures import NotConnected, TooLate
from bot.rules.delivery import (
    ChatLost,
    EditTargetMissing,
    EditText,
    Gone,
    LeaveChat,
    Migrated,
    NotSent,
    Outcome,
    Outgoing,
    Pin,
    Refused,
    Sent,
    Stale,
    TokenRejected,
    Uncertain,
    Wait,
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was tried, as far as the meaning of the answer hangs on it; ``outgoing`` is None for a probe."""

    chat_id: int
    outgoing: Outgoing | None

    @property
    def is_edit(self) -> bool:
        return isinstance(self.outgoing, EditText)

    @property
    def is_leave(self) -> bool:
        return isinstance(self.outgoing, LeaveChat)

    @property
    def is_pin(self) -> bool:
        return isinstance(self.outgoing, Pin)

    @property
    def is_group(self) -> bool:
        return self.chat_id < 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the table: an error of these classes, with one of these words, where it applies, means that."""

    errors: type[TelegramError] | tuple[type[TelegramError], ...]
    meaning: Callable[[TelegramError, Attempt], Outcome]
    words: tuple[str, ...] = ("",)
    applies: Callable[[Attempt], bool] = lambda _: True

    def matches(self, error: TelegramError, attempt: Attempt) -> bool:
        said = words(error)
        return isinstance(error, self.errors) and self.applies(attempt) and any(word in said for word in self.words)


_ANSWERS = (BadRequest, Forbidden)
_NOT_FOUND = ("chat not found", "user not found", "peer_id_invalid")
_NO_RIGHTS = (
    "kicked",
    "not a member",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_admin_required",
    "chat_restricted",
    "chat_send_",  # CHAT_SEND_PHOTOS_FORBIDDEN and its kin
    "channel_private",
    "topic_closed",
    "group chat was d",  # deleted, deactivated
)
_EDIT_IMPOSSIBLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no caption in the message to edit",
)

# The first line that matches holds. Order matters: BadRequest and NotConnected are NetworkErrors too.
# Source of the descriptions: Telegram's bot server (td/telegram-bot-api, Client.cpp) and PTB's telegram/error.py.
TABLE: tuple[Rule, ...] = (
    Rule(RetryAfter, lambda error, _: Wait(_wait_seconds(error))),
    Rule(ChatMigrated, lambda error, _: _migrated(error)),
    Rule(InvalidToken, lambda *_: TokenRejected()),
    # What cannot be pinned, for lack of the right or of the message, is read unpinned.
    Rule(_ANSWERS, lambda *_: Sent(), applies=lambda a: a.is_pin),
    Rule(_ANSWERS, lambda _, attempt: _as_wanted(attempt), ("message is not modified",), lambda a: a.is_edit),
    Rule(_ANSWERS, lambda *_: EditTargetMissing(), _EDIT_IMPOSSIBLE, lambda a: a.is_edit),
    Rule(_ANSWERS, lambda *_: Gone("blocked"), ("blocked by the user", "user_is_blocked")),
    Rule(_ANSWERS, lambda *_: Gone("deactivated"), ("user is deactivated", "input_user_deactivated")),
    Rule(_ANSWERS, lambda *_: Gone("not_started"), ("can't initiate conversation",)),
    # To have left is what leaving wants.
    Rule(_ANSWERS, lambda _, attempt: _as_wanted(attempt), ("kicked", "not a member"), lambda a: a.is_leave),
    Rule(_ANSWERS, lambda error, _: ChatLost(str(error)), _NOT_FOUND, lambda a: a.is_group),
    Rule(_ANSWERS, lambda *_: Gone("not_found"), _NOT_FOUND),
    Rule(_ANSWERS, lambda error, _: ChatLost(str(error)), _NO_RIGHTS),
    Rule(Forbidden, lambda error, _: ChatLost(str(error)), applies=lambda a: a.is_group),
    Rule(_ANSWERS, lambda error, _: Refused(str(error))),
    Rule(TooLate, lambda *_: Stale()),
    Rule(NotConnected, lambda error, _: NotSent(str(error))),
    Rule(TelegramError, lambda error, _: Uncertain(str(error))),
)


def meaning(error: TelegramError, attempt: Attempt) -> Outcome:
    """Tell what an error of PTB or of our request means for what was tried."""
    return next(rule.meaning(error, attempt) for rule in TABLE if rule.matches(error, attempt))


def _as_wanted(attempt: Attempt) -> Sent:
    return Sent(attempt.outgoing.message_id if isinstance(attempt.outgoing, EditText) else None)


def _wait_seconds(error: TelegramError) -> float:
    wait = error.retry_after if isinstance(error, RetryAfter) else 0
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _migrated(error: TelegramError) -> Outcome:
    return Migrated(error.new_chat_id) if isinstance(error, ChatMigrated) else Uncertain(str(error))


def words(error: TelegramError) -> str:
    """Give the description of an error for looking words up in it, which are written in lower case."""
    return str(error).casefold()
