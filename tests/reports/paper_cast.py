"""A record and a list for the papers: a year of Fridays, a night of snow, names that no font holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.reports.roll_sheet import RollSheetOrder
from bot.reports.statement import StatementOrder
from bot.rules.roll_sheets import RollSheet, SheetPerson
from bot.rules.statements import HALF, PersonalRecord, StatementLine, seal

MADE: Final = datetime(2026, 11, 27, 8, 5, tzinfo=UTC)
FIRST: Final = datetime(2026, 1, 9, 5, 30, tzinfo=UTC)
SOURCES: Final = (("self_tap",), ("message", "liaison"), ("code", "self_tap"), ("liaison",))


def service(number: int, *, minutes: int | None = 125) -> StatementLine:
    """Return a Friday of the year; of every fourth the liaison called the roll."""
    starts_at = FIRST + number * timedelta(days=7)
    return StatementLine(
        activity_id=number + 1,
        held_on=starts_at.date(),
        activity="周五志愿服务",
        place="泰春社区服务中心（和平街119号）" if number % 3 else "第1社区",
        content="社区环境清洁、文明劝导，走访慰问独居老人" if number % 2 else "社区环境清洁",
        checked_in_at=starts_at - timedelta(minutes=8),
        checked_out_at=None if minutes is None else starts_at + timedelta(minutes=minutes),
        minutes=minutes,
        sources=SOURCES[number % len(SOURCES)],
    )


def night(number: int) -> StatementLine:
    """Return a call for snow whose end is another day."""
    muster = datetime(2026, 2, 20, 14, 0, tzinfo=UTC)
    return StatementLine(
        activity_id=900 + number,
        held_on=date(2026, 2, 20),
        activity="清雪集结",
        place="沿河木栈道A段",
        content="清雪除冰",
        checked_in_at=muster,
        checked_out_at=muster + timedelta(hours=5),
        minutes=300,
        sources=("organizer",),
    )


def record(*lines: StatementLine, name: str = "张喆䶮") -> PersonalRecord:
    return PersonalRecord(
        cadre_id=1, name=name, unit="市教育局", first_on=date(2026, 1, 1), last_on=date(2026, 11, 27), lines=lines
    )


def statement_order(person: PersonalRecord, language: str = "zh-CN") -> StatementOrder:
    start = "ABCD"[:HALF]
    return StatementOrder(
        record=person,
        code=start + seal(start, person.lines),
        made_at=MADE,
        organization="市直机关工委",
        person_in_charge="李四",
        contact="0437-0000000",
        language=language,
    )


def roll_sheet_order(people: int, language: str = "zh-CN", *, qr_link: str | None = None) -> RollSheetOrder:
    titles = ("局长", "副局长", "四级调研员兼办公室主任", "科员", "")
    return RollSheetOrder(
        sheet=RollSheet(
            unit="市教育局",
            activity="周五志愿服务",
            held_on=date(2026, 11, 27),
            starts_at=datetime(2026, 11, 27, 5, 30, tzinfo=UTC),
            ends_at=datetime(2026, 11, 27, 7, 30, tzinfo=UTC),
            muster_at=datetime(2026, 11, 27, 5, 20, tzinfo=UTC),
            place="泰春社区服务中心",
            address="和平街119号",
            muster_point="服务中心门前",
            lead="冯志芳",
            people=tuple(
                SheetPerson(
                    f"张{'喆䶮芳𠮷伟'[n % 5]}",
                    titles[n % 5],
                    is_excused=n % 7 == 2,
                    is_guest=n == people - 1 and people > 1,
                )
                for n in range(people)
            ),
        ),
        organization="市直机关工委",
        made_at=MADE,
        qr_link=qr_link,
        language=language,
    )
