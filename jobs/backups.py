"""The backup's job: a copy a day by a child process, and the copies that are not kept any longer removed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.config import BackupSettings
from bot.errors import Fault
from bot.reports.child import LOGGED_CHARACTERS, environment
from bot.rules import copies
from bot.storage import backup
from jobs.tools import Tools

log = logging.getLogger(__name__)

TIMEOUT_SECONDS: Final = 3600.0


class BackupFailed(Fault):
    """The child made no copy; ``reason`` is what it said."""

    key = "fault-backup-failed"


async def make(tools: Tools) -> None:
    """Make today's copy, unless it is there; each hour it is tried again.

    Raises:
        BackupFailed: There is no copy; the admins are told.
    """
    settings, now, zone = tools.settings.backup, tools.clock.now(), tools.settings.operator.zone
    if settings.folder is None:
        return
    folder = Path(settings.folder)
    if is_due(folder, settings, now=now, zone=zone):
        await _in_child(tools.storage.url, folder, now)
        removed = rotate(folder, settings, zone)
        log.info("backup.rotated removed=%d", removed)


def is_due(folder: Path, settings: BackupSettings, *, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether the newest copy is older than the last hour at which one was to be made."""
    due = copies.last_due(now, at=settings.at, zone=zone)
    return all(moment < due for moment in backup.copies_in(folder).values())


def rotate(folder: Path, settings: BackupSettings, zone: ZoneInfo) -> int:
    """Remove the copies that the settings do not keep; return how many."""
    there = backup.copies_in(folder)
    dropped = copies.outdated(there.values(), daily=settings.keep_daily, weekly=settings.keep_weekly, zone=zone)
    old = [file for file, moment in there.items() if moment in dropped]
    for file in old:
        file.unlink(missing_ok=True)
    backup.remove_partial(folder)
    return len(old)


async def _in_child(url: str, folder: Path, now: datetime) -> None:
    order = json.dumps({"url": url, "folder": str(folder), "now": now.isoformat()})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot.storage.backup"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            said, errors = await process.communicate(f"{order}\n".encode())
    except TimeoutError:
        raise BackupFailed(reason=f"no end after {TIMEOUT_SECONDS:.0f} s") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    answer = json.loads(said) if said else {}
    if "file" not in answer:
        if errors:
            log.error("backup.child_failed %s", errors.decode("utf-8", "replace")[-LOGGED_CHARACTERS:])
        raise BackupFailed(reason=answer.get("fault", f"status {process.returncode}"))
    log.info("backup.made file=%s megabytes=%s", answer["file"], answer["megabytes"])
