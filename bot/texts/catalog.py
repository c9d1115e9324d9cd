"""One language's messages: reading the Fluent files, and rendering a message from its parameters.

Most messages are words and placeholders only; those are joined here in a microsecond or two. Messages with variants or
terms go through ``fluent.runtime``, which is told the plurals of each language: what Babel knows besides, of dates and
currencies, takes 5 MB, and all that is made in ``bot.texts.formats``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources.abc import Traversable
from itertools import zip_longest
from types import SimpleNamespace
from typing import Any, Final, NamedTuple, Self

from babel.plural import PluralRule
from fluent.runtime import FluentBundle
from fluent.runtime.resolver import CurrentEnvironment, ResolverEnvironment
from fluent.runtime.types import FluentInt
from fluent.syntax import FluentParser, ast

Param = str | int | Decimal

# fluent.runtime refuses values above 2,500 characters, a broadcast has up to 4,096: longer ones are put in afterwards.
_LONGEST_VALUE = 2_000
_OPEN, _CLOSE = "\ue000", "\ue001"

PLURALS: Final = {"zh-CN": PluralRule({}), "en": PluralRule({"one": "i = 1 and v = 0"})}
"""By language: which numbers choose which variant; all else is ``other``."""

AT_MARGIN = re.compile(r"^(?:(-?[a-zA-Z][\w-]*) *=|\S).*", re.MULTILINE)


class CatalogBroken(ValueError):  # noqa: N818 - names what is wrong, like all faults here
    """A catalog cannot be read: a file does not parse, a key stands twice, or a language has no file."""


class Slot(NamedTuple):
    """The place of a parameter in a message."""

    name: str


class Block(NamedTuple):
    """A message as it stands in a file: where it begins, and its lines."""

    file: str
    line: int
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A message made ready: its ``parts`` when it has no variants, else None; and every placeholder in it."""

    parts: tuple[str | Slot, ...] | None
    placeholders: frozenset[str]


class _Bundle(FluentBundle):
    """A bundle that has Babel load nothing."""

    def _get_babel_locale(self) -> Any:
        return SimpleNamespace(plural_form=PLURALS[self.locales[0]])


class _Number(FluentInt):
    """A whole number that is written as it is: a year stays a year."""

    def format(self, _locale: object) -> str:
        return str(int(self))


class Catalog:
    """The messages of one language.

    A file is cut into its messages when it is read, and each is parsed when it is first said: a process that says
    little, such as a child that draws a chart, starts without parsing a thousand others.
    """

    def __init__(self, language: str, blocks: Mapping[str, Block]) -> None:
        self.language = language
        self._blocks = blocks
        self._bundle = _Bundle([language], use_isolating=False)
        self._parsed: dict[str, ast.Message | ast.Term] = {}
        self._entries: dict[str, Entry] = {}

    @classmethod
    def read(cls, language: str, folder: Traversable) -> Self:
        """Read every ``*.ftl`` of a folder.

        Raises:
            CatalogBroken: A key stands twice, something stands between the messages, or there is no file.
        """
        blocks: dict[str, Block] = {}
        for key, block in _blocks(language, folder):
            if key in blocks:
                raise CatalogBroken(f"{block.file}: {key} stands twice")
            blocks[key] = block
        return cls(language, blocks)

    def check(self) -> None:
        """Parse everything.

        Raises:
            CatalogBroken: A message does not parse, or has no text.
        """
        for key in self._blocks:
            self._parse(key)

    def keys(self) -> frozenset[str]:
        return frozenset(key for key in self._blocks if not key.startswith("-"))

    def placeholders(self, key: str) -> frozenset[str]:
        return self._entry(key).placeholders

    def render(self, key: str, params: Mapping[str, Param]) -> str:
        """Write the message with its values as they are.

        Raises:
            KeyError: No such message, or a placeholder without a value; the argument says which.
            TypeError: A value is neither text nor a whole or decimal number.
        """
        entry = self._entries.get(key) or self._entry(key)
        if not entry.placeholders <= params.keys():
            names = ", ".join(sorted(entry.placeholders - params.keys()))
            raise KeyError(f"{key} lacks {names}")
        if entry.parts is None:
            return self._render_variants(key, {name: params[name] for name in entry.placeholders})
        return "".join([part if isinstance(part, str) else _written(part.name, params) for part in entry.parts])

    def _entry(self, key: str) -> Entry:
        if key not in self._blocks or key.startswith("-"):
            raise KeyError(f"no text {key}")
        pattern = self._parse(key).value
        if pattern is None:
            raise KeyError(f"no text {key}")
        entry = Entry(_plain_parts(pattern), frozenset(self._placeholders(pattern, set())))
        if entry.parts is None:
            self._hand_over(key, set())
        self._entries[key] = entry
        return entry

    def _parse(self, key: str) -> ast.Message | ast.Term:
        """Return a message or term (``-name``), parsed at the first call."""
        if key not in self._parsed:
            block = self._blocks[key]
            item = FluentParser().parse(block.source).body[0]
            if not isinstance(item, ast.Message | ast.Term):
                raise CatalogBroken(f"{block.file}: {_complaint(item, block)}")
            if item.value is None:
                raise CatalogBroken(f"{block.file}: {key} has no text")
            self._parsed[key] = item
        return self._parsed[key]

    def _hand_over(self, key: str, visited: set[str]) -> None:
        """Give the bundle a message and all that it refers to."""
        if key in self._blocks and key not in visited:
            visited.add(key)
            item = self._parse(key)
            self._bundle.add_resource(ast.Resource([item]))
            for node in _nodes(item):
                if isinstance(node, ast.MessageReference):
                    self._hand_over(node.id.name, visited)
                elif isinstance(node, ast.TermReference):
                    self._hand_over(f"-{node.id.name}", visited)

    def _placeholders(self, pattern: ast.Pattern, visited: set[str]) -> Iterator[str]:
        """Yield the variables of a text and of the messages it refers to; a term sees none of the caller's."""
        for node in _nodes(pattern):
            if isinstance(node, ast.VariableReference):
                yield node.id.name
            elif isinstance(node, ast.MessageReference):
                name = node.id.name
                if name in self._blocks and name not in visited:
                    visited.add(name)
                    value = self._parse(name).value
                    yield from self._placeholders(value, visited) if value is not None else ()

    def _render_variants(self, key: str, params: Mapping[str, Param]) -> str:
        long = [value for value in params.values() if isinstance(value, str) and len(value) > _LONGEST_VALUE]
        values: dict[str, str | _Number] = {}
        for name, value in params.items():
            if isinstance(value, int) and not isinstance(value, bool):
                values[name] = _Number(value)
            elif value in long:
                values[name] = f"{_OPEN}{long.index(str(value))}{_CLOSE}"
            else:
                values[name] = _written(name, params)
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(f"no text {key}")
        errors: list[Exception] = []
        # As the bundle's own ``format_pattern``, which would make every number one that Babel is to write.
        text = pattern(ResolverEnvironment(self._bundle, errors, CurrentEnvironment(values)))
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


def _blocks(language: str, folder: Traversable) -> Iterator[tuple[str, Block]]:
    """Cut the files into their messages: each begins at the margin, and so do comments and nothing else."""
    files = [file for file in folder.iterdir() if file.name.endswith(".ftl")] if folder.is_dir() else []
    if not files:
        raise CatalogBroken(f"no catalog for {language}")
    for file in sorted(files, key=lambda file: file.name):
        name, source = f"{language}/{file.name}", file.read_text(encoding="utf-8")
        starts = [*AT_MARGIN.finditer(source)]
        line, counted = 1, 0
        for start, following in zip_longest(starts, starts[1:]):
            line, counted = line + source.count("\n", counted, start.start()), start.start()
            if start[1] is None:
                if not start[0].startswith("#"):
                    raise CatalogBroken(f"{name}: line {line}: no message")
                continue
            end = len(source) if following is None else following.start()
            yield start[1], Block(name, line, source[start.start() : end])


def _complaint(junk: ast.EntryType, block: Block) -> str:
    note = next(iter(junk.annotations or []), None) if isinstance(junk, ast.Junk) else None
    if note is None or note.span is None:
        return f"line {block.line}: does not parse"
    line = block.line + block.source.count("\n", 0, note.span.start)
    return f"line {line}: {note.message}"


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


def _nodes(node: object) -> Iterator[ast.BaseNode]:
    """Go through a node and all within it."""
    if isinstance(node, list | tuple):
        for inner in node:
            yield from _nodes(inner)
    elif isinstance(node, ast.BaseNode):
        yield node
        for inner in vars(node).values():
            yield from _nodes(inner)
