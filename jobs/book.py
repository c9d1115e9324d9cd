"""How the jobs have run in this life of the process: read by the watch and by the metrics, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.storage import DatabaseAway


@dataclass(slots=True)
class Runs:
    """The runs of one job; moments are None before the first.

    Attributes:
        began_at: When the last run began.
        ended_at: When the last run that ended did.
        done_at: When the last run began that did what it could: one without a database does not count.
        succeeded_at: When the last good run ended.
        failed_at: When the last one ended that met a fault nobody foresaw.
        error: The class of that fault; empty when the run after it went well.
        failures: How many have failed.
        seconds: How long the last one took, by the bot's clock.
    """

    began_at: datetime | None = None
    ended_at: datetime | None = None
    done_at: datetime | None = None
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    error: str = ""
    failures: int = 0
    seconds: float = 0.0

    @property
    def is_running(self) -> bool:
        """Tell whether a run has begun and not ended."""
        return self.began_at is not None and (self.ended_at is None or self.ended_at < self.began_at)


@dataclass(slots=True)
class Book:
    """The runs of every job, by its id; and what the watch found behind at its last look, by subject."""

    runs: dict[str, Runs] = field(default_factory=dict)
    suspects: set[str] = field(default_factory=set)

    @contextmanager
    def enter(self, job_id: str, clock: Clock) -> Iterator[None]:
        """Enter a run that begins now and how it ends; what it raises goes on to the caller."""
        runs = self.runs.setdefault(job_id, Runs())
        runs.began_at = began_at = clock.now()
        try:
            yield
        except DatabaseAway:
            raise
        except Exception as error:
            runs.error, runs.failed_at, runs.done_at = type(error).__name__, clock.now(), began_at
            runs.failures += 1
            raise
        else:
            runs.error, runs.succeeded_at, runs.done_at = "", clock.now(), began_at
        finally:
            runs.ended_at = clock.now()
            runs.seconds = (runs.ended_at - began_at).total_seconds()
