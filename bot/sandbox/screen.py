"""What is to be seen in a chat, and waiting for it to change; shared by phones and groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo

from bot.sandbox.errors import SandboxError
from bot.sandbox.state import Account, Answer, Chat, Message, Tap
from bot.sandbox.transcript import transcript
from bot.sandbox.wire import tap_json
from bot.sandbox.world import World

Wanted = str | Callable[[Message], bool]
WAIT_SECONDS = 5.0


class Screen:
    """A chat as its people see it: the bot's messages as they stand now, the answers to taps, a transcript."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self.chat = chat
        self._acted_at = 0

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that are still there, oldest first, as they stand now."""
        return self.chat.from_bot()

    @property
    def last(self) -> Message:
        """The bot's last message.

        Raises:
            SandboxError: There is none.
        """
        message = self.chat.newest_from_bot()
        if message is None:
            raise SandboxError(f"the bot has sent nothing to {self.chat.title}")
        return message

    @property
    def answers(self) -> list[Answer]:
        """The toasts and alerts that answered taps in this chat, in the order of the taps."""
        return [answer for tap in self.chat.taps for answer in tap.answers]

    @property
    def rings(self) -> int:
        """How many messages came with a sound."""
        return self.chat.rings

    def answer_to(self, query_id: str) -> Answer | None:
        """Return the first answer to a tap; None while the button still spins."""
        tap = self._world.taps.get(query_id)
        return tap.answers[0] if tap and tap.answers else None

    def transcript(self, zone: tzinfo, *, width: int = 44, photo: str = "photo") -> str:
        """Write the chat down: times in ``zone``, lines of ``width`` columns, a photo as the word ``photo``."""
        return transcript(self.chat, zone, width, photo)

    def mark(self) -> int:
        """Return a mark in the flow of changes, for ``since``."""
        return self._world.version

    async def wait_for(
        self,
        wanted: Wanted,
        *,
        since: int | None = None,
        timeout_seconds: float = WAIT_SECONDS,
    ) -> Message:
        """Wait until the bot has sent or edited a message so that it fits; returns the newest that does.

        Args:
            wanted: A part of the text, or a predicate.
            since: Only what changed after this ``mark``; by default after the last thing done here.
            timeout_seconds: Real seconds.

        Raises:
            TimeoutError: It did not come; the error shows the last messages.
        """
        after = self._acted_at if since is None else since

        def look() -> Message | None:
            for message in reversed(self.chat.messages.values()):
                if message.version > after and message.is_to_be_seen and _fits(message, wanted):
                    return message
            return None

        return await self._world.wait_until(look, timeout_seconds, lambda: self._missed(wanted))

    async def wait_for_answer(self, query_id: str | None = None, *, timeout_seconds: float = WAIT_SECONDS) -> Answer:
        """Wait for the answer to a tap, by default to the last one here.

        Raises:
            SandboxError: Nothing was ever tapped.
            TimeoutError: The tap stayed unanswered for so many real seconds.
        """
        if query_id is None and not self.chat.taps:
            raise SandboxError(f"nothing was tapped in the chat of {self.chat.title}")
        query = query_id or self.chat.taps[-1].query_id
        return await self._world.wait_until(
            lambda: self.answer_to(query),
            timeout_seconds,
            lambda: f"the tap {query} was not answered",
        )

    def _missed(self, wanted: Wanted) -> str:
        shown = "\n".join(f"  {message.text!r} {message.labels}" for message in self.messages[-3:]) or "  nothing"
        return f"{self.chat.title} waited for {wanted!r}; the last messages are:\n{shown}"

    def _press(self, by: Account, label: str, message: Message | None) -> str:
        found, full_label, data = self._find_button(label, message)
        return self._press_data(by, found.message_id, data, full_label)

    def _press_data(self, by: Account, message_id: int, data: str, label: str | None) -> str:
        world = self._world
        world.version += 1
        self._acted_at = world.version
        tap = Tap(world.next_query_id(), by, self.chat, message_id, data, label, world.now(), world.version)
        world.taps[tap.query_id] = tap
        self.chat.taps.append(tap)
        world.updates.add("callback_query", tap_json(tap))
        return tap.query_id

    def _find_button(self, label: str, message: Message | None) -> tuple[Message, str, str]:
        candidates = [message] if message is not None else self.messages[::-1]
        for fits in (str.__eq__, str.startswith):
            for candidate in candidates:
                for button in candidate.buttons:
                    if button.data is not None and fits(button.label, label):
                        return candidate, button.label, button.data
        seen = ", ".join(f"[{name}]" for candidate in candidates for name in candidate.labels) or "none"
        raise SandboxError(f"no button {label!r} in the chat of {self.chat.title}; there are: {seen}")


def _fits(message: Message, wanted: Wanted) -> bool:
    return wanted in message.text if isinstance(wanted, str) else wanted(message)
