"""Whom a Friday is opened for: units that have what it takes; of the others the organizers are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.model import Attendance, Cadre, Message, Pairing, Role, RoleGrant, Roll, Site, Unit
from bot.rules.calendar import FridayOutlook
from bot.services import activities, outbox
from bot.services.activities import friday_rules
from bot.storage import Storage
from tests.town import START, Town, build_town, settings_for

SETTINGS = settings_for("sqlite:///unused")
RULES = friday_rules(SETTINGS)
OPENS = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)

Spoil = Callable[[Session, int], object]


@pytest.fixture
def storage(sqlite_url: str) -> Iterator[Storage]:
    storage = Storage(sqlite_url)
    yield storage
    storage.close()


def without_pairing(session: Session, unit_id: int) -> None:
    session.execute(delete(Pairing).where(Pairing.unit_id == unit_id))


def without_site(session: Session, unit_id: int) -> None:
    community = session.scalars(select(Pairing.community_id).where(Pairing.unit_id == unit_id)).one()
    session.execute(delete(Site).where(Site.community_id == community))


def without_liaison(session: Session, unit_id: int) -> None:
    session.execute(delete(RoleGrant).where(RoleGrant.unit_id == unit_id, RoleGrant.role == Role.LIAISON))


def switched_off(session: Session, unit_id: int) -> None:
    session.get_one(Unit, unit_id).is_enabled = False


def retired(session: Session, unit_id: int) -> None:
    session.get_one(Unit, unit_id).retired_on = date(2026, 11, 1)


def open_friday(session: Session, spoil: Spoil) -> Town:
    """Open the Friday of two units, of which the second is spoilt."""
    town = build_town(session, units=2)
    spoil(session, town.unit_ids[1])
    session.flush()
    outlooks = [FridayOutlook(date(2026, 11, 27), is_service_day=True, reason=None, is_provisional=False)]
    activities.plan_fridays(session, now=START, outlooks=outlooks, rules=RULES, settings=SETTINGS.friday)
    for _ in range(2):  # told once, however often it is looked at
        for due in activities.due_steps(session, now=OPENS, rules=RULES):
            while not activities.run_step(session, now=OPENS, run=due):
                pass
    return town


def told(session: Session) -> dict[str, object]:
    rows = session.scalars(select(Message).where(Message.kind == "friday-units-lacking")).all()
    return {row.chat_key: (row.params["count"], row.params["units"]) for row in rows}


def staff(session: Session, town: Town) -> set[str]:
    ids = select(Cadre.id).where(Cadre.telegram_id.in_((town.admin, town.organizer)))
    return {outbox.cadre_key(number) for number in session.scalars(ids)}


@pytest.mark.parametrize("spoil", [without_pairing, without_site, without_liaison])
def test_a_unit_that_lacks_something_is_not_opened_and_the_organizers_are_told(storage: Storage, spoil: Spoil) -> None:
    town = storage.write_now(lambda s: open_friday(s, spoil))
    assert storage.read_now(lambda s: s.scalars(select(Roll.unit_id)).all()) == [town.unit_ids[0]]
    invited = storage.read_now(lambda s: s.scalars(select(Attendance.unit_id).distinct()).all())
    assert invited == [town.unit_ids[0]]
    keys = storage.read_now(lambda s: staff(s, town))
    assert storage.read_now(told) == dict.fromkeys(keys, (1, {"names": ["市第2局"]}))


@pytest.mark.parametrize("spoil", [switched_off, retired])
def test_a_unit_that_takes_no_part_is_not_opened_and_nothing_is_said_of_it(storage: Storage, spoil: Spoil) -> None:
    town = storage.write_now(lambda s: open_friday(s, spoil))
    assert storage.read_now(lambda s: s.scalars(select(Roll.unit_id)).all()) == [town.unit_ids[0]]
    assert not storage.read_now(told)
