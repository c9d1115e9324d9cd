"""Turns a key and its parameters into the reader's words; the words stand in ``<language>/*.ftl`` beside this module.

The catalogs are Fluent files: one folder per language, any number of files in it, every key once. What is said in
pieces (a day, a span of hours) is built by ``bot.texts.formats`` and handed in as a parameter.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from bot.texts.catalog import Catalog, CatalogBroken, Param

DEFAULT_LANGUAGE: Final = "zh-CN"
LANGUAGES: Final = (DEFAULT_LANGUAGE, "en")

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "CatalogBroken",
    "Markup",
    "Param",
    "TextMissing",
    "Texts",
    "language_of",
    "link",
    "load_texts",
]


class Markup(str):
    """Telegram HTML that is safe to stand in a message as it is; ``Texts.html`` escapes every other string."""

    __slots__ = ()


def link(address: str, label: str) -> Markup:
    """Return a link as Telegram HTML, both parts escaped; a person is ``tg://user?id=…``."""
    return Markup(f'<a href="{html.escape(address)}">{html.escape(label, quote=False)}</a>')


class TextMissing(KeyError):  # noqa: N818 - the glossary's form: a class names what is wrong
    """A key that no catalog has, or a placeholder that the caller gave no value for."""


@cache
def language_of(code: str | None) -> str:
    """Return the catalog for a language code as Telegram sends it (``zh-hans``, ``en-GB``); Chinese when unknown."""
    primary = (code or "").replace("_", "-").partition("-")[0].lower()
    return next((language for language in LANGUAGES if language.partition("-")[0] == primary), DEFAULT_LANGUAGE)


class Texts:
    """All catalogs, read once; formatting does not wait, so one instance serves everyone."""

    def __init__(self, root: Traversable | None = None) -> None:
        """Read the catalogs below ``root``, by default those that come with the program.

        Raises:
            CatalogBroken: A key stands twice, or a file has something else between its messages.
        """
        base = resources.files(__name__) if root is None else root
        self._catalogs = {language: Catalog.read(language, base / language) for language in LANGUAGES}

    def check(self) -> None:
        """Parse every message of every language, which is else done when it is first said.

        Raises:
            CatalogBroken: One does not parse, or has no text.
        """
        for catalog in self._catalogs.values():
            catalog.check()

    def keys(self, language: str) -> frozenset[str]:
        """Return the keys of a language's catalog."""
        return self._catalogs[language].keys()

    def placeholders(self, language: str, key: str) -> frozenset[str]:
        """Return the names that a message needs values for, in any of its variants."""
        return self._catalogs[language].placeholders(key)

    def format(self, language: str | None, key: str, /, **params: Param) -> str:
        """Say ``key`` in plain words, as for the label of a button.

        Args:
            language: A code as in ``language_of``; unknown ones read Chinese.
            key: A key of the catalogs.
            params: A value for every placeholder; more are ignored. Numbers are written without grouping, so a
                year stays a year; ``formats.count`` groups where it is wanted.

        Raises:
            TextMissing: The key is unknown, or a placeholder has no value: a raw key is never shown.
            TypeError: A value is neither text nor a whole or decimal number.
        """
        return self._render(language, key, params)

    def html(self, language: str | None, key: str, /, **params: Param) -> Markup:
        """Say ``key`` as Telegram HTML: as ``format``, with every text escaped unless it is ``Markup``."""
        safe = {name: _escaped(value) for name, value in params.items()}
        return Markup(self._render(language, key, safe))

    def _render(self, language: str | None, key: str, params: Mapping[str, Param]) -> str:
        catalog = self._catalogs[language_of(language)]
        try:
            return catalog.render(key, params)
        except KeyError as error:
            raise TextMissing(f"{catalog.language}: {error.args[0]}") from None


def _escaped(value: Param) -> str | int | Decimal:
    if isinstance(value, str) and not isinstance(value, Markup):
        return html.escape(value, quote=False)
    return value


@cache
def load_texts() -> Texts:
    """Return the program's own catalogs, read at the first call."""
    return Texts()
