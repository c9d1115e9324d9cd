"""What handlers share: who tapped or wrote, what, and on which message."""

from __future__ import annotations

from typing import Any

from telegram import Update

CANCEL_WORDS = frozenset({"取消", "cancel"})
"""What somebody writes, in small letters, instead of an answer to a question."""


def who(update: Update) -> int:
    """Return the Telegram id of the person who tapped or wrote."""
    assert update.effective_user is not None  # noqa: S101 - a tap or a private message has a sender
    return update.effective_user.id


def text_of(update: Update) -> str:
    """Return what a message says; empty for a picture, a sticker and the like."""
    return (update.effective_message.text or "").strip() if update.effective_message else ""


def tapper(update: Update, subject: str | None = None) -> dict[str, Any]:
    """Return ``telegram_id`` of the person who tapped.

    With ``subject`` the tapped message is handed on too, so that a card whose sending was never answered is found.
    """
    parts: dict[str, Any] = {"telegram_id": who(update)}
    if subject is not None and update.effective_message is not None:
        parts["tapped"] = (subject, update.effective_message.message_id)
    return parts
