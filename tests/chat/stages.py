"""A stage on a town of one's own, opened and closed again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.model import Cadre
from bot.rehearsal.stage import Stage
from bot.storage import Storage
from tests.town import Town, settings_for


def everybody(town: Town) -> tuple[int, ...]:
    """Return the accounts of all who have a part in the town."""
    return town.admin, town.organizer, town.liaison, *town.cadres


@asynccontextmanager
async def stage_on(
    url: str,
    build: Callable[[Session], Town],
    *,
    start: datetime,
    present: Callable[[Town], Iterable[int]] = everybody,
    **sections: dict[str, object],
) -> AsyncIterator[tuple[Stage, Town]]:
    """Fill a migrated database, open the stage on it, and let what the bot says at first arrive.

    Args:
        url: The database.
        build: Writes the town.
        start: When the clock begins.
        present: Whose accounts have written to the bot.
        sections: Of the settings, over the defaults.
    """
    storage = Storage(url)
    town = storage.write_now(build)
    storage.close()
    stage = Stage(settings_for(url, **sections), start=start)
    for number in present(town):
        stage.sandbox.person(number).account.has_started = True
    await stage.open()
    try:
        await stage.advance(seconds=5)
        yield stage, town
    finally:
        await stage.close()


def speak_english(stage: Stage) -> None:
    """Let everybody have chosen English."""
    stage.bot.storage.write_now(lambda session: session.execute(update(Cadre).values(language="en")))
