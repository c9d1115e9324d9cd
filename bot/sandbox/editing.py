"""Methods that change a message or take it away, pin it or unpin it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.sandbox.checks import inline_only
from bot.sandbox.errors import bad_request
from bot.sandbox.messages import LONGEST_CAPTION, LONGEST_TEXT, formatted, markup_for, writable_chat
from bot.sandbox.params import Params
from bot.sandbox.registry import api_method
from bot.sandbox.state import Chat, Json, Message
from bot.sandbox.wire import message_json
from bot.sandbox.world import World

DELETABLE_FOR = timedelta(hours=48)


def _to_edit(world: World, call: Params) -> Message:
    chat = writable_chat(world, call)
    message = chat.messages.get(call.integer("message_id"))
    if message is None or message.is_deleted:
        raise bad_request("message to edit not found")
    if message.sender is not world.bot:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, message: Message, method: str, **changes: Any) -> Json:
    if all(getattr(message, name) == value for name, value in changes.items() if name != "html"):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message",
        )
    world.record(message.chat, method, is_silent=True)
    for name, value in changes.items():
        setattr(message, name, value)
    message.edit_date = world.now()
    message.edits += 1
    world.touch(message)
    return message_json(message)


@api_method("editMessageText", required="chat_id message_id text", optional="parse_mode entities reply_markup")
def edit_message_text(world: World, call: Params) -> Json:
    """Change a text; without a keyboard it loses its buttons."""
    message = _to_edit(world, call)
    text, entities, html = formatted(call, "text", LONGEST_TEXT, "entities")
    if not text:
        raise bad_request("message text is empty")
    if message.media:
        raise bad_request("there is no text in the message to edit")
    markup = inline_only(markup_for(call, message.chat))
    return _edit(world, message, "editMessageText", text=text, entities=entities, html=html, markup=markup)


@api_method(
    "editMessageCaption",
    required="chat_id message_id",
    optional="caption parse_mode caption_entities reply_markup",
)
def edit_message_caption(world: World, call: Params) -> Json:
    """Change the caption of a picture or document."""
    message = _to_edit(world, call)
    text, entities, html = formatted(call, "caption", LONGEST_CAPTION, "caption_entities")
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    markup = inline_only(markup_for(call, message.chat))
    return _edit(world, message, "editMessageCaption", text=text, entities=entities, html=html, markup=markup)


@api_method("editMessageReplyMarkup", required="chat_id message_id", optional="reply_markup")
def edit_message_reply_markup(world: World, call: Params) -> Json:
    """Change or take away the buttons."""
    message = _to_edit(world, call)
    return _edit(world, message, "editMessageReplyMarkup", markup=inline_only(markup_for(call, message.chat)))


@api_method("deleteMessage", required="chat_id message_id")
def delete_message(world: World, call: Params) -> bool:
    """Take a message away; in a private chat of either side, in a group only the bot's own; for 48 hours."""
    chat = writable_chat(world, call)
    message = chat.messages.get(call.integer("message_id"))
    if message is None or message.is_deleted:
        raise bad_request("message to delete not found")
    is_ours = message.sender is world.bot or chat.is_private or chat.bot_status == "administrator"
    if not is_ours or world.now() - message.date >= DELETABLE_FOR:
        raise bad_request("message can't be deleted")
    world.delete(message)
    return True


@api_method("pinChatMessage", required="chat_id message_id", optional="disable_notification")
def pin_chat_message(world: World, call: Params) -> bool:
    """Pin a message; in a group only an administrator may."""
    chat = _pinnable(world, call)
    message = chat.messages.get(call.integer("message_id"))
    if message is None or message.is_deleted:
        raise bad_request("message to pin not found")
    world.record(chat, "pinChatMessage", is_silent=call.flag("disable_notification"))
    chat.pinned = [pinned for pinned in chat.pinned if pinned != message.message_id] + [message.message_id]
    world.touch(message)
    return True


@api_method("unpinChatMessage", required="chat_id", optional="message_id")
def unpin_chat_message(world: World, call: Params) -> bool:
    """Unpin a message, or the newest pinned one."""
    chat = _pinnable(world, call)
    message_id = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    world.changed()
    return True


def _pinnable(world: World, call: Params) -> Chat:
    chat = writable_chat(world, call)
    if not chat.is_private and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat
