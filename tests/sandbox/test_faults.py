"""Faults on order do what they say, as often as they say."""

from __future__ import annotations

import json
import time

import aiohttp
import pytest

from bot.sandbox import Fault, Phone, Sandbox
from tests.sandbox.conftest import Caller


@pytest.mark.parametrize(
    ("status", "description"),
    [(500, "Internal Server Error"), (502, "Bad Gateway"), (401, "Unauthorized"), (409, "Conflict")],
)
async def test_a_status_is_answered_and_nothing_is_sent(
    api: Caller,
    phone: Phone,
    sandbox: Sandbox,
    status: int,
    description: str,
) -> None:
    sandbox.faults.add(Fault("sendMessage", "status", status=status))
    refusal = await api.refusal("sendMessage", chat_id=7001, text="甲")
    assert (refusal.code, refusal.description) == (status, description)
    assert phone.messages == []
    await api("sendMessage", chat_id=7001, text="甲")
    assert sandbox.faults.struck == [("sendMessage", "status")]


async def test_too_many_requests_on_order_is_no_breach(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("send*", "status", status=429, retry_after=7))
    refusal = await api.refusal("sendMessage", chat_id=phone.id, text="甲")
    assert refusal.parameters == {"retry_after": 7}
    assert sandbox.statistics.limit_breaches == 0
    assert sandbox.statistics.errors == {429: 1}


@pytest.mark.parametrize(("kind", "delivered"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_cut_connection_loses_the_answer(
    api: Caller,
    phone: Phone,
    sandbox: Sandbox,
    kind: str,
    delivered: int,
) -> None:
    sandbox.faults.add(Fault("sendMessage", "reset_before" if kind == "reset_before" else "reset_after"))
    with pytest.raises(aiohttp.ClientError):
        await api("sendMessage", chat_id=7001, text="甲")
    assert len(phone.messages) == delivered
    api.pause()
    await api("sendMessage", chat_id=7001, text="甲")
    assert len(sandbox.doubles()) == delivered


async def test_garbage_is_no_json(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("sendMessage", "garbage"))
    with pytest.raises(json.JSONDecodeError):
        await api("sendMessage", chat_id=7001, text="甲")
    assert phone.last.text == "甲"


async def test_a_delay_holds_the_answer_back(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("sendMessage", "delay", delay_seconds=0.03))
    began = time.monotonic()
    await api("sendMessage", chat_id=phone.id, text="甲")
    assert time.monotonic() - began >= 0.03


async def test_a_rule_strikes_its_chat_alone_after_skipping_and_so_many_times(
    api: Caller,
    phone: Phone,
    sandbox: Sandbox,
) -> None:
    other = sandbox.person(7002, "李四")
    other.start()
    sandbox.faults.add(Fault("sendMessage", chat_id=7001, skip=1, times=2))
    outcomes = []
    for chat_id in (7001, 7002, 7001, 7001, 7001):
        api.pause()
        try:
            await api("sendMessage", chat_id=chat_id, text="甲")
        except Exception as error:  # noqa: BLE001 - any refusal counts
            outcomes.append(str(error))
        else:
            outcomes.append("sent")
    assert outcomes == ["sent", "sent", "Bad Gateway", "Bad Gateway", "sent"]
    assert (len(phone.messages), len(other.messages)) == (2, 1)


async def test_a_rule_without_end_holds_until_it_is_cleared(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault("*", "status", status=500, times=None))
    for _ in range(3):
        assert (await api.refusal("getMe")).code == 500
    sandbox.faults.clear()
    await api("getMe")
    assert phone.messages == []
