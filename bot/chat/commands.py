"""Every command of the bot and whom it is for: the one table behind `/help` and the menus.

It decides only what is offered; whether someone may use a command is checked when it arrives.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.model import Role

EVERYONE = frozenset(Role)
IN_UNITS = frozenset({Role.LIAISON, Role.DEPUTY})
ORGANIZERS = frozenset({Role.ORGANIZER, Role.ADMIN})
READERS = ORGANIZERS | {Role.LEADER}

# In the order in which they are offered; the words of each stand under ``command-…`` in the catalogs. Those for
# everyone are for people without a role as well.
COMMANDS_OF: Mapping[str, Collection[Role]] = {
    "today": EVERYONE,
    "me": EVERYONE,
    "leave": EVERYONE,
    "calendar": EVERYONE,
    "rollcall": IN_UNITS | ORGANIZERS,
    "code": IN_UNITS | ORGANIZERS | {Role.LEAD},
    "unit": IN_UNITS,
    "friday": ORGANIZERS,
    "activity": ORGANIZERS,
    "snow": ORGANIZERS,
    "standby": ORGANIZERS,
    "board": ORGANIZERS,
    "duty": ORGANIZERS,
    "stretch": ORGANIZERS,
    "broadcast": ORGANIZERS,
    "summary": IN_UNITS | READERS,
    "export": IN_UNITS | ORGANIZERS,
    "roster": ORGANIZERS,
    "units": ORGANIZERS,
    "invites": ORGANIZERS,
    "reach": ORGANIZERS,
    "bind": IN_UNITS | ORGANIZERS,
    "roles": ORGANIZERS,
    "audit": {Role.ADMIN},
    "settings": EVERYONE,
    "privacy": EVERYONE,
    "mydata": EVERYONE,
    "correct": EVERYONE,
    "delete": EVERYONE,
    "start": EVERYONE,
    "help": EVERYONE,
}

# Nobody is offered these: who needs one reads it where it is needed, such as on a statement.
UNOFFERED = frozenset({"check"})


def commands_for(roles: Collection[Role]) -> list[str]:
    """List the commands offered to someone with these roles, in order."""
    held = set(roles)
    return [
        word for word, offered_to in COMMANDS_OF.items() if offered_to is EVERYONE or not held.isdisjoint(offered_to)
    ]


LINKED = "do-"
"""Begins what ``/start`` carries when a link from a group leads to a command in the private chat."""


def payload_of(word: str) -> str:
    """Return what a link carries that leads to a command."""
    return f"{LINKED}{word}"


def linked_command(payload: str) -> str | None:
    """Return the command to which a link leads; None for an invitation or whatever else it may carry."""
    word = payload.removeprefix(LINKED)
    return word if payload.startswith(LINKED) and (word in COMMANDS_OF or word in UNOFFERED) else None
