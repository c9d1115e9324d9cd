"""What stands around a call over HTTP: the draft's choices, pinned boards, liaisons, reasons, undo, photos."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Summons, SummonsState
from bot.sandbox import Group
from bot.sandbox.phone import Phone
from bot.services import summons
from tests.chat.snow import Snow, opened
from tests.chat.stages import speak_english

MINUTE = timedelta(minutes=1)
DESK = -4_000_000_777
PICTURE = b"\xff\xd8\xff\xc0\0\x11\x08" + (480).to_bytes(2, "big") + (640).to_bytes(2, "big") + b"\3\1"


async def preview(snow: Snow) -> str:
    await snow.type(snow.organizer, "/snow")
    await snow.tap(snow.organizer, "去预览")
    return snow.organizer.last.text


def state_of(snow: Snow, phone: Phone) -> SummonsState:
    def read(session: Session) -> SummonsState:
        cadre_id = session.scalars(select(Cadre.id).where(Cadre.telegram_id == phone.account.id)).one()
        return summons.state_of(session, snow.callout().activity_id or 0, cadre_id)

    return snow.stage.bot.storage.read_now(read)


def boardwalk(snow: Snow) -> list[Phone]:
    return [phone for phone in snow.rung() if "木栈道" in phone.last.text]


async def test_waves_may_be_made_to_ring_faster(snow: Snow) -> None:
    assert "其后各批：06:" in await preview(snow)
    before = snow.organizer.last.text
    await snow.tap(snow.organizer, "加快：每批5分钟")
    assert snow.organizer.last.text != before
    assert "其后各批：06:15、06:20、06:25" in snow.organizer.last.text
    await snow.tap(snow.organizer, "发起集结")
    callout = snow.callout()
    assert callout.confirmed_at is not None
    assert callout.next_wave_at == callout.confirmed_at + 5 * MINUTE


async def test_the_deadline_goes_round_and_is_kept_before_the_muster(snow: Snow) -> None:
    assert "请于06:50前答复" in await preview(snow)
    await snow.tap(snow.organizer, "答复截止：集结前20分钟")
    assert "请于06:40前答复" in snow.organizer.last.text
    draft = snow.callout()
    for minutes in ("0", "-5", "59", "600"):
        assert "集结时间须在" in await snow.tap_data(snow.organizer, f"co:{draft.id}:by:{minutes}")
    assert snow.callout().reply_by == draft.reply_by


async def test_what_to_beware_of_is_written_by_the_organizer(snow: Snow) -> None:
    await preview(snow)
    await snow.tap(snow.organizer, "修改注意事项")
    assert "目前为：防滑倒" in snow.organizer.last.text
    await snow.type(snow.organizer, "路" * 201)
    assert "200字以内" in snow.organizer.last.text
    await snow.type(snow.organizer, "桥面<结冰>，注意来车")
    assert "桥面<结冰>，注意来车" in snow.organizer.last.text
    await snow.tap(snow.organizer, "修改注意事项")
    await snow.type(snow.organizer, "取消")
    await snow.tap(snow.organizer, "发起集结")
    assert "桥面<结冰>，注意来车" in snow.rung()[0].last.text


async def test_the_board_is_pinned_silently_and_taken_down_at_the_end(snow: Snow) -> None:
    await snow.call_out()
    chat = snow.organizer.chat
    board = next(each for each in reversed(snow.organizer.messages) if "清雪看板" in each.text)
    assert chat.pinned == [board.message_id]
    assert board.is_silent
    await snow.type(snow.organizer, "/board")
    again = next(each for each in reversed(snow.organizer.messages) if "清雪看板" in each.text)
    assert again.message_id != board.message_id
    assert chat.pinned == [again.message_id]
    await snow.tap(snow.organizer, "收队")
    await snow.tap(snow.organizer, "确认收队")
    assert chat.pinned == []


@pytest.mark.parametrize("may_pin", [True, False])
async def test_a_group_sees_the_board_pinned_where_the_bot_may_pin(sqlite_url: str, may_pin: bool) -> None:
    snow = await opened(sqlite_url, operator={"summary_chats": [DESK]})
    try:
        group: Group = snow.stage.sandbox.group("清雪指挥", chat_id=DESK)
        admin = snow.stage.sandbox.person(snow.town.admin)
        group.add_bot(admin)
        if may_pin:
            group.promote_bot(admin)
        await snow.stage.advance(seconds=5)
        await snow.call_out()
        await snow.stage.advance(seconds=5)
        board = next(each for each in reversed(group.messages) if "清雪看板" in each.text)
        assert group.chat.pinned == ([board.message_id] if may_pin else [])
        assert not board.buttons
        assert not any("提醒" in each.text or "失败" in each.text for each in snow.organizer.messages)
    finally:
        await snow.stage.close()


async def test_who_cannot_come_may_say_why_and_need_not(snow: Snow) -> None:
    await snow.call_out()
    first, second, *_ = boardwalk(snow)
    await snow.tap(first, "无法参加")
    assert "无需说明" in first.last.text
    await snow.tap(first, "出差")
    assert "无法参加（出差）" in first.last.text
    assert [button.label for button in first.last.buttons] == ["改为参加"]
    await snow.tap(second, "参加")
    await snow.tap(second, "退出")
    await snow.tap(second, "值班")
    assert "已为您退出（值班）" in second.last.text
    assert state_of(snow, second) is SummonsState.DROPPED
    number = snow.callout().activity_id
    assert "按钮" in await snow.tap_data(second, f"su:{number}:no:holiday")
    await snow.tap(first, "改为参加")
    assert state_of(snow, first) is SummonsState.COMING


async def test_what_a_plain_word_did_is_undone_by_a_tap(snow: Snow) -> None:
    await snow.call_out()
    first, second, third = boardwalk(snow)
    await snow.type(first, "去不了")
    assert state_of(snow, first) is SummonsState.DECLINED
    assert await snow.tap(first, "撤销") == "已撤销"
    assert state_of(snow, first) is SummonsState.ASKED
    assert await snow.tap(first, "撤销") == "已撤销"  # a second tap changes nothing more
    await snow.type(first, "参加")
    await snow.type(second, "20分钟到")
    assert state_of(snow, third) is SummonsState.SPARED
    assert await snow.tap(second, "撤销") == "已撤销"
    assert state_of(snow, second) is SummonsState.ASKED
    assert "沿河木栈道A段　1/2" in snow.board()
    await snow.type(first, "去不了")
    assert state_of(snow, first) is SummonsState.DROPPED
    assert await snow.tap(first, "撤销") == "已撤销"
    assert state_of(snow, first) is SummonsState.COMING
    await snow.type(first, "去不了")
    await snow.type(first, "参加")
    number = snow.callout().activity_id
    assert "您之后又作了答复" in await snow.tap_data(first, f"sz:{number}:declined:dropped")
    assert "没有通知到您" in await snow.tap_data(snow.cadre(17), f"sz:{number}:asked:coming")


async def test_the_liaison_of_a_called_unit_sees_its_people_and_enters_one(snow: Snow) -> None:
    await snow.call_out()
    third_unit = snow.stage.sandbox.person(snow.town.cadres[12] - 1)
    assert not any("【本单位】" in each.text for each in third_unit.messages)  # nobody of it is asked yet
    while not any(phone in [snow.cadre(n) for n in range(12, 18)] for phone in snow.rung()):
        await snow.stage.advance(minutes=5)
        assert snow.callout().next_wave_at is not None
    await snow.stage.advance(seconds=10)
    card = next(each for each in reversed(third_unit.messages) if "【本单位】" in each.text)
    assert card.is_silent
    asked = snow.stage.bot.storage.read_now(
        lambda session: len(
            session.scalars(
                select(Summons).join(Cadre, Cadre.id == Summons.cadre_id).where(Cadre.unit_id == snow.town.unit_ids[2])
            ).all()
        )
    )
    assert f"市第3局　11月23日（星期一）07:10集结\n已通知{asked}人：参加0" in card.text
    assert f"尚未读到通知{asked}人" in card.text
    assert await snow.tap(third_unit, "代报") == "已代报"
    await snow.stage.advance(seconds=6)
    card = next(each for each in reversed(third_unit.messages) if "【本单位】" in each.text)
    assert "参加1" in card.text
    # Nobody else enters anyone of the unit, whatever they tap.
    entered = snow.stage.bot.storage.read_now(
        lambda session: session.scalars(select(Summons).where(Summons.entered_by.is_not(None))).one()
    )
    data = f"cd:{snow.callout().activity_id}:{snow.town.unit_ids[2]}:{entered.shift_id}:{entered.cadre_id}"
    assert "没有办理此事的权限" in await snow.tap_data(snow.cadre(0), data)


async def test_a_surge_team_is_asked_before_all_others(snow: Snow) -> None:
    def found(session: Session) -> int:
        cadre = session.scalars(select(Cadre).where(Cadre.telegram_id == snow.town.cadres[17])).one()
        cadre.is_surge = True
        return cadre.id

    snow.stage.bot.storage.write_now(found)
    await snow.call_out()
    while snow.callout().next_wave_at is not None and snow.cadre(17) not in snow.rung():
        await snow.stage.advance(minutes=5)
    order = snow.stage.bot.storage.read_now(
        lambda session: session.scalars(
            select(Cadre.telegram_id)
            .join(Summons, Summons.cadre_id == Cadre.id)
            .where(Cadre.unit_id == snow.town.unit_ids[2])
            .order_by(Summons.id)
        ).first()
    )
    assert order == snow.town.cadres[17]


async def test_a_photo_from_the_lead_goes_to_the_organizer_and_from_nobody_else(snow: Snow) -> None:
    await snow.call_out()
    assert "可直接发一张现场照片" in await snow.tap(snow.lead, "完成")
    snow.lead.send_photo(PICTURE)
    await snow.stage.advance(seconds=6)
    assert "照片已收到" in snow.lead.last.text
    photo = next(each for each in reversed(snow.organizer.messages) if each.file is not None)
    assert photo.text == "【现场照片】沿河木栈道A段"
    assert photo.is_silent
    assert photo.file is not None
    assert photo.file.content == PICTURE
    sent = len(snow.organizer.messages)
    snow.cadre(0).send_photo(PICTURE)
    await snow.stage.advance(seconds=6)
    assert len(snow.organizer.messages) == sent
    assert "照片" not in snow.cadre(0).last.text


async def test_the_new_words_are_english_for_who_chose_it(snow: Snow) -> None:
    speak_english(snow.stage)
    await snow.type(snow.organizer, "/snow")
    await snow.tap(snow.organizer, "Preview")
    await snow.tap(snow.organizer, "Faster: 5 min a wave")
    await snow.tap(snow.organizer, "Replies end 20 min before")
    await snow.tap(snow.organizer, "Call out")
    called = next(phone for phone in snow.everybody if any("Snow muster" in each.text for each in phone.messages))
    await snow.type(called, "去不了")
    assert await snow.tap(called, "Undo") == "Undone"
    await snow.tap(called, "Cannot come")
    await snow.tap(called, "business trip")
    assert any("you cannot come (business trip)" in each.text for each in called.messages)
