"""The rows of a roster as it is brought in: units, communities, sites, pairings, people, and what is wrong with them.

Plain data between the reader of the file and the service that imports it; whether a unit exists is asked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MAX_PEOPLE: Final = 20_000
"""A roster with more rows than this is refused as a whole."""

MAX_NAME: Final = 30
MAX_PLACE: Final = 60
MAX_KIND: Final = 32
MAX_TEXT: Final = 200
MAX_NUMBER: Final = 32
MAX_NEIGHBOURS: Final = 2000
"""The longest texts, in characters, as the tables hold them; of the neighbours' names, all in one."""

MAX_POSITION: Final = 999_999
MAX_SQUARE_METRES: Final = 1_000_000
MAX_HEADS: Final = 2000
"""The largest whole numbers; the least is 1."""

WGS_84: Final = "WGS-84"
GCJ_02: Final = "GCJ-02"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """A unit. ``position`` is the operator's order from 1; ``is_enabled`` None where the sheet does not say.

    ``former`` is the name by which the roster still knows it, empty where it keeps its name.
    """

    name: str
    position: int
    is_enabled: bool | None = None
    former: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityRow:
    """A community."""

    name: str
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """A site. Degrees are in ``datum`` (WGS-84, or GCJ-02 as Chinese maps give them) and are not converted here.

    What a stretch of snow clearing needs is None or empty where the sheet does not say: its area, the heads it takes,
    tools, the name of the paired unit, those of the units next to it in the order in which they help. ``letters`` says
    in which columns of the file units are named, for faults that are found later; it makes no site another.
    """

    community: str
    name: str
    kind: str = ""
    address: str = ""
    muster_point: str = ""
    lead_name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    datum: str = WGS_84
    area_square_metres: int | None = None
    heads: int | None = None
    tools: str = ""
    unit: str = ""
    neighbours: tuple[str, ...] = ()
    row: int = 0
    letters: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRow:
    """A unit serves a community."""

    unit: str
    community: str
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """A person of the roster.

    ``roles`` are values of ``bot.model.people.Role`` in the order written, none for a plain cadre; ``roster_no`` is
    empty where none was assigned yet; ``is_surge`` tells whether they stand in a surge team (突击队), None where the
    sheet does not say.
    """

    unit: str
    name: str
    title: str = ""
    roles: tuple[str, ...] = ()
    roster_no: str = ""
    is_surge: bool | None = None
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFault:
    """One thing wrong with a roster file.

    ``sheet``, ``row`` (0: the sheet as a whole) and ``column`` (its letter) are as Excel shows them, empty where they
    do not apply. ``value`` is what stands there, at most 40 characters, empty where it must not be repeated. ``key``
    names the text in the catalogs, ``params`` its placeholders beside ``sheet``, ``row``, ``column`` and ``value``.
    """

    key: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def placeholders(self) -> dict[str, str | int]:
        """All values that the text may use."""
        place: dict[str, str | int] = {"sheet": self.sheet, "row": self.row, "column": self.column, "value": self.value}
        return place | dict(self.params)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSheet:
    """A roster as read. Rows with a fault are not among the rows; the faults stand in the order of the file."""

    units: tuple[UnitRow, ...] = ()
    communities: tuple[CommunityRow, ...] = ()
    sites: tuple[SiteRow, ...] = ()
    pairings: tuple[PairingRow, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    faults: tuple[RosterFault, ...] = ()
