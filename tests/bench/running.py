"""Processes of the bench: the Bot API beside which everything is measured, and one more for whoever is measured."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TOKEN = "123456:bench"
LONGEST_SECONDS = 400.0
RIVALS_PYTHON = Path(__file__).parents[2] / ".venv" / "bench" / "bin" / "python"

Update = tuple[str, dict[str, Any]]
"""A key by which its answer is found, and the update."""


@dataclass(frozen=True, slots=True)
class Log:
    """What the Bot API saw, and when it first had updates to give; all moments are those of ``time.time``."""

    sends: list[tuple[float, int, str]]
    released: dict[str, float]
    answered: dict[str, float]
    refused: int
    delivered_at: float

    def answer_seconds(self) -> list[float]:
        """Return how long each tap waited for its answer, ascending; what was not answered counts as for ever."""
        return sorted(self.answered.get(key, float("inf")) - at for key, at in self.released.items() if key[0] == "q")

    def seconds_to(self, chats: dict[int, float]) -> list[float]:
        """Return how long it took until the first message reached each of these chats from its moment on, ascending."""
        reached: dict[int, float] = {}
        for at, chat_id, _method in self.sends:
            if chat_id in chats and at >= chats[chat_id]:
                reached.setdefault(chat_id, at)
        return sorted(reached.get(chat_id, float("inf")) - at for chat_id, at in chats.items())

    def worst_second(self) -> int:
        """Return the most that arrived in any one second."""
        first, worst = 0, 0
        for last, (at, _chat_id, _method) in enumerate(self.sends):
            while at - self.sends[first][0] >= 1.0:
                first += 1
            worst = max(worst, last - first + 1)
        return worst


@dataclass(frozen=True, slots=True)
class Ride:
    """What somebody who was measured says of themselves: seconds of the work, of the processor, and memory in MB."""

    seconds: float
    cpu: float
    peak_mb: float
    more: dict[str, Any] = field(default_factory=dict)


class BotApi:
    """The Bot API in its own process, and how it is told what to do."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "tests.bench.api"], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def set(self, *, latency: float = 0.0, limit: int = 0) -> None:
        """Begin anew: forget what was seen, answer after so many seconds, and 429 beyond so many in a second."""
        self._tell("set", {"latency": latency, "limit": limit})

    def feed(self, updates: Sequence[Update], *, per_second: float = 0.0) -> None:
        """Have updates to deliver, all at once or so many a second."""
        self._tell("feed", {"updates": updates, "per_second": per_second})

    def counts(self) -> tuple[int, int, int]:
        """Return how many messages were sent, taps answered and updates acknowledged."""
        sends, answers, acknowledged, _is_polled = self._tell("counts", {})
        return sends, answers, acknowledged

    def is_polled(self) -> bool:
        """Tell whether somebody waits for updates at this moment."""
        return bool(self._tell("counts", {})[3])

    def log(self) -> Log:
        """Return all that was seen since it was set."""
        return Log(**self._tell("log", {}))

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.communicate()

    def _tell(self, word: str, what: dict[str, Any]) -> Any:
        # The address is our own process on this machine.
        request = urllib.request.Request(f"{self.url}/control/{word}", json.dumps(what).encode())  # noqa: S310
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
            return json.load(answer)


@contextmanager
def bot_api() -> Iterator[BotApi]:
    """Have a Bot API for a while."""
    api = BotApi()
    try:
        yield api
    finally:
        api.close()


def ride(module: str, name: str, **params: Any) -> Ride:
    """Run ``name`` of a module of this folder in a process of its own and return what it says of itself."""
    return started(module, name, **params)()


def started(module: str, name: str, **params: Any) -> Callable[[], Ride]:
    """Begin as ``ride`` and come back at once; calling the answer waits for the end."""
    return _ending(_begin(sys.executable, module, name, params), name)


def rival(name: str, **params: Any) -> Ride | None:
    """Run one of ``tests.bench.rivals``, where their environment is there; None where it is not."""
    if not RIVALS_PYTHON.exists():
        return None
    return _ending(_begin(str(RIVALS_PYTHON), "rivals", name, params), name)()


def rival_started(name: str, **params: Any) -> Callable[[], Ride] | None:
    """Begin one that runs until it is told to end, which calling the answer does; None where it is not there."""
    if not RIVALS_PYTHON.exists():
        return None
    process = _begin(str(RIVALS_PYTHON), "rivals", name, params)

    def end() -> Ride:
        process.terminate()
        return _ending(process, name)()

    return end


def _begin(python: str, module: str, name: str, params: dict[str, Any]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own
        [python, "-m", f"tests.bench.{module}", name, json.dumps(params)], stdout=subprocess.PIPE, text=True
    )


def _ending(process: subprocess.Popen[str], name: str) -> Callable[[], Ride]:
    def end() -> Ride:
        out, _ = process.communicate(timeout=LONGEST_SECONDS)
        if process.returncode:
            raise RuntimeError(f"{name} ended with {process.returncode}")
        return Ride(**json.loads(out.splitlines()[-1]))

    return end


def until(look: Callable[[], bool], *, at_most: float = 300.0) -> None:
    """Look every fiftieth of a second.

    Raises:
        TimeoutError: It did not come to pass.
    """
    deadline = time.monotonic() + at_most
    while not look():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


def at_rank(ascending: Sequence[float], share: float) -> float:
    """Return the figure below which that share of them lies."""
    return ascending[min(int(len(ascending) * share), len(ascending) - 1)]
