"""A sheet of the record that comes back: what it changes, what is wrong with it, and how the ledger takes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import ActivityState, ImportState, Mark, RosterImport
from bot.rules.attendance import MarkKind, MarkSource
from bot.rules.record_rows import RecordRow, RowNote
from bot.rules.record_sheet import ReturnedRow, ReturnedSheet
from bot.rules.roster_sheet import RosterFault
from bot.services import record_import, roster_import, settling
from bot.services.people import NotAllowed
from bot.services.record_compare import Comparison
from bot.services.record_import import RecordImportSettled, RecordOutdated
from tests.services.records import ZONE, Books, came, open_books, reach, wall
from tests.services.weeks import hold

FIRST_ROW = 4


@pytest.fixture
def books(database_url: str) -> Iterator[Books]:
    books = open_books(database_url)
    yield books
    books.storage.close()


def cell(row: RecordRow, at: object) -> str:
    """Write a time as the sheet shows it: with its day where that is another."""
    if at is None:
        return ""
    local = at.astimezone(ZONE)  # type: ignore[attr-defined]
    return f"{local:%H:%M}" if local.date() == row.on else f"{local:%m-%d %H:%M}"


def returned(books: Books, *, is_everyone: bool = True, **days: date) -> dict[str, ReturnedRow]:
    """Export the record and return its rows as they would come back untouched; of one name the last."""
    record = books.gather(is_everyone=is_everyone, **days)
    return {
        row.name: ReturnedRow(
            row=number,
            row_id=row.row_id,
            check_in=cell(row, row.check_in_at),
            check_out=cell(row, row.check_out_at),
            remark=row.remark,
        )
        for number, row in enumerate(record.rows, FIRST_ROW)
    }


def examine(books: Books, *rows: ReturnedRow, faults: tuple[RosterFault, ...] = ()) -> Comparison:
    sheet = ReturnedSheet(rows=rows, faults=faults)
    return books.do(record_import.examine, telegram_id=books.town.organizer, sheet=sheet, zone=ZONE)


def keep(books: Books, *rows: ReturnedRow) -> int:
    found = examine(books, *rows)
    return books.do(record_import.keep_draft, telegram_id=books.town.organizer, file_name="表.xlsx", comparison=found)


def confirm(books: Books, import_id: int) -> int:
    return books.do(record_import.confirm, telegram_id=books.town.organizer, import_id=import_id, zone=ZONE)


def bring_in(books: Books, *rows: ReturnedRow) -> int:
    return confirm(books, keep(books, *rows))


def keys(found: Comparison) -> list[tuple[int, str]]:
    return [(fault.row, fault.key.removeprefix("record-fault-")) for fault in found.faults]


def marks(books: Books, name: str) -> list[Mark]:
    query = select(Mark).order_by(Mark.id)
    return books.read(
        lambda session: [mark for mark in session.scalars(query) if mark.cadre_id == books.person(session, name).id]
    )


class TestWhatChanges:
    def test_a_sheet_that_nobody_touched_changes_nothing(self, books: Books) -> None:
        found = examine(books, *returned(books).values())
        assert (found.rows, found.changes, found.faults) == (4, (), ())

    def test_rows_may_be_removed_and_stand_in_any_order(self, books: Books) -> None:
        rows = list(returned(books).values())
        found = examine(books, *rows[:0:-1])
        assert (found.rows, found.changes, found.faults) == (3, (), ())

    def test_a_corrected_time_becomes_a_new_mark_and_the_old_one_is_voided(self, books: Books) -> None:
        row = replace(returned(books)["张2"], check_in="13:35", remark="忘记签到，已核实")
        assert bring_in(books, row) == 1
        line = books.line("张2")
        assert (line.checked_in_at, line.checked_out_at, line.minutes) == (wall(27, 13, 35), wall(27, 15), 85)
        assert line.state == "left_early"
        old, _out, void, new = marks(books, "张2")
        assert (old.kind, old.at, old.source) == (MarkKind.CHECK_IN, wall(27, 14), MarkSource.SELF_TAP)
        assert (void.kind, void.voids_id, void.source, void.reason) == (
            MarkKind.VOID,
            old.id,
            MarkSource.IMPORT,
            RowNote.SHEET,
        )
        assert (new.kind, new.at, new.source, new.reason) == (
            MarkKind.CHECK_IN,
            wall(27, 13, 35),
            MarkSource.IMPORT,
            "忘记签到，已核实",
        )
        assert new.by_cadre_id == 2

    def test_a_missing_check_out_is_filled_in(self, books: Books) -> None:
        assert bring_in(books, replace(returned(books)["张3"], check_out="15:30:00")) == 1
        assert (books.line("张3").minutes, books.line("张3").state) == (120, "present")
        assert marks(books, "张3")[-1].reason == RowNote.SHEET

    def test_who_was_excused_and_came_after_all_is_entered(self, books: Books) -> None:
        bring_in(books, replace(returned(books)["联络1"], check_in="13:30", check_out="15:30"))
        assert (books.line("联络1").state, books.line("联络1").minutes) == ("present", 120)

    def test_who_was_decided_to_be_absent_and_is_entered_after_all_is_not_in_question(self, books: Books) -> None:
        bring_in(books, replace(returned(books)["张1"], check_in="", check_out=""))
        books.deny("张1")
        bring_in(books, replace(returned(books)["张1"], check_in="13:30", check_out="15:30"))
        assert (books.line("张1").state, books.line("张1").minutes) == ("present", 120)

    def test_an_emptied_row_takes_the_presence_back(self, books: Books) -> None:
        bring_in(books, replace(returned(books)["张1"], check_in="", check_out=""))
        assert (books.line("张1").state, books.line("张1").checked_in_at) == ("no_show", None)

    def test_a_remark_alone_is_kept_and_no_second_is_lost(self, books: Books) -> None:
        before = books.line("张1").checked_in_at
        bring_in(books, replace(returned(books)["张1"], remark="队长"))
        assert books.line("张1").checked_in_at == before
        assert returned(books)["张1"].remark == "队长"
        bring_in(books, replace(returned(books)["张1"], check_out="15:00", remark="队长，早走"))
        assert returned(books)["张1"].remark == "队长，早走"
        bring_in(books, replace(returned(books)["张1"], remark=""))
        assert returned(books)["张1"].remark == ""
        assert books.line("张1").minutes == 90

    def test_a_remark_that_is_a_word_of_our_own_stays_a_remark(self, books: Books) -> None:
        bring_in(books, replace(returned(books)["张1"], remark="paper"))
        assert returned(books)["张1"].remark == "paper"

    def test_cells_that_say_the_same_in_another_way_change_nothing(self, books: Books) -> None:
        row = replace(returned(books)["张1"], check_in="2026-11-27 13:25", check_out="15：40：00")
        assert examine(books, row).changes == ()

    def test_the_lines_can_be_rebuilt_from_the_marks(self, books: Books) -> None:
        rows = returned(books)
        bring_in(books, replace(rows["张2"], check_in="13:35"), replace(rows["张3"], check_out="15:30"))

        before = [(books.line(name).state, books.line(name).minutes) for name in ("张2", "张3")]
        books.write(lambda session: settling.settle_all(session, books.friday(session)))
        assert [(books.line(name).state, books.line(name).minutes) for name in ("张2", "张3")] == before

    def test_every_import_is_audited_with_period_unit_and_rows(self, books: Books) -> None:
        bring_in(books, replace(returned(books)["张2"], check_in="13:35"))
        [(actor, subject, after)] = books.audit("record.import")
        assert (actor, subject) == ("cadre:2", f"unit:{books.town.unit_ids[0]}")
        assert after == {
            "import": 1,
            "from": "2026-11-27",
            "to": "2026-11-27",
            "rows": 1,
            "changes": 1,
            "lines": [books.line("张2").id],
        }


class TestFaults:
    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"row_id": "1-4-AAAA"}, "bad-id"),
            ({"row_id": ""}, "bad-id"),
            ({"check_in": "12:59"}, "outside-in"),
            ({"check_in": "15:30"}, "outside-in"),
            ({"check_out": "16:30"}, "outside-out"),
            ({"check_in": "一点半"}, "unreadable-in"),
            ({"check_out": "25:00"}, "unreadable-out"),
            ({"check_in": ""}, "out-alone"),
            ({"check_out": "13:20"}, "order"),
            ({"check_in": "2026-11-26 13:30"}, "outside-in"),
        ],
    )
    def test_a_faulty_row_is_told_by_its_number(self, books: Books, change: dict[str, str], fault: str) -> None:
        found = examine(books, replace(returned(books)["张1"], **change))  # type: ignore[arg-type]
        assert keys(found) == [(5, fault)]
        assert found.changes == ()

    def test_an_edited_id_is_found_out(self, books: Books) -> None:
        rows = returned(books)
        other = rows["张2"].row_id.split("-")
        mixed = "-".join([*rows["张1"].row_id.split("-")[:2], *other[2:]])
        assert keys(examine(books, replace(rows["张1"], row_id=mixed))) == [(5, "bad-id")]

    def test_a_row_that_stands_twice_is_told_with_the_first(self, books: Books) -> None:
        row = returned(books)["张1"]
        found = examine(books, row, replace(row, row=9, check_in="13:30"))
        assert keys(found) == [(9, "twice")]
        assert found.faults[0].placeholders["first"] == 5

    def test_a_remark_without_a_check_in_is_refused(self, books: Books) -> None:
        assert keys(examine(books, replace(returned(books)["联络1"], remark="出差"))) == [(4, "remark-alone")]

    def test_a_time_to_come_is_refused(self, books: Books) -> None:
        rows = returned(books)
        books.now = wall(27, 15, 35)
        assert keys(examine(books, replace(rows["张3"], check_out="15:50"))) == [(7, "future")]

    def test_a_cell_that_was_changed_meanwhile_is_refused_and_an_untouched_one_is_not(self, books: Books) -> None:
        rows = returned(books)
        bring_in(books, replace(rows["张2"], check_in="13:35"))
        assert keys(examine(books, replace(rows["张2"], check_in="13:40"))) == [(6, "changed-in")]
        assert examine(books, rows["张2"]).faults == ()
        assert examine(books, replace(rows["张2"], check_in="13:35")).changes == ()
        assert [change.what for change in examine(books, replace(rows["张2"], check_out="15:30")).changes] == [{"out"}]

    def test_a_remark_is_compared_with_the_record_like_a_time(self, books: Books) -> None:
        rows = returned(books)
        bring_in(books, replace(rows["张1"], remark="队长"))
        assert examine(books, replace(rows["张1"], remark="队长")).changes == ()
        assert examine(books, rows["张1"]).faults == ()
        assert keys(examine(books, replace(rows["张1"], remark="司机"))) == [(5, "changed-remark")]

    def test_who_is_in_question_must_be_decided_first(self, books: Books) -> None:
        row = returned(books)["张1"]
        books.deny("张1")
        assert keys(examine(books, replace(row, check_in="13:30"))) == [(5, "conflict")]

    def test_an_activity_that_does_not_stand_any_more_is_refused(self, books: Books) -> None:
        row = returned(books)["张1"]

        def cancel(session: Session) -> None:
            books.friday(session).state = ActivityState.CANCELLED

        books.write(cancel)
        assert keys(examine(books, replace(row, check_in="13:30"))) == [(5, "no-line")]

    def test_nothing_is_kept_for_applying_while_one_fault_is_left(self, books: Books) -> None:
        rows = returned(books)
        number = keep(books, replace(rows["张2"], check_in="13:35"), replace(rows["张1"], check_in="x"))
        draft = books.read(lambda session: session.get_one(RosterImport, number))
        assert (draft.state, draft.sheet) == (ImportState.FAULTY, {})
        with pytest.raises(RecordImportSettled):
            confirm(books, number)
        assert books.line("张2").checked_in_at == wall(27, 14)


class TestOverMidnight:
    @pytest.fixture
    def night(self, books: Books) -> list[ReturnedRow]:
        """Two rows of one visit, from 22:00 to 01:30."""

        def add(session: Session) -> None:
            snow = hold(session, books.town, date(2026, 11, 20), kind="snow")
            reach(snow, wall(20, 21), wall(21, 2))
            came(session, snow, books.person(session, "张1"), wall(20, 22), wall(21, 1, 30))

        books.write(add)
        rows = books.gather(date(2026, 11, 20), date(2026, 11, 20)).rows
        return [
            ReturnedRow(
                row=number,
                row_id=row.row_id,
                check_in=cell(row, row.check_in_at),
                check_out=cell(row, row.check_out_at),
                remark="",
            )
            for number, row in enumerate(rows, FIRST_ROW)
        ]

    def test_both_rows_untouched_change_nothing(self, books: Books, night: list[ReturnedRow]) -> None:
        assert [(row.check_in, row.check_out) for row in night] == [("22:00", "11-21 00:00"), ("00:00", "01:30")]
        found = examine(books, *night)
        assert (found.changes, found.faults) == ((), ())

    def test_the_outer_times_are_corrected(self, books: Books, night: list[ReturnedRow]) -> None:
        assert bring_in(books, replace(night[0], check_in="21:30"), replace(night[1], check_out="01:45")) == 1
        rows = books.gather(date(2026, 11, 20), date(2026, 11, 20)).rows
        assert [row.minutes for row in rows] == [150, 105]

    def test_remarks_of_both_rows_are_kept_together(self, books: Books, night: list[ReturnedRow]) -> None:
        long = "长" * 60
        found = examine(books, *(replace(row, remark=f"{long}{row.row}") for row in night))
        assert keys(found) == [(4, "long-remark")]
        bring_in(books, replace(night[0], remark="队长"), replace(night[1], remark="冻伤已处理"))
        assert {row.remark for row in books.gather(date(2026, 11, 20), date(2026, 11, 20)).rows} == {"队长；冻伤已处理"}

    def test_one_row_may_be_missing(self, books: Books, night: list[ReturnedRow]) -> None:
        assert bring_in(books, replace(night[1], check_out="01:45")) == 1

    def test_the_time_at_midnight_is_not_to_be_changed(self, books: Books, night: list[ReturnedRow]) -> None:
        found = examine(books, replace(night[0], check_out="23:50"), replace(night[1], check_in=""))
        assert keys(found) == [(4, "edge"), (5, "edge")]


class TestTheDraft:
    def test_only_who_may_export_all_units_may_send_one(self, books: Books) -> None:
        for telegram_id in (books.town.liaison, books.town.cadres[0]):
            with pytest.raises(NotAllowed):
                books.do(record_import.examine, telegram_id=telegram_id, sheet=ReturnedSheet(), zone=ZONE)

    def test_only_its_sender_confirms_and_only_once(self, books: Books) -> None:
        number = keep(books, replace(returned(books)["张2"], check_in="13:35"))
        with pytest.raises(NotAllowed):
            books.do(record_import.confirm, telegram_id=books.town.admin, import_id=number, zone=ZONE)
        assert confirm(books, number) == 1
        with pytest.raises(RecordImportSettled):
            confirm(books, number)

    def test_it_is_no_roster_and_a_roster_is_none_of_it(self, books: Books) -> None:
        number = keep(books, replace(returned(books)["张2"], check_in="13:35"))
        with pytest.raises(NotAllowed):
            books.do(roster_import.cancel, telegram_id=books.town.organizer, import_id=number)

        def write(session: Session) -> int:
            roster = RosterImport(cadre_id=2, file_name="x", created_at=books.now, summary={"counts": {}})
            session.add(roster)
            session.flush()
            return roster.id

        other = books.write(write)
        with pytest.raises(NotAllowed):
            confirm(books, other)

    def test_what_changed_since_the_preview_makes_it_outdated(self, books: Books) -> None:
        rows = returned(books)
        first = keep(books, replace(rows["张2"], check_in="13:35"))
        second = keep(books, replace(rows["张2"], check_in="13:40"))
        confirm(books, second)
        with pytest.raises(RecordOutdated):
            confirm(books, first)
        assert books.line("张2").checked_in_at == wall(27, 13, 40)

    def test_after_a_day_it_is_outdated_and_then_emptied(self, books: Books) -> None:
        number = keep(books, replace(returned(books)["张2"], check_in="13:35"))
        books.now += timedelta(hours=24)
        with pytest.raises(RecordOutdated):
            confirm(books, number)
        assert books.do(roster_import.forget_drafts) == 1
        draft = books.read(lambda session: session.get_one(RosterImport, number))
        assert (draft.state, draft.sheet) == (ImportState.CANCELLED, {})

    def test_one_that_changes_nothing_cannot_be_confirmed(self, books: Books) -> None:
        number = keep(books, *returned(books).values())
        with pytest.raises(RecordOutdated):
            confirm(books, number)
        assert books.audit("record.import") == []

    def test_it_can_be_dropped(self, books: Books) -> None:
        number = keep(books, replace(returned(books)["张2"], check_in="13:35"))
        books.do(record_import.cancel, telegram_id=books.town.organizer, import_id=number)
        assert books.line("张2").checked_in_at == wall(27, 14)
