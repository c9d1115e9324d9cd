"""Reads the settings for a command; a database named by a relative path lies beside the settings file."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.cli.console import Console
from bot.cli.parser import DEFAULT_CONFIG
from bot.config import SettingFault, Settings, SettingsInvalid, Words, load_settings
from bot.storage.engine import sqlite_path


def settings_for(args: argparse.Namespace, console: Console) -> Settings:
    """Return the settings, and let the console speak their language.

    Without ``--config`` a missing ``config.toml`` is no fault: all may stand in the environment.

    Raises:
        SettingsInvalid: They are wrong; everything is listed at once.
    """
    settings = anchored(load_settings(_file(args)), path_of(args).parent)
    console.follow(settings.operator.language)
    return settings


def settings_to_run(args: argparse.Namespace, console: Console) -> Settings:
    """Return the settings if they are enough to run.

    Raises:
        SettingsInvalid: They are wrong, or something is missing.
    """
    settings = settings_for(args, console)
    missing = settings.missing_for_run()
    if missing and _file(args) is None:
        begin = Words("没有此文件，请先执行 volunteer-bot init", "is not there; begin with volunteer-bot init")
        missing.insert(0, SettingFault(str(path_of(args)), begin))
    if missing:
        raise SettingsInvalid(missing)
    return settings


def path_of(args: argparse.Namespace) -> Path:
    """Return where the settings stand or would stand."""
    return args.config or DEFAULT_CONFIG


def anchored(settings: Settings, folder: Path) -> Settings:
    """Return the settings with relative files, of database and copies, taken from ``folder``, wherever one stands.

    Otherwise a service started in another folder would quietly begin with an empty database.
    """
    changes: dict[str, object] = {}
    path = sqlite_path(settings.database.url)
    if path is not None and not path.is_absolute():
        url = f"sqlite:///{(folder / path).resolve()}"
        changes["database"] = settings.database.model_copy(update={"url": url})
    copies = settings.backup.folder
    if copies is not None and not Path(copies).is_absolute():
        changes["backup"] = settings.backup.model_copy(update={"folder": str((folder / copies).resolve())})
    return settings.model_copy(update=changes) if changes else settings


def _file(args: argparse.Namespace) -> Path | None:
    """Return the file to read: one that was named must be there, the usual one may be missing."""
    return args.config or (DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None)
