"""Cadres as the roster has them, their roles, and the ways a Telegram account is bound to one of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, Word


class Reach(StrEnum):
    """Whether Telegram lets us write to a linked person; anything but ``OK`` comes from its own answers."""

    OK = "ok"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NOT_FOUND = "not_found"
    NOT_STARTED = "not_started"


class Role(StrEnum):
    """What someone may do beyond answering for themself. Liaison and deputy are roles in one unit, lead at one site."""

    ADMIN = "admin"
    ORGANIZER = "organizer"
    LEADER = "leader"
    LIAISON = "liaison"
    DEPUTY = "deputy"
    LEAD = "lead"


class Cadre(Base):
    """A row of the roster, linked or not to one Telegram account.

    ``unit_id`` is the counting unit (None for staff outside the roster, such as the first admin); ``host_unit_id`` is
    a unit whose liaison may mark the person as well. Who ``is_surge`` stands in a surge team (突击队): beyond the units
    that are near a place, a call asks them first. ``location_consented_at`` is the separate consent to send a position.
    ``remind_minute`` is the minute of the day at which the person wants to be reminded, None for the settings' hour;
    who ``is_silenced`` gets without a sound what is no alarm. ``seen_on`` is the last day on which the person did
    anything here. Nobody is deleted: leaving is a date, and a double is ``merged_into_id``.
    """

    __tablename__ = "cadre"
    __table_args__ = (Index("ix_cadre_unit_id_name", "unit_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roster_no: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(60), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    host_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    linked_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(8))
    consent_version: Mapped[str | None] = mapped_column(String(32))
    consented_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    reach: Mapped[Reach] = mapped_column(Word(Reach), default=Reach.OK)
    reach_changed_at: Mapped[datetime | None]
    left_on: Mapped[date | None]
    is_surge: Mapped[bool] = mapped_column(default=False)
    location_consented_at: Mapped[datetime | None]
    remind_minute: Mapped[int | None]
    is_silenced: Mapped[bool] = mapped_column(default=False)
    seen_on: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))


class RoleGrant(Base):
    """A role someone holds, with its scope, its last day if any, and its history.

    The scope is a unit, a site, or everything; with ``activity_id`` it is a site within that activity alone.
    """

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_cadre_id_role", "cadre_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    role: Mapped[Role] = mapped_column(Word(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    granted_at: Mapped[datetime]
    granted_by: Mapped[str] = mapped_column(String(40))
    revoked_at: Mapped[datetime | None]
    ends_on: Mapped[date | None]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)


class InviteKind(StrEnum):
    """Whom an invitation lets in: someone of a unit, one person, or the first admin."""

    UNIT = "unit"
    PERSON = "person"
    ADMIN = "admin"


class Invite(Base):
    """An invitation. Link token and typed code are kept only as SHA-256 hashes; they are shown once, when made."""

    __tablename__ = "invite"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[InviteKind] = mapped_column(Word(InviteKind))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    cadre_id: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class CodeTry(Base):
    """A wrong code that someone typed; too many within an hour and further codes are not looked at."""

    __tablename__ = "code_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, index=True)
    at: Mapped[datetime]


class ClaimKind(StrEnum):
    """What a liaison is asked to confirm."""

    BIND = "bind"
    NEW_ACCOUNT = "new_account"
    CHANGE_UNIT = "change_unit"
    LEAVE = "leave"


class ClaimState(StrEnum):
    """Where a claim stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Claim(Base):
    """Someone says to be a person of a unit and waits for the liaison's tap.

    ``cadre_id`` is set when the typed name fits exactly one unlinked person. A check-in made meanwhile is kept in
    ``checked_in_at`` (and ``checked_out_at``) and counts with its own time once approved.
    """

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_state_unit_id", "state", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ClaimKind] = mapped_column(Word(ClaimKind))
    telegram_id: Mapped[int] = mapped_column(BigInteger, index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    typed_name: Mapped[str] = mapped_column(String(30))
    cadre_id: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    language: Mapped[str] = mapped_column(String(8))
    consent_version: Mapped[str] = mapped_column(String(32))
    state: Mapped[ClaimState] = mapped_column(Word(ClaimState), default=ClaimState.WAITING)
    created_at: Mapped[datetime]
    escalations: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    checked_in_at: Mapped[datetime | None]
    checked_out_at: Mapped[datetime | None]
