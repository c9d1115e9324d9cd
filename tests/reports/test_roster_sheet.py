"""Reading a roster: what normal files look like is taken, everything doubtful is named with its place."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from bot.reports.orders import RosterFile, RosterOrder
from bot.reports.roster_file import write_roster, write_template
from bot.reports.roster_sheet import read_roster
from bot.rules.roster_sheet import (
    CommunityRow,
    PairingRow,
    PersonEntry,
    RosterFault,
    RosterSheet,
    SiteRow,
    UnitRow,
)
from tests.reports.files import keys, people, read, workbook


def test_a_whole_workbook_becomes_typed_rows() -> None:
    sheet = read(
        {
            "单位": [("序号", "单位", "启用"), (2, "市教育局", "是"), (1, "市科技局", "否")],
            "社区": [("社区",), ("东吉社区",)],
            "点位": [
                ("社区", "点位名称", "类型", "地址", "集合地点", "负责人", "纬度", "经度", "坐标系"),
                ("东吉社区", "东吉小区", "老旧小区", "东吉大街1号", "门前", "李四", 42.888, 125.144, "GCJ-02"),
            ],
            "结对": [("单位", "社区"), ("市教育局", "东吉社区")],
            "人员": [("单位", "姓名", "职务", "角色", "人员编号"), ("市教育局", "张三", "科长", "联络员", "00012")],
        }
    )
    assert sheet == RosterSheet(
        units=(
            UnitRow(name="市教育局", position=2, is_enabled=True, row=2),
            UnitRow(name="市科技局", position=1, is_enabled=False, row=3),
        ),
        communities=(CommunityRow(name="东吉社区", row=2),),
        sites=(
            SiteRow(
                community="东吉社区",
                name="东吉小区",
                kind="old_compound",
                address="东吉大街1号",
                muster_point="门前",
                lead_name="李四",
                latitude=42.888,
                longitude=125.144,
                datum="GCJ-02",
                row=2,
            ),
        ),
        pairings=(PairingRow(unit="市教育局", community="东吉社区", row=2),),
        people=(PersonEntry(unit="市教育局", name="张三", title="科长", roles=("liaison",), roster_no="00012", row=2),),
    )


def test_english_headings_are_read_as_well() -> None:
    sheet = read({"People": [("Roster no.", "NAME", "Unit ", "Role"), ("7", "Anna  Smith", "Education", "Deputy")]})
    assert sheet.people == (PersonEntry(unit="Education", name="Anna Smith", roles=("deputy",), roster_no="7", row=2),)
    assert not sheet.faults


def test_the_header_is_found_below_title_and_notes() -> None:
    sheet = read(
        {
            "Sheet1": [
                ("市直机关志愿者花名册",),
                ("填表说明:姓名、单位必填",),
                (),
                ("序号", "姓 名*", "单\u3000位(全称)", "职务"),
                (1, "张三", "市教育局", "科长"),
            ]
        },
        merged={"Sheet1": "A1:D1"},
    )
    assert not sheet.faults
    assert sheet.people == (PersonEntry(unit="市教育局", name="张三", title="科长", row=5),)


def test_full_width_headings_are_the_same_headings() -> None:
    full = {ord(sign): ord(sign) + 0xFEE0 for sign in "UnitNameRoleTitle"}
    sheet = read({"人员": [("Unit".translate(full), "Name".translate(full)), ("市教育局", "张三")]})
    assert not sheet.faults


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张 三", "张三"),
        (" 张\u3000三 ", "张三"),
        ("阿布都·热合曼", "阿布都·热合曼"),
        ("喆䶮", "喆䶮"),
        ("Li  Si", "Li Si"),
    ],
)
def test_names_are_tidied_but_not_changed(written: str, name: str) -> None:
    assert people(("市教育局", written)).people[0].name == name


def test_numbers_without_decimals_are_read_as_they_look() -> None:
    assert people(("市教育局", "张三", "", "", 12.0)).people[0].roster_no == "12"


def test_positions_follow_the_rows_where_none_is_given() -> None:
    units = read({"单位": [("单位",), ("乙局",), ("甲局",)]}).units
    assert [(unit.name, unit.position, unit.is_enabled) for unit in units] == [("乙局", 1, None), ("甲局", 2, None)]


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("", ()),
        ("干部", ()),
        ("联络员、组织者", ("liaison", "organizer")),
        ("副联络员,领导", ("deputy", "leader")),
        ("管理员;管理员", ("admin",)),
    ],
)
def test_roles_are_words_with_chinese_or_other_separators(words: str, roles: tuple[str, ...]) -> None:
    assert people(("市教育局", "张三", "", words)).people[0].roles == roles


def test_an_unknown_role_is_named_with_its_cell() -> None:
    sheet = people(("市教育局", "张三", "", "联络员、书记"))
    assert sheet.faults == (
        RosterFault(key="roster-fault-unknown-role", sheet="人员", row=2, column="D", value="书记"),
    )
    assert not sheet.people


def surge(*words: object, heading: str = "突击队") -> RosterSheet:
    rows = [("市教育局", f"张{place}", word) for place, word in enumerate(words)]
    return read({"人员": [("单位", "姓名", heading), *rows]})


@pytest.mark.parametrize(
    "heading", ["突击队", "党员突击队", "突击队（是/否）", "Surge team", "surge team", "Surge", "SURGE"]
)
def test_the_surge_team_is_read_under_the_usual_headings(heading: str) -> None:
    sheet = surge("是", heading=heading)
    assert sheet.people == (PersonEntry(unit="市教育局", name="张0", is_surge=True, row=2),)
    assert not sheet.faults


@pytest.mark.parametrize(
    ("word", "is_surge"),
    [
        *((word, True) for word in ("是", "有", "√", "yes", "Y", "ｙ", "1", 1, 1.0)),
        *((word, False) for word in ("否", "no", "NO", "n", "0", 0)),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_a_place_in_the_surge_team_is_yes_or_no_or_not_said(word: object, is_surge: bool | None) -> None:
    sheet = surge(word)
    assert ([person.is_surge for person in sheet.people], sheet.faults) == ([is_surge], ())


def test_without_the_column_nothing_is_said_of_the_surge_team() -> None:
    assert people(("市教育局", "张三")).people[0].is_surge is None


@pytest.mark.parametrize(("word", "shown"), [("也许", "也许"), ("启用", "启用"), (2, "2"), ("Maybe", "maybe")])
def test_any_other_word_on_the_surge_team_is_named_with_its_cell(word: object, shown: str) -> None:
    sheet = surge("是", word)
    assert sheet.faults == (RosterFault(key="roster-fault-bad-flag", sheet="人员", row=3, column="C", value=shown),)
    assert [person.name for person in sheet.people] == ["张0"]


def test_the_surge_team_is_read_from_csv_too() -> None:
    sheet = read_roster(RosterFile(name="a.csv", content="单位,姓名,党员突击队\n市教育局,张三,√\n".encode()))
    assert [person.is_surge for person in sheet.people] == [True]


def test_all_faults_are_collected_and_sound_rows_kept() -> None:
    sheet = people(
        ("市教育局", ""),
        ("", "李四"),
        ("市教育局", "王<b>五"),
        ("市教育局", "赵\u200b六"),
        ("市教育局", "长" * 31),
        ("市教育局", "=1+1"),
        ("市教育局", "钱七"),
    )
    assert keys(sheet) == [
        "missing-value",
        "missing-value",
        "forbidden-sign",
        "forbidden-sign",
        "too-long",
        "formula",
    ]
    assert [person.name for person in sheet.people] == ["钱七"]
    assert sheet.faults[3].params == {"sign": "U+200B"}


def test_a_name_of_thirty_characters_is_not_too_long() -> None:
    assert not people(("市教育局", "长" * 30)).faults


def test_a_long_value_is_repeated_in_forty_characters() -> None:
    fault = people(("市教育局", "长" * 50)).faults[0]
    assert (len(fault.value), fault.params) == (40, {"limit": 30, "length": 50})


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("220402199001011234", "identity-number"),
        ("22040219900101123X", "identity-number"),
        ("220402 19900101 123x", "identity-number"),
        (220402199001011234, "identity-number"),
        ("13812345678", "phone-number"),
        (13812345678, "phone-number"),
        ("电话:138-1234-5678", "phone-number"),
        ("+8613812345678", "phone-number"),
    ],
)
@pytest.mark.parametrize("column", [1, 2, 4])
def test_personal_numbers_are_refused_and_not_repeated(value: object, key: str, column: int) -> None:
    row: list[object] = ["市教育局", "张三", "科长", "", ""]
    row[column] = value
    sheet = people(row)
    assert key in keys(sheet)
    assert not any("1234" in f"{fault.value}{fault.params}" for fault in sheet.faults)
    assert not sheet.people


def test_a_personal_number_in_a_column_nobody_knows_is_refused_too() -> None:
    sheet = read({"人员": [("单位", "姓名", "手机"), ("市教育局", "张三", "13812345678")]})
    assert keys(sheet) == ["unknown-column", "phone-number"]


def test_a_personal_number_above_the_header_is_refused_too() -> None:
    sheet = read({"人员": [("填表人13812345678",), ("单位", "姓名"), ("市教育局", "张三")]})
    assert keys(sheet) == ["phone-number"]


def test_many_decimals_of_a_degree_are_no_phone_number() -> None:
    sheet = read(
        {"点位": [("社区", "点位名称", "纬度", "经度"), ("东吉社区", "东吉小区", "42.10000000001", "125.19999999999")]}
    )
    assert not sheet.faults


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (91, 125, ["bad-coordinate"]),
        (42, -181, ["bad-coordinate"]),
        ("北纬", 125, ["bad-coordinate"]),
        (float("nan"), 125, ["bad-coordinate"]),
        (42, None, ["half-coordinate"]),
        ("42.9°N", "125.1°E", []),
    ],
)
def test_coordinates_are_pairs_of_degrees(latitude: object, longitude: object, expected: list[str]) -> None:
    rows = [("社区", "点位名称", "纬度", "经度"), ("东吉社区", "东吉小区", str(latitude), longitude)]
    assert keys(read({"点位": rows})) == expected


def test_an_unknown_datum_is_refused() -> None:
    rows = [("社区", "点位名称", "坐标系"), ("东吉社区", "东吉小区", "百度")]
    assert keys(read({"点位": rows})) == ["bad-datum"]


@pytest.mark.parametrize(
    ("position", "flag", "key"), [("一", "是", "bad-position"), (0, "", "bad-position"), (1, "也许", "bad-flag")]
)
def test_units_with_an_odd_position_or_flag_are_refused(position: object, flag: str, key: str) -> None:
    assert keys(read({"单位": [("序号", "单位", "启用"), (position, "市教育局", flag)]})) == [key]


NEEDS = ("社区", "点位名称", "类型", "面积", "需要人数", "工具", "负责单位", "相邻单位")


def stretches(*needs: Iterable[object], head: tuple[str, ...] = NEEDS) -> RosterSheet:
    return read({"点位": [head, *(("东吉社区", f"东吉{place}段", *need) for place, need in enumerate(needs))]})


@pytest.mark.parametrize(
    "head",
    [
        NEEDS,
        (*NEEDS[:3], "面积（平方米）", "人数", "工具", "责任单位", "邻近单位"),
        ("community", "site", "kind", "area", "heads", "tools", "paired unit", "neighbours"),
        ("Community", "Site", "Kind", "Area (m²)", "HEADS", "Tools", "Paired unit", "Neighbors"),
    ],
)
def test_what_a_stretch_needs_is_read_under_the_usual_headings(head: tuple[str, ...]) -> None:
    sheet = stretches(("道路", 1200.0, "60", "铁锹、扫帚", "市教育局", "市科技局、市财政局"), head=head)
    assert sheet.faults == ()
    (stretch,) = sheet.sites
    assert stretch == SiteRow(
        community="东吉社区",
        name="东吉0段",
        kind="road_section",
        area_square_metres=1200,
        heads=60,
        tools="铁锹、扫帚",
        unit="市教育局",
        neighbours=("市科技局", "市财政局"),
        row=2,
    )
    assert stretch.letters == {"unit": "G", "neighbours": "H"}


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("老旧小区", "old_compound"),
        ("Old compound", "old_compound"),
        ("沿河木栈道", "riverside_boardwalk"),
        ("道路", "road_section"),
        ("责任路段", "road_section"),
        ("road_section", "road_section"),
        ("木栈道", "木栈道"),
        ("社区", "社区"),
        ("", ""),
    ],
)
def test_kinds_of_stretches_have_one_value_and_other_kinds_stay(word: str, kind: str) -> None:
    assert [site.kind for site in stretches((word,)).sites] == [kind]


@pytest.mark.parametrize(
    ("written", "neighbours"),
    [
        ("", ()),
        ("市科技局", ("市科技局",)),
        (
            "市科技局、市财政局，市审计局,市教育局;市统计局；",
            ("市科技局", "市财政局", "市审计局", "市教育局", "市统计局"),
        ),
        ("Science  Bureau, Finance Bureau", ("Science Bureau", "Finance Bureau")),
        ("市委办（档案局）、 市财 政局", ("市委办（档案局）", "市财政局")),
    ],
)
def test_neighbours_keep_their_order_and_their_names(written: str, neighbours: tuple[str, ...]) -> None:
    sheet = stretches(("", "", "", "", "", written))
    assert ([site.neighbours for site in sheet.sites], sheet.faults) == ([neighbours], ())


@pytest.mark.parametrize(
    ("place", "value", "is_taken"),
    [
        (1, 1, True),
        (1, "1000000", True),
        (1, "１２００", True),
        (1, 0, False),
        (1, 1_000_001, False),
        (1, 12.5, False),
        (1, "-3", False),
        (1, "约1200", False),
        (2, 1, True),
        (2, 2000, True),
        (2, 2001, False),
        (2, "十人", False),
    ],
)
def test_area_and_heads_are_whole_numbers_within_bounds(place: int, value: object, is_taken: bool) -> None:
    needs: list[object] = [""] * 6
    needs[place] = value
    assert (keys(stretches(needs)) == []) is is_taken


def test_a_bad_amount_is_named_with_its_cell_its_heading_and_its_bound() -> None:
    assert stretches(("", 0), ("", "", "很多")).faults == (
        RosterFault(
            key="roster-fault-bad-amount",
            sheet="点位",
            row=2,
            column="D",
            value="0",
            params={"heading": "面积（平方米）", "heading_en": "Area (m²)", "limit": 1_000_000},
        ),
        RosterFault(
            key="roster-fault-bad-amount",
            sheet="点位",
            row=3,
            column="E",
            value="很多",
            params={"heading": "需要人数", "heading_en": "Heads", "limit": 2000},
        ),
    )


def test_a_neighbour_named_twice_is_a_fault() -> None:
    sheet = stretches(("", "", "", "", "", "市科技局、市财政局、市科技局"))
    assert sheet.faults == (
        RosterFault(key="roster-fault-repeated-neighbour", sheet="点位", row=2, column="H", value="市科技局"),
    )
    assert not sheet.sites


def test_a_neighbour_longer_than_any_unit_is_a_fault() -> None:
    assert keys(stretches(("", "", "", "", "", "长" * 61))) == ["too-long"]


def test_a_unit_of_a_stretch_need_not_stand_in_the_sheet_of_units() -> None:
    rows = [NEEDS, ("东吉社区", "东吉小区", "", "", "", "", "市教育局", "市财政局")]
    assert not read({"单位": [("单位",), ("市科技局",)], "点位": rows}).faults


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "责任路段"), ("en", "road section")])
def test_a_stretch_is_written_in_words_and_read_back_as_it_was(language: str, word: str) -> None:
    whole = SiteRow(
        community="东吉社区",
        name="东吉路",
        kind="road_section",
        area_square_metres=1_000_000,
        heads=2000,
        tools="铁锹、扫帚",
        unit="市教育局",
        neighbours=("市科技局", "市财政局"),
        row=2,
    )
    sites = (whole, SiteRow(community="东吉社区", name="东吉小区", kind="社区", row=3))
    content = write_roster(RosterOrder(sheet=RosterSheet(sites=sites), language=language))
    assert load_workbook(io.BytesIO(content)).worksheets[1]["C2"].value == word
    sheet = read_roster(RosterFile(name="a.xlsx", content=content))
    assert (sheet.sites, sheet.faults) == (sites, ())


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_example_of_the_template_would_be_a_sound_stretch(language: str) -> None:
    book = load_workbook(io.BytesIO(write_template(language)))
    book.remove(book.worksheets[2])  # else it would have to list the community
    book.worksheets[2]["A2"].value = "东吉社区"
    stream = io.BytesIO()
    book.save(stream)
    sheet = read_roster(RosterFile(name="a.xlsx", content=stream.getvalue()))
    assert sheet.faults == ()
    (example,) = sheet.sites
    assert (example.kind, example.area_square_metres, example.heads) == ("old_compound", 1200, 60)
    assert example.tools
    assert example.unit
    assert len(example.neighbours) == 2


def test_the_same_number_twice_is_a_fault() -> None:
    sheet = people(("市教育局", "张三", "", "", "7"), ("市科技局", "李四", "", "", "7"))
    assert sheet.faults == (
        RosterFault(key="roster-fault-repeated-number", sheet="人员", row=3, value="7", params={"first": 2}),
    )


def test_namesakes_without_a_number_cannot_be_told_apart() -> None:
    assert keys(people(("市教育局", "张三", "科长"), ("市教育局", "张三", "科长", "", "8"))) == ["repeated-person"]


def test_namesakes_with_numbers_or_titles_are_two_people() -> None:
    sheet = people(
        ("市教育局", "张三", "科长", "", "7"), ("市教育局", "张三", "科长", "", "8"), ("市教育局", "张三", "司机")
    )
    assert not sheet.faults


def test_a_unit_missing_from_the_sheet_of_units_is_a_fault() -> None:
    sheet = read(
        {
            "单位": [("单位",), ("市教育局",)],
            "人员": [("单位", "姓名"), ("市科技局", "张三")],
            "结对": [("单位", "社区"), ("市财政局", "东吉社区")],
        }
    )
    assert [(fault.key, fault.sheet, fault.value) for fault in sheet.faults] == [
        ("roster-fault-unknown-unit", "人员", "市科技局"),
        ("roster-fault-unknown-unit", "结对", "市财政局"),
    ]


def test_without_a_sheet_of_units_the_names_are_kept_for_the_database() -> None:
    assert people(("市科技局", "张三")).people[0].unit == "市科技局"


def test_a_unit_is_paired_once() -> None:
    rows = [("单位", "社区"), ("市教育局", "东吉社区"), ("市教育局", "西宁社区")]
    assert keys(read({"结对": rows})) == ["repeated-row"]


def test_merged_cells_among_the_rows_are_a_fault() -> None:
    rows = [("单位", "姓名"), ("市教育局", "张三"), ("", "李四")]
    sheet = read({"人员": rows}, merged={"人员": "A2:A3"})
    assert keys(sheet) == ["merged-cells", "missing-value"]
    assert sheet.faults[0].params == {"range": "A2:A3"}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("单位", "姓名", "血型"), ["unknown-column"]),
        (("单位", "姓名", "姓名"), ["repeated-column"]),
        (("单位", "职务"), ["missing-column"]),
        (("甲", "乙"), ["header-not-found"]),
    ],
)
def test_headings_that_do_not_fit_are_faults(header: tuple[str, ...], expected: list[str]) -> None:
    assert keys(read({"人员": [header, ("市教育局", "张三", "x")[: len(header)]]})) == expected


def test_a_header_below_the_tenth_row_is_not_looked_for() -> None:
    assert keys(read({"人员": [*[("说明",)] * 10, ("单位", "姓名"), ("市教育局", "张三")]})) == ["header-not-found"]


def test_a_strange_sheet_beside_known_ones_is_a_fault_but_notes_are_not() -> None:
    sheet = read({"人员": [("单位", "姓名"), ("市教育局", "张三")], "说明": [("填表",)], "Sheet3": [("草稿",)]})
    assert [(fault.key, fault.sheet) for fault in sheet.faults] == [("roster-fault-unknown-sheet", "Sheet3")]


def test_examples_of_the_template_are_passed_over() -> None:
    assert not people(("市教育局", "张三", "", "", "（示例）")).people


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_the_usual_encodings(encoding: str, separator: str) -> None:
    text = "单位,姓名,职务\r\n市教育局,张喆䶮,科长\r\n\r\n市科技局,李四,\r\n".replace(",", separator)
    sheet = read_roster(RosterFile(name="人员.CSV", content=text.encode(encoding)))
    assert sheet.people == (
        PersonEntry(unit="市教育局", name="张喆䶮", title="科长", row=2),
        PersonEntry(unit="市科技局", name="李四", row=4),
    )


def test_a_formula_in_csv_is_refused() -> None:
    sheet = read_roster(RosterFile(name="a.csv", content="单位,姓名\n市教育局,=cmd|x\n".encode()))
    assert keys(sheet) == ["formula"]


def _zip(*names: str, size: int = 10) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * size, compresslevel=1)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "empty-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"%PDF-1.7", "wrong-type"),
        (_zip("word/document.xml"), "wrong-type"),
        (_zip("xl/workbook.xml"), "unreadable"),
        (b"PK\x03\x04 and nothing more", "unreadable"),
        (_zip("xl/workbook.xml", "xl/bomb.xml", size=60 * 1024 * 1024), "too-big"),
    ],
)
def test_files_that_are_no_workbook_are_refused_as_a_whole(content: bytes, key: str) -> None:
    assert keys(read_roster(RosterFile(name="花名册.xlsx", content=content))) == [key]


def test_csv_in_no_known_encoding_is_refused() -> None:
    assert keys(read_roster(RosterFile(name="a.csv", content=b"\xff\xff\xff\x80"))) == ["encoding"]


def test_a_workbook_broken_in_the_middle_is_refused() -> None:
    good = workbook({"人员": [("单位", "姓名"), ("市教育局", "张三")]})
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good.content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: len(content) - 60] if "worksheets/" in name else content)
    assert keys(read_roster(replace(good, content=stream.getvalue()))) == ["unreadable"]


def test_a_wrong_extent_in_the_file_loses_no_rows() -> None:
    good = workbook({"人员": [("单位", "姓名"), ("市教育局", "张三")]})
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good.content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1:A1"'))
    assert len(read_roster(replace(good, content=stream.getvalue())).people) == 1


def _csv_of(count: int) -> RosterFile:
    lines = (f"市教育局,张三,科长,,{number}" for number in range(count))
    return RosterFile(name="a.csv", content="\n".join(("单位,姓名,职务,角色,人员编号", *lines)).encode())


def test_twenty_thousand_people_are_taken() -> None:
    sheet = read_roster(_csv_of(20_000))
    assert (len(sheet.people), sheet.faults) == (20_000, ())


def test_one_more_is_refused_as_a_whole() -> None:
    sheet = read_roster(_csv_of(20_001))
    assert (len(sheet.people), keys(sheet)) == (0, ["too-many-rows"])
