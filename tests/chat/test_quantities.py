"""How much a unit got done: asked for from the roll-call card, typed, changed, taken back, and who may not."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.model import Activity, AuditEntry, Cadre, Role, RoleGrant, Roll
from tests.chat.friday import FRIDAY, Friday
from tests.town import START

UNFIT = "没有登记：请发送0到100000之间的整数，例如 12。不填可回复“取消”。"


def quantity(friday: Friday, place: int = 0) -> int | None:
    number = friday.roll_id(place)
    return friday.read(lambda session: session.get_one(Roll, number).quantity)


def acts(friday: Friday) -> list[tuple[str, object, object]]:
    """List what the audit says about numbers: by whom, before, after."""

    def entries(session: Session) -> list[tuple[str, object, object]]:
        query = select(AuditEntry).where(AuditEntry.action == "roll.quantity").order_by(AuditEntry.id)
        return [
            (entry.actor, (entry.before or {})["quantity"], (entry.after or {})["quantity"])
            for entry in session.scalars(query)
        ]

    return friday.read(entries)


def cadre_key(friday: Friday, telegram_id: int) -> str:
    query = select(Cadre.id).where(Cadre.telegram_id == telegram_id)
    return f"cadre:{friday.read(lambda session: session.scalars(query).one())}"


async def test_a_liaison_enters_the_number_changes_it_and_takes_it_back(friday_on_both: Friday) -> None:
    friday = friday_on_both
    await friday.at(13, 20)
    card = await friday.type(friday.liaison, "/rollcall")
    assert "件" not in card
    labels = friday.liaison.last.labels
    assert labels[-3:] == ("填写件数", "打印签到表", "签到码")
    assert await friday.tap(friday.liaison, "填写件数") == "请发送一个整数"
    assert friday.liaison.last.text == (
        "【填写件数】市第1局，周五志愿服务，11月27日（星期五）：请发送本单位本次办理的件数，例如 12。不填可回复“取消”。"
    )
    for typed in ("-3", "100001", "1.5", "十二", "很多"):
        assert await friday.type(friday.liaison, typed) == UNFIT
        assert quantity(friday) is None
    entered = "已登记：市第1局11月27日（星期五）办理12件。更正期内可在点名卡片上修改或撤销。"
    assert await friday.type(friday.liaison, "１２") == entered
    assert quantity(friday) == 12
    assert (await friday.type(friday.liaison, "/rollcall")).splitlines()[-2] == "办理 12 件"
    assert friday.liaison.last.labels[-4:] == ("修改件数", "撤销件数", "打印签到表", "签到码")

    # It is no part of the list that is confirmed: it may be changed behind it.
    await friday.at(15, 31)
    for label in ("确认本单位名单", "其余全部未到"):
        await friday.tap(friday.liaison, label)
    assert friday.liaison.last.labels == ("修改件数", "撤销件数", "重新打开")
    await friday.tap(friday.liaison, "修改件数")
    assert await friday.type(friday.liaison, "取消") == "已取消，没有改动。"
    assert quantity(friday) == 12
    await friday.type(friday.liaison, "/rollcall")
    await friday.tap(friday.liaison, "修改件数")
    await friday.type(friday.liaison, "15")
    await friday.type(friday.liaison, "/rollcall")
    # A second tap on the same button of the past changes nothing more.
    data = f"rq:{friday.roll_id()}:0"
    for _ in range(2):
        assert await friday.forge(friday.liaison, data) == "已撤销"
    assert quantity(friday) is None
    assert "件" not in friday.liaison.last.text
    liaison = cadre_key(friday, friday.town.liaison)
    assert acts(friday) == [(liaison, None, 12), (liaison, 12, 15), (liaison, 15, None)]


async def test_trees_are_counted_at_a_tree_planting_and_in_english(friday: Friday) -> None:
    await friday.at(13, 20)

    def plant(session: Session) -> None:
        session.execute(update(Activity).where(Activity.held_on == FRIDAY).values(kind="tree_planting"))
        session.scalars(select(Cadre).where(Cadre.telegram_id == friday.town.liaison)).one().language = "en"

    friday.stage.bot.storage.write_now(plant)
    await friday.type(friday.liaison, "/rollcall")
    assert await friday.tap(friday.liaison, "Enter trees") == "Please send a whole number"
    assert friday.liaison.last.text == (
        "Enter trees: 市第1局, 周五志愿服务, Fri 27 Nov. How many trees did your unit plant? "
        "Please send a number, for example 30, or “cancel”."
    )
    assert await friday.type(friday.liaison, "30件") == (
        "Nothing was entered: please send a whole number from 0 to 100000, for example 12, or “cancel”."
    )
    # Who was asked for a number and is there themself checks in, and the question stands.
    await friday.type(friday.liaison, "check in")
    assert "Entered: 市第1局, Fri 27 Nov, trees planted: 30." in await friday.type(friday.liaison, "30")
    assert (await friday.type(friday.liaison, "/rollcall")).splitlines()[-2] == "Trees planted: 30"
    assert {"Change trees", "Remove trees"} <= set(friday.liaison.last.labels)

    def clear_snow(session: Session) -> None:
        session.execute(update(Activity).where(Activity.held_on == FRIDAY).values(kind="visit"))

    friday.stage.bot.storage.write_now(clear_snow)
    assert "Trees" not in await friday.type(friday.liaison, "/rollcall")
    assert not any("trees" in label or "matters" in label for label in friday.liaison.last.labels)
    refused = await friday.forge(friday.liaison, f"rq:{friday.roll_id()}:1")
    assert refused == "Nothing is counted for this kind of activity."


async def test_the_number_is_the_own_units_and_ends_with_the_corrections(friday: Friday) -> None:
    await friday.opened()
    own, other = (f"rq:{friday.roll_id(place)}:1" for place in (0, 1))
    assert await friday.forge(friday.liaison, own) == "还未到点名时间，13:00起可以点名。"
    await friday.at(13, 20)
    for phone, data in ((friday.cadre(0), own), (friday.liaison, other), (friday.liaison, other[:-1] + "0")):
        assert await friday.forge(phone, data) == "您没有办理此事的权限。如需办理，请联系管理员。"
    for data in ("rq", "rq:1", "rq:x:1"):
        assert await friday.forge(friday.liaison, data) == "这个按钮已失效，请使用最新的卡片。"
    assert (
        await friday.forge(friday.liaison, "rq:999:1")
        == "这份名单已不能点名，活动可能已取消。请发送 /rollcall 查看现有名单。"
    )

    def appoint(session: Session) -> None:
        deputy = session.scalars(select(Cadre).where(Cadre.telegram_id == friday.town.cadres[1])).one()
        session.add(
            RoleGrant(cadre_id=deputy.id, role=Role.DEPUTY, unit_id=deputy.unit_id, granted_at=START, granted_by="test")
        )

    friday.stage.bot.storage.write_now(appoint)
    await friday.forge(friday.cadre(1), own)
    assert "办理8件" in await friday.type(friday.cadre(1), "8")
    assert (quantity(friday), quantity(friday, 1)) == (8, None)

    # The question was asked in time and is answered too late.
    await friday.at(23, 30, date(2026, 12, 11))  # the tenth working day
    await friday.forge(friday.liaison, own)
    await friday.at(0, 1, date(2026, 12, 12))
    assert (await friday.type(friday.liaison, "9")).endswith("如需更正请联系组织者。")
    assert (await friday.forge(friday.liaison, own[:-1] + "0")).endswith("如需更正请联系组织者。")
    assert quantity(friday) == 8
    await friday.type(friday.liaison, "取消")
    await friday.forge(friday.liaison, f"ro:{friday.roll_id()}")
    assert "办理 8 件" in friday.liaison.last.text
    assert friday.liaison.last.labels == ()
    await friday.forge(friday.organizer, own)
    assert "办理9件" in await friday.type(friday.organizer, "9件")
    assert acts(friday) == [
        (cadre_key(friday, friday.town.cadres[1]), None, 8),
        (cadre_key(friday, friday.town.organizer), 8, 9),
    ]
