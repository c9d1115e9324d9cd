"""One language's messages: reading the Fluent files, and rendering a message from its parameters.

Most messages are words and placeholders only; those are joined here in a microsecond or two. Messages with variants,
terms or functions go through ``fluent.runtime``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import NamedTuple, Self

from fluent.runtime import FluentBundle
from fluent.runtime.types import FluentInt
from fluent.syntax import FluentParser, ast

Param = str | int | Decimal

# fluent.runtime refuses values above 2,500 characters, a broadcast has up to 4,096: longer ones are put in afterwards.
_LONGEST_VALUE = 2_000
_OPEN, _CLOSE = "\ue000", "\ue001"


class CatalogBroken(ValueError):  # noqa: N818 - names what is wrong, like all faults here
    """A catalog cannot be read: a file does not parse, a key stands twice, or a language has no file."""


class Slot(NamedTuple):
    """The place of a parameter in a message."""

    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A message made ready: its ``parts`` when it has no variants, else None; and every placeholder in it."""

    parts: tuple[str | Slot, ...] | None
    placeholders: frozenset[str]


class Catalog:
    """The messages of one language."""

    def __init__(self, language: str, entries: Mapping[str, ast.Message | ast.Term]) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(ast.Resource(list(entries.values())))
        self._entries = {
            key: Entry(_plain_parts(item.value), frozenset(_placeholders(item, entries, set())))
            for key, item in entries.items()
            if isinstance(item, ast.Message) and item.value is not None
        }

    @classmethod
    def read(cls, language: str, folder: Traversable) -> Self:
        """Read every ``*.ftl`` of a folder.

        Raises:
            CatalogBroken: A file does not parse, a key stands twice, a message has no text, or there is no file.
        """
        entries: dict[str, ast.Message | ast.Term] = {}
        for name, item in _items(language, folder):
            key = f"-{item.id.name}" if isinstance(item, ast.Term) else item.id.name
            if key in entries:
                raise CatalogBroken(f"{name}: {key} stands twice")
            if item.value is None:
                raise CatalogBroken(f"{name}: {key} has no text")
            entries[key] = item
        return cls(language, entries)

    def keys(self) -> frozenset[str]:
        return frozenset(self._entries)

    def placeholders(self, key: str) -> frozenset[str]:
        return self._entries[key].placeholders

    def render(self, key: str, params: Mapping[str, Param]) -> str:
        """Write the message with its values as they are.

        Raises:
            KeyError: No such message, or a placeholder without a value; the argument says which.
            TypeError: A value is neither text nor a whole or decimal number.
        """
        entry = self._entries.get(key)
        if entry is None:
            raise KeyError(f"no text {key}")
        if not entry.placeholders <= params.keys():
            names = ", ".join(sorted(entry.placeholders - params.keys()))
            raise KeyError(f"{key} lacks {names}")
        if entry.parts is None:
            return self._render_variants(key, {name: params[name] for name in entry.placeholders})
        return "".join([part if isinstance(part, str) else _written(part.name, params) for part in entry.parts])

    def _render_variants(self, key: str, params: Mapping[str, Param]) -> str:
        long = [value for value in params.values() if isinstance(value, str) and len(value) > _LONGEST_VALUE]
        values: dict[str, str | FluentInt] = {}
        for name, value in params.items():
            if isinstance(value, int) and not isinstance(value, bool):
                values[name] = FluentInt(value, useGrouping=False)
            elif value in long:
                values[name] = f"{_OPEN}{long.index(str(value))}{_CLOSE}"
            else:
                values[name] = _written(name, params)
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(f"no text {key}")
        text, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise KeyError(f"{key} cannot be rendered: {errors}")
        rendered = str(text)
        for position, value in enumerate(long):
            rendered = rendered.replace(f"{_OPEN}{position}{_CLOSE}", value)
        return rendered


def _written(name: str, params: Mapping[str, Param]) -> str:
    value = params[name]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"{name} is {type(value).__name__}; a text takes str, int or Decimal")
    return str(value)


def _items(language: str, folder: Traversable) -> Iterator[tuple[str, ast.Message | ast.Term]]:
    files = [file for file in folder.iterdir() if file.name.endswith(".ftl")] if folder.is_dir() else []
    if not files:
        raise CatalogBroken(f"no catalog for {language}")
    for file in sorted(files, key=lambda file: file.name):
        name = f"{language}/{file.name}"
        source = file.read_text(encoding="utf-8")
        for item in FluentParser().parse(source).body:
            if isinstance(item, ast.Junk):
                raise CatalogBroken(f"{name}: {_complaint(item, source)}")
            if isinstance(item, ast.Message | ast.Term):
                yield name, item


def _complaint(junk: ast.Junk, source: str) -> str:
    note = next(iter(junk.annotations or []), None)
    if note is None or note.span is None:
        return "does not parse"
    return f"line {source.count(chr(10), 0, note.span.start) + 1}: {note.message}"


def _plain_parts(pattern: ast.Pattern) -> tuple[str | Slot, ...] | None:
    parts: list[str | Slot] = []
    for element in pattern.elements:
        inner = element.expression if isinstance(element, ast.Placeable) else element
        match inner:
            case ast.TextElement():
                parts.append(inner.value)
            case ast.StringLiteral():
                parts.append(str(inner.parse()["value"]))
            case ast.VariableReference():
                parts.append(Slot(inner.id.name))
            case _:
                return None
    return tuple(parts)


def _placeholders(node: object, entries: Mapping[str, ast.Message | ast.Term], visited: set[str]) -> Iterator[str]:
    """Yield the variables of a node and of the messages it refers to; a term sees none of the caller's."""
    if isinstance(node, ast.VariableReference):
        yield node.id.name
    elif isinstance(node, ast.MessageReference):
        if node.id.name in entries and node.id.name not in visited:
            visited.add(node.id.name)
            yield from _placeholders(entries[node.id.name], entries, visited)
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _placeholders(inner, entries, visited)
    elif isinstance(node, ast.BaseNode):
        for inner in vars(node).values():
            yield from _placeholders(inner, entries, visited)
