"""Methods that put something into a chat, change it or take it away."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from bot.sandbox.checks import checked_markup, inline_only, picture_size
from bot.sandbox.entities import parse_html
from bot.sandbox.errors import ApiError, bad_request, forbidden
from bot.sandbox.params import Params, Upload
from bot.sandbox.registry import api_method
from bot.sandbox.state import Chat, Json, Message, StoredFile
from bot.sandbox.wire import message_json
from bot.sandbox.world import World

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
DELETABLE_FOR = timedelta(hours=48)
_SENDING = "disable_notification reply_parameters reply_markup"


def writable_chat(world: World, call: Params) -> Chat:
    """Find the chat to write to.

    Raises:
        ApiError: 400 or 403, why the bot cannot write there.
    """
    chat = world.chat(_chat_id(call))
    if chat.migrated_to is not None:
        description = "group chat was upgraded to a supergroup chat"
        raise ApiError(400, description, {"migrate_to_chat_id": chat.migrated_to})
    if chat.account is not None:
        _check_person(chat)
    elif chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    elif chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    elif chat.bot_status == "restricted":
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def _chat_id(call: Params) -> int:
    try:
        return int(call.raw("chat_id"))
    except (TypeError, ValueError):
        raise bad_request("chat not found") from None


def _check_person(chat: Chat) -> None:
    account = chat.account
    if account is None:
        return
    if account.is_deactivated:
        raise forbidden("user is deactivated")
    if account.has_blocked:
        raise forbidden("bot was blocked by the user")
    if not account.has_started:
        raise forbidden("bot can't initiate conversation with a user")


def formatted(call: Params, name: str, longest: int, entities: str) -> tuple[str, list[Json], str]:
    """Read a text with its entities; returns plain text, entities and the source.

    Raises:
        ApiError: 400, it cannot be parsed or is longer than ``longest`` characters once parsed.
    """
    source = call.text(name)
    mode = call.text("parse_mode").lower()
    if mode == "html":
        text, found = parse_html(source)
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, found = source.strip(), call.structure(entities) or []
    if len(text) > longest:
        raise bad_request("message is too long" if name == "text" else "message caption is too long")
    return text, found, source


def _markup(call: Params, chat: Chat) -> Json | None:
    return checked_markup(call.structure("reply_markup", "reply keyboard markup"), chat)


def _reply_to(call: Params, chat: Chat) -> int | None:
    wanted = call.structure("reply_parameters", "reply parameters")
    if not wanted:
        return None
    message_id = int(wanted.get("message_id", 0))
    message = chat.messages.get(message_id)
    if message is not None and not message.is_deleted:
        return message_id
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _place(world: World, call: Params, chat: Chat, method: str, **parts: Any) -> Json:
    """Put a checked message into the chat, last of all counting it against the limits."""
    markup = _markup(call, chat)
    reply_to = _reply_to(call, chat)
    is_silent = call.flag("disable_notification")
    world.record(chat, method, is_silent=is_silent)
    is_inline = markup is not None and "inline_keyboard" in markup
    message = world.add(
        chat,
        world.bot,
        markup=markup if is_inline else None,
        reply_to=reply_to,
        is_silent=is_silent,
        **parts,
    )
    if markup is not None and not is_inline:
        chat.reply_markup = markup if "keyboard" in markup else None
        chat.keyboard_message = message
    if not is_silent:
        chat.rings += 1
    return message_json(message)


@api_method("sendMessage", required="chat_id text", optional=f"parse_mode entities {_SENDING}")
def send_message(world: World, call: Params) -> Json:
    """Send a text."""
    chat = writable_chat(world, call)
    text, entities, html = formatted(call, "text", LONGEST_TEXT, "entities")
    if not text:
        raise bad_request("message text is empty")
    return _place(world, call, chat, "sendMessage", text=text, entities=entities, html=html)


@api_method("sendPhoto", required="chat_id photo", optional=f"caption parse_mode caption_entities {_SENDING}")
def send_photo(world: World, call: Params) -> Json:
    """Send a picture that must really be one."""
    chat = writable_chat(world, call)
    upload = call.file("photo")
    content = upload.content if isinstance(upload, Upload) else _kept(world, upload).content
    width, height = picture_size(content)
    file = _file(world, upload, "photos")
    photo = [{**_file_json(file), "width": width, "height": height}]
    return _place_file(world, call, chat, "sendPhoto", file, {"photo": photo})


@api_method("sendDocument", required="chat_id document", optional=f"caption parse_mode caption_entities {_SENDING}")
def send_document(world: World, call: Params) -> Json:
    """Send a file of up to 50 MB."""
    chat = writable_chat(world, call)
    upload = call.file("document")
    if isinstance(upload, Upload) and not upload.content:
        raise bad_request("file must be non-empty")
    if isinstance(upload, Upload) and len(upload.content) > LARGEST_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    file = _file(world, upload, "documents")
    document = {**_file_json(file), "file_name": file.name, "mime_type": file.mime}
    return _place_file(world, call, chat, "sendDocument", file, {"document": document})


def _kept(world: World, file_id: str) -> StoredFile:
    file = world.files.get(file_id)
    if file is None:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    return file


def _file(world: World, upload: Upload | str, folder: str) -> StoredFile:
    if isinstance(upload, str):
        return _kept(world, upload)
    return world.keep_file(upload.content, upload.name, upload.mime, folder)


def _file_json(file: StoredFile) -> Json:
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def _place_file(world: World, call: Params, chat: Chat, method: str, file: StoredFile, media: Json) -> Json:
    caption, entities, html = formatted(call, "caption", LONGEST_CAPTION, "caption_entities")
    parts = {"text": caption, "entities": entities, "html": html, "file": file, "media": media}
    return _place(world, call, chat, method, **parts)


@api_method("sendLocation", required="chat_id latitude longitude", optional=f"horizontal_accuracy {_SENDING}")
def send_location(world: World, call: Params) -> Json:
    """Send a point on the map."""
    chat = writable_chat(world, call)
    location = _position(call)
    if call.has("horizontal_accuracy"):
        location["horizontal_accuracy"] = call.number("horizontal_accuracy")
    return _place(world, call, chat, "sendLocation", media={"location": location})


@api_method("sendVenue", required="chat_id latitude longitude title address", optional=_SENDING)
def send_venue(world: World, call: Params) -> Json:
    """Send a named place."""
    chat = writable_chat(world, call)
    location = _position(call)
    venue = {"location": location, "title": call.text("title"), "address": call.text("address")}
    return _place(world, call, chat, "sendVenue", media={"location": location, "venue": venue})


def _position(call: Params) -> Json:
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if not (math.isfinite(latitude) and abs(latitude) <= 90 and math.isfinite(longitude) and abs(longitude) <= 180):
        raise bad_request("wrong location coordinates")
    return {"latitude": latitude, "longitude": longitude}


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
    markup = inline_only(_markup(call, message.chat))
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
    markup = inline_only(_markup(call, message.chat))
    return _edit(world, message, "editMessageCaption", text=text, entities=entities, html=html, markup=markup)


@api_method("editMessageReplyMarkup", required="chat_id message_id", optional="reply_markup")
def edit_message_reply_markup(world: World, call: Params) -> Json:
    """Change or take away the buttons."""
    message = _to_edit(world, call)
    return _edit(world, message, "editMessageReplyMarkup", markup=inline_only(_markup(call, message.chat)))


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
    message.deleted_at = world.now()
    if chat.keyboard_message is message:
        chat.keyboard_message = chat.reply_markup = None
    world.touch(message)
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


@api_method("sendChatAction", required="chat_id action")
def send_chat_action(world: World, call: Params) -> bool:
    """Show "typing"; outside the limits."""
    chat = writable_chat(world, call)
    chat.actions[call.text("action")] += 1
    return True
