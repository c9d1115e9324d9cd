"""Where service is done: units in the operator's order, communities, sites, and which unit serves which community."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base


class Unit(Base):
    """An organ of the city. ``position`` is the operator's order; units are never sorted by sound or by figures."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    position: Mapped[int]
    is_enabled: Mapped[bool] = mapped_column(default=False)
    retired_on: Mapped[date | None]


class Community(Base):
    """A neighbourhood community (社区)."""

    __tablename__ = "community"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)


class Site(Base):
    """A place of service. Latitude and longitude are WGS-84 degrees, as Telegram sends them.

    One that is cleared of snow is a stretch: it has an area or a number of heads that are needed, tools to bring, the
    unit it is paired with, and the units next to it in the order in which they help (``neighbour_ids``).
    """

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("community_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(32), default="community")
    address: Mapped[str] = mapped_column(String(200), default="")
    muster_point: Mapped[str] = mapped_column(String(200), default="")
    lead_name: Mapped[str] = mapped_column(String(30), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    radius_metres: Mapped[int] = mapped_column(default=300)
    area_square_metres: Mapped[int | None]
    heads: Mapped[int | None]
    tools: Mapped[str] = mapped_column(String(200), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    neighbour_ids: Mapped[list[Any]] = mapped_column(default=list)


class Pairing(Base):
    """A unit serves one community (联建共建); its Fridays are held at that community's first site."""

    __tablename__ = "pairing"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
