"""Periods, sums, codes and masks of a statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.statements import HALF, Period, code_in, is_unchanged, masked, seal, shown
from tests.reports.paper_cast import record, service


@pytest.mark.parametrize(
    ("period", "first_on", "last_on"),
    [
        (Period.THIS_YEAR, date(2026, 1, 1), date(2026, 11, 27)),
        (Period.LAST_YEAR, date(2025, 1, 1), date(2025, 12, 31)),
        (Period.ALL, date.min, date(2026, 11, 27)),
    ],
)
def test_a_period_ends_today_or_with_its_year(period: Period, first_on: date, last_on: date) -> None:
    assert period.days(date(2026, 11, 27)) == (first_on, last_on)


@given(st.lists(st.one_of(st.none(), st.integers(0, 480)), max_size=30))
def test_only_lines_with_minutes_are_counted(minutes: list[int | None]) -> None:
    person = record(*(service(number, minutes=each) for number, each in enumerate(minutes)))
    counted = [each for each in minutes if each is not None]
    assert (person.times, person.minutes) == (len(counted), sum(counted))


def test_any_change_of_the_lines_breaks_the_seal_also_one_that_keeps_the_sums() -> None:
    lines = (service(0), service(1))
    code = "ABCD" + seal("ABCD", lines)
    assert is_unchanged(code, lines)
    later = timedelta(minutes=5)
    for changed in (
        lines[:1],
        (*lines, service(2)),
        (replace(lines[0], minutes=120), replace(lines[1], minutes=130)),
        (replace(lines[0], checked_in_at=lines[0].checked_in_at + later), lines[1]),
        (replace(lines[0], minutes=None, is_in_question=True), lines[1]),
        (replace(lines[0], checked_out_at=None, minutes=None), lines[1]),
    ):
        assert not is_unchanged(code, changed)


def test_equal_records_of_two_people_have_different_codes() -> None:
    assert seal("ABCD", [service(0)]) != seal("ABCE", [service(0)])


def test_another_title_or_place_is_no_change() -> None:
    code = "ABCD" + seal("ABCD", [service(0)])
    assert is_unchanged(code, [replace(service(0), place="another", activity="another")])


@pytest.mark.parametrize("typed", ["ABCD-2345", "abcd2345", " abcd 2345 ", "ＡＢＣＤ－２３４５", "AB-CD-23-45"])
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert code_in(typed) == "ABCD2345"


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-23450", "ABCD-234O", "ABCD-2I45", "张三", "ABCD-234" + "5" * 90])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert code_in(typed) is None


@given(st.text(alphabet="ABCDEFGH23456789", min_size=2 * HALF, max_size=2 * HALF))
def test_a_code_that_is_shown_is_read_again(code: str) -> None:
    assert code_in(shown(code)) == code


@pytest.mark.parametrize(("name", "told"), [("张三", "张*"), ("欧阳修", "欧*"), ("Li", "L*"), ("", "*")])
def test_of_a_name_one_character_is_told(name: str, told: str) -> None:
    assert masked(name) == told
