"""``db upgrade`` and ``db version``. Upgrading imports Alembic, so the bot at work calls it as a child."""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys

from bot.cli.console import Console
from bot.cli.parser import DEFAULT_CONFIG
from bot.cli.settings import settings_for
from bot.storage import InstanceLock, describe
from bot.storage.demo_mark import refuse_demo
from bot.storage.version import SchemaState, look, require_current


def upgrade(args: argparse.Namespace, console: Console) -> int:
    """Bring the database to the schema of this version."""
    url = settings_for(args, console).database.url
    refuse_demo(url)
    before, after = upgrade_here(url)
    if before is None:
        console.say("cli-upgrade-made", database=describe(url), after=after)
    else:
        key = "cli-upgrade-none" if before == after else "cli-upgrade-done"
        console.say(key, database=describe(url), before=before, after=after)
    return 0


def version(args: argparse.Namespace, console: Console) -> int:
    """Say which schema the database has and which one this version needs."""
    url = settings_for(args, console).database.url
    found = look(url)
    console.say(
        "cli-version",
        database=describe(url),
        version=found.version or "–",
        newest=found.newest,
        state=found.state.value,
    )
    return 0 if found.state is SchemaState.CURRENT else 2


def upgrade_here(url: str) -> tuple[str | None, str]:
    """Upgrade in this process, which must not be the long-running one; return the version before and after.

    Raises:
        SecondInstance: The bot is at work on this database.
        DatabaseNewer: It was written by a later version.
        DatabaseForeign: It holds something else.
    """
    found = look(url)
    if found.state in (SchemaState.NEWER, SchemaState.FOREIGN):
        require_current(url)
    with InstanceLock(url):
        result: tuple[str | None, str] = importlib.import_module("bot.storage.schema").upgrade(url)
        return result


def prepare(args: argparse.Namespace, url: str) -> None:
    """Give an empty database its schema, by a child process, and refuse one that is not of this version.

    Raises:
        DatabaseOlder: ``db upgrade`` is needed; a person decides when, after a copy was made.
        DatabaseNewer: It was written by a later version.
        DatabaseForeign: It holds something else.
    """
    if look(url).state is SchemaState.EMPTY:
        command = [sys.executable, "-m", "bot"]
        if args.config or DEFAULT_CONFIG.exists():
            command += ["--config", str(args.config or DEFAULT_CONFIG)]
        # What goes wrong in the child it says itself; here the look that follows tells that it did.
        subprocess.run([*command, "db", "upgrade"], check=False)  # noqa: S603 - our own command, no shell
    require_current(url)
