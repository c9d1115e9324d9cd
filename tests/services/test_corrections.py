"""Corrections whose times go over midnight, or do not fit what is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Correction, CorrectionKind
from bot.rules.calendar import WorkCalendar
from bot.rules.corrections import Corrections, read_times
from bot.services import corrections
from bot.services.corrections import TimesUnfit
from tests.services.records import ZONE, Books, came, line_of, open_books, reach, wall
from tests.services.weeks import hold

CORRECTIONS = Corrections("mon", time(9), ZONE, WorkCalendar({}, {}))


@pytest.fixture
def books(database_url: str) -> Iterator[Books]:
    books = open_books(database_url)
    yield books
    books.storage.close()


@pytest.fixture
def night(books: Books) -> int:
    """A call of Friday from 21:00 to 02:00, to which 张1 came at 22:00 and 张2 has no check-in."""

    def add(session: Session) -> int:
        snow = hold(session, books.town, date(2026, 11, 27), kind="snow")
        reach(snow, wall(27, 21), wall(28, 2))
        came(session, snow, books.person(session, "张1"), wall(27, 22), None)
        line_of(session, snow, books.person(session, "张2"))
        return snow.id

    return books.write(add)


def ask(books: Books, number: int, activity_id: int, kind: CorrectionKind, typed: str) -> Correction:
    books.do(
        corrections.ask,
        telegram_id=books.town.cadres[number],
        activity_id=activity_id,
        kind=kind,
        wanted=read_times(typed),
        corrections=CORRECTIONS,
    )
    return books.read(lambda session: session.scalars(select(Correction)).one())


def test_of_a_night_a_time_after_midnight_is_on_the_next_day(books: Books, night: int) -> None:
    request = ask(books, 0, night, CorrectionKind.LEFT, "01:30")
    assert (request.wanted_in_at, request.wanted_out_at) == (None, wall(28, 1, 30))


def test_who_came_after_midnight_says_so(books: Books, night: int) -> None:
    request = ask(books, 1, night, CorrectionKind.CAME, "00:30-01:45")
    assert (request.wanted_in_at, request.wanted_out_at) == (wall(28, 0, 30), wall(28, 1, 45))


def test_nobody_left_before_they_came(books: Books) -> None:
    for typed in ("13:20", "13:00-13:24"):
        with pytest.raises(TimesUnfit):
            ask(books, 0, books.friday_id, CorrectionKind.LEFT, typed)
    request = ask(books, 0, books.friday_id, CorrectionKind.LEFT, "13:20-15:00")
    assert request.wanted_out_at == wall(27, 15)


def test_who_was_not_seen_left_after_the_own_check_in(books: Books) -> None:
    books.deny("张1")
    with pytest.raises(TimesUnfit):
        ask(books, 0, books.friday_id, CorrectionKind.CAME, "13:00-13:20")
