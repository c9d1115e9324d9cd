"""A person's phone: what they can do in their chat with the bot, and what they see there."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import tzinfo

from bot.sandbox.entities import commands_in
from bot.sandbox.errors import SandboxError
from bot.sandbox.state import Account, Answer, Chat, Json, KeyboardKey, Message, StoredFile, Tap
from bot.sandbox.transcript import transcript
from bot.sandbox.wire import member_change_json, message_json, tap_json, unix
from bot.sandbox.world import World

Wanted = str | Callable[[Message], bool]
WAIT_SECONDS = 5.0
_query_ids = itertools.count(4_300_000_000_001)
_album_ids = itertools.count(13_500_000_000_001)


def find_button(chat: Chat, label: str, message: Message | None) -> tuple[Message, str, str]:
    """Find an inline button by its words or their beginning, on a message or on the newest that has it.

    Returns:
        The message, the button's full label and its callback data.

    Raises:
        SandboxError: There is no such button; the error lists those there are.
    """
    candidates = [message] if message is not None else chat.from_bot()[::-1]
    for fits in (str.__eq__, str.startswith):
        for candidate in candidates:
            for button in candidate.buttons:
                if button.data is not None and fits(button.label, label):
                    return candidate, button.label, button.data
    seen = ", ".join(f"[{name}]" for candidate in candidates for name in candidate.labels) or "none"
    raise SandboxError(f"no button {label!r} in the chat with {chat.title or chat.id}; there are: {seen}")


def press(world: World, chat: Chat, by: Account, message_id: int, data: str, label: str | None) -> str:
    """Press a button (or forge a press); returns the id of the query."""
    tap = Tap(str(next(_query_ids)), by, chat, message_id, data, label, world.now())
    world.taps[tap.query_id] = tap
    chat.taps.append(tap)
    world.updates.add("callback_query", tap_json(tap))
    return tap.query_id


class Phone:
    """One person's private chat with the bot; made by ``Sandbox.person``.

    Everything a person does is done at once, at the present of the sandbox's clock, and reaches the bot as updates.
    What they see are the bot's ``messages`` as they stand now. ``wait_for`` waits for the bot's next word.
    """

    def __init__(self, world: World, account: Account, chat: Chat) -> None:
        self._world = world
        self.account = account
        self.chat = chat
        self._acted_at = 0

    def __repr__(self) -> str:
        return f"<Phone of {self.account.first_name} ({self.account.id})>"

    @property
    def id(self) -> int:
        """The person's Telegram id, which is also that of the private chat."""
        return self.account.id

    # What the person does

    def start(self, payload: str = "") -> Message:
        """Press "Start" (or open a deep link); unblocks the bot if it was blocked."""
        if self.account.has_blocked:
            self.unblock()
        return self.type(f"/start {payload}".rstrip())

    def type(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Send a text."""
        return self._say(text=text, entities=commands_in(text), reply_to=reply_to.message_id if reply_to else None)

    def tap(self, label: str, *, message: Message | None = None) -> str:
        """Press an inline button, named by its words or their beginning, on the newest message that has it.

        Returns:
            The id of the callback query.

        Raises:
            SandboxError: There is no such button; the error lists those there are.
        """
        self._act()
        found, full_label, data = find_button(self.chat, label, message)
        return press(self._world, self.chat, self.account, found.message_id, data, full_label)

    def tap_data(self, data: str, *, message_id: int | None = None) -> str:
        """Send a forged tap: any data, on any message (by default the bot's last)."""
        self._act()
        newest = self.chat.newest_from_bot()
        target = message_id if message_id is not None else newest.message_id if newest else 0
        return press(self._world, self.chat, self.account, target, data, None)

    def press_key(self, label: str, *, position: tuple[float, float] | None = None) -> Message:
        """Press a key of the reply keyboard; one that asks for the position sends ``position`` (degrees).

        Raises:
            SandboxError: There is no such key, or it asks for a position and none was given.
        """
        key = self._key(label)
        if key.asks_contact:
            return self.send_contact()
        if not key.asks_location:
            return self.type(key.label)
        if position is None:
            raise SandboxError(f"the key {key.label!r} asks for the position: give one")
        return self.send_location(*position)

    def send_location(
        self,
        latitude: float,
        longitude: float,
        accuracy: float | None = None,
        *,
        forwarded: bool = False,
    ) -> Message:
        """Send a position in WGS-84 degrees, with its accuracy in metres; ``forwarded`` from somebody else."""
        location: Json = {"latitude": latitude, "longitude": longitude}
        if accuracy is not None:
            location["horizontal_accuracy"] = accuracy
        media: Json = {"location": location}
        if forwarded:
            origin = {"id": 777_000_001, "is_bot": False, "first_name": "Somebody"}
            media["forward_origin"] = {"type": "user", "date": unix(self._world.now()), "sender_user": origin}
        return self._say(media=media)

    def send_contact(self, user_id: int | None = None) -> Message:
        """Share one's own contact, or somebody else's."""
        contact: Json = {"phone_number": "+8613800000000", "first_name": self.account.first_name}
        return self._say(media={"contact": {**contact, "user_id": self.id if user_id is None else user_id}})

    def send_document(
        self,
        name: str,
        content: bytes,
        caption: str = "",
        mime: str = "application/octet-stream",
        *,
        album: str | None = None,
    ) -> Message:
        """Send a file; those of one ``album`` (see ``new_album``) belong together."""
        file = self._world.keep_file(content, name, mime, "documents")
        document = {**_file_json(file), "file_name": name, "mime_type": mime}
        return self._say(text=caption, file=file, media={"document": document} | _in_album(album))

    def send_photo(self, content: bytes, caption: str = "", *, album: str | None = None) -> Message:
        """Send a picture; the sandbox calls it 1280 x 960 whatever it is."""
        file = self._world.keep_file(content, "photo.jpg", "image/jpeg", "photos")
        sizes = [{**_file_json(file), "width": 1280, "height": 960}]
        return self._say(text=caption, file=file, media={"photo": sizes} | _in_album(album))

    def new_album(self) -> str:
        """Return a fresh ``media_group_id``."""
        return str(next(_album_ids))

    def edit_last(self, text: str) -> Message:
        """Edit the text that this person sent last.

        Raises:
            SandboxError: They never sent one.
        """
        for message in reversed(self.chat.messages.values()):
            if message.sender is self.account and not message.media:
                self._act()
                message.text, message.entities, message.edit_date = text, commands_in(text), self._world.now()
                message.edits += 1
                self._world.touch(message)
                self._world.updates.add("edited_message", message_json(message))
                return message
        raise SandboxError(f"{self.account.first_name} has sent no text")

    def delete(self, message: Message) -> None:
        """Delete a message on both sides; the bot is not told."""
        message.deleted_at = self._world.now()
        self._world.touch(message)

    def block(self) -> None:
        """Block the bot."""
        self._act()
        self.account.has_blocked = True
        self._membership("member", "kicked")

    def unblock(self) -> None:
        """Unblock the bot, without a word."""
        self._act()
        self.account.has_blocked = False
        self._membership("kicked", "member")

    def deactivate(self) -> None:
        """Delete the account; the bot is not told."""
        self.account.is_deactivated = True

    # What the person sees

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
            raise SandboxError(f"the bot has sent nothing to {self.account.first_name}")
        return message

    @property
    def answers(self) -> list[Answer]:
        """The answers to this person's taps, in the order of the taps."""
        return [answer for tap in self.chat.taps for answer in tap.answers]

    def answer_to(self, query_id: str) -> Answer | None:
        """Return the first answer to a tap."""
        tap = self._world.taps.get(query_id)
        return tap.answers[0] if tap and tap.answers else None

    @property
    def reply_keyboard(self) -> tuple[tuple[KeyboardKey, ...], ...]:
        """Rows of the keyboard beneath the chat; empty when there is none."""
        return self.chat.reply_keyboard

    @property
    def rings(self) -> int:
        """How often the phone made a sound."""
        return self.chat.rings

    def transcript(self, zone: tzinfo, *, width: int = 44) -> str:
        """Write the chat down as readable text, times in ``zone``, lines of ``width`` columns."""
        return transcript(self.chat, zone, width)

    # Waiting for the bot

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
        """Wait until the bot has sent or edited a message so that it fits.

        Args:
            wanted: A part of the text, or a predicate.
            since: Only what changed after this ``mark``; by default after the last thing this person did.
            timeout_seconds: Real seconds.

        Raises:
            TimeoutError: It did not come; the error shows the last messages.
        """
        after = self._acted_at if since is None else since

        def look() -> Message | None:
            for message in reversed(self.chat.messages.values()):
                if message.version > after and message.is_from_bot and not message.is_deleted and fits(message, wanted):
                    return message
            return None

        return await self._world.wait_until(look, timeout_seconds, lambda: self._missed(wanted))

    async def wait_for_answer(
        self,
        query_id: str | None = None,
        *,
        timeout_seconds: float = WAIT_SECONDS,
    ) -> Answer:
        """Wait for the answer to a tap, by default to the last one.

        Raises:
            SandboxError: Nothing was ever tapped.
            TimeoutError: The tap stayed unanswered.
        """
        if query_id is None:
            if not self.chat.taps:
                raise SandboxError(f"{self.account.first_name} has tapped nothing")
            query_id = self.chat.taps[-1].query_id
        query = query_id
        return await self._world.wait_until(
            lambda: self.answer_to(query),
            timeout_seconds,
            lambda: f"the tap {query} was not answered",
        )

    def _missed(self, wanted: Wanted) -> str:
        shown = "\n".join(f"  {message.text!r} {message.labels}" for message in self.messages[-3:]) or "  nothing"
        return f"{self.account.first_name} waited for {wanted!r}; the last messages are:\n{shown}"

    def _act(self) -> None:
        if self.account.is_deactivated:
            raise SandboxError(f"{self.account.first_name} has deleted the account")
        self._acted_at = self._world.version

    def _say(self, **parts: object) -> Message:
        if self.account.has_blocked:
            raise SandboxError(f"{self.account.first_name} has blocked the bot")
        self._act()
        self.account.has_started = True
        message = self._world.add(self.chat, self.account, **parts)
        self._acted_at = self._world.version
        self._world.updates.add("message", message_json(message))
        return message

    def _membership(self, before: str, after: str) -> None:
        world = self._world
        change = member_change_json(self.chat, self.account, world.now(), world.bot, (before, after))
        world.updates.add("my_chat_member", change)

    def _key(self, label: str) -> KeyboardKey:
        keys = [key for row in self.reply_keyboard for key in row]
        for is_it in (str.__eq__, str.startswith):
            for key in keys:
                if is_it(key.label, label):
                    return key
        there = ", ".join(f"[{key.label}]" for key in keys) or "none"
        raise SandboxError(f"no key {label!r} beneath the chat of {self.account.first_name}; there are: {there}")


def fits(message: Message, wanted: Wanted) -> bool:
    """Tell whether a message contains the words or satisfies the predicate."""
    return wanted in message.text if isinstance(wanted, str) else wanted(message)


def _file_json(file: StoredFile) -> Json:
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def _in_album(album: str | None) -> Json:
    return {"media_group_id": album} if album else {}
