"""What a broadcast may be: a formatted text, a picture or a file with a caption; templates; two organizers at one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.chat.handlers import broadcast_words
from bot.model import Attachment, Broadcast, BroadcastTemplate
from bot.services import broadcast_templates
from bot.services.broadcast_composing import longest_caption
from tests.chat.broadcasting import TEXT, Opening, Play, openings

PICTURE = b"\xff\xd8\xff\xc0\0\x11\x08" + (480).to_bytes(2, "big") + (640).to_bytes(2, "big") + b"\3\1"
SIGNED = f"{TEXT}\n\n—— 市直机关工委"


@pytest.fixture
async def opening() -> AsyncIterator[Opening]:
    async with openings() as open_play:
        yield open_play


async def speak_english(play: Play, telegram_id: int) -> None:
    phone = play.phone(telegram_id)
    await play.say("/settings", phone)
    await play.tap("English", phone)


async def test_a_picture_goes_with_its_caption_to_everybody_and_its_button_works(
    opening: Opening, database_url: str
) -> None:
    play = await opening(database_url)
    await play.say("/broadcast")
    play.organizer.send_photo(PICTURE, TEXT)
    await play.settle()
    await play.tap("全体")
    assert "附：图片一张" in play.organizer.last.text
    assert TEXT in play.organizer.last.text
    await play.tap("仅发给我试看")
    assert (play.organizer.last.photo, play.organizer.last.text) == (PICTURE, SIGNED)
    await play.tap("确认发送")
    cadre = play.phone(play.town.cadres[0])
    assert (cadre.last.photo, cadre.last.text, cadre.last.labels) == (PICTURE, SIGNED, ("收到",))
    assert await play.tap("收到", cadre) == "已登记收到"
    assert (cadre.last.photo, cadre.last.text, cadre.last.labels) == (PICTURE, SIGNED, ())
    assert cadre.rings == 1
    assert play.copies() == [1, 1, 1]
    file = play.read(lambda session: session.get_one(Attachment, play.broadcast().attachment_id))
    assert (file.content, bool(file.telegram_file_id)) == (b"", True), "Telegram keeps it"
    assert play.stage.sandbox.statistics.limit_breaches == 0


async def test_a_file_is_sent_by_its_name_and_a_text_takes_its_place(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.say("/broadcast")
    play.organizer.send_document("分工.xlsx", b"PK", "", "application/vnd.ms-excel")
    await play.settle()
    await play.tap("全体")
    assert "附：文件 分工.xlsx" in play.organizer.last.text
    assert "存为模板" not in play.organizer.last.labels, "there is no text to keep"
    await play.tap("仅发给我试看")
    assert (play.organizer.last.document, play.organizer.last.file_name) == (b"PK", "分工.xlsx")
    assert play.organizer.last.text == "—— 市直机关工委"
    await play.tap("修改")
    await play.tap("重写正文")
    await play.say(TEXT)
    assert "附：文件" not in play.organizer.last.text
    await play.tap("确认发送")
    cadre = play.phone(play.town.cadres[0])
    assert (cadre.last.document, cadre.last.text) == (None, SIGNED)


async def test_what_telegram_would_refuse_is_refused_first_with_the_count(
    opening: Opening, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = await opening(sqlite_url)
    await play.say("/broadcast")
    limit = longest_caption("市直机关工委")
    play.organizer.send_photo(PICTURE, "长" * 1_025)
    await play.settle()
    assert f"不超过{limit}字（Telegram 限1024字" in play.organizer.last.text
    assert "刚才收到1025字" in play.organizer.last.text
    monkeypatch.setattr(broadcast_words, "MOST_FILE_BYTES", 1 << 20)
    play.organizer.send_document("大.zip", b"x" * ((1 << 20) + 1))
    album = play.organizer.new_album()
    play.organizer.send_photo(PICTURE, "一", album=album)
    play.organizer.send_photo(PICTURE, "二", album=album)
    await play.settle(seconds=5)
    texts = [message.text for message in play.organizer.messages[-3:]]
    assert "1MB" in texts[0].replace(" ", "")
    assert ["相册、贴纸、视频等不能作为通知" in text for text in texts] == [False, True, True]
    bold = {"type": "bold", "offset": 0, "length": 3}
    crossing = {"type": "italic", "offset": 1, "length": 3}
    play.organizer._say(text=TEXT, entities=[bold, crossing])
    await play.settle()
    assert "文字格式有误" in play.organizer.last.text
    assert play.read(lambda session: session.query(Broadcast).count()) == 0
    play.organizer.send_photo(PICTURE, "长" * limit)
    await play.settle()
    await play.tap("全体")
    await play.tap("确认发送")
    assert play.copies("长" * limit) == [1, 1, 1]


async def test_the_formatting_of_the_phone_is_kept(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.say("/broadcast")
    bold = {"type": "bold", "offset": 0, "length": 4}
    play.organizer._say(text=TEXT, entities=[bold])
    await play.settle()
    await play.tap("全体")
    await play.tap("确认发送")
    assert play.phone(play.town.cadres[0]).last.entities == [bold]


async def test_a_template_is_kept_used_and_dropped(opening: Opening, sqlite_url: str) -> None:
    play = await opening(sqlite_url)
    await play.to_preview()
    await play.tap("存为模板")
    assert "模板名称须为1至40字" in await play.say("长" * 41)
    await play.say(" 集合 ")
    assert "已存为模板“集合”。" in [message.text for message in play.organizer.messages]
    await play.tap("存为模板")
    assert "已有名为“集合”的模板" in await play.say("集合")
    await play.tap("返回")
    await play.tap("取消")

    await speak_english(play, play.town.admin)
    admin = play.phone(play.town.admin)
    await play.say("/broadcast", admin)
    await play.tap("Use a template", admin)
    await play.tap("集合", admin)
    assert "the text is kept. Who is it for?" in admin.last.text
    await play.tap("Everybody", admin)
    assert TEXT in admin.last.text
    await play.tap("Cancel", admin)

    await play.say("/broadcast")
    await play.tap("用模板")
    await play.tap("删除模板")
    assert play.organizer.last.labels == ("✕ 集合", "返回")
    assert await play.tap("✕ 集合") == "已删除"
    assert play.organizer.last.text == "【模板】没有模板。"
    await play.say("/broadcast")
    assert "用模板" not in play.organizer.last.labels
    assert [act for act in play.audit() if act.startswith("template")] == ["template.keep", "template.drop"]


async def test_many_templates_stand_on_pages(
    opening: Opening, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcast_templates, "PER_PAGE", 1)
    play = await opening(sqlite_url)
    await play.to_preview()
    for name in ("甲", "乙"):
        await play.tap("存为模板")
        await play.say(name)
    await play.say("/broadcast")
    await play.tap("用模板")
    first = play.organizer.last.labels[0]
    await play.tap("下一页")
    assert {first, play.organizer.last.labels[0]} == {"甲", "乙"}
    assert "第2页，共2页" in play.organizer.last.text


async def test_of_two_organizers_at_one_draft_the_second_is_told_who_changed_what(
    opening: Opening, database_url: str
) -> None:
    play = await opening(database_url)
    await play.to_preview()
    seen = play.broadcast()
    await speak_english(play, play.town.admin)
    admin = play.phone(play.town.admin)
    await play.say("/broadcast", admin)
    await play.tap("Unfinished: 明早7时", admin)
    assert "This is meant for 4 people" in admin.last.text
    await play.tap("Edit", admin)
    await play.tap("Choose units", admin)
    await play.tap("市第1局", admin)
    await play.tap("Done (1)", admin)
    assert "对象：市第1局。" in play.organizer.last.text, "both see it as it stands"
    play.organizer.tap_data(f"bc:send:{seen.id}:{seen.version}")
    await play.settle()
    assert play.organizer.answers[-1].text == "管理员刚刚修改了发送对象，请看最新的卡片后再操作。"
    assert play.copies() == [0, 0, 0]

    await play.tap("修改")
    await play.tap("重写正文")
    admin.tap_data(f"bc:turn:{seen.id}:text")
    await play.settle()
    await play.say("管理员的正文", admin)
    await play.say("组织者的正文")
    assert "管理员刚刚修改了正文" in play.organizer.last.text
    assert play.broadcast().text == "管理员的正文", "what somebody else wrote is not lost unseen"
    await play.say("组织者的正文")
    assert play.broadcast().text == "组织者的正文"


@pytest.mark.parametrize(("word", "said"), [("取消", "已取消，没有发送"), ("Cancel", "cancelled, nothing was sent")])
async def test_the_word_cancel_is_no_answer_to_any_question_of_the_desk(
    opening: Opening, sqlite_url: str, word: str, said: str
) -> None:
    play = await opening(sqlite_url)
    is_english = word == "Cancel"
    if is_english:
        await speak_english(play, play.town.organizer)
    everybody, change, schedule, rewrite, name, upload = (
        ("Everybody", "Edit", "Schedule", "New text", "Keep as template", "Send a list")
        if is_english
        else ("全体", "修改", "定时", "重写正文", "存为模板", "上传名单")
    )
    await play.say("/broadcast")
    await play.say("到了")  # an organizer may be on the way to a service: a plain reply is one here as well
    assert play.read(lambda session: session.scalars(select(Broadcast)).all()) == []
    assert said in await play.say(word)
    assert play.read(lambda session: session.scalars(select(Broadcast)).all()) == []
    await play.say("/broadcast")
    await play.say(TEXT)
    await play.tap(upload)
    assert play.organizer.last.labels[0] != everybody
    await play.say(word)
    assert play.organizer.last.labels[0] == everybody  # no readers yet: back to the choice of them
    await play.tap(everybody)
    labels = play.organizer.last.labels
    for side in (schedule, name, rewrite):
        if side == rewrite:
            await play.tap(change)
        await play.tap(side)
        assert play.organizer.last.labels != labels
        assert TEXT in await play.say(word)
        assert play.organizer.last.labels == labels
    assert play.read(lambda session: session.scalars(select(BroadcastTemplate)).all()) == []
    assert (play.broadcast().text, play.broadcast().send_at) == (TEXT, None)
