"""A roster over the years: units that are renamed, people who move, leave by a file and come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import AuditEntry, Cadre, Role, RoleGrant, Unit
from bot.rules.roster_sheet import PairingRow, PersonEntry, RosterSheet, UnitRow
from bot.services import roster, roster_import
from bot.services.roster import Preview
from bot.storage import Storage
from tests.services.test_roster import NOW, Registry, people, person


@pytest.fixture
def held(sqlite_url: str) -> Iterator[Registry]:
    storage = Storage(sqlite_url)
    yield Registry(storage)
    storage.close()


def units(*rows: tuple[str, str]) -> RosterSheet:
    """Return a file of units: each its name and its former one."""
    return RosterSheet(
        units=tuple(UnitRow(name=name, position=at, former=was, row=at + 1) for at, (name, was) in enumerate(rows, 1))
    )


def everyone(held: Registry, *, but: tuple[str, ...] = ()) -> tuple[PersonEntry, ...]:
    """Return the roster as rows, without some numbers and without roles."""
    rows = held.look(roster.as_sheet).people
    return tuple(replace(row, roles=()) for row in rows if row.roster_no not in but)


def preview(held: Registry, *rows: PersonEntry, by: str = "A1", may_appoint: bool = True) -> Preview:
    importer = held.cadre(by).id
    sheet = RosterSheet(people=rows)
    return held.look(
        lambda session: roster.preview(session, sheet=sheet, may_appoint=may_appoint, importer_id=importer)
    )


def leaving(found: Preview) -> list[str]:
    return [one.roster_no for one in found.changes.leaving]


def import_from_chat(held: Registry, sheet: RosterSheet, *, let_go: bool, by: int | None = None) -> None:
    """Send, look through and confirm a file as the organizer does."""

    def run(session: Session) -> None:
        telegram_id = by or held.town.organizer
        found = roster_import.examine(session, telegram_id=telegram_id, sheet=sheet)
        number = roster_import.keep_draft(
            session, now=NOW, telegram_id=telegram_id, file_name="花名册.xlsx", preview=found
        )
        roster_import.confirm(
            session,
            now=NOW,
            telegram_id=telegram_id,
            import_id=number,
            numbers_file=None,
            today=NOW.date(),
            let_go=let_go,
        )

    held.storage.write_now(run)


class TestRenames:
    def test_a_renamed_unit_keeps_its_people_roles_and_pairing(self, database_url: str) -> None:
        storage = Storage(database_url)
        held = Registry(storage)
        sheet = replace(
            units(("市文旅局", "市第1局"), ("市第2局", "")),
            people=(person("张1", "市文旅局", roster_no="C1-1"),),
            pairings=(PairingRow(unit="市文旅局", community="第1社区"),),
        )
        found = held.preview(sheet)
        counts = held.apply(sheet).counts
        unit = held.look(lambda session: session.scalars(select(Unit).where(Unit.name == "市文旅局")).one())
        liaison = held.roles("L1")
        renamed = select(AuditEntry).where(AuditEntry.action == "unit.rename")
        entry = held.look(lambda session: session.scalars(renamed).one())
        again = held.preview(sheet)
        storage.close()
        assert not found.changes.faults
        names = ("renamed_units", "new_units", "changed_people", "pairings")
        assert [counts[name] for name in names] == [1, 0, 0, 0]
        assert unit.id == held.town.unit_ids[0]
        assert liaison == {(Role.LIAISON, unit.id)}
        assert (entry.before, entry.after) == ({"name": "市第1局"}, {"name": "市文旅局"})
        assert again.changes.is_empty  # the same file once more renames nothing

    @pytest.mark.parametrize(
        ("rows", "fault"),
        [
            ([("市第2局", "市第1局")], "both-names"),
            ([("市文旅局", "没有这个局")], "former-unknown"),
            ([("市文旅局", "市第1局"), ("市第1局", "")], "former-stays"),
            ([("市文旅局", "市第1局"), ("市旅游局", "市第1局")], "former-repeated"),
        ],
    )
    def test_a_name_that_cannot_be_given_is_a_fault(
        self, held: Registry, rows: list[tuple[str, str]], fault: str
    ) -> None:
        assert fault in held.faults(units(*rows))

    def test_the_file_given_back_names_no_former_names(self, held: Registry) -> None:
        assert [row.former for row in held.apply(units(("市文旅局", "市第1局"))).numbered.units] == [""]


class TestDifferences:
    def test_who_moves_and_who_is_renamed_is_counted_with_what_was(self, held: Registry) -> None:
        rows = (person("张1", "市第2局", roster_no="C1-1"), person("章二", roster_no="C1-2", row=3))
        changes = preview(held, *rows).changes
        counts = changes.counts()
        assert (counts["moved_people"], counts["renamed_people"], counts["changed_people"]) == (1, 1, 2)
        assert [(change.was_unit, change.was_name) for change in changes.people] == [
            ("市第1局", "张1"),
            ("市第1局", "张2"),
        ]


class TestLeaving:
    def test_who_leaves_by_a_file_keeps_the_record_and_comes_back_by_the_next(self, database_url: str) -> None:
        storage = Storage(database_url)
        held = Registry(storage)
        full = everyone(held)
        import_from_chat(held, RosterSheet(people=everyone(held, but=("C1-1", "L2"))), let_go=True)
        gone, liaison = held.cadre("C1-1"), held.roles("L2")
        entries = held.look(
            lambda session: session.scalars(select(AuditEntry).where(AuditEntry.action == "person.leave")).all()
        )
        import_from_chat(held, RosterSheet(people=full), let_go=False)
        back = held.cadre("C1-1")
        storage.close()
        assert (gone.left_on, gone.telegram_id) == (NOW.date(), None)
        assert liaison == set()
        assert len(entries) == 2
        assert all((entry.after or {})["left_on"] == NOW.date().isoformat() for entry in entries)
        assert (back.id, back.left_on) == (gone.id, None)

    def test_without_the_word_for_it_nobody_leaves(self, held: Registry) -> None:
        import_from_chat(held, RosterSheet(people=everyone(held, but=("C1-1",))), let_go=False)
        assert held.cadre("C1-1").left_on is None

    def test_who_imports_never_leaves_by_the_own_file(self, held: Registry) -> None:
        assert preview(held, *everyone(held, but=("C1-1", "C1-2")), by="C1-1").changes.absent == ("C1-1", "C1-2")
        assert leaving(preview(held, *everyone(held, but=("C1-1", "C1-2")), by="C1-1")) == ["C1-2"]

    def test_the_last_admin_stays_and_another_one_may_go(self, held: Registry) -> None:
        def appoint(session: Session) -> None:
            for number in ("C1-1", "C1-2"):
                cadre = session.scalars(select(Cadre).where(Cadre.roster_no == number)).one()
                session.add(RoleGrant(cadre_id=cadre.id, role=Role.ADMIN, granted_at=NOW, granted_by="test"))
            staff = session.scalars(select(Cadre).where(Cadre.roster_no == "A1")).one()
            session.scalars(select(RoleGrant).where(RoleGrant.cadre_id == staff.id)).one().revoked_at = NOW

        held.storage.write_now(appoint)
        assert leaving(preview(held, *everyone(held, but=("C1-1", "C2-1")), by="A2")) == ["C1-1", "C2-1"]
        assert leaving(preview(held, *everyone(held, but=("C1-1", "C1-2", "C2-1")), by="A2")) == ["C2-1"]
        # Who is no admin lets no admin go.
        assert leaving(preview(held, *everyone(held, but=("C1-1", "C2-1")), by="A2", may_appoint=False)) == ["C2-1"]

    def test_the_only_admin_for_good_stays_though_another_imports(self, held: Registry) -> None:
        def appoint(session: Session) -> None:
            cadre = session.scalars(select(Cadre).where(Cadre.roster_no == "C1-1")).one()
            session.add(RoleGrant(cadre_id=cadre.id, role=Role.ADMIN, granted_at=NOW, granted_by="test"))
            staff = session.scalars(select(Cadre).where(Cadre.roster_no == "A1")).one()
            grant = session.scalars(select(RoleGrant).where(RoleGrant.cadre_id == staff.id)).one()
            grant.ends_on = NOW.date() + timedelta(days=7)

        held.storage.write_now(appoint)
        rows = RosterSheet(people=everyone(held, but=("C1-1", "C2-1")))
        import_from_chat(held, rows, let_go=True, by=held.town.admin)
        assert held.cadre("C1-1").left_on is None
        assert held.cadre("C2-1").left_on == NOW.date()

    @pytest.mark.parametrize(("lacking", "asks"), [(1, False), (2, True), (21, True)])
    def test_many_departures_are_asked_about_once_more(self, held: Registry, lacking: int, asks: bool) -> None:
        """Two of 38 are more than a twentieth, one is not."""
        held.apply(people(*(person(f"某人{n:02}") for n in range(30))))
        rows = held.look(roster.as_sheet).people
        assert len(rows) == 38
        but = tuple(row.roster_no for row in rows if row.name.startswith("某人"))[:lacking]
        assert preview(held, *everyone(held, but=but)).changes.asks_once_more is asks
