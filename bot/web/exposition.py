"""Figures written as Prometheus reads them: its text format, version 0.0.4.

Written by hand: the format is a page long and does not change, and all figures are read when they are asked for, so
there is nothing for a client library to keep.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
PREFIX: Final = "volunteer_bot_"


class Kind(StrEnum):
    """A gauge goes up and down; a counter only up, until the process ends."""

    GAUGE = "gauge"
    COUNTER = "counter"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Sample:
    """One value; ``suffix`` is what a histogram adds to the name."""

    value: float
    labels: Mapping[str, str]
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A figure with its meaning and its values; seconds and bytes are the units."""

    name: str
    kind: Kind
    meaning: str
    samples: tuple[Sample, ...]


def gauge(name: str, meaning: str, value: float | None) -> Family:
    """Return a gauge of one value; none at all while it is unknown."""
    return Family(name, Kind.GAUGE, meaning, () if value is None else (Sample(value, {}),))


def labelled(kind: Kind, name: str, meaning: str, values: Iterable[tuple[Mapping[str, str], float]]) -> Family:
    """Return a figure with a value for each set of labels."""
    return Family(name, kind, meaning, tuple(Sample(value, labels) for labels, value in values))


def histogram(name: str, meaning: str, bounds: Iterable[float], counts: Iterable[int], total: float) -> Family:
    """Return a histogram.

    Args:
        name: Of the figure.
        meaning: Of the figure.
        bounds: Upper bounds, ascending.
        counts: How many fell below each bound and not below the one before, and last how many above all.
        total: The sum of all values.
    """
    bounds, counts = tuple(bounds), tuple(counts)
    samples, seen = [], 0
    for bound, count in zip((*map(_number, bounds), "+Inf"), counts, strict=True):
        seen += count
        samples.append(Sample(seen, {"le": bound}, "_bucket"))
    samples += [Sample(total, {}, "_sum"), Sample(seen, {}, "_count")]
    return Family(name, Kind.HISTOGRAM, meaning, tuple(samples))


def write(families: Iterable[Family]) -> str:
    """Write figures as text; those without a value are left out."""
    return "".join(f"{line}\n" for family in families if family.samples for line in _lines(family))


def _lines(family: Family) -> Iterator[str]:
    name = PREFIX + family.name
    yield f"# HELP {name} {family.meaning}"
    yield f"# TYPE {name} {family.kind}"
    for sample in family.samples:
        labels = ",".join(f'{key}="{_escaped(value)}"' for key, value in sample.labels.items())
        yield f"{name}{sample.suffix}{'{' + labels + '}' if labels else ''} {_number(sample.value)}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
