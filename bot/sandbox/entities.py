"""Telegram's HTML, parsed as strictly as Telegram documents it: a message that is not well formed is refused.

One rule is harder than Telegram's server, on purpose: an ampersand that begins no known entity is refused, though
the server lets it pass. The documentation asks for it to be escaped, and what is not escaped here is sooner or later
a name with a ``<`` in it.

Source:
    https://core.telegram.org/bots/api#html-style
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.state import Json

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)"""
    r"""(?P<attributes>(?:\s+[a-zA-Z][\w-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*>""",
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_REFERENCE = re.compile(r"&(?:#(?P<decimal>[0-9]{1,7})|#x(?P<hex>[0-9a-fA-F]{1,6})|(?P<name>[a-z]{2,4}));")
_SPECIAL = re.compile(r"[<&]")
_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")


@dataclass(slots=True)
class _Open:
    name: str
    offset: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Parsing:
    """Plain text so far, its length in UTF-16 units, and the tags still open."""

    html: str
    parts: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def append(self, text: str) -> None:
        self.parts.append(text)
        self.length += utf16_length(text)

    def refuse(self, what: str, at: int) -> ApiError:
        return _cannot_parse(f"{what} at byte offset {len(self.html[:at].encode())}")


def utf16_length(text: str) -> int:
    """Count UTF-16 code units, the measure of entity offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def parse_html(html: str) -> tuple[str, list[Json]]:
    """Turn Telegram HTML into plain text and its entities.

    Returns:
        The text without surrounding white space, and ``MessageEntity`` objects by offset, the longer ones first.

    Raises:
        ApiError: 400 "can't parse entities": unknown, unclosed or crossed tag, bare ``<`` or ``&``.
    """
    if _SPECIAL.search(html) is None:
        return html.strip(), []
    parsing = _Parsing(html)
    position = 0
    while special := _SPECIAL.search(html, position):
        at = special.start()
        parsing.append(html[position:at])
        position = _tag(parsing, at) if html[at] == "<" else _reference(parsing, at)
    parsing.append(html[position:])
    if parsing.stack:
        raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{parsing.stack[-1].name}"')
    return _trimmed("".join(parsing.parts), parsing.entities)


def commands_in(text: str) -> list[Json]:
    """Find the ``/commands`` in what a person typed."""
    if "/" not in text:
        return []
    return [
        {"type": "bot_command", "offset": utf16_length(text[: found.start()]), "length": len(found.group())}
        for found in _COMMAND.finditer(text)
    ]


def _cannot_parse(why: str) -> ApiError:
    return bad_request(f"can't parse entities: {why}")


def _reference(parsing: _Parsing, at: int) -> int:
    found = _REFERENCE.match(parsing.html, at)
    decoded = _decoded(found) if found else None
    if found is None or decoded is None:
        raise parsing.refuse('Character "&" must be escaped', at)
    parsing.append(decoded)
    return found.end()


def _decoded(reference: re.Match[str]) -> str | None:
    if reference["name"]:
        return _NAMED.get(reference["name"])
    code = int(reference["decimal"]) if reference["decimal"] else int(reference["hex"], 16)
    is_character = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return chr(code) if is_character else None


def _tag(parsing: _Parsing, at: int) -> int:
    found = _TAG.match(parsing.html, at)
    if found is None:
        if ">" not in parsing.html[at:]:
            raise parsing.refuse("Unclosed start tag", at)
        word = re.match(r"</?([^\s>]*)", parsing.html[at:])
        raise parsing.refuse(f'Unsupported start tag "{word[1] if word else ""}"', at)
    name = found["name"].lower()
    if found["close"]:
        _close(parsing, name, at)
    else:
        _open(parsing, name, found["attributes"], at)
    return found.end()


def _open(parsing: _Parsing, name: str, attributes: str, at: int) -> None:
    if name not in _KINDS:
        raise parsing.refuse(f'Unsupported start tag "{name}"', at)
    given = {
        found[1].lower(): _plain_attribute(parsing, found[2] or found[3] or found[4] or "", at)
        for found in _ATTRIBUTE.finditer(attributes)
    }
    if name == "span" and given.get("class") != "tg-spoiler":
        raise parsing.refuse('Tag "span" must have class "tg-spoiler"', at)
    parsing.stack.append(_Open(name, parsing.length, given))


def _plain_attribute(parsing: _Parsing, value: str, at: int) -> str:
    def replace(reference: re.Match[str]) -> str:
        decoded = _decoded(reference)
        if decoded is None:
            raise parsing.refuse('Character "&" must be escaped', at)
        return decoded

    return _REFERENCE.sub(replace, value)


def _close(parsing: _Parsing, name: str, at: int) -> None:
    if not parsing.stack:
        raise parsing.refuse("Unexpected end tag", at)
    opened = parsing.stack.pop()
    if opened.name != name:
        raise parsing.refuse(f'Unmatched end tag, expected "</{opened.name}>", found "</{name}>"', at)
    length = parsing.length - opened.offset
    if length > 0 and (entity := _entity(parsing, opened)) is not None:
        parsing.entities.append({**entity, "offset": opened.offset, "length": length})


def _entity(parsing: _Parsing, opened: _Open) -> Json | None:
    kind = _KINDS[opened.name]
    if kind == "text_link":
        url = opened.attributes.get("href", "")
        return {"type": kind, "url": url} if "." in url or url.startswith("tg://") else None
    if kind == "custom_emoji":
        return {"type": kind, "custom_emoji_id": opened.attributes.get("emoji-id", "")}
    if kind == "blockquote" and "expandable" in opened.attributes:
        return {"type": "expandable_blockquote"}
    if kind == "code" and parsing.stack and parsing.stack[-1].name == "pre":
        language = opened.attributes.get("class", "")
        parsing.stack[-1].attributes["language"] = language.removeprefix("language-")
        return None
    if kind == "pre" and opened.attributes.get("language"):
        return {"type": kind, "language": opened.attributes["language"]}
    return {"type": kind}


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    lead = utf16_length(text) - utf16_length(text.lstrip())
    plain = text.strip()
    total = utf16_length(plain)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] - lead + entity["length"], total)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return plain, kept
