"""Makes updates at random: lawful ones, as the Bot API describes them, and broken ones, as it never sends them.

``telegram_types.json`` says what fields the types of Bot API 10.1 have that an update can hold: ``!`` marks those that
are always there, ``*`` an array, ``=word`` a field that is always that word; a list names the kinds of a type.
"""

from __future__ import annotations

import copy
import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

Json = dict[str, Any]

TYPES: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "telegram_types.json").read_text("utf-8"))
KINDS: Final = tuple(name for name in TYPES["Update"] if name != "update_id")
HEARD: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds that the bot asks for."""
ENCLOSED: Final = tuple(name for name in TYPES["Message"] if name not in ("message_id", "date", "from", "chat"))

FIRST: Final = 800_000_000
"""Before the number of the first update."""
DEEPEST: Final = 4
LARGEST_ID: Final = 2**52
ODD_TEXTS: Final = (
    "",
    " ",
    "\0",
    "\ud83d",
    "\udc00签到",
    "\u202e\u200b\ufeff",
    "\x1b[2J\x07",
    "{ $name }",
    "%s%n%d",
    "'; DROP TABLE cadre; --",
    "../../etc/passwd",
    "１２３",
    "①",
    "٣",
    "²",
    "-0",
    "1e9",
    "9" * 400,
    "雪" * 5000,
    "👨‍👩‍👧‍👦" * 300,
    "\n" * 50,
    "a:b:c:d:e:f:g:h:i:j",
    "/" * 70,
)
ODD_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 2**31, 2**53, 2**63, -(2**63) - 1, 10**30, 0.5, 1e300, [], {}, [[]]),
    *ODD_TEXTS,
)


@dataclass
class Pool:
    """What updates are made of in this town.

    Attributes:
        words: What people write.
        taps: What stands behind buttons that somebody was shown, and what could stand there.
        slow: The beginnings of words and taps that have a file made, which takes a second; they are chosen seldom.
        files: Documents and photos that can be fetched, each with its field.
        people: Everybody's ``User``, to be quoted, forwarded and mentioned.
        groups: ``Chat`` of groups and channels.
        messages: Ids of messages that the bot has sent, by chat.
        buttons: What stands behind the buttons that are to be seen, by chat.
        now: Seconds since 1970.
    """

    words: list[str]
    taps: list[str]
    slow: tuple[str, ...]
    files: list[tuple[str, Any]]
    people: list[Json]
    groups: list[Json]
    messages: dict[int, list[int]] = field(default_factory=dict)
    buttons: dict[int, list[str]] = field(default_factory=dict)
    now: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """An update, and whether it keeps to the Bot API's description."""

    body: Json
    is_lawful: bool


class Maker:
    """Makes updates caused by given people; with equal seeds and pools they are equal."""

    def __init__(self, seed: int, pool: Pool) -> None:
        self.pool = pool
        self._chance = random.Random(seed)  # noqa: S311 - chance is to be repeated, not to be kept
        self._number = FIRST

    def update(self, actor: Json) -> Made:
        """Make an update that somebody causes; of one in seven something is broken."""
        self._number += 1
        kind, part = self._part(actor)
        body: Json = {"update_id": self._number, kind: part}
        if self._chance.random() < 1 / 7:
            self._break(body[kind])
            return Made(body, is_lawful=False)
        return Made(body, is_lawful=True)

    def _part(self, actor: Json) -> tuple[str, Json]:
        dice = self._chance.random()
        if dice < 0.40:
            return "callback_query", self._tap(actor)
        if dice < 0.72:
            return "message", self._said(actor, {"text": self._word()})
        if dice < 0.82:
            return "message", self._said(actor, self._media())
        if dice < 0.87:
            return "edited_message", self._said(actor, {"text": self._word(), "edit_date": self.pool.now})
        if dice < 0.91:
            return "my_chat_member", self._membership(actor)
        kind = self._chance.choice(KINDS if dice < 0.95 else HEARD)
        return kind, self._anything(kind, actor)

    def _tap(self, actor: Json) -> Json:
        chat = self._chat(actor)
        shown = self.pool.messages.get(chat["id"]) or [1]
        message: Json = {"message_id": self._chance.choice(shown), "date": 0, "chat": chat}
        if self._chance.random() < 0.8:
            message |= {"date": self.pool.now - self._chance.randrange(100_000), "text": self._word()}
        tap = {
            "id": str(self._chance.randrange(10**15)),
            "from": actor,
            "message": message,
            "chat_instance": str(self._chance.randrange(10**15)),
            "data": self._data(self.pool.buttons.get(chat["id"]) or []),
        }
        for name, share in (("message", 0.03), ("data", 0.03)):
            if self._chance.random() < share:
                del tap[name]
        return tap

    def _said(self, actor: Json, parts: Json) -> Json:
        message: Json = {
            "message_id": self._chance.randrange(1, 2**31),
            "date": self.pool.now - self._chance.choice((0, 0, 0, 1, 60, 3_600, 86_000)),
            "from": actor,
            "chat": self._chat(actor),
            **parts,
        }
        while self._chance.random() < 0.25:
            name = self._chance.choice(list(TYPES["Message"]))
            message.setdefault(name, self._field("Message", name, 1))
        return message

    def _media(self) -> Json:
        if self.pool.files and self._chance.random() < 0.3:
            name, value = self._chance.choice(self.pool.files)
            return {name: value, "caption": self._word()}
        if self._chance.random() < 0.3:
            latitude, longitude = self._chance.choice(((42.9026, 125.1437), (-90.0, 180.0), (0.0, 0.0)))
            return {"location": {"latitude": latitude, "longitude": longitude}}
        name = self._chance.choice(ENCLOSED)
        return {name: self._field("Message", name, 1)}

    def _membership(self, actor: Json) -> Json:
        def member() -> Json:
            made: Json = self._object("ChatMember", 3)
            return made | {"user": {"id": 1, "is_bot": True, "first_name": "Bot"}}

        return {
            "chat": self._chat(actor),
            "from": actor,
            "date": self.pool.now,
            "old_chat_member": member(),
            "new_chat_member": member(),
        }

    def _anything(self, kind: str, actor: Json) -> Json:
        """Make a part by the description alone; of those that have a sender it is the actor."""
        part: Json = self._object(TYPES["Update"][kind], 0)
        for name in ("from", "user"):
            if name in part:
                part[name] = actor
        if isinstance(part.get("message"), dict):
            part["message"] = self._said(actor, {"text": self._word()})
        return part

    def _chat(self, actor: Json) -> Json:
        if self.pool.groups and self._chance.random() < 0.12:
            return self._chance.choice(self.pool.groups)
        return {"id": actor["id"], "type": "private", "first_name": actor["first_name"]}

    def _word(self) -> str:
        dice = self._chance.random()
        if dice < 0.12:
            return self._chance.choice(ODD_TEXTS)
        word = self._quickly(self.pool.words)
        if dice < 0.3:
            word = f"{word} {self._chance.choice(self.pool.words)}"
        elif dice < 0.4:
            place = self._chance.randrange(len(word) + 1)
            word = word[:place] + self._chance.choice(ODD_TEXTS) + word[place:]
        return word[:4096]

    def _data(self, shown: list[str]) -> str:
        """Choose what a tap carries: a button that is to be seen, or one of another time or person, or a forged one."""
        if shown and self._chance.random() < 0.4:
            return self._quickly([*shown, *self._chance.sample(self.pool.taps, 3)])
        data, dice = self._quickly(self.pool.taps), self._chance.random()
        parts = data.split(":")
        if dice < 0.2:
            place = self._chance.randrange(len(parts))
            odd = (*ODD_TEXTS, str(self._chance.randrange(-3, 40)), str(2**31), str(-(2**31) - 1), str(2**52))
            parts[place] = self._chance.choice(odd)
        elif dice < 0.26:
            parts.pop()
        elif dice < 0.32:
            parts.append(self._chance.choice(parts))
        elif dice < 0.4:
            self._chance.shuffle(parts)
        return ":".join(parts)[:64]

    def _quickly(self, choices: list[str]) -> str:
        """Choose, but seldom what has a file made."""
        chosen = self._chance.choice(choices)
        while chosen.startswith(self.pool.slow) and self._chance.random() > 0.02:
            chosen = self._chance.choice(choices)
        return chosen

    def _object(self, name: str, depth: int) -> Any:
        described = TYPES[name]
        if isinstance(described, list):
            is_deep = depth > DEEPEST and "String" in described
            return self._value("String" if is_deep else self._chance.choice(described), depth + 1)
        if name == "User" and self._chance.random() < 0.8:
            return self._chance.choice(self.pool.people)
        if name == "Chat" and self._chance.random() < 0.8 and self.pool.groups:
            return self._chance.choice(self.pool.groups)
        made: Json = {}
        for each, kind in described.items():
            if kind.endswith("!") or (depth < DEEPEST and self._chance.random() < 0.15):
                made[each] = self._field(name, each, depth + 1)
        return made

    def _field(self, type_name: str, name: str, depth: int) -> Any:
        kind = TYPES[type_name][name]
        if kind.startswith("Integer") and name.endswith("date"):
            return self.pool.now - self._chance.choice((0, 1, 60, 86_000))
        if kind.startswith("Integer") and name.endswith("_id"):
            return self._chance.randrange(1, LARGEST_ID) * (-1 if name.startswith("migrate") else 1)
        return self._value(kind, depth)

    def _value(self, kind: str, depth: int) -> Any:
        kind = kind.removesuffix("!").replace("Array of ", "*")
        if "|" in kind:
            return self._value(self._chance.choice(kind.split("|")), depth)
        if kind.startswith("*"):
            return [self._value(kind[1:], depth) for _ in range(self._chance.randrange(3) if depth <= DEEPEST else 0)]
        if kind.startswith("="):
            return kind[1:]
        match kind:
            case "Integer":
                return self._chance.choice((0, 1, 7, self.pool.now, self._chance.randrange(2**31)))
            case "Float":
                return self._chance.choice((0.0, -1.5, 42.9026, 125.1437, 180.0))
            case "String":
                return self._word()
            case "Boolean" | "True":
                return kind == "True" or self._chance.random() < 0.5
        return self._object(kind, depth)

    def _break(self, part: Any) -> None:
        """Take something away or put something odd in its place, anywhere, but leave the sender who they are."""
        for _ in range(self._chance.randrange(1, 4)):
            place = part
            while True:
                names = list(place) if isinstance(place, dict) else list(range(len(place)))
                if not names:
                    break
                name = self._chance.choice(names)
                inner = place[name]
                if isinstance(inner, dict | list) and inner and self._chance.random() < 0.6:
                    place[name] = place = copy.copy(inner)  # what the pool holds stays whole
                    continue
                if self._chance.random() < 0.35:
                    del place[name]
                else:
                    place[name] = self._chance.choice(ODD_VALUES)
                break
