"""Forgetting in time: what the job leaves of what was kept, at the hours and ages it is meant for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import ManualClock
from bot.model import (
    Activity,
    Attachment,
    Broadcast,
    BroadcastState,
    Cadre,
    CodeTry,
    Community,
    Dialogue,
    ImportState,
    InboxRow,
    Message,
    MessageState,
    Question,
    RosterImport,
    Shift,
    Site,
)
from bot.rules.calendar import WorkCalendar
from bot.services import dialogues, inbox, outbox
from bot.services.activities import friday_rules
from bot.services.inbox import Arrival
from bot.storage import Storage
from jobs.retention import INBOX_KEPT_FOR, forget
from jobs.tools import Tools
from tests.town import START, settings_for

TO = outbox.user_key(7)
A_SECOND = timedelta(seconds=1)
KEPT_SINCE = START - timedelta(days=100)
LONG_AGO = KEPT_SINCE - A_SECOND


@pytest.fixture
def tools(database_url: str) -> Iterator[Tools]:
    settings = settings_for(database_url, privacy={"retention_days": 100})
    storage = Storage(database_url)
    yield Tools(storage, ManualClock(START), settings, WorkCalendar({}, {}), friday_rules(settings))
    storage.close()


def store(session: Session, number: int, *, done_at: datetime | None = None, is_dropped: bool = False) -> None:
    at = done_at or START - timedelta(days=30)
    rows = inbox.store(session, 1, [Arrival(number, "user:7", "{}", is_dropped=is_dropped)], now=at)
    if done_at is not None:
        inbox.mark_done(session, rows[0].inbox_id, now=done_at)


async def test_updates_go_a_week_after_they_were_handled_and_what_waits_stays(tools: Tools) -> None:
    def write(session: Session) -> None:
        store(session, 1, done_at=START - INBOX_KEPT_FOR - A_SECOND)
        store(session, 2, done_at=START - INBOX_KEPT_FOR)
        store(session, 3, is_dropped=True)
        store(session, 4)

    tools.storage.write_now(write)
    await forget(tools)
    assert tools.storage.read_now(lambda s: sorted(s.scalars(select(InboxRow.update_id)))) == [2, 4]


async def test_what_messages_said_goes_after_the_retention_time_however_much_there_is(tools: Tools) -> None:
    long_ago, lately = START - timedelta(days=100) - A_SECOND, START - timedelta(days=100)
    row = {"lane": 0, "kind": "x", "chat_key": TO, "params": {"name": "张三"}, "created_at": START, "due_at": START}

    def write(session: Session) -> None:
        for number in range(1, 1_203):
            settled_at = lately if number == 1 else long_ago
            state = MessageState.WAITING if number == 2 else MessageState.SENT
            outbox.insert_once(session, row | {"dedup_key": f"old:{number}", "state": state, "finished_at": settled_at})

    tools.storage.write_now(write)
    await forget(tools)
    kept = tools.storage.read_now(lambda s: [row.dedup_key for row in s.scalars(select(Message)) if row.params])
    assert sorted(kept) == ["old:1", "old:2"]
    assert len(tools.storage.read_now(lambda s: s.scalars(select(Message.id)).all())) == 1_202


async def test_questions_and_wrong_codes_go_after_a_day(tools: Tools) -> None:
    def write(session: Session) -> None:
        for number, at in ((1, START - timedelta(days=1)), (2, START - timedelta(days=1) + A_SECOND)):
            dialogues.ask(session, number, "leave.days", now=at)
            session.add(CodeTry(telegram_id=number, at=at))

    tools.storage.write_now(write)
    await forget(tools)
    assert tools.storage.read_now(lambda s: s.scalars(select(Dialogue.telegram_id)).all()) == [2]
    assert tools.storage.read_now(lambda s: s.scalars(select(CodeTry.telegram_id)).all()) == [2]


def attach(session: Session, key: str, at: datetime) -> Attachment:
    file = outbox.attach(session, key, name="x", kind="photo", content=b"names", now=at)
    file.telegram_file_id = f"file of {key}"
    session.flush()
    return file


def build_shift(session: Session, photo: Attachment) -> None:
    """Write a place whose finished work a photo shows."""
    community = Community(name="河堤社区")
    session.add(community)
    session.flush()
    site = Site(community_id=community.id, name="河堤")
    moments = ["opens_at", "reply_by", "check_in_from", "muster_at", "starts_at", "late_after"]
    moments += ["left_early_before", "ends_at", "closes_at"]
    fields = dict.fromkeys(moments, LONG_AGO)
    activity = Activity(series="snow:1", kind="snow", title="", content="", held_on=LONG_AGO.date(), **fields)
    session.add_all([site, activity])
    session.flush()
    session.add(Shift(activity_id=activity.id, site_id=site.id, starts_at=LONG_AGO, photo_id=photo.id))


async def test_files_are_emptied_after_the_retention_time_unless_they_wait(tools: Tools) -> None:
    def write(session: Session) -> None:
        attach(session, "old", LONG_AGO)
        attach(session, "new", KEPT_SINCE)
        outbox.say(session, TO, "x", now=LONG_AGO, attachment=attach(session, "waits", LONG_AGO))
        build_shift(session, attach(session, "shown", LONG_AGO))
        author = Cadre(roster_no="A1", name="组织者")
        session.add(author)
        session.flush()
        file = attach(session, "scheduled", LONG_AGO)
        session.add(
            Broadcast(author_id=author.id, created_at=LONG_AGO, attachment_id=file.id, state=BroadcastState.SCHEDULED)
        )

    tools.storage.write_now(write)
    await forget(tools)
    files = tools.storage.read_now(lambda s: {each.key: each for each in s.scalars(select(Attachment))})
    assert {key: bool(file.content) for key, file in files.items()} == {
        "old": False,
        "new": True,
        "waits": True,
        "shown": False,
        "scheduled": True,
    }
    assert files["old"].telegram_file_id is None
    assert files["shown"].telegram_file_id == "file of shown"


async def test_texts_of_notices_and_names_of_imports_go_and_their_figures_stay(tools: Tools) -> None:
    def write(session: Session) -> None:
        author = Cadre(roster_no="A1", name="组织者")
        session.add(author)
        session.flush()
        for state, at in (
            (BroadcastState.DONE, LONG_AGO),
            (BroadcastState.DONE, START),
            (BroadcastState.DRAFT, START),
            (BroadcastState.DRAFT, LONG_AGO),
            (BroadcastState.WAITING, LONG_AGO),
        ):
            notice = Broadcast(author_id=author.id, text="通知", state=state, created_at=at, recipients=3)
            notice.finished_at = at if state is BroadcastState.DONE else None
            session.add(notice)
            session.flush()
            asked = Question(broadcast_id=notice.id, cadre_id=author.id, text="几点？", asked_at=at, answer="三点")
            session.add(asked)
        summary = {"counts": {"new": 1}, "fault_count": 0, "new": [{"name": "张三"}], "changed": [], "faults": []}
        returned = {"changes": 1, "examples": [{"name": "张三"}], "fault_count": 1, "faults": [{"key": "x"}]}
        for at in (LONG_AGO, START):
            for kept in (summary, {"record": returned}):
                session.add(
                    RosterImport(
                        cadre_id=author.id, file_name="x", created_at=at, state=ImportState.DONE, summary=dict(kept)
                    )
                )

    tools.storage.write_now(write)
    await forget(tools)
    notices = tools.storage.read_now(lambda s: s.scalars(select(Broadcast).order_by(Broadcast.id)).all())
    assert [(notice.text, notice.recipients) for notice in notices] == [
        ("", 3),
        ("通知", 3),
        ("通知", 3),
        ("", 3),
        ("", 3),
    ]
    assert [notice.state for notice in notices[2:]] == [BroadcastState.DRAFT, *[BroadcastState.CANCELLED] * 2]
    asked = tools.storage.read_now(lambda s: s.scalars(select(Question).order_by(Question.id)).all())
    assert [(each.text, each.answer) for each in asked] == [
        ("", ""),
        *[("几点？", "三点")] * 2,
        *[("", "")] * 2,
    ]
    imports = tools.storage.read_now(lambda s: s.scalars(select(RosterImport).order_by(RosterImport.id)).all())
    sheets = [each.summary["record"] for each in imports if each.is_of_record]
    assert [(len(sheet["examples"]), len(sheet["faults"]), sheet["changes"]) for sheet in sheets] == [
        (0, 0, 1),
        (1, 1, 1),
    ]
    imports = [each for each in imports if not each.is_of_record]
    assert [(len(each.summary["new"]), each.summary["counts"]) for each in imports] == [
        (0, {"new": 1}),
        (1, {"new": 1}),
    ]


async def test_a_second_run_finds_nothing_and_the_log_holds_figures_alone(
    tools: Tools, caplog: pytest.LogCaptureFixture
) -> None:
    def write(session: Session) -> None:
        attach(session, "张三.xlsx", LONG_AGO)
        session.add(CodeTry(telegram_id=900_001, at=LONG_AGO))

    tools.storage.write_now(write)
    with caplog.at_level("INFO", logger="jobs.retention"):
        await forget(tools)
        await forget(tools)
    first, second = (record.getMessage() for record in caplog.records if record.name == "jobs.retention")
    assert "files=1" in first
    assert "code_tries=1" in first
    assert second.split() == ["retention.done"]
    assert "张三" not in caplog.text
    assert "900001" not in caplog.text
