"""What the operator reads and is asked: words of the catalogs, in Chinese or in English."""

from __future__ import annotations

import getpass
import io
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from bot.errors import Fault
from bot.texts import DEFAULT_LANGUAGE, LANGUAGES, Param, language_of, load_texts

YES: Final = frozenset({"y", "yes", "是", "好", "确认"})
"""What agrees to a question, in whichever language it is put."""

_OPTION: Final = "--language"
# In the order in which a shell obeys them.
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


class InputEnded(Fault):
    """A question was left without an answer."""

    key = "fault-input-ended"


def spoken_language(words: Sequence[str], environ: Mapping[str, str]) -> tuple[str, bool]:
    """Find the language before anything else is known, for help itself is written in it.

    Returns:
        The language, and whether it was asked for by option: then the settings do not change it.
    """
    for place, word in enumerate(words):
        name, _, value = word.partition("=")
        value = value or next(iter(words[place + 1 :]), "")
        if name == _OPTION and value in LANGUAGES:
            return value, True
    locale = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    return language_of(locale.partition(".")[0]) or DEFAULT_LANGUAGE, False


class Console:
    """Says keys of the catalogs on standard output, and what went wrong on standard error."""

    def __init__(self, language: str, is_chosen: bool = False) -> None:
        self.language = language
        self._is_chosen = is_chosen
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A terminal without Chinese shows question marks; the command itself must not fail of it.
                stream.reconfigure(errors="replace")

    def follow(self, language: str) -> None:
        """Speak the language of the settings, unless another was asked for."""
        if not self._is_chosen:
            self.language = language

    def words(self, key: str, /, **params: Param) -> str:
        """Return a text of the catalogs."""
        return load_texts().format(self.language, key, **params)

    def say(self, key: str, /, **params: Param) -> None:
        """Say a text."""
        self.show(self.words(key, **params))

    def show(self, text: str) -> None:
        """Print a text as it is."""
        print(text, flush=True)

    def complain(self, key: str, /, **params: Param) -> None:
        """Say on standard error what went wrong."""
        print(self.words(key, **params), file=sys.stderr, flush=True)

    def is_agreed(self, key: str, /, **params: Param) -> bool:
        """Ask a question of yes or no; whatever is not a yes is a no.

        Raises:
            InputEnded: Nothing more can be read.
        """
        return self.ask(self.words(key, **params)).casefold() in YES

    def ask(self, prompt: str, *, is_secret: bool = False) -> str:
        """Ask one question; what is secret is not shown while it is typed.

        Raises:
            InputEnded: Nothing more can be read.
        """
        try:
            if is_secret and sys.stdin.isatty():
                return getpass.getpass(prompt).strip()
            return input(prompt).strip()
        except EOFError:
            raise InputEnded from None
