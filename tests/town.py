"""The cast and its town: a unit or more, a site each, people linked to phones of the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.config import Settings
from bot.model import Cadre, Community, Pairing, Role, RoleGrant, Site, Unit

CONSENT = "2026-1"
FIRST_PHONE = 900_000
START = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)  # Wednesday 08:00 in Shanghai, before the Friday's opening


@dataclass(frozen=True, slots=True)
class Town:
    """Who is who: ids of phones by name."""

    liaison: int
    organizer: int
    admin: int
    cadres: tuple[int, ...]
    unit_ids: tuple[int, ...]


def settings_for(url: str, **sections: dict[str, object]) -> Settings:
    """Return settings over the defaults for one database."""
    return Settings.model_validate({"database": {"url": url}, **sections})


def build_town(session: Session, *, units: int = 1, cadres_each: int = 3, now: datetime = START) -> Town:
    """Write a small town: each unit has a site, a liaison and cadres; all are linked and have consented."""
    phones = iter(range(FIRST_PHONE, FIRST_PHONE + 1_000_000))

    def person(number: str, name: str, unit: Unit | None) -> Cadre:
        return Cadre(
            roster_no=number,
            name=name,
            unit_id=unit.id if unit else None,
            telegram_id=next(phones),
            linked_at=now,
            consent_version=CONSENT,
            consented_at=now,
        )

    def grant(cadre: Cadre, role: Role) -> RoleGrant:
        return RoleGrant(cadre_id=cadre.id, role=role, unit_id=cadre.unit_id, granted_at=now, granted_by="test")

    places = range(1, units + 1)
    communities = [Community(name=f"第{place}社区") for place in places]
    offices = [Unit(name=f"市第{place}局", position=place, is_enabled=True) for place in places]
    session.add_all([*communities, *offices])
    session.flush()
    admin, organizer = person("A1", "管理员", None), person("A2", "组织者", None)
    liaisons: list[Cadre] = []
    cadres: list[Cadre] = []
    for place, unit in zip(places, offices, strict=True):
        liaisons.append(person(f"L{place}", f"联络{place}", unit))
        cadres += [person(f"C{place}-{n}", f"张{n}", unit) for n in range(1, cadres_each + 1)]
    # Their ids follow the telephones, as if they had come one by one.
    by_telephone: list[Cadre] = sorted([admin, organizer, *liaisons, *cadres], key=lambda each: each.telegram_id or 0)
    session.add_all(by_telephone)
    session.flush()
    session.add_all([grant(admin, Role.ADMIN), grant(organizer, Role.ORGANIZER)])
    session.add_all(grant(liaison, Role.LIAISON) for liaison in liaisons)
    for place, unit, community in zip(places, offices, communities, strict=True):
        site = Site(
            community_id=community.id,
            name=f"第{place}社区服务中心",
            address="人民大街1号",
            muster_point="门前广场",
            lead_name="李四",
            latitude=42.9026,
            longitude=125.1437,
        )
        session.add_all([site, Pairing(unit_id=unit.id, community_id=community.id)])
    return Town(
        liaison=liaisons[0].telegram_id or 0,
        organizer=organizer.telegram_id or 0,
        admin=admin.telegram_id or 0,
        cadres=tuple(cadre.telegram_id or 0 for cadre in cadres),
        unit_ids=tuple(unit.id for unit in offices),
    )
