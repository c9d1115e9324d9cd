"""The menu of commands: set by scope and language, and what a member of a chat sees of it."""

from __future__ import annotations

import re

from bot.sandbox.checks import checked_commands
from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params
from bot.sandbox.registry import api_method
from bot.sandbox.state import Account, Chat, Json
from bot.sandbox.world import Scope, World

_SCOPE_FIELDS: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
_LANGUAGE = re.compile(r"(?:[a-z]{2})?\Z")


def _scope(call: Params) -> tuple[Scope, str]:
    given = call.structure("scope", "BotCommandScope") or {"type": "default"}
    kind = str(given.get("type"))
    if kind not in _SCOPE_FIELDS:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    language = call.text("language_code")
    if not _LANGUAGE.match(language):
        raise bad_request("invalid language code specified")
    try:
        ids = [int(given[name]) for name in _SCOPE_FIELDS[kind]]
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse BotCommandScope: chat or user is not specified") from None
    chat_id, user_id = [*ids, 0, 0][:2]
    return (kind, chat_id, user_id), language


@api_method("setMyCommands", required="commands", optional="scope language_code")
def set_my_commands(world: World, call: Params) -> bool:
    """Set the menu of a scope and language; a chat that the bot does not know is refused."""
    scope, language = _scope(call)
    if scope[1]:
        world.known_chat(scope[1])
    world.commands[scope, language] = checked_commands(call.sequence("commands", "commands") or [])
    return True


@api_method("getMyCommands", optional="scope language_code")
def get_my_commands(world: World, call: Params) -> list[Json]:
    """Tell the menu of exactly this scope and language."""
    return world.commands.get(_scope(call), [])


@api_method("deleteMyCommands", optional="scope language_code")
def delete_my_commands(world: World, call: Params) -> bool:
    """Take away the menu of a scope and language."""
    world.commands.pop(_scope(call), None)
    return True


def menu(world: World, chat: Chat, account: Account) -> dict[str, str]:
    """Return what a person sees in a chat when they type a slash: names with their descriptions, in order.

    Source:
        https://core.telegram.org/bots/api#determining-list-of-commands
    """
    if chat.is_private:
        scopes: list[Scope] = [("chat", chat.id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
    else:
        member: Scope = ("chat_member", chat.id, account.id)
        scopes = [member, ("chat", chat.id, 0), ("all_group_chats", 0, 0), ("default", 0, 0)]
    for scope in scopes:
        for language in (account.language_code[:2], ""):
            if found := world.commands.get((scope, language)):
                return {command["command"]: command["description"] for command in found}
    return {}
