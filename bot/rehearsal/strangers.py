"""Who and what else turns up: the admin, a stranger, a forged tap, and an update that nothing can read."""

from __future__ import annotations

from typing import Final

from bot.rehearsal.hands import Say
from bot.sandbox import Phone, Sandbox
from bot.sandbox.wire import unix

ODD_ACCOUNT: Final = 700_000_001


class Admin:
    """The first admin."""

    def __init__(self, phone: Phone, say: Say) -> None:
        self.phone = phone
        self._say = say

    def agree(self) -> None:
        """Agree to the notice."""
        self.phone.tap(self._say("button-agree"))

    def ask_for_roster(self) -> None:
        """Say that a roster is to come."""
        self.phone.type("/roster")

    def send_roster(self, content: bytes) -> None:
        """Send the workbook."""
        self.phone.send_document("roster.xlsx", content)

    def confirm_roster(self) -> None:
        """Confirm what the preview shows."""
        self.phone.tap(self._say("button-import-confirm"))


class Stranger:
    """Somebody who found the bot and has no invitation."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    def knock(self) -> None:
        """Write a line."""
        self.phone.type("你好，这是什么？")


class Odd:
    """What no honest client sends."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.forged: list[tuple[Phone, str]] = []
        self.poison = 0

    def break_in(self) -> None:
        """Send an update with a field that is not what it should be: it must be kept aside and harm nobody."""
        self.poison += 1
        world, phone = self._sandbox.world, self._sandbox.person(ODD_ACCOUNT, "?")
        phone.account.has_started = True
        sender, chat, date = phone.account.json, phone.chat.json, unix(world.now())
        message = {"message_id": 1, "from": sender, "chat": chat, "date": date, "dice": {}}
        world.updates.add("message", message)

    def forge(self, phone: Phone) -> None:
        """Tap buttons that were never drawn: another activity, another's claim, a role."""
        for data in ("in:999999", "ca:1:999999", "rm:1:1:1", "admin", "go:", "x" * 60):
            self.forged.append((phone, phone.tap_data(data)))
