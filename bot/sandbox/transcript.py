"""A chat written down as text, the way it looks on a phone: the bot on the left, the person on the right."""

from __future__ import annotations

import unicodedata
from datetime import tzinfo

from bot.sandbox.state import Chat, Message, Tap

_OPENING = frozenset("（【《“‘([")  # do not end a line
_CLOSING = frozenset("，。、；：？！）】》”’%…,.;:?!)]")  # do not begin a line


def transcript(chat: Chat, zone: tzinfo, width: int, photo: str = "photo") -> str:
    """Write a chat down in the order of time.

    An edited message stands where it was first sent, in its final state and with the time of its last edit; deleted
    ones are left out. A tap stands on the right with the words of the button, and under it the bot's toast.

    Args:
        chat: A private chat or a group.
        zone: Where the reader lives.
        width: Columns of a line, 24 at least; a Chinese character takes two.
        photo: The word that stands for a photo.
    """
    lines: list[str] = []
    day = None
    for event in _events(chat):
        local = (event.at if isinstance(event, Tap) else event.date).astimezone(zone)
        if local.date() != day:
            day = local.date()
            lines += ["", f" {day.isoformat()} ".center(width, "─"), ""]
        lines += _message(event, zone, width, photo) if isinstance(event, Message) else _tap(event, zone, width)
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _events(chat: Chat) -> list[Message | Tap]:
    messages = [message for message in chat.messages.values() if not message.is_deleted]
    events: list[Message | Tap] = [*messages, *chat.taps]
    return sorted(events, key=lambda event: event.order)


def _message(message: Message, zone: tzinfo, width: int, photo: str) -> list[str]:
    time = f"{message.date.astimezone(zone):%H:%M}"
    text = message.text.split("\n") if message.text else []
    body = [*_quoted(message, width), *_media(message, photo), *text]
    if not message.is_from_bot:
        name = [] if message.chat.is_private else [f"{message.sender.first_name}:"]
        return _right([*name, *body], time, width)
    if message.edit_date is not None:
        time += f" ✎ {message.edit_date.astimezone(zone):%H:%M}"
    inner = width - 6
    lines = [f"│ {piece}" for line in body for piece in wrap(line, inner)]
    rows = ["  ".join(f"[{button.label}]" for button in row) for row in message.keyboard]
    lines += [f"│ {piece}" for row in rows for piece in wrap(row, inner)]
    return [*lines, f"╰─ {time}", ""]


def _quoted(message: Message, width: int) -> list[str]:
    original = message.chat.messages.get(message.reply_to) if message.reply_to is not None else None
    if original is None or original.is_deleted or not original.text:
        return []
    first = original.text.split("\n")[0]
    cut = _cut(first, width // 2)
    return [f"↩ {first[:cut].rstrip()}{'…' if cut < len(first) else ''}"]


def _tap(tap: Tap, zone: tzinfo, width: int) -> list[str]:
    who = "" if tap.chat.is_private else f"{tap.by.first_name} "
    lines = _right([f"{who}☞ [{tap.label or tap.data}]"], f"{tap.at.astimezone(zone):%H:%M}", width)
    toasts = [wrap(line, width - 10) for answer in tap.answers for line in answer.text.split("\n") if line]
    if not toasts:
        return lines
    return [*lines[:-1], *(f"    ( {piece} )" for toast in toasts for piece in toast), ""]


def _media(message: Message, photo: str) -> list[str]:
    media = message.media
    if "venue" in media:
        return [f"⌖ {media['venue']['title']}", media["venue"]["address"]]
    if "location" in media:
        return [f"⌖ {media['location']['latitude']:.4f}, {media['location']['longitude']:.4f}"]
    if message.file is not None:
        return [f"▣ {photo}" if "photo" in media else f"▤ {message.file.name}"]
    return [f"· {name.replace('_', ' ')}" for name in media if name != "forward_origin"][:1]


def _right(lines: list[str], time: str, width: int) -> list[str]:
    pieces = [piece for line in lines for piece in wrap(line, width - 10)]
    pieces[-1] = f"{pieces[-1]}  {time}"
    return [*(" " * max(width - columns(piece), 0) + piece for piece in pieces), ""]


def columns(text: str) -> int:
    """Count the columns of a text on a terminal: wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def wrap(line: str, width: int) -> list[str]:
    """Break a line into pieces of at most ``width`` columns, at a blank where there is one in reach.

    A closing mark may hang two columns over the edge rather than begin a line.
    """
    pieces: list[str] = []
    while columns(line) > width:
        cut = _cut(line, width)
        pieces.append(line[:cut].rstrip())
        line = line[cut:].lstrip()
    return [*pieces, line] if line or not pieces else pieces


def _cut(line: str, width: int) -> int:
    room, blank = width, 0
    for index, character in enumerate(line):
        room -= columns(character)
        if room < 0:
            if character in _CLOSING:
                return index + 1
            return blank if blank > index // 2 else _good_cut(line, max(index, 1))
        if character == " ":
            blank = index + 1
    return len(line)


def _good_cut(line: str, latest: int) -> int:
    """Step back from the middle of a number or word, and from a bracket that opens; not more than half a line."""
    cut = latest
    while cut > latest // 2 and (line[cut - 1] in _OPENING or (_is_word(line[cut - 1]) and _is_word(line[cut]))):
        cut -= 1
    return cut if cut > latest // 2 else latest


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ":.,-_/%")
