"""A chat written down as text, the way it looks on a phone: the bot on the left, the person on the right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime, tzinfo

from bot.sandbox.state import Chat, Message, Tap


def transcript(chat: Chat, zone: tzinfo, width: int) -> str:
    """Write a chat down in the order of time.

    An edited message stands where it was first sent, in its final state and with the time of its last edit; deleted
    ones are left out. A tap stands on the right with the words of the button, and under it the bot's answer.

    Args:
        chat: A private chat or a group.
        zone: Where the reader lives.
        width: Columns of a line; a Chinese character takes two.
    """
    lines: list[str] = []
    day = None
    for at, event in sorted(_events(chat), key=lambda pair: pair[0]):
        local = at.astimezone(zone)
        if local.date() != day:
            day = local.date()
            lines += ["", f" {day.isoformat()} ".center(width, "-"), ""]
        lines += _message_lines(event, zone, width) if isinstance(event, Message) else _tap_lines(event, zone, width)
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _events(chat: Chat) -> Iterator[tuple[datetime, Message | Tap]]:
    for message in chat.messages.values():
        if not message.is_deleted:
            yield message.date, message
    for tap in chat.taps:
        yield tap.at, tap


def _message_lines(message: Message, zone: tzinfo, width: int) -> list[str]:
    time = f"{message.date.astimezone(zone):%H:%M}"
    if message.edit_date is not None:
        time += f" (edited {message.edit_date.astimezone(zone):%H:%M})"
    body = [*_media_lines(message), *message.text.split("\n")] if message.text else _media_lines(message)
    if not message.is_from_bot:
        return _right([*body, time], width)
    inner = width - 6
    lines = [f"| {piece}" for line in body for piece in wrap(line, inner)]
    lines += [f"| {'  '.join(f'[{button.label}]' for button in row)}" for row in message.keyboard]
    return [*lines, f"' {time}", ""]


def _tap_lines(tap: Tap, zone: tzinfo, width: int) -> list[str]:
    lines = _right([f"> [{tap.label or tap.data}]  {tap.at.astimezone(zone):%H:%M}"], width)
    said = [answer.text for answer in tap.answers if answer.text]
    if not said:
        return lines
    inner = [piece for text in said for line in text.split("\n") for piece in wrap(line, width - 10)]
    return [*lines[:-1], *(f"    ( {piece} )" for piece in inner), ""]


def _media_lines(message: Message) -> list[str]:
    media = message.media
    if "venue" in media:
        return [f"<place: {media['venue']['title']}, {media['venue']['address']}>"]
    if "location" in media:
        return ["<position>"]
    if "contact" in media:
        return ["<contact>"]
    if message.file is not None:
        return ["<picture>" if "photo" in media else f"<file: {message.file.name}>"]
    return [f"<{name}>" for name in media if name != "media_group_id"][:1]


def _right(lines: list[str], width: int) -> list[str]:
    pieces = [piece for line in lines for piece in wrap(line, width - 8)]
    return [*(" " * max(width - columns(piece), 0) + piece for piece in pieces), ""]


def columns(text: str) -> int:
    """Count the columns of a text on a terminal; wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrap(line: str, width: int) -> list[str]:
    """Break a line into pieces of at most ``width`` columns, at blanks where there are any."""
    pieces: list[str] = []
    while columns(line) > width:
        cut = _cut(line, width)
        pieces.append(line[:cut].rstrip())
        line = line[cut:].lstrip()
    return [*pieces, line]


def _cut(line: str, width: int) -> int:
    room, blank = width, 0
    for index, character in enumerate(line):
        room -= columns(character)
        if room < 0:
            return blank or max(index, 1)
        if character == " ":
            blank = index + 1
    return len(line)
