"""Calls the monitoring address while all is well: chat itself cannot say that the chat is down."""

from __future__ import annotations

import logging
from functools import partial

import aiohttp

from bot.services import health
from jobs.tools import Tools

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10.0


async def call(tools: Tools) -> None:
    """Call the address, unless something is stuck: then its silence is the alarm."""
    address = tools.settings.operator.heartbeat_url
    if address is None:
        return
    if not await tools.storage.read(partial(health.is_healthy, now=tools.clock.now())):
        log.warning("heartbeat.withheld")
        return
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    try:
        # Not by Telegram's proxy: the monitor is to be reached by the way that the operator's other machines use.
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(address.get_secret_value()) as answer:
            if not answer.ok:
                log.warning("heartbeat.refused status=%d", answer.status)
    except (aiohttp.ClientError, TimeoutError) as error:
        # The address is a secret, and the library's own words would repeat it.
        log.warning("heartbeat.failed error=%s", type(error).__name__)
