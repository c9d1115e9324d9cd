"""The job of the calls' logs: each is made and sent once, when its call has ended or the bot is back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from functools import partial

from bot.reports.callout_log import CallLogOrder
from bot.reports.child import ReportFailed, in_child
from bot.rules.callout_log import CallLog
from bot.services import callout_log, callout_log_letters
from bot.services.summary_letters import Files
from jobs.tools import Tools

log = logging.getLogger(__name__)


async def send(tools: Tools) -> None:
    """Send the log of every call that ended within the last day and has none yet."""
    now = tools.clock.now()
    for callout_id in await tools.storage.read(partial(callout_log_letters.due, now=now)):
        await _send(tools, callout_id)


async def _send(tools: Tools, callout_id: int) -> None:
    now, operator = tools.clock.now(), tools.settings.operator
    gathered = await tools.storage.read(partial(callout_log.gather, callout_id=callout_id, now=now))
    readers = await tools.storage.read(partial(callout_log_letters.readers, operator=operator))
    files: dict[str, Files] = {}
    try:
        files = await _make_files(tools, gathered, {reader.language for reader in readers})
    except ReportFailed:
        log.exception("callout_log.without_files callout=%s", callout_id)
    await tools.storage.write(
        partial(
            callout_log_letters.send,
            now=now,
            callout_id=callout_id,
            log=gathered,
            files=files,
            to=readers,
            operator=operator,
        )
    )


async def _make_files(tools: Tools, gathered: CallLog, languages: Iterable[str]) -> dict[str, Files]:
    operator = tools.settings.operator
    files = {}
    for language in sorted(languages):
        order = CallLogOrder(log=gathered, organization=operator.name, zone=operator.timezone, language=language)
        chart, workbook = await asyncio.gather(
            in_child("draw_callout_log", order), in_child("write_callout_log", order)
        )
        files[language] = Files(chart, workbook)
    return files
