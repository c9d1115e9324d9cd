"""The same night once more, as many a town would have it: the call asks everybody at once.

Town, people, plans and power cuts are those of the other night; database, sandbox and stage are its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bot.config import Settings
from bot.rehearsal.snow_night import Night
from bot.rehearsal.town import Town
from bot.rules.stretches import heads_needed
from bot.storage import schema

DATABASE: Final = "everyone.sqlite3"


@asynccontextmanager
async def everyone_called(settings: Settings, town: Town, *, seed: int, language: str) -> AsyncIterator[Night]:
    """Play the night with a first wave that rings everybody, over a database of its own that goes with the stage."""
    with tempfile.TemporaryDirectory(prefix="volunteer-demo-") as folder:
        url = f"sqlite:///{Path(folder) / DATABASE}"
        schema.upgrade(url)
        night = Night(asking_everybody(settings, town, url), town, seed=seed, language=language)
        try:
            await night.play()
            yield night
        finally:
            await night.stage.close()


def asking_everybody(settings: Settings, town: Town, url: str) -> Settings:
    """Return the settings of a call over another database that asks so many for each place that nobody is left.

    That is more than a settings file may say. The stretches share the people out by the hands they want.
    """
    stretches = [site for site in town.roster.sites if site.unit]
    places = sum(heads_needed(site.area_square_metres, site.heads) or 0 for site in stretches)
    leads = len(stretches)  # who leads a stretch is not asked
    over_call = (len(town.residents) - leads) / places
    return settings.model_copy(
        update={
            "database": settings.database.model_copy(update={"url": url}),
            "snow": settings.snow.model_copy(update={"over_call": over_call}),
        }
    )
