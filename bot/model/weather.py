"""What the weather watch has seen and said: snowfalls, whether the service answers, and who is on duty when."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.model.base import Base, Word


class SnowfallState(StrEnum):
    """``PROPOSED`` waits for an organizer; ``TAKEN`` is being dealt with; ``OVER`` has ended or was forecast away."""

    PROPOSED = "proposed"
    TAKEN = "taken"
    OVER = "over"


class Snowfall(Base):
    """One coming snowfall as the forecasts have it: proposed once, updated in place.

    ``begins_at`` and ``ends_at`` are those of the last forecast, ``advice`` the highest that was given. ``figures`` are
    what the card shows. ``rung`` is how far the ring has gone: 1 the first on duty, 2 the second, 3 all organizers.
    """

    __tablename__ = "snowfall"

    id: Mapped[int] = mapped_column(primary_key=True)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    advice: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[SnowfallState] = mapped_column(Word(SnowfallState), default=SnowfallState.PROPOSED, index=True)
    proposed_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    rung: Mapped[int] = mapped_column(default=0)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
    taken_at: Mapped[datetime | None]


class WeatherState(Base):
    """Whether the forecast service answers; one row. ``away_since`` is None while it does."""

    __tablename__ = "weather_state"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    away_since: Mapped[datetime | None]
    is_told: Mapped[bool] = mapped_column(default=False)


class Duty(Base):
    """Who is on duty on a day, and who is rung when the first does not answer."""

    __tablename__ = "duty"

    held_on: Mapped[date] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))
    second_id: Mapped[int | None] = mapped_column(ForeignKey("cadre.id"))
