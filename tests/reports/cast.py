"""A city of 71 units and 3,012 persons for the reports; formulas give the numbers, so that every run is alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.rules.figures import PersonRow, UnitFigures, WeekFigures, WeekTotals

UNIT_NAMES = (
    "市纪委监委",
    "市委办公室",
    "市委组织部",
    "市委宣传部",
    "市委统战部",
    "市委政法委",
    "市委社会工作部",
    "市委编办",
    "市委网信办",
    "市直机关工委",
    "市委巡察办",
    "市委老干部局",
    "市委党校",
    "市档案馆",
    "市委史志研究室",
    "市融媒体中心",
    "市人大机关",
    "市政协机关",
    "市政府办公室",
    "市发改委",
    "市教育局",
    "市科技局",
    "市工信局",
    "市公安局",
    "市民政局",
    "市司法局",
    "市财政局",
    "市人社局",
    "市自然资源局",
    "市生态环境局",
    "市住建局",
    "市城管局",
    "市交通运输局",
    "市水务局",
    "市农业农村局",
    "市商务局",
    "市文旅局",
    "市卫健委",
    "市退役军人局",
    "市应急局",
    "市审计局",
    "市外事办",
    "市国资委",
    "市林业局",
    "市市场监管局",
    "市体育局",
    "市统计局",
    "市信访局",
    "市医保局",
    "市政数局",
    "市机关事务局",
    "市国动办",
    "市供销社",
    "市法院",
    "市检察院",
    "市总工会",
    "团市委",
    "市妇联",
    "市科协",
    "市工商联",
    "市文联",
    "市残联",
    "市红十字会",
    "市侨联",
    "市社科联",
    "市税务局",
    "市气象局",
    "市邮政管理局",
    "市住房公积金中心",
    "市社保局",
    "市图书馆",
)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("喆", "堃", "淼淼", "䶮", "建国", "玥", "志强", "丽华", "翀", "明")


def unit_figures(position: int, name: str) -> UnitFigures:
    expected = 42 + position % 2
    excused, declined, no_show, no_answer = position % 4, position % 3, position % 5 == 0, position % 7
    present = expected - excused - declined - no_show - no_answer
    return UnitFigures(
        unit=name,
        position=position,
        expected=expected,
        present=present,
        late=position % 6,
        left_early=position % 2,
        excused=excused,
        declined=declined,
        no_show=int(no_show),
        no_answer=no_answer,
        not_linked=int(position % 9 == 0),
        unreachable=int(position % 11 == 0),
        person_times=present + position % 8,
        minutes=present * 117 + position,
        missing_check_out=int(position % 13 == 0),
        is_confirmed=position % 10 != 3,
    )


def week_figures(earlier_weeks: int = 4) -> WeekFigures:
    previous = tuple(
        WeekTotals(iso_year=2026, iso_week=number, expected=3000 + number, present=present, excused=90, minutes=330_000)
        for number, present in ((43, 2511), (44, 2602), (45, 2466), (46, 2720))
    )
    return WeekFigures(
        iso_year=2026,
        iso_week=47,
        first_on=date(2026, 11, 16),
        last_on=date(2026, 11, 22),
        units=tuple(unit_figures(position, name) for position, name in enumerate(UNIT_NAMES, 1)),
        previous=previous[4 - earlier_weeks :],
        activities=83,
    )


def person_row(number: int) -> PersonRow:
    start = datetime(2026, 11, 20, 5, 18, tzinfo=UTC) + timedelta(minutes=number % 30)
    is_out = number % 50 != 0
    return PersonRow(
        unit=UNIT_NAMES[number * len(UNIT_NAMES) // 3012],
        name=SURNAMES[number % 16] + GIVEN[number % 10],
        title="四级调研员" if number % 4 else "科长",
        activity="周五志愿服务日",
        service_on=date(2026, 11, 20),
        place="龙山区××社区(老旧小区清扫)",
        check_in_at=start,
        check_out_at=start + timedelta(minutes=125) if is_out else None,
        minutes=125 if is_out else None,
        state="late" if number % 30 > 12 else "present",
        late_minutes=max(0, number % 30 - 12),
        remark="",
        roster_no=f"{number + 1:05}",
    )


def person_rows(count: int = 3012) -> tuple[PersonRow, ...]:
    return tuple(person_row(number) for number in range(count))
