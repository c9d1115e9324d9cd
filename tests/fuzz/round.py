"""A round: a town amid a Friday's service, and people of every role who send whatever there is to be sent.

Updates enter where the poller has fetched them, and go the whole way: inbox, dispatcher, handlers, outbox, sandbox.
"""

from __future__ import annotations

import json
import logging
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session
from telegram import Update

from bot.chat.routes import COMMANDS
from bot.model import AuditEntry, Cadre, InboxRow, InboxState, Message, MessageState, Unit
from bot.sandbox.state import Tap
from tests.chat.bystanders import Bystanders, bystanders_on
from tests.chat.test_rights import MAKING_FILES, NOBODY, OTHER, TRIED, appoint, ids
from tests.fuzz.findings import Findings
from tests.fuzz.judging import rows_of, standing_of, trespasses
from tests.fuzz.making import FIRST, Json, Made, Maker, Pool

BATCH: Final = 50
PAUSE_SECONDS: Final = 8
MARK: Final = "<i>zq</i>"
"""A name with markup: where it is not escaped, a phone shows it without."""

# Who acts together; of no batch is anybody whose rights are another's.
COMPANIES: Final = (
    (NOBODY, "second_stranger"),
    ("cadre", "leader", "lead", "first_cadre"),
    ("liaison", "deputy"),
    (OTHER,),
    ("organizer",),
    ("admin",),
)
WORDS: Final = (
    *(
        "你好",
        "参加",
        "请假",
        "不参加",
        "收到",
        "到了",
        "签到",
        "签退",
        "今日",
        "我的",
        "晚10分钟",
        "去不了",
        "取消",
        "cancel",
    ),
    *(
        "王未绑",
        "张1",
        "市第1局",
        "第1社区",
        "是",
        "否",
        "明天",
        "12-25",
        "2026-12-04",
        "12月4日",
        "3",
        "20",
        "100",
        "13:30-15:30",
    ),
    *(
        "123456",
        "ABCD2345",
        "13812345678",
        "220402198001011234",
        MARK,
        f"{MARK}&",
        "带铁锹集合",
        "下周五至12月31日出差",
    ),
    *(
        "all",
        "1",
        "市第1局,市第2局",
        "年假",
        "腿伤",
        "https://example.org/?a=1&b=2",
        "无",
        "北京时间15:00",
        "17:30",
        "今天18:00",
    ),
)


async def play(url: str, *, updates: int, seed: int, batch: int = BATCH) -> Findings:
    """Send so many updates on an empty migrated database, and judge after each batch."""
    with _listening() as complaints:
        async with bystanders_on(url) as town:
            _settle_in(town)
            await town.stage.advance(minutes=1)
            return await Round(town, seed, complaints).play(updates, batch)


class Round:
    """Sends batches by one company after another."""

    def __init__(self, town: Bystanders, seed: int, complaints: list[str]) -> None:
        self._town = town
        self._chance = random.Random(seed)  # noqa: S311 - chance is to be repeated, not to be kept
        self._maker = Maker(seed, self._pool())
        self._complaints = complaints
        self._seed = seed
        self._findings = Findings()
        self._judged_messages = 0

    async def play(self, updates: int, batch: int) -> Findings:
        place = 0
        while self._findings.updates < updates and not self._findings.faults:
            company = COMPANIES[place % len(COMPANIES)]
            await self._batch(company, min(batch, updates - self._findings.updates))
            place += 1
        self._town.stage.bot.storage.read_now(self._count)
        return self._findings

    def _count(self, session: Session) -> None:
        found = self._findings
        found.states += Counter(map(str, session.scalars(select(InboxRow.state).where(InboxRow.update_id > FIRST))))
        found.acts += Counter(session.scalars(select(AuditEntry.action)))
        found.said += Counter(session.scalars(select(Message.kind).where(Message.state == MessageState.SENT)))

    async def _batch(self, company: tuple[str, ...], count: int) -> None:
        stage, storage = self._town.stage, self._town.stage.bot.storage
        self._look_around()
        actors = [self._town.phone(name).account.json for name in company]
        made = [self._maker.update(self._chance.choice(actors)) for _ in range(count)]
        accounts = frozenset(actor["id"] for actor in actors)
        standing = storage.read_now(lambda session: standing_of(session, accounts))
        before = storage.read_now(rows_of)
        for each in made:
            self._lay_tap(each)
        await stage.bot.poller._take([each.body for each in made])
        await stage.settle()
        after = storage.read_now(rows_of)
        self._findings.updates += count
        self._findings.broken += sum(not each.is_lawful for each in made)
        faults = [f"{company}: {trespass}" for trespass in trespasses(before, after, standing)]
        faults += self._unhandled(made)
        await stage.advance(seconds=PAUSE_SECONDS)
        faults += self._missaid() + self._unsent() + self._complaints
        self._findings.faults += [f"seed {self._seed}: {fault}" for fault in faults]

    def _unhandled(self, made: list[Made]) -> list[str]:
        """List what did not come to its end; what the Bot API never sends may be kept as unreadable."""
        by_number = {each.body["update_id"]: each for each in made}
        ended = (InboxState.DONE, InboxState.DROPPED)
        query = select(InboxRow.update_id, InboxRow.state, InboxRow.error).where(
            InboxRow.update_id.in_(by_number), InboxRow.state.not_in(ended)
        )
        faults = []
        for number, state, error in self._town.stage.bot.storage.read_now(lambda s: list(s.execute(query))):
            each = by_number[number]
            if each.is_lawful or state is not InboxState.FAILED or _is_readable(each.body):
                faults.append(f"{state} {error}: {_shown(each.body)}")
        return faults

    def _unsent(self) -> list[str]:
        """List messages that Telegram refused; whom the sandbox does not know is not found."""
        foreseen = (
            "not_found",
            "blocked",
            "deactivated",
            "not_started",
            "Chat not found",
            "the message to edit is gone",
        )
        query = select(Message.kind, Message.reason, Message.params).where(
            Message.state == MessageState.FAILED, Message.reason.not_in(foreseen)
        )
        rows = self._town.stage.bot.storage.read_now(lambda s: list(s.execute(query)))
        return [f"not sent: {row}" for row in rows]

    def _missaid(self) -> list[str]:
        """List what was said with a name that was not escaped, or was escaped twice."""
        world = self._town.stage.sandbox.world
        fresh = [
            message
            for chat in world.chats.values()
            for message in chat.messages.values()
            if message.is_from_bot and message.version > self._judged_messages
        ]
        self._judged_messages = world.version
        return [
            f"badly escaped: {message.html!r}"
            for message in fresh
            if message.text.count("zq") != message.text.count("<i>zq") or "&lt;" in message.text
        ]

    def _lay_tap(self, made: Made) -> None:
        """Let the sandbox know of a tap, so that it takes the answer."""
        query = made.body.get("callback_query")
        if made.is_lawful and isinstance(query, dict):
            phone = self._town.stage.sandbox.person(query["from"]["id"])
            now = self._town.stage.clock.now()
            tap = Tap(query["id"], phone.account, phone.chat, 0, query.get("data", ""), None, now)
            self._town.stage.sandbox.world.taps[query["id"]] = tap

    def _look_around(self) -> None:
        """Learn what buttons people have been shown by now, and what time it is."""
        pool, stage = self._maker.pool, self._town.stage
        pool.now = int(stage.clock.now().timestamp())
        for chat in stage.sandbox.world.chats.values():
            shown = [message for message in chat.messages.values() if message.is_to_be_seen][-12:]
            pool.messages[chat.id] = [message.message_id for message in shown]
            pool.buttons[chat.id] = data = [b.data for message in shown for b in message.buttons if b.data]
            pool.taps = (pool.taps + self._chance.sample(data, min(len(data), 12)))[-1_500:]

    def _pool(self) -> Pool:
        town, storage = self._town, self._town.stage.bot.storage
        numbers = storage.read_now(lambda session: ids(session, town.town.unit_ids[0]))
        tried = [f"{verb.value}:{args.format(**numbers)}".removesuffix(":") for verb, args in TRIED.items()]
        commands = [f"/{word}" for word in COMMANDS]
        link = f"/start {town.unit_link()}"
        world = town.stage.sandbox.world
        sheet = "单位,姓名,职务\n市第1局,张1,科员\n".encode()
        files = [
            world.keep_file(content, "花名册.csv", "text/csv", "documents") for content in (sheet, b"", sheet[:20])
        ]
        photo = world.keep_file(b"\xff\xd8\xff\xe0", "photo.jpg", "image/jpeg", "photos")
        return Pool(
            words=[*WORDS * 2, *commands * 2, link],
            taps=tried * 10,
            slow=(*(f"{verb.value}:" for verb in MAKING_FILES), "/export", "/summary", "/roster", "/invites"),
            files=[
                *[("photo", [{"file_id": photo.file_id, "file_unique_id": "1", "width": 8, "height": 8}])] * 9,
                *[("document", {"file_id": f.file_id, "file_unique_id": "1", "file_name": f.name}) for f in files],
                ("document", {"file_id": "nowhere", "file_unique_id": "1", "file_name": MARK}),
            ],
            people=[account.json for account in world.accounts.values()],
            groups=[
                {"id": -100, "type": "group", "title": MARK},
                {"id": -1_001_234_567_890, "type": "supergroup", "title": "全市", "is_forum": True},
                {"id": -1_009_876_543_210, "type": "channel", "title": "通知"},
            ],
        )


def _is_readable(body: Json) -> bool:
    """Tell whether PTB makes an object of an update at all."""
    try:
        Update.de_json(json.loads(json.dumps(body)))
    except Exception:  # noqa: BLE001 - whatever PTB stumbles over
        return False
    return True


def _shown(body: Json) -> str:
    """Write an update down, its long texts cut off."""
    return json.dumps(json.loads(json.dumps(body), object_hook=lambda part: {k: _cut(v) for k, v in part.items()}))


def _cut(value: object) -> object:
    return f"{value[:40]}… ({len(value)})" if isinstance(value, str) and len(value) > 60 else value


def _settle_in(town: Bystanders) -> None:
    """Appoint people to all roles, and give some of them, their unit and their chats names with markup."""
    town.names |= {"liaison_of_the_third": town.names["liaison"], "first_cadre": town.town.cadres[0]}

    def write(session: Session) -> None:
        appoint(session, town)
        _rename(session, town)

    town.stage.bot.storage.write_now(write)
    town.names["second_stranger"] = 990_002
    town.stage.sandbox.person(990_002, MARK, "en").type("hello")
    for name in {name for company in COMPANIES for name in company}:
        town.phone(name).account.has_started = True


def _rename(session: Session, town: Bystanders) -> None:
    session.get_one(Unit, town.town.unit_ids[0]).name = f"{MARK}局"
    for cadre in session.scalars(select(Cadre).where(Cadre.roster_no.in_(("C1-1", "L1")))):
        cadre.name = f"{MARK}&{cadre.id}"


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what is logged as an error; of updates that cannot be read the inbox tells."""
    heard: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.getMessage().startswith("dispatch.unforeseen"):
                heard.append(f"{record.name}: {record.getMessage()} {record.exc_text or record.exc_info or ''}")

    listener = Listener(logging.ERROR)
    logging.getLogger().addHandler(listener)
    try:
        yield heard
    finally:
        logging.getLogger().removeHandler(listener)
