"""Who waits for a liaison, and how the card of them is drawn however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.cards import claims as card
from bot.chat.cards import members as members_card
from bot.chat.cards.scene import Face, Scene
from bot.chat.phrases import Voice
from bot.config import Settings
from bot.model import AuditEntry, Cadre, Claim, ClaimKind, ClaimState, Role, RoleGrant
from bot.rules.delivery import InlineKeyboard
from bot.services import binding, claims, decisions, members, outbox, people
from bot.services.batch import Batch
from bot.services.binding import Account
from bot.services.delivery import Dropped
from bot.storage import Storage
from bot.texts import load_texts
from tests.town import START, Town, build_town

FIRST = 960_000
TODAY = START.date()
NOW = START + timedelta(hours=1)


@pytest.fixture
def storage(sqlite_url: str) -> Iterator[Storage]:
    made = Storage(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def town(storage: Storage) -> Town:
    return storage.write_now(lambda session: build_town(session, units=2))


def enlist(session: Session, unit_id: int, count: int, *, waits: bool = True) -> None:
    """Put people with names and titles as long as they come on the roster, and let each of them wait."""
    for place in range(count):
        name = f"{'长' * 20}{chr(0x4E00 + place)}"
        cadre = Cadre(roster_no=f"W{place}", name=name, title="职" * 60, unit_id=unit_id)
        session.add(cadre)
        session.flush()
        if waits:
            wait(session, unit_id, name, FIRST + place, cadre.id)


def wait(session: Session, unit_id: int, name: str, telegram_id: int, cadre_id: int | None = None) -> Claim:
    account = Account(telegram_id, "zh-CN", "2026-1")
    return claims.submit(
        session, account, kind=ClaimKind.BIND, unit_id=unit_id, typed_name=name, cadre_id=cadre_id, now=NOW
    )


def scene(session: Session, telegram_id: int, unit_id: int) -> Scene:
    settings = Settings()
    voice = Voice(load_texts(), "zh-CN", settings.operator.zone)
    key = outbox.cadre_key(people.require(session, telegram_id).id)
    return Scene(Batch(session, []), NOW, voice, settings, key, unit_id)


def face(session: Session, town: Town) -> Face:
    drawn = card.draw(scene(session, town.liaison, town.unit_ids[0]))
    assert isinstance(drawn, Face)
    return drawn


def labels(keyboard: InlineKeyboard) -> list[str]:
    return [button.label for row in keyboard.rows for button in row]


class TestCard:
    def test_it_fits_a_message_however_many_wait(self, storage: Storage, town: Town) -> None:
        unit_id = town.unit_ids[0]
        storage.write_now(lambda session: enlist(session, unit_id, 70))
        for place in range(20):
            storage.write_now(lambda session, n=place: wait(session, unit_id, f"无{chr(0x5E00 + n)}", FIRST + 500 + n))  # type: ignore[misc]
        drawn = storage.read_now(lambda session: face(session, town))
        assert len(drawn.text) <= 4096
        assert len(labels(drawn.keyboard)) <= 100

    def test_the_batch_covers_no_more_than_is_shown(self, storage: Storage, town: Town) -> None:
        unit_id = town.unit_ids[0]
        storage.write_now(lambda session: enlist(session, unit_id, 70))
        drawn = storage.read_now(lambda session: face(session, town))
        batch = drawn.keyboard.rows[0][0]
        shown = sum(f"{'长' * 20}{chr(0x4E00 + place)}" in drawn.text for place in range(70))
        assert batch.label == f"全部通过（{shown}）"
        up_to = int((batch.data or "").rpartition(":")[2])
        count = storage.write_now(
            lambda session: decisions.approve_all(
                session, now=NOW, telegram_id=town.liaison, unit_id=unit_id, up_to=up_to, today=TODAY
            )
        )
        assert 0 < count == shown < 70

    def test_every_waiting_person_is_on_some_page(self, storage: Storage, town: Town) -> None:
        unit_id = town.unit_ids[0]
        names = [f"无{chr(0x5E00 + place)}" for place in range(14)]

        def fill(session: Session) -> None:
            enlist(session, unit_id, 7)
            for place, name in enumerate(names):
                wait(session, unit_id, name, FIRST + 500 + place)

        storage.write_now(fill)
        seen: set[str] = set()
        for page in range(5):

            def turn(session: Session, page: int = page) -> None:
                claims.turn_page(session, now=NOW, telegram_id=town.liaison, unit_id=unit_id, page=page)

            storage.write_now(turn)
            drawn = storage.read_now(lambda session: face(session, town))
            seen |= {label for label in labels(drawn.keyboard) if label.startswith(("新增", "通过"))}
        assert len(seen) == 14 + 7

    def test_who_lost_the_right_gets_no_card(self, storage: Storage, town: Town) -> None:
        storage.write_now(lambda session: enlist(session, town.unit_ids[0], 1))
        drawn = storage.read_now(lambda session: card.draw(scene(session, town.cadres[0], town.unit_ids[0])))
        assert isinstance(drawn, Dropped)


class TestNamesakes:
    def test_a_linked_namesake_is_marked_as_a_change_of_account(self, storage: Storage, town: Town) -> None:
        unit_id = town.unit_ids[0]

        def fill(session: Session) -> None:
            session.add(Cadre(roster_no="Z1", name="张1", title="新人", unit_id=unit_id))
            session.flush()
            wait(session, unit_id, "张1", FIRST)

        storage.write_now(fill)
        drawn = storage.read_now(lambda session: face(session, town))
        assert labels(drawn.keyboard)[:2] == ["张1·C1-1（换账号）", "张1·新人"]

    def test_names_are_compared_whatever_their_spaces_and_forms(self, storage: Storage, town: Town) -> None:
        unit_id = town.unit_ids[0]

        def fill(session: Session) -> list[claims.Case]:
            session.add(Cadre(roster_no="Z1", name="买买提 · 阿依", unit_id=unit_id))
            session.flush()
            cadre_id = session.scalars(select(Cadre.id).where(Cadre.roster_no == "Z1")).one()
            wait(session, unit_id, "买买提·阿依", FIRST, cadre_id)
            return claims.cases(session, unit_id)

        assert [case.is_unique for case in storage.write_now(fill)] == [True]


class TestRoles:
    def test_a_role_holder_is_never_confirmed_in_a_batch(self, storage: Storage, town: Town) -> None:
        unit_id = town.unit_ids[0]

        def fill(session: Session) -> list[claims.Case]:
            cadre = Cadre(roster_no="Z1", name="副手", unit_id=unit_id)
            session.add(cadre)
            session.flush()
            session.add(
                RoleGrant(cadre_id=cadre.id, role=Role.DEPUTY, unit_id=unit_id, granted_at=NOW, granted_by="test")
            )
            wait(session, unit_id, "副手", FIRST, cadre.id)
            return claims.cases(session, unit_id)

        assert [case.is_unique for case in storage.write_now(fill)] == [False]


class TestUnlinking:
    def test_no_card_of_the_old_chat_is_edited_in_the_new_one(self, storage: Storage, town: Town) -> None:
        def move(session: Session) -> int | None:
            cadre = people.require(session, town.cadres[0])
            shown = outbox.show(session, outbox.cadre_key(cadre.id), "activity:1", now=NOW)
            shown.telegram_message_id = 77
            session.flush()
            binding.bind(session, cadre, Account(FIRST, "en", "2026-1"), now=NOW)
            return shown.telegram_message_id

        assert storage.write_now(move) is None


class TestMembers:
    def test_the_card_fits_a_message_and_pages_through_all(self, storage: Storage, town: Town) -> None:
        unit_id = town.unit_ids[0]
        storage.write_now(lambda session: enlist(session, unit_id, 60, waits=False))
        drawn = storage.read_now(lambda session: members_card.draw(scene(session, town.liaison, unit_id)))
        assert isinstance(drawn, Face)
        assert len(labels(drawn.keyboard)) == members_card.PER_PAGE + 1

    def test_whom_the_liaison_lets_go_is_off_the_roster_with_an_audit_line(self, storage: Storage, town: Town) -> None:
        unit_id = town.unit_ids[0]

        def go(session: Session) -> tuple[Cadre, list[str]]:
            cadre = people.require(session, town.cadres[0])
            members.mark_left(
                session, now=NOW, telegram_id=town.liaison, unit_id=unit_id, cadre_id=cadre.id, today=TODAY
            )
            session.flush()
            return cadre, list(session.scalars(select(AuditEntry.action)))

        cadre, actions = storage.write_now(go)
        assert (cadre.telegram_id, cadre.left_on) == (None, TODAY)
        assert "person.leave" in actions

    def test_a_liaison_lets_go_neither_self_nor_an_organizer_nor_another_units_people(
        self, storage: Storage, town: Town
    ) -> None:
        unit_id = town.unit_ids[0]

        def try_all(session: Session) -> list[str]:
            mine = people.require(session, town.liaison)
            chief = people.require(session, town.cadres[0])
            session.add(RoleGrant(cadre_id=chief.id, role=Role.ORGANIZER, granted_at=NOW, granted_by="test"))
            other = people.require(session, town.cadres[-1])
            refusals = []
            for cadre in (mine, chief, other):
                with pytest.raises((people.NotAllowed, members.NotOfUnit)) as refusal:
                    members.mark_left(
                        session, now=NOW, telegram_id=town.liaison, unit_id=unit_id, cadre_id=cadre.id, today=TODAY
                    )
                refusals.append(type(refusal.value).__name__)
            return refusals

        assert storage.write_now(try_all) == ["NotAllowed", "NotAllowed", "NotOfUnit"]


class TestEscalation:
    def test_an_answered_claim_is_not_overdue(self, storage: Storage, town: Town) -> None:
        unit_id, after = town.unit_ids[0], timedelta(minutes=120)

        def fill(session: Session) -> tuple[list[int], list[int]]:
            claim = wait(session, unit_id, "钱七", FIRST)
            late = claims.overdue(session, now=NOW + after, after=after)
            claim.state = ClaimState.REJECTED
            session.flush()
            return late, claims.overdue(session, now=NOW + after, after=after)

        assert storage.write_now(fill) == ([unit_id], [])

    def test_escalating_twice_asks_nobody_twice(self, storage: Storage, town: Town) -> None:
        unit_id, after = town.unit_ids[0], timedelta(minutes=120)

        def fill(session: Session) -> list[int]:
            wait(session, unit_id, "钱七", FIRST)
            claims.escalate(session, now=NOW + after, unit_id=unit_id, after=after)
            return claims.overdue(session, now=NOW + after, after=after)

        assert storage.write_now(fill) == []
