"""What is stored about a person, gathered on both databases."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    Attachment,
    Attendance,
    Broadcast,
    BroadcastTemplate,
    Cadre,
    ClaimKind,
    ClaimState,
    Correction,
    CorrectionKind,
    CorrectionState,
    Lane,
    Mark,
    Message,
    MessageState,
    Plan,
    PlanState,
    Question,
    Reach,
    Role,
    RoleGrant,
    StandbyAnswer,
    Statement,
    SummonsState,
)
from bot.rules.attendance import AnswerState, LeaveReason, MarkKind, MarkSource
from bot.rules.record_rows import RowNote
from bot.services import (
    correction_decisions,
    departures,
    dialogues,
    merge,
    my_data,
    outbox,
    people,
    retention,
)
from bot.services.my_data_words import Pen
from bot.services.people import NotRegistered
from bot.services.rollcall import LateReason
from bot.storage import Storage
from tests.services.weeks import cadres_of, enter, hold
from tests.town import START, Town, build_town

ZONE = ZoneInfo("Asia/Shanghai")


def build(session: Session) -> Town:
    town = build_town(session)
    for number, name in ((town.admin, "赵管"), (town.organizer, "钱组")):  # the cast's own names are those of roles
        people.require(session, number).name = name
    friday = hold(session, town, is_confirmed=False)
    for cadre in cadres_of(session, town.unit_ids[0]):
        enter(session, friday, cadre, "present")
    mine = people.require(session, town.cadres[0])
    session.add(
        Correction(
            activity_id=friday.id,
            cadre_id=mine.id,
            kind=CorrectionKind.WRONG,
            words="时间不对",
            asked_at=START,
            decided_at=START,
            decided_by=people.require(session, town.organizer).id,
        )
    )
    people.note(
        session,
        now=START,
        actor=outbox.cadre_key(people.require(session, town.admin).id),
        action="person.move",
        subject=outbox.cadre_key(mine.id),
        after={"unit": 1},
    )
    return town


def send(session: Session, telegram_id: int) -> None:
    my_data.send(session, now=START, telegram_id=telegram_id, language="zh-CN", zone=ZONE)


def read(session: Session) -> str:
    return session.scalars(select(Attachment.content)).one().decode("utf-8-sig")


def test_everything_about_one_person_is_gathered_and_others_are_roles(storage: Storage) -> None:
    town = storage.write_now(build)
    storage.write_now(lambda session: send(session, town.cadres[0]))
    text = storage.read_now(read)
    data = json.loads(text.partition("\n\n")[2])
    assert len(data["活动记录"]) == 1
    assert (data["更正"][0]["说明"], data["更正"][0]["办理人"]) == ("时间不对", "组织者")
    assert [(entry["事项"], entry["办理人"]) for entry in data["办理留痕"]] == [("变更单位", "管理员")]
    assert data["办理留痕"][0]["之后"] == {"单位": "市第1局"}
    others = storage.read_now(lambda session: set(session.scalars(select(Cadre.name)))) - {"张1"}
    assert [name for name in others if name in text] == []


def test_nobody_is_sent_the_file_of_somebody_else(storage: Storage) -> None:
    town = storage.write_now(build)
    storage.write_now(lambda session: send(session, town.cadres[1]))
    assert "时间不对" not in storage.read_now(read)
    with pytest.raises(NotRegistered):
        storage.write_now(lambda session: send(session, 1))


def test_the_file_is_emptied_once_it_has_left_or_after_a_day(storage: Storage) -> None:
    town = storage.write_now(build)
    storage.write_now(lambda session: send(session, town.cadres[0]))

    def forget(now_hours: int) -> int:
        now = START + timedelta(hours=now_hours)
        return storage.write_now(lambda session: retention.empty_handed_out(session, now=now))

    assert forget(1) == 0

    def leave(session: Session) -> None:
        for message in session.scalars(select(Message)):
            message.settle(MessageState.SENT, "", START)

    storage.write_now(leave)
    assert forget(1) == 1
    assert storage.read_now(read) == ""
    storage.write_now(lambda session: send(session, town.cadres[1]))
    assert forget(0) == 0
    assert forget(24) == 1


def enrich(session: Session, town: Town) -> None:
    """Give the person what the rest of the file is about: late marks of all sorts, a double, a desk of their own."""
    mine = people.require(session, town.cadres[0])
    row = session.scalars(select(Attendance).where(Attendance.cadre_id == mine.id)).one()
    row.state, row.late_minutes, row.waits_since, row.offered_until = "late", 12, START, START
    for kind, reason in (("check_out", "until"), ("void", "sheet"), ("check_in", "phone"), ("check_in", "下雪路滑")):
        session.add(
            Mark(
                activity_id=row.activity_id,
                cadre_id=mine.id,
                kind=kind,
                at=START,
                recorded_at=START,
                source="import",
                reason=reason,
            )
        )
    day = START.date()
    session.add(
        Statement(code="ABCD2345", cadre_id=mine.id, first_on=day, last_on=day, times=1, minutes=120, made_at=START)
    )
    session.add(Cadre(roster_no="N7", name="张1", merged_into_id=mine.id))
    fields = {"title": "清理河道", "day": "2026-12-05"}
    session.add(Plan(author_id=mine.id, kind="other", fields=fields, created_at=START, state=PlanState.PUBLISHED))
    session.add(BroadcastTemplate(name="防滑", text="注意", kept_by=mine.id, kept_at=START))
    notice = Broadcast(author_id=people.require(session, town.organizer).id, created_at=START)
    session.add(notice)
    session.flush()
    session.add(Question(broadcast_id=notice.id, cadre_id=mine.id, text="几点？", asked_at=START))
    to = outbox.cadre_key(mine.id)
    liaison = outbox.cadre_key(people.require(session, town.liaison).id)
    session.add(RoleGrant(cadre_id=mine.id, role=Role.LEAD, granted_at=START, granted_by=liaison))
    for action, after in (
        ("statement.give", {"from": "2026-11-01"}),
        ("roll.decide", {"decided": "here", "unit": town.unit_ids[0]}),
        ("roll.present", {"reason": "phone"}),
        ("role.grant", {"role": "lead", "confirmed_by": 1}),
        ("callout.answer_for", {"outcome": "waiting"}),
    ):
        people.note(session, now=START, actor=liaison, action=action, subject=to, after=after)
    people.note(session, now=START, actor="system", action="role.revoke", subject=to, before={"role": "lead"})
    outbox.say(session, to, "friday-nudge", now=START, lane=Lane.REMINDER)
    outbox.show(session, to, f"activity:{row.activity_id}", now=START)
    dialogues.ask(session, town.cadres[0], "leave.days", now=START)


def told(storage: Storage, town: Town, language: str) -> tuple[str, dict[str, Any]]:
    """Return the data of a person's file, as it was written and as it reads."""

    def gather(session: Session) -> dict[str, Any]:
        cadre = people.require(session, town.cadres[0])
        cadre.language = language
        return my_data.gather(Pen(session, cadre, language, ZONE))

    data = storage.write_now(gather)
    return json.dumps(data, ensure_ascii=False), data


def test_all_words_of_the_file_are_in_the_readers_language(storage: Storage) -> None:
    town = storage.write_now(build)
    storage.write_now(lambda session: enrich(session, town))
    written, data = told(storage, town, "zh-CN")
    plain = re.sub(r"[A-Z]\d-\d|[A-Z]{4}-\d{4}|Telegram", "", written)
    assert re.findall(r"[A-Za-z_]{2,}", plain) == []
    [line] = data["活动记录"]
    assert line["状态"] == "已参加（迟到12分钟）"
    assert line["候补起始时间"] == line["空位保留至"]
    said = [mark["说明"] for mark in line["签到签退明细"] if "说明" in mark]
    assert said == ["按本人说明的离开时间", "按更正表更正", "手机故障", "下雪路滑"]
    assert data["出勤记录"][0]["核对码"] == "ABCD-2345"
    assert data["花名册与账号"]["并入本人的编号"] == ["N7"]
    assert data["花名册与账号"]["语言"] == "中文"
    [plan] = data["筹备的活动"]
    assert (plan["活动"], plan["日期"], plan["状态"]) == ("清理河道", "2026-12-05", "已发布")
    assert data["履职次数"]["保存群发模板"] == 1
    assert [each["说明"] for each in data["对通知的提问"]] == ["几点？"]
    changes = {each["事项"]: each.get("之后") for each in data["办理留痕"]}
    assert changes["出具出勤记录"] == {"自": "2026-11-01"}
    assert changes["核定有异议的签到"] == {"核定": "按到场计", "单位": "市第1局"}
    assert changes["点名登记到场"] == {"原因": "手机故障"}
    assert changes["开通角色"] == {"角色": "点位负责人", "确认人": "管理员"}
    assert changes["代报集结答复"] == {"答复": "候补"}
    assert data["办理留痕"][-1]["办理人"] == "系统"
    assert [each["消息种类"] for each in data["发送记录"]] == ["提醒", "卡片"]
    assert data["暂存"]["等待回答的问题（提出时间）"].startswith("2026-11-25")


def test_in_english_nothing_but_names_is_chinese(storage: Storage) -> None:
    town = storage.write_now(build)
    storage.write_now(lambda session: enrich(session, town))
    written, data = told(storage, town, "en")
    entered = ("张1", "市第1局", "周五志愿服务", "清理河道", "下雪路滑", "几点？", "时间不对")
    assert re.findall(r"[\u4e00-\u9fff]+", re.sub("|".join(entered), "", written)) == []
    assert data["Activities"][0]["state"] == "took part (12 min late)"
    assert data["Audit"][-1]["by"] == "the system"


WORDED: Final = (AnswerState, MarkKind, MarkSource, SummonsState, StandbyAnswer, CorrectionKind, CorrectionState)
ALSO_WORDED: Final = (ClaimKind, ClaimState, Reach, MessageState, PlanState, Role, LeaveReason)


def test_every_word_of_the_tables_and_every_reason_of_a_mark_has_its_words(storage: Storage) -> None:
    def unsaid(session: Session) -> list[str]:
        pen = Pen(session, Cadre(id=1), "zh-CN", ZONE)
        values = [value for words in (*WORDED, *ALSO_WORDED) for value in words]
        reasons = [*LateReason, RowNote.SHEET, correction_decisions.REASON, departures.REASON, merge.REASON, "decided"]
        said = [(value.value, pen.word(value)) for value in values] + [(each, pen.why(each)) for each in reasons]
        return [value for value, word in said if value == word]

    assert storage.read_now(unsaid) == []
