"""The way out: a broadcast at Telegram's pace with life beside it, and the same machinery with the limits lifted."""

from __future__ import annotations

import time
from pathlib import Path

from tests.bench import place
from tests.bench.running import TOKEN, BotApi, Ride, at_rank, ride, rival, started
from tests.bench.table import Figure, Scale, milliseconds
from tests.bench.updates import tap, word

FREE_LIMIT = 30
LATENCY = 0.05
BESIDE_SECONDS = 2.0
"""So often somebody taps, somebody writes and somebody is alarmed while the broadcast runs."""


def broadcast(scale: Scale, api: BotApi, folder: Path) -> list[Figure]:
    """Send to a crowd at Telegram's pace while people beside it tap, write, and are alarmed."""
    rounds = max(int(scale.crowd / FREE_LIMIT / BESIDE_SECONDS) - 2, 1)
    path = place.make(folder / "broadcast.sqlite3", scale.crowd + 3 * rounds)
    place.write_to(path, 1, scale.crowd)
    tappers, writers, alarmed = (
        list(range(scale.crowd + 1 + part * rounds, scale.crowd + 1 + (part + 1) * rounds)) for part in range(3)
    )
    place.show_cards(path, tappers[0], tappers[-1])
    api.set(limit=FREE_LIMIT)
    end = started(
        "ours", "broadcast", database=f"sqlite:///{path}", url=api.url, token=TOKEN, count=scale.crowd, alarms=alarmed
    )
    while not api.counts()[0]:
        time.sleep(0.01)
    updates = [one for pair in zip(map(tap, tappers), map(word, writers), strict=True) for one in pair]
    api.feed(updates, per_second=2 / BESIDE_SECONDS)
    ours = end()
    log = api.log()
    crowd = [at for at, _chat_id, _method in log.sends]
    per_second = (len(crowd) - 1) / (crowd[-1] - crowd[0]) if len(crowd) > 1 else 0.0
    worst, core = log.worst_second(), ours.cpu / ours.seconds
    taps = log.answer_seconds()
    replies = log.seconds_to({int(key[1:]): at for key, at in log.released.items() if key[0] == "m"})
    alarms = log.seconds_to({int(chat_id): at for chat_id, at in ours.more["alarms"].items()})
    waits = [at_rank(which, 0.99) for which in (taps, replies, alarms)]
    api.set()
    limiter = rival("limiter", url=api.url, token=TOKEN, count=min(300, scale.by_rivals))
    return [
        Figure(
            f"outbox to Telegram, free limit, {scale.crowd:,} messages",
            f"worst second {worst}, {per_second:.1f}/s, {log.refused} times 429, {core:.1%} of a core",
            "≤ 30, ≥ 28.5/s, no 429, ≤ 2 %",
            worst <= FREE_LIMIT and per_second >= 28.5 and not log.refused and core <= 0.02,
        ),
        Figure(
            "meanwhile a tap answered, a reply sent, an alarm sent, p99",
            ", ".join(map(milliseconds, waits)),
            "≤ 1 s",
            max(waits) <= 1.0,
            f"PTB's limiter: reply behind 300 messages {limiter.seconds:.1f} s" if limiter else "",
        ),
    ]


def unpaced(scale: Scale, api: BotApi, folder: Path) -> list[Figure]:
    """Send with the limits lifted: plain messages as the others do, then cards that are drawn from the tables."""
    path = place.make(folder / "plain.sqlite3", scale.sends)
    place.write_to(path, 1, scale.sends)
    ours = _deliver(path, api, scale.sends)
    rates = {name: _rate(rival(name, url=api.url, token=TOKEN, count=scale.by_rivals), scale) for name in BESIDE}
    stock, naive = rates["ptb"], rates["naive"]
    far_path = place.make(folder / "far.sqlite3", scale.sends)
    place.write_to(far_path, 1, scale.sends)
    far = _deliver(far_path, api, scale.sends, latency=LATENCY)
    far_stock = _rate(rival("ptb", url=api.url, token=TOKEN, count=scale.by_rivals), scale)
    cards_path = place.make(folder / "cards.sqlite3", scale.sends)
    place.invite(cards_path, 1, scale.sends)
    cards = _deliver(cards_path, api, scale.sends)
    return [
        Figure(
            "outbox to Telegram, limits lifted (claim, start, send, record)",
            f"{ours:,.0f}/s" + (f", {ours / stock:.1f} × PTB, {ours / naive:.1f} × naive" if stock and naive else ""),
            "≥ 2,000/s, ≥ 5 × PTB, ≥ 9 × naive",
            ours >= 2_000 and ours >= 5 * stock and ours >= 9 * naive,
            "; ".join(f"{what} {rates[name]:,.0f}/s" for name, what in BESIDE.items() if rates[name]),
        ),
        Figure(
            "the same at 50 ms latency",
            f"{far:,.0f}/s",
            "≥ 850/s",
            far >= 850,
            f"PTB {far_stock:,.0f}/s" if far_stock else "",
        ),
        Figure("invitations: cards drawn from the tables, limits lifted", f"{cards:,.0f}/s"),
    ]


BESIDE = {
    "ptb": "PTB, 50 in flight",
    "naive": "naive broadcast",
    "aiogram": "aiogram",
    "aiohttp": "bare aiohttp",
}


def deliver(path: Path, api: BotApi, count: int, *, latency: float = 0.0, rest_seconds: float = 0.0) -> Ride:
    """Have so many rows sent, with the limits lifted; what comes before ``rest_seconds`` is not counted."""
    api.set(latency=latency)
    database = f"sqlite:///{path}"
    return ride("ours", "deliver", database=database, url=api.url, token=TOKEN, count=count, rest_seconds=rest_seconds)


def _deliver(path: Path, api: BotApi, count: int, *, latency: float = 0.0) -> float:
    """Return how many messages a second arrived, from the first to the last."""
    deliver(path, api, count, latency=latency)
    arrivals = [at for at, _chat_id, _method in api.log().sends]
    return (count - 1) / (arrivals[-1] - arrivals[0])


def _rate(took: Ride | None, scale: Scale) -> float:
    return scale.by_rivals / took.seconds if took else 0.0
