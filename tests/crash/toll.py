"""What a number of kills has cost, as one line of a table."""

from __future__ import annotations

from dataclasses import dataclass, replace

HEAD = (
    "work",
    "database",
    "kills",
    "updates",
    "lost",
    "messages",
    "sent",
    "cut off",
    "most at once",
    "uncertain",
    "doubled",
    "repeated",
    "429",
)


@dataclass(frozen=True, slots=True)
class Toll:
    """Counts of one scenario.

    Attributes:
        work: What the bot was doing.
        kills: How often it was killed.
        updates: What Telegram delivered.
        lost: Those of them that are not done, and messages that were due and neither sent nor settled otherwise.
        messages: Rows of the outbox at the end.
        sent: Those that were sent.
        uncertain: Those cut off between start and answer, and not sent again.
        in_flight: Rows that were started and unanswered at a kill, summed over the kills.
        most_in_flight: The same at the worst kill.
        doubled: Messages that somebody got more often than rows stand for them.
        repeated: Call-outs that were sent again, marked as a repeat.
        breaches: Calls that Telegram would have refused with 429.
    """

    work: str
    kills: int
    updates: int = 0
    lost: int = 0
    messages: int = 0
    sent: int = 0
    uncertain: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    doubled: int = 0
    repeated: int = 0
    breaches: int = 0

    def __add__(self, other: Toll) -> Toll:
        return replace(
            self,
            kills=self.kills + other.kills,
            updates=self.updates + other.updates,
            lost=self.lost + other.lost,
            messages=self.messages + other.messages,
            sent=self.sent + other.sent,
            uncertain=self.uncertain + other.uncertain,
            in_flight=self.in_flight + other.in_flight,
            most_in_flight=max(self.most_in_flight, other.most_in_flight),
            doubled=self.doubled + other.doubled,
            repeated=self.repeated + other.repeated,
            breaches=self.breaches + other.breaches,
        )

    def cells(self, database: str) -> tuple[str, ...]:
        """Return the line under ``HEAD``."""
        counts = (
            self.kills,
            self.updates,
            self.lost,
            self.messages,
            self.sent,
            self.in_flight,
            self.most_in_flight,
            self.uncertain,
            self.doubled,
            self.repeated,
            self.breaches,
        )
        return (self.work, database, *(f"{count:,}" for count in counts))
