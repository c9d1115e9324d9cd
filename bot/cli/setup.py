"""``init``: asks what the bot cannot guess, writes the settings, makes the database and lets the first admin in."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from bot.cli.console import Console
from bot.cli.database import upgrade_here
from bot.cli.lazily import call
from bot.cli.reaching import TelegramUnreachable, TokenRefused
from bot.cli.settings import path_of, settings_for
from bot.config import Settings, render_config
from bot.config.complaints import faults_of
from bot.storage import describe
from bot.storage.demo_mark import refuse_demo


@dataclass(frozen=True, slots=True)
class Question:
    """A setting to ask for; its prompt stands in the catalogs under the setting's key."""

    setting: str
    is_needed: bool = True
    is_secret: bool = False

    @property
    def key(self) -> str:
        """The key of the prompt."""
        return f"cli-ask-{self.setting.partition('.')[2].replace('_', '-')}"

    @property
    def default(self) -> str:
        """What an empty answer means."""
        section, _, name = self.setting.partition(".")
        value = getattr(getattr(Settings(), section), name)
        return value if isinstance(value, str) else ""


QUESTIONS: Final = (
    Question("telegram.token", is_secret=True),
    Question("telegram.proxy", is_needed=False),
    Question("operator.name"),
    Question("operator.city"),
    Question("privacy.person_in_charge"),
    Question("privacy.contact"),
)


def init(args: argparse.Namespace, console: Console) -> int:
    """Set up a new bot; a file that is there is kept unless the operator says otherwise."""
    path = path_of(args)
    console.say("cli-init-head", file=str(path))
    if path.exists() and not console.is_agreed("cli-ask-overwrite", file=str(path)):
        console.say("cli-init-kept")
        return 0
    answers: dict[str, object] = {"operator.language": console.language}
    answers.update(_ask(console))
    _write(path, render_config(answers))
    console.say("cli-init-written", file=str(path))
    args.config = path
    settings = settings_for(args, console)
    refuse_demo(settings.database.url)
    upgrade_here(settings.database.url)
    console.say("cli-init-database", database=describe(settings.database.url))
    is_linked = _let_in(args, console)
    console.say("cli-init-next")
    return 0 if is_linked else 2


def _let_in(args: argparse.Namespace, console: Console) -> bool:
    """Print the first admin's link, or how to get it later."""
    try:
        call("bot.cli.roster:admin_link", args, console)
    except (TelegramUnreachable, TokenRefused) as fault:
        console.complain(fault.key, **fault.params)
        console.say("cli-init-no-link")
        return False
    return True


def _ask(console: Console) -> Iterator[tuple[str, str]]:
    for question in QUESTIONS:
        default = question.default
        prompt = console.words(question.key)
        prompt += f" [{default}]: " if default else ": "
        while True:
            answer = console.ask(prompt, is_secret=question.is_secret) or default
            flaw = _flaw(question, answer, console)
            if flaw is None:
                break
            console.show(flaw)
        if answer:
            yield question.setting, answer


def _flaw(question: Question, answer: str, console: Console) -> str | None:
    """Say what is wrong with an answer, or return None."""
    if not answer:
        return console.words("cli-ask-again") if question.is_needed else None
    try:
        render_config({question.setting: answer})
    except ValidationError as error:
        return "\n".join(fault.text(console.language) for fault in faults_of(error, Settings))
    return None


def _write(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all: it holds the token."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        stream.write(text)
    beside.replace(path)
