"""The invented town of the demo: units, communities, sites and people, the same ones for the same seed.

The units bear the names that city organs commonly have, in their usual order; communities, sites and people are made
up. Nothing here acts: what people do is in ``bot.rehearsal.people``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Final

from bot.model import Role
from bot.rules.roster_sheet import CommunityRow, PairingRow, PersonEntry, RosterSheet, SiteRow, UnitRow

FIRST_ACCOUNT: Final = 800_000_001
GROUP: Final = -4_000_000_001
LATITUDE: Final = 42.9026
LONGITUDE: Final = 125.1437
SPREAD_DEGREES: Final = 0.02
PEOPLE_PER_UNIT: Final = 8
"""A small town has fewer units; from 568 people on it has all of them."""

COMMITTEE: Final = "市直机关工委"
UNITS: Final = (
    *("市直机关工委", "市纪委监委", "市委办公室", "市委组织部", "市委宣传部", "市委统战部", "市委政法委"),
    *("市委社会工作部", "市委编办", "市委网信办", "市委巡察办", "市委老干部局", "市委党校", "市档案馆"),
    *("市委史志研究室", "市融媒体中心", "市人大机关", "市政协机关", "市政府办公室", "市发改委", "市教育局"),
    *("市科技局", "市工信局", "市公安局", "市民政局", "市司法局", "市财政局", "市人社局", "市自然资源局"),
    *("市生态环境局", "市住建局", "市城管局", "市交通运输局", "市水务局", "市农业农村局", "市商务局", "市文旅局"),
    *("市卫健委", "市退役军人局", "市应急局", "市审计局", "市外事办", "市国资委", "市林业局", "市市场监管局"),
    *("市体育局", "市统计局", "市信访局", "市医保局", "市政数局", "市机关事务局", "市国动办", "市供销社"),
    *("市法院", "市检察院", "市总工会", "团市委", "市妇联", "市科协", "市工商联", "市文联", "市残联"),
    *("市红十字会", "市侨联", "市社科联", "市税务局", "市气象局", "市邮政管理局", "市住房公积金中心"),
    *("市社保局", "市图书馆"),
)
SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚玲桂英华玉萍红鹏辉健波宁建国梅兰志海鑫宇婷雪浩然晨阳文博欣怡轩"
AUSPICIOUS: Final = "安和福兴吉泰祥瑞康宁"
MORE_AUSPICIOUS: Final = "华源顺民平春乐义明德"
STREETS: Final = ("人民大街", "建设路", "和平街", "友谊路", "文化街", "新华路", "解放大街", "朝阳路")
PLACES: Final = (
    ("小区", "老旧小区", "小区东门"),
    ("社区服务中心", "社区", "服务中心门前"),
    ("沿河木栈道", "沿河木栈道", "木栈道入口"),
)
TITLES: Final = ("一级科员", "二级科员", "科员", "一级主任科员", "四级主任科员", "副科长", "科长", "干事", "工程师")


@dataclass(frozen=True, slots=True)
class Resident:
    """A person of the roster and the account of their phone."""

    roster_no: str
    name: str
    unit: str
    title: str
    roles: tuple[Role, ...]
    account: int

    def has(self, role: Role) -> bool:
        """Tell whether the roster gives them a role."""
        return role in self.roles


@dataclass(frozen=True, slots=True)
class Town:
    """Everybody, and the roster that the operator brings in."""

    residents: tuple[Resident, ...]
    roster: RosterSheet
    admin_account: int
    stranger_account: int

    @property
    def units(self) -> tuple[str, ...]:
        """The units' names in the operator's order."""
        return tuple(unit.name for unit in self.roster.units)


def chance(seed: str) -> Random:
    """Return a source of chance that is the same for the same seed."""
    return Random(seed)  # noqa: S311 - a story holds no secret


def found(people: int, rng: Random) -> Town:
    """Found a town of so many people, 6 at least.

    The first unit holds the organizers and the leader; each unit has a liaison and every third a deputy. In each unit
    of four or more ordinary cadres two share their name, which happens.

    Raises:
        ValueError: Too few people.
    """
    if people < 6:
        raise ValueError(f"{people} people are too few for a town")
    units = UNITS[: max(1, min(len(UNITS), people // PEOPLE_PER_UNIT))]
    residents: list[Resident] = []
    for place, size in enumerate(_sizes(people, len(units), rng)):
        residents += _unit_people(place, units[place], size, len(residents), rng)
    communities = [f"{first}{second}社区" for first in AUSPICIOUS for second in MORE_AUSPICIOUS]
    rng.shuffle(communities)
    paired = dict(zip(units, communities, strict=False))
    roster = RosterSheet(
        units=tuple(UnitRow(name=name, position=place, is_enabled=True) for place, name in enumerate(units, 1)),
        communities=tuple(CommunityRow(name=name) for name in paired.values()),
        sites=tuple(_site(name, rng) for name in paired.values()),
        pairings=tuple(PairingRow(unit=unit, community=community) for unit, community in paired.items()),
        people=tuple(
            PersonEntry(
                unit=resident.unit,
                name=resident.name,
                title=resident.title,
                roles=tuple(role.value for role in resident.roles),
                roster_no=resident.roster_no,
            )
            for resident in residents
        ),
    )
    after = FIRST_ACCOUNT + people
    return Town(tuple(residents), roster, admin_account=after, stranger_account=after + 1)


def _sizes(people: int, units: int, rng: Random) -> list[int]:
    """Share people out over units unevenly, none below three quarters of an even share; the first gets its staff."""
    floor = max(1, people // units * 3 // 4)
    weights = [rng.uniform(0.2, 1.0) for _ in range(units)]
    sizes = Counter(dict.fromkeys(range(units), floor))
    sizes.update(rng.choices(range(units), weights, k=people - floor * units))
    return [sizes[place] for place in range(units)]


def _unit_people(place: int, unit: str, size: int, before: int, rng: Random) -> list[Resident]:
    roles: list[tuple[Role, ...]] = [(Role.LIAISON,)]
    if place == 0:
        roles += [(Role.ORGANIZER,), (Role.ORGANIZER,), (Role.LEADER,)]
    if place % 3 == 2:
        roles += [(Role.DEPUTY,)]
    roles = [*roles[:size], *[()] * (size - len(roles))]
    names = [_name(rng) for _ in range(size)]
    if roles.count(()) >= 4:
        names[-2] = names[-1]
    titles = ["副书记" if Role.LEADER in held else rng.choice(TITLES) for held in roles]
    for number, name in enumerate(names):
        # Two of one name differ by their title, or the roster could not tell them apart either.
        taken = {titles[other] for other in range(number) if names[other] == name}
        titles[number] = next(title for title in (titles[number], *TITLES) if title not in taken)
    return [
        Resident(
            roster_no=f"{place + 1:02}{number:03}",
            name=names[number - 1],
            unit=unit,
            title=titles[number - 1],
            roles=roles[number - 1],
            account=FIRST_ACCOUNT + before + number - 1,
        )
        for number in range(1, size + 1)
    ]


def _name(rng: Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))


def _site(community: str, rng: Random) -> SiteRow:
    kind_name, kind, muster_point = rng.choice(PLACES)
    return SiteRow(
        community=community,
        name=community.removesuffix("社区") + kind_name,
        kind=kind,
        address=f"{rng.choice(STREETS)}{rng.randint(1, 199)}号",
        muster_point=muster_point,
        lead_name=_name(rng),
        latitude=round(LATITUDE + rng.uniform(-SPREAD_DEGREES, SPREAD_DEGREES), 5),
        longitude=round(LONGITUDE + rng.uniform(-SPREAD_DEGREES, SPREAD_DEGREES), 5),
    )
