"""The commands and their options, with help in the reader's language."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final, NoReturn

from bot.cli.console import Console
from bot.texts import LANGUAGES

PROGRAM: Final = "volunteer-bot"
DEFAULT_CONFIG: Final = Path("config.toml")
DEMO_PEOPLE: Final = 240
"""So many end within a minute on two cores, slow ones too."""
DEMO_SEED: Final = 20261127
DEMO_FOLDER: Final = Path("demo")
EXPORT_FORMS: Final = ("xlsx", "csv", "platform", "platform-csv")
DEMO_STORIES: Final = ("friday", "snow", "week")


class _Parser(argparse.ArgumentParser):
    """argparse, with its own headings in the reader's language."""

    console: Console

    def __init__(self, **given: Any) -> None:
        super().__init__(
            formatter_class=argparse.RawDescriptionHelpFormatter, add_help=False, allow_abbrev=False, **given
        )
        self._positionals.title = self.console.words("cli-head-arguments")
        self._optionals.title = self.console.words("cli-head-options")
        self.add_argument("-h", "--help", action="help", help=self.console.words("cli-help-help"))

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, self.console.words("cli-usage-fault", message=message, program=PROGRAM) + "\n")


def build_parser(console: Console) -> argparse.ArgumentParser:
    """Return the parser; what it parses has ``command``, the address of the function that does it."""

    class Parser(_Parser):
        pass

    Parser.console = console
    parser = Parser(prog=PROGRAM, description=console.words("cli-about"))
    _globals(parser, console)
    commands = _commands(parser, console)
    _add(commands, console, "run", "bot.cli.running:run")
    _demo(_add(commands, console, "demo", "bot.cli.demo:demo"), console)
    _add(commands, console, "check", "bot.cli.checking:check")
    _add(commands, console, "init", "bot.cli.setup:init")
    _database(commands, console)
    _backup(commands, console)
    _roster(commands, console)
    _roles(commands, console)
    _export(commands, console)
    return parser


def _globals(parser: argparse.ArgumentParser, console: Console, *, default: Any = None) -> None:
    """Add what every command takes, before its name or behind it; behind it nothing is the default."""
    parser.add_argument(
        "--config",
        type=Path,
        default=default,
        metavar="PATH",
        help=console.words("cli-help-config", file=str(DEFAULT_CONFIG)),
    )
    parser.add_argument("--language", choices=LANGUAGES, default=default, help=console.words("cli-help-language"))


def _commands(parser: argparse.ArgumentParser, console: Console) -> Any:
    return parser.add_subparsers(
        title=console.words("cli-head-commands"), metavar="COMMAND", required=True, dest="command_name"
    )


def _add(commands: Any, console: Console, name: str, address: str = "", *, group: str = "") -> argparse.ArgumentParser:
    """Add a command; its help stands in the catalogs under its name."""
    words = console.words(f"cli-help-{group}{name}")
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    if address:
        _globals(parser, console, default=argparse.SUPPRESS)
        parser.set_defaults(command=address)
    return parser


def _demo(parser: argparse.ArgumentParser, console: Console) -> None:
    parser.add_argument("--story", choices=DEMO_STORIES, default=DEMO_STORIES[0], help=console.words("cli-help-story"))
    parser.add_argument(
        "--people", type=_count, default=DEMO_PEOPLE, metavar="N", help=console.words("cli-help-people", n=DEMO_PEOPLE)
    )
    parser.add_argument(
        "--seed", type=int, default=DEMO_SEED, metavar="N", help=console.words("cli-help-seed", n=DEMO_SEED)
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=DEMO_FOLDER,
        metavar="FOLDER",
        help=console.words("cli-help-out", folder=str(DEMO_FOLDER)),
    )


def _database(commands: Any, console: Console) -> None:
    group = _commands(_add(commands, console, "db"), console)
    _add(group, console, "upgrade", "bot.cli.database:upgrade", group="db-")
    _add(group, console, "version", "bot.cli.database:version", group="db-")


def _backup(commands: Any, console: Console) -> None:
    make = _add(commands, console, "backup", "bot.cli.backup:make")
    make.add_argument("--to", type=Path, metavar="FOLDER", help=console.words("cli-help-backup-to"))
    make.add_argument("--rotate", action="store_true", help=console.words("cli-help-backup-rotate"))
    restore = _add(commands, console, "restore", "bot.cli.backup:restore")
    restore.add_argument("file", type=Path, metavar="FILE", help=console.words("cli-help-file-in"))
    restore.add_argument("--replace", action="store_true", help=console.words("cli-help-restore-replace"))
    restore.add_argument("--send-waiting", action="store_true", help=console.words("cli-help-restore-send-waiting"))
    restore.add_argument("--yes", action="store_true", help=console.words("cli-help-restore-yes"))


def _roster(commands: Any, console: Console) -> None:
    group = _commands(_add(commands, console, "roster"), console)
    template = _add(group, console, "template", "bot.cli.roster:write_template", group="roster-")
    template.add_argument("file", type=Path, metavar="FILE", help=console.words("cli-help-file-out"))
    load = _add(group, console, "import", "bot.cli.roster:import_roster", group="roster-")
    load.add_argument("file", type=Path, metavar="FILE", help=console.words("cli-help-file-in"))
    load.add_argument("--dry-run", action="store_true", help=console.words("cli-help-dry-run"))
    load.add_argument("--yes", action="store_true", help=console.words("cli-help-yes"))
    invites = _add(group, console, "invites", "bot.cli.roster:write_invites", group="roster-")
    invites.add_argument("file", type=Path, metavar="FILE", help=console.words("cli-help-file-out"))
    invites.add_argument("--unit", metavar="NAME", help=console.words("cli-help-unit"))
    invites.add_argument("--everyone", action="store_true", help=console.words("cli-help-everyone"))
    export = _add(group, console, "export", "bot.cli.roster:export_roster", group="roster-")
    export.add_argument("file", type=Path, metavar="FILE", help=console.words("cli-help-file-out"))


def _roles(commands: Any, console: Console) -> None:
    group = _commands(_add(commands, console, "roles"), console)
    _add(group, console, "admin-link", "bot.cli.roster:admin_link", group="roles-")


def _export(commands: Any, console: Console) -> None:
    export = _add(commands, console, "export", "bot.cli.export:export")
    words: dict[str, Any] = {"type": _day, "metavar": "DATE", "required": True}
    export.add_argument("--from", dest="first_on", help=console.words("cli-help-export-from"), **words)
    export.add_argument("--to", dest="last_on", help=console.words("cli-help-export-to"), **words)
    export.add_argument("--unit", metavar="NAME", help=console.words("cli-help-export-unit"))
    export.add_argument(
        "--form", choices=EXPORT_FORMS, default=EXPORT_FORMS[0], help=console.words("cli-help-export-form")
    )
    export.add_argument("--out", type=Path, metavar="FILE", required=True, help=console.words("cli-help-export-out"))
    export.add_argument("--everyone", action="store_true", help=console.words("cli-help-export-everyone"))


def _day(word: str) -> date:
    return date.fromisoformat(word)


def _count(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError(word)
    return number
