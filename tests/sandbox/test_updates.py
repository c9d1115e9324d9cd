"""Fetching updates: offsets, waiting, age, one poller, webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox import Phone, Sandbox
from tests.sandbox.conftest import Caller, Refused
from tests.sandbox.test_messages import keyboard


def ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


async def test_an_update_comes_again_until_a_higher_offset_is_asked_for(api: Caller, phone: Phone) -> None:
    phone.type("收到")
    first = await api("getUpdates")
    assert ids(await api("getUpdates")) == ids(first)
    assert phone._world.updates.count == 1
    assert await api("getUpdates", offset=first[0]["update_id"] + 1) == []


async def test_an_offset_keeps_what_is_at_or_after_it(api: Caller, phone: Phone) -> None:
    for text in "甲乙丙":
        phone.type(text)
    first, second, third = ids(await api("getUpdates"))
    assert ids(await api("getUpdates", offset=second)) == [second, third]
    assert ids(await api("getUpdates", offset=first)) == [second, third]


async def test_a_negative_offset_keeps_only_the_last(api: Caller, phone: Phone) -> None:
    for text in "甲乙丙":
        phone.type(text)
    assert [update["message"]["text"] for update in await api("getUpdates", offset=-2)] == ["乙", "丙"]
    assert [update["message"]["text"] for update in await api("getUpdates")] == ["乙", "丙"]


async def test_limit_holds_back_the_rest(api: Caller, phone: Phone) -> None:
    for text in "甲乙丙":
        phone.type(text)
    assert len(await api("getUpdates", limit=2)) == 2


async def test_a_poll_waits_until_somebody_says_something(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await sandbox.wait_until(lambda: sandbox.is_polled)
    assert not poll.done()
    phone.type("收到")
    assert (await poll)[0]["message"]["text"] == "收到"


async def test_a_poll_ends_empty_when_its_time_has_passed_on_the_clock(
    api: Caller,
    phone: Phone,
    sandbox: Sandbox,
) -> None:
    assert not sandbox.has_pending
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await sandbox.wait_until(lambda: sandbox.is_polled)
    api.pause(29.9)
    await asyncio.sleep(0.01)
    assert not poll.done()
    api.pause(0.1)
    assert await poll == []
    assert phone.messages == []


async def test_a_second_poller_ends_the_first_with_conflict(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    older = asyncio.create_task(api("getUpdates", timeout=30))
    await sandbox.wait_until(lambda: sandbox.is_polled)
    newer = asyncio.create_task(api("getUpdates", timeout=30))
    with pytest.raises(Refused, match=r"Conflict: terminated by other getUpdates request") as caught:
        await older
    assert caught.value.code == 409
    phone.type("收到")
    assert len(await newer) == 1


async def test_a_message_is_kept_for_a_day_and_no_longer(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    phone.type("甲")
    api.pause(24 * 3600 - 1)
    assert len(await api("getUpdates")) == 1
    api.pause(1)
    assert await api("getUpdates") == []
    assert not sandbox.has_pending
    assert sandbox.statistics.dropped == {"message": 1}


async def test_a_tap_is_kept_for_150_seconds_and_the_message_before_it_stays(
    api: Caller,
    phone: Phone,
    sandbox: Sandbox,
) -> None:
    await api("sendMessage", chat_id=phone.id, text="卡", reply_markup=keyboard("参加"))
    phone.type("甲")
    phone.tap("参加")
    api.pause(149)
    assert len(await api("getUpdates")) == 2
    api.pause(1)
    assert ["message" in update for update in await api("getUpdates")] == [True]
    assert sandbox.statistics.dropped == {"callback_query": 1}


async def test_only_the_kinds_asked_for_are_queued(api: Caller, phone: Phone) -> None:
    await api("getUpdates", allowed_updates=["callback_query"])
    phone.type("甲")
    assert await api("getUpdates") == []
    await api("getUpdates", allowed_updates=[])
    phone.type("乙")
    assert len(await api("getUpdates")) == 1


class Hook:
    """A bot's webhook that fails as often as told."""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[tuple[int, str | None]] = []
        self.failures = 0

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        self.seen.append((update["update_id"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        if self.failures:
            self.failures -= 1
            return web.Response(status=500)
        return web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_a_webhook_gets_each_update_in_order_with_the_secret(
    api: Caller,
    phone: Phone,
    sandbox: Sandbox,
    hook: Hook,
) -> None:
    await api("setWebhook", url=hook.url, secret_token="s3cret")
    for text in "甲乙丙":
        phone.type(text)
    await sandbox.wait_idle()
    assert [secret for _, secret in hook.seen] == ["s3cret"] * 3
    numbers = [number for number, _ in hook.seen]
    assert numbers == sorted(set(numbers))


async def test_a_webhook_gets_an_update_again_until_it_takes_it(
    api: Caller,
    phone: Phone,
    sandbox: Sandbox,
    hook: Hook,
) -> None:
    hook.failures = 2
    await api("setWebhook", url=hook.url)
    phone.type("甲")
    await sandbox.wait_idle()
    assert len(hook.seen) == 3
    assert len({number for number, _ in hook.seen}) == 1
    info = await api("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert info["pending_update_count"] == 0


async def test_polling_is_refused_while_a_webhook_is_set(api: Caller, hook: Hook) -> None:
    await api("setWebhook", url=hook.url)
    refusal = await api.refusal("getUpdates")
    assert refusal.code == 409
    assert "can't use getUpdates method while webhook is active" in refusal.description
    await api("deleteWebhook")
    assert await api("getUpdates") == []


async def test_a_webhook_needs_https_or_this_machine(api: Caller) -> None:
    refusal = await api.refusal("setWebhook", url="http://example.org/hook")
    assert refusal.description == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"


async def test_pending_updates_can_be_dropped(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    phone.type("甲")
    await api("deleteWebhook", drop_pending_updates=True)
    assert not sandbox.has_pending
