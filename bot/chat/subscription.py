"""The leader tells Telegram to post updates, and looks now and then whether it still does."""

from __future__ import annotations

import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.chat.intake import ALLOWED_UPDATES
from bot.clock import Clock
from bot.config import TelegramSettings

log = logging.getLogger(__name__)

LOOK_SECONDS = 300.0
AGAIN_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)


class Subscription:
    """Keeps the webhook set; what Telegram says about failed deliveries goes into the log."""

    def __init__(self, bot: Bot, settings: TelegramSettings, clock: Clock) -> None:
        self._bot = bot
        self._settings = settings
        self._clock = clock
        self._is_set = False

    @property
    def is_set(self) -> bool:
        """Tell whether Telegram was last seen to post here."""
        return self._is_set

    async def run(self) -> None:
        """Set the webhook, and again whenever it is found changed, until cancelled."""
        failures = 0
        while True:
            try:
                await self._look()
                failures, pause = 0, LOOK_SECONDS
            except TelegramError as error:
                log.warning("webhook.not_set error=%s", type(error).__name__)
                pause = AGAIN_SECONDS[min(failures, len(AGAIN_SECONDS) - 1)]
                failures += 1
            await self._clock.sleep(pause)

    async def _look(self) -> None:
        if self._is_set:
            info = await self._bot.get_webhook_info()
            if info.last_error_date is not None and info.pending_update_count:
                log.warning("webhook.delivery_fails pending=%d", info.pending_update_count)
            self._is_set = info.url == self._settings.webhook_url
        if not self._is_set:
            await self._set()
            self._is_set = True

    async def _set(self) -> None:
        secret = self._settings.webhook_secret
        await self._bot.set_webhook(
            self._settings.webhook_url or "",
            secret_token=secret.get_secret_value() if secret else None,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=self._settings.webhook_connections,
        )
        log.info("webhook.set")
