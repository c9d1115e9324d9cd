"""The sandbox as a whole: outages, being idle, statistics, and the queue against a model of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.sandbox import Fault, Phone, Sandbox, SandboxError
from bot.sandbox.limits import SECOND
from bot.sandbox.updates import KEPT_FOR, TAP_KEPT_FOR, UpdateQueue
from tests.sandbox.conftest import START, Caller
from tests.sandbox.test_messages import keyboard


async def test_an_outage_refuses_connections_and_forgets_nothing(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    phone.type("甲")
    port = sandbox.port
    await sandbox.stop()
    async with aiohttp.ClientSession() as fresh:
        with pytest.raises(aiohttp.ClientConnectorError):
            await Caller(sandbox, api.clock, fresh)("getMe")
    phone.type("乙")
    await sandbox.start(port)
    async with aiohttp.ClientSession() as fresh:
        updates = await Caller(sandbox, api.clock, fresh)("getUpdates")
    assert [update["message"]["text"] for update in updates] == ["甲", "乙"]


async def test_it_listens_on_loopback_alone(sandbox: Sandbox) -> None:
    assert sandbox.base_url == f"http://127.0.0.1:{sandbox.port}/bot"
    assert sandbox.file_base_url == f"http://127.0.0.1:{sandbox.port}/file/bot"


async def test_it_is_idle_once_all_is_read_and_every_call_is_served(
    api: Caller,
    phone: Phone,
    sandbox: Sandbox,
) -> None:
    phone.type("甲")
    assert sandbox.has_pending
    with pytest.raises(TimeoutError):
        await sandbox.wait_idle(timeout_seconds=0.01)
    await api.updates()
    sandbox.faults.add(Fault("sendMessage", "delay", delay_seconds=0.03))
    call = asyncio.create_task(api("sendMessage", chat_id=phone.id, text="乙"))
    await phone.wait_for("乙")
    assert sandbox.in_flight == 1
    await sandbox.wait_idle()
    assert sandbox.in_flight == 0
    await call


async def test_statistics_count_calls_errors_and_sends(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    await api("sendMessage", chat_id=7001, text="甲")
    await api.refusal("sendMessage", chat_id=404, text="甲")
    api.pause(1)
    await api("sendMessage", chat_id=7001, text="甲", disable_notification=True)
    statistics = sandbox.statistics
    assert statistics.calls["sendMessage"] == 3
    assert statistics.errors == {400: 1}
    assert [(send.chat_id, send.method, send.is_silent) for send in statistics.sends] == [
        (7001, "sendMessage", False),
        (7001, "sendMessage", True),
    ]
    assert statistics.busiest() == 1
    assert statistics.busiest(timedelta(seconds=1.1), chat_id=7001) == 2
    assert [pair[1] for pair in sandbox.doubles()] == [phone.last]
    assert sandbox.doubles(within=timedelta(seconds=1)) == []
    assert sandbox.messages_in(7001) == phone.messages


async def test_answers_to_taps_and_reading_are_outside_the_limits(api: Caller, phone: Phone, sandbox: Sandbox) -> None:
    await api("sendMessage", chat_id=7001, text="卡", reply_markup=keyboard("参加"))
    for _ in range(40):
        await api("answerCallbackQuery", callback_query_id=phone.tap("参加"))
        await api("getMe")
    assert sandbox.statistics.limit_breaches == 0


async def test_the_bot_does_not_know_who_never_started_it(api: Caller, sandbox: Sandbox) -> None:
    sandbox.person(7002, "李四")
    assert (await api.refusal("getChat", chat_id=7002)).description == "Bad Request: chat not found"
    scope = {"type": "chat", "chat_id": 7002}
    assert (await api.refusal("setMyCommands", commands=[], scope=scope)).code == 400


async def test_a_phone_cannot_do_what_no_phone_can(phone: Phone, sandbox: Sandbox) -> None:
    with pytest.raises(SandboxError, match="payload"):
        phone.start("张三")
    with pytest.raises(SandboxError, match="characters"):
        phone.type(" ")
    with pytest.raises(SandboxError, match="has sent nothing"):
        assert phone.last.text == "甲"
    with pytest.raises(SandboxError, match="has sent no text"):
        sandbox.person(7009, "王五").edit_last("甲")
    with pytest.raises(SandboxError, match="cannot be the id"):
        sandbox.group("群", chat_id=7001)
    phone.deactivate()
    with pytest.raises(SandboxError, match="has deleted the account"):
        phone.type("甲")


def test_one_id_is_one_phone() -> None:
    sandbox = Sandbox(ManualClock(START))
    assert sandbox.person(7001, "张三") is sandbox.person(7001)


Step = tuple[str, int]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("message"), st.just(0)),
        st.tuples(st.just("callback_query"), st.just(0)),
        st.tuples(st.just("wait"), st.sampled_from([1, 100 * SECOND, TAP_KEPT_FOR, KEPT_FOR // 2])),
        st.tuples(st.just("acknowledge"), st.integers(-3, 8)),
    ),
    max_size=40,
)


@given(STEPS)
def test_the_queue_holds_exactly_what_is_fresh_and_not_acknowledged(steps: list[Step]) -> None:
    now = [SECOND]
    queue = UpdateQueue(lambda: now[0], lambda: None, first_id=1)
    model: list[tuple[int, str, int]] = []  # id, kind, made at
    for kind, figure in steps:
        if kind == "wait":
            now[0] += figure
        elif kind == "acknowledge":
            if figure:
                queue.acknowledge(figure)
                model = [one for one in model if one[0] >= figure] if figure > 0 else model[figure:]
        else:
            update_id = queue.add(kind, {})
            assert update_id is not None
            model.append((update_id, kind, now[0]))
        kept_for = {"message": KEPT_FOR, "callback_query": TAP_KEPT_FOR}
        model = [one for one in model if now[0] - one[2] < kept_for[one[1]]]
        assert [update["update_id"] for update in queue.peek(100)] == [one[0] for one in model]
        assert queue.count == len(model)
