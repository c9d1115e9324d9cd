"""Buttons under the questions of /export: which days, which form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.chat.buttons import Verb, button
from bot.chat.phrases import Voice
from bot.rules.delivery import Button, InlineKeyboard

PERIODS = (("week", "last-week"), ("month", "last-month"), ("year",))


def periods(voice: Voice, _params: Mapping[str, Any]) -> InlineKeyboard:
    """Offer 本周, 上周, 本月, 上月 and 本年."""
    return InlineKeyboard(
        tuple(
            tuple(button(voice.plain(f"button-export-{name}"), Verb.EXPORT, "p", name) for name in row)
            for row in PERIODS
        )
    )


def forms(voice: Voice, params: Mapping[str, Any]) -> InlineKeyboard:
    """Offer the record of those present, of everyone, and the file for the platform; each as workbook or CSV."""

    def choice(label: str, form: str, rows: str) -> Button:
        return button(voice.plain(label), Verb.EXPORT, "f", params["days"], params["unit"], form, rows)

    return InlineKeyboard(
        (
            (choice("button-export-xlsx", "xlsx", "here"), choice("button-export-csv", "csv", "here")),
            (choice("button-export-xlsx-all", "xlsx", "all"), choice("button-export-csv-all", "csv", "all")),
            (
                choice("button-export-platform", "platform", "here"),
                choice("button-export-platform-csv", "platform-csv", "here"),
            ),
        )
    )
