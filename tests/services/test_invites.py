"""Invitations: unguessable, kept as hashes, replaced, revoked, used up, and few tries to type one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Attachment, Cadre, CodeTry, Invite, InviteKind, Message, MessageState, Role, RoleGrant
from bot.services import invite_files, invites, retention
from bot.services.invites import (
    ALPHABET,
    InviteExpired,
    InviteInvalid,
    Issued,
    Minted,
    Target,
    TooManyTries,
    code_in,
    mint,
)
from bot.services.people import NotAllowed
from bot.storage import Storage
from tests.town import build_town

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
MONTH = timedelta(days=30)
T = TypeVar("T")


class Door:
    """A small town with a unit whose invitations are made."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.town = storage.write_now(lambda session: build_town(session, units=2))
        self.unit_id = self.town.unit_ids[0]

    def do(self, run: Callable[[Session], T]) -> T:
        return self.storage.write_now(run)

    def unit_link(self) -> Issued:
        return self.do(lambda s: invites.issue(s, now=NOW, kind=InviteKind.UNIT, unit_id=self.unit_id, lasts=MONTH))

    def redeem(self, token: str, *, now: datetime = NOW) -> Invite:
        return self.do(lambda s: invites.redeem(s, now=now, token=token))

    def type(self, code: str, *, now: datetime = NOW, telegram_id: int = 5) -> object:
        return self.do(lambda s: invites.redeem_code(s, now=now, telegram_id=telegram_id, code=code, tries_per_hour=3))


@pytest.fixture
def door(sqlite_url: str) -> Iterator[Door]:
    storage = Storage(sqlite_url)
    yield Door(storage)
    storage.close()


class TestSecrets:
    def test_a_token_fits_a_start_link_and_a_code_can_be_read_from_paper(self) -> None:
        secrets = [mint() for _ in range(200)]
        assert all(20 < len(secret.token) <= 64 for secret in secrets)
        assert all(char.isascii() and (char.isalnum() or char in "_-") for s in secrets for char in s.token)
        assert all(len(secret.code) == 8 and set(secret.code) <= set(ALPHABET) for secret in secrets)
        assert not set(ALPHABET) & set("0O1IL")
        assert len({secret.token for secret in secrets} | {secret.code for secret in secrets}) == 400

    @pytest.mark.parametrize("typed", ["ABCD2345", "abcd2345", " abcd 2345 ", "ABCD-2345", "ＡＢＣＤ２３４５"])
    def test_a_code_is_known_however_it_is_typed(self, typed: str) -> None:
        assert code_in(typed) == "ABCD2345"

    @pytest.mark.parametrize("typed", ["", "签到", "ABCD234", "ABCD23456", "ABCD2340", "ABCDO345", "参加参加参加参加"])
    def test_other_words_are_no_code(self, typed: str) -> None:
        assert code_in(typed) is None

    def test_neither_token_nor_code_stands_in_the_tables(self, door: Door) -> None:
        issued = door.unit_link()
        row = door.do(lambda s: s.scalars(select(Invite)).one())
        assert issued.token not in (row.token_hash, row.code_hash)
        assert issued.code not in (row.token_hash, row.code_hash)
        assert len(row.token_hash) == len(row.code_hash) == 64


class TestRedeeming:
    def test_a_units_link_lets_in_many(self, door: Door) -> None:
        issued = door.unit_link()

        def enter(session: Session) -> None:
            invites.use(invites.redeem(session, now=NOW, token=issued.token), now=NOW)

        door.do(enter)
        assert door.redeem(issued.token).unit_id == door.unit_id

    def test_a_personal_link_is_used_up(self, door: Door) -> None:
        issued = door.do(lambda s: invites.issue(s, now=NOW, kind=InviteKind.PERSON, cadre_id=3, lasts=MONTH))

        def enter(session: Session) -> None:
            invites.use(invites.redeem(session, now=NOW, token=issued.token), now=NOW)

        door.do(enter)
        with pytest.raises(InviteInvalid):
            door.redeem(issued.token)

    def test_an_unknown_token_opens_nothing(self, door: Door) -> None:
        with pytest.raises(InviteInvalid):
            door.redeem("x" * 32)

    def test_an_invitation_ends_at_its_moment(self, door: Door) -> None:
        issued = door.unit_link()
        door.redeem(issued.token, now=NOW + MONTH - timedelta(seconds=1))
        with pytest.raises(InviteExpired):
            door.redeem(issued.token, now=NOW + MONTH)

    def test_a_revoked_one_opens_nothing(self, door: Door) -> None:
        issued = door.unit_link()
        ended = door.do(lambda s: invites.revoke(s, now=NOW, actor="operator", unit_id=door.unit_id))
        assert ended == 1
        with pytest.raises(InviteInvalid):
            door.redeem(issued.token)

    def test_a_new_one_ends_the_older_of_the_same_unit_alone(self, door: Door) -> None:
        other = door.do(
            lambda s: invites.issue(s, now=NOW, kind=InviteKind.UNIT, unit_id=door.town.unit_ids[1], lasts=MONTH)
        )
        old, new = door.unit_link(), door.unit_link()
        with pytest.raises(InviteInvalid):
            door.redeem(old.token)
        assert door.redeem(new.token).id == new.invite_id
        assert door.redeem(other.token).id == other.invite_id

    def test_the_first_admins_link_is_one_and_short_lived(self, door: Door) -> None:
        old = door.do(lambda s: invites.admin_link(s, now=NOW, minutes=60))
        new = door.do(lambda s: invites.admin_link(s, now=NOW, minutes=60))
        with pytest.raises(InviteInvalid):
            door.redeem(old.token)
        assert door.redeem(new.token).kind is InviteKind.ADMIN
        with pytest.raises(InviteExpired):
            door.redeem(new.token, now=NOW + timedelta(minutes=60))


class TestTyping:
    def test_a_typed_code_opens_what_the_link_opens(self, door: Door) -> None:
        issued = door.unit_link()
        found = door.type(issued.code.lower())
        assert isinstance(found, Invite)
        assert found.id == issued.invite_id

    def test_a_wrong_code_is_counted_although_it_is_refused(self, door: Door) -> None:
        assert isinstance(door.type("ABCD2345"), InviteInvalid)
        assert door.do(lambda s: len(s.scalars(select(CodeTry)).all())) == 1

    def test_after_too_many_even_the_right_code_is_not_looked_at(self, door: Door) -> None:
        issued = door.unit_link()
        for minute in range(3):
            door.type("ABCD2345", now=NOW + timedelta(minutes=minute))
        with pytest.raises(TooManyTries) as refusal:
            door.type(issued.code, now=NOW + timedelta(minutes=10))
        assert refusal.value.params == {"minutes": 50}

    def test_after_an_hour_codes_are_looked_at_again(self, door: Door) -> None:
        issued = door.unit_link()
        for _ in range(3):
            door.type("ABCD2345")
        assert isinstance(door.type(issued.code, now=NOW + timedelta(hours=1)), Invite)

    def test_the_tries_of_one_do_not_shut_out_another(self, door: Door) -> None:
        issued = door.unit_link()
        for _ in range(3):
            door.type("ABCD2345", telegram_id=5)
        assert isinstance(door.type(issued.code, telegram_id=6), Invite)


class TestTargets:
    def test_units_come_in_order_with_those_who_hold_a_role_and_are_not_linked(self, door: Door) -> None:
        def unlink(session: Session) -> None:
            for number in ("L1", "C1-1", "A2"):
                session.scalars(select(Cadre).where(Cadre.roster_no == number)).one().telegram_id = None

        door.do(unlink)
        found = door.do(invites.targets)
        assert [(target.unit, target.name) for target in found] == [
            ("市第1局", ""),
            ("市第1局", "联络1"),
            ("市第2局", ""),
            ("", "组织者"),
        ]
        everyone = door.do(lambda s: invites.targets(s, everyone=True, unit_id=door.unit_id))
        assert [target.name for target in everyone] == ["", "联络1", "张1"]

    def test_an_organizer_gets_no_link_that_makes_an_admin(self, door: Door) -> None:
        def hire(session: Session) -> None:
            session.add(Cadre(roster_no="A9", name="新管理员", unit_id=door.unit_id))
            session.flush()
            cadre = session.scalars(select(Cadre).where(Cadre.roster_no == "A9")).one()
            session.add(RoleGrant(cadre_id=cadre.id, role=Role.ADMIN, granted_at=NOW, granted_by="test"))

        def invited_by(telegram_id: int) -> list[str]:
            plan = door.do(lambda s: invite_files.plan(s, now=NOW, telegram_id=telegram_id, scope=invite_files.ALL))
            return [target.name for target in plan.targets if target.name]

        door.do(hire)
        assert invited_by(door.town.organizer) == []
        assert invited_by(door.town.admin) == ["新管理员"]

    def test_all_at_once_is_both_databases_work(self, database_url: str) -> None:
        storage = Storage(database_url)
        door = Door(storage)
        first = door.do(lambda s: invites.issue_all(s, now=NOW, actor="operator", lasts=MONTH))
        second = door.do(lambda s: invites.issue_all(s, now=NOW, actor="operator", lasts=MONTH))
        in_force = door.do(lambda s: s.scalars(select(Invite).where(Invite.revoked_at.is_(None))).all())
        with pytest.raises(InviteInvalid):
            door.redeem(first[0].secret.token)
        assert door.redeem(second[0].secret.token).kind is InviteKind.UNIT
        storage.close()
        assert len(in_force) == len(second) == 2


class TestTheFile:
    def hand_out(self, door: Door, telegram_id: int) -> None:
        minted = [Minted(Target(door.unit_id, "市第1局"), mint())]
        door.do(
            lambda s: invite_files.hand_out(
                s, now=NOW, telegram_id=telegram_id, minted=minted, lasts=MONTH, file=("邀请.xlsx", b"links")
            )
        )

    def content(self, door: Door) -> bytes:
        return door.do(lambda s: s.scalars(select(Attachment.content)).one())

    def test_it_is_forgotten_once_it_has_left(self, door: Door) -> None:
        self.hand_out(door, door.town.organizer)
        assert door.do(lambda s: retention.empty_handed_out(s, now=NOW)) == 0
        assert self.content(door) == b"links"

        def leave(session: Session) -> None:
            session.scalars(select(Message)).one().state = MessageState.SENT

        door.do(leave)
        assert door.do(lambda s: retention.empty_handed_out(s, now=NOW)) == 1
        assert self.content(door) == b""

    def test_what_cannot_leave_is_forgotten_after_a_day(self, door: Door) -> None:
        self.hand_out(door, door.town.organizer)
        door.do(lambda s: retention.empty_handed_out(s, now=NOW + timedelta(hours=24)))
        assert self.content(door) == b""

    def test_who_may_not_import_gets_none_and_nothing_is_in_force(self, door: Door) -> None:
        with pytest.raises(NotAllowed):
            self.hand_out(door, door.town.cadres[0])
        assert door.do(lambda s: s.scalars(select(Invite)).all()) == []
