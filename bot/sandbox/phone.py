"""A person's phone: what they can do in their chat with the bot."""

from __future__ import annotations

import re

from bot.sandbox.commands import menu
from bot.sandbox.entities import commands_in
from bot.sandbox.errors import SandboxError
from bot.sandbox.screen import Screen
from bot.sandbox.state import Account, Chat, Json, KeyboardKey, Message
from bot.sandbox.wire import file_json, member_change_json, message_json, unix
from bot.sandbox.world import World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}\Z")


class Phone(Screen):
    """One person's private chat with the bot; made by ``Sandbox.person``.

    Everything a person does is done at once, at the present of the sandbox's clock, and reaches the bot as updates.
    ``wait_for`` waits for the bot's next word.
    """

    def __init__(self, world: World, account: Account, chat: Chat) -> None:
        super().__init__(world, chat)
        self.account = account

    def __repr__(self) -> str:
        return f"<Phone of {self.account.first_name} ({self.account.id})>"

    @property
    def id(self) -> int:
        """The person's Telegram id, which is also that of the private chat."""
        return self.account.id

    @property
    def reply_keyboard(self) -> tuple[tuple[KeyboardKey, ...], ...]:
        """Rows of the keyboard beneath the chat; empty when there is none."""
        return self.chat.reply_keyboard

    @property
    def menu(self) -> dict[str, str]:
        """The commands offered to this person, with their descriptions."""
        return menu(self._world, self.chat, self.account)

    def start(self, payload: str = "") -> Message:
        """Press "Start" (or open a deep link); unblocks the bot if it was blocked.

        Raises:
            SandboxError: A link cannot carry such a payload (64 of ``A-Z a-z 0-9 _ -`` at most).
        """
        if not _PAYLOAD.match(payload):
            raise SandboxError(f"no link can carry the payload {payload!r}")
        if self.account.has_blocked:
            self.unblock()
        return self.type(f"/start {payload}".rstrip())

    def type(self, text: str, *, reply_to: Message | None = None) -> Message:
        """Send a text of 1 to 4,096 characters.

        Raises:
            SandboxError: A phone would send nothing, or several messages.
        """
        if not 1 <= len(text.strip()) <= 4096:
            raise SandboxError(f"a phone does not send {len(text)} characters as one message")
        return self._say(text=text, entities=commands_in(text), reply_to=reply_to.message_id if reply_to else None)

    def tap(self, label: str, *, message: Message | None = None) -> str:
        """Press an inline button, named by its words or their beginning, on the newest message that has it.

        Returns:
            The id of the callback query.

        Raises:
            SandboxError: There is no such button; the error lists those there are.
        """
        self._check_able()
        return self._press(self.account, label, message)

    def tap_data(self, data: str, *, message_id: int | None = None) -> str:
        """Send a forged tap: any data, on any message (by default the bot's last); returns the query's id."""
        self._check_able()
        newest = self.chat.newest_from_bot()
        fallback = newest.message_id if newest else 0
        return self._press_data(self.account, fallback if message_id is None else message_id, data, None)

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
        document = {**file_json(file), "file_name": name, "mime_type": mime}
        return self._say(text=caption, file=file, media={"document": document} | _in_album(album))

    def send_photo(self, content: bytes, caption: str = "", *, album: str | None = None) -> Message:
        """Send a picture; the sandbox calls it 1280 x 960 whatever it is."""
        file = self._world.keep_file(content, "photo.jpg", "image/jpeg", "photos")
        sizes = [{**file_json(file), "width": 1280, "height": 960}]
        return self._say(text=caption, file=file, media={"photo": sizes} | _in_album(album))

    def new_album(self) -> str:
        """Return a fresh ``media_group_id``."""
        return self._world.next_album_id()

    def edit_last(self, text: str) -> Message:
        """Edit the text that this person sent last.

        Raises:
            SandboxError: They never sent one.
        """
        self._check_able()
        for message in reversed(self.chat.messages.values()):
            if message.sender is self.account and not message.media and not message.is_deleted:
                message.text, message.entities, message.edit_date = text, commands_in(text), self._world.now()
                message.edits += 1
                self._world.touch(message)
                self._acted_at = self._world.version
                self._world.updates.add("edited_message", message_json(message))
                return message
        raise SandboxError(f"{self.account.first_name} has sent no text")

    def delete(self, message: Message) -> None:
        """Delete a message on both sides; the bot is not told."""
        self._world.delete(message)

    def block(self) -> None:
        """Block the bot."""
        self._check_able()
        self.account.has_blocked = True
        self._membership("member", "kicked")

    def unblock(self) -> None:
        """Unblock the bot, without a word."""
        self.account.has_blocked = False
        self._membership("kicked", "member")

    def deactivate(self) -> None:
        """Delete the account; the bot is not told."""
        self.account.is_deactivated = True

    def _check_able(self) -> None:
        if self.account.is_deactivated:
            raise SandboxError(f"{self.account.first_name} has deleted the account")
        if self.account.has_blocked:
            raise SandboxError(f"{self.account.first_name} has blocked the bot")

    def _say(self, **parts: object) -> Message:
        self._check_able()
        self.account.has_started = True
        message = self._world.add(self.chat, self.account, **parts)
        self._acted_at = self._world.version
        self._world.updates.add("message", message_json(message))
        return message

    def _membership(self, before: str, after: str) -> None:
        world = self._world
        self._acted_at = world.version
        change = member_change_json(self.chat, self.account, world.now(), world.bot, (before, after))
        world.updates.add("my_chat_member", change)

    def _key(self, label: str) -> KeyboardKey:
        keys = [key for row in self.reply_keyboard for key in row]
        for fits in (str.__eq__, str.startswith):
            for key in keys:
                if fits(key.label, label):
                    return key
        there = ", ".join(f"[{key.label}]" for key in keys) or "none"
        raise SandboxError(f"no key {label!r} beneath the chat of {self.account.first_name}; there are: {there}")


def _in_album(album: str | None) -> Json:
    return {"media_group_id": album} if album else {}
