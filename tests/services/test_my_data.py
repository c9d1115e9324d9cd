"""What is stored about a person, gathered on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Attachment, Cadre, Correction, CorrectionKind, Message, MessageState
from bot.services import my_data, outbox, people, retention
from bot.services.people import NotRegistered
from bot.storage import Storage
from tests.services.weeks import cadres_of, enter, hold
from tests.town import START, Town, build_town

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    storage = Storage(database_url)
    yield storage
    storage.close()


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
    assert [(entry["事项"], entry["办理人"]) for entry in data["办理留痕"]] == [("person.move", "管理员")]
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
