"""The organizer's file of invitations."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from openpyxl import load_workbook

from bot.reports.invitations import write_invitations
from bot.reports.orders import Invitation, InvitationsOrder

LINK = "https://t.me/volunteer_day_bot?start=0123456789abcdefghijklmnop"
INVITATIONS = (
    Invitation(unit="市教育局", link=LINK, code="ABCD2345"),
    Invitation(unit="市教育局", name="张三", title="科长", link=LINK + "1", code="EFGH6789"),
    Invitation(unit="市科/技局", name="=李四", link=LINK + "2", code="JKLM2345"),
)


def book(language: str = "zh-CN", *invitations: Invitation) -> Any:
    order = InvitationsOrder(
        invitations=invitations or INVITATIONS,
        organization="市直机关工委",
        expires_on=date(2026, 11, 30),
        language=language,
    )
    return load_workbook(io.BytesIO(write_invitations(order)))


def test_every_unit_has_a_sheet_of_its_own_and_the_first_lists_them() -> None:
    file = book()
    assert file.sheetnames == ["目录", "市教育局", "市科 技局"]
    assert [[cell.value for cell in row] for row in file["目录"]["A4:C5"]] == [[1, "市教育局", 2], [2, "市科/技局", 1]]
    assert file["目录"]["B5"].hyperlink.location == "'市科 技局'!A1"


def test_a_sheet_names_only_its_own_unit() -> None:
    texts = [str(cell.value) for row in book()["市教育局"].iter_rows() for cell in row if cell.value]
    assert not any("李四" in text or "JKLM2345" in text for text in texts)


def test_each_invitation_has_its_code_and_picture_in_its_row() -> None:
    sheet = book()["市教育局"]
    assert [sheet.cell(row, 6).value for row in (4, 5)] == ["ABCD2345", "EFGH6789"]
    anchors = [(image.anchor._from.col, image.anchor._from.row) for image in sheet._images]
    assert anchors == [(6, 3), (6, 4)]
    assert all(image._data().startswith(b"\x89PNG") for image in sheet._images)


def test_the_text_to_paste_is_complete() -> None:
    sheet = book()["市教育局"]
    for part in ("张三同志", LINK + "1", "EFGH6789", "11月30日"):
        assert part in sheet["H5"].value
    assert sheet["C4"].value == "本单位通用"
    assert "市教育局各位同志" in sheet["H4"].value


def test_a_name_never_becomes_a_formula() -> None:
    cell = book()["市科 技局"]["C4"]
    assert (cell.value, cell.data_type) == ("=李四", "s")


def test_english_text_is_offered_too() -> None:
    pasted = book("en")["市教育局"]["H5"].value
    assert "please open this link" in pasted
    assert "Valid until 30 Nov." in pasted


def test_two_units_whose_names_look_alike_to_excel_get_two_sheets() -> None:
    file = book("zh-CN", *(Invitation(unit=unit, link=LINK, code="ABCD2345") for unit in ("A/B", "a:b")))
    assert file.sheetnames == ["目录", "A B", "a b (2)"]
