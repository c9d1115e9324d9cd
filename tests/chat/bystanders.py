"""People who ask for what is not theirs, in a town where everything is there to be meddled with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import (
    Base,
    Broadcast,
    Cadre,
    Claim,
    ClaimKind,
    InboxRow,
    InboxState,
    Invite,
    InviteKind,
    Message,
    MessageState,
    RosterImport,
    Unit,
)
from bot.rehearsal.stage import Stage
from bot.sandbox.phone import Phone
from bot.sandbox.state import Json
from bot.sandbox.wire import message_json
from bot.services import invites
from bot.storage import Storage
from tests.town import CONSENT, START, Town, build_town, settings_for

SERVICE = datetime(2026, 11, 27, 6, 0, tzinfo=UTC)  # Friday 14:00 in Shanghai: check-in is open
STRANGER = 990_001
# Conversation: what came in and when last, where somebody stands in it, what is said. Everything else is the town.
TALK = frozenset({"inbox", "occurrence", "dialogue", "message", "card", "attachment", "sender_state"})


@dataclass
class Bystanders:
    """A town amid a Friday's service, and three who may touch nothing of what was prepared.

    Two units serve. A third is not enabled: its liaison and its cadres are invited to nothing.
    """

    stage: Stage
    town: Town
    names: dict[str, int]

    def phone(self, name: str) -> Phone:
        return self.stage.sandbox.person(self.names[name])

    def send(self, name: str, media: Json) -> None:
        """Send a message of a kind that has no method of the phone."""
        phone, world = self.phone(name), self.stage.sandbox.world
        world.updates.add("message", message_json(world.add(phone.chat, phone.account, media=media)))

    def let_read_english(self, telegram_id: int) -> None:
        """Let a linked person have chosen English."""
        self.stage.bot.storage.write_now(lambda session: _let_read_english(session, telegram_id))

    def unit_link(self) -> str:
        """Make an invitation of the first unit and return what its link carries."""
        unit_id, now = self.town.unit_ids[0], self.stage.clock.now()
        return self.stage.bot.storage.write_now(
            lambda session: (
                invites.issue(session, now=now, kind=InviteKind.UNIT, unit_id=unit_id, lasts=timedelta(days=1)).token
            )
        )

    def marks(self) -> dict[str, str]:
        """Return a mark of the content of every table of the town."""
        return self.stage.bot.storage.read_now(_marks)

    def failures(self) -> list[str]:
        """List what nobody foresaw. Most people of the town have no phone here and are not found; that is foreseen."""
        updates = select(InboxRow.error).where(InboxRow.state == InboxState.FAILED)
        messages = select(Message.reason).where(Message.state == MessageState.FAILED, Message.reason != "not_found")
        return self.stage.bot.storage.read_now(
            lambda session: [*session.scalars(updates), *map(str, session.scalars(messages))]
        )

    def unheard(self) -> int:
        """Count what was not looked at, because it came too fast."""
        dropped = select(InboxRow.id).where(InboxRow.state == InboxState.DROPPED)
        return self.stage.bot.storage.read_now(lambda session: len(session.scalars(dropped).all()))


def _marks(session: Session) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, table in Base.metadata.tables.items():
        if name not in TALK:
            rows = sorted(json.dumps(list(row), default=str) for row in session.execute(select(table)).all())
            found[name] = f"{len(rows)}:{hashlib.sha256(chr(10).join(rows).encode()).hexdigest()[:12]}"
    return found


def _build(session: Session) -> Town:
    town = build_town(session, units=3, cadres_each=3)
    third = session.get_one(Unit, town.unit_ids[2])
    third.is_enabled = False
    organizer = session.scalars(select(Cadre).where(Cadre.telegram_id == town.organizer)).one()
    admin = session.scalars(select(Cadre).where(Cadre.telegram_id == town.admin)).one()
    unlinked = Cadre(roster_no="U1", name="王未绑", unit_id=town.unit_ids[0])
    session.add(unlinked)
    session.flush()
    session.add_all(
        [
            Claim(
                kind=ClaimKind.BIND,
                telegram_id=990_777,
                unit_id=town.unit_ids[0],
                typed_name="王未绑",
                cadre_id=unlinked.id,
                language="zh-CN",
                consent_version=CONSENT,
                created_at=SERVICE,
            ),
            Invite(
                kind=InviteKind.UNIT,
                unit_id=town.unit_ids[0],
                token_hash="t" * 64,
                code_hash="c" * 64,
                created_at=START,
                expires_at=START + timedelta(days=30),
            ),
            RosterImport(cadre_id=admin.id, file_name="花名册.xlsx", created_at=SERVICE),
            Broadcast(author_id=organizer.id, text="带铁锹", audience={"kind": "all"}, created_at=SERVICE),
        ]
    )
    return town


@asynccontextmanager
async def bystanders_on(url: str) -> AsyncIterator[Bystanders]:
    """Open the stage on the Friday, with the service under way."""
    storage = Storage(url)
    town = storage.write_now(_build)
    english = storage.write_now(_liaison_of_the_third)
    storage.close()
    stage = Stage(settings_for(url, limits={"updates_per_minute": 600}), start=START + timedelta(days=1, hours=20))
    names = {"stranger": STRANGER, "cadre": town.cadres[-1], "liaison": english, "organizer": town.organizer}
    stage.sandbox.person(STRANGER, "Passer-by", "en")
    for telegram_id in names.values():
        stage.sandbox.person(telegram_id).type("你好")
    await stage.open()
    try:
        await stage.advance(minutes=2)
        await stage.stop_bot()
        stage.clock.set(SERVICE - timedelta(seconds=30))
        await stage.start_bot()
        await stage.advance_to(SERVICE)
        yield Bystanders(stage, town, names)
    finally:
        await stage.close()


def _liaison_of_the_third(session: Session) -> int:
    liaison = session.scalars(select(Cadre).where(Cadre.roster_no == "L3")).one()
    liaison.language = "en"
    return liaison.telegram_id or 0


def _let_read_english(session: Session, telegram_id: int) -> None:
    session.scalars(select(Cadre).where(Cadre.telegram_id == telegram_id)).one().language = "en"
