"""The sandbox as a whole: start it, hand out phones and groups, look at what happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from bot.clock import Clock
from bot.sandbox.errors import SandboxError
from bot.sandbox.faults import Faults
from bot.sandbox.group import Group
from bot.sandbox.limits import Limits
from bot.sandbox.phone import Phone
from bot.sandbox.polling import LONGEST_WAIT_SECONDS
from bot.sandbox.screen import WAIT_SECONDS
from bot.sandbox.server import Server
from bot.sandbox.state import Account, Chat, ChatKind, Message
from bot.sandbox.world import Send, World

T = TypeVar("T")
TOKEN = "1000001:SANDBOX-not-a-secret-0123456789abcdef"  # noqa: S105 - opens nothing but the sandbox


@dataclass(frozen=True, slots=True)
class Statistics:
    """What happened so far.

    Attributes:
        calls: Calls by method, refused ones included.
        errors: Errors answered, by code.
        limit_breaches: Calls refused because the bot wrote too fast (429s on order are not among them).
        updates: Updates made, by kind.
        dropped: Updates that grew too old before the bot asked for them, by kind.
        sends: Every accepted send, edit and pin, in order.
    """

    calls: dict[str, int]
    errors: dict[int, int]
    limit_breaches: int
    updates: dict[str, int]
    dropped: dict[str, int]
    sends: tuple[Send, ...]

    def busiest(self, window: timedelta = timedelta(seconds=1), chat_id: int | None = None) -> int:
        """Return the most sends in any window of that length, overall or in one chat."""
        return busiest([send.at for send in self.sends if chat_id is None or send.chat_id == chat_id], window)


def busiest(moments: list[int], window: timedelta) -> int:
    """Return how many moments (microseconds, ascending) at most lie in one half-open window."""
    length = window // timedelta(microseconds=1)
    most = first = 0
    for index, moment in enumerate(moments):
        while moments[first] <= moment - length:
            first += 1
        most = max(most, index - first + 1)
    return most


class Sandbox:
    """A Bot API on loopback.

    It outlives restarts of the bot: chats, pending updates and limits stay. Its phones and groups are used from the
    event loop it was started on.

    Args:
        clock: Dates, limits, expiry of updates and the waiting of ``getUpdates`` go by it.
        token: The one token that is accepted.
        username: The bot's.
        enforce_limits: Whether a bot that writes too fast gets a 429; accepted sends are recorded in any case.
        limits: What is too fast.
        longest_poll_seconds: How long ``getUpdates`` waits at most. Telegram's 50 make a clock that is moved by weeks
            stop very often.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        token: str = TOKEN,
        username: str = "liaoyuan_volunteer_bot",
        enforce_limits: bool = True,
        limits: Limits | None = None,
        longest_poll_seconds: int = LONGEST_WAIT_SECONDS,
    ) -> None:
        self.token = token
        bot = Account(int(token.partition(":")[0]), "志愿服务助手", is_bot=True, username=username)
        self.world = World(clock, bot, limits or Limits(), enforce_limits=enforce_limits)
        self.faults = Faults()
        self._server = Server(self.world, token, self.faults, longest_poll_seconds)
        self._phones: dict[int, Phone] = {}
        self._root = ""

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1; returns ``base_url``.

        Args:
            port: Zero for a free one; after ``stop`` the old one (``port``) ends an outage.
        """
        self._root = f"http://127.0.0.1:{await self._server.start(port)}"
        return self.base_url

    async def stop(self) -> None:
        """Close all connections; what was said stays readable."""
        await self._server.stop()

    @property
    def port(self) -> int:
        """The port it listens on, or did last; 0 before the start."""
        return int(self._root.rpartition(":")[2] or 0)

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls ``base_url``."""
        return f"{self._root}/bot"

    @property
    def file_base_url(self) -> str:
        """What python-telegram-bot calls ``base_file_url``."""
        return f"{self._root}/file/bot"

    def person(self, telegram_id: int, first_name: str = "", language_code: str = "zh-hans") -> Phone:
        """Return a person's phone.

        The person is made at the first call, which alone decides on name and language, and has not started the bot.
        """
        if telegram_id not in self._phones:
            account = Account(telegram_id, first_name or f"用户{telegram_id}", language_code)
            chat = Chat(telegram_id, "private", account.first_name, account)
            self.world.accounts[telegram_id] = account
            self.world.chats[telegram_id] = chat
            self._phones[telegram_id] = Phone(self.world, account, chat)
        return self._phones[telegram_id]

    def group(self, title: str, *, chat_id: int | None = None) -> Group:
        """Make a group, without the bot in it yet; ids of groups are negative."""
        number = chat_id if chat_id is not None else -4_000_000_001 - len(self.world.chats)
        if number >= 0 or number in self.world.chats:
            raise SandboxError(f"{number} cannot be the id of a new group")
        kind: ChatKind = "supergroup" if number <= -1_000_000_000_000 else "group"
        chat = Chat(number, kind, title)
        self.world.chats[number] = chat
        return Group(self.world, chat)

    @property
    def has_pending(self) -> bool:
        """True while an update is neither acknowledged nor dropped."""
        return self.world.updates.count > 0

    @property
    def is_polled(self) -> bool:
        """True while a ``getUpdates`` waits for somebody to do something: the bot has nothing left to read."""
        return self._server.poller.waiting > 0

    @property
    def in_flight(self) -> int:
        """How many calls other than ``getUpdates`` are being served."""
        return self._server.in_flight

    @property
    def statistics(self) -> Statistics:
        """What happened so far."""
        world = self.world
        return Statistics(
            dict(world.calls),
            dict(world.errors),
            world.pace.breaches,
            dict(world.updates.made),
            dict(world.updates.dropped),
            tuple(world.sends),
        )

    def messages_in(self, chat_id: int) -> list[Message]:
        """List the bot's messages in a chat that are still there, oldest first."""
        return self.world.chats[chat_id].from_bot()

    def doubles(self, within: timedelta = timedelta(hours=1)) -> list[tuple[Message, Message]]:
        """List pairs of the bot's messages in one chat that say the same, deleted ones included."""
        pairs: list[tuple[Message, Message]] = []
        for chat in self.world.chats.values():
            latest: dict[str, Message] = {}
            for message in chat.messages.values():
                if message.is_from_bot:
                    earlier = latest.get(message.text)
                    if message.text and earlier is not None and message.date - earlier.date < within:
                        pairs.append((earlier, message))
                    latest[message.text] = message
        return pairs

    async def wait_until(self, look: Callable[[], T | None], *, timeout_seconds: float = WAIT_SECONDS) -> T:
        """Wait until ``look`` returns something truthy; it is called after every change, not on a timer.

        Raises:
            TimeoutError: It did not within ``timeout_seconds`` real seconds.
        """
        return await self.world.wait_until(look, timeout_seconds, lambda: "it did not come true in time")

    async def wait_idle(self, *, timeout_seconds: float = WAIT_SECONDS) -> None:
        """Wait until the bot has acknowledged every update and no call is being served."""
        await self.wait_until(lambda: not self.has_pending and not self.in_flight, timeout_seconds=timeout_seconds)
