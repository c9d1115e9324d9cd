"""What is wrong with the settings, in words for the operator: the key, the fault, what is allowed instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.config.values import UNSAID, Words


@dataclass(frozen=True, slots=True)
class SettingFault:
    """One fault.

    ``path`` is the dotted key (``friday.reminders[0].at``), the name of an environment variable, or the file.
    ``why`` explains the fault where nothing is to be chosen from; ``allowed`` is empty then.
    ``variable`` names the environment variable that the value came from, else it is empty.
    """

    path: str
    message: Words
    allowed: Words = UNSAID
    variable: str = ""
    why: Words = UNSAID

    def text(self, language: str = "zh-CN") -> str:
        """Return the fault as one line."""
        allowed, why = self.allowed.say(language), self.why.say(language)
        if language == "en":
            source = f" (from {self.variable})" if self.variable else ""
            reason = f" ({why})" if why else ""
            return f"{self.path}{source}: {self.message.en}{reason}" + (f"; allowed: {allowed}" if allowed else "")
        source = f"（来自 {self.variable}）" if self.variable else ""
        reason = f"（{why}）" if why else ""
        return f"{self.path}{source}：{self.message.zh}{reason}" + (f"；可用：{allowed}" if allowed else "")


class SettingsInvalid(Exception):  # noqa: N818 - names what is wrong, like all faults here
    """The settings cannot be used; ``faults`` lists everything that is wrong with them."""

    def __init__(self, faults: Iterable[SettingFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.text("en"))

    def text(self, language: str = "zh-CN") -> str:
        """Return a head line and a line per fault."""
        number = len(self.faults)
        head = Words(f"设置有 {number} 处错误：", f"The settings have {number} fault{'s'[: number != 1]}:")
        return "\n".join([head.say(language), *(f"  {fault.text(language)}" for fault in self.faults)])
