"""A roster compared with the one that is held, and brought in: all or nothing, and the same file once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.model import AuditEntry, Cadre, Community, ImportState, Pairing, Role, RoleGrant, RosterImport, Site, Unit
from bot.rules.geo import gcj02_to_wgs84
from bot.rules.roster_sheet import (
    GCJ_02,
    CommunityRow,
    PairingRow,
    PersonEntry,
    RosterFault,
    RosterSheet,
    SiteRow,
    UnitRow,
)
from bot.services import roster, roster_import
from bot.services.roster import Imported, RosterFaulty, RosterOutdated
from bot.storage import Storage
from tests.town import build_town

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
T = TypeVar("T")


def person(name: str = "王五", unit: str = "市第1局", row: int = 2, **fields: Any) -> PersonEntry:
    return PersonEntry(unit=unit, name=name, row=row, **fields)


def people(*entries: PersonEntry) -> RosterSheet:
    return RosterSheet(people=tuple(replace(entry, row=row) for row, entry in enumerate(entries, 2)))


class Registry:
    """A small town whose roster is brought in."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.town = storage.write_now(lambda session: build_town(session, units=2))

    def look(self, query: Callable[[Session], T]) -> T:
        return self.storage.read_now(query)

    def apply(self, sheet: RosterSheet, *, may_appoint: bool = True, expected: str | None = None) -> Imported:
        return self.storage.write_now(
            lambda session: roster.apply(
                session, now=NOW, actor="operator", sheet=sheet, may_appoint=may_appoint, expected=expected
            )
        )

    def preview(self, sheet: RosterSheet, *, may_appoint: bool = True) -> roster.Preview:
        return self.look(lambda session: roster.preview(session, sheet=sheet, may_appoint=may_appoint))

    def faults(self, sheet: RosterSheet, *, may_appoint: bool = True) -> list[str]:
        found = self.preview(sheet, may_appoint=may_appoint).changes.faults
        return [fault.key.removeprefix("roster-fault-") for fault in found]

    def changed(self, sheet: RosterSheet) -> dict[str, int]:
        counts = self.preview(sheet).changes.counts()
        return {name: count for name, count in counts.items() if count and name not in ("absent_people", "new_numbers")}

    def cadre(self, roster_no: str) -> Cadre:
        return self.look(lambda session: session.scalars(select(Cadre).where(Cadre.roster_no == roster_no)).one())

    def roles(self, roster_no: str) -> set[tuple[Role, int | None]]:
        query = (
            select(RoleGrant.role, RoleGrant.unit_id)
            .join(Cadre, Cadre.id == RoleGrant.cadre_id)
            .where(Cadre.roster_no == roster_no, RoleGrant.revoked_at.is_(None))
        )
        return self.look(lambda session: {(row.role, row.unit_id) for row in session.execute(query)})


@pytest.fixture
def held(sqlite_url: str) -> Iterator[Registry]:
    storage = Storage(sqlite_url)
    yield Registry(storage)
    storage.close()


TOWN = RosterSheet(
    units=(UnitRow(name="市审计局", position=7), UnitRow(name="市第1局", position=3, is_enabled=False)),
    communities=(CommunityRow(name="东山社区"),),
    sites=(
        SiteRow(community="东山社区", name="服务站", address="东山路2号", latitude=42.9, longitude=125.1, datum=GCJ_02),
    ),
    pairings=(PairingRow(unit="市审计局", community="东山社区"),),
    people=(person("赵六", "市审计局", roles=("liaison",)), person("钱七", "市第1局", row=3)),
)


STRETCH = SiteRow(
    community="第1社区",
    name="人民路",
    kind="road_section",
    area_square_metres=1200,
    heads=15,
    tools="铁锹",
    unit="市第1局",
    neighbours=("市第2局", "市审计局"),
)


class TestBothKinds:
    def test_a_whole_town_comes_in_and_a_second_time_changes_nothing(self, database_url: str) -> None:
        storage = Storage(database_url)
        held = Registry(storage)
        first = held.apply(TOWN)
        assert first.counts["new_people"] == 2
        again = held.apply(first.numbered)
        storage.close()
        assert {name: count for name, count in again.counts.items() if count} == {
            "unchanged_people": 2,
            "absent_people": 8,
        }

    def test_roles_are_taken_and_given_in_their_units(self, database_url: str) -> None:
        storage = Storage(database_url)
        held = Registry(storage)
        unit = held.town.unit_ids[0]
        held.apply(people(person("联络1", roster_no="L1", roles=("deputy", "leader"))))
        roles = held.roles("L1")
        storage.close()
        assert roles == {(Role.DEPUTY, unit), (Role.LEADER, None)}

    def test_the_surge_team_is_held_as_the_file_says(self, database_url: str) -> None:
        storage = Storage(database_url)
        held = Registry(storage)
        held.apply(people(person("张1", roster_no="C1-1", is_surge=True), person("孙九", roster_no="9", is_surge=True)))
        first = [held.cadre(number).is_surge for number in ("C1-1", "9", "C1-2")]
        held.apply(people(person("张1", roster_no="C1-1", is_surge=False), person("孙九", roster_no="9")))
        second = [held.cadre(number).is_surge for number in ("C1-1", "9", "C1-2")]
        storage.close()
        assert (first, second) == ([True, True, False], [False, True, False])


class TestPlaces:
    def test_a_new_unit_is_not_switched_on_by_itself(self, held: Registry) -> None:
        held.apply(TOWN)
        units = held.look(lambda session: session.execute(select(Unit.name, Unit.is_enabled, Unit.position)).all())
        assert ("市审计局", False, 7) in [tuple(unit) for unit in units]

    def test_a_unit_is_moved_and_switched_as_the_file_says(self, held: Registry) -> None:
        held.apply(TOWN)
        unit = held.look(lambda session: session.scalars(select(Unit).where(Unit.name == "市第1局")).one())
        assert (unit.position, unit.is_enabled) == (3, False)

    def test_an_empty_switch_leaves_the_unit_as_it_is(self, held: Registry) -> None:
        assert held.changed(RosterSheet(units=(UnitRow(name="市第1局", position=1),))) == {}

    def test_degrees_of_chinese_maps_are_turned_into_those_of_telegram(self, held: Registry) -> None:
        held.apply(TOWN)
        site = held.look(lambda session: session.scalars(select(Site).where(Site.name == "服务站")).one())
        assert (site.latitude, site.longitude) == tuple(round(part, 6) for part in gcj02_to_wgs84(42.9, 125.1))

    def test_an_empty_cell_of_a_site_leaves_what_is_there(self, held: Registry) -> None:
        row = SiteRow(community="第1社区", name="第1社区服务中心", lead_name="周八")
        held.apply(RosterSheet(sites=(row,)))
        site = held.look(lambda session: session.scalars(select(Site).where(Site.lead_name == "周八")).one())
        assert (site.address, site.latitude) == ("人民大街1号", 42.9026)

    def test_a_stretch_is_held_with_its_units_and_comes_out_as_it_came_in(self, held: Registry) -> None:
        sheet = RosterSheet(units=(UnitRow(name="市审计局", position=7),), sites=(STRETCH,))
        assert held.apply(sheet).counts["new_sites"] == 1
        site = held.look(lambda session: session.scalars(select(Site).where(Site.name == "人民路")).one())
        first, second = held.town.unit_ids
        assert (site.kind, site.area_square_metres, site.heads, site.tools) == ("road_section", 1200, 15, "铁锹")
        assert site.unit_id == first
        assert (site.neighbour_ids[0], len(site.neighbour_ids)) == (second, 2)
        assert STRETCH in held.look(roster.as_sheet).sites
        assert held.changed(sheet) == {}

    def test_a_changed_stretch_is_a_changed_site_and_keeps_the_rest(self, held: Registry) -> None:
        stretch = replace(STRETCH, neighbours=("市第2局",))
        held.apply(RosterSheet(sites=(stretch,)))
        bare = SiteRow(community=stretch.community, name=stretch.name)
        assert held.changed(RosterSheet(sites=(replace(bare, kind="道路"),))) == {}
        again = RosterSheet(sites=(replace(bare, heads=20, neighbours=("市第2局",)),))
        assert held.changed(again) == {"changed_sites": 1}
        held.apply(again)
        assert replace(stretch, heads=20) in held.look(roster.as_sheet).sites

    def test_a_site_that_is_no_stretch_needs_nothing(self, held: Registry) -> None:
        held.apply(TOWN)
        site = held.look(lambda session: session.scalars(select(Site).where(Site.name == "服务站")).one())
        assert (site.area_square_metres, site.heads, site.unit_id, site.neighbour_ids) == (None, None, None, [])

    def test_a_stretch_with_an_unknown_unit_stops_everything(self, held: Registry) -> None:
        with pytest.raises(RosterFaulty):
            held.apply(RosterSheet(communities=(CommunityRow(name="东"),), sites=(replace(STRETCH, community="东"),)))
        assert "东" not in held.look(lambda session: session.scalars(select(Community.name)).all())

    def test_a_preview_of_before_a_stretch_changed_is_outdated(self, held: Registry) -> None:
        stretch = replace(STRETCH, neighbours=())
        held.apply(RosterSheet(sites=(stretch,)))
        fingerprint = held.preview(TOWN).fingerprint
        held.apply(RosterSheet(sites=(replace(stretch, heads=16),)))
        with pytest.raises(RosterOutdated):
            held.apply(TOWN, expected=fingerprint)

    def test_a_pairing_is_changed_not_doubled(self, held: Registry) -> None:
        held.apply(RosterSheet(pairings=(PairingRow(unit="市第1局", community="第2社区"),)))
        pairs = held.look(
            lambda session: session.execute(
                select(Pairing.unit_id, Community.name).join(Community, Community.id == Pairing.community_id)
            ).all()
        )
        assert [name for unit_id, name in pairs if unit_id == held.town.unit_ids[0]] == ["第2社区"]

    @pytest.mark.parametrize(
        ("sheet", "fault"),
        [
            (people(person(unit="没有这个局")), "unit-not-on-roster"),
            (RosterSheet(pairings=(PairingRow(unit="没有", community="第1社区"),)), "unit-not-on-roster"),
            (RosterSheet(pairings=(PairingRow(unit="市第1局", community="没有"),)), "community-not-on-roster"),
            (RosterSheet(sites=(SiteRow(community="没有", name="甲"),)), "community-not-on-roster"),
        ],
    )
    def test_what_hangs_in_the_air_is_a_fault(self, held: Registry, sheet: RosterSheet, fault: str) -> None:
        assert held.faults(sheet) == [fault]


class TestWhoIsMeant:
    def test_a_number_finds_the_person_under_a_new_name_and_title(self, held: Registry) -> None:
        held.apply(people(person("张一", roster_no="C1-1", title="处长")))
        cadre = held.cadre("C1-1")
        assert (cadre.name, cadre.title) == ("张一", "处长")

    def test_a_number_finds_the_person_in_a_new_unit(self, held: Registry) -> None:
        held.apply(people(person("张1", unit="市第2局", roster_no="C1-1")))
        assert held.cadre("C1-1").unit_id == held.town.unit_ids[1]

    def test_the_account_stays_with_the_person(self, held: Registry) -> None:
        before = held.cadre("C1-1").telegram_id
        held.apply(people(person("张1", unit="市第2局", roster_no="C1-1")))
        assert held.cadre("C1-1").telegram_id == before is not None

    def test_unit_and_name_find_the_person_without_a_number(self, held: Registry) -> None:
        assert held.changed(people(person("张1", title="处长"))) == {"changed_people": 1}

    def test_a_column_of_numbers_that_slipped_is_refused(self, held: Registry) -> None:
        assert held.faults(people(person("李四", unit="市第1局", roster_no="C2-1"))) == ["number-of-another"]

    def test_another_number_for_somebody_known_is_refused(self, held: Registry) -> None:
        assert held.faults(people(person("张1", roster_no="9-9"))) == ["has-other-number"]

    def test_a_new_namesake_is_taken_when_the_file_names_both(self, held: Registry) -> None:
        sheet = people(person("张1", roster_no="C1-1"), person("张1", roster_no="9-9"))
        assert held.changed(sheet) == {"new_people": 1, "unchanged_people": 1}

    def test_namesakes_are_told_by_their_titles(self, held: Registry) -> None:
        held.apply(people(person("孙九", title="科长"), person("孙九", title="科员")))
        assert held.changed(people(person("孙九", title="科员"))) == {"unchanged_people": 1}

    def test_namesakes_that_titles_do_not_tell_are_a_fault_not_a_guess(self, held: Registry) -> None:
        held.apply(people(person("孙九", title="科长"), person("孙九", title="科员")))
        assert held.faults(people(person("孙九", title="处长"))) == ["doubtful-person"]

    def test_two_new_titles_for_one_known_name_are_a_fault(self, held: Registry) -> None:
        assert held.faults(people(person("张1", title="甲"), person("张1", title="乙"))) == ["doubtful-person"] * 2

    def test_staff_outside_the_roster_are_not_doubled(self, held: Registry) -> None:
        assert held.faults(people(person("管理员"))) == ["doubtful-person"]
        assert held.faults(people(person("管理员", roster_no="A1"))) == []

    def test_who_left_comes_back_with_the_same_number(self, held: Registry) -> None:
        def leave(session: Session) -> None:
            session.scalars(select(Cadre).where(Cadre.roster_no == "C1-1")).one().left_on = NOW.date()

        held.storage.write_now(leave)
        held.apply(people(person("张1")))
        assert held.cadre("C1-1").left_on is None

    def test_nobody_is_deleted_and_who_is_missing_is_counted(self, held: Registry) -> None:
        counts = held.apply(people(person("张1"))).counts
        assert counts["absent_people"] == 7
        assert held.look(lambda session: session.scalar(select(func.count()).select_from(Cadre))) == 10

    def test_a_file_without_people_misses_nobody(self, held: Registry) -> None:
        assert held.preview(RosterSheet(communities=(CommunityRow(name="东"),))).changes.absent == ()


class TestNumbers:
    def test_a_number_is_the_units_place_and_a_running_one(self, held: Registry) -> None:
        done = held.apply(people(person("甲"), person("乙", unit="市第2局"), person("丙")))
        assert [entry.roster_no for entry in done.numbered.people] == ["01-001", "02-001", "01-002"]

    def test_a_number_is_never_given_twice(self, held: Registry) -> None:
        held.apply(people(person("甲")))
        moved = people(person("甲", unit="市第2局", roster_no="01-001"), person("乙"))
        assert held.apply(moved).numbered.people[1].roster_no == "01-002"

    def test_a_number_of_the_file_itself_is_not_given_to_another(self, held: Registry) -> None:
        done = held.apply(people(person("甲"), person("乙", roster_no="01-001")))
        assert done.numbered.people[0].roster_no == "01-002"


class TestRoles:
    def test_an_empty_cell_takes_no_role(self, held: Registry) -> None:
        held.apply(people(person("联络1", roster_no="L1", title="主任")))
        assert held.roles("L1") == {(Role.LIAISON, held.town.unit_ids[0])}

    def test_who_changes_unit_is_no_longer_liaison_of_the_old_one(self, held: Registry) -> None:
        held.apply(people(person("联络1", unit="市第2局", roster_no="L1")))
        assert held.roles("L1") == set()

    def test_a_role_in_a_third_unit_is_not_the_files_business(self, held: Registry) -> None:
        def lend(session: Session) -> None:
            cadre = session.scalars(select(Cadre).where(Cadre.roster_no == "L1")).one()
            session.add(
                RoleGrant(
                    cadre_id=cadre.id,
                    role=Role.DEPUTY,
                    unit_id=held.town.unit_ids[1],
                    granted_at=NOW,
                    granted_by="test",
                )
            )

        held.storage.write_now(lend)
        held.apply(people(person("联络1", roster_no="L1", roles=("leader",))))
        assert held.roles("L1") == {(Role.LEADER, None), (Role.DEPUTY, held.town.unit_ids[1])}

    @pytest.mark.parametrize("role", ["admin", "organizer"])
    def test_an_organizer_appoints_neither_organizers_nor_admins(self, held: Registry, role: str) -> None:
        sheet = people(person("张1", roles=(role,)))
        assert held.faults(sheet, may_appoint=False) == ["role-needs-admin"]
        assert held.faults(sheet, may_appoint=True) == []

    def test_an_organizer_deposes_no_admin(self, held: Registry) -> None:
        sheet = people(person("管理员", roster_no="A1", roles=("leader",)))
        assert "role-needs-admin" in held.faults(sheet, may_appoint=False)

    def test_an_organizer_may_repeat_what_holds_already(self, held: Registry) -> None:
        assert held.faults(people(person("管理员", roster_no="A1", roles=("admin",))), may_appoint=False) == []

    def test_the_last_admin_stays(self, held: Registry) -> None:
        sheet = people(person("管理员", roster_no="A1", roles=("leader",)), person("新", roles=("admin",)))
        assert held.faults(sheet) == ["last-admin"]


class TestSurgeTeam:
    def changes(self, held: Registry, entry: PersonEntry) -> tuple[str, ...]:
        (change,) = held.preview(people(entry)).changes.people
        return change.what

    def test_joining_and_leaving_are_changes_of_the_person(self, held: Registry) -> None:
        joins = person("张1", roster_no="C1-1", is_surge=True)
        leaves = replace(joins, is_surge=False)
        assert (self.changes(held, joins), self.changes(held, leaves)) == (("joins-surge",), ())
        assert held.changed(people(joins)) == {"changed_people": 1}
        held.apply(people(joins))
        assert (self.changes(held, joins), self.changes(held, leaves)) == ((), ("leaves-surge",))
        assert held.changed(people(joins)) == {"unchanged_people": 1}

    def test_an_empty_cell_leaves_what_is_there(self, held: Registry) -> None:
        held.apply(people(person("张1", roster_no="C1-1", is_surge=True)))
        bare = person("张1", roster_no="C1-1")
        assert held.changed(people(bare)) == {"unchanged_people": 1}
        held.apply(people(replace(bare, unit="市第2局", title="处长")))
        cadre = held.cadre("C1-1")
        assert (cadre.title, cadre.is_surge) == ("处长", True)

    def test_somebody_new_of_whom_nothing_is_said_stands_in_none(self, held: Registry) -> None:
        done = held.apply(people(person("孙九", roster_no="9")))
        assert held.cadre("9").is_surge is False
        assert [entry.is_surge for entry in done.numbered.people] == [False]

    def test_the_file_with_numbers_says_what_is_held(self, held: Registry) -> None:
        held.apply(people(person("张1", roster_no="C1-1", is_surge=True)))
        done = held.apply(people(person("张1"), person("孙九", is_surge=True)))
        assert [entry.is_surge for entry in done.numbered.people] == [True, True]

    def test_an_export_says_who_stands_in_it(self, held: Registry) -> None:
        held.apply(people(person("张1", roster_no="C1-1", is_surge=True)))
        sheet = held.look(roster.as_sheet)
        assert {entry.roster_no: entry.is_surge for entry in sheet.people if entry.unit == "市第1局"} == {
            number: number == "C1-1" for number in ("L1", "C1-1", "C1-2", "C1-3")
        }
        assert held.changed(sheet) == {"unchanged_people": 8}

    def test_a_change_is_audited_with_its_count_and_a_repetition_is_not(self, held: Registry) -> None:
        for _ in range(2):
            held.apply(people(person("张1", roster_no="C1-1", is_surge=True)))
        query = select(AuditEntry).where(AuditEntry.action == "roster.import")
        (entry,) = held.look(lambda session: session.scalars(query).all())
        assert entry.after is not None
        assert (entry.actor, entry.after["changed_people"], entry.after["new_people"]) == ("operator", 1, 0)

    def test_a_preview_of_before_somebody_joined_is_outdated(self, held: Registry) -> None:
        fingerprint = held.preview(TOWN).fingerprint
        held.apply(people(person("张1", roster_no="C1-1", is_surge=True)))
        with pytest.raises(RosterOutdated):
            held.apply(TOWN, expected=fingerprint)


class TestAllOrNothing:
    def test_one_fault_stops_everything(self, held: Registry) -> None:
        sheet = replace(TOWN, faults=(RosterFault(key="roster-fault-missing-value"),))
        with pytest.raises(RosterFaulty):
            held.apply(sheet)
        assert held.look(lambda session: session.scalar(select(func.count()).select_from(Unit))) == 2

    def test_what_breaks_off_in_the_middle_leaves_nothing(self, held: Registry) -> None:
        refuse = "CREATE TRIGGER full BEFORE INSERT ON role_grant BEGIN SELECT RAISE(ABORT, 'no room'); END"
        held.storage.write_now(lambda session: session.execute(text(refuse)))
        with pytest.raises(DBAPIError):
            held.apply(TOWN)
        assert held.look(lambda session: session.scalar(select(func.count()).select_from(Unit))) == 2

    def test_a_roster_that_changed_since_the_preview_is_refused(self, held: Registry) -> None:
        fingerprint = held.preview(TOWN).fingerprint
        held.apply(people(person("甲")))
        with pytest.raises(RosterOutdated):
            held.apply(TOWN, expected=fingerprint)

    def test_a_person_who_links_meanwhile_is_no_change_of_the_roster(self, held: Registry) -> None:
        held.apply(people(person("甲", roster_no="X")))
        fingerprint = held.preview(TOWN).fingerprint

        def link(session: Session) -> None:
            session.scalars(select(Cadre).where(Cadre.roster_no == "X")).one().telegram_id = 7

        held.storage.write_now(link)
        assert held.apply(TOWN, expected=fingerprint).counts["new_people"] == 2


def test_an_export_is_the_roster_itself(held: Registry) -> None:
    held.apply(TOWN)
    sheet = held.look(roster.as_sheet)
    assert {person.roster_no for person in sheet.people} >= {"C1-1", "L2", "07-001"}
    assert held.changed(sheet) == {"unchanged_people": 10}


def test_rows_survive_being_kept_as_json(held: Registry) -> None:
    def keep(session: Session) -> int:
        return roster_import.keep_draft(
            session,
            now=NOW,
            telegram_id=held.town.organizer,
            file_name="花名册.xlsx",
            preview=roster.preview(session, sheet=sheet, may_appoint=False),
        )

    sheet = replace(
        TOWN,
        sites=(*TOWN.sites, replace(STRETCH, letters={"unit": "M", "neighbours": "N"})),
        people=(*TOWN.people, person("孙九", row=4, is_surge=True), person("周八", row=5, is_surge=False)),
    )
    held.storage.write_now(keep)
    stored = held.look(lambda session: session.scalars(select(RosterImport.sheet)).one())
    assert roster_import.sheet_from(stored) == sheet


def test_a_draft_from_before_there_were_stretches_can_still_be_read(held: Registry) -> None:
    def keep(session: Session) -> None:
        preview = roster.preview(session, sheet=TOWN, may_appoint=False)
        roster_import.keep_draft(session, now=NOW, telegram_id=held.town.organizer, file_name="x", preview=preview)

    held.storage.write_now(keep)
    stored = held.look(lambda session: session.scalars(select(RosterImport.sheet)).one())
    added = {"area_square_metres", "heads", "tools", "unit", "neighbours", "letters"}
    sites = [{name: value for name, value in row.items() if name not in added} for row in stored["sites"]]
    assert roster_import.sheet_from(stored | {"sites": sites}) == TOWN


def test_a_draft_from_before_there_were_surge_teams_can_still_be_read(held: Registry) -> None:
    def keep(session: Session) -> None:
        preview = roster.preview(session, sheet=TOWN, may_appoint=False)
        roster_import.keep_draft(session, now=NOW, telegram_id=held.town.organizer, file_name="x", preview=preview)

    held.storage.write_now(keep)
    stored = held.look(lambda session: session.scalars(select(RosterImport.sheet)).one())
    persons = [{name: value for name, value in row.items() if name != "is_surge"} for row in stored["people"]]
    assert roster_import.sheet_from(stored | {"people": persons}) == TOWN


def test_a_draft_that_nobody_confirmed_is_emptied_after_a_day(held: Registry) -> None:
    def keep(session: Session) -> None:
        preview = roster.preview(session, sheet=TOWN, may_appoint=False)
        roster_import.keep_draft(session, now=NOW, telegram_id=held.town.organizer, file_name="x", preview=preview)

    held.storage.write_now(keep)
    for hours, emptied in ((23, 0), (24, 1), (48, 0)):
        later = NOW + timedelta(hours=hours)
        assert held.storage.write_now(lambda s, at=later: roster_import.forget_drafts(s, now=at)) == emptied  # type: ignore[misc]
    draft = held.look(lambda session: session.scalars(select(RosterImport)).one())
    assert (draft.state, draft.sheet) == (ImportState.CANCELLED, {})


def test_three_thousand_people_come_in_within_seconds(held: Registry) -> None:
    units = tuple(UnitRow(name=f"第{n}单位", position=n) for n in range(1, 72))
    entries = tuple(
        PersonEntry(unit=f"第{n % 71 + 1}单位", name=f"某人{n}", roles=("liaison",) if n < 71 else (), row=n + 2)
        for n in range(3012)
    )
    began = time.perf_counter()
    done = held.apply(RosterSheet(units=units, people=entries))
    seconds = time.perf_counter() - began
    assert done.counts["new_people"] == 3012
    assert len({entry.roster_no for entry in done.numbered.people}) == 3012
    assert seconds < 15, seconds  # a second or two on an idle machine
