"""All that the sandbox knows at one moment, and who waits for it to change."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from bot.clock import Clock
from bot.sandbox.errors import bad_request
from bot.sandbox.limits import Limits, Pace
from bot.sandbox.state import Account, Chat, Json, Message, StoredFile, Tap
from bot.sandbox.updates import UpdateQueue

T = TypeVar("T")

Scope = tuple[str, int, int]  # of a menu: type, chat, user; zero where the type has none
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Send(NamedTuple):
    """A send, edit or pin that was accepted: when (microseconds since 1970), where, how, whether the phone rang."""

    at: int
    chat_id: int
    method: str
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are posted to instead of being fetched."""

    url: str
    secret_token: str
    max_connections: int


class World:
    """State shared by the methods, the HTTP side and the phones. One event loop; nothing in it is thread-safe.

    Attributes:
        version: Grows with every change that somebody can see; stamps messages and answers.
        sends: Every accepted send, in order.
        calls: How often each method was called.
        errors: How often each error code was answered.
        commands: ``setMyCommands`` by scope and language.
    """

    def __init__(self, clock: Clock, bot: Account, limits: Limits, *, enforce_limits: bool) -> None:
        self.clock = clock
        self.bot = bot
        self.pace = Pace(limits, enforce_limits)
        self.updates = UpdateQueue(self.now_us, self.changed)
        self.accounts: dict[int, Account] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.files: dict[str, StoredFile] = {}
        self.commands: dict[tuple[Scope, str], list[Json]] = {}
        self.descriptions: dict[str, str] = {}
        self.webhook: Webhook | None = None
        self.webhook_set = asyncio.Event()
        self.webhook_error: tuple[datetime, str] | None = None
        self.version = 0
        self.sends: list[Send] = []
        self.calls: Counter[str] = Counter()
        self.errors: Counter[int] = Counter()
        self._message_id = 0
        self._numbers = itertools.count(1)
        self._supergroup_ids: Counter[int] = Counter()
        self._waiters: list[asyncio.Future[None]] = []

    def now(self) -> datetime:
        return self.clock.now()

    def now_us(self) -> int:
        """Return the present as whole microseconds since 1970."""
        return (self.clock.now() - _EPOCH) // _MICROSECOND

    def chat(self, chat_id: int) -> Chat:
        """Find a chat that exists.

        Raises:
            ApiError: 400 "chat not found".
        """
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def known_chat(self, chat_id: int) -> Chat:
        """Find a chat that the bot has met: a person who never started it is not known to it.

        Raises:
            ApiError: 400 "chat not found".
        """
        chat = self.chat(chat_id)
        if chat.account is not None and not chat.account.has_started:
            raise bad_request("chat not found")
        return chat

    def next_message_id(self, chat: Chat) -> int:
        """Number a message: one row of numbers for all private chats and basic groups, one for each supergroup."""
        if chat.kind == "supergroup":
            self._supergroup_ids[chat.id] += 1
            return self._supergroup_ids[chat.id]
        self._message_id += 1
        return self._message_id

    def add(self, chat: Chat, sender: Account, **parts: Any) -> Message:
        """Put a new message into a chat, now."""
        message = Message(self.next_message_id(chat), chat, sender, self.now(), **parts)
        chat.messages[message.message_id] = message
        self.touch(message)
        message.order = message.version
        return message

    def delete(self, message: Message) -> None:
        """Take a message away on both sides; a keyboard that came with it goes too."""
        message.deleted_at = self.now()
        if message.chat.keyboard_message is message:
            message.chat.keyboard_message = message.chat.reply_markup = None
        self.touch(message)

    def next_query_id(self) -> str:
        """Number a tap."""
        return str(4_300_000_000_000 + next(self._numbers))

    def next_album_id(self) -> str:
        """Number an album."""
        return str(13_500_000_000_000 + next(self._numbers))

    def touch(self, message: Message) -> None:
        """Mark a message as changed and wake who waits."""
        self.version += 1
        message.version = self.version
        self.changed()

    def record(self, chat: Chat, method: str, *, is_silent: bool) -> None:
        """Count a send against the limits and keep it.

        Raises:
            ApiError: 429.
        """
        now = self.now_us()
        self.pace.admit(chat.id, is_group=not chat.is_private, now=now)
        self.sends.append(Send(now, chat.id, method, is_silent))

    def keep_file(self, content: bytes, name: str, mime: str, folder: str) -> StoredFile:
        """Store a file under a new ``file_id``."""
        number = len(self.files) + 1
        unique = hashlib.sha256(content).hexdigest()[:16]
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        file = StoredFile(
            f"{folder}-{number:06d}-{unique}", unique, f"{folder}/file_{number}.{suffix}", name, mime, content
        )
        self.files[file.file_id] = file
        return file

    def changed(self) -> None:
        """Wake everyone who waits for something to happen."""
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_until(self, look: Callable[[], T | None], timeout_seconds: float, what: Callable[[], str]) -> T:
        """Look now and after every change, until there is something truthy.

        Args:
            look: Called between changes; must be quick.
            timeout_seconds: Real seconds.
            what: Tells what was there instead, for the error.

        Raises:
            TimeoutError: Nothing came in time.
        """
        deadline = time.monotonic() + timeout_seconds
        while not (found := look()):
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await asyncio.wait((waiter,), timeout=max(deadline - time.monotonic(), 0))
            if not waiter.done():
                self._waiters.remove(waiter)
                raise TimeoutError(what())
        return found
