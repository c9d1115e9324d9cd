"""What the sites of a file change, and the units that a stretch names."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rules.roster import compare
from bot.rules.roster_changes import Known, KnownUnit, RosterChanges
from bot.rules.roster_sheet import RosterFault, RosterSheet, SiteRow, UnitRow

UNITS = ("市教育局", "市科技局", "市财政局")


def site(**fields: Any) -> SiteRow:
    return SiteRow(**({"community": "东吉社区", "name": "东吉小区"} | fields))


HELD = site(
    kind="old_compound",
    area_square_metres=1200,
    heads=50,
    tools="铁锹",
    unit="市教育局",
    neighbours=("市科技局", "市财政局"),
)


def compared(row: SiteRow, held: SiteRow | None = HELD, units: tuple[UnitRow, ...] = ()) -> RosterChanges:
    known = Known(
        units={name: KnownUnit(name=name, position=place) for place, name in enumerate(UNITS, 1)},
        communities=frozenset({"东吉社区"}),
        sites={} if held is None else {("东吉社区", "东吉小区"): held},
    )
    return compare(RosterSheet(sites=(row,), units=units), known, may_appoint=True)


def test_empty_cells_change_nothing() -> None:
    assert compared(site()).is_empty


def test_the_same_stretch_once_more_changes_nothing() -> None:
    assert compared(HELD).is_empty


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "road_section"},
        {"area_square_metres": 1300},
        {"heads": 60},
        {"tools": "扫帚"},
        {"unit": "市审计局"},
        {"neighbours": ("市财政局", "市科技局")},
    ],
)
def test_each_need_that_differs_makes_it_a_changed_site(change: dict[str, Any]) -> None:
    changes = compared(site(**change), units=(UnitRow(name="市审计局", position=4),))
    assert (changes.counts()["changed_sites"], changes.faults) == (1, ())
    (changed,) = changes.changed_sites
    assert {name: getattr(changed, name) for name in change} == change


def test_what_the_file_does_not_name_stays() -> None:
    (changed,) = compared(site(heads=60)).changed_sites
    assert (changed.area_square_metres, changed.tools, changed.unit) == (1200, "铁锹", "市教育局")


@pytest.mark.parametrize("word", ["老旧小区", "old compound"])
def test_another_word_for_the_kind_is_no_change(word: str) -> None:
    assert compared(site(kind=word)).is_empty


def test_a_kind_held_as_a_word_gets_its_value_from_the_next_file() -> None:
    (changed,) = compared(site(kind="老旧小区"), site(kind="老旧小区")).changed_sites
    assert changed.kind == "old_compound"


@pytest.mark.parametrize(
    ("fields", "column"),
    [({"unit": "市审计局"}, "K"), ({"neighbours": ("市科技局", "市审计局")}, "L")],
)
@pytest.mark.parametrize("held", [None, HELD])
def test_a_unit_that_nobody_knows_is_a_fault_with_its_cell(
    fields: dict[str, Any], column: str, held: SiteRow | None
) -> None:
    row = site(row=3, letters={"unit": "K", "neighbours": "L"}, **fields)
    assert compared(row, held).faults == (
        RosterFault(
            key="roster-fault-site-unit-not-on-roster",
            row=3,
            column=column,
            value="市审计局",
            params={"sheet_key": "roster-sheet-sites"},
        ),
    )


@pytest.mark.parametrize("fields", [{"unit": "市审计局"}, {"neighbours": ("市科技局", "市审计局")}])
def test_a_unit_may_stand_in_the_file_or_on_the_roster(fields: dict[str, Any]) -> None:
    assert compared(site(**fields), None, (UnitRow(name="市审计局", position=4),)).faults == ()


@pytest.mark.parametrize(
    ("fields", "held", "column"),
    [
        ({"unit": "市教育局", "neighbours": ("市教育局",)}, None, "L"),
        ({"neighbours": ("市科技局", "市教育局")}, HELD, "L"),
        ({"unit": "市科技局"}, HELD, "K"),
    ],
)
def test_a_unit_is_not_its_own_neighbour_also_with_what_is_held(
    fields: dict[str, Any], held: SiteRow | None, column: str
) -> None:
    faults = compared(site(letters={"unit": "K", "neighbours": "L"}, **fields), held).faults
    assert [(fault.key, fault.column) for fault in faults] == [("roster-fault-own-neighbour", column)]


def test_a_stretch_may_have_neighbours_without_a_paired_unit() -> None:
    assert compared(site(neighbours=("市科技局",)), None).faults == ()
