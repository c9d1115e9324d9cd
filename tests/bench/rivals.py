"""What the bot is measured beside, each as its makers show it. Runs in an environment of its own that knows no bot.

``python -m tests.bench.rivals NAME PARAMS`` does one thing and writes what it came to as JSON. Sending: so many
messages, one text, to different chats. Echoing: an unmodified bot that answers each message with its own text and
stores nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

TEXT = "【志愿服务】周五志愿服务，11月27日（星期五）13:30—15:30，泰春社区服务中心（和平街119号）"
FIRST_CHAT = 900_001
IN_FLIGHT = 50
REPLIES = 10

Send = Callable[[int], Awaitable[object]]


async def _all(send: Send, count: int, at_once: int) -> dict[str, Any]:
    slots = asyncio.Semaphore(at_once)

    async def one(chat_id: int) -> None:
        async with slots:
            await send(chat_id)

    began, spent = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(FIRST_CHAT + number) for number in range(count)))
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - spent}


async def ptb(url: str, token: str, count: int) -> dict[str, Any]:
    """python-telegram-bot as it comes, fifty in flight."""
    import telegram  # noqa: PLC0415 - nobody pays for the others' memory
    from telegram.request import HTTPXRequest  # noqa: PLC0415

    request = HTTPXRequest(connection_pool_size=IN_FLIGHT)
    async with telegram.Bot(token, base_url=f"{url}/bot", request=request) as bot:
        return await _all(lambda chat_id: bot.send_message(chat_id, TEXT), count, IN_FLIGHT)


async def naive(url: str, token: str, count: int) -> dict[str, Any]:
    """The broadcast of most bots: one after another, and who has been written to is committed each time."""
    import telegram  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "sent.sqlite3") as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE sent (chat_id INTEGER PRIMARY KEY, message_id INTEGER)")
        async with telegram.Bot(token, base_url=f"{url}/bot") as bot:

            async def send(chat_id: int) -> None:
                message = await bot.send_message(chat_id, TEXT)
                db.execute("INSERT INTO sent VALUES (?, ?)", (chat_id, message.message_id))
                db.commit()

            return await _all(send, count, 1)


async def limiter(url: str, token: str, count: int) -> dict[str, Any]:
    """PTB's own limiter as it comes: how long the slowest of some replies waits, asked for behind a broadcast."""
    from telegram.ext import AIORateLimiter, ExtBot  # noqa: PLC0415

    async with ExtBot(token, base_url=f"{url}/bot", rate_limiter=AIORateLimiter()) as bot:
        crowd = [asyncio.ensure_future(bot.send_message(FIRST_CHAT + number, TEXT)) for number in range(count)]
        waited = []

        async def reply(number: int) -> None:
            await asyncio.sleep(0.1 * (number + 1))
            asked = time.perf_counter()
            await bot.send_message(FIRST_CHAT + count + number, TEXT)
            waited.append(time.perf_counter() - asked)

        await asyncio.gather(*crowd, *(reply(number) for number in range(REPLIES)))
    return {"seconds": max(waited), "cpu": time.process_time()}


async def aiogram(url: str, token: str, count: int) -> dict[str, Any]:
    """aiogram as it comes, fifty in flight."""
    from aiogram import Bot  # noqa: PLC0415
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415

    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url), limit=IN_FLIGHT))
    try:
        return await _all(lambda chat_id: bot.send_message(chat_id, TEXT), count, IN_FLIGHT)
    finally:
        await bot.session.close()


async def aiohttp(url: str, token: str, count: int) -> dict[str, Any]:
    """The HTTP client alone, fifty in flight: what no bot on it can pass."""
    from aiohttp import ClientSession, TCPConnector  # noqa: PLC0415

    async with ClientSession(connector=TCPConnector(limit=IN_FLIGHT)) as session:

        async def send(chat_id: int) -> None:
            asked = {"chat_id": chat_id, "text": TEXT}
            async with session.post(f"{url}/bot{token}/sendMessage", json=asked) as answer:
                await answer.read()

        return await _all(send, count, IN_FLIGHT)


def ptb_echo(url: str, token: str) -> dict[str, Any]:
    """PTB's echo bot, by polling, until it is told to end."""
    from telegram import Update  # noqa: PLC0415
    from telegram.ext import Application, ContextTypes, MessageHandler, filters  # noqa: PLC0415

    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None and update.message.text is not None:
            await update.message.reply_text(update.message.text)

    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    began = time.perf_counter()
    application.run_polling(stop_signals=[signal.SIGTERM])
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time()}


async def aiogram_echo(url: str, token: str) -> dict[str, Any]:
    """aiogram's echo bot, by polling, until it is told to end."""
    from aiogram import Bot, Dispatcher  # noqa: PLC0415
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415

    dispatcher = Dispatcher()

    async def echo(message: Any) -> None:
        await message.answer(message.text)

    dispatcher.message.register(echo)
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    began = time.perf_counter()
    await dispatcher.start_polling(bot)
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time()}


RIVALS: dict[str, Callable[..., Any]] = {
    "ptb": ptb,
    "naive": naive,
    "limiter": limiter,
    "aiogram": aiogram,
    "aiohttp": aiohttp,
    "ptb_echo": ptb_echo,
    "aiogram_echo": aiogram_echo,
}


def main() -> int:
    """Do one thing and say what it came to."""
    logging.disable(logging.ERROR)  # they tell at length what they meet when they are ended
    name, params = sys.argv[1], json.loads(sys.argv[2])
    done = RIVALS[name](**params)
    took: dict[str, Any] = asyncio.run(done) if asyncio.iscoroutine(done) else done
    took["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{json.dumps(took)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
