"""What came of a round of fuzzing, or of several together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Findings:
    """What a round came to.

    Attributes:
        updates: How many were sent, and of those
        broken: how many the Bot API would never send.
        states: How many stand how in the inbox at the end; a failed one is one that PTB could not read.
        acts: What was done that the audit tells, and how often.
        said: How many messages were sent, by kind of text.
        faults: What must not be; empty where all is well.
    """

    updates: int = 0
    broken: int = 0
    states: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {state}" for state, count in self.states.most_common())
        acts = ", ".join(f"{act} {count}" for act, count in self.acts.most_common())
        return "\n".join(
            [
                f"updates: {self.updates}, of these broken {self.broken}; {counts}",
                f"acts of {len(self.acts)} kinds: {acts}",
                f"messages sent: {self.said.total()}, of {len(self.said)} kinds",
                f"faults: {len(self.faults)}",
                *self.faults,
            ]
        )

    def add(self, other: Findings) -> None:
        self.updates += other.updates
        self.broken += other.broken
        self.states += other.states
        self.acts += other.acts
        self.said += other.said
        self.faults += other.faults
