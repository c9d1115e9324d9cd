"""The sheets of a roster and their columns, in both languages, with the other names people give them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from bot.rules.stretches import KIND_NAMES, stretch_kind

EXAMPLE_MARKS: Final = ("(示例)", "(example)")
"""A row with a cell that begins so is an example of the template and is passed over."""


CHOICES: Final = {
    "roles": (
        ("干部", "联络员", "副联络员", "组织者", "领导", "管理员"),
        ("cadre", "liaison", "deputy", "organizer", "leader", "admin"),
    ),
    "is_enabled": (("是", "否"), ("yes", "no")),
    "is_surge": (("是", "否"), ("yes", "no")),
    "datum": (("WGS-84", "GCJ-02"), ("WGS-84", "GCJ-02")),
    "kind": (tuple(zh for zh, _ in KIND_NAMES.values()), tuple(en for _, en in KIND_NAMES.values())),
}
"""What drop-down lists offer, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in the code, its heading in both languages, other headings it answers to."""

    key: str
    zh: str
    en: str
    others: tuple[str, ...] = ()
    is_required: bool = False
    width: int = 16
    example: str = ""
    example_en: str = ""

    def example_in(self, *, english: bool) -> str:
        """Return what the template's example row shows."""
        return self.example_en or self.example if english else self.example

    def choices(self, *, english: bool) -> tuple[str, ...]:
        """Return the words offered as a drop-down list; any other that reading knows is taken as well."""
        zh, en = CHOICES.get(self.key, ((), ()))
        return en if english else zh


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet of the roster and its columns in the order in which they are written."""

    key: str
    zh: str
    en: str
    columns: tuple[Column, ...]

    def title(self, *, is_english: bool) -> str:
        return self.en if is_english else self.zh


PEOPLE: Final = Layout(
    "people",
    "人员",
    "People",
    (
        Column(
            "unit",
            "单位",
            "Unit",
            ("单位名称", "所在单位", "unit name"),
            is_required=True,
            width=24,
            example="市教育局",
            example_en="Education Bureau",
        ),
        Column(
            "name",
            "姓名",
            "Name",
            ("志愿者姓名", "full name"),
            is_required=True,
            width=14,
            example="张三",
            example_en="Zhang San",
        ),
        Column(
            "title",
            "职务",
            "Title",
            ("职务职级", "职级", "job title"),
            width=20,
            example="科长",
            example_en="Section chief",
        ),
        Column("roles", "角色", "Role", ("roles",), width=22, example="联络员", example_en="liaison"),
        Column(
            "roster_no",
            "人员编号",
            "Roster no.",
            ("编号", "roster no", "roster number", "number"),
            width=14,
            example="（示例）",
            example_en="(example)",
        ),
        Column("is_surge", "突击队", "Surge team", ("党员突击队", "surge"), width=12, example="是", example_en="yes"),
    ),
)
UNITS: Final = Layout(
    "units",
    "单位",
    "Units",
    (
        Column(
            "name",
            "单位",
            "Unit",
            ("单位名称", "unit name", "name"),
            is_required=True,
            width=24,
            example="市教育局",
            example_en="Education Bureau",
        ),
        Column(
            "position",
            "序号",
            "Position",
            ("顺序", "排序", "order", "no.", "no"),
            width=10,
            example="（示例）",
            example_en="(example)",
        ),
        Column("is_enabled", "启用", "Enabled", ("是否启用",), width=10, example="是", example_en="yes"),
        Column("former", "原名", "Former name", ("原单位名称", "曾用名", "old name"), width=24),
    ),
)
COMMUNITIES: Final = Layout(
    "communities",
    "社区",
    "Communities",
    (
        Column(
            "name",
            "社区",
            "Community",
            ("社区名称", "community name", "name"),
            is_required=True,
            width=24,
            example="（示例）东吉社区",
            example_en="(example) Dongji",
        ),
    ),
)
SITES: Final = Layout(
    "sites",
    "点位",
    "Sites",
    (
        Column(
            "community",
            "社区",
            "Community",
            ("社区名称",),
            is_required=True,
            width=24,
            example="（示例）东吉社区",
            example_en="(example) Dongji",
        ),
        Column(
            "name",
            "点位名称",
            "Site",
            ("点位", "site name", "name"),
            is_required=True,
            width=24,
            example="东吉小区",
            example_en="Dongji Estate",
        ),
        Column("kind", "类型", "Kind", ("点位类型", "type"), width=14, example="老旧小区", example_en="old compound"),
        Column(
            "address", "地址", "Address", ("详细地址",), width=30, example="东吉大街1号", example_en="1 Dongji Street"
        ),
        Column(
            "muster_point",
            "集合地点",
            "Muster point",
            ("集合点",),
            width=24,
            example="社区服务中心门前",
            example_en="door of the service centre",
        ),
        Column(
            "lead_name", "负责人", "Lead", ("活动负责人", "lead name"), width=12, example="李四", example_en="Li Si"
        ),
        Column("latitude", "纬度", "Latitude", ("lat",), width=14, example="42.888"),
        Column("longitude", "经度", "Longitude", ("lon", "lng"), width=14, example="125.144"),
        Column("datum", "坐标系", "Datum", ("坐标系统",), width=12, example="WGS-84"),
        Column("area_square_metres", "面积（平方米）", "Area (m²)", width=16, example="1200"),
        Column("heads", "需要人数", "Heads", ("人数",), width=12, example="60"),
        Column(
            "tools",
            "工具",
            "Tools",
            width=24,
            example="铁锹、推雪板、扫帚",
            example_en="shovels, snow pushers, brooms",
        ),
        Column(
            "unit",
            "负责单位",
            "Paired unit",
            ("责任单位",),
            width=24,
            example="市教育局",
            example_en="Education Bureau",
        ),
        Column(
            "neighbours",
            "相邻单位",
            "Neighbours",
            ("邻近单位", "neighbour units", "neighbors"),
            width=30,
            example="市科技局、市财政局",
            example_en="Science Bureau, Finance Bureau",
        ),
    ),
)
PAIRINGS: Final = Layout(
    "pairings",
    "结对",
    "Pairings",
    (
        Column(
            "unit",
            "单位",
            "Unit",
            ("单位名称", "unit name"),
            is_required=True,
            width=24,
            example="市教育局",
            example_en="Education Bureau",
        ),
        Column(
            "community",
            "社区",
            "Community",
            ("社区名称",),
            is_required=True,
            width=24,
            example="（示例）东吉社区",
            example_en="(example) Dongji",
        ),
    ),
)
LAYOUTS: Final = (PEOPLE, UNITS, COMMUNITIES, SITES, PAIRINGS)

NOTES_SHEETS: Final = frozenset({"说明", "填表说明", "notes", "read me", "readme"})
PASSED_OVER: Final = frozenset({"序号", "no.", "no"})
"""A running number beside the people means nothing to us and is no fault."""

ROLE_WORDS: Final = {
    "干部": "",
    "cadre": "",
    "联络员": "liaison",
    "单位联络员": "liaison",
    "liaison": "liaison",
    "副联络员": "deputy",
    "deputy": "deputy",
    "deputy liaison": "deputy",
    "组织者": "organizer",
    "organizer": "organizer",
    "领导": "leader",
    "leader": "leader",
    "管理员": "admin",
    "admin": "admin",
    "administrator": "admin",
}
"""What a word says, as ``bot.model.people.Role`` has it; nothing for a plain cadre."""


def role_name(role: str, *, english: bool) -> str:
    """Return the word that is written for a role."""
    zh, en = CHOICES["roles"]
    return next((word for word in (en if english else zh) if ROLE_WORDS[word] == role), role)


def flag_name(*, is_so: bool | None, english: bool) -> str:
    """Return the word that is written for yes and for no; nothing where that is not said."""
    if is_so is None:
        return ""
    yes, no = ("yes", "no") if english else ("是", "否")
    return yes if is_so else no


def kind_name(kind: str, *, english: bool) -> str:
    """Return the word that is written for a site's kind; one that nobody knows stands as it is."""
    known = stretch_kind(kind)
    return kind if known is None else KIND_NAMES[known][english]


_YES_WORDS: Final = frozenset({"是", "√", "1", "y", "yes"})
_NO_WORDS: Final = frozenset({"否", "0", "n", "no"})
FLAG_WORDS: Final = {
    "is_enabled": (
        _YES_WORDS | {"启用", "已启用", "✓", "true"},
        _NO_WORDS | {"停用", "未启用", "×", "false"},
    ),
    "is_surge": (_YES_WORDS | {"有"}, _NO_WORDS),
}
"""What means yes and what means no, by the key of the column."""

DATUM_WORDS: Final = {
    "wgs-84": "WGS-84",
    "wgs84": "WGS-84",
    "gps": "WGS-84",
    "gcj-02": "GCJ-02",
    "gcj02": "GCJ-02",
    "火星坐标": "GCJ-02",
    "高德": "GCJ-02",
    "腾讯": "GCJ-02",
}


def folded(text: str) -> str:
    """Return a heading or a word as it is compared: NFKC, lower case, single spaces, none between Chinese signs."""
    text = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    return text if text.isascii() else text.replace(" ", "")


def heading(text: str) -> str:
    """Return a heading as it is compared: ``folded``, without a star or a remark in brackets behind it."""
    plain = folded(text).strip("*: ")
    return plain.partition("(")[0].strip("* ") if plain.endswith(")") and not plain.startswith("(") else plain


def layout_of(sheet_name: str) -> Layout | None:
    """Return the layout that a sheet's name stands for."""
    name = folded(sheet_name)
    return next((layout for layout in LAYOUTS if name in {folded(layout.zh), folded(layout.en)}), None)


def column_of(layout: Layout, text: str) -> Column | None:
    """Return the column that a heading stands for."""
    name = heading(text)
    for column in layout.columns:
        if name in {heading(column.zh), heading(column.en), *(heading(other) for other in column.others)}:
            return column
    return None
