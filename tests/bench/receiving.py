"""The way in: check-ins from the tap to the answer, beside echo bots that store nothing, and the inbox alone."""

from __future__ import annotations

import time
from pathlib import Path

from tests.bench import place
from tests.bench.running import TOKEN, BotApi, Log, Ride, at_rank, ride, rival_started, started, until
from tests.bench.table import Figure, Scale, milliseconds
from tests.bench.updates import tap, word

EVEN_RATE = 100.0


def check_ins(scale: Scale, api: BotApi, folder: Path) -> list[Figure]:
    """Tap 签到: all at once, evenly, and the whole city within ten seconds."""
    burst, log = handle(folder / "burst.sqlite3", api, scale.taps, people=scale.taps)
    rate = rate_of(log)
    echo, other_echo = (_echo(name, api, scale.by_rivals) for name in ("ptb_echo", "aiogram_echo"))
    _, even = handle(folder / "even.sqlite3", api, scale.even, people=scale.people, per_second=EVEN_RATE)
    p99 = at_rank(even.answer_seconds(), 0.99)
    city_rate = scale.people / scale.city_seconds
    city, rush = handle(folder / "city.sqlite3", api, scale.people, people=scale.people, per_second=city_rate)
    lost = scale.people - int(city.more["marks"])
    return [
        Figure(
            "check-ins, tap to durable commit and answer over HTTP",
            f"{rate:,.0f}/s" + (f", {rate / echo:.1f} × PTB echo" if echo else "") + f", {burst.more['marks']:,} marks",
            "≥ 500/s, ≥ 1.8 × PTB echo",
            rate >= 500 and rate >= 1.8 * echo,
            "; ".join(
                f"{name} that stores nothing {per_second:,.0f}/s"
                for name, per_second in (("PTB echo bot", echo), ("aiogram echo bot", other_echo))
                if per_second
            ),
        ),
        Figure(f"check-ins at {EVEN_RATE:.0f} a second, p99", milliseconds(p99), "≤ 100 ms", p99 <= 0.1),
        Figure(
            f"{scale.people:,} check-ins in {scale.city_seconds:.0f} s",
            f"{lost} lost, p99 {milliseconds(at_rank(rush.answer_seconds(), 0.99))}",
            "none lost",
            lost == 0,
        ),
    ]


def inbox(scale: Scale, _api: BotApi, folder: Path) -> list[Figure]:
    """Store raw updates and acknowledge them."""
    path = place.make(folder / "inbox.sqlite3", 1)
    took = ride("ours", "store", database=f"sqlite:///{path}", count=scale.updates)
    rate = scale.updates / took.seconds
    return [Figure("inbox alone: raw updates durable, 100 to a poll", f"{rate:,.0f}/s", "≥ 10,000/s", rate >= 10_000)]


def handle(
    path: Path, api: BotApi, count: int, *, people: int, per_second: float = 0.0, rest_seconds: float = 0.0
) -> tuple[Ride, Log]:
    """Let so many of the people tap 签到; return what the bot says of itself and what the Bot API saw.

    They tap at once, or so many a second. With ``rest_seconds`` they do so only then, and nothing before is counted.
    """
    place.make(path, people)
    place.show_cards(path, 1, people)
    api.set()
    updates = [tap(person) for person in range(1, count + 1)]
    if not per_second and not rest_seconds:
        api.feed(updates)
        return ride("ours", "handle", database=f"sqlite:///{path}", url=api.url, token=TOKEN, count=count), api.log()
    what = {"url": api.url, "token": TOKEN, "count": count, "from_first": bool(rest_seconds)}
    end = started("ours", "handle", database=f"sqlite:///{path}", **what)
    until(api.is_polled)
    time.sleep(rest_seconds)
    api.feed(updates, per_second=per_second)
    return end(), api.log()


def rate_of(log: Log) -> float:
    """Return how many taps were answered in a second, from when the first updates were handed out."""
    return len(log.answered) / (max(log.answered.values()) - log.delivered_at)


def _echo(name: str, api: BotApi, count: int) -> float:
    """Return how many messages an echo bot answers in a second, 0 where it is not installed."""
    api.set()
    api.feed([word(person, "echo") for person in range(1, count + 1)])
    end = rival_started(name, url=api.url, token=TOKEN)
    if end is None:
        return 0.0
    until(lambda: api.counts()[0] >= count)
    end()
    log = api.log()
    return count / (log.sends[-1][0] - log.delivered_at)
