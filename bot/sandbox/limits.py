"""How fast a bot may write: Telegram's published limits, held strictly and by the sandbox's clock.

Telegram tolerates short bursts in one chat; a bot that keeps the strict rule is safe, so the sandbox knows no mercy.
Times are whole microseconds since 1970, so that a gap of exactly one second is one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from bot.sandbox.errors import ApiError

SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed. Windows are half-open: messages exactly a second apart do not share one.

    Source:
        https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this

    Attributes:
        overall_per_second: Messages in any one second, all chats together.
        chat_gap_seconds: Least time between two messages in one chat.
        group_per_minute: Messages in any 60 s in one group.
        tolerance_seconds: Forgiven in the gap between two messages of one chat (a network delivers unevenly).
    """

    overall_per_second: int = 30
    chat_gap_seconds: float = 1.0
    group_per_minute: int = 20
    tolerance_seconds: float = 0.0


@dataclass(slots=True)
class Pace:
    """Counts accepted messages in sliding windows."""

    limits: Limits
    is_enforced: bool = True
    breaches: int = 0
    _recent: deque[int] = field(default_factory=deque)
    _chats: dict[int, deque[int]] = field(default_factory=dict)

    def admit(self, chat_id: int, *, is_group: bool, now: int) -> None:
        """Take one more message or refuse it.

        Args:
            chat_id: Where it goes.
            is_group: Groups have their own limit a minute.
            now: Microseconds.

        Raises:
            ApiError: 429 with the whole seconds until it would be taken; nothing is counted then but the breach.
        """
        chat = self._chats.setdefault(chat_id, deque())
        _forget(self._recent, now - SECOND)
        _forget(chat, now - 60 * SECOND)
        if self.is_enforced and (free_at := self._free_at(chat, is_group=is_group)) > now:
            self.breaches += 1
            seconds = -((now - free_at) // SECOND)  # rounded up
            raise ApiError(429, f"retry after {seconds}", {"retry_after": seconds})
        self._recent.append(now)
        chat.append(now)

    def _free_at(self, chat: deque[int], *, is_group: bool) -> int:
        free_at = 0
        if len(self._recent) >= self.limits.overall_per_second:
            free_at = self._recent[-self.limits.overall_per_second] + SECOND
        if chat:
            gap = self.limits.chat_gap_seconds - self.limits.tolerance_seconds
            free_at = max(free_at, chat[-1] + int(gap * SECOND))
        if is_group and len(chat) >= self.limits.group_per_minute:
            free_at = max(free_at, chat[-self.limits.group_per_minute] + 60 * SECOND)
        return free_at


def _forget(window: deque[int], until: int) -> None:
    while window and window[0] <= until:
        window.popleft()
